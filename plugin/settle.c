/*
 * Events -> facts -> decide -> plan -> rows, once for every event. Reads and
 * writes in the order in which the thread has them.
 */
#include "settle.h"

#include "base/clock.h"
#include "base/crypto.h"
#include "base/fault.h"
#include "base/json.h"
#include "base/str.h"
#include "bought.h"
#include "case_account.h"
#include "case_terms.h"
#include "fresh.h"
#include "order.h"
#include "store/entitlement.h"
#include "store/job.h"
#include "policy/words.h"
#include "relay.h"
#include "store/people.h"
#include "store/state.h"
#include "store/sweep.h"
#include "store/terms.h"
#include "shared.h"
#include "turn_do.h"

#include <string.h>
#include <strings.h>

enum { DECISION_DEPTH = 16 };

/* What he holds, what his tenant told, and who serves him. */
static enum err
find_more(struct scope *sc, struct db *db, struct turn *t, struct customer *c)
{
	struct account at = case_account(t->partner, &c->account);
	enum err e = entitlement_list(sc, db, c->id, &t->held, &t->held_told);

	if (e == E_OK)
		e = health_of_case(sc, db, c->id, &t->state.health);
	if (e == E_OK)
		e = debt_of_case(sc, db, t->state.row.id, c->id,
		    &t->state.debt);
	return e == E_OK ? customer_served(sc, db, at.type ==
	    PARTNER_RESELLER, c) : e;
}

static enum err
customer_named(struct turn *t, const char *name, struct customer *ret)
{
	struct db *db = t->arg;
	enum err e = customer_by_name(t->sc, db, name, ret);

	return e == E_OK ? find_more(t->sc, db, t, ret) : e;
}

static enum err
mail_of(struct turn *t, const char *provider, struct provider_mail *ret)
{
	return provider_mail(t->sc, t->arg, provider, ret);
}

/* The Partner Center roles of the rights that hold; unknown if none does. */
static int
roles_of(const struct agent *a)
{
	int roles = 0;

	for (int i = 0; i < RIGHT__MAX; i++)
		if (agent_may(a, i) && a->right[i].role != WORD_UNKNOWN)
			roles |= 1 << a->right[i].role;
	return roles == 0 ? WORD_UNKNOWN : roles;
}

/* Who an agent is to us; nobody, if no import ever named that login. */
static enum err
find_author(struct scope *sc, struct db *db, const struct settle *s,
    const struct event *ev, struct author *ret)
{
	struct agent a;
	enum err e;

	*ret = (struct author){ .roles = WORD_UNKNOWN };
	if (ev->by != AUTHOR_AGENT || ev->author.login == NULL)
		return E_OK;
	e = person_find(sc, db, s->desk->conf.name, ev->author.login, &a);
	if (e == E_GONE)
		return E_OK;
	if (e == E_OK)
		*ret = (struct author){ a.id, roles_of(&a),
		    agent_may(&a, RIGHT_ESCALATE), agent_may(&a, RIGHT_WAIVE),
		    a.name, a.email, agent_may(&a, RIGHT_BILLING),
		    agent_may(&a, RIGHT_LEAD), ev->author.login };
	return e;
}

/*
 * What an agent told wins over the mail domain and the organisation; whose
 * debt the ticket is about, over both.
 */
static enum err
find_customer(struct scope *sc, struct db *db, struct turn *t)
{
	const struct person *rq = &t->thread->requestor;
	const char *told = t->state.told[TOLD_CUSTOMER];
	const struct debt *debt = t->state.debt;
	enum err e;

	if (debt != NULL && debt->is_here)
		told = debt->customer_name;

	if (told != NULL && (e = customer_by_name(sc, db, told,
	    &t->state.who)) != E_GONE)
		return e;
	return customer_find(sc, db, rq->email, rq->organisation,
	    &t->state.who);
}

/* The same advice is given once, and only when the customer said something. */
static void
add_advice(struct turn *t, const struct event *ev)
{
	char digest[SHA256_HEX];
	struct advice a;
	struct deed *d;

	advise(t, &a);
	crypto_sha256_hex(a.note, strlen(a.note), digest);
	if (t->state.row.is_closed || str_same(t->state.row.advice, digest))
		return;
	t->state.row.advice = str_dup(t->sc, digest);
	d = deed_add(t, DEED_RECEIPT, ev);
	d->receipt = a.receipt;
	t->state.last = a.receipt;
	if (t->withheld != NULL)
		a.note = str_fmt(t->sc, "%s\n%s", a.note, text_fill(t->sc,
		    t->texts, t->desk->language, "reply.withheld",
		    PAIRS("why", t->withheld)));
	deed_note(t, ev, a.note);
}

