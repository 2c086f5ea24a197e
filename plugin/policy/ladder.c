/*
 * The ladder, day by day. Who is in dispute, held or without an address is
 * told nothing (5.1); a day becomes the first moment on it or after it at
 * which the partner works.
 */
#include "policy/ladder.h"

#include "base/str.h"
#include "policy/table.h"
#include "policy/words.h"

#include <string.h>

static int64_t
support_step(const struct policy *p)
{
	const struct settings *s = policy_settings(p);

	return s->on[CELL_LIMIT_DEBTORS - CELL_GLOBAL_ADMIN] ?
	    s->overdue_step : 0;
}

const struct ladder *
policy_ladder(struct scope *sc, const struct policy *p)
{
	const struct ladder_row *r = p->table[TABLE_LADDER].at;
	const struct step_row *s;
	struct ladder *l;

	if (p->table[TABLE_LADDER].n != 1)
		return NULL;
	l = scope_alloc(sc, sizeof(*l));
	*l = (struct ladder){ .between_days = r->between_days,
	    .notice_days = r->notice_days, .call_term_days = r->call_term,
	    .call_suspended_day = r->call_suspended,
	    .support_step = support_step(p), .calendar = r->calendar,
	    .vip_notices = r->vip_notices,
	    .needs_published = r->needs_published };
	for (int i = 0; i < LEN(l->days); i++)
		l->days[i] = -1;
	s = r->steps.at;
	for (int i = 0; i < r->steps.n; i++)
		l->days[s[i].step] = s[i].days;
	return l;
}

enum err
ladder_check(struct scope *sc, const struct policy *p,
    const struct calendars *all)
{
	const struct ladder_row *r = p->table[TABLE_LADDER].at;

	if (p->table[TABLE_LADDER].n == 1 &&
	    calendar_find(all, r->calendar) == NULL)
		return node_bad(sc, node_at(r->row.from, "calendar"), "is no "
		    "calendar of calendars.conf");
	return E_OK;
}

const struct calendar *
policy_calendar(struct scope *sc, const struct policy *p,
    const struct calendars *all)
{
	const struct ladder *l = policy_ladder(sc, p);

	return calendar_find(all, l == NULL ? CALENDAR_BUSINESS : l->calendar);
}

