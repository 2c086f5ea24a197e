/*
 * The story of deleting: a turn, some steps, a rest. A turn is as long as its
 * share of a tick; rules take steps in turn, so that a full one does not keep
 * the others waiting. Nothing is remembered that a kill could lose.
 */
#include "work.h"

#include "base/clock.h"
#include "base/log.h"
#include "store/retention.h"

enum { TURN_MS = 1000, PER_CENT = 100 };

/* Steps until the budget is spent, or every rule in a row had nothing more. */
static enum err
take_steps(struct scope *sc, struct work *w, int64_t until)
{
	const struct retention_settings *s = &w->config->retention;
	struct retention_done done;
	enum err e;

	do {
		e = retention_step(sc, w->db, s, w->retention.rule, &done);
		if (e != E_OK)
			return e;
		w->retention.rows += done.rows;
		w->retention.idle = done.more ? 0 : w->retention.idle + 1;
		w->retention.rule = (w->retention.rule + 1) % RETENTION_RULES;
	} while (w->retention.idle < RETENTION_RULES &&
	    clock_steady() < until);
	return E_OK;
}

/* All is done for now: one line, if there was something. */
static int64_t
rest(struct work *w)
{
	if (w->retention.rows > 0)
		log_line(LOG_INFO, "retention", "%lld rows were too old",
		    (long long)w->retention.rows);
	w->retention.rows = w->retention.idle = 0;
	return w->config->retention.every_secs * SECOND;
}

enum err
retention_begin(struct scope *sc, struct work *w)
{
	const struct retention_settings *s = &w->config->retention;
	int64_t begun = clock_steady(), spent, wait;
	enum err e;

	/* If we die meanwhile, another takes over after the usual time. */
	if ((e = retention_claim(sc, w->db, sc->now + s->every_secs * SECOND))
	    != E_OK)
		return e == E_GONE ? E_OK : e;
	if ((e = take_steps(sc, w, begun + TURN_MS * s->share / PER_CENT))
	    != E_OK)
		return e;
	spent = clock_steady() - begun;
	wait = w->retention.idle < RETENTION_RULES ?
	    spent * PER_CENT / s->share : rest(w);
	return retention_rest(sc, w->db, sc->now + wait);
}
