/* What is new is told by what was remembered: ids of events, rows of news. */
#include "fresh.h"

#include "base/str.h"
#include "store/exchange.h"
#include "store/outside.h"

#include <stdlib.h>

/* By its id; or by its time, once the ids of an old case are gone. */
static int
is_seen(const struct db_rows *seen, int64_t floor, const struct event *ev)
{
	if (floor > 0 && ev->at <= floor)
		return 1;
	for (int i = 0; i < seen->n; i++)
		if (str_same(seen->row[i].col[0], ev->id))
			return 1;
	return 0;
}

/* What Microsoft has said comes after what people wrote here. */
static const struct event *
news_event(struct scope *sc, const struct outside_news *n)
{
	struct event *ev = scope_alloc(sc, sizeof(*ev));

	*ev = (struct event){ .kind = EVENT_OUTSIDE, .id = n->id,
	    .at = n->at, .by = AUTHOR_SYSTEM,
	    .field = outside_whats[n->what], .is = n->value, .text = n->text,
	    .was = str_fmt(sc, "%lld", (long long)n->escalation) };
	return ev;
}

static const struct event *
file_event(struct scope *sc, const struct case_file *f)
{
	struct event *ev = scope_alloc(sc, sizeof(*ev));

	*ev = (struct event){ .kind = EVENT_OUTSIDE, .by = AUTHOR_SYSTEM,
	    .id = str_fmt(sc, "file-%s", f->id), .at = sc->now,
	    .field = outside_whats[OUTSIDE_FILE], .is = f->id,
	    .was = str_fmt(sc, "%lld", (long long)f->case_id),
	    .text = file_states[f->state] };
	return ev;
}

/* And what the other side of a shared case has said. */
static const struct event *
exchange_event(struct scope *sc, const struct exchange_news *n)
{
	struct event *ev = scope_alloc(sc, sizeof(*ev));

	*ev = (struct event){ .kind = EVENT_OUTSIDE, .at = sc->now,
	    .id = str_fmt(sc, "%d-exchange-%lld", n->seq,
	    (long long)n->exchange), .by = AUTHOR_SYSTEM,
	    .field = EXCHANGE_NEWS, .is = n->seq == 0 ? "dead" :
	    n->has_won ? "won" : "lost",
	    .text = n->body,
	    .was = str_fmt(sc, "%lld", (long long)n->exchange) };
	return ev;
}

enum err
fresh_list(struct scope *sc, struct db *db, const struct settle *s,
    const struct case_state *c, struct fresh *ret)
{
	const struct case_row *row = &c->row;
	const struct case_file *file = c->files.at;
	const struct thread *th = s->thread;
	struct exchange_news *told;
	struct outside_news *news;
	struct db_rows seen;
	int n, ntold;
	enum err e = seen_list(sc, db, s->desk->conf.name, s->ticket, &seen);

	if (e != E_OK || (e = outside_waiting(sc, db, row->id, &news, &n))
	    != E_OK || (e = exchange_waiting(sc, db, row->id, &told, &ntold))
	    != E_OK)
		return e;
	*ret = (struct fresh){ scope_alloc(sc, sizeof(*ret->ev) *
	    (size_t)(th->nevents + n + ntold + c->files.n + 1)), 0, 0 };
	for (int i = 0; i < th->nevents; i++)
		if (!is_seen(&seen, row->floor, &th->events[i]))
			ret->ev[ret->n++] = &th->events[i];
	for (int i = 0; i < n; i++)
		ret->ev[ret->n++] = news_event(sc, &news[i]);
	for (int i = 0; i < c->files.n; i++)
		if (!file[i].is_told)
			ret->ev[ret->n++] = file_event(sc, &file[i]);
	for (int i = 0; i < ntold; i++)
		ret->ev[ret->n++] = exchange_event(sc, &told[i]);
	return E_OK;
}

enum err
fresh_seen(struct scope *sc, struct db *db, const struct settle *s,
    const struct event *ev)
{
	struct outside_news n = { .id = ev->id };
	struct exchange_news x = { .seq = 0 };

	if (ev->kind != EVENT_OUTSIDE)
		return seen_add(sc, db, s->desk->conf.name, s->ticket, ev->id,
		    0);
	if (str_same(ev->field, EXCHANGE_NEWS)) {
		str_int(ev->was, &x.exchange);
		x.seq = (int)strtol(ev->id, NULL, 10);
		return exchange_told(sc, db, &x);
	}
	str_int(ev->was, &n.escalation);
	if (str_same(ev->field, outside_whats[OUTSIDE_FILE]))
		return file_told(sc, db, n.escalation, ev->is, ev->text);
	return outside_told(sc, db, &n);
}
