/*
 * What we want at Microsoft (jobs) and what became of it (readings).
 *
 *	job:     claim -> which ticket -> the service's story -> learn, settle
 *	reading: claim by moving its time on -> read -> learn
 *
 * A story is told from its beginning every time, so a worker that dies leaves
 * nothing half done: the next one reads first what is there.
 */
#include "work.h"

#include "base/clock.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/str.h"
#include "case_account.h"
#include "outside.h"
#include "store/job.h"
#include "store/lane.h"
#include "work_service.h"

#include <stdlib.h>

enum { TX_TRIES = 5, GONE_MOST = 3, READ_SECS = 60 };

struct task {
	struct work		*work;
	struct scope		 sc;
	int64_t			 begun;		/* steady ms */
	struct job		 job;		/* id 0: it is only read */
	struct outside_order	 order;
	struct outside		 was, is;
	struct service_run	 run;
	struct outside_news	 news[OUTSIDE_NEWS];
	int			 nnews;
	/* How the job ends. */
	enum job_end		 end;
	int64_t			 due;
	const char		*why;
};

static int64_t
next_reading(const struct task *t)
{
	return t->sc.now + t->work->config->microsoft.poll_secs * SECOND;
}

static enum err
save(struct scope *sc, struct db *db, void *arg)
{
	struct task *t = arg;
	enum err e;

	if (t->end != JOB_AGAIN || t->job.id == 0)
		e = outside_learn(sc, db, &t->is, t->news, t->nnews);
	else
		e = outside_tell(sc, db, &t->is, t->news, t->nnews);
	if (e == E_OK && t->run.was_answered && t->job.id != 0)
		e = job_answered(sc, db, &t->job);
	if (e == E_OK && t->job.id != 0)
		e = job_settle(sc, db, &t->job, t->end, t->due, t->why);
	return e;
}

static void
finish(struct task *t, enum err e)
{
	const char *part = t->job.id == 0 ? "reading" : "microsoft";
	enum err saved = db_ready(&t->sc, t->work->db);

	if (saved == E_OK)
		saved = db_tx(&t->sc, t->work->db, TX_TRIES, save, t);
	FAULT("service.settled");
	if (saved == E_OK && e != E_OK)
		scope_fail(&t->sc, e, "%s", t->why);
	log_story(&t->sc, part, saved != E_OK ? saved : e, LOG_FIELDS(
	    LOG_TEXT("desk", t->was.desk), LOG_TEXT("ticket", t->was.ticket),
	    LOG_TEXT("name", t->was.name), LOG_TEXT("number", t->is.number),
	    LOG_INT("job", t->job.id), LOG_INT("try", t->job.tries),
	    LOG_INT("calls", t->run.task.ngot), LOG_INT("news", t->nnews),
	    LOG_INT("ms", clock_steady() - t->begun)));
	t->work->jobs--;
	scope_end(&t->sc);
	free(t);
}

static void
add_news(struct task *t, const char *id, enum outside_what what,
    const char *value, const char *text)
{
	t->news[t->nnews++] = (struct outside_news){ t->was.escalation, id,
	    what, t->sc.now, value, text };
}

/* Nobody knows what became of it; agents are told, and look. */
static void
give_up(struct task *t)
{
	t->end = JOB_DEAD;
	t->is.failures++;
	add_news(t, str_fmt(&t->sc, "failed-%lld-%d", (long long)t->job.id,
	    t->job.tries), OUTSIDE_FAILED, outside_dos[t->order.what],
	    t->why);
}

/* Waiting mends no missing right: agents are told at once, and only once. */
static void
tell_denied(struct task *t)
{
	add_news(t, str_fmt(&t->sc, "denied-%lld", (long long)t->job.id),
	    OUTSIDE_DENIED, outside_dos[t->order.what], t->why);
}

