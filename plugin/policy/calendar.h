/*
 * Calendars: when somebody works (conf/policy/calendars.conf). Time that a
 * calendar counts is business time; "24x7" counts all of it and needs no
 * file. Pure; instants and times are milliseconds.
 *
 * Hours are what the clock on the wall shows in the calendar's zone, so a
 * night shift on the day of the leap is an hour shorter or longer
 * (base/zone.h).
 */
#ifndef POLICY_CALENDAR_H
#define POLICY_CALENDAR_H

#include "base/scope.h"

struct calendar;
struct calendars;	/* owned by the scope it was loaded in */

#define CALENDAR_ALWAYS		"24x7"
#define CALENDAR_BUSINESS	"business-hours"	/* the default */

/*
 * Reads DIR/calendars.conf and the files of holidays that it names. E_GONE:
 * not readable; E_SHAPE: file:line. The default is always among them.
 */
enum err calendars_load(struct scope *, const char *dir,
	    const struct calendars **ret) MUST_USE;
/* NULL: there is none of that name. */
const struct calendar *calendar_find(const struct calendars *,
	    const char *name);
const char *calendar_name(const struct calendar *);
const char *calendar_zone(const struct calendar *);	/* IANA */

/* "2026-11-20 14:05 (Europe/Warsaw)", by the calendar's zone. */
const char *calendar_text(struct scope *, const struct calendar *,
	    int64_t ms);

/* The day (policy/date.h) that it is there. */
int64_t	 calendar_day(const struct calendar *, int64_t ms);
/*
 * The first instant on that day or later, and not before `from`, at which
 * somebody works; INT64_MAX: not in a hundred years of holidays.
 */
int64_t	 calendar_opens(const struct calendar *, int64_t day, int64_t from);
int	 calendar_is_open(const struct calendar *, int64_t ms);
/* How many days off come right after that one. */
int64_t	 calendar_rest(const struct calendar *, int64_t day);
/* Business time from one instant to another; 0 if it is not after it. */
int64_t	 calendar_between(const struct calendar *, int64_t from, int64_t to);
/*
 * The first instant at which so much business time (0 or more) has passed
 * since `from`; INT64_MAX: not in a hundred years of holidays.
 */
int64_t	 calendar_after(const struct calendar *, int64_t from, int64_t ms);

#endif
