/*
 * The cache of tokens: one entry for each (tenant, API, in whose name). Who
 * needs one that is being asked for waits in its entry. What the login refused
 * is not asked again for a while: it is the same for all who wait.
 */
#include "work_token.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "microsoft/cloud.h"
#include "token_try.h"

#include <stdlib.h>
#include <string.h>

enum { REFUSED_MS = 60 * SECOND, HOUR_MS = 3600 * SECOND,
    WEEK_MS = 7 * 24 * HOUR_MS };

struct entry {
	struct entry		*next;
	enum api		 api;
	enum api_as		 as;
	char			*tenant;
	char			*bearer;	/* NULL: none */
	int64_t			 until;		/* steady ms */
	char			*why;		/* refused, or NULL */
	int			 is_asked;
	struct token_wait	*waiting;
};

struct tokens {
	struct entry	*first;
	struct far	 login;
	int64_t		 keep_next;	/* steady ms */
};

struct asking {
	struct work	*work;
	struct entry	*entry;
	struct scope	 sc;
	int64_t		 begun;		/* steady ms */
	struct token_try try;
};

static const char *const names[] = { [AS_APP] = "app", [AS_USER] = "user" };

struct tokens *
tokens_new(const struct config *c)
{
	struct tokens *t = scope_unowned(sizeof(*t));

	t->login = (struct far){ .name = "login",
	    .cap = (int)c->microsoft.in_flight,
	    .limit = (int)c->work.breaker_failures,
	    .rest_ms = c->work.breaker_secs * SECOND };
	return t;
}

static char *
keep(const char *text)
{
	char *s = text == NULL ? NULL : strdup(text);

	if (text != NULL && s == NULL)
		BUG("out of memory");
	return s;
}

static void
forget(struct entry *e)
{
	if (e->bearer != NULL)
		explicit_bzero(e->bearer, strlen(e->bearer));
	free(e->bearer);
	free(e->why);
	e->bearer = e->why = NULL;
}

void
tokens_free(struct tokens **t)
{
	struct entry *e, *next;

	for (e = *t == NULL ? NULL : (*t)->first; e != NULL; e = next) {
		next = e->next;
		forget(e);
		free(e->tenant);
		free(e);
	}
	free(*t);
	*t = NULL;
}

static struct entry *
entry_of(const struct token_wait *w, const char *tenant)
{
	struct tokens *t = w->work->tokens;
	struct entry *e;

	for (e = t->first; e != NULL; e = e->next)
		if (e->api == w->api && e->as == w->as &&
		    str_same(e->tenant, tenant))
			return e;
	e = scope_unowned(sizeof(*e));
	*e = (struct entry){ .next = t->first, .api = w->api, .as = w->as,
	    .tenant = keep(tenant) };
	t->first = e;
	return e;
}

static void	go_on(struct token_wait *);

/* What the entry has now, to one who wants it. */
static void
hand_out(struct token_wait *w, const struct entry *e, enum err err,
    const char *why)
{
	const char **to = w->bearer == NULL ? &w->bearer : &w->auxiliary;

	if (err == E_OK) {
		*to = str_dup(w->sc, e->bearer);
		go_on(w);
		return;
	}
	w->e = err;
	w->why = str_dup(w->sc, why);
	w->done(w);
}

/* To all who waited; each may need another at once. */
static void
hand_out_all(struct entry *e, enum err err, const char *why)
{
	struct token_wait *w = e->waiting, *next;

	e->waiting = NULL;
	e->is_asked = 0;
	for (; w != NULL; w = next) {
		next = w->next;
		hand_out(w, e, err, why);
	}
}

static void
remember(struct asking *a, enum err err, const struct token_given *g)
{
	struct entry *e = a->entry;

	forget(e);
	if (err == E_OK) {
		e->bearer = keep(str_fmt(&a->sc, "Bearer %s", g->token));
		e->until = a->begun + g->secs * SECOND;
	} else if (err == E_DENIED) {
		e->why = keep(a->sc.why);
		e->until = clock_steady() + REFUSED_MS;
	}
}

