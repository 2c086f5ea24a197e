/*
 * What people have decided about a debtor's subscription is done at Partner
 * Center (store/suspension.h, microsoft/partner_change.h).
 *
 *	claim, all guards looked at again -> read it -> [keep it as it is,
 *	guards again] -> change it -> read it -> settle, and tell the case
 *
 * Before the image is kept nothing can have been sent; after it, nobody knows
 * until it is read. So what was never sent may be given up and may be
 * withdrawn; the rest is read until it is known.
 */
#include "work.h"

#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/str.h"
#include "case_account.h"
#include "microsoft/allowed.h"
#include "microsoft/partner_change.h"
#include "microsoft/told.h"
#include "store/job.h"
#include "store/lane.h"
#include "store/subscription.h"
#include "store/suspension.h"
#include "work_service.h"

#include <stdlib.h>
#include <string.h>

enum { TX_TRIES = 5, HTTP_OK = 200, HOUR_MS = 60 * 60 * 1000 };

struct task {
	struct work			*work;
	struct scope			 sc;
	int64_t				 begun;		/* steady ms */
	struct suspension		 is;
	struct service_run		 run;
	int				 is_held;	/* by a guard */
	int				 was_sent;	/* perhaps, before */
	struct partner_subscription	*learned;	/* or NULL */
	struct suspension_outcome	 out;
};

static const char *const ends[] = {
	[SUSPENSION_ENDS_DONE] = "done", [SUSPENSION_ENDS_REFUSED] = "refused",
	[SUSPENSION_ENDS_WITHDRAWN] = "withdrawn",
	[SUSPENSION_AGAIN] = "again"
};

static enum err
save(struct scope *sc, struct db *db, void *arg)
{
	const struct task *t = arg;
	enum err e = suspension_settle(sc, db, &t->is, &t->out);

	return e != E_OK || t->learned == NULL ? e : subscription_learn(sc,
	    db, t->is.customer, t->learned, 1);
}

static void
leave(struct task *t, enum err e)
{
	log_story(&t->sc, "suspension", e, LOG_FIELDS(
	    LOG_INT("request", t->is.id), LOG_TEXT("desk", t->is.desk),
	    LOG_TEXT("ticket", t->is.ticket),
	    LOG_TEXT("kind", suspension_kinds[t->is.kind]),
	    LOG_TEXT("end", ends[t->out.end]), LOG_INT("try", t->is.tries),
	    LOG_INT("calls", t->run.task.ngot),
	    LOG_INT("ms", clock_steady() - t->begun)));
	t->work->jobs--;
	scope_end(&t->sc);
	free(t);
}

static void
finish(struct task *t, enum err e)
{
	enum err saved = db_ready(&t->sc, t->work->db);

	FAULT("suspension.settle");
	if (saved == E_OK)
		saved = db_tx(&t->sc, t->work->db, TX_TRIES, save, t);
	FAULT("suspension.settled");
	tally_add(&t->work->tally, TALLY_JOB, OUTSIDE_MICROSOFT,
	    suspension_kinds[t->is.kind], ends[t->out.end], 1);
	if (saved == E_OK && e != E_OK)
		scope_fail(&t->sc, e, "%s", t->out.note);
	leave(t, saved != E_OK ? saved : e);
}

static void
refuse(struct task *t, const char *why, const char *note)
{
	t->out.end = SUSPENSION_ENDS_REFUSED;
	t->out.why = why;
	t->out.note = note;
	finish(t, E_OK);
}

static int64_t
wait_ms(const struct task *t)
{
	const struct work_settings *ws = &t->work->config->work;
	int64_t wait = job_backoff(t->is.tries, ws->backoff_ms,
	    ws->backoff_max_ms, (unsigned)random());

	if (wait < t->run.retry_ms)
		wait = t->run.retry_ms;
	return wait < t->run.step.wait_ms ? t->run.step.wait_ms : wait;
}

/* A right that is missing comes back by no waiting either. */
static int
lasting(const struct task *t, enum err e)
{
	return e == E_DENIED ? t->is.lasting + 1 : lasting_with(
	    t->is.lasting, e);
}

