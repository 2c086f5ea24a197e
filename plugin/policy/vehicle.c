/*
 * Judges ways to Microsoft one by one and compares those that fit. Every
 * fact that a vehicle's row asks must be known: unknown does not fit.
 */
#include "policy/vehicle.h"

#include "base/str.h"
#include "policy/date.h"
#include "policy/view.h"

#include <string.h>

const struct entitlement *
entitlement_at(const struct facts *f, int n)
{
	const struct entitlement *all = f->entitlements.at;

	return &all[n];
}

/* The row of the vehicle that is valid that day, or NULL. */
static const struct vehicle *
vehicle_on(const struct policy *p, int vehicle, int64_t day)
{
	const struct vehicle *v = p->table[TABLE_VEHICLES].at;

	for (int i = 0; i < p->table[TABLE_VEHICLES].n; i++, v++)
		if (v->vehicle == vehicle &&
		    (v->from == DAY_UNKNOWN || v->from <= day) &&
		    (v->to == DAY_UNKNOWN || day <= v->to))
			return v;
	return NULL;
}

int
vehicle_needs_entitlement(const struct policy *p, int vehicle)
{
	const struct vehicle *v = p->table[TABLE_VEHICLES].at;

	for (int i = 0; i < p->table[TABLE_VEHICLES].n; i++)
		if (v[i].vehicle == vehicle && !v[i].held)
			return 0;
	return 1;
}

/* E11, and the day on both ends counts. NULL: usable. */
static const char *
unusable(const struct entitlement *e, int64_t today)
{
	if (e->from == DAY_UNKNOWN || e->to == DAY_UNKNOWN)
		return "dates-unknown";
	if (today < e->from)
		return "not-yet-valid";
	if (today > e->to)
		return "expired";
	return e->units_left == 0 ? "no-units" : NULL;
}

void
vehicle_view(const struct way *w, struct view *v)
{
	v->at[CELL_VEHICLE] = w->vehicle == NULL ? WORD_UNKNOWN :
	    w->vehicle->vehicle;
	v->at[CELL_PLAN] = w->held == NULL ? WORD_UNKNOWN : w->held->plan;
	v->at[CELL_HOLDER] = w->held == NULL ? HOLDER_PARTNER :
	    w->held->holder;
}

/*
 * Looks for a row that serves the case. If none does, the reason is the
 * unknown cell of a row that only waits for it, else the last "no".
 */
static void
judge_scope(const struct view *v, struct way *w)
{
	int nearest = -1;

	for (int i = 0; i < w->vehicle->serves.n; i++) {
		const struct row *r = row_at(&w->vehicle->serves,
		    sizeof(*r), i);
		enum cell c = CELL__MAX;
		enum fit fit = cell_fit(r->cell, v, &c);

		if (fit > w->fit) {
			w->fit = fit;
			w->unknown = c;
		}
		if (fit == FIT_NO && (int)c > nearest)
			nearest = c;
	}
	if (w->fit != FIT_YES)
		w->reason = cell_info[w->fit == FIT_UNKNOWN ?
		    w->unknown : (enum cell)nearest].name;
}

/* DESIGN 5: what a customer holds serves that customer's environment only. */
static void
judge_holder(const struct facts *f, struct way *w)
{
	int environment = f->issue.environment;

	if (w->held == NULL || w->held->holder != HOLDER_CUSTOMER ||
	    environment == ENVIRONMENT_CUSTOMER || w->fit == FIT_NO)
		return;
	if (environment == WORD_UNKNOWN) {
		w->fit = FIT_UNKNOWN;
		w->unknown = CELL_ENVIRONMENT;
		w->reason = cell_info[CELL_ENVIRONMENT].name;
	} else {
		w->fit = FIT_NO;
		w->reason = cell_info[CELL_HOLDER].name;
	}
}

void
vehicle_judge(const struct policy *p, const struct facts *f,
    const struct view *v, int vehicle, const struct entitlement *held,
    struct way *ret)
{
	int64_t today = date_of(f->now);
	struct view mine = *v;
	const char *why;

	*ret = (struct way){ vehicle_on(p, vehicle, today), held, FIT_NO,
	    "not-offered", CELL__MAX };
	if (ret->vehicle == NULL)
		return;
	if (held == NULL && ret->vehicle->held) {
		ret->reason = "not-held";
	} else if (held != NULL && (why = unusable(held, today)) != NULL) {
		ret->reason = why;
		if (strcmp(why, "dates-unknown") == 0)
			ret->fit = FIT_UNKNOWN;
	} else {
		vehicle_view(ret, &mine);
		judge_scope(&mine, ret);
		judge_holder(f, ret);
	}
}

/* An unknown fee counts as paid. */
static enum cost
cost(const struct way *w)
{
	if (w->held == NULL)
		return COST_FREE;
	if (w->held->fee != FEE_INCLUDED)
		return COST_PAID;
	return w->held->units_left == COUNT_UNKNOWN ? COST_FREE : COST_UNIT;
}

static int
rank(const struct policy *p, const struct way *w)
{
	const struct settings *s = policy_settings(p);

	for (int i = 0; i < COST__MAX; i++)
		if (s->order[i] == (int)cost(w))
			return i;
	return COST__MAX;
}

/* Is `a` to be taken before `b`? The programme's own way wins a tie. */
static int
is_better(const struct policy *p, const struct way *a, const struct way *b)
{
	int ra = rank(p, a), rb = rank(p, b);

	if (b->fit != FIT_YES)
		return 1;
	if (ra != rb)
		return ra < rb;
	if (a->held == NULL || b->held == NULL)
		return b->held != NULL;
	if (a->held->to != b->held->to)
		return a->held->to < b->held->to;
	return strcmp(a->held->id, b->held->id) < 0;
}

struct search {
	const struct policy	*p;
	const struct facts	*f;
	const struct view	*v;
	struct way		*best;
	uint32_t		 missing;
	int			 asked;		/* a way of `via` is held */
};

static void
consider(struct search *s, int vehicle, const struct entitlement *held)
{
	int via = s->f->request.via;
	struct way w;

	if (via != WORD_UNKNOWN && via != vehicle)
		return;
	s->asked = 1;
	vehicle_judge(s->p, s->f, s->v, vehicle, held, &w);
	if (w.fit == FIT_UNKNOWN && w.unknown != CELL__MAX)
		s->missing |= view_missing(w.unknown);
	if (w.fit == FIT_YES && is_better(s->p, &w, s->best))
		*s->best = w;
}

uint32_t
vehicle_choose(const struct policy *p, const struct facts *f,
    const struct view *v, struct way *ret)
{
	struct search s = { p, f, v, ret, 0, 0 };
	const struct vehicle *row = p->table[TABLE_VEHICLES].at;
	int asked;

	*ret = (struct way){ NULL, NULL, FIT_NO, NULL, CELL__MAX };
	for (int i = 0; i < p->table[TABLE_VEHICLES].n; i++)
		if (!row[i].held)
			consider(&s, row[i].vehicle, NULL);
	for (int i = 0; i < f->entitlements.n; i++) {
		const struct entitlement *e = entitlement_at(f, i);

		consider(&s, e->vehicle, e);
	}
	if (ret->fit == FIT_YES)
		return 0;
	if (s.missing != 0)
		return s.missing;
	asked = f->request.via != WORD_UNKNOWN && s.asked;
	return UINT32_C(1) << word_find(words_missing,
	    asked ? "via" : "entitlements");
}
