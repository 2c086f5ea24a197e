/*
 * Who owes us, looked at now and then (store/episode.h): episodes of debt
 * begin and end, and the debtor gets a ticket on the day of the first step of
 * the collections policy, in its hours, where the desk's mode lets us write.
 * What is said in it is a turn's.
 */
#include "work.h"

#include "base/clock.h"
#include "base/log.h"
#include "store/episode.h"
#include "store/invoice.h"

enum { TX_TRIES = 5, PAGE = 200, TURN_MS = 400 };

struct pass {
	struct work		*work;
	int64_t			 id;	/* of a customer, or of a debt */
	const char		*what;	/* came of it, or NULL */
	const struct episode_silent	*silent;
};

static void
tell(struct scope *sc, const struct pass *p, const char *what)
{
	log_story(sc, "debt", E_OK, LOG_FIELDS(LOG_INT("id", p->id),
	    LOG_TEXT("what", what)));
}

static enum err
begin_one(struct scope *sc, struct db *db, void *arg)
{
	struct pass *p = arg;
	int is_begun;
	enum err e = episode_begin(sc, db, p->id, &is_begun);

	p->what = is_begun ? "customer is late" : NULL;
	return e;
}

static enum err
follow_one(struct scope *sc, struct db *db, void *arg)
{
	static const char *const said[] = { [EPISODE_SAME] = NULL,
	    [EPISODE_CHANGED] = "changed", [EPISODE_PAID] = "paid",
	    [EPISODE_ANOTHER] = "paid, and another began" };
	struct pass *p = arg;
	enum episode_news news;
	enum err e = episode_follow(sc, db, p->id, &news);

	p->what = said[news];
	return e;
}

/* First debts that go on, then those who are late since the last look. */
static const struct {
	enum err	(*find)(struct scope *, struct db *, int64_t after,
			    int most, int64_t **ret, int *ret_n);
	enum err	(*look)(struct scope *, struct db *, void *pass);
} walks[] = {
	{ episode_open, follow_one },
	{ episode_late, begin_one },
};

/* Behind those that were looked at, as many as there is time for. */
static enum err
look_at_some(struct scope *sc, struct work *w, int64_t until)
{
	struct pass p = { .work = w };
	int64_t *ids;
	int n, i = 0;
	enum err e = walks[w->debts.walk].find(sc, w->db, w->debts.after,
	    PAGE, &ids, &n);

	for (; e == E_OK && i < n && clock_steady() < until; i++) {
		p.id = w->debts.after = ids[i];
		e = db_tx(sc, w->db, TX_TRIES, walks[w->debts.walk].look, &p);
		if (e == E_OK && p.what != NULL)
			tell(sc, &p, p.what);
	}
	if (e == E_OK && i == n && n < PAGE) {
		w->debts.walk++;
		w->debts.after = 0;
	}
	return e;
}

/* Who is written to by mail; nobody where only notes are allowed. */
static enum err
ticket_one(struct scope *sc, struct db *db, void *arg)
{
	const struct pass *p = arg;
	const struct config *c = p->work->config;
	const struct desk_settings *d = config_desk(c, c->collections.desk);
	const struct texts *texts = p->work->advisor->texts;
	const struct episode_silent *s = p->silent;
	const char *language = s->language == NULL ? d->language : s->language;
	const char *const *pairs = PAIRS("customer", s->customer);

	return episode_ticket(sc, db, s->debt, &(struct opening){
	    .desk = d->conf.name, .queue = c->collections.queue,
	    .requestor = d->mode == MODE_ENFORCE ? s->contact : NULL,
	    .subject = text_fill(sc, texts, language, "debt.subject", pairs),
	    .text = text_fill(sc, texts, language, "debt.first", pairs) });
}

/* The day of the first step that the policy has; -1: it has none. */
static int64_t
first_day(struct scope *sc, const struct work *w)
{
	const struct ladder *l = policy_ladder(sc, w->advisor->policy);

	for (int i = LADDER_REMINDER; l != NULL && i <= LADDER_REQUEST; i++)
		if (l->days[i] >= 0)
			return l->days[i];
	return -1;
}

static enum err
ticket_all(struct scope *sc, struct work *w)
{
	const struct desk_settings *d = config_desk(w->config,
	    w->config->collections.desk);
	int64_t days = first_day(sc, w);
	struct pass p = { .work = w };
	struct episode_silent *all;
	int n;
	enum err e;

	if (d == NULL || d->mode == MODE_OBSERVE || days < 0 ||
	    !calendar_is_open(w->advisor->calendar, sc->now))
		return E_OK;
	e = episode_silent(sc, w->db, days, PAGE, &all, &n);
	for (int i = 0; e == E_OK && i < n; i++) {
		p.id = all[i].debt;
		p.silent = &all[i];
		e = db_tx(sc, w->db, TX_TRIES, ticket_one, &p);
		if (e == E_OK)
			tell(sc, &p, "a ticket is opened");
		else if (e == E_GONE)
			e = E_OK;
	}
	return e;
}

static enum err
adopt(struct scope *sc, struct db *db, void *arg)
{
	(void)arg;
	return invoice_adopt(sc, db);
}

/* A page has a scope of its own: there may be many who owe. */
static enum err
look_at_all(struct scope *sc, struct work *w)
{
	int64_t until = clock_steady() + TURN_MS;
	enum err e = E_OK;

	while (e == E_OK && w->debts.walk < LEN(walks) &&
	    clock_steady() < until) {
		struct scope page;

		scope_begin(&page, sc->now);
		if ((e = look_at_some(&page, w, until)) != E_OK)
			scope_fail(sc, e, "%s", page.why);
		scope_end(&page);
	}
	return e;
}

/* Other work waits for a part of a tick only; the next one goes on. */
enum err
debts_begin(struct scope *sc, struct work *w)
{
	int is_first = w->debts.walk == 0 && w->debts.after == 0;
	enum err e = E_OK;

	if (clock_steady() < w->debts_next)
		return E_OK;
	if (is_first)
		e = db_tx(sc, w->db, TX_TRIES, adopt, NULL);
	if (e == E_OK && (e = look_at_all(sc, w)) == E_OK &&
	    w->debts.walk < LEN(walks))
		return E_OK;
	w->debts.walk = 0;
	w->debts.after = 0;
	w->debts_next = clock_steady() +
	    w->config->collections.look_secs * SECOND;
	return e == E_OK ? ticket_all(sc, w) : e;
}
