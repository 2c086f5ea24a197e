/*
 * Units of counted entitlements (DESIGN, promise 4): a balance that is only
 * changed by condition, together with a ledger that is only added to.
 *
 *	grant                           escalate       reserve
 *	  |      +-------- release ---------+             |
 *	  v      v                          |             v
 *	units left -------- reserve ---> reserved ---- consume ---> spent
 *	  |      ^                                                    |
 *	expire   +------------------------ refund --------------------+
 *
 * A unit is consumed when Microsoft's number is known; it is released when it
 * is proven that no case was made, and refunded for a duplicate or a confirmed
 * bug (DOMAIN 2.5, E12). What nobody knows stays reserved.
 */
#ifndef STORE_UNIT_H
#define STORE_UNIT_H

#include "store/db.h"

enum unit_move {
	UNIT_GRANT, UNIT_RESERVE, UNIT_CONSUME, UNIT_RELEASE, UNIT_REFUND,
	UNIT_EXPIRE, UNIT_CORRECT, UNIT__MAX
};
extern const char *const unit_moves[];		/* NULL-ended */

struct unit_entry {
	enum unit_move	 move;
	int64_t		 entitlement;
	int64_t		 units;		/* grant, expire, correct: how many;
					   the others move one */
	int64_t		 escalation;	/* of the moves that are one's */
	int64_t		 agent;		/* 0: nobody of table agent */
	const char	*by_whom;	/* of the command line, or NULL */
	const char	*reason;	/* a correction needs one */
};

/*
 * Inside a transaction. E_GONE: the balance does not allow it, no unit is left
 * to take; E_SEEN: the escalation's unit is not in the state that the move
 * starts from, because it was made before.
 */
enum err unit_enter(struct scope *, struct db *, const struct unit_entry *)
	    MUST_USE;

struct unit_row {
	const char	*move, *reason, *by, *desk, *ticket;
	int64_t		 units_left, reserved;	/* changes */
	int64_t		 made_at;		/* ms */
};

/* The ledger of an entitlement, oldest first. */
enum err unit_rows(struct scope *, struct db *, int64_t entitlement,
	    struct unit_row **ret, int *ret_n) MUST_USE;
/* Balances that are not the sums of their ledgers; must be none. */
enum err unit_differences(struct scope *, struct db *, int64_t *ret_n)
	    MUST_USE;

/*
 * Takes what is left of entitlements that have ended; a transaction each.
 * `ret_n`: how many had anything left.
 */
enum err units_expire(struct scope *, struct db *, int *ret_n) MUST_USE;

#endif
