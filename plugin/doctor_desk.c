/* A help desk, looked at without changing anything in it. */
#include "doctor.h"

#include "base/clock.h"
#include "base/conf.h"
#include "base/str.h"

#include <stdlib.h>
#include <string.h>

enum { WARN_SKEW = 10, SWEEPS_LATE = 5 };

static const struct desk_probe *
probe(const struct doctor *d)
{
	return d->desk->desk->probe;
}

static enum health
no_probe(struct doctor *d)
{
	return doctor_untried(d, "the adapter of this kind of desk cannot "
	    "ask that");
}

static enum health
see_token_file(struct doctor *d)
{
	d->at.conf = d->desk->conf;
	d->at.conf.token = "";
	crypto_random_hex(d->at.nonce, sizeof(d->at.nonce));
	if (conf_secret(d->sc, d->desk->token_file, &d->at.conf.token) != E_OK)
		return doctor_fault(d, "It must be a file of one line that "
		    "the user of serve and work can read, and others cannot "
		    "(chmod 640)", "%s", d->sc->why);
	return doctor_ok(d, "%s", d->desk->token_file);
}

/* The first question serves several rows, so it is asked here. */
static enum health
see_answer(struct doctor *d)
{
	struct http_call *a = &d->at.first;
	int64_t begun = clock_steady();
	struct call c = { 0 };

	if (probe(d) != NULL)
		(void)probe(d)->ask(d->sc, &d->at.conf, d->at.nonce, NULL, 0,
		    &c);
	else
		d->desk->desk->sweep(d->sc, &d->at.conf, NULL, d->sc->now, 0,
		    &c);
	doctor_call(d, &c, d->desk->ca_file, a);
	if (a->e != E_OK)
		return doctor_no_answer(d, a);
	d->at.got[0] = (struct reply){ a->status, a->reply, a->len };
	d->at.ngot = 1;
	if (a->status >= 500)
		return doctor_fault(d, "See the log of the desk and of its "
		    "web server", "%s answers %d", c.url, a->status);
	return doctor_ok(d, "%s answers in %lld ms", d->desk->conf.url,
	    (long long)(clock_steady() - begun));
}

static enum health
see_certificate(struct doctor *d)
{
	return doctor_certificate(d, &d->at.first);
}

static enum health
see_clock(struct doctor *d)
{
	static const char mend[] = "Let both hosts ask a time server (chrony, "
	    "systemd-timesyncd)";
	int64_t most = d->config.serve.skew_secs;
	int64_t secs = (d->at.first.date - clock_now()) / SECOND;

	if (d->at.first.date == 0)
		return doctor_untried(d, "the desk sends no Date");
	if (llabs(secs) > most)
		return doctor_fault(d, mend, "the desk's clock is %lld s from "
		    "ours, and hooks with more than serve.skew_secs (%lld) "
		    "are refused", (long long)secs, (long long)most);
	if (llabs(secs) > WARN_SKEW)
		return doctor_warn(d, mend, "the desk's clock is %lld s from "
		    "ours", (long long)secs);
	return doctor_ok(d, "less than %d s from ours", WARN_SKEW);
}

static const char *
mend_of(const struct doctor *d, enum mend what, const char *otherwise)
{
	return probe(d) == NULL ? otherwise : probe(d)->mend[what];
}

static enum health
see_token(struct doctor *d)
{
	const char *mend = mend_of(d, MEND_TOKEN,
	    "Make one as that user at the desk and write it to that file");

	if (d->at.first.status == 403)
		return doctor_fault(d, mend, "the desk answers 403: the user "
		    "of the token in %s may not ask; it must be %s",
		    d->desk->token_file, d->desk->conf.user);
	if (desk_status(d->sc, &d->at.got[0]) == E_DENIED)
		return doctor_fault(d, mend, "the desk answers %d: the token "
		    "in %s is not known there; it must be one of user %s",
		    d->at.first.status, d->desk->token_file,
		    d->desk->conf.user);
	return doctor_ok(d, "is known at the desk");
}

