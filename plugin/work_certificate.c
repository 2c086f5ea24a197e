/*
 * The story of a certificate: notifications name one that we do not have; one
 * worker fetches it, judges it, and remembers the verdict. What waits for it
 * is settled in a step of its own, by what is remembered, so that a worker
 * which dies between the two has lost nothing.
 *
 *	unproven -> fetch -> [fetch its issuers] -> judge -> remember
 *	unproven -> remembered verdict -> proven and kept, or deleted
 */
#include "work.h"

#include "base/clock.h"
#include "base/crypto_x509.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/str.h"
#include "store/certificate.h"
#include "store/job.h"
#include "store/notice.h"

#include <stdlib.h>
#include <string.h>

enum { TX_TRIES = 5, AT_ONCE = 20, FETCHES = 4, DAY_SECS = 86400,
    GRACE_SECS = 5, EXPIRE_SECS = 60 };

struct task {
	struct work		*work;
	struct scope		 sc;
	int64_t			 begun;		/* steady ms */
	struct certificate	 c;
	const char		*url;		/* that is being fetched */
	struct bytes		 got[X509_CHAIN];
	int			 ngot;
	struct http_call	 call;
};

static void
end(struct task *t, enum err e)
{
	log_story(&t->sc, "certificate", e, LOG_FIELDS(
	    LOG_TEXT("url", t->c.url), LOG_INT("try", t->c.tries),
	    LOG_INT("fetched", t->ngot),
	    LOG_INT("ms", clock_steady() - t->begun)));
	t->work->certificates--;
	scope_end(&t->sc);
	free(t);
}

/* Remembers how it ended; what cannot be remembered is fetched again. */
static void
remember(struct task *t, enum err e)
{
	const struct work_settings *ws = &t->work->config->work;
	const char *why = str_dup(&t->sc, t->sc.why);
	struct db *db = t->work->db;
	enum err saved;

	t->sc.now = clock_now();
	FAULT("certificate.judged");
	if ((saved = db_ready(&t->sc, db)) != E_OK)
		;
	else if (e == E_OK)
		saved = certificate_save(&t->sc, db, &t->c);
	else if (e == E_DENIED || e == E_SHAPE || e == E_LIMIT)
		saved = certificate_refuse(&t->sc, db, t->c.url, why);
	else
		saved = certificate_later(&t->sc, db, t->c.url, t->sc.now +
		    job_backoff(t->c.tries, ws->backoff_ms,
		    ws->backoff_max_ms, (unsigned)random()), why);
	FAULT("certificate.saved");
	if (saved == E_OK && e != E_OK)
		scope_fail(&t->sc, e, "%s", why);
	end(t, saved == E_OK ? e : saved);
}

static void	fetch(struct task *, const char *url);

/* An issuer's certificate proves itself, so http will do; but not any host. */
static int
may_fetch(struct task *t, const char *url)
{
	char *save = NULL, *list = str_dup(&t->sc,
	    t->work->config->notify.issuer_hosts);
	const char *rest = strstr(url, "://");
	int is_web = strncmp(url, "http://", 7) == 0 ||
	    strncmp(url, "https://", 8) == 0;

	if (!is_web || url[strcspn(url, "@\\ %?#")] != '\0')
		return 0;
	rest += 3;
	for (const char *h = strtok_r(list, " ", &save); h != NULL;
	    h = strtok_r(NULL, " ", &save))
		if (strncmp(rest, h, strlen(h)) == 0 && rest[strlen(h)] == '/')
			return 1;
	return 0;
}

static void
judge(struct task *t)
{
	const struct notify_settings *s = &t->work->config->notify;
	const struct x509_want want = { s->ca_file, s->subject, s->issuer };
	struct x509_seen seen;
	enum err e;

	t->sc.now = clock_now();
	e = x509_judge(&t->sc, &want, t->got, t->ngot, &seen);
	if (e == E_GONE && t->ngot < X509_CHAIN &&
	    may_fetch(t, seen.issuer_url)) {
		fetch(t, seen.issuer_url);
		return;
	}
	if (e == E_GONE)
		e = scope_fail(&t->sc, E_DENIED, "its issuer's certificate is "
		    "missing, and %s is not on a host of "
		    "notifications.issuer_hosts", seen.issuer_url);
	t->c.der = seen.der;
	t->c.not_after = seen.not_after;
	remember(t, e);
}

/* What is not there is not it; only trouble on the way passes. */
static enum err
outcome(struct task *t)
{
	const struct http_call *c = &t->call;

	if (c->e == E_LIMIT)
		return scope_fail(&t->sc, E_LIMIT, "%s has more than %d "
		    "bytes", t->url, X509_MOST);
	if (c->e != E_OK)
		return scope_fail(&t->sc, c->e, "%s gives no answer: %s",
		    t->url, c->why);
	if (c->status == 200)
		return E_OK;
	return scope_fail(&t->sc, c->status >= 500 || c->status == 408 ||
	    c->status == 429 ? E_BUSY : E_DENIED, "%s answers %d", t->url,
	    c->status);
}

static void
fetched(struct http_call *call)
{
	struct task *t = call->arg;
	enum err e = outcome(t);

	FAULT("certificate.fetched");
	if (e != E_OK) {
		remember(t, e);
		return;
	}
	t->got[t->ngot++] = (struct bytes){ (const unsigned char *)
	    str_copy(&t->sc, call->reply, call->len), call->len };
	judge(t);
}

