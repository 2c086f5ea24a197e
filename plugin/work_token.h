/*
 * Tokens for Microsoft's services, as work needs them: from the cache, or
 * asked for once however many wait (microsoft/token.h says what is asked).
 */
#ifndef WORK_TOKEN_H
#define WORK_TOKEN_H

#include "microsoft/service.h"
#include "work.h"

/* Of one life with one configuration. */
struct tokens	*tokens_new(const struct config *);
void		 tokens_free(struct tokens **);

struct token_wait {
	/* Filled in by the caller. */
	struct work	*work;
	struct scope	*sc;		/* of the texts; lives until `done` */
	enum api	 api;
	enum api_as	 as;
	const char	*tenant;	/* NULL: the partner's own */
	int		 is_auxiliary;	/* our own tenant's token, too */
	/* Is called once; perhaps before token_need() returns. */
	void		(*done)(struct token_wait *);
	void		*arg;

	/* E_BUSY: not now. E_DENIED: what the admin has to do stands in why. */
	enum err	 e;
	const char	*why;
	const char	*bearer;	/* "Bearer ...", for Authorization */
	const char	*auxiliary;	/* our own tenant's, or NULL */
	struct token_wait *next;	/* that waits for the same */
};

void	token_need(struct token_wait *);
/*
 * Now and then: a person's token that was not used for a week is, or else
 * Microsoft would end it one day. E_BUSY: the database is away.
 */
enum err tokens_keep(struct scope *, struct work *) MUST_USE;
/* It was answered 401: is not used again. */
void	token_refused(struct token_wait *);

#endif