static int64_t
later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t
sooner(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t
today(const struct ladder_facts *f)
{
	return calendar_day(f->calendar, f->now);
}

/* When we work on that day or after it: now, or later. */
static int64_t
moment(const struct ladder_facts *f, int64_t day)
{
	return calendar_opens(f->calendar, day, f->now);
}

static int64_t
tomorrow(const struct ladder_facts *f)
{
	return moment(f, today(f) + 1);
}

static int
next_step(const struct ladder *l, int done)
{
	for (int i = done + 1; i <= LADDER_REQUEST; i++)
		if (l->days[i] >= 0)
			return i;
	return 0;
}

/* When the debtor could last begin to count on what he was told. */
static int64_t
counted_from(const struct ladder_facts *f)
{
	int64_t day = later(f->step_day[LADDER_FINAL], f->resumed);

	return f->held && f->held_until != 0 && f->held_until < today(f) ?
	    later(day, f->held_until + 1) : day;
}

/* When the step can come by all that was done before it. */
static int64_t
first_moment(const struct ladder *l, const struct ladder_facts *f, int step)
{
	int64_t day = f->since + l->days[step];

	for (int i = 1; i < step; i++)
		if (f->step_day[i] != 0)
			day = later(day, f->step_day[i] + l->between_days);
	if (step == LADDER_REQUEST)
		day = later(day, counted_from(f) + l->notice_days);
	return moment(f, day);
}

int64_t
ladder_day(const struct ladder *l, const struct ladder_facts *f, int step)
{
	struct ladder_facts then = *f;
	int64_t done[LADDER_STEPS];

	memcpy(done, f->step_day, sizeof(done));
	then.step_day = done;
	for (int i = next_step(l, f->step); i != 0 && i <= step;
	    i = next_step(l, i)) {
		then.now = first_moment(l, &then, i);
		if (then.now == LADDER_NEVER)
			break;
		done[i] = today(&then);
		if (i == step)
			return done[i];
	}
	return DAY_UNKNOWN;
}

int64_t
ladder_call_day(const struct ladder *l, const struct ladder_stopped *s)
{
	int64_t by_term = DAY_UNKNOWN, by_days;

	if (s->term_ends != DAY_UNKNOWN)
		by_term = s->term_ends - l->call_term_days;
	if (s->kind == SUBSCRIPTION_NCE)
		return by_term;
	if (s->kind != SUBSCRIPTION_LEGACY || s->since == DAY_UNKNOWN)
		return DAY_UNKNOWN;
	by_days = s->since + l->call_suspended_day;
	/* Whose term had ended before it was suspended is not of that term. */
	return s->term_ends >= s->since && by_term < by_days ? by_term :
	    by_days;
}

/* The earliest last call that is still to be made. */
static int64_t
call_moment(const struct ladder *l, const struct ladder_facts *f)
{
	int64_t first = LADDER_NEVER;

	if (f->step_day[LADDER_CALL] != 0)
		return LADDER_NEVER;
	for (int i = 0; i < f->nstopped; i++) {
		int64_t day = ladder_call_day(l, &f->stopped[i]);

		if (day != DAY_UNKNOWN)
			first = sooner(first, moment(f, day));
	}
	return first;
}

/* Why the debtor is told nothing, whatever the day; NULL: nothing does. */
static const char *
stopped_by(const struct ladder_facts *f, int64_t *ret_until)
{
	*ret_until = LADDER_NEVER;
	if (f->is_paid)
		return "paid";
	if (f->disputed)
		return "disputed";
	if (!f->held || (f->held_until != 0 && f->held_until < today(f)))
		return NULL;
	if (f->held_until != 0)
		*ret_until = moment(f, f->held_until + 1);
	return "held";
}

/* What the step lacks on its day; NULL: nothing. */
static const char *
lacks(const struct ladder *l, const struct ladder_facts *f, int step)
{
	if (step < LADDER_REQUEST && f->vip && !l->vip_notices)
		return "vip";
	if (step < LADDER_REQUEST && !f->has_contact)
		return "no-contact";
	return step >= LADDER_FINAL && l->needs_published &&
	    !f->is_published ? "not-published" : NULL;
}

/* When a later step comes, this one being made now. */
static int64_t
next_moment(const struct ladder *l, const struct ladder_facts *f, int step)
{
	int after = next_step(l, step);
	int64_t day = after == 0 ? DAY_UNKNOWN : ladder_day(l, f, after);

	return day == DAY_UNKNOWN ? LADDER_NEVER : moment(f, day);
}

/* A step on its day, if it lacks nothing. */
static void
make(const struct ladder *l, const struct ladder_facts *f, int64_t call,
    struct ladder_move *ret)
{
	/* What it lacks comes by people; then it is looked at anyway. */
	if ((ret->why = lacks(l, f, ret->step)) != NULL) {
		ret->next = tomorrow(f);
		return;
	}
	ret->act = ret->step == LADDER_REQUEST ? LADDER_ASK : LADDER_NOTICE;
	if (ret->act == LADDER_ASK && f->vip)
		ret->why = "vip";
	ret->next = sooner(next_moment(l, f, ret->step), call);
}

static void
climb(const struct ladder *l, const struct ladder_facts *f, int64_t call,
    struct ladder_move *ret)
{
	int64_t at;

	if ((ret->step = next_step(l, f->step)) == 0) {
		ret->next = call;
		return;
	}
	at = first_moment(l, f, ret->step);
	if (at > f->now)
		ret->next = sooner(at, call);
	else
		make(l, f, call, ret);
}

void
ladder_next(const struct ladder *l, const struct ladder_facts *f,
    struct ladder_move *ret)
{
	int64_t call, until;

	*ret = (struct ladder_move){ LADDER_WAIT, 0, LADDER_NEVER, NULL };
	if (f->is_paid && f->step_day[LADDER_PAID] == 0)
		*ret = (struct ladder_move){ LADDER_END, LADDER_PAID,
		    LADDER_NEVER, NULL };
	if (l == NULL)
		return;
	call = call_moment(l, f);
	if (ret->act == LADDER_END) {
		ret->next = call;
		return;
	}
	ret->why = stopped_by(f, &until);
	ret->next = sooner(until, call);
	if (call == f->now) {
		/* Whoever is told: what is lost is lost. */
		ret->act = LADDER_LAST_CALL;
		ret->step = LADDER_CALL;
		ret->next = tomorrow(f);
		if (ret->why == NULL && !f->has_contact)
			ret->why = "no-contact";
	} else if (ret->why == NULL) {
		climb(l, f, call, ret);
	}
}
