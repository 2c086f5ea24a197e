/*
 * The clocks of a case (policy/clocks.h): when each starts anew, when it has
 * to be looked at again, and what it brings about by then. A clock acts for
 * nobody: it writes notes, sets a priority and the tier, and never escalates.
 */
#include "turn_do.h"

#include "base/clock.h"
#include "base/str.h"
#include "case_clock.h"
#include "policy/decide.h"
#include "policy/words.h"

enum { NOTE_BYTES = 8192, HUNDRED = 100 };

/* A clock's timer on its way. */
struct tick {
	struct turn		*t;
	const struct event	*ev;
	enum clock_holder	 holder;
	struct clock_target	 aim;
	int			 is_over;
	struct buf		 note;
};

static const char *
tier_id(const struct turn *t)
{
	return policy_tier(t->policy, turn_tier(t));
}

static const char *
provider_name(const struct turn *t)
{
	struct case_provider p;

	turn_provider(t, word_find(words_product, t->state.row.product), &p);
	return p.name;
}

/* 0: this holder has no clock in this case. */
static int
find_target(const struct turn *t, enum clock_holder h,
    struct clock_target *ret)
{
	const struct case_clock *c = &t->state.clock[h];

	if (h != CLOCK_MICROSOFT)
		return clocks_target(t->clocks, &(struct clock_case){ h,
		    tier_id(t), t->state.row.severity,
		    provider_name(t) }, ret);
	*ret = (struct clock_target){ c->minutes, c->since == 0 ? NULL :
	    calendar_find(clocks_calendars(t->clocks), c->calendar) };
	return ret->calendar != NULL;
}

static int
differs(const char *a, const char *b)
{
	return a != b && !str_same(a, b);
}

static int
starts_anew(const struct turn *t, enum clock_holder h)
{
	const struct case_clock *c = &t->state.clock[h];

	if (c->since == 0 || h == CLOCK_MICROSOFT)
		return c->since == 0;
	if (h == CLOCK_PARTNER && differs(c->tier, tier_id(t)))
		return 1;
	return clocks_restart_severity(t->clocks) &&
	    differs(c->severity, t->state.row.severity);
}

/* What the clock is for now; only what changed is written. */
static void
aim_at(struct turn *t, enum clock_holder h, const struct clock_target *aim)
{
	struct case_clock *c = &t->state.clock[h], was = *c;

	if (starts_anew(t, h)) {
		c->since = t->sc->now;
		c->reached = 0;
	}
	c->minutes = aim->minutes;
	c->calendar = calendar_name(aim->calendar);
	c->tier = tier_id(t);
	c->severity = t->state.row.severity;
	c->is_changed |= c->since != was.since || c->minutes != was.minutes ||
	    differs(c->calendar, was.calendar) ||
	    differs(c->severity, was.severity);
}

static int
is_for(const struct clock_step *s, enum clock_holder h)
{
	return (s->holders & 1 << h) != 0;
}

static int64_t
time_of(const struct clock_step *s, const struct clock_target *aim)
{
	return aim->minutes * CLOCK_MINUTE / HUNDRED * s->at;
}

/* When the next step comes, if nothing changes until then; 0: never. */
static int64_t
next_due(const struct turn *t, enum clock_holder h,
    const struct clock_target *aim)
{
	const struct clock_step *s;
	int64_t now = t->sc->now, left, due;

	for (int i = 0; (s = clocks_step(t->clocks, i)) != NULL; i++) {
		if (s->at <= t->state.clock[h].reached || !is_for(s, h))
			continue;
		left = time_of(s, aim) - clock_used(&t->state, h,
		    aim->calendar, now);
		due = calendar_after(aim->calendar, now, left > 0 ? left : 0);
		return due == INT64_MAX ? 0 : due > now ? due : now + 1;
	}
	return 0;
}

/* Opened again: what was used before is over. */
static void
start_all(struct turn *t)
{
	for (int h = 0; h < CLOCK__MAX; h++)
		if (t->state.clock[h].since != 0) {
			t->state.clock[h].since = t->sc->now;
			t->state.clock[h].reached = 0;
			t->state.clock[h].is_changed = 1;
		}
}

