/*
 * What customers have bought from Microsoft through the partner, one a line:
 *
 *   id,customer,product,name,kind,state,quantity,provider,from,to,auto_renew,
 *       azure_active
 *   3f1c...,Fabrikam,microsoft365,Business Premium,nce,active,25,,2026-03-01,
 *       2027-02-28,yes,
 *
 * The id is Microsoft's. from and to are the term, both days count. Without a
 * provider it is the customer's; without a quantity it is billed by use. Of a
 * plan, azure_active is how many Azure subscriptions in it are active; empty:
 * nobody looked.
 */
#ifndef STORE_SUBSCRIPTION_H
#define STORE_SUBSCRIPTION_H

#include "microsoft/partner_read.h"
#include "policy/member.h"
#include "store/import.h"

extern const struct import_kind subscription_kind;

/* One that may say who serves its customer. */
struct subscription {
	const char	*id;
	const char	*name;		/* or NULL */
	int		 product;	/* words_product */
	const char	*provider;	/* NULL: the customer's */
	int		 has_ended;	/* expired, disabled */
	int64_t		 told_at;	/* ms */
};
/* A customer's, but for those that are deleted. */
enum err subscription_serving(struct scope *, struct db *, int64_t customer,
	    struct list *ret) MUST_USE;

/* One that a customer has, or had. */
struct owned {
	const char	*id;
	const char	*name;		/* or NULL */
	int		 product;	/* words_product */
	int		 kind;		/* words_subscription */
	const char	*state;		/* as the file writes it */
	int64_t		 starts, ends;	/* days of its term; DAY_UNKNOWN */
	const char	*auto_renew;	/* "yes", "no", or NULL */
	int64_t		 told_at;	/* ms: the last of it */
	int64_t		 azure_active;	/* Azure subscriptions inside that
					   are; -1: not told */
	/* As Microsoft told it itself; NULL: not told. */
	const char	*trial;		/* "yes", "no" */
	const char	*scheduled;	/* partner_bought.h */
	const char	*reasons;
	int64_t		 read_at;	/* ms: these; 0: never */
};
/* All of a customer's by name, but for those that are deleted. */
enum err subscription_owned(struct scope *, struct db *, int64_t customer,
	    struct list *ret) MUST_USE;

/*
 * What Microsoft told of a customer's subscriptions, inside a transaction. A
 * name and what only the partner knows stay as they were imported; one whose
 * kind or state we have no word for is left as it is.
 */
enum err subscription_learn(struct scope *, struct db *, int64_t customer,
	    const struct partner_subscription *, int n) MUST_USE;

#endif
