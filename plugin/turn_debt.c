/*
 * The collections policy in a turn: a debtor's ticket whose timer is due makes
 * the step that the ladder says, once, or says what stands in its way. It
 * writes, and asks people; it never suspends (DESIGN, promise 7).
 */
#include "turn_do.h"

#include "base/str.h"
#include "debt_notice.h"
#include "debt_told.h"
#include "packet.h"
#include "policy/words.h"

#include <string.h>
#include <strings.h>

enum { NOTE_BYTES = 32768 };

/* One look at a debt. */
struct look {
	struct turn		*t;
	const struct event	*ev;
	const struct debt	*d;
	const struct ladder	*l;
	struct ladder_facts	 f;
	struct ladder_move	 m;
};

static struct terms_words
desk_words(const struct look *k)
{
	return (struct terms_words){ k->t->sc, k->t->texts,
	    k->t->desk->language };
}

static const char *
say(const struct look *k, const char *key, const char *const *pairs)
{
	return text_fill(k->t->sc, k->t->texts, k->t->desk->language, key,
	    pairs);
}

/* His own address, and the ticket is his: else nobody reads it. */
static int
has_contact(const struct turn *t)
{
	const char *to = t->thread->requestor.email;
	const char *contact = t->state.debt->contact;

	return to != NULL && contact != NULL && strcasecmp(to, contact) == 0;
}

static int
is_published(const struct turn *t, const struct ladder *l)
{
	return t->terms.number != 0 && t->terms.ladder != NULL &&
	    terms_same_ladder(t->sc, l, t->terms.ladder);
}

static const struct calendar *
days_of(const struct turn *t)
{
	return policy_calendar(t->sc, t->policy, clocks_calendars(t->clocks));
}

int64_t
turn_debt_day(const struct turn *t)
{
	return calendar_day(days_of(t), t->sc->now);
}

static void
fill_facts(struct look *k)
{
	const struct turn *t = k->t;
	const struct stopped *s = t->debtor.stopped.at;
	struct ladder_stopped *all = scope_alloc(t->sc, sizeof(*all) *
	    (size_t)(t->debtor.stopped.n + 1));

	for (int i = 0; i < t->debtor.stopped.n; i++)
		all[i] = s[i].at;
	k->f = (struct ladder_facts){ .now = t->sc->now,
	    .calendar = days_of(t), .since = k->d->since, .step = k->d->step,
	    .step_day = k->d->step_day, .disputed = k->d->disputed.at != 0,
	    .held = k->d->held.at != 0, .held_until = k->d->held_until,
	    .resumed = k->d->resumed, .vip = k->d->is_vip,
	    .has_contact = has_contact(t),
	    .is_paid = k->d->ends != DAY_UNKNOWN, .stopped = all,
	    .nstopped = t->debtor.stopped.n };
	k->f.is_published = k->l != NULL && is_published(t, k->l);
}

static struct debt_notice
notice_of(const struct look *k)
{
	const struct turn *t = k->t;

	return (struct debt_notice){ { t->sc, t->texts, t->state.who.language
	    != NULL ? t->state.who.language : t->desk->language }, k->d, k->l,
	    &k->f, t->terms.offer, t->terms.number, t->terms_url };
}

static void
step_is_made(struct look *k)
{
	struct deed *d = deed_add(k->t, DEED_DEBT, k->ev);
	struct debt *own = scope_alloc(k->t->sc, sizeof(*own));
	char today[DATE_TEXT];

	date_text(turn_debt_day(k->t), today);
	d->name = "step";
	d->value = str_fmt(k->t->sc, "%d", k->m.step);
	d->text = str_dup(k->t->sc, today);
	*own = *k->d;
	own->step = own->step > k->m.step ? own->step : k->m.step;
	own->step_day[k->m.step] = turn_debt_day(k->t);
	k->t->state.debt = own;
	(void)turn_ask_bought(k->t, k->ev);
}

/* What stands in the way of a step is told once. */
static void
hear(struct look *k, const char *why, const char *text)
{
	const char *told = str_fmt(k->t->sc, "%d %s", k->m.step, why);
	struct deed *d;

	if (str_same(k->d->told, told))
		return;
	d = deed_add(k->t, DEED_DEBT, k->ev);
	d->name = "told";
	d->text = told;
	deed_note(k->t, k->ev, text);
}

