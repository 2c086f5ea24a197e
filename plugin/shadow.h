/*
 * `cspdesk shadow`: another policy on the receipts of some days. Every
 * receipt is decided again from its own facts; what its ticket would come to
 * is told of the last one. The facts are as old as the receipt: what a policy
 * says of their age, and the words of triage, cannot be tried this way.
 *
 * Reads the database only, page by page, so memory does not grow with the
 * receipts.
 */
#ifndef SHADOW_H
#define SHADOW_H

#include "policy/shift.h"
#include "store/db.h"
#include "stored_policy.h"

enum shadow_kind {
	SHADOW_SAME,
	SHADOW_BY_OTHER,	/* the same outcome, by another rule */
	SHADOW_CHANGED,
	SHADOW_LACKING,		/* a fact that only the new policy asks */
	SHADOW__MAX
};

/* A ticket by its last receipt. */
struct shadow_ticket {
	const char	*desk, *ticket;
	int64_t		 receipt;	/* its id */
	int64_t		 at;		/* decided, ms */
	enum shadow_kind kind;
	struct shift	 shift;
};

struct shadow {
	/* Filled in by the caller. */
	const struct policy	*policy;
	int64_t			 since, until;	/* ms, both count */
	void			(*tell)(void *arg,
				    const struct shadow_ticket *);
	void			*arg;

	/* Out. `differ`: receipts with another outcome, replaced ones too. */
	int64_t			 receipts, tickets, differ;
	int64_t			 unread, first_unread;	/* its id */
	const char		*why_unread;	/* the first */
	/* By which they were decided; those that compile no more, too. */
	struct stored_policy	*policies;
};

/*
 * Calls tell() for every ticket, in the order of its last receipt. What
 * belongs to another schema is counted as unread and not told.
 */
enum err shadow_run(struct scope *, struct db *, struct shadow *) MUST_USE;

#endif
