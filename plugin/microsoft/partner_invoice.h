/*
 * Microsoft's invoices to the partner, as Partner Center lists them (DOMAIN
 * 6.5, 6.6): the list is for the program itself, without a person.
 */
#ifndef MICROSOFT_PARTNER_INVOICE_H
#define MICROSOFT_PARTNER_INVOICE_H

#include "microsoft/service.h"
#include "policy/member.h"

/* A story that only reads, page by page. */
enum err partner_invoice_story(struct scope *, const struct service_task *,
	    struct service_step *ret) MUST_USE;

struct partner_invoice {
	const char	*number, *currency;
	const char	*amends;	/* of a credit note; or NULL */
	int		 is_credit;
	int64_t		 day;		/* days since 1970 */
	int64_t		 total;		/* smallest unit; a credit's is < 0 */
	int64_t		 paid;		/* Microsoft writes it negative; all
					   of one that is void */
};

/*
 * Those of all answers, and what amends them, as struct partner_invoice. What
 * lacks its number, day, currency or total is left out, and counted in
 * `ret_odd`. E_SHAPE, E_LIMIT.
 */
enum err partner_invoices(struct scope *, const struct api_reply *got,
	    int ngot, struct list *ret, int *ret_odd) MUST_USE;

#endif
