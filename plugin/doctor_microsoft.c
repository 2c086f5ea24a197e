/*
 * Microsoft's side: its login, a token for each API that this partner may
 * use, and each API itself, only read.
 */
#include "doctor.h"

#include "base/clock.h"
#include "base/str.h"
#include "microsoft/allowed.h"
#include "microsoft/arm_error.h"
#include "microsoft/cloud.h"
#include "microsoft/partner_error.h"
#include "microsoft/registration.h"
#include "policy/words.h"
#include "store/incident.h"
#include "store/refresh_token.h"
#include "store/suspension.h"
#include "texts.h"
#include "token_try.h"

#include <stdlib.h>
#include <string.h>

enum { WARN_DAYS = 60, DAY_MS = 86400 * SECOND, WARN_SKEW = 60,
    MOST_SKEW = 300, WAIT_MINUTES = 15 };
enum { AZURE, CUSTOMERS, REQUESTS, GRAPH };

/* What work asks each API, with the least of its requests. */
static const struct probe {
	enum api	 api;
	enum api_as	 as;
	int		 is_ticket;	/* by service_allowed() */
	const char	*path;
} probes[DOCTOR_TOKENS] = {
	[AZURE] = { API_ARM, AS_APP, 1,
	    "/providers/Microsoft.Support/services?api-version=2024-04-01" },
	[CUSTOMERS] = { API_PARTNER_CENTER, AS_APP, 0,
	    "/v1/customers?size=1" },
	[REQUESTS] = { API_PARTNER_CENTER, AS_USER, 1,
	    "/v1/servicerequests" },
	[GRAPH] = { API_GRAPH, AS_APP, 0,
	    "/v1.0/tenantRelationships/delegatedAdminRelationships?$top=1" },
};

/* Partner Center's address is told, and shut to this type of partner. */
static int
is_in_vain(const struct doctor *d)
{
	const struct partner_settings *s = &d->config.partner;

	return s->type == PARTNER_RESELLER &&
	    !str_same(d->config.microsoft.url[API_PARTNER_CENTER],
	    cloud_at(s->cloud)->url[API_PARTNER_CENTER]);
}

static enum health
see_settings(struct doctor *d)
{
	const struct microsoft_settings *m = &d->config.microsoft;
	struct config c;

	if (*m->tenant == '\0')
		return doctor_untried(d, "microsoft.tenant is not set: none "
		    "of its APIs is used%s", is_in_vain(d) ? ", and "
		    "microsoft.partner_center never by an indirect reseller" :
		    "");
	if (config_load(d->sc, d->file, d->needs | NEEDS_MICROSOFT, &c) !=
	    E_OK)
		return doctor_fault(d, "It must be a file that the user of "
		    "work can read, and others cannot (chmod 640)", "%s",
		    d->sc->why);
	d->config = c;
	d->needs |= NEEDS_MICROSOFT;
	return doctor_ok(d, "tenant %s, cloud %s, by %s", m->tenant,
	    words_cloud[d->config.partner.cloud],
	    m->secret != NULL ? "secret" : "certificate");
}

/* Asks a page that needs no token; any answer will do. */
static enum health
see_login(struct doctor *d)
{
	const struct microsoft_settings *m = &d->config.microsoft;
	struct http_call *c = &d->at.first;
	int64_t begun = clock_steady();

	*c = (struct http_call){ .method = "GET", .url = str_fmt(d->sc,
	    "%s/%s/v2.0/.well-known/openid-configuration", m->authority,
	    m->tenant), .ca_file = m->ca_file, .proxy = m->proxy,
	    .timeout_ms = m->timeout_secs * SECOND, .wants_cert = 1,
	    .max_reply = (size_t)d->config.work.max_reply };
	http_ask(d->http, d->sc, c);
	if (c->e != E_OK)
		return doctor_no_answer(d, c);
	if (c->status >= 500)
		return doctor_fault(d, "See status.azure.com, or the proxy",
		    "%s answers %d", m->authority, c->status);
	return doctor_ok(d, "%s answers in %lld ms", m->authority,
	    (long long)(clock_steady() - begun));
}

/* An assertion is good for minutes only, and so is a token's begin. */
static enum health
see_clock(struct doctor *d)
{
	static const char mend[] = "Let this host ask a time server (chrony, "
	    "systemd-timesyncd)";
	int64_t secs = (d->at.first.date - clock_now()) / SECOND;

	if (d->at.first.date == 0)
		return doctor_untried(d, "the login sends no Date");
	if (llabs(secs) > MOST_SKEW)
		return doctor_fault(d, mend, "Microsoft's clock is %lld s "
		    "from ours", (long long)secs);
	if (llabs(secs) > WARN_SKEW)
		return doctor_warn(d, mend, "Microsoft's clock is %lld s from "
		    "ours", (long long)secs);
	return doctor_ok(d, "less than %d s from ours", WARN_SKEW);
}

