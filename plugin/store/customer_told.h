/*
 * Customers whom Microsoft is asked about while they have an open case: whose
 * time it is, and what it told of them (table customer_microsoft; of the
 * health of their services: store/incident.h).
 */
#ifndef STORE_CUSTOMER_TOLD_H
#define STORE_CUSTOMER_TOLD_H

#include "store/db.h"

struct customer_due {
	int64_t		 id;
	const char	*tenant;
};

/* What is asked now and then; each has a time of its own. */
enum asked {
	ASKED_FACTS,		/* of who has an open case */
	ASKED_HEALTH,		/* of who has an open technical case */
	ASKED__MAX
};

/* Those whose time has come, the longest waiting first. */
enum err customer_due(struct scope *, struct db *, enum asked, int most,
	    struct customer_due **ret, int *ret_n) MUST_USE;
/* Ours until `next` (ms). E_GONE: another worker asks about him. */
enum err customer_claim(struct scope *, struct db *, enum asked, int64_t id,
	    int64_t next) MUST_USE;

struct customer_told {
	int64_t		 id;
	const char	*relationship;	/* "yes", "no"; NULL: not told */
	const char	*gdap_roles;	/* NULL: not told */
	const char	*gdap_ends, *gdap_auto_extend;
	int64_t		 next;		/* ms: to be asked again */
};

/* Is asked about as soon as he has an open case. "": all are. */
enum err customer_hurry(struct scope *, struct db *, const char *tenant)
	    MUST_USE;
/* E_GONE: nobody has this tenant. */
enum err customer_by_tenant(struct scope *, struct db *, const char *tenant,
	    int64_t *ret) MUST_USE;

/* Inside a transaction. What was not told stays as it was, and its age. */
enum err customer_learn(struct scope *, struct db *,
	    const struct customer_told *) MUST_USE;

#endif
