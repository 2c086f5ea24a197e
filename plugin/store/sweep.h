/* How far the sweep has looked at each desk, and whose turn it is. */
#ifndef STORE_SWEEP_H
#define STORE_SWEEP_H

#include "store/db.h"
#include "store/delivery.h"

struct sweep {
	const char	*desk;
	const char	*place;		/* the adapter's cursor */
	int64_t		 since;		/* where the first sweep begins, ms */
};

/* Makes the desk's row if there is none: its sweeps begin at this moment. */
enum err sweep_open(struct scope *, struct db *, const char *desk) MUST_USE;

/* When we first heard of the desk (ms); 0 if no sweep was ever opened. */
enum err sweep_since(struct scope *, struct db *, const char *desk,
	    int64_t *ret) MUST_USE;

/*
 * Takes this turn of a desk's sweep and moves the next one `every_ms` on, so
 * that one worker at a time sweeps and a dead one is not waited for. E_GONE:
 * it is not due, or another worker took it. Commits by itself.
 */
enum err sweep_claim(struct scope *, struct db *, const char *desk,
	    int64_t every_ms, struct sweep *ret) MUST_USE;

struct sweep_page {
	const struct delivery	*d;
	int			 n;
	const char		*place;	/* where to go on, NULL: stays */
	int			 found;	/* out: new, that is, lost until now */
};

/*
 * One commit: the deliveries that are not there yet, and the new place.
 * E_GONE: another sweep moved the place meanwhile; nothing was stored.
 */
enum err sweep_store(struct scope *, struct db *, const struct sweep *,
	    struct sweep_page *) MUST_USE;

#endif
