/*
 * The health of Microsoft's services where a customer has an open technical
 * case: asked every microsoft.health_secs of Graph in his own tenant; and
 * where Graph, or the login, refuses us there, of Partner Center.
 */
#include "work.h"

#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/str.h"
#include "microsoft/allowed.h"
#include "store/incident.h"
#include "work_service.h"

#include <stdlib.h>

/* How long one asking may take; then another worker may. */
enum { TX_TRIES = 5, ASK_SECS = 300, AGAIN_SECS = 900 };

struct task {
	struct work		*work;
	struct scope		 sc;
	int64_t			 begun;		/* steady ms */
	const char		*tenant, *refused;	/* Graph did, and why */
	struct health_answer	 answer;
	struct service_run	 run[HEALTH__MAX];	/* by source */
};

static int
may_ask(const struct work *w, enum health_source source)
{
	return facts_allowed(w->config->partner.type, health_api(source)) ==
	    NULL;
}

static enum err
save(struct scope *sc, struct db *db, void *arg)
{
	return health_learn(sc, db, arg);
}

static enum err
learn(struct task *t, const struct service_run *r)
{
	struct incident *in;
	int n;
	enum err e = health_read(&t->sc, r->got, r->task.ngot, &in, &n);

	if (e != E_OK)
		return e;
	t->answer.in = in;
	t->answer.n = n;
	FAULT("health.read");
	if ((e = db_ready(&t->sc, t->work->db)) != E_OK)
		return e;
	return db_tx(&t->sc, t->work->db, TX_TRIES, save, &t->answer);
}

/* What was denied will be so in a while, too: a person must do something. */
static void
remember(struct task *t, enum err e)
{
	int64_t secs = t->work->config->microsoft.health_secs;
	const char *why = t->refused == NULL ? str_dup(&t->sc, t->sc.why) :
	    str_fmt(&t->sc, "%s; %s", t->refused, t->sc.why);

	if (e != E_DENIED && secs > AGAIN_SECS)
		secs = AGAIN_SECS;
	/* If not even that: the claim runs out by itself. */
	if (db_ready(&t->sc, t->work->db) == E_OK &&
	    health_failed(&t->sc, t->work->db, t->answer.customer,
	    t->sc.now + secs * SECOND, why) == E_OK)
		scope_fail(&t->sc, e, "%s", why);
}

static void	ask(struct task *, enum health_source);

static void
over(struct service_run *r)
{
	struct task *t = r->arg;
	enum err e = r->e;

	t->sc.now = clock_now();
	if (e == E_DENIED && t->answer.source == HEALTH_GRAPH &&
	    may_ask(t->work, HEALTH_PARTNER_CENTER)) {
		t->refused = str_dup(&t->sc, t->sc.why);
		ask(t, HEALTH_PARTNER_CENTER);
		return;
	}
	t->answer.next = t->sc.now + t->work->config->microsoft.health_secs *
	    SECOND;
	if (e == E_OK)
		e = learn(t, r);
	if (e != E_OK)
		remember(t, e);
	log_story(&t->sc, "health", e, LOG_FIELDS(
	    LOG_INT("customer", t->answer.customer),
	    LOG_TEXT("source", health_sources[t->answer.source]),
	    LOG_INT("live", t->answer.nlive),
	    LOG_INT("cases", t->answer.ncases),
	    LOG_INT("calls", r->task.ngot),
	    LOG_INT("ms", clock_steady() - t->begun)));
	t->work->jobs--;
	scope_end(&t->sc);
	free(t);
}

static void
ask(struct task *t, enum health_source source)
{
	t->answer.source = source;
	t->run[source] = (struct service_run){ .work = t->work, .sc = &t->sc,
	    .story = health_stories[source], .task.customer = t->tenant,
	    .ends = t->begun + ASK_SECS * SECOND -
	    t->work->config->microsoft.timeout_secs * SECOND,
	    .done = over, .arg = t };
	service_start(&t->run[source]);
}

static void
begin(struct work *w, const struct customer_due *due)
{
	struct task *t = scope_unowned(sizeof(*t));
	enum err e;

	t->work = w;
	t->begun = clock_steady();
	scope_begin(&t->sc, clock_now());
	t->tenant = str_dup(&t->sc, due->tenant);
	t->answer = (struct health_answer){ .customer = due->id,
	    .asked = t->sc.now,
	    .every = w->config->microsoft.health_secs * SECOND };
	if ((e = customer_claim(&t->sc, w->db, ASKED_HEALTH, due->id,
	    t->sc.now + ASK_SECS * SECOND)) != E_OK) {
		work_unclaimed(&t->sc, "health", e);
		scope_end(&t->sc);
		free(t);
		return;
	}
	w->jobs++;
	ask(t, HEALTH_GRAPH);
}

static int
is_wanted(const struct work *w)
{
	const struct microsoft_settings *m = &w->config->microsoft;

	return m->health_secs != 0 && *m->tenant != '\0' &&
	    may_ask(w, HEALTH_GRAPH);
}

enum err
health_begin(struct scope *sc, struct work *w)
{
	return is_wanted(w) ? service_ask(sc, w, &(struct service_asking){
	    ASKED_HEALTH, w->config->microsoft.health_secs, &w->health_next,
	    begin }) : E_OK;
}