static void
finish(struct asking *a, enum err err, const struct token_given *g)
{
	struct entry *e = a->entry;
	/* All but these two is "not now" for those who wait. */
	enum err told = err == E_OK || err == E_DENIED ? err : E_BUSY;

	remember(a, err, g);
	log_story(&a->sc, "token", err, LOG_FIELDS(
	    LOG_TEXT("tenant", e->tenant), LOG_TEXT("api", api_names[e->api]),
	    LOG_TEXT("as", names[e->as]),
	    LOG_INT("ms", clock_steady() - a->begun)));
	hand_out_all(e, told, a->sc.why);
	scope_end(&a->sc);
	free(a);
}

static void
answered(struct http_call *call)
{
	struct asking *a = call->arg;
	struct token_given g = { 0 };
	enum err e;

	a->sc.now = clock_now();
	far_end(&a->work->tokens->login, a->sc.now, call->e, call->status,
	    call->retry_ms);
	e = token_try_end(&a->try, &g);
	finish(a, e, &g);
}

static void
ask(struct work *w, struct entry *e)
{
	struct far *login = &w->tokens->login;
	struct asking *a = scope_unowned(sizeof(*a));
	enum err err = E_OK;

	e->is_asked = 1;
	a->work = w;
	a->entry = e;
	a->begun = clock_steady();
	scope_begin(&a->sc, clock_now());
	a->try = (struct token_try){ .sc = &a->sc, .config = w->config,
	    .db = w->db, .api = e->api, .as = e->as, .tenant = e->tenant };
	if (far_room(login, a->sc.now) == 0)
		err = scope_fail(&a->sc, E_BUSY, "the login has too much to "
		    "do, or failed and is left alone for a while");
	if (err != E_OK || (err = token_try_begin(&a->try)) != E_OK) {
		finish(a, err, NULL);
		return;
	}
	a->try.call.done = answered;
	a->try.call.arg = a;
	far_begin(login);
	http_start(w->http, &a->sc, &a->try.call);
}

static void
need(struct token_wait *w, const char *tenant)
{
	struct entry *e = entry_of(w, tenant);
	int is_fresh = clock_steady() < e->until;

	if (is_fresh && e->bearer != NULL) {
		hand_out(w, e, E_OK, NULL);
	} else if (is_fresh && e->why != NULL) {
		hand_out(w, e, E_DENIED, e->why);
	} else {
		w->next = e->waiting;
		e->waiting = w;
		if (!e->is_asked)
			ask(w->work, e);
	}
}

static void
go_on(struct token_wait *w)
{
	const char *own = w->work->config->microsoft.tenant;

	if (w->bearer == NULL)
		need(w, w->tenant == NULL ? own : w->tenant);
	else if (w->is_auxiliary && w->auxiliary == NULL)
		need(w, own);
	else
		w->done(w);
}

void
token_need(struct token_wait *w)
{
	w->e = E_OK;
	w->bearer = w->auxiliary = w->why = NULL;
	go_on(w);
}

void
token_refused(struct token_wait *w)
{
	for (struct entry *e = w->work->tokens->first; e != NULL; e = e->next)
		if (str_same(e->bearer, w->bearer) ||
		    str_same(e->bearer, w->auxiliary))
			e->until = 0;
}

struct keeping {
	struct scope		 sc;
	struct token_wait	 wait;
};

/* What came of it stands in the log, as of all who ask. */
static void
kept(struct token_wait *w)
{
	struct keeping *k = w->arg;

	scope_end(&k->sc);
	free(k);
}

static void
use(struct work *w)
{
	struct keeping *k = scope_unowned(sizeof(*k));

	scope_begin(&k->sc, clock_now());
	k->wait = (struct token_wait){ .work = w, .sc = &k->sc,
	    .api = API_PARTNER_CENTER, .as = AS_USER, .done = kept,
	    .arg = k };
	token_need(&k->wait);
}

enum err
tokens_keep(struct scope *sc, struct work *w)
{
	const struct microsoft_settings *m = &w->config->microsoft;
	struct refresh_token t;
	enum err e;

	if (m->refresh_key.len == 0 || clock_steady() < w->tokens->keep_next)
		return E_OK;
	w->tokens->keep_next = clock_steady() + HOUR_MS;
	e = refresh_token_find(sc, w->db, m->tenant, &t);
	if (e == E_OK && t.used_at < sc->now - WEEK_MS)
		use(w);
	return e == E_GONE ? E_OK : e;
}
