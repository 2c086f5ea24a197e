/*
 * What Microsoft itself knows of the customers who have an open case: asked
 * every microsoft.facts_secs, and kept beside what was imported. A case sees
 * it when it is decided next.
 */
#include "work.h"

#include "base/clock.h"
#include "base/log.h"
#include "microsoft/allowed.h"
#include "microsoft/partner_facts.h"
#include "policy/date.h"
#include "store/customer_told.h"
#include "work_service.h"

#include <stdlib.h>

/* How long one asking may take; then another worker may. */
enum { TX_TRIES = 5, ASK_SECS = 300, AGAIN_SECS = 900 };

struct task {
	struct work		*work;
	struct scope		 sc;
	int64_t			 begun;		/* steady ms */
	const char		*tenant;
	struct customer_told	 told;
	struct service_run	 run;
};

static enum err
save(struct scope *sc, struct db *db, void *arg)
{
	return customer_learn(sc, db, arg);
}

/* That there is no relationship must not look like one without roles. */
static const char *
ended(struct scope *sc)
{
	char day[DATE_TEXT];

	date_text(date_of(sc->now) - 1, day);
	return str_dup(sc, day);
}

static enum err
learn(struct task *t)
{
	struct partner_facts f;
	enum err e = partner_facts(&t->sc, t->tenant, t->run.got,
	    t->run.task.ngot, &f);

	if (e != E_OK)
		return e;
	t->told.relationship = f.relationship;
	if (!f.has_gdap)
		return E_OK;
	t->told.gdap_roles = f.gdap.roles;
	t->told.gdap_ends = f.gdap.n == 0 ? ended(&t->sc) : f.gdap.ends;
	t->told.gdap_auto_extend = f.gdap.auto_extend;
	return E_OK;
}

/* What was denied will be so in a while, too: a person must do something. */
static void
over(struct service_run *r)
{
	struct task *t = r->arg;
	int64_t secs = t->work->config->microsoft.facts_secs;
	enum err e = r->e, saved;

	t->sc.now = clock_now();
	if (e == E_OK)
		e = learn(t);
	if (e != E_OK && e != E_DENIED && secs > AGAIN_SECS)
		secs = AGAIN_SECS;
	t->told.next = t->sc.now + secs * SECOND;
	if ((saved = db_ready(&t->sc, t->work->db)) == E_OK)
		saved = db_tx(&t->sc, t->work->db, TX_TRIES, save, &t->told);
	log_story(&t->sc, "facts", e != E_OK ? e : saved, LOG_FIELDS(
	    LOG_INT("customer", t->told.id),
	    LOG_TEXT("relationship", t->told.relationship),
	    LOG_INT("calls", r->task.ngot),
	    LOG_INT("ms", clock_steady() - t->begun)));
	t->work->jobs--;
	scope_end(&t->sc);
	free(t);
}

static void
ask(struct work *w, const struct customer_due *due)
{
	struct task *t = scope_unowned(sizeof(*t));
	enum err e;

	t->work = w;
	t->begun = clock_steady();
	scope_begin(&t->sc, clock_now());
	t->tenant = str_dup(&t->sc, due->tenant);
	t->told.id = due->id;
	if ((e = customer_claim(&t->sc, w->db, ASKED_FACTS, due->id,
	    t->sc.now + ASK_SECS * SECOND)) != E_OK) {
		work_unclaimed(&t->sc, "facts", e);
		scope_end(&t->sc);
		free(t);
		return;
	}
	w->jobs++;
	t->run = (struct service_run){ .work = w, .sc = &t->sc,
	    .story = partner_facts_story, .is_list = 1,
	    .task.customer = t->tenant,
	    .ends = t->begun + ASK_SECS * SECOND -
	    w->config->microsoft.timeout_secs * SECOND,
	    .done = over, .arg = t };
	service_start(&t->run);
}

int
facts_possible(const struct config *c)
{
	return *c->microsoft.tenant != '\0' &&
	    facts_allowed(c->partner.type, API_PARTNER_CENTER) == NULL;
}

int
facts_wanted(const struct config *c)
{
	return c->microsoft.facts_secs != 0 && facts_possible(c);
}

enum err
facts_begin(struct scope *sc, struct work *w)
{
	const struct config *c = w->config;

	return facts_wanted(c) ? service_ask(sc, w, &(struct service_asking){
	    ASKED_FACTS, c->microsoft.facts_secs, &w->facts_next, ask }) :
	    E_OK;
}
