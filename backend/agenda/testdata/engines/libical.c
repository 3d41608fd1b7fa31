/* Parses the calendars of a file and expands them into the week of 1 June 2026:
   prints the seconds of both and how many occurrences there are. */
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static int found;

static void count(icalcomponent *c, struct icaltime_span *s, void *d) { found++; }

static double now(void) {
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static void expand(icalcomponent *c) {
	if (icalcomponent_isa(c) == ICAL_VEVENT_COMPONENT)
		icalcomponent_foreach_recurrence(c, icaltime_from_string("20260601T000000Z"), icaltime_from_string("20260608T000000Z"), count, NULL);
	icalcompiter i = icalcomponent_begin_component(c, ICAL_ANY_COMPONENT);
	for (icalcomponent *child; (child = icalcompiter_deref(&i)); icalcompiter_next(&i))
		expand(child);
}

int main(int n, char **args) {
	FILE *f = fopen(args[1], "rb");
	fseek(f, 0, SEEK_END);
	long size = ftell(f);
	rewind(f);
	char *text = calloc(1, size + 1);
	if (fread(text, 1, size, f) != (size_t)size)
		return 1;
	double began = now();
	icalcomponent *all = icalparser_parse_string(text);
	double parsed = now();
	expand(all);
	printf("%f %f %d\n", parsed - began, now() - parsed, found);
	return 0;
}
