/*
 * A lane: one ticket of one desk, worked on by at most one worker at a time.
 * The lease is taken by a conditional update, so two nodes of a cluster
 * cannot both have it; every settle names the lease.
 */
#ifndef STORE_LANE_H
#define STORE_LANE_H

#include "store/db.h"

struct lane {
	const char	*desk, *ticket;
	char		 lease[33];
	int		 tries;		/* this one counted */
	int		 lasting;	/* see lasting_with() */
	int64_t		*deliveries;	/* those it will answer for */
	int		 ndeliveries;
	const char	*stamp;		/* filled in when it was read */
	int		 is_import;	/* one of them imports the ticket */
};

/*
 * Takes the lane until `until` (ms), makes it if need be, and lists the
 * deliveries that wait for it. E_GONE: somebody else has it, or nothing
 * waits. Commits by itself.
 */
enum err lane_claim(struct scope *, struct db *, const char *desk,
	    const char *ticket, int64_t until, struct lane *ret) MUST_USE;

/*
 * Inside a transaction: its deliveries are done, the lane is free. E_GONE:
 * the lease is not ours any more; roll back.
 */
enum err lane_settle(struct scope *, struct db *, const struct lane *)
	    MUST_USE;

/*
 * Failures in a row that waiting does not mend (E_SHAPE, E_GONE, E_LIMIT):
 * with this one it has so many. LASTING_MOST of them are enough, however long
 * a desk that is away would be waited for.
 */
enum { LASTING_MOST = 5 };
int	 lasting_with(int lasting, enum err);

/* Gives the lane back undone: what waits is tried again at `due`. */
enum err lane_retry(struct scope *, struct db *, const struct lane *,
	    int64_t due, const char *note) MUST_USE;
/* Gives the lane back; what waits becomes dead letters. */
enum err lane_bury(struct scope *, struct db *, const struct lane *,
	    const char *note) MUST_USE;

#endif
