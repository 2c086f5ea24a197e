/*
 * Who owes us, looked at now and then (store/episode.h): episodes of debt
 * begin and end, and the debtor gets a ticket on the day of the first step of
 * the collections policy, where the desk's mode lets us write. What is said in
 * it is a turn's.
 */
#include "work.h"

#include "base/clock.h"
#include "base/log.h"
#include "store/episode.h"
#include "store/invoice.h"

enum { TX_TRIES = 5, PAGE = 200 };

struct pass {
	struct work		*work;
	int64_t			 id;	/* of a customer, or of a debt */
	int			 is_begun;
	enum episode_news	 news;
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

	return episode_begin(sc, db, p->id, &p->is_begun);
}

static enum err
follow_one(struct scope *sc, struct db *db, void *arg)
{
	struct pass *p = arg;

	return episode_follow(sc, db, p->id, &p->news);
}

/* Those who are late since the last look. */
static enum err
begin_all(struct scope *sc, struct work *w)
{
	struct pass p = { .work = w };
	int64_t *ids;
	int n = PAGE;
	enum err e = E_OK;

	while (e == E_OK && n == PAGE) {
		e = episode_late(sc, w->db, p.id, PAGE, &ids, &n);
		for (int i = 0; e == E_OK && i < n; i++) {
			p.id = ids[i];
			e = db_tx(sc, w->db, TX_TRIES, begin_one, &p);
			if (e == E_OK && p.is_begun)
				tell(sc, &p, "customer is late");
		}
	}
	return e;
}

static enum err
follow_all(struct scope *sc, struct work *w)
{
	static const char *const said[] = { [EPISODE_SAME] = NULL,
	    [EPISODE_CHANGED] = "changed", [EPISODE_PAID] = "paid",
	    [EPISODE_ANOTHER] = "paid, and another began" };
	struct pass p = { .work = w };
	int64_t *ids;
	int n = PAGE;
	enum err e = E_OK;

	while (e == E_OK && n == PAGE) {
		e = episode_open(sc, w->db, p.id, PAGE, &ids, &n);
		for (int i = 0; e == E_OK && i < n; i++) {
			p.id = ids[i];
			e = db_tx(sc, w->db, TX_TRIES, follow_one, &p);
			if (e == E_OK && said[p.news] != NULL)
				tell(sc, &p, said[p.news]);
		}
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

	if (d == NULL || d->mode == MODE_OBSERVE || days < 0)
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

enum err
debts_begin(struct scope *sc, struct work *w)
{
	enum err e;

	if (clock_steady() < w->debts_next)
		return E_OK;
	w->debts_next = clock_steady() +
	    w->config->collections.look_secs * SECOND;
	if ((e = db_tx(sc, w->db, TX_TRIES, adopt, NULL)) != E_OK ||
	    (e = follow_all(sc, w)) != E_OK ||
	    (e = begin_all(sc, w)) != E_OK)
		return e;
	return ticket_all(sc, w);
}
