/*
 * Customers of the partner: found by the mail domain of who asks, or by the
 * organisation that the desk names.
 */
#ifndef STORE_CUSTOMER_H
#define STORE_CUSTOMER_H

#include "policy/facts.h"
#include "store/account.h"
#include "store/import.h"

enum customer_by { BY_NOTHING, BY_DOMAIN, BY_ORGANISATION };

struct customer {
	int64_t		 id;		/* 0: unknown */
	enum customer_by by;		/* how it was found */
	const char	*name;
	const char	*tenant;	/* Microsoft tenant id, or NULL */
	struct account	 account;	/* as told; case_account.h */
	const char	*organisation;
	const char	*language;	/* "en", "pl", or NULL */
	/* What the programme says of him; NULL: nobody told. */
	const char	*relationship;	/* "yes", "no": reseller relationship */
	const char	*gdap_roles;	/* Entra roles, by blanks */
	const char	*gdap_ends;	/* 2026-12-10 */
	const char	*azure_rbac;	/* "yes", "no" */
	int64_t		 told_at;	/* ms: when these four were told */
	/* ms: when Microsoft told the first two itself, and later; or 0 */
	int64_t		 relationship_at, gdap_at;
	const char	*direct_paid;	/* "yes", "no": buys from Microsoft */
	const char	*gdap_auto_extend, *on_call;	/* "yes", "no" */
	int64_t		 more_told_at;	/* ms: when these three were told */
	const char	*provider;
	int64_t		 provider_at;	/* ms: when that was told; or 0 */
	const char	*channel;	/* words_way; NULL: the provider's */
	const char	*offer, *group;	/* of support; billing/offer.h */
	/* Filled by customer_served(); case_provider.h says what for. */
	struct list	 bought;	/* struct subscription */
	struct list	 providers;	/* struct provider */
};

/*
 * The organisation counts first: a desk's record was made by an agent, an
 * address can be anybody's. `ret->id` is 0 when neither is known.
 */
enum err customer_find(struct scope *, struct db *, const char *email,
	    const char *organisation, struct customer *ret) MUST_USE;

/* E_GONE: no customer has this name. */
enum err customer_by_name(struct scope *, struct db *, const char *name,
	    struct customer *ret) MUST_USE;

/* Reads what says who serves him; his subscriptions only for a reseller. */
enum err customer_served(struct scope *, struct db *, int is_reseller,
	    struct customer *) MUST_USE;

/*
 * cspdesk import customers, one a line:
 *
 *   name,tenant,domains,organisation,language,relationship,gdap_roles,
 *       gdap_ends,azure_rbac,provider,channel,offer,group,direct_paid,
 *       gdap_auto_extend,on_call,billing_contact,vip,account
 *
 * Only name must be there. Domains and roles are separated by blanks. The four
 * from relationship on are told together, and so are the three from
 * direct_paid on. Bills and reminders go to the billing contact, a mail
 * address; a vip is never proposed for suspension. Without an account it is
 * the setting `partner`.
 */
extern const struct import_kind customer_kind;
extern const struct import_names customer_names;

#endif
