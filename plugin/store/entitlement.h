/*
 * The ways to Microsoft that somebody holds: the rows behind
 * `facts.entitlements`, and how many of their units are left.
 */
#ifndef STORE_ENTITLEMENT_H
#define STORE_ENTITLEMENT_H

#include "policy/facts.h"
#include "store/db.h"

/*
 * What may serve a customer's case: the partner's own and that customer's,
 * by name, as `struct entitlement`. What ended more than ENTITLEMENT_PAST
 * days ago is left out; a receipt tells of the rest why it was not used.
 * `told_at` (ms) is when the oldest of them was told. Customer 0: nobody.
 */
enum { ENTITLEMENT_PAST = 60 };

enum err entitlement_list(struct scope *, struct db *, int64_t customer,
	    struct list *ret, int64_t *ret_told_at) MUST_USE;

/* A row as people look at it. */
struct entitlement_row {
	int64_t		 id;
	const char	*name, *vehicle, *plan;
	const char	*customer;	/* NULL: the partner holds it */
	const char	*starts, *ends;	/* days; both count */
	const char	*fee;
	int		 is_counted;
	int64_t		 units_left, reserved, granted;
};

/* All, by name; `name` NULL: not only that one. E_GONE: there is none. */
enum err entitlement_rows(struct scope *, struct db *, const char *name,
	    struct entitlement_row **ret, int *ret_n) MUST_USE;

/*
 * What runs out: few units left, or 60, 30 or 7 days to its end. `what` is
 * "low", "out", "60", "30", "7", the nearest of each kind.
 */
struct entitlement_warning {
	int64_t		 id;
	const char	*name, *what;
	const char	*ends;		/* the last day */
	int64_t		 units_left;	/* COUNT_UNKNOWN: not counted */
	int64_t		 days;		/* left, today not counted */
	int		 is_end;	/* of its days, not of its units */
};

/* `low`: so many units are few. */
enum err entitlement_warnings(struct scope *, struct db *, int64_t low,
	    struct entitlement_warning **ret, int *ret_n) MUST_USE;
/* E_SEEN: it was said before, of this end. */
enum err entitlement_warn(struct scope *, struct db *,
	    const struct entitlement_warning *) MUST_USE;

#endif
