/*
 * What Partner Center refuses, in all shapes that it has (DOMAIN 6.4), of
 * which one is Graph's as well.
 */
#ifndef MICROSOFT_PARTNER_ERROR_H
#define MICROSOFT_PARTNER_ERROR_H

#include "microsoft/service.h"

/*
 * E_OK: 2xx. Otherwise as service.h has it, and the sentence names HTTP
 * status and code, and what the administrator does about it; of a code that
 * we do not know it quotes Microsoft's description.
 */
enum err partner_error(struct scope *, enum api,
	    const struct api_reply *) MUST_USE;

/*
 * How long (ms) an answer asks us to wait: its Retry-After, or else what its
 * text says ("Try again in 57 seconds"). 0: it does not say.
 */
int64_t	 partner_error_wait(struct scope *, const struct api_reply *);

/* Both of an answer of Partner Center's: how long to wait is the step's. */
enum err partner_judge(struct scope *, const struct api_reply *,
	    struct service_step *) MUST_USE;

/* Microsoft's code, or NULL. */
const char	*partner_error_code(struct scope *, const struct api_reply *);

#endif
