/* Joins settings, the stored token of a person, and the login's forms. */
#include "token_try.h"

#include "base/clock.h"
#include "base/fault.h"
#include "base/str.h"
#include "microsoft/allowed.h"
#include "microsoft/cloud.h"

enum { MOST_ANSWER = 262144, GRACE_MS = 5000 };

/* Ours alone for as long as the call may take. */
static enum err
claim(struct token_try *t)
{
	const struct microsoft_settings *m = &t->config->microsoft;
	const char *tenant = m->tenant;
	enum err e;

	if (m->refresh_key.len == 0)
		return scope_fail(t->sc, E_DENIED, "it is only reached in a "
		    "person's name: set microsoft.refresh_key_file, then "
		    "cspdesk token set");
	if ((e = db_ready(t->sc, t->db)) != E_OK)
		return e;
	e = refresh_token_find(t->sc, t->db, tenant, &t->person);
	if (e == E_GONE)
		e = E_DENIED;
	if (e == E_OK)
		e = refresh_token_open(t->sc, &t->person, m->refresh_key,
		    &t->ask.refresh);
	if (e == E_OK)
		e = refresh_token_claim(t->sc, t->db, &t->person, t->sc->now +
		    m->timeout_secs * SECOND + GRACE_MS);
	return e;
}

enum err
token_try_begin(struct token_try *t)
{
	const struct microsoft_settings *m = &t->config->microsoft;
	const struct cloud *cloud = cloud_at(t->config->partner.cloud);
	const char *why = facts_allowed(t->config->partner.type, t->api);
	const char *url, *form;
	enum err e;

	if (*m->tenant == '\0')
		return scope_fail(t->sc, E_DENIED, "microsoft.tenant is not "
		    "set");
	if (why != NULL)
		return scope_fail(t->sc, E_DENIED, "%s is not used by a "
		    "partner of this type (%s)", api_names[t->api], why);
	t->ask = (struct token_ask){ .authority = m->authority,
	    .issuer = cloud->authority,
	    .is_v1 = m->token_version == TOKEN_V1, .client_id = m->client_id,
	    .secret = m->secret, .certificate = m->certificate,
	    .tenant = t->tenant == NULL ? m->tenant : t->tenant,
	    .audience = cloud->audience[t->api],
	    .id = crypto_guid(t->sc), .now = t->sc->now };
	if (t->as == AS_USER && (e = claim(t)) != E_OK)
		return e;
	if ((e = token_ask(t->sc, &t->ask, &url, &form)) != E_OK)
		return e;
	t->call = (struct http_call){ .method = "POST", .url = url,
	    .body = form, .type = TOKEN_FORM, .ca_file = m->ca_file,
	    .proxy = m->proxy, .timeout_ms = m->timeout_secs * SECOND,
	    .max_reply = MOST_ANSWER };
	FAULT("token.ask");
	return E_OK;
}

static enum err
read_answer(struct token_try *t, struct token_given *ret)
{
	const struct http_call *c = &t->call;
	const struct api_reply r = { .status = c->status, .body = c->reply,
	    .len = c->len, .retry_ms = c->retry_ms };

	if (c->e != E_OK)
		return scope_fail(t->sc, E_BUSY, "%s: %s", c->url, c->why);
	return token_read(t->sc, &t->ask, &r, ret);
}

/* Whatever became of it, the next may ask. */
static enum err
let_go(struct token_try *t, enum err e)
{
	const char *why = str_dup(t->sc, t->sc->why);

	if (refresh_token_free(t->sc, t->db, &t->person) != E_OK)
		return e;	/* it is free by itself after a while */
	return scope_fail(t->sc, e, "%s", why);
}

enum err
token_try_end(struct token_try *t, struct token_given *ret)
{
	enum err e = read_answer(t, ret);

	if (t->as == AS_APP)
		return e;
	if (e != E_OK)
		return let_go(t, e);
	FAULT("token.turn");
	t->sc->now = clock_now();
	e = refresh_token_turn(t->sc, t->db, &t->person,
	    t->config->microsoft.refresh_key, ret->refresh);
	/* The access token is good, whoever set another one meanwhile. */
	return e == E_GONE ? E_OK : e;
}
