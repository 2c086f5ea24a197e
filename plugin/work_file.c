/*
 * Files that an agent named: fetched from the desk, and put into the ticket at
 * Microsoft where one is open.
 *
 *	claim by moving its time on -> fetch -> [the service's story] -> learn
 *
 * A worker that dies leaves a time that comes; everything is told from its
 * beginning then, and the service knows our name of what it has. One at a time
 * in each worker, because a file is in memory as a whole.
 */
#include "work.h"

#include "attached.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/str.h"
#include "case_account.h"
#include "store/file.h"
#include "store/job.h"
#include "store/lane.h"
#include "store/outside.h"
#include "work_service.h"

#include <stdlib.h>
#include <string.h>

enum { TX_TRIES = 5, LOOK_AT = 8 };

struct task {
	struct work		*work;
	struct scope		 sc;
	int64_t			 begun;		/* steady ms */
	struct case_file	 file;
	struct outside		 outside;	/* if it has an escalation */
	struct desk_call	 fetch;
	struct service_run	 run;
	int64_t			 due;		/* again; 0: it is over */
};

static enum err
save(struct scope *sc, struct db *db, void *arg)
{
	const struct task *t = arg;

	return file_learn(sc, db, &t->file, t->due);
}

/* A log is no place for the customer's name of it. */
static const char *
without_name(struct task *t, const char *why)
{
	const char *name = t->run.task.file, *at;
	struct buf b;

	if (name == NULL)
		return why;
	buf_init(&b, &t->sc, strlen(why));
	for (; (at = strstr(why, name)) != NULL; why = at + strlen(name)) {
		buf_add(&b, why, (size_t)(at - why));
		buf_puts(&b, t->file.id);
	}
	buf_puts(&b, why);
	return b.at;
}

static void
finish(struct task *t, enum err e)
{
	const char *why = e == E_OK ? NULL : without_name(t, str_dup(&t->sc,
	    t->sc.why));
	enum err saved;

	t->sc.now = clock_now();
	saved = db_ready(&t->sc, t->work->db);
	if (saved == E_OK)
		saved = db_tx(&t->sc, t->work->db, TX_TRIES, save, t);
	FAULT("file.settled");
	if (saved == E_OK && e != E_OK)
		scope_fail(&t->sc, e, "%s", why);
	log_story(&t->sc, "file", saved != E_OK ? saved : e, LOG_FIELDS(
	    LOG_TEXT("desk", t->file.desk), LOG_TEXT("ticket",
	    t->file.ticket), LOG_TEXT("file", t->file.id),
	    LOG_TEXT("state", file_states[t->file.state]),
	    LOG_INT("bytes", t->file.bytes),
	    LOG_INT("try", t->file.failures),
	    LOG_INT("ms", clock_steady() - t->begun)));
	t->work->files--;
	scope_end(&t->sc);
	free(t);
}

static void
is_over(struct task *t, enum file_state state)
{
	t->file.state = state;
	t->file.failures = t->file.lasting = 0;
	t->file.why = NULL;
	finish(t, E_OK);
}

/* No second try would end otherwise. */
static void
give_up(struct task *t, enum err e)
{
	t->file.state = FILE_FAILED;
	t->file.why = str_dup(&t->sc, t->sc.why);
	finish(t, e);
}

static void
again(struct task *t, enum err e, int64_t least_ms)
{
	const struct work_settings *ws = &t->work->config->work;
	int64_t wait = job_backoff(++t->file.failures, ws->backoff_ms,
	    ws->backoff_max_ms, (unsigned)random());

	t->file.lasting = lasting_with(t->file.lasting, e);
	if (t->file.failures >= ws->tries ||
	    t->file.lasting >= LASTING_MOST) {
		give_up(t, e);
		return;
	}
	t->due = clock_now() + (wait < least_ms ? least_ms : wait);
	finish(t, e);
}

static void
sent(struct service_run *r)
{
	struct task *t = r->arg;

	if (r->e != E_OK)
		again(t, r->e, r->retry_ms > r->step.wait_ms ? r->retry_ms :
		    r->step.wait_ms);
	else if (r->step.refused != NULL)
		give_up(t, scope_fail(&t->sc, E_SHAPE, "%s",
		    r->step.refused));
	else
		is_over(t, FILE_SENT);
}

/* Asked once more where it is about to be sent, whoever planned it. */
static enum err
may_send(struct task *t, const struct service *s)
{
	struct account at;
	enum err e = account_of_escalation(&t->sc, t->work->db,
	    t->file.escalation, &at);

	if (e != E_OK)
		return e;
	at = case_account(&t->work->config->partner, &at);
	if (s == NULL || s->file == NULL ||
	    case_account_refuses(&at, s->api) != NULL)
		return scope_fail(&t->sc, E_DENIED, "no service takes files "
		    "by channel %s", t->outside.service);
	if (*t->work->config->microsoft.tenant == '\0')
		return scope_fail(&t->sc, E_DENIED, "microsoft.tenant is not "
		    "set");
	return E_OK;
}

