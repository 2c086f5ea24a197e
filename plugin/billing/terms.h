/*
 * Support terms: what a partner tells its customers about the support that it
 * gives (DOMAIN S4). A version of them is immutable and kept as canonical
 * JSON; this is that document, read back. Pure.
 *
 *	{"offers":[{"name":"basic",
 *	  "title":{"en":"Basic support","pl":"Wsparcie podstawowe"},
 *	  "types":["break-fix","billing"],
 *	  "hours":{"zone":"Europe/Warsaw","always":false,"spans":[
 *	    {"first":1,"last":5,"from":"08:00","to":"17:00"}]},
 *	  "contact":[{"way":"email","value":"help@example.com"}],
 *	  "price":{"kind":"per-incident","amount":"250.00","currency":"EUR"},
 *	  "performer":{"kind":"own","name":null},
 *	  "languages":["pl","en"],"from":"2026-01-01","to":null,
 *	  "public":true,"customers":[],"groups":[]}]}
 *
 * A price per hour may have a "step_minutes".
 */
#ifndef BILLING_TERMS_H
#define BILLING_TERMS_H

#include "base/json.h"
#include "base/week.h"
#include "policy/ladder.h"

enum terms_price { TERMS_FREE, TERMS_INCLUDED, TERMS_PER_INCIDENT,
    TERMS_PER_HOUR };
enum terms_performer { TERMS_OWN, TERMS_OUTSOURCED, TERMS_RESOLD };
enum terms_way { TERMS_EMAIL, TERMS_PHONE, TERMS_WEB };

/* The words of these in documents and texts; NULL ends a list. */
extern const char *const terms_prices[], *const terms_performers[],
    *const terms_ways[];
/* The languages of titles; also their order in terms_offer.title. */
extern const char *const terms_languages[];
enum { TERMS_TITLES = 2, TERMS_MOST = 100, TERMS_STEP_MOST = 480 };

struct terms_contact {
	enum terms_way	 way;
	const char	*value;
};

struct terms_list {
	const char	**at;
	int		  n;
};

struct terms_offer {
	const char		*name;
	const char		*title[TERMS_TITLES];
	struct terms_list	 types, languages, customers, groups;
	const char		*zone;		/* IANA */
	int			 always;	/* 24x7: no spans */
	struct week_span	*span;
	int			 nspans;
	struct terms_contact	*contact;
	int			 ncontacts;
	enum terms_price	 price;
	const char		*amount, *currency;	/* or NULL */
	int64_t			 step;	/* minutes of an hour's price that,
					   begun, count whole; 0: each one */
	enum terms_performer	 performer;
	const char		*performed_by;	/* NULL: the partner */
	const char		*from, *to;	/* ISO, inclusive; or NULL */
	int			 is_public;	/* an offer for groups, shown */
};

struct terms {
	struct terms_offer	*offer;
	int			 n;
	const struct ladder	*ladder;	/* collections; NULL: none */
};

/*
 * Reads a canonical document back; its texts live in the scope. E_SHAPE,
 * E_LIMIT: it is not one (the path says where).
 */
enum err terms_parse(struct scope *, const char *json, size_t len,
	    const struct terms **ret) MUST_USE;
/* Adds the public members of an offer: all but customers and groups. */
void	 terms_put_offer(struct json_out *, const struct terms_offer *);
/* The document, the same bytes for the same terms. */
const char	*terms_canonical(struct scope *, const struct terms *);
/* Is it in force on that day (2026-11-21)? */
int	 terms_in_force(const struct terms_offer *, const char *day);
/*
 * May everybody see it? Offers for everybody, and those for groups that say
 * public = true; an offer that names a customer never.
 */
int	 terms_for_all_eyes(const struct terms_offer *);

#endif
