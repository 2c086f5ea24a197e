/*
 * What Partner Center and Graph tell that facts are made of: customers, what
 * they bought, their resellers, and what the partner may do there (GDAP).
 *
 * The caller sends what partner_ask() says until it says nothing more, then
 * one of the readers takes all pages. Before all: facts_allowed().
 */
#ifndef MICROSOFT_PARTNER_READ_H
#define MICROSOFT_PARTNER_READ_H

#include "microsoft/service.h"

enum partner_read {
	READ_CUSTOMERS,
	READ_CUSTOMER,
	READ_SUBSCRIPTIONS,	/* of a customer */
	READ_RESELLERS,		/* of a customer */
	READ_GDAP,		/* of all customers; Graph keeps them so */
	READ_INVOICES,		/* to the partner: partner_invoice.h */
	READ__MAX
};

/*
 * The first request, or the next page's. Without a method in `ret`: that was
 * all. `tenant`: the customer's. Errors are a service's (service.h); E_LIMIT:
 * more pages than anybody has, or the same one again.
 */
enum err partner_ask(struct scope *, enum partner_read, const char *tenant,
	    const struct api_reply *got, int ngot, struct api_call *ret)
	    MUST_USE;

/* Words and days are those of cspdesk import. NULL: not told. */
struct partner_customer {
	const char	*tenant, *name, *domain;
	const char	*relationship;	/* "yes", "no": reseller relationship */
};

struct partner_subscription {
	const char	*id, *name;
	const char	*kind;		/* words_subscription */
	const char	*state;		/* never "none" */
	const char	*quantity;	/* NULL: billed by use, too */
	const char	*from, *to;	/* the term, both days count */
	const char	*auto_renew;	/* "yes", "no" */
	const char	*reseller;	/* PartnerID of who sold it */
	const char	*trial;		/* "yes", "no" */
	/* What becomes of it at its term's end, in ASCII; "": nothing. */
	const char	*scheduled;
	const char	*reasons;	/* Microsoft's, to suspend it; or "" */
	int		 azure_active;	/* -1; partner_bought.h tells more */
};

struct partner_reseller {
	const char	*tenant, *name, *partner_id;
	const char	*state;		/* Microsoft's word */
};

/* All that active relationships with one customer give together. */
struct partner_gdap {
	int		 n;		/* relationships; 0: there is none */
	const char	*roles;		/* names, by blanks; never NULL */
	/*
	 * Until when all of these roles are held: a day; and whether they are
	 * extended by themselves then.
	 */
	const char	*ends, *auto_extend;
};

/* Of READ_CUSTOMERS or READ_CUSTOMER. What has no id is left out. */
enum err partner_customers(struct scope *, const struct api_reply *got,
	    int ngot, struct partner_customer **ret, int *ret_n) MUST_USE;
enum err partner_subscriptions(struct scope *, const struct api_reply *got,
	    int ngot, struct partner_subscription **ret, int *ret_n) MUST_USE;
enum err partner_resellers(struct scope *, const struct api_reply *got,
	    int ngot, struct partner_reseller **ret, int *ret_n) MUST_USE;
enum err partner_gdap(struct scope *, const char *tenant,
	    const struct api_reply *got, int ngot, struct partner_gdap *ret)
	    MUST_USE;

#endif