static void
send_it(struct task *t)
{
	const struct service *s;
	enum err e = outside_of_escalation(&t->sc, t->work->db,
	    t->file.escalation, &t->outside);

	s = e == E_OK ? service_find(t->outside.service) : NULL;
	if (e == E_OK)
		e = may_send(t, s);
	if (e == E_BUSY || e == E_BROKEN) {
		again(t, e, 0);
		return;
	}
	if (e != E_OK) {
		give_up(t, e);
		return;
	}
	t->run.work = t->work;
	t->run.sc = &t->sc;
	t->run.story = s->file;
	t->run.task = (struct service_task){ .customer = t->outside.tenant,
	    .subscription = t->outside.subscription,
	    .number = t->outside.number,
	    .file = attached_name(&t->sc, t->file.id, t->file.name),
	    .content = t->fetch.call.reply,
	    .content_len = t->fetch.call.len };
	t->run.done = sent;
	t->run.arg = t;
	service_start(&t->run);
}

static void
fetched(struct desk_call *dc)
{
	struct task *t = dc->arg;
	const struct attached_limits *l = &t->work->config->microsoft.files;
	char digest[SHA256_HEX];
	enum err e = desk_call_outcome(dc);

	FAULT("file.fetched");
	if (e == E_LIMIT) {
		give_up(t, scope_fail(&t->sc, e, "it has more than %lld bytes "
		    "(microsoft.file_max_bytes)", (long long)l->max_bytes));
	} else if (e != E_OK) {
		again(t, e, dc->call.retry_ms);
	} else if (dc->call.len == 0) {
		give_up(t, scope_fail(&t->sc, E_SHAPE, "it is empty"));
	} else {
		crypto_sha256_hex(dc->call.reply, dc->call.len, digest);
		t->file.digest = str_dup(&t->sc, digest);
		t->file.bytes = (int64_t)dc->call.len;
		if (t->file.escalation == 0)
			is_over(t, FILE_READ);
		else
			send_it(t);
	}
}

static void
copy(struct scope *sc, const struct case_file *f, struct case_file *ret)
{
	const char **const texts[] = { &ret->id, &ret->name, &ret->type,
	    &ret->digest, &ret->why, &ret->desk, &ret->ticket };

	*ret = *f;
	for (int i = 0; i < LEN(texts); i++)
		if (*texts[i] != NULL)
			*texts[i] = str_dup(sc, *texts[i]);
}

static void
fetch(struct task *t, const struct desk_settings *d)
{
	struct call c = { 0 };
	enum err e = d->desk->file == NULL ? scope_fail(&t->sc, E_SHAPE,
	    "this desk's attachments cannot be read") : d->desk->file(&t->sc,
	    &d->conf, t->file.ticket, t->file.id, &c);

	if (e != E_OK) {
		give_up(t, e);
		return;
	}
	t->fetch = (struct desk_call){ .work = t->work, .desk = d,
	    .sc = &t->sc, .done = fetched, .arg = t,
	    .max_bytes = t->work->config->microsoft.files.max_bytes };
	desk_call_start(&t->fetch, &c);
}

static void
begin(struct work *w, const struct desk_settings *d,
    const struct case_file *f)
{
	int64_t lease = w->config->work.lease_secs * SECOND;
	struct task *t = scope_unowned(sizeof(*t));
	enum err e;

	t->work = w;
	t->begun = clock_steady();
	t->run.ends = t->begun + lease -
	    w->config->microsoft.timeout_secs * SECOND;
	scope_begin(&t->sc, clock_now());
	copy(&t->sc, f, &t->file);
	if ((e = file_claim(&t->sc, w->db, &t->file, t->sc.now + lease))
	    != E_OK) {
		work_unclaimed(&t->sc, "file", e);
		scope_end(&t->sc);
		free(t);
		return;
	}
	w->files++;
	fetch(t, d);
}

/* Microsoft's breaker holds back only what goes there. */
static int
has_room(const struct work *w, const struct case_file *f, int64_t now)
{
	return f->escalation == 0 ||
	    far_room(&w->far[w->config->ndesks], now) > 0;
}

enum err
files_begin(struct scope *sc, struct work *w, const struct desk_settings *d)
{
	const struct case_file *f;
	struct list due;
	enum err e;

	if (w->files > 0 || work_room(w, d, sc->now) == 0)
		return E_OK;
	e = file_due(sc, w->db, d->conf.name, LOOK_AT, &due);
	f = e == E_OK ? due.at : NULL;
	for (int i = 0; e == E_OK && i < due.n && w->files == 0; i++)
		if (has_room(w, &f[i], sc->now))
			begin(w, d, &f[i]);
	return e;
}
