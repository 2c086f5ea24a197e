/* Runs the rows, prints what they found, and counts. */
#include "doctor.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MOST_JSON = 4 << 20, CERT_DAYS = 21, DAY = 86400 };

static const struct {
	const char	*shown, *word;		/* to people, in JSON */
} healths[] = {
	[HEALTH_OK]	 = { "ok",	"ok" },
	[HEALTH_WARNING] = { "warn",	"warning" },
	[HEALTH_FAULT]	 = { "FAULT",	"fault" },
	[HEALTH_UNTRIED] = { "--",	"untried" },
	[HEALTH_UNTOLD]	 = { "--",	"untried" },
};

enum health
doctor_say(struct doctor *d, enum health h, const char *mend,
    const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	str_utf8_mend(text);
	/* What others sent may not break the line or the terminal. */
	for (char *p = text; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || *p == 127)
			*p = ' ';
	d->says = str_dup(d->sc, text);
	d->mend = mend;
	return h;
}

void
doctor_call(struct doctor *d, const struct call *c, const char *ca_file,
    struct http_call *ret)
{
	int64_t secs = d->desk == NULL ? d->config.doctor.wait_secs :
	    d->desk->timeout_secs;

	*ret = (struct http_call){ .method = c->method, .url = c->url,
	    .auth = c->auth, .body = c->body, .ca_file = ca_file,
	    .timeout_ms = secs * SECOND, .wants_cert = 1,
	    .max_reply = (size_t)d->config.work.max_reply };
	http_ask(d->http, d->sc, ret);
}

static const char *const call_mends[] = {
	[HTTP_FINE] = NULL,
	[HTTP_NO_NAME] = "Mend the host's name in the address, or the name "
	    "server",
	[HTTP_NO_CONNECTION] = "Start it, or mend host and port of the "
	    "address; a firewall may be between",
	[HTTP_TIMEOUT] = "See whether it hangs, or a firewall drops what we "
	    "send",
	[HTTP_BAD_CA] = "Mend ca_file: it must be a readable file with "
	    "certificates (PEM)",
	[HTTP_UNTRUSTED] = "If it is the right host, name the certificate of "
	    "its authority in ca_file",
	[HTTP_EXPIRED] = "Renew the certificate on that host",
	[HTTP_OTHER_NAME] = "Use the name that stands in the certificate, or "
	    "have this name put into it",
	[HTTP_NO_TLS] = "See whether that port speaks TLS 1.2 or newer; "
	    "otherwise use http:// or another port",
	[HTTP_BROKEN] = "See what answers at that address"
};

enum health
doctor_no_answer(struct doctor *d, const struct http_call *c)
{
	return doctor_fault(d, call_mends[c->fault], "%s gives no answer: "
	    "%s%s", c->url, c->fault == HTTP_EXPIRED ? "its certificate has "
	    "expired: " : c->fault == HTTP_UNTRUSTED ? "its certificate is "
	    "not trusted: " : "", c->why);
}

enum health
doctor_certificate(struct doctor *d, const struct http_call *c)
{
	int64_t days = (c->cert_ends - d->sc->now) / ((int64_t)DAY * SECOND);
	char ends[CLOCK_TEXT];

	if (strncmp(c->url, "https:", 6) != 0)
		return doctor_untried(d, "not https: there is none");
	if (c->cert_ends == 0)
		return doctor_untried(d, "its end cannot be seen here");
	clock_text(c->cert_ends, ends);
	if (days < CERT_DAYS)
		return doctor_warn(d, call_mends[HTTP_EXPIRED], "ends in %lld "
		    "days, at %s", (long long)days, ends);
	return doctor_ok(d, "is good until %s", ends);
}

/* Where it is: a desk, "@PEER", or NULL in the house. */
static const char *
place(const struct doctor *d)
{
	return d->desk != NULL ? d->desk->conf.name : d->peer_desk;
}

static const struct finding *
find(const struct doctor *d, const char *name)
{
	const char *desk = place(d);

	for (int i = d->n - 1; i >= 0; i--)
		if (str_same(d->found[i].name, name) &&
		    (d->found[i].desk == NULL || d->found[i].desk == desk))
			return &d->found[i];
	return NULL;
}

/* The row that keeps this one from being tried, or NULL. */
static const char *
blocked_by(const struct doctor *d, const struct check *c)
{
	for (int i = 0; i < LEN(c->after) && c->after[i] != NULL; i++) {
		const struct finding *f = find(d, c->after[i]);

		if (f == NULL)
			BUG("%s is after %s, which is not", c->name,
			    c->after[i]);
		if (f->health == HEALTH_FAULT || f->health == HEALTH_UNTRIED)
			return f->name;
	}
	return NULL;
}

