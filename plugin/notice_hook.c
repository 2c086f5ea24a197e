/*
 * The story of the registration: sign in, see what is there, say what lacks,
 * write it, see it again, have a test sent. An answer that was lost does no
 * harm: what counts is what is there afterwards.
 */
#include "notice_hook.h"

#include "base/clock.h"
#include "base/http.h"
#include "base/str.h"
#include "microsoft/allowed.h"
#include "microsoft/cloud.h"
#include "microsoft/registration.h"
#include "token_try.h"

#include <stdio.h>
#include <string.h>

enum { LOOK_MS = 500, LOOKS = 60, CROWDED = 429 };

/* Of all that is there: what should be. */
struct plan {
	const char		*url;
	struct registration	 is;
	struct event_names	 wanted;
	const char		*lacks;		/* names, or NULL */
};

static enum err
find_url(struct scope *sc, struct notice_hook *h)
{
	const char *base = h->config->doctor.url;
	size_t n = strlen(base);

	if (h->url == NULL && n == 0)
		return scope_fail(sc, E_SHAPE, "say where Partner Center "
		    "reaches cspdesk: --url https://..." NOTIFY_PATH ", or "
		    "doctor.url in %s", h->config->file);
	if (h->url == NULL)
		h->url = str_fmt(sc, "%.*s" NOTIFY_PATH, (int)(base[n - 1] ==
		    '/' ? n - 1 : n), base);
	if (strncmp(h->url, "https://", 8) != 0 ||
	    strpbrk(h->url, " \t\r\n\"") != NULL)
		return scope_fail(sc, E_SHAPE, "\"%s\" is no address that "
		    "Partner Center takes: it must begin with https://",
		    h->url);
	return E_OK;
}

static enum err
check(struct scope *sc, struct notice_hook *h)
{
	const struct config *c = h->config;
	const char *why = facts_allowed(c->partner.type, API_PARTNER_CENTER);

	if (*c->microsoft.tenant == '\0')
		return scope_fail(sc, E_SHAPE, "%s: set microsoft.tenant "
		    "first", c->file);
	if (why != NULL)
		return scope_fail(sc, E_DENIED, "Partner Center is not asked: "
		    "it is shut to this type of partner (%s)", why);
	return find_url(sc, h);
}

/* The person's right counts where there is one; the program's will do. */
static enum err
sign_in(struct scope *sc, struct notice_hook *h)
{
	struct token_try t = { .sc = sc, .config = h->config, .db = h->db,
	    .api = API_PARTNER_CENTER, .as =
	    h->config->microsoft.refresh_key.len > 0 ? AS_USER : AS_APP };
	struct token_given g;
	enum err e = token_try_begin(&t);

	if (e != E_OK)
		return e;
	http_ask(h->http, sc, &t.call);
	if ((e = token_try_end(&t, &g)) == E_OK)
		h->bearer = str_fmt(sc, "Bearer %s", g.token);
	return e;
}

static enum err
ask(struct scope *sc, struct notice_hook *h, const char *method,
    const char *path, const char *body, struct api_reply *ret)
{
	const struct microsoft_settings *m = &h->config->microsoft;
	const struct http_header ids[] = {
		{ "MS-RequestId", crypto_guid(sc) },
		{ "MS-CorrelationId", crypto_guid(sc) },
		{ "MS-Contract-Version", "v1" }
	};
	struct http_call *c = scope_alloc(sc, sizeof(*c));

	*c = (struct http_call){ .method = method, .url = str_fmt(sc, "%s%s",
	    m->url[API_PARTNER_CENTER], path), .auth = h->bearer,
	    .body = body, .headers = ids, .nheaders = LEN(ids),
	    .ca_file = m->ca_file, .proxy = m->proxy,
	    .timeout_ms = m->timeout_secs * SECOND,
	    .max_reply = (size_t)h->config->work.max_reply };
	http_ask(h->http, sc, c);
	*ret = (struct api_reply){ .status = c->status, .body = c->reply,
	    .len = c->len, .retry_ms = c->retry_ms };
	return c->e == E_OK ? E_OK : scope_fail(sc, c->e, "%s %s: %s", method,
	    c->url, c->why);
}

static enum err
look(struct scope *sc, struct notice_hook *h, struct plan *ret)
{
	struct event_names offered;
	struct api_reply r;
	enum err e = ask(sc, h, "GET", REGISTRATION_PATH, NULL, &r);

	if (e == E_OK)
		e = registration_read(sc, &r, &ret->is);
	if (e == E_OK)
		e = ask(sc, h, "GET", REGISTRATION_EVENTS, NULL, &r);
	if (e == E_OK)
		e = registration_offers(sc, &r, &offered);
	if (e != E_OK)
		return e;
	ret->url = h->url;
	ret->wanted = registration_wants(sc, &offered, &ret->is);
	ret->lacks = registration_lacks(sc, &ret->is, &ret->wanted);
	return E_OK;
}