static const char *
told_or(const struct turn *t, enum told what, const char *suggested)
{
	return t->state.told[what] != NULL ? t->state.told[what] : suggested;
}

static void
fill_row(struct turn *t)
{
	struct case_row *c = &t->state.row;
	const struct triage *tr = t->triage;

	c->customer = t->state.who.id;
	c->language = t->state.who.language != NULL ?
	    t->state.who.language : tr->language;
	c->class = told_or(t, TOLD_CLASS, word_at(words_class, tr->class));
	c->topic = told_or(t, TOLD_TOPIC, word_at(words_topic, tr->topic));
	c->product = told_or(t, TOLD_PRODUCT,
	    word_at(words_product, tr->product));
	c->severity = told_or(t, TOLD_SEVERITY,
	    word_at(words_severity, tr->severity));
	c->is_closed = t->thread->is_closed || t->thread->merged_into != NULL;
}

/* What the job that was just added tells; it confirms that itself. */
static enum err
add_evidence(struct scope *sc, struct db *db, const struct turn *t,
    const struct deed *d)
{
	struct terms_shown shown = { .case_id = t->state.row.id,
	    .job = db_last_id(db), .customer = t->state.who.id,
	    .version = d->terms, .offer = d->name, .language = d->value };
	enum err e = d->step == 0 ? E_OK : debt_sent(sc, db, t->state.debt,
	    d->step, shown.job);

	return e == E_OK && d->terms > 0 ? terms_shown_add(sc, db, &shown) :
	    e;
}

static enum err
add_jobs(struct scope *sc, struct db *db, struct settle *s,
    const struct turn *t)
{
	enum err e = E_OK;
	int place = 0;

	for (int i = 0; e == E_OK && i < t->n; i++) {
		const struct deed *d = &t->deed[i];
		struct job j = { .desk = s->desk->conf.name,
		    .ticket = d->order.ticket != NULL ? d->order.ticket :
		    s->ticket };

		if (d->kind != DEED_ORDER && d->kind != DEED_OUTSIDE &&
		    d->kind != DEED_EXCHANGE)
			continue;
		j.payload = d->text;
		if (d->kind == DEED_ORDER) {
			j.payload = order_json(sc, &d->order);
		} else if (d->kind == DEED_OUTSIDE) {
			j.desk = OUTSIDE_MICROSOFT;
		} else {
			j.desk = exchange_desk(sc, d->name);
			j.ticket = d->value;
		}
		e = job_add(sc, db, t->state.row.id,
		    (t->state.row.version + 1) * TURN_DEEDS + place++, &j);
		if (e == E_OK)
			e = add_evidence(sc, db, t, d);
	}
	s->njobs += place;
	return e;
}

/*
 * What happened before cspdesk came is history: it is remembered, and acted
 * upon by nobody. The overlap is the first sweep's, and covers skewed clocks;
 * an import asks for old tickets, of which nothing may look new.
 */
static int
is_history(const struct settle *s, const struct event *ev)
{
	return ev->kind != EVENT_OUTSIDE && ev->at < s->since -
	    (s->is_import ? 0 : s->desk->overlap_secs * SECOND);
}

/* Was he answered today, before or in this very turn? */
static enum err
find_answer(struct scope *sc, struct db *db, const struct settle *s,
    struct turn *t, const char *address)
{
	t->state.told_customer = 0;
	if (address == NULL)
		return E_OK;
	for (int i = 0; i < t->n; i++)
		if (t->deed[i].kind == DEED_ANSWER &&
		    strcasecmp(t->deed[i].value, address) == 0)
			t->state.told_customer = 1;
	return t->state.told_customer ? E_OK : answered_today(sc, db,
	    s->desk->conf.name, address, &t->state.told_customer);
}

/* Remembers an event and takes its turn; E_SEEN: it had one. */
static enum err
take_turn(struct scope *sc, struct db *db, const struct settle *s,
    struct turn *t, const struct event *ev)
{
	const char *holder = t->state.row.holder;
	struct author by;
	enum err e;

