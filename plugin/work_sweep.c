/*
 * The story of a sweep: ask a desk what changed, and make deliveries of what
 * no hook told us. Keys are the hook's own, so what did arrive is a repeat
 * and costs nothing more.
 */
#include "work.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "store/sweep.h"

#include <stdlib.h>
#include <string.h>

struct task {
	struct work		*work;
	struct scope		 sc;
	int64_t			 begun;
	struct sweep		 sweep;
	struct desk_call	 call;
	const char		*cursor;	/* of the page under way */
	const char		*place;		/* of the next sweep */
	int			 placed;	/* later pages do not move it */
	int			 seen, found;
};

static void
end(struct task *t, enum err e)
{
	/* Nothing found and nothing wrong is not worth a line. */
	if (e != E_OK || t->found > 0)
		log_story(&t->sc, "sweep", e, LOG_FIELDS(
		    LOG_TEXT("desk", t->sweep.desk), LOG_INT("seen", t->seen),
		    LOG_INT("found", t->found),
		    LOG_INT("ms", clock_steady() - t->begun)));
	t->work->sweeps--;
	scope_end(&t->sc);
	free(t);
}

static enum err
store_page(struct task *t, const struct changes *c)
{
	struct delivery *d = scope_alloc(&t->sc, sizeof(*d) *
	    (size_t)(c->n + 1));
	struct sweep_page page = { .d = d, .n = c->n };
	enum err e;

	for (int i = 0; i < c->n; i++)
		d[i] = (struct delivery){ .desk = t->sweep.desk,
		    .key = c->pokes[i].key, .ticket = c->pokes[i].ticket,
		    .stamp = c->pokes[i].stamp,
		    .source = SOURCE_SWEEP, .at = clock_now(),
		    .request = t->sc.id };
	/* The first page with fresh changes says where to look again. */
	if (!t->placed)
		t->place = c->next;
	t->placed |= c->more != NULL && !str_same(c->next, c->more);
	page.place = c->more == NULL ? t->place : NULL;
	e = db_ready(&t->sc, t->work->db);
	if (e == E_OK)
		e = sweep_store(&t->sc, t->work->db, &t->sweep, &page);
	t->seen += c->n;
	t->found += e == E_OK ? page.found : 0;
	if (e == E_OK)
		tally_add(&t->work->tally, TALLY_SWEEP, t->sweep.desk,
		    "found", "", page.found);
	return e;
}

static void	ask(struct task *);

static void
answered(struct desk_call *dc)
{
	struct task *t = dc->arg;
	const struct desk_settings *d = dc->desk;
	struct reply r = { dc->call.status, dc->call.reply, dc->call.len };
	struct changes c = { 0 };
	enum err e = desk_call_outcome(dc);

	if (e == E_OK)
		e = d->desk->swept(&t->sc, &d->conf, &r, &c);
	if (e == E_OK)
		e = store_page(t, &c);
	if (e != E_OK || c.more == NULL) {
		end(t, e);
		return;
	}
	t->cursor = c.more;
	ask(t);
}

static void
ask(struct task *t)
{
	const struct desk_settings *d = t->call.desk;
	struct call c = { 0 };

	d->desk->sweep(&t->sc, &d->conf, t->cursor, t->sweep.since,
	    d->overlap_secs, &c);
	t->call.done = answered;
	t->call.arg = t;
	desk_call_start(&t->call, &c);
}

static void
begin(struct work *w, const struct desk_settings *d)
{
	struct task *t = scope_unowned(sizeof(*t));
	enum err e;

	t->work = w;
	t->begun = clock_steady();
	scope_begin(&t->sc, clock_now());
	if ((e = sweep_claim(&t->sc, w->db, d->conf.name,
	    d->sweep_secs * SECOND, &t->sweep)) != E_OK) {
		work_unclaimed(&t->sc, "sweep", e);
		scope_end(&t->sc);
		free(t);
		return;
	}
	w->sweeps++;
	t->cursor = t->sweep.place;
	t->call = (struct desk_call){ .work = w, .desk = d, .sc = &t->sc };
	ask(t);
}

/* A desk's first sweep begins where cspdesk first heard of the desk. */
static enum err
open_all(struct scope *sc, struct work *w)
{
	enum err e = E_OK;

	for (int i = 0; e == E_OK && i < w->config->ndesks; i++)
		e = sweep_open(sc, w->db, w->config->desks[i].conf.name);
	w->sweeps_open = e == E_OK;
	return e;
}

enum err
sweeps_begin(struct scope *sc, struct work *w)
{
	enum err e;

	if (!w->sweeps_open && (e = open_all(sc, w)) != E_OK)
		return e;
	for (int i = 0; i < w->config->ndesks; i++) {
		const struct desk_settings *d = &w->config->desks[i];

		if (work_room(w, d, sc->now) > 0)
			begin(w, d);
	}
	return E_OK;
}
