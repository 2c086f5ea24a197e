/*
 * The token that a person consented to, so that we may ask in his name: one a
 * tenant of ours, sealed at rest. Microsoft gives another with every use, so
 * one asks at a time:
 *
 *	find -> claim -> the login is asked -> turn (another came), or free
 */
#ifndef STORE_REFRESH_TOKEN_H
#define STORE_REFRESH_TOKEN_H

#include "base/crypto.h"
#include "store/db.h"

struct refresh_token {
	const char	*tenant;
	const char	*key_id;	/* of the key that sealed it */
	const char	*sealed;
	int64_t		 version;
	int64_t		 set_at, used_at;	/* ms; set counts as used */
	const char	*set_by;
};

/* DAYS: then Microsoft ends one that was not used (DOMAIN 6.2). */
enum { REFRESH_TOKEN_LONGEST = 65536, REFRESH_TOKEN_DAYS = 90,
    REFRESH_KEY_ID = 17 };

/* A name for the key, which tells nothing of it. */
void	 refresh_token_key_id(struct bytes key, char ret[REFRESH_KEY_ID]);

/* In place of any other of this tenant. */
enum err refresh_token_set(struct scope *, struct db *, struct bytes key,
	    const char *tenant, const char *token, const char *by) MUST_USE;
/* E_GONE: there is none. */
enum err refresh_token_find(struct scope *, struct db *, const char *tenant,
	    struct refresh_token *ret) MUST_USE;
/* E_DENIED: sealed with another key. */
enum err refresh_token_open(struct scope *, const struct refresh_token *,
	    struct bytes key, const char **ret) MUST_USE;

/* Nobody else asks with it until then (ms). E_BUSY: somebody does. */
enum err refresh_token_claim(struct scope *, struct db *,
	    const struct refresh_token *, int64_t until) MUST_USE;
enum err refresh_token_free(struct scope *, struct db *,
	    const struct refresh_token *) MUST_USE;
/* `next` in its place, or NULL: it stays. E_GONE: it was set meanwhile. */
enum err refresh_token_turn(struct scope *, struct db *,
	    const struct refresh_token *, struct bytes key, const char *next)
	    MUST_USE;

/* E_GONE: there was none. */
enum err refresh_token_forget(struct scope *, struct db *,
	    const char *tenant) MUST_USE;

#endif
