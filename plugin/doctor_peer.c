/*
 * A peer of the exchange: what we know of it, its secrets, and what it says to
 * a hello, which is kept nowhere.
 */
#include "doctor.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/str.h"
#include "exchange_call.h"
#include "store/pause.h"

#include <stdlib.h>
#include <string.h>

enum { REPLY_DEPTH = 4 };

static enum health
see_peer(struct doctor *d)
{
	const struct peer *p = d->peer;

	if (p->url == NULL)
		return doctor_fault(d, "cspdesk export peers lists them",
		    "no peer is called %s", p->name);
	if (!peer_holds(p, d->sc->now))
		return doctor_warn(d, "cspdesk import peers with other days",
		    "its days are over or have not begun (%s to %s): nothing "
		    "that it says is taken", p->starts == NULL ? "" :
		    p->starts, p->ends == NULL ? "" : p->ends);
	return doctor_ok(d, "a %s, at %s%s%s", exchange_sides[p->side],
	    p->url, p->ends == NULL ? "" : ", until ",
	    p->ends == NULL ? "" : p->ends);
}

/* What is wrong with that file of the folder, or NULL. */
static const char *
fault_of(const struct exchange_settings *x, const char *path)
{
	for (int i = 0; i < x->nfaults; i++)
		if (strstr(x->faults[i], path) != NULL)
			return x->faults[i];
	return NULL;
}

static enum health
see_secrets(struct doctor *d)
{
	static const char mend[] = "It must be a file of one secret a line "
	    "that others cannot read (chmod 640); then HUP to serve and work";
	int needs = d->needs | NEEDS_EXCHANGE_IN | NEEDS_EXCHANGE_OUT;
	const struct exchange_settings *x = &d->config.exchange;
	const struct exchange_keys *k;

	if (d->needs != needs && config_load(d->sc, d->file, needs,
	    &d->config) != E_OK)
		return doctor_fault(d, NULL, "%s", d->sc->why);
	d->needs = needs;
	k = exchange_keys_of(x, d->peer->name);
	for (int out = 0; out < 2; out++) {
		const char *path = str_fmt(d->sc, "%s/%s.%s", x->secrets,
		    d->peer->name, out ? "out" : "in");
		const char *why = fault_of(x, path);

		if (k == NULL || (out ? k->nout : k->nin) == 0)
			return doctor_fault(d, mend, "%s", why != NULL ? why :
			    str_fmt(d->sc, "there is no %s", path));
	}
	return doctor_ok(d, "%d to prove what it sends, %d to sign what it "
	    "gets", k->nin, k->nout);
}

/* What an answer to hello that is not 200 comes of. */
static const struct { int status; const char *mend; } mends[] = {
	{ 401, "Compare NAME.out with what that side proves us by, and both "
	    "clocks" },
	{ 404, "Ask that side whether it has us among its peers, with a "
	    "secret, by the name in that URL" },
	{ 413, "That is no exchange, or something between us refuses it" },
	{ 429, "Wait a minute; we sent more than was agreed" },
};

static enum health
see_hello(struct doctor *d)
{
	struct http_call *c = &d->at.first;
	const char *id = str_fmt(d->sc, "hello.%s", d->sc->id);
	const char *mend = "See what answers at that address";

	if (exchange_call(d->sc, &d->config.exchange, d->peer, id,
	    "{\"exchange\":1,\"type\":\"hello\"}", c) != E_OK)
		return doctor_fault(d, NULL, "%s", d->sc->why);
	c->wants_cert = 1;
	http_ask(d->http, d->sc, c);
	if (c->e != E_OK)
		return doctor_no_answer(d, c);
	for (int i = 0; i < LEN(mends); i++)
		if (mends[i].status == c->status)
			mend = mends[i].mend;
	if (exchange_outcome(d->sc, c) != E_OK)
		return doctor_fault(d, mend, "%s", d->sc->why);
	if (c->status != 200 || json_parse(d->sc, c->reply, c->len,
	    REPLY_DEPTH, &d->hello) != E_OK)
		return doctor_fault(d, mend, "%s answers %d, and no hello",
		    c->url, c->status);
	return doctor_ok(d, "%s takes our signature", c->url);
}

