/*
 * Episodes of debt (store/debt.h): how they begin, go on and end, as invoices
 * and payments have it. Any number of workers may look at the same time: each
 * change is one row's, which only one of them makes.
 */
#ifndef STORE_EPISODE_H
#define STORE_EPISODE_H

#include "store/debt.h"

/*
 * Who may be late, in the order of their ids, behind that one; those who have
 * an open debt already are not among them.
 */
enum err episode_late(struct scope *, struct db *, int64_t after, int most,
	    int64_t **ret, int *ret_n) MUST_USE;
/* Ids of open debts, behind that one. */
enum err episode_open(struct scope *, struct db *, int64_t after, int most,
	    int64_t **ret, int *ret_n) MUST_USE;

/* Inside a transaction. *ret_is: his debt has begun now, and so has no step. */
enum err episode_begin(struct scope *, struct db *, int64_t customer,
	    int *ret_is) MUST_USE;

enum episode_news {
	EPISODE_SAME,
	EPISODE_CHANGED,	/* something else is overdue */
	EPISODE_PAID,		/* nothing is: it has ended */
	EPISODE_ANOTHER		/* ended; what is overdue began another */
};
/* Inside a transaction; the debtor's ticket looks, if there is news. */
enum err episode_follow(struct scope *, struct db *, int64_t debt,
	    enum episode_news *ret) MUST_USE;

/* An open debt without a ticket, of a customer who may hear of it. */
struct episode_silent {
	int64_t		 debt;
	const char	*customer, *language, *contact;	/* two may be NULL */
};
/* Those that have lasted for so many days, not disputed and not held. */
enum err episode_silent(struct scope *, struct db *, int64_t days, int most,
	    struct episode_silent **ret, int *ret_n) MUST_USE;
/* Inside a transaction. E_GONE: it has one, or has ended. */
enum err episode_ticket(struct scope *, struct db *, int64_t debt,
	    const struct opening *) MUST_USE;

#endif
