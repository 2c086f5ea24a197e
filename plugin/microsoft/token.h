/*
 * What the login is asked for a token, and what it answers (DOMAIN 6.2).
 *
 * Three ways to ask: the program for itself with a secret, or with a
 * certificate that signs an assertion; and for a person, by the refresh token
 * that he once consented to. Nothing of an answer that was given a token may
 * stand in a sentence.
 */
#ifndef MICROSOFT_TOKEN_H
#define MICROSOFT_TOKEN_H

#include "microsoft/service.h"

/* A token is asked for again so long before its end (DOMAIN 6.2). */
enum { TOKEN_EARLY_SECS = 30 };
#define TOKEN_FORM	"application/x-www-form-urlencoded"

struct token_ask {
	const char	*authority;	/* where it is sent */
	const char	*issuer;	/* the cloud's own authority */
	int		 is_v1;
	const char	*client_id;
	const char	*secret;	/* NULL: the certificate */
	const char	*certificate;	/* PEM with its key */
	const char	*tenant;	/* that gives the token */
	const char	*audience;	/* cloud.h */
	const char	*refresh;	/* NULL: for the program itself */
	const char	*id;		/* of the assertion: a new one */
	int64_t		 now;		/* ms */
};

/* POST `ret_form` as TOKEN_FORM to `ret_url`. E_SHAPE: the certificate. */
enum err token_ask(struct scope *, const struct token_ask *,
	    const char **ret_url, const char **ret_form) MUST_USE;

struct token_given {
	const char	*token;
	int64_t		 secs;		/* from now until it is due again */
	const char	*refresh;	/* the next one, or NULL */
};

/*
 * E_BUSY: not now. E_DENIED: refused; the sentence has Microsoft's number and
 * what the administrator does. E_SHAPE: an answer that we do not know.
 */
enum err token_read(struct scope *, const struct token_ask *,
	    const struct api_reply *, struct token_given *ret) MUST_USE;

/*
 * A claim of an access token as text, of a list its items with blanks; it is
 * read without a proof, to explain. NULL: not there, or no such token.
 */
const char	*token_claim(struct scope *, const char *token,
		    const char *name);

#endif
