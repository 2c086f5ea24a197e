/*
 * Keeps days and instants apart, which the clock reads alike: a fact has
 * exactly one form. Years below 1000 would not come back as they went.
 */
#include "policy/date.h"

#include "base/clock.h"

#include <stdio.h>
#include <string.h>

enum { DATE_LENGTH = 10 };

int
date_parse(struct scope *sc, const char *s, int64_t *ret)
{
	int64_t ms;

	if (strlen(s) != DATE_LENGTH || *s == '0' ||
	    clock_parse(sc, s, &ms) != E_OK)
		return 0;
	*ret = date_of(ms);
	return 1;
}

void
date_text(int64_t day, char *ret)
{
	char text[CLOCK_TEXT];

	clock_text(day * DAY_MS, text);
	snprintf(ret, DATE_TEXT, "%.*s", DATE_LENGTH, text);
}

int
instant_parse(struct scope *sc, const char *s, int64_t *ret)
{
	int64_t ms;

	if (strlen(s) <= DATE_LENGTH || *s == '0' ||
	    clock_parse(sc, s, &ms) != E_OK)
		return 0;
	*ret = ms;
	return 1;
}

int64_t
date_of(int64_t ms)
{
	return ms / DAY_MS - (ms % DAY_MS < 0);
}