	if ((e = fresh_seen(sc, db, s, ev)) != E_OK)
		return e;
	if (is_history(s, ev)) {
		turn_pass_ball(t, ev);
		return E_OK;
	}
	if ((e = find_author(sc, db, s, ev, &by)) != E_OK)
		return e;
	if ((e = find_answer(sc, db, s, t, turn_reply_to(t, ev))) != E_OK)
		return e;
	turn_event(t, ev, &by);
	turn_pass_ball(t, ev);
	turn_exchange_holder(t, ev, holder);
	turn_pass_case(t, ev);
	return t->failed;
}

/*
 * Time comes after people. The desk's own automation is not argued with: it
 * would go on; a timer comes once.
 */
static void
end_turns(struct turn *t, const struct settle *s, const struct fresh *f)
{
	const struct event *timer = turn_has_room(t) ? turn_timers(t) : NULL;

	turn_pass_now(t);
	/* Who only has a past has no clock yet: nobody is surprised. */
	if (timer != NULL || s->is_news)
		turn_clocks(t);
	if (turn_has_room(t) && (s->is_news || f->n == 0))
		turn_health(t);
	if (turn_has_room(t))
		turn_bill(t);
	if (turn_has_room(t) && s->is_news)
		turn_billing(t);
	turn_suspension(t);
	if (timer != NULL)
		turn_fields(t, timer);
	else if (s->is_told && f->n > 0)
		turn_fields(t, f->ev[f->n - 1]);
}

/* As many as there is room for. */
static enum err
take_turns(struct scope *sc, struct db *db, struct settle *s, struct turn *t,
    struct fresh *f)
{
	const struct event *last = NULL;
	enum err e = E_OK;

	fill_row(t);
	while (e == E_OK && f->done < f->n && turn_has_room(t)) {
		const struct event *ev = f->ev[f->done++];

		if ((e = take_turn(sc, db, s, t, ev)) == E_SEEN) {
			e = E_OK;
			continue;
		}
		s->nnew++;
		if (is_history(s, ev))
			continue;
		s->is_news = 1;
		if (turn_is_customers(ev) && case_is_support(&t->state))
			last = ev;
		s->is_told |= ev->kind == EVENT_OUTSIDE ||
		    (ev->by != AUTHOR_SYSTEM && ev->by != AUTHOR_SELF);
	}
	fill_row(t);
	if (e == E_OK && s->is_news && t->state.was_closed &&
	    !t->state.row.is_closed)
		turn_reopened(t, f->ev[f->done - 1]);
	if (e == E_OK && last != NULL)
		add_advice(t, last);
	if (e == E_OK && f->done == f->n)
		end_turns(t, s, f);
	return e == E_OK ? t->failed : e;
}

/* For /metrics: what was decided, and what was held back. */
static void
count_deeds(const struct settle *s, const struct turn *t)
{
	const char *desk = s->desk->conf.name;
	const struct cJSON *j;

	for (int i = 0; i < t->n; i++) {
		const struct deed *d = &t->deed[i];

		if (d->kind == DEED_BREACH)
			tally_add(s->tally, TALLY_BREACH, desk, d->name, "",
			    1);
		if (d->kind == DEED_HOLD_BACK)
			tally_add(s->tally, TALLY_HELD, desk, d->name, "", 1);
		if (d->kind == DEED_RECEIPT && json_parse(t->sc,
		    d->receipt.decision, strlen(d->receipt.decision),
		    DECISION_DEPTH, &j) == E_OK)
			tally_add(s->tally, TALLY_DECISION, desk,
			    json_text(j, "outcome"), json_text(j, "route"), 1);
	}
}

static enum err
write_all(struct scope *sc, struct db *db, struct settle *s,
    struct turn *t)
{
	enum err e;

	turn_pass_now(t);
	if ((e = policy_keep(sc, db, policy_hash(t->policy),
	    policy_canonical(t->policy))) != E_OK ||
	    (e = state_write(sc, db, &t->state, t->deed, t->n)) != E_OK ||
	    (e = shared_write(sc, db, t)) != E_OK ||
	    (e = add_jobs(sc, db, s, t)) != E_OK)
		return e;
	count_deeds(s, t);
	FAULT("lane.planned");
	return case_save(sc, db, &t->state.row);
}

/* When the thread's newest event was, by the desk's clock. */
static int64_t
newest(const struct thread *th)
{
	int64_t at = 0;

	for (int i = 0; i < th->nevents; i++)
		at = th->events[i].at > at ? th->events[i].at : at;
	return at;
}

