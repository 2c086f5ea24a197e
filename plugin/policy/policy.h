/*
 * The policy: rules, vehicles, checks, rights, targets and switches as data
 * (DESIGN 6). It is compiled from conf/policy/policy.conf and what that
 * includes, and refused with file:line if a row can never win, a table has a
 * gap, a vehicle's dates overlap, or a word or setting is not known.
 *
 * Its canonical form is JSON that compiles to the same policy with the same
 * hash, so that a stored policy can replay an old receipt.
 */
#ifndef POLICY_POLICY_H
#define POLICY_POLICY_H

#include "base/scope.h"

struct policy;		/* owned by the scope it was made in */

/* Compiles DIR/policy.conf. E_GONE: not readable; E_SHAPE: file:line. */
enum err policy_load(struct scope *, const char *dir,
	    const struct policy **ret) MUST_USE;
/* Compiles a stored canonical form. */
enum err policy_compile(struct scope *, const char *canonical,
	    const struct policy **ret) MUST_USE;
const char *policy_canonical(const struct policy *);
/* "sha256:..." of the canonical form. */
const char *policy_hash(const struct policy *);

/* The id of the partner's own tier, from 1 up; NULL: there is none. */
const char *policy_tier(const struct policy *, int number);
/* The number of a tier by its id, or by its queue; 0: there is none. */
int	 policy_tier_number(const struct policy *, const char *id);
int	 policy_tier_by_queue(const struct policy *, const char *queue);
/* The queue of an existing tier, or NULL. */
const char *policy_tier_queue(const struct policy *, int number);
/* Does an offer (NULL: none) open an existing tier? */
int	 policy_tier_opens(const struct policy *, int number,
	    const char *offer);
/* May a role waive a check ("P1")? Roles are bits of words_role. */
int	 policy_may_waive(const struct policy *, const char *check, int roles);
/* So many units of an entitlement, or fewer, are few. */
int64_t	 policy_few_units(const struct policy *);
/*
 * How old a fact may be, in seconds, before it is unknown (DESIGN 5, last
 * line); by its path ("customer.gdap"). -1: the policy sets no limit.
 */
int64_t	 policy_max_age(const struct policy *, const char *fact);

#endif
