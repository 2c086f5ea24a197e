/* Sums the intervals of a holder, and says what comes of it. */
#include "case_clock.h"

#include "base/clock.h"
#include "base/str.h"
#include "policy/words.h"

#include <string.h>

enum { LINES_BYTES = 4096 };

/* The same, to be changed, with room for one more. */
static struct holding *
copy_of(struct scope *sc, const struct list *l)
{
	struct holding *all = scope_alloc(sc, sizeof(*all) *
	    (size_t)(l->n + 1));

	if (l->n > 0)
		memcpy(all, l->at, sizeof(*all) * (size_t)l->n);
	return all;
}

int
case_is_held(const struct case_state *s)
{
	const struct holding *all = s->holdings.at;

	return s->holdings.n > 0 && all[s->holdings.n - 1].to == 0;
}

void
case_pass(struct scope *sc, struct case_state *s, const char *holder,
    int64_t at)
{
	struct list *l = &s->holdings;
	struct holding *all = copy_of(sc, l);
	struct holding *last = l->n == 0 ? NULL : &all[l->n - 1];
	int is_open = case_is_held(s);
	int64_t least = last == NULL ? 0 : is_open ? last->from + 1 : last->to;

	if (str_same(holder, is_open ? last->holder : NULL))
		return;
	if (at > sc->now)
		at = sc->now;
	/* No two begin at the same time: a row is named by it. */
	if (at < least)
		at = least;
	if (is_open)
		last->to = at;
	if (holder != NULL)
		all[l->n++] = (struct holding){ holder, at, 0 };
	l->at = all;
}

int64_t
clock_used(const struct case_state *s, enum clock_holder h,
    const struct calendar *c, int64_t now)
{
	const struct holding *all = s->holdings.at;
	int64_t since = s->clock[h].since, sum = 0;

	for (int i = 0; i < s->holdings.n; i++) {
		int64_t from = all[i].from < since ? since : all[i].from;
		int64_t to = all[i].to == 0 ? now : all[i].to;

		if (str_same(all[i].holder, clock_holders[h]))
			sum += calendar_between(c, from, to);
	}
	return sum;
}

static const char *
number(const struct clock_words *w, int64_t n)
{
	return text_number(w->sc, w->language, n);
}

static const char *
word(const struct clock_words *w, const char *group, const char *code)
{
	return text_or(w->sc, w->texts, w->language, str_fmt(w->sc, "%s.%s",
	    group, code), code);
}

const char *
clock_say(const struct clock_words *w, const char *key,
    const struct case_state *s, enum clock_holder h,
    const struct clock_target *aim)
{
	int64_t used = clock_used(s, h, aim->calendar, w->sc->now);
	int64_t left = aim->minutes * CLOCK_MINUTE - used;

	return text_fill(w->sc, w->texts, w->language, key, PAIRS("holder",
	    word(w, "holder", clock_holders[h]), "used",
	    number(w, used / CLOCK_MINUTE), "target",
	    number(w, aim->minutes), "calendar",
	    word(w, "calendar", calendar_name(aim->calendar)), "due",
	    calendar_text(w->sc, aim->calendar, calendar_after(aim->calendar,
	    w->sc->now, left > 0 ? left : 0))));
}

static const char *
key_of(const struct case_state *s, enum clock_holder h,
    const struct clock_target *aim, int64_t now)
{
	if (clock_used(s, h, aim->calendar, now) >= aim->minutes *
	    CLOCK_MINUTE)
		return "clock.over";
	return !s->row.is_closed && str_same(s->row.holder, clock_holders[h])
	    ? "clock.runs" : "clock.rests";
}

const char *
clock_tell(const struct clock_words *w, const struct calendars *all,
    const struct case_state *s)
{
	struct buf b;

	buf_init(&b, w->sc, LINES_BYTES);
	for (enum clock_holder h = 0; h < CLOCK__MAX; h++) {
		const struct case_clock *c = &s->clock[h];
		struct clock_target aim = { c->minutes, c->since == 0 ? NULL :
		    calendar_find(all, c->calendar) };

		if (aim.calendar != NULL)
			buf_fmt(&b, "%s%s", b.len == 0 ? "" : "\n",
			    clock_say(w, key_of(s, h, &aim, w->sc->now), s, h,
			    &aim));
	}
	return b.at;
}

int64_t
case_held(const struct case_state *s, const char *holder, int64_t now)
{
	const struct holding *all = s->holdings.at;
	int64_t sum = 0;

	for (int i = 0; i < s->holdings.n; i++)
		if (str_same(all[i].holder, holder))
			sum += (all[i].to == 0 ? now : all[i].to) -
			    all[i].from;
	return sum;
}

/* "26:05": hours and minutes. */
static const char *
hours(const struct clock_words *w, int64_t ms)
{
	int64_t minutes = ms / CLOCK_MINUTE;

	return str_fmt(w->sc, "%lld:%02lld", (long long)(minutes / 60),
	    (long long)(minutes % 60));
}

const char *
held_tell(const struct clock_words *w, const struct case_state *s)
{
	int64_t all = 0;
	struct buf b;

	if (s->holdings.n == 0)
		return "";
	buf_init(&b, w->sc, LINES_BYTES);
	for (int i = 0; words_ball[i] != NULL; i++) {
		int64_t ms = case_held(s, words_ball[i], w->sc->now);

		all += ms;
		if (ms > 0)
			buf_fmt(&b, "%s\n", text_fill(w->sc, w->texts,
			    w->language, "held.line", PAIRS("who", word(w,
			    "ball", words_ball[i]), "time", hours(w, ms))));
	}
	buf_fmt(&b, "%s", text_fill(w->sc, w->texts, w->language, "held.all",
	    PAIRS("time", hours(w, all))));
	return b.at;
}
