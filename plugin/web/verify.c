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

enum err
verify_headers(struct scope *sc, int64_t skew_secs, const struct request *rq)
{
	enum err e = check_headers(sc, rq);

	return e == E_OK ? check_time(sc, rq->webhook_timestamp, skew_secs) :
	    e;
}

/* The signatures that the sender offers; returns how many. */
static int
read_signatures(struct scope *sc, const struct request *rq,
    struct bytes ret[MOST_SIGNATURES])
{
	char *save = NULL, *list = str_dup(sc, rq->webhook_signature);
	int seen = 0, n = 0;

	for (char *s = strtok_r(list, " ", &save);
	    s != NULL && seen++ < MOST_SIGNATURES;
	    s = strtok_r(NULL, " ", &save))
		if (strncmp(s, "v1,", 3) == 0 && crypto_base64(sc, s + 3,
		    strlen(s + 3), &ret[n]) == E_OK)
			n++;
	return n;
}

/* What the sender should have written with this secret. */
static void
sign(const struct request *rq, struct bytes key,
    unsigned char ret[SHA256_BYTES])
{
	const struct bytes parts[] = {
		{ (const void *)rq->webhook_id, strlen(rq->webhook_id) },
		{ (const void *)".", 1 },
		{ (const void *)rq->webhook_timestamp,
		    strlen(rq->webhook_timestamp) },
		{ (const void *)".", 1 },
		{ (const void *)rq->body, rq->len },
	};

	crypto_hmac(key, parts, LEN(parts), ret);
}

/* The body is hashed once a live secret, however many signatures came. */
static int
any_fits(struct scope *sc, const struct desk_settings *d,
    const struct request *rq)
{
	struct bytes got[MOST_SIGNATURES];
	unsigned char want[SHA256_BYTES];
	int n = read_signatures(sc, rq, got), fits = 0;

	for (int i = 0; n > 0 && i < d->nsecrets; i++) {
		if (d->secrets[i].until <= sc->now)
			continue;
		sign(rq, d->secrets[i].key, want);
		for (int k = 0; k < n; k++)
			fits |= crypto_equal(got[k],
			    (struct bytes){ want, sizeof(want) });
	}
	return fits;
}

enum err
verify_origin(struct scope *sc, const struct desk_settings *d,
    const struct request *rq, struct proven *ret)
{
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
