/*
 * One message of the exchange to a peer, signed by Standard Webhooks with all
 * secrets of its file (config_exchange.h).
 */
#ifndef EXCHANGE_CALL_H
#define EXCHANGE_CALL_H

#include "base/http.h"
#include "config_exchange.h"
#include "store/peer.h"

/*
 * Fills in all of `ret` but `done` and `arg`; it lives in the scope, signed
 * for its `now`. E_DENIED: there is no secret to sign with; says which file.
 */
enum err exchange_call(struct scope *, const struct exchange_settings *,
	    const struct peer *, const char *id, const char *body,
	    struct http_call *ret) MUST_USE;
/*
 * What an answer means: E_OK: kept. E_BUSY, E_UNSURE: again, later. E_SHAPE,
 * E_DENIED, E_GONE: a person must look; the sentence quotes its detail.
 */
enum err exchange_outcome(struct scope *, const struct http_call *) MUST_USE;

#endif
