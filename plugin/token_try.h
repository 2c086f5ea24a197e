/*
 * One question to the login, from the configuration to the token: what `work`
 * sends among other things and `doctor` waits for. Between begin and end the
 * caller has `call` sent; nobody else asks with the person's token meanwhile.
 */
#ifndef TOKEN_TRY_H
#define TOKEN_TRY_H

#include "base/http.h"
#include "config.h"
#include "microsoft/token.h"
#include "store/refresh_token.h"

struct token_try {
	/* Filled in by the caller. */
	struct scope		*sc;
	const struct config	*config;	/* with NEEDS_MICROSOFT */
	struct db		*db;		/* for AS_USER */
	enum api		 api;
	enum api_as		 as;
	const char		*tenant;	/* NULL: our own */

	struct token_ask	 ask;
	struct http_call	 call;
	struct refresh_token	 person;	/* AS_USER */
};

/*
 * E_OK: send `call`. E_DENIED: it is of no use, and why; nothing was claimed.
 * E_BUSY: not now.
 */
enum err token_try_begin(struct token_try *) MUST_USE;
/*
 * Call it whatever came of `call`. As token_read(), and E_BUSY without an
 * answer; what the person was given next is kept.
 */
enum err token_try_end(struct token_try *, struct token_given *ret) MUST_USE;

#endif