static void
again(struct task *t, enum err e)
{
	const char *why = str_dup(&t->sc, t->sc.why);

	t->is.lasting = lasting(t, e);
	if (t->is.before == NULL && !t->is_held &&
	    (t->is.tries >= t->work->config->work.tries ||
	    t->is.lasting >= LASTING_MOST)) {
		refuse(t, "unreached", why);
		return;
	}
	t->out.end = SUSPENSION_AGAIN;
	t->out.why = t->is.why;
	t->out.note = why;
	t->out.due = t->sc.now + (t->is_held ? 0 : wait_ms(t));
	finish(t, e);
}

/*
 * Microsoft is at something else there: it waits as it was before it was sent,
 * so that whatever withdraws it can. Its case is told once.
 */
static void
wait(struct task *t, enum err e)
{
	const char *why = str_dup(&t->sc, t->sc.why);
	int64_t most = suspension_pending_ms(t->work->advisor->suspension);

	if (t->sc.now + HOUR_MS > t->is.approved_at + most) {
		refuse(t, "microsoft", why);
		return;
	}
	if (!t->was_sent)
		t->is.before = NULL;
	t->is.tries = 0;
	t->out = (struct suspension_outcome){ .end = SUSPENSION_AGAIN,
	    .why = "pending", .note = why, .due = t->sc.now + HOUR_MS,
	    .is_news = !str_same(t->is.why, "pending") };
	finish(t, e);
}

/* As the story found it last; NULL: it cannot be read. */
static struct partner_subscription *
learn(struct task *t)
{
	const char *image = t->run.step.image;
	const struct api_reply r = { .status = HTTP_OK, .body = image,
	    .len = strlen(image) };
	struct partner_subscription *all;
	int n;

	if (partner_subscriptions(&t->sc, &r, 1, &all, &n) != E_OK || n != 1)
		return NULL;
	return all;
}

static const char *
wanted(const struct task *t)
{
	return t->is.kind == SUSPENSION_SUSPEND ? "suspended" : "active";
}

/* It was so when we came: there is nothing that we have changed. */
static enum err
keep_as_found(struct task *t)
{
	enum err e;

	t->out.told = str_fmt(&t->sc, "already%s%s", t->out.told == NULL ?
	    "" : " ", t->out.told == NULL ? "" : t->out.told);
	if (t->is.kind == SUSPENSION_RESTORE)
		return E_OK;
	if ((e = db_ready(&t->sc, t->work->db)) != E_OK)
		return e;
	return suspension_before(&t->sc, t->work->db, &t->is,
	    t->run.step.image);
}

static void
done(struct task *t)
{
	enum err e;

	t->learned = learn(t);
	t->out.end = SUSPENSION_ENDS_DONE;
	t->out.after = t->run.step.image;
	t->out.told = t->run.step.lost;
	t->out.note = t->run.step.lost_why;
	if (t->is.before == NULL && (e = keep_as_found(t)) != E_OK) {
		t->learned = NULL;
		t->out = (struct suspension_outcome){ 0 };
		t->is_held = e == E_GONE;
		again(t, e);
		return;
	}
	finish(t, E_OK);
}

/* Only looked at: what stopped it came before it was done, or after. */
static void
looked(struct task *t)
{
	struct partner_subscription *s = learn(t);

	if (s != NULL && str_same(s->state, wanted(t))) {
		done(t);
		return;
	}
	t->learned = s;
	t->out.end = SUSPENSION_ENDS_WITHDRAWN;
	t->out.why = t->is.stopped;
	finish(t, E_OK);
}

static void
over(struct service_run *r)
{
	struct task *t = r->arg;

	t->sc.now = clock_now();
	t->is.answers += r->was_answered;
	if (r->e != E_OK && r->step.is_pending)
		wait(t, r->e);
	else if (r->e != E_OK)
		again(t, r->e);
	else if (r->step.refused != NULL)
		refuse(t, "microsoft", r->step.refused);
	else if (t->is.stopped != NULL)
		looked(t);
	else
		done(t);
}

