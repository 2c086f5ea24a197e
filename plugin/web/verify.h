/*
 * Does a request come from the desk that it names? The only place where a
 * struct proven is made, so unproven bytes are never parsed.
 */
#ifndef WEB_VERIFY_H
#define WEB_VERIFY_H

#include "config.h"
#include "web/request.h"

/*
 * Are the headers that the proof names there and well formed, and is the
 * timestamp, if one is sent, within skew_secs of our clock? Asked before the
 * body is read. E_DENIED: missing or too far away; E_SHAPE: no such thing.
 */
enum err verify_headers(struct scope *, const struct proof *,
	    int64_t skew_secs, const struct request *) MUST_USE;

/*
 * Does a signature fit, with any secret that has not ended? The header may
 * carry several, separated by blanks. E_DENIED: none fits. The headers were
 * verified.
 */
enum err verify_origin(struct scope *, const struct desk_settings *,
	    const struct request *, struct proven *ret) MUST_USE;

/* The same of a proof and secrets that are no desk's. */
enum err verify_secrets(struct scope *, const struct proof *,
	    const struct hook_secret *, int n, const struct request *,
	    struct proven *ret) MUST_USE;

#endif
