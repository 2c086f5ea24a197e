/*
 * Does a request come from the desk that it names? The only place where a
 * struct proven is made, so unproven bytes are never parsed.
 */
#ifndef WEB_VERIFY_H
#define WEB_VERIFY_H

#include "config.h"
#include "web/request.h"

/*
 * Are the three headers there and well formed, and is the timestamp within
 * skew_secs of our clock? Asked before the body is read. E_DENIED: missing
 * or too far away; E_SHAPE: no such thing.
 */
enum err verify_headers(struct scope *, int64_t skew_secs,
	    const struct request *) MUST_USE;

/*
 * Standard Webhooks: HMAC-SHA256 over "id.timestamp.body", base64 behind
 * "v1,"; the header may carry several, separated by blanks. Every secret that
 * has not ended counts. E_DENIED: nothing fits. The headers were verified.
 * https://github.com/standard-webhooks/standard-webhooks
 */
enum err verify_origin(struct scope *, const struct desk_settings *,
	    const struct request *, struct proven *ret) MUST_USE;

#endif