static enum health
see_person(struct doctor *d)
{
	const struct microsoft_settings *m = &d->config.microsoft;
	struct refresh_token t;
	const char *token;
	int64_t days;
	enum err e;

	if (m->refresh_key.len == 0)
		return doctor_untried(d, "microsoft.refresh_key_file is not "
		    "set: service requests of Partner Center are not reached");
	e = db_ready(d->sc, d->db);
	if (e == E_OK)
		e = refresh_token_find(d->sc, d->db, m->tenant, &t);
	if (e == E_OK)
		e = refresh_token_open(d->sc, &t, m->refresh_key, &token);
	if (e != E_OK)
		return doctor_fault(d, "Sign in as a person with the right in "
		    "Partner Center and give the refresh token to cspdesk "
		    "token set", "%s", d->sc->why);
	days = (d->sc->now - t.used_at) / DAY_MS;
	if (days > WARN_DAYS)
		return doctor_warn(d, "See whether work runs; it uses it now "
		    "and then", "was not used for %lld days, and ends after "
		    "%d", (long long)days, REFRESH_TOKEN_DAYS);
	return doctor_ok(d, "set by %s, used %lld days ago", t.set_by,
	    (long long)days);
}

/* Why this partner's work never asks it, or NULL. */
static const char *
closed(const struct doctor *d, const struct probe *p)
{
	const struct partner_settings *s = &d->config.partner;
	const char *why = p->is_ticket ? service_allowed(s->type, s->cloud,
	    p->api) : facts_allowed(s->type, p->api);

	return why == NULL ? NULL : text_fill(d->sc, d->texts, "en",
	    str_fmt(d->sc, "no-call.%s", why), NULL);
}

/* A person must have proved himself by two factors (DOMAIN 6.2). */
static int
lacks_mfa(struct scope *sc, const struct probe *p, const char *token)
{
	const char *amr = token_claim(sc, token, "amr");

	return p->as == AS_USER && amr != NULL && strstr(amr, "mfa") == NULL;
}

static enum health
see_token(struct doctor *d, int which)
{
	const struct probe *p = &probes[which];
	struct token_try t = { .sc = d->sc, .config = &d->config, .db = d->db,
	    .api = p->api, .as = p->as };
	const char *why = closed(d, p), *roles;
	struct token_given g;
	enum err e;

	if (why != NULL)
		return doctor_untried(d, "not used, and %s is not called: %s",
		    d->config.microsoft.url[p->api], why);
	if ((e = token_try_begin(&t)) == E_OK) {
		http_ask(d->http, d->sc, &t.call);
		e = token_try_end(&t, &g);
	}
	if (e != E_OK)
		return doctor_fault(d, e == E_BUSY ? "Try again in a minute" :
		    NULL, "%s", d->sc->why);
	d->token[which] = g.token;
	if (lacks_mfa(d->sc, p, g.token))
		return doctor_fault(d, "Sign in again with a second factor and "
		    "give the new token to cspdesk token set", "the token "
		    "does not say that the person used a second factor");
	roles = token_claim(d->sc, g.token, p->as == AS_USER ? "scp" :
	    "roles");
	return doctor_ok(d, "was given%s%s", roles == NULL ? "" : ", with ",
	    roles == NULL ? "" : roles);
}

/* What is to be said if there is no answer; HEALTH_OK: `ret` has one. */
static enum health
ask(struct doctor *d, int which, const char *path, struct api_reply *ret)
{
	const struct probe *p = &probes[which];
	const struct microsoft_settings *m = &d->config.microsoft;
	const struct http_header h[] = {
		{ "MS-RequestId", crypto_guid(d->sc) },
		{ "MS-CorrelationId", crypto_guid(d->sc) },
		{ "MS-Contract-Version", "v1" }
	};
	struct http_call c = { .method = "GET", .url = str_fmt(d->sc, "%s%s",
	    m->url[p->api], path), .auth = str_fmt(d->sc, "Bearer %s",
	    d->token[which]), .headers = h,
	    .nheaders = p->api == API_PARTNER_CENTER ? LEN(h) : 0,
	    .ca_file = m->ca_file, .proxy = m->proxy,
	    .timeout_ms = m->timeout_secs * SECOND,
	    .max_reply = (size_t)d->config.work.max_reply };

	http_ask(d->http, d->sc, &c);
	if (c.e != E_OK)
		return doctor_no_answer(d, &c);
	*ret = (struct api_reply){ .status = c.status, .body = c.reply,
	    .len = c.len };
	return HEALTH_OK;
}

static enum health
refused(struct doctor *d, enum err e)
{
	return e == E_BUSY ? doctor_warn(d, "Try again in a minute", "%s",
	    d->sc->why) : doctor_fault(d, NULL, "%s", d->sc->why);
}

static enum health
see_api(struct doctor *d, int which)
{
	const struct probe *p = &probes[which];
	struct api_reply r;
	enum health h = ask(d, which, p->path, &r);
	enum err e;

	if (h != HEALTH_OK)
		return h;
	e = p->api == API_ARM ? arm_error(d->sc, &r) :
	    partner_error(d->sc, p->api, &r);
	return e != E_OK ? refused(d, e) : doctor_ok(d, "%s answers",
	    d->config.microsoft.url[p->api]);
}

