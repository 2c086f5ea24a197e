/* What calendar.c and calendar_read.c share; nobody else includes it. */
#ifndef POLICY_CALENDAR_IN_H
#define POLICY_CALENDAR_IN_H

#include "base/week.h"
#include "policy/calendar.h"

enum { DAY_SPANS = 8 };

struct day_hours {
	struct { int from, to; }	span[DAY_SPANS];	/* in order */
	int				n;
};

struct calendar {
	const char		*name, *zone;
	int			 always;
	struct day_hours	 day[WEEK_DAYS];	/* Monday first */
	int64_t			*holiday;		/* days, in order */
	int			 nholidays;
};

struct calendars {
	struct calendar	*at;	/* the first is CALENDAR_ALWAYS */
	int		 n;
};

#endif
