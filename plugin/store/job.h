/*
 * A job: one outgoing call, kept until a person or the far side says it is
 * over. The attempt is counted when it is claimed, so a job that kills its
 * worker still runs out of attempts.
 *
 *	ready --claim--> claimed --settle--> done
 *	  ^                 |  \-----------> dead
 *	  '--- again / the lease ran out
 */
#ifndef STORE_JOB_H
#define STORE_JOB_H

#include "store/db.h"

struct job {
	int64_t		 id;
	const char	*desk, *ticket;
	const char	*payload;	/* an order, as JSON */
	int		 tries;		/* the running one counted */
	int		 lasting;	/* lasting_with() of store/lane.h */
	int		 answers;	/* that its writes got */
	char		 lease[33];
};

enum job_end { JOB_DONE, JOB_AGAIN, JOB_DEAD };

/*
 * Inside a transaction. Jobs of a case go out in the order of `seq`; case 0:
 * of none, and so in no order.
 */
enum err job_add(struct scope *, struct db *, int64_t case_id, int seq,
	    const struct job *) MUST_USE;

/* Up to `most` jobs of a desk, due and first of their case; not claimed. */
enum err job_ready(struct scope *, struct db *, const char *desk, int most,
	    struct job **ret, int *ret_n) MUST_USE;
/* Takes one until `until`. E_GONE: somebody else was quicker. */
enum err job_claim(struct scope *, struct db *, struct job *, int64_t until)
	    MUST_USE;
/* Only under our own lease; E_GONE otherwise. `due` counts for JOB_AGAIN. */
enum err job_settle(struct scope *, struct db *, const struct job *,
	    enum job_end, int64_t due, const char *note) MUST_USE;
/* Inside a transaction: one more answer. */
enum err job_answered(struct scope *, struct db *, const struct job *)
	    MUST_USE;
/* Leases that ran out become ready again. */
enum err job_expire(struct scope *, struct db *, int64_t *ret_n) MUST_USE;

/*
 * When to try again: doubles from `first` ms with every try up to `most`,
 * and up to a fifth more by `dice`, so that those who failed together do not
 * come back together.
 */
int64_t	 job_backoff(int tries, int64_t first, int64_t most, unsigned dice);

#endif
