/*
 * Calls to a desk: one through the breaker, and the few that make a ticket.
 * No transaction is ever open here.
 */
#include "work.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"

#include <string.h>

static struct far *
far_of(const struct work *w, const struct desk_settings *d)
{
	return &w->far[d - w->config->desks];
}

int
work_room(const struct work *w, const struct desk_settings *d, int64_t now)
{
	return far_room(far_of(w, d), now);
}

void
work_unclaimed(struct scope *sc, const char *part, enum err e)
{
	if (e != E_GONE && e != E_BUSY)
		log_story(sc, part, e, NULL);
}

static void
call_done(struct http_call *call)
{
	struct desk_call *dc = call->arg;

	far_end(far_of(dc->work, dc->desk), clock_now(), call->e, call->status,
	    call->retry_ms);
	dc->done(dc);
}

void
desk_call_start(struct desk_call *dc, const struct call *c)
{
	memset(&dc->call, 0, sizeof(dc->call));
	dc->call.method = c->method;
	dc->call.url = c->url;
	dc->call.auth = c->auth;
	dc->call.body = c->body;
	dc->call.ca_file = dc->desk->ca_file;
	dc->call.timeout_ms = dc->desk->timeout_secs * SECOND;
	dc->call.max_reply = (size_t)dc->work->config->work.max_reply;
	if (dc->max_bytes > 0) {
		dc->call.accept = "*/*";
		dc->call.max_reply = (size_t)dc->max_bytes;
	}
	dc->call.done = call_done;
	dc->call.arg = dc;
	far_begin(far_of(dc->work, dc->desk));
	http_start(dc->work->http, dc->sc, &dc->call);
}

enum err
desk_call_outcome(struct desk_call *dc)
{
	struct reply r = { dc->call.status, dc->call.reply, dc->call.len };

	if (dc->call.e != E_OK)
		return scope_fail(dc->sc, dc->call.e, "%s %s: %s",
		    dc->call.method, dc->call.url, dc->call.why);
	return desk_status(dc->sc, &r);
}

static void	read_next(struct reread *);

static void
read_done(struct desk_call *dc)
{
	struct reread *r = dc->arg;

	if ((r->e = desk_call_outcome(dc)) != E_OK) {
		r->done(r);
		return;
	}
	r->got[r->ngot++] = (struct reply){ dc->call.status, dc->call.reply,
	    dc->call.len };
	read_next(r);
}

static void
read_next(struct reread *r)
{
	const struct desk_settings *d = r->call.desk;
	struct call c = { 0 };

	if (d->desk->read(r->call.sc, &d->conf, r->ticket, r->got, r->ngot,
	    &c) && r->ngot < REREAD_CALLS) {
		desk_call_start(&r->call, &c);
		return;
	}
	r->e = d->desk->thread(r->call.sc, &d->conf, r->ticket, r->got,
	    r->ngot, &r->thread);
	r->done(r);
}

void
reread_start(struct reread *r)
{
	r->ngot = 0;
	r->call.done = read_done;
	r->call.arg = r;
	read_next(r);
}