/* From the answers that are there already. */
enum err
doctor_about(struct doctor *d)
{
	struct bedside *b = &d->at;
	struct http_call a;
	struct call c = { 0 };

	while (b->ngot < MOST_ANSWERS && probe(d)->ask(d->sc, &b->conf,
	    b->nonce, b->got, b->ngot, &c)) {
		doctor_call(d, &c, d->desk->ca_file, &a);
		if (a.e != E_OK)
			return scope_fail(d->sc, a.e, "%s: %s", a.url, a.why);
		b->got[b->ngot++] = (struct reply){ a.status, a.reply, a.len };
	}
	return probe(d)->about(d->sc, &b->conf, b->got, b->ngot, &b->about);
}

static enum health
see_extension(struct doctor *d)
{
	const struct about *a = &d->at.about;
	const char *want;
	enum err e;

	if (probe(d) == NULL)
		return no_probe(d);
	want = probe(d)->extension;
	e = doctor_about(d);
	if (e == E_GONE && want != NULL)
		return doctor_fault(d, probe(d)->mend[MEND_EXTENSION],
		    "the desk has no cspdesk extension, or one older than %s",
		    want);
	if (e != E_OK)
		return doctor_fault(d, probe(d)->mend[MEND_EXTENSION],
		    "the desk's answer is not understood: %s", d->sc->why);
	if (want != NULL && (a->extension == NULL ||
	    strverscmp(a->extension, want) < 0))
		return doctor_fault(d, probe(d)->mend[MEND_EXTENSION],
		    "the desk has cspdesk's extension %s, this program needs "
		    "%s", a->extension == NULL ? "without a version" :
		    a->extension, want);
	if (want == NULL)
		return doctor_ok(d, "the desk is %s", a->version);
	return doctor_ok(d, "the desk is %s, the extension %s", a->version,
	    a->extension);
}

static enum health
see_user(struct doctor *d)
{
	const char *is = d->at.about.user, *want = d->desk->conf.user;

	if (is == NULL)
		return doctor_untold(d, "the desk does not say whose the "
		    "token is");
	if (!str_same(is, want))
		return doctor_fault(d, probe(d)->mend[MEND_TOKEN],
		    "the token in %s belongs to %s, desks[].user says %s: "
		    "cspdesk would not know its own notes",
		    d->desk->token_file, is, want);
	return doctor_ok(d, "the token is %s's", is);
}

static const struct desk_queue *
queue_of(const struct doctor *d, const char *name)
{
	for (int i = 0; i < d->at.about.nqueues; i++)
		if (str_same(d->at.about.queues[i].name, name))
			return &d->at.about.queues[i];
	return NULL;
}

/* Where tickets of ours are opened, if that is this desk; else "". */
static const char *
opened_in(const struct doctor *d, const char *desk, const char *queue)
{
	return str_same(desk, d->desk->conf.name) ? queue : "";
}

static enum health
see_queues(struct doctor *d)
{
	const struct collections_settings *c = &d->config.collections;
	const struct finance_settings *f = &d->config.finance;
	const struct { const char *setting, *queue; } named[] = {
		{ "microsoft_queue", d->desk->microsoft_queue },
		{ "default_queue", d->desk->default_queue },
		{ "doctor_queue", d->desk->doctor_queue },
		{ "provider_queue", d->desk->provider_queue },
		{ "collections.queue", opened_in(d, c->desk, c->queue) },
		{ "finance.queue", opened_in(d, f->desk, f->queue) },
	};

	if (d->at.about.queues == NULL)
		return doctor_untold(d, "the desk does not say");
	for (int i = 0; i < LEN(named); i++)
		if (*named[i].queue != '\0' &&
		    queue_of(d, named[i].queue) == NULL)
			return doctor_fault(d, "Make that queue at the desk, "
			    "or name another one in cspdesk.conf", "%s: %s "
			    "sees no queue \"%s\"", named[i].setting,
			    d->desk->conf.user, named[i].queue);
	return doctor_ok(d, "%d, and those of the configuration are there",
	    d->at.about.nqueues);
}

