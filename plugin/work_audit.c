/*
 * The story of a gap: Partner Center's audit log is read from where it was
 * complete last, and what happened since is to be read again, whether or not
 * a notification told of it. Then it is complete up to the moment at which
 * that began.
 */
#include "work.h"

#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/str.h"
#include "microsoft/allowed.h"
#include "microsoft/audit.h"
#include "store/audit.h"
#include "work_service.h"

#include <stdlib.h>

/* The log may write down late: each turn looks so far back again. */
enum { OVERLAP_SECS = 3600, DAY_SECS = 86400, LONGEST_SECS = 600 };

struct task {
	struct work		*work;
	struct scope		 sc;
	int64_t			 begun;		/* steady ms */
	int64_t			 since, asked;	/* ms */
	struct audit_place	 place;
	struct service_run	 run;
	int			 found;
};

static const enum due_what whats[ABOUT__MAX] = {
	[ABOUT_CUSTOMER] = DUE_CUSTOMER,
	[ABOUT_SUBSCRIPTION] = DUE_SUBSCRIPTION, [ABOUT_ACCESS] = DUE_ACCESS
};

static void
end(struct task *t, enum err e)
{
	log_story(&t->sc, "audit", e, LOG_FIELDS(LOG_INT("found", t->found),
	    LOG_INT("calls", t->run.task.ngot),
	    LOG_INT("ms", clock_steady() - t->begun)));
	t->work->audits--;
	scope_end(&t->sc);
	free(t);
}

static enum err
keep(struct task *t)
{
	struct audit_found f = { .was = &t->place, .complete_to = t->asked };
	struct audit_row *rows;
	struct due *due;
	enum err e = audit_rows(&t->sc, t->since, t->run.task.got,
	    t->run.task.ngot, &rows, &f.n);

	if (e != E_OK)
		return e;
	due = scope_alloc(&t->sc, sizeof(*due) * (size_t)(f.n + 1));
	for (int i = 0; i < f.n; i++)
		due[i] = (struct due){ .what = whats[rows[i].about],
		    .tenant = rows[i].tenant, .subscription = "",
		    .poked_at = t->asked };
	f.due = due;
	FAULT("audit.read");
	t->found = f.n;
	t->sc.now = clock_now();
	e = db_ready(&t->sc, t->work->db);
	return e == E_OK ? audit_done(&t->sc, t->work->db, &f) : e;
}

static void
story_over(struct service_run *r)
{
	struct task *t = r->arg;
	const char *why;
	enum err e = r->e == E_OK ? keep(t) : r->e;

	if (e != E_OK && e != E_GONE) {
		why = str_dup(&t->sc, t->sc.why);
		/* If not even that: the next turn comes all the same. */
		if (db_ready(&t->sc, t->work->db) != E_OK ||
		    audit_failed(&t->sc, t->work->db, why) == E_OK)
			scope_fail(&t->sc, e, "%s", why);
	}
	end(t, e);
}

static void
begin(struct work *w)
{
	const struct notify_settings *s = &w->config->notify;
	struct task *t = scope_unowned(sizeof(*t));
	enum err e;

	t->work = w;
	t->begun = clock_steady();
	scope_begin(&t->sc, clock_now());
	if ((e = audit_claim(&t->sc, w->db, t->sc.now + s->audit_secs *
	    SECOND, &t->place)) != E_OK) {
		work_unclaimed(&t->sc, "audit", e);
		scope_end(&t->sc);
		free(t);
		return;
	}
	w->audits++;
	t->asked = t->sc.now;
	t->since = t->place.complete_to == 0 ? t->asked - s->max_age_days *
	    DAY_SECS * SECOND : t->place.complete_to - OVERLAP_SECS * SECOND;
	t->run = (struct service_run){ .work = w, .sc = &t->sc,
	    .story = audit_story, .is_list = 1, .task = { .began = t->since },
	    .ends = t->begun + LONGEST_SECS * SECOND, .done = story_over,
	    .arg = t };
	service_start(&t->run);
}

enum err
audits_begin(struct scope *sc, struct work *w)
{
	struct audit_place place;
	enum err e;

	if (!w->config->notify.accept ||
	    *w->config->microsoft.tenant == '\0' || w->audits > 0 ||
	    facts_allowed(w->config->partner.type, API_PARTNER_CENTER) != NULL)
		return E_OK;
	if ((e = audit_find(sc, w->db, &place)) != E_OK)
		return e;
	if (place.due_at <= sc->now)
		begin(w);
	return E_OK;
}