static int
is_opened(const struct fresh *f)
{
	for (int i = 0; i < f->n; i++)
		if (f->ev[i]->kind == EVENT_CREATED)
			return 1;
	return 0;
}

/* Is it the ticket of what Microsoft bills the partner? */
static enum err
find_bill(struct scope *sc, struct db *db, const struct settle *s,
    struct case_state *ret)
{
	struct opening o;
	enum err e = !relay_is_ours(s->thread) ? E_GONE : opening_of(sc, db,
	    s->desk->conf.name, s->ticket, s->thread->subject, &o);

	return e != E_OK ? e == E_GONE ? E_OK : e : bill_of_opening(sc, db,
	    s->advisor->due_rule, calendar_rest(s->advisor->office,
	    db_day(db, sc->now)), o.id, &ret->bill);
}

/* One version of the case; `ret_left`: how many events wait for the next. */
static enum err
settle_some(struct scope *sc, struct db *db, struct settle *s, int *ret_left)
{
	struct turn *t = scope_alloc(sc, sizeof(*t));
	struct fresh f;
	enum err e;

	*ret_left = 0;
	*t = (struct turn){ .sc = sc, .policy = s->advisor->policy,
	    .wall = s->advisor->wall, .clocks = s->advisor->clocks,
	    .words = s->advisor->words, .texts = s->advisor->texts,
	    .partner = s->advisor->partner, .contact = s->advisor->contact,
	    .person = s->advisor->person,
	    .portals = s->advisor->portals, .microsoft = s->advisor->microsoft,
	    .concerns = s->advisor->concerns,
	    .desk = s->desk, .thread = s->thread, .triage = s->triage,
	    .find_customer = customer_named, .find_peer = shared_peer,
	    .find_bought = bought_read, .suspension = s->advisor->suspension,
	    .find_mail = mail_of, .find_terms = case_terms_find,
	    .find_billing = case_billing_find,
	    .answer_secs = s->advisor->answer_secs,
	    .terms_url = s->advisor->terms_url, .arg = db,
	    .since = s->since };
	if ((e = state_read(sc, db, s->desk->conf.name, s->ticket, &t->state))
	    != E_OK || (e = shared_read(sc, db, s, t)) != E_OK ||
	    (e = find_bill(sc, db, s, &t->state)) != E_OK ||
	    (e = fresh_list(sc, db, s, &t->state, &f))
	    != E_OK || (f.n == 0 && !turn_timer_due(&t->state, sc->now) &&
	    !turn_health_due(t) && !turn_bill_due(t) &&
	    !turn_suspension_due(t)))
		return e;
	if ((e = find_customer(sc, db, t)) != E_OK ||
	    (turn_timer_due(&t->state, sc->now) &&
	    (e = people_leads(sc, db, &t->leads)) != E_OK) ||
	    (e = find_more(sc, db, t, &t->state.who)) != E_OK ||
	    ((turn_debt_due(t) || (turn_may_reply_first(t) &&
	    is_opened(&f))) && (e = case_terms_now(sc, db, t)) != E_OK) ||
	    (turn_debt_due(t) && (e = case_debt_find(t)) != E_OK) ||
	    (e = take_turns(sc, db, s, t, &f)) != E_OK)
		return e;
	FAULT("lane.remembered");
	*ret_left = f.n - f.done + turn_timer_due(&t->state, sc->now);
	if (*ret_left == 0)
		t->state.row.read_to = newest(s->thread);
	return write_all(sc, db, s, t);
}

/* Doctor's test ticket is nobody's case, whoever writes in it. */
static int
is_test(const struct thread *th)
{
	return th->nevents > 0 && th->events[0].kind == EVENT_CREATED &&
	    th->events[0].by == AUTHOR_SELF &&
	    str_same(th->subject, DESK_TEST_SUBJECT);
}

enum err
settle_case(struct scope *sc, struct db *db, struct settle *s)
{
	int left = !is_test(s->thread), is_linked = 0;
	enum err e = sweep_since(sc, db, s->desk->conf.name, &s->since);

	s->nnew = s->njobs = s->is_told = s->is_news = 0;
	s->tally->n = 0;
	if (e == E_OK && left && relay_is_ours(s->thread))
		e = relay(sc, db, s, &is_linked);
	left = left && !is_linked;
	/* Each version has its own moment: a clock's row is named by it. */
	for (; e == E_OK && left > 0; sc->now++)
		e = settle_some(sc, db, s, &left);
	return e;
}