/* What is changed now is kept first, under all guards. */
static enum err
before(struct service_run *r)
{
	struct task *t = r->arg;
	size_t len;
	const char *body = told_body(&r->got[r->task.ngot - 1], &len);
	enum err e;

	t->sc.now = clock_now();
	if ((e = db_ready(&t->sc, t->work->db)) == E_OK)
		e = suspension_before(&t->sc, t->work->db, &t->is,
		    str_copy(&t->sc, body, len));
	t->is_held = e == E_GONE;
	return e;
}

/* Why this account may not ask there, as a sentence, or NULL. */
static const char *
closed(struct task *t)
{
	struct account at = case_account(&t->work->config->partner,
	    &t->is.account);
	const char *why = facts_allowed(at.type, API_PARTNER_CENTER);

	if (why == NULL && at.name != NULL)
		why = "other-account";
	return why == NULL ? NULL : text_fill(&t->sc,
	    t->work->advisor->texts, "en", str_fmt(&t->sc, "no-call.%s", why),
	    NULL);
}

/* Nothing is asked; what may have been sent is not known then. */
static void
cannot(struct task *t, const char *code, const char *why)
{
	if (t->is.before == NULL)
		refuse(t, code, why);
	else
		again(t, scope_fail(&t->sc, E_DENIED, "%s", why));
}

/* Erased images are as good as none. */
static const char *
image(const char *s)
{
	return s == NULL || *s == '\0' ? NULL : s;
}

static void
tell(struct task *t, int64_t lease_ms)
{
	const struct config *c = t->work->config;
	const char *why = closed(t);

	if (why != NULL || t->is.tenant == NULL ||
	    *c->microsoft.tenant == '\0') {
		cannot(t, why != NULL ? "account" : "unreached", why != NULL ?
		    why : t->is.tenant == NULL ? "the customer's tenant is "
		    "not known: import it" : "microsoft.tenant is not set in "
		    "cspdesk.conf");
		return;
	}
	t->run = (struct service_run){ .work = t->work, .sc = &t->sc,
	    .story = t->is.stopped != NULL ? partner_look_story :
	    partner_change_story, .task = { .customer = t->is.tenant,
	    .subscription = t->is.subscription, .wanted = wanted(t),
	    .before = image(t->is.undo_before),
	    .after = image(t->is.undo_after) },
	    .key = str_fmt(&t->sc, "suspension %lld %d",
	    (long long)t->is.id, t->is.answers), .before = before,
	    .ends = t->begun + lease_ms - c->microsoft.timeout_secs * SECOND,
	    .done = over, .arg = t };
	service_start(&t->run);
}

static void
begin(struct work *w, int64_t id)
{
	int64_t lease = w->config->work.lease_secs * SECOND;
	struct task *t = scope_unowned(sizeof(*t));
	enum err e;

	t->work = w;
	t->begun = clock_steady();
	scope_begin(&t->sc, clock_now());
	w->jobs++;
	e = suspension_claim(&t->sc, w->db, id, t->sc.now + lease, &t->is);
	t->was_sent = t->is.before != NULL;
	if (e == E_OK && t->is.state == SUSPENSION_SENDING) {
		tell(t, lease);
	} else if (e == E_OK) {
		t->out.end = SUSPENSION_ENDS_WITHDRAWN;
		leave(t, E_OK);
	} else {
		work_unclaimed(&t->sc, "suspension", e);
		w->jobs--;
		scope_end(&t->sc);
		free(t);
	}
}

enum err
suspensions_begin(struct scope *sc, struct work *w)
{
	int64_t *ids;
	int n;
	enum err e;

	if (service_room(w, sc->now) <= 0)
		return E_OK;
	e = suspension_ready(sc, w->db, SUSPENSION_BY_MICROSOFT,
	    service_room(w, sc->now), &ids, &n);
	for (int i = 0; e == E_OK && i < n && service_room(w, sc->now) > 0; i++)
		begin(w, ids[i]);
	return e;
}
