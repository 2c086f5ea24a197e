/*
 * Erasure of a customer's personal data on request. Which columns can hold
 * some is said by sql/personal.txt; all of them are emptied or overwritten.
 *
 * What stays says nothing of a person: keys of deliveries (else a repeat
 * would bring them back), ids of messages (else old commands would be carried
 * out again), the case with its clocks and escalations, and receipts, whose
 * facts hold words of the policy and the customer's tenant, so that they
 * still replay. Agents are the partner's staff: their names stay.
 *
 * Needs the admin's account. Each ticket is one transaction; whoever is
 * interrupted runs it again.
 */
#ifndef STORE_ERASE_H
#define STORE_ERASE_H

#include "store/db.h"

enum erase_kind { ERASE_CUSTOMER, ERASE_SENDER, ERASE_TICKET, ERASE__MAX };

extern const char *const erase_kinds[ERASE__MAX + 1];

struct erase {
	enum erase_kind	 kind;
	const char	*name;		/* the customer's name, or an address */
	const char	*desk, *ticket;	/* of ERASE_TICKET */
	const char	*by_whom;	/* who runs it */
	int		 dry_run, force;
	void		(*say)(const char *line);	/* a line a ticket */
	int64_t		 tickets, texts;	/* out: what there was */
	int64_t		 id;			/* out: of its record */
};

/*
 * Finds, checks, then erases; with dry_run only says what it would do.
 * E_GONE: nothing is known of that name. E_SHAPE: not an address. E_DENIED:
 * work is under way for one of the tickets, or a ticket is open or with
 * Microsoft and `force` is not set; nothing was changed.
 */
enum err erase_run(struct scope *, struct db *, struct erase *) MUST_USE;

/*
 * A regular expression that finds exactly this address, or with `is_domain`
 * any address in this domain, in any case. NULL: it is neither.
 */
const char	*erase_pattern(struct scope *, const char *name,
		    int is_domain);

#endif
