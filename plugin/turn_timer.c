/*
 * What time alone makes us do: a timer that is due is an event like any
 * other. It is nobody's, so it can do less than anybody: no escalation.
 */
#include "turn_do.h"

#include "base/str.h"
#include "policy/words.h"

const char *const timer_names[TIMER__MAX + 1] = {
	[TIMER_CLOCK] = "clock", [TIMER_UNIT] = "unit",
	[TIMER_ANSWER] = "answer", [TIMER_DEBT] = "debt",
	[TIMER_SUSPENSION] = "suspension",
	[TIMER__MAX] = NULL
};

static void (*const handlers[TIMER__MAX])(struct turn *,
    const struct event *) = {
	/* Without one a timer only has the ticket read again. */
	[TIMER_CLOCK] = turn_clock_due,
	[TIMER_UNIT] = turn_ask_unit,
	[TIMER_ANSWER] = turn_exchange_late,
	[TIMER_DEBT] = turn_debt,
};

int
timer_holds(const struct case_state *s, enum timer which)
{
	return !s->row.is_closed || which == TIMER_UNIT ||
	    which == TIMER_DEBT || which == TIMER_SUSPENSION;
}

static int
is_due(const struct case_state *s, int which, int64_t now)
{
	return timer_holds(s, (enum timer)which) && s->timer[which] > 0 &&
	    s->timer[which] <= now;
}

int
turn_timer_due(const struct case_state *s, int64_t now)
{
	for (int i = 0; i < TIMER__MAX; i++)
		if (is_due(s, i, now))
			return 1;
	return 0;
}

void
turn_timer(struct turn *t, const struct event *ev)
{
	int which = word_find(timer_names, ev->field);

	if (which == WORD_UNKNOWN || ev->by != AUTHOR_SYSTEM)
		return;
	t->state.timer[which] = 0;
	if (handlers[which] != NULL)
		handlers[which](t, ev);
	/* What is set to no later than now would never be looked at again. */
	if (t->state.timer[which] > 0 && t->state.timer[which] <= t->sc->now)
		t->state.timer[which] = t->sc->now + 1;
}

const struct event *
turn_timers(struct turn *t)
{
	static const struct author nobody = { .roles = WORD_UNKNOWN };
	struct event *ev = NULL;

	for (int i = 0; i < TIMER__MAX; i++) {
		int64_t due = t->state.timer[i];

		if (!is_due(&t->state, i, t->sc->now))
			continue;
		ev = scope_alloc(t->sc, sizeof(*ev));
		*ev = (struct event){ .kind = EVENT_TIMER, .at = due,
		    .id = str_fmt(t->sc, "%s-%lld", timer_names[i],
		    (long long)due), .by = AUTHOR_SYSTEM,
		    .field = timer_names[i] };
		turn_event(t, ev, &nobody);
	}
	return ev;
}