static void
fetch(struct task *t, const char *url)
{
	const struct config *c = t->work->config;

	t->url = url;
	t->call = (struct http_call){ .method = "GET", .url = url,
	    .ca_file = c->notify.ca_file, .proxy = c->microsoft.proxy,
	    .timeout_ms = c->notify.timeout_secs * SECOND,
	    .max_reply = X509_MOST, .done = fetched, .arg = t };
	http_start(t->work->http, &t->sc, &t->call);
}

static void
begin(struct work *w, const char *url)
{
	const struct notify_settings *s = &w->config->notify;
	int64_t lease = (X509_CHAIN * s->timeout_secs + GRACE_SECS) * SECOND;
	struct task *t = scope_unowned(sizeof(*t));
	enum err e;

	t->work = w;
	t->begun = clock_steady();
	scope_begin(&t->sc, clock_now());
	t->c.url = str_dup(&t->sc, url);
	e = certificate_claim(&t->sc, w->db, &t->c, t->sc.now + lease,
	    (int)s->max_unproven);
	if (e != E_OK) {
		work_unclaimed(&t->sc, "certificate", e);
		scope_end(&t->sc);
		free(t);
		return;
	}
	FAULT("certificate.claimed");
	w->certificates++;
	fetch(t, t->c.url);
}

/* Some of what waits for one certificate whose verdict is there. */
struct batch {
	const struct certificate	*c;
	int64_t				 max_age;
	int				 n, proven, repeated, gone;
};

static int
is_proven(struct scope *sc, const struct certificate *c,
    const struct notice *a)
{
	struct bytes signature;

	return certificate_is_good(c, a->at) && crypto_base64(sc, a->base64,
	    strlen(a->base64), &signature) == E_OK &&
	    x509_signed(c->der, a->body, signature);
}

static enum err
settle_one(struct scope *sc, struct db *db, struct batch *b,
    const struct notice *a)
{
	enum err e = unproven_take(sc, db, a->id);

	if (e != E_OK)
		return e == E_GONE ? E_OK : e;
	if (!is_proven(sc, b->c, a)) {
		b->gone++;
		return E_OK;
	}
	e = notice_add(sc, db, a, b->max_age);
	b->proven += e == E_OK;
	b->repeated += e == E_SEEN;
	FAULT("certificate.promoted");
	return e == E_SEEN ? E_OK : e;
}

static enum err
settle_some(struct scope *sc, struct db *db, void *arg)
{
	struct batch *b = arg;
	struct notice *list;
	enum err e = unproven_list(sc, db, b->c->url, AT_ONCE, &list, &b->n);

	b->proven = b->repeated = b->gone = 0;
	for (int i = 0; e == E_OK && i < b->n; i++)
		e = settle_one(sc, db, b, &list[i]);
	return e;
}

static void
count(struct work *w, const char *what, int64_t n)
{
	tally_add(&w->tally, TALLY_NOTICE, "", what, "", n);
}

static enum err
settle(struct scope *sc, struct work *w, const struct certificate *c)
{
	struct batch b = { .c = c, .max_age =
	    w->config->notify.max_age_days * DAY_SECS * SECOND };
	enum err e;

	do {
		e = db_tx(sc, w->db, TX_TRIES, settle_some, &b);
		if (e != E_OK)
			return e;
		count(w, "proven", b.proven);
		count(w, "repeated", b.repeated);
		count(w, "refused", b.gone);
		if (b.proven + b.repeated + b.gone == 0)
			continue;
		log_story(sc, "notice", E_OK, LOG_FIELDS(
		    LOG_TEXT("certificate", c->url),
		    LOG_INT("proven", b.proven),
		    LOG_INT("repeated", b.repeated),
		    LOG_INT("refused", b.gone)));
	} while (b.n == AT_ONCE);
	return E_OK;
}

static enum err
look_at(struct scope *sc, struct work *w, const struct unproven_url *u)
{
	int64_t recheck = w->config->notify.recheck_secs * SECOND;
	struct certificate c;
	enum err e = certificate_find(sc, w->db, u->url, &c);

	if (e == E_OK && certificate_settles(&c, u->newest, recheck))
		return settle(sc, w, &c);
	if (e == E_OK && w->certificates < FETCHES)
		begin(w, u->url);
	return e;
}

static enum err
expire(struct scope *sc, struct work *w)
{
	const struct notify_settings *s = &w->config->notify;
	int64_t n;
	enum err e;

	if (clock_steady() < w->certificates_next)
		return E_OK;
	w->certificates_next = clock_steady() + EXPIRE_SECS * SECOND;
	if ((e = unproven_expire(sc, w->db, sc->now - s->unproven_secs *
	    SECOND, &n)) != E_OK)
		return e;
	if (n > 0)
		log_line(LOG_WARN, "notice", "%lld notifications waited too "
		    "long for their certificate", (long long)n);
	count(w, "expired", n);
	return certificate_forget(sc, w->db, sc->now - s->recheck_secs *
	    SECOND);
}

enum err
certificates_begin(struct scope *sc, struct work *w)
{
	struct unproven_url *urls;
	int n = 0;
	enum err e;

	if (!w->config->notify.accept)
		return E_OK;
	if ((e = expire(sc, w)) != E_OK)
		return e;
	e = unproven_urls(sc, w->db, &urls, &n);
	for (int i = 0; e == E_OK && i < n; i++)
		e = look_at(sc, w, &urls[i]);
	return e;
}
