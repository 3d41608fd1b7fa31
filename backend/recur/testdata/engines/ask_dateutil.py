"""Answers rules with python3-dateutil: a line DTSTART, RRULE, LIMIT and NUMBER,
with tabs between, is answered with the slots before LIMIT, blanks between."""
import datetime
import sys

from dateutil.rrule import rrulestr

FORM = "%Y%m%dT%H%M%S"
for line in sys.stdin:
    start, rule, limit, number = line.rstrip("\n").split("\t")
    out = []
    try:
        rule = rrulestr(rule, dtstart=datetime.datetime.strptime(start, FORM))
        # It looks for the slot after the last as far as the year 9999.
        rule._until = datetime.datetime.strptime(limit, FORM)
        for slot in rule:
            if len(out) == int(number):
                break
            out.append(slot.strftime(FORM))
        print(" ".join(out), flush=True)
    except Exception:  # a rule it refuses
        print("-", flush=True)
