/*
 * Does a request come from the desk that it names? The only place where a
 * struct proven is made, so unproven bytes are never parsed.
 */
#ifndef WEB_VERIFY_H
#define WEB_VERIFY_H

#include "config.h"
#include "web/request.h"

/*
 * Standard Webhooks: HMAC-SHA256 over "id.timestamp.body", base64 behind
 * "v1,"; the header may carry several, separated by blanks. Every secret that
 * has not ended counts. E_SHAPE: a header is not what it should be;
 * E_DENIED: one is missing, the timestamp is more than skew_secs away, or
 * nothing fits.
 * https://github.com/standard-webhooks/standard-webhooks
 */
enum err verify_origin(struct scope *, const struct desk_settings *,
	    int64_t skew_secs, const struct request *, struct proven *ret)
	    MUST_USE;

#endif
