/* Steps are few: they are looked through. */
#include "billing/due_rule.h"

#include <stdlib.h>

const char *
due_steps_read(const char *s, struct due_rule *r)
{
	char *end;
	long day;

	for (r->n = 0; ; s = end) {
		while (*s == ' ')
			s++;
		if (*s == '\0')
			return r->n > 0 ? 0 : "has no day";
		day = strtol(s, &end, 10);
		if (end == s || (*end != ' ' && *end != '\0') ||
		    day > DUE_STEP_MOST || day < -DUE_STEP_MOST)
			return "must be days from 365 to -365 with blanks "
			    "between, like 14 7 1 0 -1";
		if (r->n == DUE_STEPS)
			return "has more than 20 days";
		if (r->n > 0 && day >= r->step[r->n - 1])
			return "must fall from day to day, like 14 7 1 0 -1";
		r->step[r->n++] = (int)day;
	}
}

int
due_step(const struct due_rule *r, int64_t left, int64_t rest, int *ret)
{
	int found = 0;

	if (left > 0)
		left = left > rest ? left - rest : 0;
	for (int i = 0; i < r->n && r->step[i] >= left; i++, found = 1)
		*ret = r->step[i];
	return found;
}
