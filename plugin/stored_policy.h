/* The policies by which receipts were decided, each compiled once. */
#ifndef STORED_POLICY_H
#define STORED_POLICY_H

#include "policy/policy.h"
#include "store/db.h"

struct stored_policy {
	struct stored_policy	*next;
	const char		*hash;
	const struct policy	*policy;	/* NULL: does not compile */
	int64_t			 uses;		/* how often it was asked for */
};

/* From the list, or from the database and into the list. */
const struct stored_policy *stored_policy(struct scope *, struct db *,
	    struct stored_policy **list, const char *hash);

#endif
