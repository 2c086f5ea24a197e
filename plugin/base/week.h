/*
 * Hours of a week as configuration writes them:
 *
 *	{ days = "mon-fri"; from = "09:00"; to = "17:00"; }
 */
#ifndef BASE_WEEK_H
#define BASE_WEEK_H

#include "base/conf.h"

enum { WEEK_DAYS = 7, DAY_MINUTES = 24 * 60 };

struct week_span {
	int	first, last;	/* weekdays, 1 Monday to 7 Sunday */
	int	from, to;	/* minutes of the day, 1440 is 24:00 */
};

/* "08:00" as minutes, up to "24:00"; -1 if it is not a time. */
int	 week_minutes(const char *);
/* Reads such a group; E_SHAPE with file:line. */
enum err week_span(struct scope *, const struct config_setting_t *,
	    struct week_span *ret) MUST_USE;

#endif
