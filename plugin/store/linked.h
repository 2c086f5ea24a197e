/*
 * A case at a provider that is reached by e-mail: a ticket of its own in the
 * same desk, of which the provider is the requestor, so that the customer's
 * thread never carries his mails (DOMAIN 3).
 *
 *	escalation --linked_add()--> opening (store/opening.h) --> its ticket
 *	    ^                                                          |
 *	    '--- news (store/outside.h), EVENT_OUTSIDE <--- relay.h ---'
 */
#ifndef STORE_LINKED_H
#define STORE_LINKED_H

#include "store/opening.h"
#include "store/outside.h"

struct linked {
	int64_t		 escalation;
	const char	*provider;	/* his name */
	const char	*address;
	const char	*packet;	/* NULL: it is on its way */
	/* Wanted by linked_add(); its ticket is NULL until it is known. */
	struct opening	 opening;
	/* The ticket of the case; only read. */
	const char	*desk, *ticket;
};

/* Inside a transaction, with the escalation: the ticket is opened. */
enum err linked_add(struct scope *, struct db *, const struct linked *)
	    MUST_USE;
/* Of that escalation, or of that opening. E_GONE: there is none. */
enum err linked_of_escalation(struct scope *, struct db *, int64_t id,
	    struct linked *ret) MUST_USE;
enum err linked_of_opening(struct scope *, struct db *, int64_t id,
	    struct linked *ret) MUST_USE;

/* Inside a transaction: news for its case, whose lane will run. */
enum err linked_tell(struct scope *, struct db *, const struct linked *,
	    const struct outside_news *) MUST_USE;
/*
 * Inside the transaction that ends an opening: if it is a linked ticket's,
 * its case hears of it; with the packet, which is then kept here no more.
 */
enum err linked_opened(struct scope *, struct db *, const struct opening *,
	    enum opening_end, const char *why) MUST_USE;

#endif