static void
job_failed(struct task *t, enum err e)
{
	const struct work_settings *ws = &t->work->config->work;
	int64_t wait = job_backoff(t->job.tries, ws->backoff_ms,
	    ws->backoff_max_ms, (unsigned)random());
	/* Retry-After, or what the service's own words ask for. */
	int64_t least = t->run.retry_ms > t->run.step.wait_ms ?
	    t->run.retry_ms : t->run.step.wait_ms;

	t->job.lasting = lasting_with(t->job.lasting, e);
	t->due = t->sc.now + (wait < least ? least : wait);
	t->end = JOB_AGAIN;
	if (t->job.tries >= ws->tries || t->job.lasting >= LASTING_MOST)
		give_up(t);
	else if (e == E_DENIED)
		tell_denied(t);
}

/* It is not there any more, or not for us; after a while we stop asking. */
static void
reading_failed(struct task *t, enum err e)
{
	t->is.failures++;
	t->is.due_at = next_reading(t);
	if ((e == E_GONE || e == E_DENIED) && t->is.failures >= GONE_MOST) {
		t->is.due_at = 0;
		add_news(t, str_fmt(&t->sc, "gone-%lld",
		    (long long)t->sc.now), OUTSIDE_GONE, NULL, t->why);
	}
}

static void
refused(struct task *t, const char *why)
{
	t->why = why;
	if (t->order.what == OUTSIDE_OPEN) {
		t->is.failures++;
		add_news(t, "refused", OUTSIDE_REFUSED, NULL, why);
	} else {
		give_up(t);
	}
	t->end = JOB_DONE;
}

static void
story_over(struct service_run *r)
{
	struct task *t = r->arg;
	enum err e = r->e;

	t->sc.now = clock_now();
	t->is = t->was;
	t->end = JOB_DONE;
	if (e != E_OK)
		t->why = str_dup(&t->sc, t->sc.why);
	if (e != E_OK && t->job.id != 0) {
		job_failed(t, e);
	} else if (e != E_OK) {
		reading_failed(t, e);
	} else if (r->step.refused != NULL) {
		refused(t, r->step.refused);
	} else {
		t->nnews = outside_compare(&t->sc, &t->was, &r->step.found,
		    &t->is, t->news);
		t->is.due_at = t->is.status == SERVICE_CLOSED ? 0 :
		    next_reading(t);
	}
	finish(t, e);
}

/* Asked once more where it is about to be sent, whoever planned it. */
static enum err
may_send(struct task *t, const struct service *s)
{
	struct account at;
	const char *why;
	enum err e;

	if (s == NULL)
		return scope_fail(&t->sc, E_SHAPE, "no service reaches "
		    "channel %s", t->was.service);
	if ((e = account_of_escalation(&t->sc, t->work->db,
	    t->was.escalation, &at)) != E_OK)
		return e;
	at = case_account(&t->work->config->partner, &at);
	why = case_account_refuses(&at, s->api);
	return why == NULL ? E_OK : scope_fail(&t->sc, E_DENIED, "%s",
	    text_fill(&t->sc, t->work->advisor->texts, "en",
	    str_fmt(&t->sc, "no-call.%s", why), NULL));
}

static service_story *
story_of(const struct service *s, const struct task *t)
{
	service_story *const stories[OUTSIDE__MAX] = {
		[OUTSIDE_OPEN] = s->open, [OUTSIDE_SAY] = s->say,
		[OUTSIDE_CHANGE] = s->change, [OUTSIDE_CLOSE] = s->close
	};

	return t->job.id == 0 ? s->read : stories[t->order.what];
}

static void
fill_task(struct task *t)
{
	const struct service_contact *c = &t->work->config->microsoft.contact;

	t->run.task = (struct service_task){ .customer = t->was.tenant,
	    .subscription = t->was.subscription, .name = t->was.name,
	    .number = t->was.number, .contact = c,
	    .title = t->order.title, .text = t->order.text,
	    .service = t->order.service, .problem = t->order.title,
	    .began = t->order.began, .is_24x7 = t->order.is_24x7,
	    .severity = t->order.severity,
	    .message = str_fmt(&t->sc, "cspdesk-%lld", (long long)t->job.id),
	    .subject = t->order.title != NULL ? t->order.title :
	    str_fmt(&t->sc, "Re: %s", t->was.number),
	    .sender = t->work->config->microsoft.sender };
}