/* Who is late, with what, and since when. */
static const char *const *
whose(const struct look *k)
{
	const char **p = scope_alloc(k->t->sc, 9 * sizeof(*p));
	struct terms_words w = desk_words(k);
	const char *to = k->t->thread->requestor.email;
	const char *all[] = { "customer", k->d->customer_name, "amount",
	    debt_amounts(&(struct clock_words){ w.sc, w.texts, w.language },
	    k->d), "day", debt_day_text(&w, k->d->since),
	    "name", to == NULL ? "-" : to, NULL };

	memcpy(p, all, sizeof(all));
	return p;
}

static const char *
say_leads(const struct look *k)
{
	const struct list *l = &k->t->leads;

	return l->n == 0 ? say(k, "clock.no-leads", NULL) :
	    say(k, "clock.leads", PAIRS("names", text_list(k->t->sc,
	    k->t->desk->language, l->at, l->n)));
}

static void
wait(struct look *k)
{
	const char *why = k->m.why;

	if (str_same(why, "vip"))
		hear(k, why, str_fmt(k->t->sc, "%s\n%s", say(k,
		    "debt.vip-silent", whose(k)), say_leads(k)));
	else if (str_same(why, "no-contact"))
		hear(k, why, say(k, k->d->contact == NULL ?
		    "debt.no-contact" : "debt.other-contact", PAIRS(
		    "customer", k->d->customer_name, "contact",
		    k->d->contact, "name", whose(k)[7])));
	else if (str_same(why, "not-published"))
		hear(k, why, say(k, "debt.not-published", NULL));
}

/* The first one tells the terms, too, and is the evidence; so is the last. */
static void
notice(struct look *k)
{
	const struct debt_notice n = notice_of(k);
	struct turn *t = k->t;
	int shows = t->terms.number != 0 && t->terms.offer != NULL &&
	    !t->terms.is_done && k->f.is_published;
	const char *text = debt_notice_text(&n, k->m.step, shows ||
	    k->m.step == LADDER_FINAL);
	struct deed *d;

	/* What nobody was sent is no step: an agent may send it. */
	if (t->desk->mode != MODE_ENFORCE) {
		hear(k, "mode", str_fmt(t->sc, "%s\n\n%s", say(k,
		    "debt.draft", NULL), text));
		k->m.next = t->sc->now + DAY_MS;
		return;
	}
	step_is_made(k);
	d = deed_add(t, DEED_ORDER, k->ev);
	d->order = (struct order){ .kind = ORDER_REPLY, .text = text };
	d->step = k->m.step;
	if (!shows)
		return;
	d->name = t->terms.offer->name;
	d->value = n.words.language;
	d->terms = t->terms.number;
	t->terms.is_done = 1;
}

/* Of what Microsoft calls it nothing may look like a command of ours. */
static const char *
name_of(const struct look *k, const struct owned *o)
{
	return o->name == NULL ? o->id : packet_calm(k->t->sc, o->name);
}

/* The lines that a person may write, one for each that is active. */
static void
put_commands(const struct look *k, struct buf *b)
{
	const struct owned *o = k->t->debtor.owned.at;
	int n = 0;

	for (int i = 0; i < k->t->debtor.owned.n; i++) {
		if (!str_same(o[i].state, "active"))
			continue;
		buf_fmt(b, "\n%s: /csp suspend %s", name_of(k, &o[i]),
		    o[i].id);
		n++;
	}
	if (n == 0)
		buf_fmt(b, "\n%s", say(k, "debt.nothing-active", NULL));
}

static void
ask(struct look *k)
{
	struct buf b;

	step_is_made(k);
	buf_init(&b, k->t->sc, NOTE_BYTES);
	buf_puts(&b, say(k, k->m.why == NULL ? "debt.ask" : "debt.ask-vip",
	    whose(k)));
	if (k->m.why == NULL)
		put_commands(k, &b);
	else
		buf_fmt(&b, "\n%s", say_leads(k));
	deed_note(k->t, k->ev, b.at);
}

/* "Business Premium: its term ends on ..", a line for each. */
static const char *
say_lost(const struct look *k, const struct terms_words *w)
{
	const struct stopped *s = k->t->debtor.stopped.at;
	struct buf b;

	buf_init(&b, k->t->sc, NOTE_BYTES);
	for (int i = 0; i < k->t->debtor.stopped.n; i++) {
		int has_term = s[i].at.kind == SUBSCRIPTION_NCE &&
		    s[i].at.term_ends != DAY_UNKNOWN;

		buf_fmt(&b, "%s%s", b.len == 0 ? "" : "\n", text_fill(w->sc,
		    w->texts, w->language, has_term ? "reminder.term-ends" :
		    "reminder.stopped", PAIRS("name", name_of(k, s[i].owned),
		    "day", debt_day_text(w, has_term ? s[i].at.term_ends :
		    s[i].at.since))));
	}
	return b.at;
}

