/*
 * Partner Center's notifications: those that wait for the certificate that
 * proves them, and those that are proven. Proven ones poke what is to be read
 * again (store/due.h).
 */
#ifndef STORE_NOTICE_H
#define STORE_NOTICE_H

#include "store/db.h"

#include "base/crypto.h"

/* As it arrived. */
struct notice {
	const char	*url;		/* of the certificate it names */
	const char	*base64;	/* its signature */
	struct bytes	 body;
	const char	*request;	/* id for the logs */
	int64_t		 at;		/* ms */
	int64_t		 id;		/* in table unproven */
};

/*
 * Keeps one that is proven, with what it pokes, inside a transaction of the
 * caller. What was changed longer ago than `max_age` (ms) counts as old. One
 * that we do not understand is kept whole. E_SEEN: a repeat, nothing changed.
 */
enum err notice_add(struct scope *, struct db *, const struct notice *,
	    int64_t max_age) MUST_USE;

/*
 * Keeps one that cannot be proven yet; commits by itself. Those whose
 * certificate was there once (`is_known`) and the others have room for `most`
 * each. E_SEEN: a repeat. E_LIMIT: no room.
 */
enum err unproven_add(struct scope *, struct db *, const struct notice *,
	    int is_known, int64_t most) MUST_USE;

struct unproven_url {
	const char	*url;
	int64_t		 newest;	/* ms: the last that names it */
	int64_t		 n;
};
/* Every certificate that something waits for. */
enum err unproven_urls(struct scope *, struct db *, struct unproven_url **ret,
	    int *ret_n) MUST_USE;
/* Up to `most` of what waits for that one, oldest first. */
enum err unproven_list(struct scope *, struct db *, const char *url, int most,
	    struct notice **ret, int *ret_n) MUST_USE;
/*
 * Takes one out, inside a transaction of the caller. E_GONE: somebody else
 * did.
 */
enum err unproven_take(struct scope *, struct db *, int64_t id) MUST_USE;
/* Deletes those that came before `before` (ms); says how many. */
enum err unproven_expire(struct scope *, struct db *, int64_t before,
	    int64_t *ret_n) MUST_USE;

/* For people and /metrics; times in ms, 0: never. */
struct notice_state {
	int64_t	last, last_test;	/* notifications that were proven */
	int64_t	unproven;		/* that wait */
	int64_t	unknown;		/* that we do not understand */
	int64_t	cert_ends;		/* the latest end of a certificate */
	const char *refused;		/* why the last was refused, or NULL */
	int64_t	due;			/* what is to be read again */
};
enum err notice_state(struct scope *, struct db *, struct notice_state *ret)
	    MUST_USE;

#endif
