/*
 * What we want done in a ticket outside, as jobs carry it, and what a ticket
 * that was read there has that we had not heard of. Pure.
 */
#ifndef OUTSIDE_H
#define OUTSIDE_H

#include "store/outside.h"

enum outside_do {
	OUTSIDE_OPEN,		/* title, text, severity, began .. */
	OUTSIDE_SAY,		/* text */
	OUTSIDE_CHANGE,		/* severity */
	OUTSIDE_CLOSE,
	OUTSIDE__MAX
};
extern const char *const outside_dos[OUTSIDE__MAX + 1];

struct outside_order {
	enum outside_do	 what;
	const char	*title, *text, *severity;
	const char	*service;	/* as Azure calls it */
	int64_t		 began;		/* ms; 0: not told */
	int		 is_24x7;
};

/* The payload of a job; outside_order_parse() gives back the same. */
const char	*outside_order_json(struct scope *,
		    const struct outside_order *);
/* E_SHAPE: a damaged or newer row. */
enum err	 outside_order_parse(struct scope *, const char *payload,
		    struct outside_order *ret) MUST_USE;

enum { OUTSIDE_NEWS = 256 };

/*
 * `was` as we knew it, `found` as it was read just now: `is` as we know it
 * now, and what that has of news, at most OUTSIDE_NEWS, oldest first. Older
 * messages wait for the next time.
 */
int	 outside_compare(struct scope *, const struct outside *was,
	    const struct service_case *found, struct outside *is,
	    struct outside_news news[OUTSIDE_NEWS]);

#endif
