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
check_headers(struct scope *sc, const struct proof *p,
    const struct request *rq)
{
	if (rq->webhook_id == NULL || rq->webhook_signature == NULL ||
	    (p->timestamp != NULL && rq->webhook_timestamp == NULL))
		return scope_fail(sc, E_DENIED, "the headers %s%s%s and %s "
		    "are needed", p->id, p->timestamp == NULL ? "" : ", ",
		    p->timestamp == NULL ? "" : p->timestamp, p->signature);
	if (!is_id(rq->webhook_id))
		return scope_fail(sc, E_SHAPE, "%s must be 1 to %d printable "
		    "ASCII characters without blanks", p->id, DELIVERY_KEY);
	return E_OK;
}

static enum err
check_time(struct scope *sc, const char *name, const char *text,
    int64_t skew_secs)
{
	int64_t at, off;

	if (strlen(text) > 12 || !str_int(text, &at))
		return scope_fail(sc, E_SHAPE, "%s is not in seconds since "
		    "1970", name);
	off = sc->now / SECOND - at;
	if (off > skew_secs || off < -skew_secs)
		return scope_fail(sc, E_DENIED, "%s is %lld s from our "
		    "clock, %lld are allowed; check both clocks", name,
		    (long long)off, (long long)skew_secs);
	return E_OK;
}

enum err
verify_headers(struct scope *sc, const struct proof *p, int64_t skew_secs,
    const struct request *rq)
{
	enum err e = check_headers(sc, p, rq);

	return e != E_OK || p->timestamp == NULL ? e : check_time(sc,
	    p->timestamp, rq->webhook_timestamp, skew_secs);
}

static enum err
decode(struct scope *sc, const struct proof *p, const char *text,
    struct bytes *ret)
{
	return p->is_hex ? crypto_hex(sc, text, ret) :
	    crypto_base64(sc, text, strlen(text), ret);
}

/* The signatures that the sender offers; returns how many. */
static int
read_signatures(struct scope *sc, const struct proof *p,
    const struct request *rq, struct bytes ret[MOST_SIGNATURES])
{
	char *save = NULL, *list = str_dup(sc, rq->webhook_signature);
	size_t len = strlen(p->prefix);
	int seen = 0, n = 0;

	for (char *s = strtok_r(list, " ", &save);
	    s != NULL && seen++ < MOST_SIGNATURES;
	    s = strtok_r(NULL, " ", &save))
		if (strncmp(s, p->prefix, len) == 0 &&
		    decode(sc, p, s + len, &ret[n]) == E_OK)
			n++;
	return n;
}

static struct bytes
as_bytes(const char *s)
{
	return (struct bytes){ (const void *)s, strlen(s) };
}

/* What the sender should have written with this secret. */
static size_t
sign(const struct proof *p, const struct request *rq, struct bytes key,
    unsigned char ret[DIGEST_BYTES])
{
	const struct bytes body = { (const void *)rq->body, rq->len };

	switch (p->over) {
	case SIGNED_ID_TIME_BODY:
		return crypto_hmac(p->digest, key, (const struct bytes[]){
		    as_bytes(rq->webhook_id), as_bytes("."),
		    as_bytes(rq->webhook_timestamp), as_bytes("."), body }, 5,
		    ret);
	case SIGNED_BODY:
		return crypto_hmac(p->digest, key, &body, 1, ret);
	}
	BUG("a proof that signs nothing");
}

/* The body is hashed once a live secret, however many signatures came. */
static int
any_fits(struct scope *sc, const struct proof *p,
    const struct hook_secret *secrets, int nsecrets, const struct request *rq)
{
	struct bytes got[MOST_SIGNATURES];
	unsigned char want[DIGEST_BYTES];
	int n = read_signatures(sc, p, rq, got), fits = 0;

	for (int i = 0; n > 0 && i < nsecrets; i++) {
		size_t len;

		if (secrets[i].until <= sc->now)
			continue;
		len = sign(p, rq, secrets[i].key, want);
		for (int k = 0; k < n; k++)
			fits |= crypto_equal(got[k],
			    (struct bytes){ want, len });
	}
	return fits;
}

enum err
verify_secrets(struct scope *sc, const struct proof *p,
    const struct hook_secret *secrets, int n, const struct request *rq,
    struct proven *ret)
{
	if (!any_fits(sc, p, secrets, n, rq))
		return scope_fail(sc, E_DENIED, "no signature fits; both "
		    "sides must have the same secret");
	*ret = (struct proven){ rq->webhook_id, rq->body, rq->len };
	return E_OK;
}

enum err
verify_origin(struct scope *sc, const struct desk_settings *d,
    const struct request *rq, struct proven *ret)
{
	return verify_secrets(sc, d->desk->proof, d->secrets, d->nsecrets, rq,
	    ret);
}
