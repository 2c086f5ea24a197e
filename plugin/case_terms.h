/*
 * The support terms of a case's customer: what holds for him now, what he was
 * shown, and what was charged by it.
 */
#ifndef CASE_TERMS_H
#define CASE_TERMS_H

#include "billing/offer.h"
#include "policy/facts.h"
#include "store/db.h"

struct turn;

/* An offer of a version that the customer was shown, here or elsewhere. */
struct terms_told {
	int64_t			 version, case_id;
	const char		*offer;
	const char		*ticket;	/* "DESK/TICKET" */
	int64_t			 at;		/* ms; 0: on its way */
	const struct terms	*terms;		/* that version */
};

struct case_terms {
	int		 is_read;
	int64_t		 customer;	/* whose; 0: of nobody we know */
	struct list	 told;		/* struct terms_told: in this case,
					   then elsewhere; newest first */
	struct list	 charges;	/* struct charge, of the case */
};

/* Fills turn.terms: those in force for the customer, if there are any. */
enum err case_terms_now(struct scope *, struct db *, struct turn *) MUST_USE;
/* Fills turn.shown too; turn.arg is the database. */
enum err case_terms_find(struct turn *) MUST_USE;

/* Today, as the dates of offers are meant. */
const char *case_terms_day(struct scope *);
struct offer_customer case_terms_customer(const struct turn *);
/*
 * What the customer was shown and has still, or NULL; in `*ret_offer` that
 * offer. What is on its way does not count.
 */
const struct terms_told *case_terms_shown(const struct turn *,
	    const struct terms_offer **ret_offer);

#endif
