/* Answers rules with libical: a line DTSTART, RRULE, LIMIT and NUMBER, with tabs
   between, is answered with the slots before LIMIT, blanks between. */
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
    char *line = NULL;
    size_t room = 0;

    icalerror_set_errors_are_fatal(0);
    while (getline(&line, &room, stdin) > 0) {
        char *start = strtok(line, "\t\n"), *rule = strtok(NULL, "\t\n"), *limit = strtok(NULL, "\t\n");
        int number = atoi(strtok(NULL, "\t\n"));
        struct icalrecurrencetype r = icalrecurrencetype_from_string(rule);
        icalrecur_iterator *slots = NULL;

        if (r.count == 0)
            r.until = icaltime_from_string(limit); /* it would look on for the slot after the last */
        if (r.freq != ICAL_NO_RECURRENCE)
            slots = icalrecur_iterator_new(r, icaltime_from_string(start));
        if (!slots) {
            puts("-");
        } else {
            for (int i = 0; i < number; i++) {
                struct icaltimetype slot = icalrecur_iterator_next(slots);
                if (icaltime_is_null_time(slot) || strcmp(icaltime_as_ical_string(slot), limit) > 0)
                    break;
                printf(i ? " %s" : "%s", icaltime_as_ical_string(slot));
            }
            puts("");
            icalrecur_iterator_free(slots);
        }
        fflush(stdout);
    }
    return 0;
}