static void
last_call(struct look *k)
{
	const struct debt_notice n = notice_of(k);
	const struct terms_words w = desk_words(k);

	step_is_made(k);
	if (k->m.why == NULL)
		deed_order(k->t, k->ev, &(struct order){ .kind = ORDER_REPLY,
		    .text = debt_notice_call(&n, say_lost(k, &n.words)) });
	deed_note(k->t, k->ev, str_fmt(k->t->sc, "%s\n%s", say(k, "debt.call",
	    PAIRS("customer", k->d->customer_name)), say_lost(k, &w)));
}

static int
was_reminded(const struct look *k)
{
	return k->d->step_day[LADDER_REMINDER] != 0 ||
	    k->d->step_day[LADDER_SECOND] != 0 ||
	    k->d->step_day[LADDER_FINAL] != 0;
}

static void
put_restores(const struct look *k, struct buf *b)
{
	const struct stopped *s = k->t->debtor.stopped.at;

	buf_puts(b, say(k, "debt.restore", PAIRS("customer",
	    k->d->customer_name)));
	for (int i = 0; i < k->t->debtor.stopped.n; i++)
		buf_fmt(b, "\n%s: /csp restore %s", name_of(k, s[i].owned),
		    s[i].owned->id);
}

static void
end(struct look *k)
{
	const struct debt_notice n = notice_of(k);
	int is_suspended = k->f.nstopped > 0;
	struct buf b;

	step_is_made(k);
	buf_init(&b, k->t->sc, NOTE_BYTES);
	if (was_reminded(k) && k->f.has_contact)
		deed_order(k->t, k->ev, &(struct order){ .kind = ORDER_REPLY,
		    .text = debt_notice_thanks(&n, is_suspended) });
	else
		buf_puts(&b, say(k, "debt.paid", PAIRS("customer",
		    k->d->customer_name)));
	if (is_suspended) {
		buf_puts(&b, b.len == 0 ? "" : "\n");
		put_restores(k, &b);
	}
	if (b.len > 0)
		deed_note(k->t, k->ev, b.at);
	if (!is_suspended && !k->t->thread->is_closed)
		deed_order(k->t, k->ev, &(struct order){ .kind = ORDER_SET,
		    .status = k->t->desk->closed_status });
}

static void (*const moves[])(struct look *) = {
	[LADDER_WAIT] = wait, [LADDER_NOTICE] = notice, [LADDER_ASK] = ask,
	[LADDER_LAST_CALL] = last_call, [LADDER_END] = end,
};

int
turn_debt_due(const struct turn *t)
{
	const struct case_state *s = &t->state;

	return s->debt != NULL && s->debt->is_here &&
	    s->timer[TIMER_DEBT] > 0 && s->timer[TIMER_DEBT] <= t->sc->now;
}

void
turn_debt(struct turn *t, const struct event *ev)
{
	struct look k = { .t = t, .ev = ev, .d = t->state.debt,
	    .l = policy_ladder(t->sc, t->policy) };

	if (k.d == NULL || !k.d->is_here)
		return;
	fill_facts(&k);
	ladder_next(k.l, &k.f, &k.m);
	if (t->desk->mode == MODE_OBSERVE)
		k.m.next = t->sc->now + DAY_MS;
	else
		moves[k.m.act](&k);
	if (k.m.next != LADDER_NEVER)
		t->state.timer[TIMER_DEBT] = k.m.next;
}

const char *
turn_debt_tell(const struct turn *t)
{
	const struct clock_words w = { t->sc, t->texts, t->desk->language };
	int64_t next = t->state.timer[TIMER_DEBT];
	const char *text = debt_tell(&w, t->state.debt);

	if (*text == '\0' || next <= t->sc->now)
		return text;
	return str_fmt(t->sc, "%s\n%s", text, text_fill(t->sc, t->texts,
	    t->desk->language, "debt.next", PAIRS("day", debt_day_text(
	    &(struct terms_words){ t->sc, t->texts, t->desk->language },
	    calendar_day(days_of(t), next)))));
}