static void
tell(struct task *t)
{
	const struct service *s = service_find(t->was.service);
	enum err e = may_send(t, s);

	t->run.work = t->work;
	t->run.sc = &t->sc;
	t->run.done = story_over;
	t->run.arg = t;
	if (e == E_OK && (t->run.story = story_of(s, t)) == NULL)
		e = scope_fail(&t->sc, E_SHAPE, "%s has no such call",
		    t->was.service);
	if (e != E_OK) {
		t->run.e = e;
		story_over(&t->run);
		return;
	}
	fill_task(t);
	if (t->job.id != 0)
		t->run.key = str_fmt(&t->sc, "%lld %d", (long long)t->job.id,
		    t->job.answers);
	service_start(&t->run);
}

static struct task *
begin(struct work *w, int64_t lease_ms)
{
	struct task *t = scope_unowned(sizeof(*t));

	t->work = w;
	t->begun = clock_steady();
	t->run.ends = t->begun + lease_ms -
	    w->config->microsoft.timeout_secs * SECOND;
	scope_begin(&t->sc, clock_now());
	return t;
}

static void
drop(struct task *t, const char *part, enum err e)
{
	work_unclaimed(&t->sc, part, e);
	scope_end(&t->sc);
	free(t);
}

/* A job that no ticket outside belongs to can never be done. */
static void
bury(struct task *t, enum err e)
{
	t->why = str_dup(&t->sc, t->sc.why);
	if (job_settle(&t->sc, t->work->db, &t->job, JOB_DEAD, 0, t->why) ==
	    E_OK)
		scope_fail(&t->sc, e, "%s", t->why);
	log_story(&t->sc, "microsoft", e, LOG_FIELDS(
	    LOG_INT("job", t->job.id)));
	scope_end(&t->sc);
	free(t);
}

static void
begin_job(struct work *w, const struct job *j)
{
	int64_t lease = w->config->work.lease_secs * SECOND;
	struct task *t = begin(w, lease);
	enum err e;

	t->job = *j;
	t->job.ticket = str_dup(&t->sc, j->ticket);
	t->job.payload = str_dup(&t->sc, j->payload);
	if ((e = job_claim(&t->sc, w->db, &t->job, t->sc.now + lease))
	    != E_OK) {
		drop(t, "microsoft", e);
		return;
	}
	if ((e = outside_of_job(&t->sc, w->db, j->id, &t->was)) == E_OK)
		e = outside_order_parse(&t->sc, t->job.payload, &t->order);
	if (e == E_GONE)
		scope_fail(&t->sc, e, "its case was never escalated");
	if (e == E_GONE || e == E_SHAPE) {
		bury(t, e);
		return;
	}
	if (e != E_OK) {
		drop(t, "microsoft", e);
		return;
	}
	w->jobs++;
	tell(t);
}

static void
begin_reading(struct work *w, const struct outside *o)
{
	struct task *t = begin(w, READ_SECS * SECOND);
	enum err e;

	outside_copy(&t->sc, o, &t->was);
	if ((e = outside_claim(&t->sc, w->db, o, next_reading(t))) != E_OK) {
		drop(t, "reading", e);
		return;
	}
	w->jobs++;
	tell(t);
}

enum err
microsoft_begin(struct scope *sc, struct work *w)
{
	struct outside *due;
	struct job *jobs;
	int n;
	enum err e;

	services_resume(w);
	if (service_room(w, sc->now) <= 0)
		return E_OK;
	if ((e = job_ready(sc, w->db, OUTSIDE_MICROSOFT, service_room(w,
	    sc->now), &jobs, &n)) != E_OK)
		return e;
	for (int i = 0; i < n && service_room(w, sc->now) > 0; i++)
		begin_job(w, &jobs[i]);
	if (service_room(w, sc->now) <= 0)
		return E_OK;
	e = outside_due(sc, w->db, service_room(w, sc->now), &due, &n);
	for (int i = 0; e == E_OK && i < n && service_room(w, sc->now) > 0; i++)
		begin_reading(w, &due[i]);
	return e;
}