/* As told by doctor.url, or at least with the path of ours. */
static int
is_here(const struct doctor *d, const char *url)
{
	const char *base = d->config.doctor.url;
	size_t n = strlen(base), path = sizeof(NOTIFY_PATH) - 1;
	size_t len = strlen(url);

	if (n > 0 && base[n - 1] == '/')
		n--;
	return len >= path && str_same(url + len - path, NOTIFY_PATH) &&
	    (n == 0 || (len - path == n && strncmp(url, base, n) == 0));
}

/* Does Partner Center send its notifications, and to us? */
static enum health
see_registration(struct doctor *d)
{
	static const char mend[] = "cspdesk hook install " NOTIFY_NAME;
	struct registration is;
	struct api_reply r;
	enum health h;
	enum err e;

	if (!d->config.notify.accept)
		return doctor_untried(d, "notifications.accept is not set");
	if ((h = ask(d, CUSTOMERS, REGISTRATION_PATH, &r)) != HEALTH_OK)
		return h;
	if ((e = registration_read(d->sc, &r, &is)) != E_OK)
		return refused(d, e);
	if (is.url == NULL)
		return doctor_warn(d, mend, "Partner Center sends no "
		    "notifications: it has no registration");
	if (!is_here(d, is.url))
		return doctor_warn(d, mend, "Partner Center sends its "
		    "notifications to %s, and not here", is.url);
	return doctor_ok(d, "%d events go to %s", is.events.n, is.url);
}

#define PROBE(name, which) \
	static enum health \
	see_token_##name(struct doctor *d) \
	{ \
		return see_token(d, which); \
	} \
	static enum health \
	see_##name(struct doctor *d) \
	{ \
		return see_api(d, which); \
	}
PROBE(azure, AZURE)
PROBE(customers, CUSTOMERS)
PROBE(requests, REQUESTS)
PROBE(graph, GRAPH)

/* Each customer's tenant must have consented; work has tried them all. */
static enum health
see_health(struct doctor *d)
{
	int64_t secs = d->config.microsoft.health_secs;
	struct health_state s;

	if (secs == 0)
		return doctor_untried(d, "microsoft.health_secs is 0: nobody "
		    "is asked for incidents");
	if (db_ready(d->sc, d->db) != E_OK ||
	    health_state(d->sc, d->db, &s) != E_OK)
		return doctor_fault(d, NULL, "%s", d->sc->why);
	if (s.failed > 0)
		return doctor_warn(d, "Consent to ServiceHealth.Read.All in "
		    "the customer's tenant", "%lld customers' tenants do not "
		    "tell; one: %s", (long long)s.failed, s.note);
	if (s.told == 0)
		return doctor_untried(d, "no customer with an open technical "
		    "case was asked about yet");
	return doctor_ok(d, "%lld customers' tenants tell, the last %lld s "
	    "ago", (long long)s.told, (long long)((d->sc->now - s.last) /
	    SECOND));
}

/* That we may change a subscription shows when people have one changed. */
static enum health
see_suspensions(struct doctor *d)
{
	struct suspension_wait w;
	int64_t minutes;

	if (db_ready(d->sc, d->db) != E_OK ||
	    suspension_waiting(d->sc, d->db, &w) != E_OK)
		return doctor_fault(d, NULL, "%s", d->sc->why);
	if (w.n == 0)
		return doctor_ok(d, "none waits; only reading is tried here, "
		    "for a change would be one");
	minutes = (d->sc->now - w.since) / (60 * SECOND);
	if (minutes >= WAIT_MINUTES)
		return doctor_warn(d, "See microsoft in cspdesk doctor, and "
		    "whether work runs", "%lld wait, since %lld minutes%s%s",
		    (long long)w.n, (long long)minutes, w.note == NULL ? "" :
		    ": ", w.note == NULL ? "" : w.note);
	return doctor_ok(d, "%lld under way", (long long)w.n);
}

#define LOGIN	"microsoft login"
#define TEXTS	"policy and texts"

const struct check doctor_microsoft[] = {
	{ "microsoft", see_settings, { "configuration" }, 1 },
	{ LOGIN, see_login, { "microsoft" }, 0 },
	{ "microsoft clock", see_clock, { LOGIN }, 0 },
	{ "azure token", see_token_azure, { LOGIN, TEXTS }, 0 },
	{ "azure support", see_azure, { "azure token" }, 0 },
	{ "partner center token", see_token_customers, { LOGIN, TEXTS },
	    0 },
	{ "partner center", see_customers, { "partner center token" }, 0 },
	{ "suspensions", see_suspensions, { "partner center", "database" },
	    0 },
	{ "registration", see_registration, { "partner center token" }, 0 },
	{ "person", see_person, { "microsoft", "database" }, 0 },
	{ "person's token", see_token_requests, { LOGIN, "person", TEXTS },
	    0 },
	{ "service requests", see_requests, { "person's token" }, 0 },
	{ "graph token", see_token_graph, { LOGIN, TEXTS }, 0 },
	{ "graph", see_graph, { "graph token" }, 0 },
	{ "service health", see_health, { "microsoft", "database" }, 0 },
	{ NULL, NULL, { NULL }, 0 }
};