static void
print(const struct doctor *d, const struct finding *f)
{
	const char *name = f->desk == NULL ? f->name :
	    *f->desk == '@' ? str_fmt(d->sc, "peer %s: %s", f->desk + 1,
	    f->name) : str_fmt(d->sc, "desk %s: %s", f->desk, f->name);

	printf("%-5s %-24s %s%s%s%s\n", healths[f->health].shown, name,
	    f->says, f->mend == NULL ? "" : ". ",
	    f->mend == NULL ? "" : f->mend, f->mend == NULL ? "" : ".");
	fflush(stdout);
}

static void
run_row(struct doctor *d, const struct check *c)
{
	const char *needs = blocked_by(d, c);
	struct finding *f = &d->found[d->n];
	enum health h;

	if (d->n == MOST_FINDINGS)
		return;
	d->sc->why[0] = '\0';
	h = needs != NULL ? doctor_untried(d, "not tried: needs \"%s\"",
	    needs) : c->run(d);
	*f = (struct finding){ place(d), c->name, h, d->says, d->mend };
	d->n++;
	d->is_bad_setup |= h == HEALTH_FAULT && c->is_setup;
	if (!d->json)
		print(d, f);
}

static void
run_rows(struct doctor *d, const struct check *rows)
{
	for (; rows->name != NULL; rows++)
		run_row(d, rows);
}

static enum health
worst(const struct doctor *d)
{
	enum health h = HEALTH_OK;

	for (int i = 0; i < d->n; i++)
		if (d->found[i].health < HEALTH_UNTRIED &&
		    d->found[i].health > h)
			h = d->found[i].health;
	return h;
}

static void
print_json(const struct doctor *d)
{
	struct json_out out;
	char now[CLOCK_TEXT];

	clock_text(d->sc->now, now);
	json_begin(&out, d->sc, MOST_JSON);
	json_open(&out, NULL, '{');
	json_put(&out, "schema", "csp.doctor/1");
	json_put(&out, "at", now);
	json_put(&out, "health", healths[worst(d)].word);
	json_open(&out, "checks", '[');
	for (int i = 0; i < d->n; i++) {
		json_open(&out, NULL, '{');
		json_put(&out, "desk", d->found[i].desk);
		json_put(&out, "name", d->found[i].name);
		json_put(&out, "health", healths[d->found[i].health].word);
		json_put(&out, "says", d->found[i].says);
		json_put(&out, "mend", d->found[i].mend);
		json_close(&out);
	}
	json_close(&out);
	json_close(&out);
	printf("%s\n", json_end(&out));
}

static void
visit_peer(struct doctor *d, const struct peer *p)
{
	d->peer = p;
	d->peer_desk = str_fmt(d->sc, "@%s", p->name);
	memset(&d->at, 0, sizeof(d->at));
	run_rows(d, doctor_peer);
	d->peer_desk = NULL;
}

/* All peers; or the one that was asked for, also if there is none. */
static void
visit_peers(struct doctor *d)
{
	const struct finding *rights = find(d, "database rights");
	struct peer *list, unknown = { 0 };
	int n, seen = 0;

	if ((d->only != NULL && *d->only != '@') ||
	    rights->health == HEALTH_FAULT ||
	    rights->health == HEALTH_UNTRIED ||
	    peer_list(d->sc, d->db, &list, &n) != E_OK)
		return;
	for (int i = 0; i < n; i++)
		if (d->only == NULL || str_same(d->only + 1, list[i].name)) {
			visit_peer(d, &list[i]);
			seen++;
		}
	if (d->only != NULL && seen == 0) {
		unknown.name = d->only + 1;
		visit_peer(d, &unknown);
	}
}

int
doctor_run(struct doctor *d)
{
	run_rows(d, doctor_house);
	run_rows(d, doctor_database);
	/* Of those who do not use it, only who asks for it is told so. */
	if (str_same(d->only, DOCTOR_MICROSOFT) ||
	    (d->only == NULL && d->config.microsoft.tenant != NULL &&
	    *d->config.microsoft.tenant != '\0'))
		run_rows(d, doctor_microsoft);
	for (int i = 0; i < d->config.ndesks; i++) {
		d->desk = &d->config.desks[i];
		if (d->only != NULL && !str_same(d->only, d->desk->conf.name))
			continue;
		memset(&d->at, 0, sizeof(d->at));
		run_rows(d, doctor_desk);
		run_rows(d, doctor_trials);
	}
	d->desk = NULL;
	visit_peers(d);
	if (d->json)
		print_json(d);
	if (d->is_bad_setup)
		return 2;
	return worst(d) == HEALTH_FAULT;
}
