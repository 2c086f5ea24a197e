/*
 * POST /hook/partner-center: Partner Center tells that something changed
 * (DOMAIN 7). Proven by a certificate that we have it is kept at once; with
 * one that we do not have it waits, unproven, until `work` has fetched it.
 */
#ifndef WEB_NOTIFICATIONS_H
#define WEB_NOTIFICATIONS_H

#include "web/request.h"
#include "web/routes.h"

/*
 * Is a request worth its body of `len` bytes? Asks what the headers tell:
 * E_GONE (not switched on), E_DENIED, E_SHAPE, E_LIMIT.
 */
enum err notifications_admit(const struct config *, struct scope *,
	    const struct request *, int64_t len) MUST_USE;

/* The route: answers 200, 401, 422 (too many wait) or 503. */
enum err notifications_take(struct scope *, const struct house *,
	    const struct request *, struct answer *ret) MUST_USE;

#endif
