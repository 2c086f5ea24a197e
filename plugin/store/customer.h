/*
 * Customers of the partner: found by the mail domain of who asks, or by the
 * organisation that the desk names.
 */
#ifndef STORE_CUSTOMER_H
#define STORE_CUSTOMER_H

#include "store/db.h"

enum customer_by { BY_NOTHING, BY_DOMAIN, BY_ORGANISATION };

struct customer {
	int64_t		 id;		/* 0: unknown */
	enum customer_by by;		/* how it was found */
	const char	*name;
	const char	*tenant;	/* Microsoft tenant id, or NULL */
	const char	*organisation;
	const char	*language;	/* "en", "pl", or NULL */
	/* What the programme says of him; NULL: nobody told. */
	const char	*relationship;	/* "yes", "no": reseller relationship */
	const char	*gdap_roles;	/* Entra roles, by blanks */
	const char	*gdap_ends;	/* 2026-12-10 */
	const char	*azure_rbac;	/* "yes", "no" */
	const char	*provider, *channel;	/* words_way */
	int64_t		 told_at;	/* ms: when that was told */
	const char	*offer, *group;	/* of support; billing/offer.h */
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

/*
 * Imports CSV with the header name,tenant,domains,organisation,language
 * (domains separated by blanks). Behind it may stand relationship,gdap_roles,
 * gdap_ends,azure_rbac,provider,channel, which then count as told now, and
 * then offer,group. Adds and changes by name; all or nothing: E_SHAPE lists
 * every bad line as "line N: sentence". `dry_run` rolls back.
 */
enum err customer_import(struct scope *, struct db *, const char *csv,
	    int dry_run, int *ret_n) MUST_USE;

#endif