static enum health
see_rights(struct doctor *d)
{
	const struct desk_queue *bad = NULL;
	int n = 0;

	if (d->at.about.queues == NULL)
		return doctor_untold(d, "the desk does not say");
	for (int i = 0; i < d->at.about.nqueues; i++) {
		const struct desk_queue *q = &d->at.about.queues[i];

		if (q->lacks == NULL || *q->lacks == '\0')
			continue;
		bad = bad == NULL ? q : bad;
		n++;
	}
	if (bad != NULL)
		return doctor_fault(d, probe(d)->mend[MEND_RIGHTS],
		    "%s lacks %s in queue \"%s\" (%d of %d queues)",
		    d->desk->conf.user, bad->lacks, bad->name, n,
		    d->at.about.nqueues);
	return doctor_ok(d, "%s has what it needs in %d queues",
	    d->desk->conf.user, d->at.about.nqueues);
}

/* Is `name` one of these lines? */
static int
has_line(const char *lines, const char *name)
{
	size_t len = strlen(name), n;

	for (; *lines != '\0'; lines += n + (lines[n] == '\n')) {
		n = strcspn(lines, "\n");
		if (n == len && strncmp(lines, name, n) == 0)
			return 1;
	}
	return 0;
}

static enum health
see_fields(struct doctor *d)
{
	int n = 0;

	if (d->at.about.fields == NULL)
		return doctor_untold(d, "the desk does not say");
	for (int i = 0; i < DESK_FIELDS; i++) {
		const char *name = d->desk->field[i];

		if (*name == '\0')
			continue;
		n++;
		if (!has_line(d->at.about.fields, name))
			return doctor_fault(d, probe(d)->mend[MEND_RIGHTS],
			    "%s sees no custom field \"%s\" of tickets "
			    "(desks[].fields)", d->desk->conf.user, name);
	}
	return doctor_ok(d, "%d are there", n);
}

/* Ends the address in /hook/NAME, or goes on with a suffix? */
static int
is_our_hook(const struct doctor *d, const char *url)
{
	const char *path = str_fmt(d->sc, "/hook/%s", d->desk->conf.name);
	const char *at = strstr(url, path);

	if (at == NULL)
		return 0;
	at += strlen(path);
	return *at == '\0' || *at == '/';
}

static enum health
see_hook(struct doctor *d)
{
	const struct about *a = &d->at.about;
	const char *mend = probe(d)->mend[MEND_HOOK];

	if (a->hook_fault != NULL)
		return doctor_fault(d, mend, "the desk sends no hooks: %s",
		    a->hook_fault);
	if (a->hook_url == NULL)
		return doctor_untold(d, "the desk does not say where its "
		    "hooks go");
	if (!is_our_hook(d, a->hook_url))
		return doctor_fault(d, mend, "the desk's hooks go to %s, not "
		    "to /hook/%s", a->hook_url, d->desk->conf.name);
	return doctor_ok(d, "hooks go to %s", a->hook_url);
}

static int
is_signed_with(struct doctor *d, const struct hook_secret *s)
{
	static const char what[] = "csp.about.";
	const struct bytes parts[] = {
		{ (const unsigned char *)what, sizeof(what) - 1 },
		{ (const unsigned char *)d->at.nonce, strlen(d->at.nonce) },
	};
	unsigned char mac[DIGEST_BYTES];
	struct bytes is, want = { mac, sizeof(mac) };

	want.len = crypto_hmac(DIGEST_SHA256, s->key, parts, LEN(parts), mac);
	return crypto_hex(d->sc, d->at.about.hook_proof, &is) == E_OK &&
	    crypto_equal(is, want);
}

