/*
 * What we know ourselves of a customer's money, so that an agent can answer
 * his question about a bill at once.
 */
#ifndef CASE_BILLING_H
#define CASE_BILLING_H

#include "billing/arrears.h"
#include "store/db.h"

struct turn;

struct case_billing {
	int		 is_told;	/* this case, of this customer */
	struct list	 owned;		/* struct owned */
	struct list	 lines;		/* struct arrears_line: all that is
					   open, and what is to his credit */
	int64_t		 told_at;	/* ms: by accounting; 0: never */
};

/*
 * Of the case's customer and nobody else; fills turn.terms, too. turn.arg is
 * the database.
 */
enum err case_billing_find(struct turn *, struct case_billing *ret) MUST_USE;
/* Inside a transaction: the case was told. E_BUSY: it was before. */
enum err case_billing_told(struct scope *, struct db *, int64_t case_id,
	    int64_t customer) MUST_USE;

#endif