static enum health
see_certificate(struct doctor *d)
{
	return doctor_certificate(d, &d->at.first);
}

static int
can_request(const struct doctor *d)
{
	const struct cJSON *can = json_at(d->hello, "can");

	for (const struct cJSON *it = json_first(can); it; it = json_next(it))
		if (json_kind(it) == JSON_TEXT &&
		    str_same(json_value(it), "request"))
			return 1;
	return 0;
}

static enum health
see_version(struct doctor *d)
{
	const struct cJSON *list = json_at(d->hello, "exchange");

	for (const struct cJSON *it = json_first(list); it;
	    it = json_next(it))
		if (str_same(json_print(d->sc, it), "1"))
			return doctor_ok(d, "speaks version 1, as we do%s",
			    can_request(d) ? ", and takes requests to "
			    "suspend" : "");
	return doctor_fault(d, "One side needs a newer cspdesk", "it speaks "
	    "%s, and we 1", list == NULL ? "no version that it tells" :
	    json_print(d->sc, list));
}

/* The other side refuses what is signed for another time than its own. */
static enum health
see_clock(struct doctor *d)
{
	static const char mend[] = "Let both hosts ask a time server (chrony, "
	    "systemd-timesyncd)";
	int64_t most = d->config.exchange.max_skew_secs, at, secs;
	const char *text = json_text(d->hello, "at");

	if (text == NULL || clock_parse(d->sc, text, &at) != E_OK)
		return doctor_untold(d, "it does not tell its time");
	secs = (at - clock_now()) / SECOND;
	if (llabs(secs) > most)
		return doctor_fault(d, mend, "its clock is %lld s from ours, "
		    "%lld are allowed", (long long)secs, (long long)most);
	if (llabs(secs) > most / 2)
		return doctor_warn(d, mend, "its clock is %lld s from ours",
		    (long long)secs);
	return doctor_ok(d, "its clock is %lld s from ours", (long long)secs);
}

/* Of both queues, what waits and what is dead; 0, or the database failed. */
static int
count_queues(struct doctor *d, int64_t *ret_dead, int64_t *ret_waiting)
{
	static const enum stmt depths[] = { STMT_DELIVERY_DESKS,
	    STMT_JOB_DESKS };
	struct db_rows rows;

	*ret_dead = *ret_waiting = 0;
	for (int i = 0; i < LEN(depths); i++) {
		if (db_all(d->sc, d->db, depths[i], DB_ARGS(
		    db_int(d->sc->now)), &rows) != E_OK)
			return 0;
		for (int k = 0; k < rows.n; k++)
			if (str_same(rows.row[k].col[1], d->peer_desk))
				*(str_same(rows.row[k].col[2], "dead") ?
				    ret_dead : ret_waiting) +=
				    db_num(&rows.row[k], 3);
	}
	return 1;
}

static enum health
see_queue(struct doctor *d)
{
	int64_t dead, waiting;
	struct pause *p;
	int n;

	if (pause_list(d->sc, d->db, &p, &n) != E_OK ||
	    !count_queues(d, &dead, &waiting))
		return doctor_db_fault(d);
	for (int i = 0; i < n; i++)
		if (str_same(p[i].desk, d->peer_desk))
			return doctor_warn(d, "cspdesk queue resume does it",
			    "paused by %s: %s; %lld wait", p[i].by_whom,
			    p[i].why, (long long)waiting);
	if (dead > 0)
		return doctor_warn(d, "cspdesk queue list says why; retry or "
		    "drop them", "%lld dead letters, %lld wait",
		    (long long)dead, (long long)waiting);
	return doctor_ok(d, "no dead letter, %lld wait", (long long)waiting);
}

const struct check doctor_peer[] = {
	{ "peer", see_peer, { "database rights" }, 0 },
	{ "secrets", see_secrets, { "peer" }, 0 },
	{ "hello", see_hello, { "secrets" }, 0 },
	{ "certificate", see_certificate, { "hello" }, 0 },
	{ "version", see_version, { "hello" }, 0 },
	{ "clock", see_clock, { "hello" }, 0 },
	{ "queue", see_queue, { "peer" }, 0 },
	{ NULL, NULL, { NULL }, 0 }
};