static int
is_done(const struct plan *p)
{
	return str_same(p->is.url, p->url) && p->lacks == NULL;
}

static enum err
write_it(struct scope *sc, struct notice_hook *h, struct plan *p)
{
	struct api_reply r;
	const char *wrote;
	enum err e = ask(sc, h, p->is.url == NULL ? "POST" : "PUT",
	    REGISTRATION_PATH, registration_body(sc, p->url, &p->wanted), &r);

	if (e != E_OK && e != E_UNSURE)
		return e;
	if (e == E_OK && (e = registration_read(sc, &r, &p->is)) != E_OK)
		return e;
	wrote = e == E_OK ? "it" : str_dup(sc, sc->why);
	if ((e = look(sc, h, p)) != E_OK)
		return e;
	return is_done(p) ? E_OK : scope_fail(sc, E_BUSY, "Partner Center "
	    "does not show the registration that it was given (%s); see "
	    "cspdesk hook status " NOTIFY_NAME, wrote);
}

static enum err
change(struct scope *sc, struct notice_hook *h, struct plan *p)
{
	const char *verb = h->dry_run ? "would be " : "";
	enum err e;

	if (p->is.url != NULL && !str_same(p->is.url, p->url) && !h->force)
		return scope_fail(sc, E_SHAPE, "Partner Center sends to %s "
		    "already, and knows one address only; with --force it "
		    "sends here instead, and not there any more", p->is.url);
	if (p->is.url == NULL)
		printf("%sregistered: %s\n", verb, p->url);
	else if (!str_same(p->is.url, p->url))
		printf("%schanged: %s, before %s\n", verb, p->url,
		    p->is.url);
	if (p->lacks != NULL)
		printf("%sadded: %s\n", verb, p->lacks);
	fflush(stdout);
	if (h->dry_run)
		return E_OK;
	if ((e = write_it(sc, h, p)) == E_OK)
		printf("done\n");
	return e;
}

static enum err
await_test(struct scope *sc, struct notice_hook *h, const char *id)
{
	struct registration_result got = { 0 };
	struct api_reply r;
	enum err e = E_OK;

	for (int i = 0; e == E_OK && i < LOOKS && !got.is_over; i++) {
		if (i > 0)
			http_wait(h->http, LOOK_MS);
		e = ask(sc, h, "GET", str_fmt(sc, REGISTRATION_TESTS "/%s",
		    id), NULL, &r);
		if (e == E_OK)
			e = registration_result(sc, &r, &got);
	}
	if (e != E_OK)
		return e;
	if (!got.is_over)
		return scope_fail(sc, E_GONE, "Partner Center has not sent "
		    "its test yet; cspdesk doctor tells when it comes");
	if (!got.is_well)
		return scope_fail(sc, E_GONE, "Partner Center's test did not "
		    "arrive at %s: it was answered %s", h->url, got.says);
	printf("its test arrived: %s\n", got.says);
	return E_OK;
}

/* At most two in a minute: that one is not sent now breaks nothing. */
static enum err
have_tested(struct scope *sc, struct notice_hook *h)
{
	struct api_reply r;
	const char *id;
	enum err e = ask(sc, h, "POST", REGISTRATION_TESTS, "", &r);

	if (e == E_OK && r.status == CROWDED) {
		printf("no test was sent: Partner Center sends two in a "
		    "minute\n");
		return E_OK;
	}
	if (e == E_OK)
		e = registration_test(sc, &r, &id);
	return e == E_OK ? await_test(sc, h, id) : e;
}

enum err
notice_hook_install(struct scope *sc, struct notice_hook *h)
{
	struct plan p;
	enum err e;

	if (!h->config->notify.accept)
		return scope_fail(sc, E_SHAPE, "%s: set notifications.accept "
		    "first, and have serve read it", h->config->file);
	if ((e = check(sc, h)) != E_OK || (e = sign_in(sc, h)) != E_OK ||
	    (e = look(sc, h, &p)) != E_OK)
		return e;
	if (is_done(&p))
		printf("nothing to change: %s has %d events\n", p.url,
		    p.wanted.n);
	else if ((e = change(sc, h, &p)) != E_OK)
		return e;
	return h->dry_run ? E_OK : have_tested(sc, h);
}

enum err
notice_hook_status(struct scope *sc, struct notice_hook *h, int *ret_well)
{
	struct plan p;
	enum err e;

	if ((e = check(sc, h)) != E_OK || (e = sign_in(sc, h)) != E_OK ||
	    (e = look(sc, h, &p)) != E_OK)
		return e;
	if (p.is.url == NULL)
		printf("Partner Center has no registration\n");
	else
		printf("Partner Center sends %d events to %s\n",
		    p.is.events.n, p.is.url);
	if (p.is.url != NULL && !str_same(p.is.url, p.url))
		printf("that is not %s\n", p.url);
	if (p.lacks != NULL)
		printf("missing: %s\n", p.lacks);
	*ret_well = is_done(&p);
	return E_OK;
}
