/*
 * Indirect providers and how they are reached, one a line:
 *
 *   name,channel,address,language,response_minutes,from,to,default
 *   Distri SA,email,csp@distri.example,pl,240,2026-01-01,,yes
 *
 * The address is a mail address for the channel email and an https URL for
 * the others. Days are UTC and both count; without them it always holds. The
 * default (yes, no) serves whom nothing else gives a provider, as
 * case_provider.h has it; there is one at most on any day, so that one may
 * follow another.
 */
#ifndef STORE_PROVIDER_H
#define STORE_PROVIDER_H

#include "policy/member.h"
#include "store/import.h"

extern const struct import_kind provider_kind;

/* One that may serve a customer. */
struct provider {
	const char	*name;
	int		 way;		/* words_way */
	const char	*from, *to;	/* days; NULL: no first, no last */
	int		 is_default;
	int64_t		 told_at;	/* ms; 0: not known */
};
/* All defaults, that of this name, and those of his subscriptions. */
enum err provider_serving(struct scope *, struct db *, const char *name,
	    int64_t customer, struct list *ret) MUST_USE;

/* How he is reached by e-mail, today. */
struct provider_mail {
	const char	*name, *address;
	const char	*language;	/* "en", "pl"; NULL: not told */
};
/* E_GONE: nobody of that name is. */
enum err provider_mail(struct scope *, struct db *, const char *name,
	    struct provider_mail *ret) MUST_USE;

#endif
