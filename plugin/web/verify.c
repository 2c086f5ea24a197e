/* Proof of origin over the raw body, before anything looks inside it. */
#include "web/verify.h"

#include "base/clock.h"
#include "base/str.h"
#include "store/delivery.h"

#include <string.h>

enum { MOST_SIGNATURES = 16 };

static int
is_id(const char *s)
{
	size_t n = strlen(s);

	for (size_t i = 0; i < n; i++)
		if (s[i] <= ' ' || s[i] > '~')
			return 0;
	return n > 0 && n <= DELIVERY_KEY;
}

static enum err
check_headers(struct scope *sc, const struct request *rq)
{
	if (rq->webhook_id == NULL || rq->webhook_timestamp == NULL ||
	    rq->webhook_signature == NULL)
		return scope_fail(sc, E_DENIED, "the headers webhook-id, "
		    "webhook-timestamp and webhook-signature are needed");
	if (!is_id(rq->webhook_id))
		return scope_fail(sc, E_SHAPE, "webhook-id must be 1 to %d "
		    "printable ASCII characters without blanks", DELIVERY_KEY);
	return E_OK;
}

static enum err
check_time(struct scope *sc, const char *text, int64_t skew_secs)
{
	int64_t at, off;

	if (strlen(text) > 12 || !str_int(text, &at))
		return scope_fail(sc, E_SHAPE, "webhook-timestamp is not in "
		    "seconds since 1970");
	off = sc->now / SECOND - at;
	if (off > skew_secs || off < -skew_secs)
		return scope_fail(sc, E_DENIED, "webhook-timestamp is %lld s "
		    "from our clock, %lld are allowed; check both clocks",
		    (long long)off, (long long)skew_secs);
	return E_OK;
}

/* Does any live secret give this signature? */
static int
is_signed(const struct desk_settings *d, int64_t now,
    const struct request *rq, struct bytes got)
{
	const struct bytes parts[] = {
		{ (const void *)rq->webhook_id, strlen(rq->webhook_id) },
		{ (const void *)".", 1 },
		{ (const void *)rq->webhook_timestamp,
		    strlen(rq->webhook_timestamp) },
		{ (const void *)".", 1 },
		{ (const void *)rq->body, rq->len },
	};
	unsigned char want[SHA256_BYTES];
	int fits = 0;

	for (int i = 0; i < d->nsecrets; i++) {
		if (d->secrets[i].until <= now)
			continue;
		crypto_hmac(d->secrets[i].key, parts, LEN(parts), want);
		fits |= crypto_equal(got, (struct bytes){ want, sizeof(want) });
	}
	return fits;
}

static int
any_fits(struct scope *sc, const struct desk_settings *d,
    const struct request *rq)
{
	char *save = NULL, *list = str_dup(sc, rq->webhook_signature);
	struct bytes got;
	int n = 0;

	for (char *s = strtok_r(list, " ", &save); s != NULL;
	    s = strtok_r(NULL, " ", &save)) {
		if (++n > MOST_SIGNATURES)
			break;
		if (strncmp(s, "v1,", 3) != 0 ||
		    crypto_base64(sc, s + 3, strlen(s + 3), &got) != E_OK)
			continue;
		if (is_signed(d, sc->now, rq, got))
			return 1;
	}
	return 0;
}

enum err
verify_origin(struct scope *sc, const struct desk_settings *d,
    int64_t skew_secs, const struct request *rq, struct proven *ret)
{
	enum err e;

	if ((e = check_headers(sc, rq)) != E_OK ||
	    (e = check_time(sc, rq->webhook_timestamp, skew_secs)) != E_OK)
		return e;
	switch (d->desk->proof) {
	case PROOF_STANDARD_WEBHOOKS:
		if (!any_fits(sc, d, rq))
			return scope_fail(sc, E_DENIED, "no signature fits; "
			    "both sides must have the same secret");
		break;
	}
	*ret = (struct proven){ rq->webhook_id, rq->body, rq->len };
	return E_OK;
}
