/* Signs, and reads what comes back (hooks/exchange/README.md). */
#include "exchange_call.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/str.h"
#include "exchange/exchange.h"

#include <string.h>

enum { REPLY_MOST = 16384, REPLY_DEPTH = 4, HEADERS = 3 };

/* "v1,BASE64", one for each secret. */
static const char *
signatures(struct scope *sc, const struct exchange_keys *k, const char *id,
    const char *seconds, const char *body)
{
	const struct bytes parts[] = {
		{ (const unsigned char *)id, strlen(id) },
		{ (const unsigned char *)".", 1 },
		{ (const unsigned char *)seconds, strlen(seconds) },
		{ (const unsigned char *)".", 1 },
		{ (const unsigned char *)body, strlen(body) },
	};
	unsigned char mac[DIGEST_BYTES];
	const char *all = NULL;

	for (int i = 0; i < k->nout; i++) {
		size_t n = crypto_hmac(DIGEST_SHA256, k->out[i], parts,
		    LEN(parts), mac);
		const char *one = str_fmt(sc, "v1,%s", crypto_to_base64(sc,
		    (struct bytes){ mac, n }));

		all = all == NULL ? one : str_fmt(sc, "%s %s", all, one);
	}
	return all;
}

enum err
exchange_call(struct scope *sc, const struct exchange_settings *s,
    const struct peer *p, const char *id, const char *body,
    struct http_call *ret)
{
	const struct exchange_keys *k = exchange_keys_of(s, p->name);
	struct http_header *h = scope_alloc(sc, sizeof(*h) * HEADERS);
	const char *seconds = str_fmt(sc, "%lld",
	    (long long)(sc->now / SECOND));

	if (k == NULL || k->nout == 0)
		return scope_fail(sc, E_DENIED, "there is no secret to sign "
		    "with in %s/%s.out", s->secrets, p->name);
	h[0] = (struct http_header){ "webhook-id", id };
	h[1] = (struct http_header){ "webhook-timestamp", seconds };
	h[2] = (struct http_header){ "webhook-signature", signatures(sc, k,
	    id, seconds, body) };
	*ret = (struct http_call){ .method = "POST", .url = str_dup(sc, p->url),
	    .body = body, .headers = h, .nheaders = HEADERS,
	    .ca_file = s->ca_file, .timeout_ms = s->timeout_secs * SECOND,
	    .max_reply = REPLY_MOST };
	return E_OK;
}

/* The problem's sentence, if it has one. */
static const char *
detail(struct scope *sc, const struct http_call *c)
{
	const struct cJSON *j;
	const char *text = NULL;

	if (json_parse(sc, c->reply, c->len, REPLY_DEPTH, &j) == E_OK)
		text = json_text(j, "detail");
	if (text == NULL)
		text = c->reply;
	return str_copy(sc, text, str_utf8_cut(text, 300));
}

enum err
exchange_outcome(struct scope *sc, const struct http_call *c)
{
	static const struct {
		int		status;
		enum err	e;
	} means[] = { { 401, E_DENIED }, { 403, E_DENIED }, { 404, E_GONE },
	    { 408, E_BUSY }, { 409, E_SHAPE }, { 410, E_GONE },
	    { 425, E_BUSY }, { 429, E_BUSY } };
	enum err e = c->status >= 500 ? E_BUSY : E_SHAPE;

	if (c->e != E_OK)
		return scope_fail(sc, c->e, "POST %s: %s", c->url, c->why);
	if (c->status >= 200 && c->status < 300)
		return E_OK;
	for (int i = 0; i < LEN(means); i++)
		if (means[i].status == c->status)
			e = means[i].e;
	return scope_fail(sc, e, "POST %s: the peer answered %d: %s", c->url,
	    c->status, detail(sc, c));
}