void
turn_clocks(struct turn *t)
{
	int h = word_find(clock_holders, t->state.row.holder);
	struct clock_target aim;

	t->state.timer[TIMER_CLOCK] = 0;
	/* A bill's days are no clock of anybody's. */
	if (t->state.row.is_closed || !case_is_support(&t->state))
		return;
	if (t->state.was_closed)
		start_all(t);
	if (h == WORD_UNKNOWN || !find_target(t, (enum clock_holder)h, &aim))
		return;
	aim_at(t, (enum clock_holder)h, &aim);
	t->state.timer[TIMER_CLOCK] = next_due(t, (enum clock_holder)h, &aim);
}

void
turn_clock_escalated(struct turn *t, const struct decision *d)
{
	int h = word_find(clock_holders, word_holder(d->route));

	if (h != CLOCK_MICROSOFT && h != CLOCK_PROVIDER)
		return;
	t->state.clock[h] = (struct case_clock){ .is_changed = 1 };
	if (h == CLOCK_MICROSOFT && d->has_response &&
	    d->minutes != COUNT_UNKNOWN)
		t->state.clock[h] = (struct case_clock){ .is_changed = 1,
		    .since = t->sc->now, .minutes = d->minutes,
		    .calendar = word_at(words_calendar, d->calendar) };
}

static void
add_line(struct tick *k, const char *text)
{
	buf_fmt(&k->note, "%s%s", k->note.len == 0 ? "" : "\n", text);
}

static const char *
say(struct tick *k, const char *key, const char *const *pairs)
{
	return text_fill(k->t->sc, k->t->texts, k->t->desk->language, key,
	    pairs);
}

static void
tell_clock(struct tick *k, const char *key)
{
	add_line(k, clock_say(&(struct clock_words){ k->t->sc, k->t->texts,
	    k->t->desk->language }, key, &k->t->state, k->holder, &k->aim));
}

static void
warn(struct tick *k)
{
	if (!k->is_over)
		tell_clock(k, "clock.warning");
}

static void
breach(struct tick *k)
{
	tell_clock(k, "clock.breach");
	deed_add(k->t, DEED_BREACH, k->ev)->name = clock_holders[k->holder];
}

static void
notify_lead(struct tick *k)
{
	const struct list *l = &k->t->leads;

	add_line(k, l->n == 0 ? say(k, "clock.no-leads", NULL) :
	    say(k, "clock.leads", PAIRS("names", text_list(k->t->sc,
	    k->t->desk->language, l->at, l->n))));
}

static void
raise_priority(struct tick *k)
{
	const struct desk_settings *d = k->t->desk;
	const char *to = d->raised_priority;

	if (*to == '\0') {
		add_line(k, say(k, "clock.no-priority", NULL));
		return;
	}
	if (d->mode != MODE_ENFORCE) {
		add_line(k, say(k, "done.not-in-mode", NULL));
		return;
	}
	if (!str_same(to, k->t->thread->priority))
		deed_order(k->t, k->ev, &(struct order){ .kind = ORDER_SET,
		    .priority = to });
	add_line(k, say(k, "clock.priority", PAIRS("priority", to)));
}

static void
next_tier(struct tick *k)
{
	add_line(k, turn_to_tier(k->t, k->ev, turn_tier(k->t) + 1));
}

static void (*const does[CLOCK_DO__MAX])(struct tick *) = {
	[CLOCK_WARN] = warn, [CLOCK_BREACH] = breach,
	[CLOCK_NOTIFY_LEAD] = notify_lead,
	[CLOCK_RAISE_PRIORITY] = raise_priority,
	[CLOCK_NEXT_TIER] = next_tier,
};

void
turn_clock_due(struct turn *t, const struct event *ev)
{
	struct tick k = { .t = t, .ev = ev };
	int h = word_find(clock_holders, t->state.row.holder);
	const struct clock_step *s;
	int64_t used;
	int was;

	k.holder = (enum clock_holder)h;
	if (h == WORD_UNKNOWN || t->state.clock[h].since == 0 ||
	    !find_target(t, k.holder, &k.aim))
		return;
	buf_init(&k.note, t->sc, NOTE_BYTES);
	was = t->state.clock[h].reached;
	used = clock_used(&t->state, k.holder, k.aim.calendar, t->sc->now);
	k.is_over = used >= k.aim.minutes * CLOCK_MINUTE;
	for (int i = 0; (s = clocks_step(t->clocks, i)) != NULL; i++) {
		if (s->at <= was || !is_for(s, k.holder) ||
		    used < time_of(s, &k.aim))
			continue;
		t->state.clock[h].reached = s->at;
		t->state.clock[h].is_changed = 1;
		does[s->then](&k);
	}
	if (k.note.len > 0)
		deed_note(t, ev, k.note.at);
}