static enum health
see_hook_secret(struct doctor *d)
{
	const char *mend = probe(d)->mend[MEND_HOOK];

	if (d->at.about.hook_proof == NULL)
		return doctor_untold(d, "the desk does not show it");
	for (int i = 0; i < d->desk->nsecrets; i++) {
		const struct hook_secret *s = &d->desk->secrets[i];

		if (!is_signed_with(d, s))
			continue;
		if (s->until <= d->sc->now)
			return doctor_fault(d, mend, "the desk signs with "
			    "desks[].secrets[%d], whose \"until\" has passed",
			    i);
		return doctor_ok(d, "the desk signs with desks[].secrets[%d]",
		    i);
	}
	return doctor_fault(d, mend, "the desk signs with a secret that is "
	    "none of desks[].secrets: its hooks are refused (401)");
}

static enum health
see_old_secrets(struct doctor *d)
{
	int n = 0;

	for (int i = 0; i < d->desk->nsecrets; i++)
		n += d->desk->secrets[i].until <= d->sc->now;
	if (n == d->desk->nsecrets)
		return doctor_fault(d, "Give the desk a new secret and list "
		    "it", "\"until\" of every secret has passed: all hooks "
		    "are refused (401)");
	if (n > 0)
		return doctor_warn(d, "Remove it from cspdesk.conf",
		    "\"until\" of %d secrets has passed", n);
	return doctor_ok(d, "none has ended");
}

static enum health
see_sweep(struct doctor *d)
{
	int64_t every = d->desk->sweep_secs * SECOND, late;
	struct db_row row;
	enum err e = db_one(d->sc, d->db, STMT_DOCTOR_SWEEP,
	    DB_ARGS(db_text(d->desk->conf.name)), &row);

	if (e == E_GONE)
		return doctor_fault(d, "Start cspdesk work: it begins with a "
		    "sweep", "the desk was never swept");
	if (e != E_OK)
		return doctor_db_fault(d);
	late = clock_now() - db_num(&row, 0) + every;
	if (late > SWEEPS_LATE * every + WARN_SKEW * SECOND)
		return doctor_fault(d, "See the log of cspdesk work: lost "
		    "hooks are not found without sweeps", "the last sweep was "
		    "%lld s ago, sweep_secs is %lld", (long long)(late /
		    SECOND), (long long)d->desk->sweep_secs);
	return doctor_ok(d, "the last was %lld s ago",
	    (long long)(late < 0 ? 0 : late / SECOND));
}

static enum health
see_agents(struct doctor *d)
{
	struct db_row row;

	if (db_one(d->sc, d->db, STMT_DOCTOR_AGENTS, DB_ARGS(
	    db_text(d->desk->conf.name), db_int(d->sc->now),
	    db_int(d->sc->now)), &row) != E_OK)
		return doctor_db_fault(d);
	if (db_num(&row, 0) == 0)
		return doctor_warn(d, "cspdesk import agents FILE.csv",
		    "no agent of this desk may escalate");
	return doctor_ok(d, "%s may escalate", row.col[0]);
}

const struct check doctor_desk[] = {
	{ "token file", see_token_file, { "configuration" }, 1 },
	{ "answer", see_answer, { "configuration" }, 0 },
	{ "certificate", see_certificate, { "answer" }, 0 },
	{ "clock", see_clock, { "answer" }, 0 },
	{ "token", see_token, { "answer", "token file" }, 0 },
	{ "extension", see_extension, { "token" }, 0 },
	{ "user", see_user, { "extension" }, 0 },
	{ "queues", see_queues, { "user" }, 0 },
	{ "rights", see_rights, { "user" }, 0 },
	{ "fields", see_fields, { "user" }, 0 },
	{ "hook", see_hook, { "extension" }, 0 },
	{ "hook secret", see_hook_secret, { "hook secrets", "user" }, 0 },
	{ "old secrets", see_old_secrets, { "configuration" }, 0 },
	{ "sweep", see_sweep, { "work" }, 0 },
	{ "agents", see_agents, { "database rights" }, 0 },
	{ NULL, NULL, { NULL }, 0 }
};
