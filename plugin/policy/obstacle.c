/*
 * A row of the policy matches if every cell does, so it takes one change of a
 * cell that says no to make it match, and one of a cell that it asks to make
 * it miss. Changes of several facts do not disturb one another, but for the
 * cells in `joint`: those may become anything.
 */
#include "policy/obstacle.h"

#include "policy/view.h"

#include <strings.h>

/* Bits: a cell that says no, or is not known; or one of these. */
enum { CHECK_BIT = 44, NEED_BIT = 54, VEHICLE_BIT = 59, RULE_BIT = 60 };
_Static_assert((int)CELL__MAX <= CHECK_BIT, "cells have bits of their own");
_Static_assert((int)CHECK_BIT + (int)CHECKS <= NEED_BIT, "so have checks");
_Static_assert((int)NEED_BIT + (int)NEED__MAX <= VEHICLE_BIT, "so have rights");

#define BIT(n)	(UINT64_C(1) << (n))
#define CELLS	(BIT(CHECK_BIT) - 1)

static const uint64_t joint = CELL_BIT(CELL_GDAP) |
    CELL_BIT(CELL_GDAP_SUPPORT) | CELL_BIT(CELL_GDAP_SOON) |
    CELL_BIT(CELL_MAY);

/* Could the change make the cell one of these words? */
static int
may_be(const struct change *c, const struct view *after, enum cell cell,
    uint32_t words)
{
	if (!(c->touches & CELL_BIT(cell)))
		return 0;
	return (joint & CELL_BIT(cell)) != 0 ||
	    cell_accepts(words, after->at[cell]);
}

/* Could it make a row that matches miss? */
static int
may_miss(const struct change *c, const struct view *after,
    const struct row *r)
{
	uint64_t rest = c->touches & r->asks;

	for (; rest != 0; rest &= rest - 1) {
		enum cell cell = (enum cell)(ffsll((long long)rest) - 1);

		if (may_be(c, after, cell, ~r->cell[cell]))
			return 1;
	}
	return 0;
}

/* The words of a cell with which the rule sends a case elsewhere. */
static uint32_t
wants(const struct rule *r, enum cell cell)
{
	return cell == CELL_PROVIDER && r->route == ROUTE_PROVIDER ?
	    r->row.cell[cell] & ~CELL_UNKNOWN : r->row.cell[cell];
}

static uint64_t
route_stands(const struct goals *g, const struct rule *r)
{
	uint64_t bits = r > g->now.rule ? BIT(RULE_BIT) : 0;

	for (int c = 0; c < CELL__MAX; c++)
		if (!cell_accepts(wants(r, c), g->now.view.at[c]))
			bits |= CELL_BIT(c);
	return bits;
}

static uint64_t
route_lifts(const struct goal *goal, const struct change *c,
    const struct view *after)
{
	uint64_t bits = 0, rest = goal->stands & c->touches & CELLS;

	for (; rest != 0; rest &= rest - 1) {
		enum cell cell = (enum cell)(ffsll((long long)rest) - 1);

		if (may_be(c, after, cell, wants(goal->rule, cell)))
			bits |= CELL_BIT(cell);
	}
	return bits;
}

/* ---- the gates on the way to Microsoft, as verdict() has them */

static uint64_t
needs_stand(const struct goals *g)
{
	const struct needs *n = g->p->table[TABLE_NEEDS].at;
	uint64_t bits = 0;

	for (int i = 0; i < g->p->table[TABLE_NEEDS].n; i++)
		if (cell_match(n[i].row.cell, &g->now.view))
			bits |= n[i].facts;
	for (int c = 0; c < CELL__MAX; c++)
		if (g->now.view.at[c] != WORD_UNKNOWN)
			bits &= ~CELL_BIT(c);
	return bits;
}

static uint64_t
needs_lift(const struct goals *g, const struct change *c,
    const struct view *after)
{
	const struct needs *n = g->p->table[TABLE_NEEDS].at;
	uint64_t bits = c->touches;

	for (int i = 0; i < g->p->table[TABLE_NEEDS].n; i++)
		if (may_miss(c, after, &n[i].row))
			bits |= n[i].facts;
	return bits;
}

static uint64_t
rights_stand(const struct goals *g)
{
	const struct view *v = &g->now.view;
	const struct rights *r = policy_match(g->p, TABLE_RIGHTS, v);
	uint64_t bits = 0;

	for (int n = 0; r != NULL && n < NEED__MAX; n++)
		if (r->needs & UINT32_C(1) << n && view_rights(g->p, g->f, v,
		    UINT32_C(1) << n) != 0)
			bits |= BIT(NEED_BIT + n);
	return bits;
}

static uint64_t
rights_lift(const struct goals *g, const struct change *c)
{
	static const uint64_t cells[NEED__MAX] = {
		[NEED_RELATIONSHIP] = CELL_BIT(CELL_RELATIONSHIP),
		[NEED_GDAP] = CELL_BIT(CELL_GDAP),
		[NEED_GDAP_SUPPORT] = CELL_BIT(CELL_GDAP),
		[NEED_RBAC] = CELL_BIT(CELL_RBAC),
		[NEED_RBAC_OR_ENTRA] = CELL_BIT(CELL_RBAC) |
		    CELL_BIT(CELL_GDAP),
	};
	uint64_t bits = 0;

	for (int n = 0; n < NEED__MAX; n++)
		if (c->touches & (cells[n] | g->p->asked[TABLE_RIGHTS]))
			bits |= BIT(NEED_BIT + n);
	return bits;
}

static uint64_t
checks_stand(const struct goals *g)
{
	uint32_t bits = verdict_unchecked(g->p, g->f, &g->now.view);

	return (uint64_t)bits << CHECK_BIT;
}

static uint64_t
checks_lift(const struct goals *g, const struct change *c,
    const struct view *after)
{
	const struct check *check = g->p->table[TABLE_CHECKS].at;
	uint64_t bits = (uint64_t)c->marks << CHECK_BIT;

	if (!(c->touches & g->p->asked[TABLE_CHECKS]))
		return bits;
	for (int i = 0; i < g->p->table[TABLE_CHECKS].n; i++)
		if (may_miss(c, after, &check[i].row))
			bits |= BIT(CHECK_BIT +
			    word_find(words_check, check[i].row.id));
	return bits;
}

/* Cells for which a rule before the one that won does not lead there. */
static uint64_t
earlier_cells(const struct goals *g)
{
	const struct rule *r = g->p->table[TABLE_RULES].at;
	uint64_t bits = 0;

	for (; r < g->now.rule; r++)
		for (int c = 0; r->then == THEN_VEHICLE && c < CELL__MAX; c++)
			if (!cell_accepts(r->row.cell[c], g->now.view.at[c]))
				bits |= CELL_BIT(c);
	return bits;
}

static uint64_t
microsoft_stands(const struct goals *g)
{
	uint64_t bits = needs_stand(g) | rights_stand(g) | checks_stand(g);
	struct way way;

	if (vehicle_choose(g->p, g->f, &g->now.view, &way) != 0)
		bits |= BIT(VEHICLE_BIT);
	return g->now.rule->then == THEN_VEHICLE ? bits : bits |
	    BIT(RULE_BIT);
}

/* A customer's entitlement asks where he works, whatever the row says. */
static uint64_t
microsoft_lifts(const struct goals *g, const struct change *c,
    const struct view *after)
{
	uint64_t cells = g->p->asked[TABLE_VEHICLES] |
	    CELL_BIT(CELL_ENVIRONMENT) | CELL_BIT(CELL_ADVISORY);
	uint64_t bits = needs_lift(g, c, after) | rights_lift(g, c) |
	    checks_lift(g, c, after);

	if (c->entitles || (c->touches & cells))
		bits |= BIT(VEHICLE_BIT);
	return c->touches & g->earlier ? bits | BIT(RULE_BIT) : bits;
}

uint64_t
goal_lifts(const struct goals *g, const struct goal *goal,
    const struct change *c, const struct view *after)
{
	uint64_t bits;

	if (c->touches == UINT64_MAX)
		return UINT64_MAX;
	bits = goal->rule == NULL ? microsoft_lifts(g, c, after) :
	    route_lifts(goal, c, after);
	return may_miss(c, after, &g->now.rule->row) ? bits | BIT(RULE_BIT) :
	    bits;
}

void
goals_find(struct scope *sc, const struct policy *p, const struct facts *f,
    struct goals *ret)
{
	const struct list *rules = &p->table[TABLE_RULES];
	const struct rule *r = rules->at;

	*ret = (struct goals){ .p = p, .f = f };
	ret->goal = scope_alloc(sc, sizeof(*ret->goal) *
	    (size_t)(rules->n + 1));
	verdict(p, f, &ret->now);
	ret->earlier = earlier_cells(ret);
	ret->goal[ret->n++] = (struct goal){ NULL, microsoft_stands(ret) };
	for (int i = 0; i < rules->n; i++)
		if (r[i].then == THEN_ROUTE)
			ret->goal[ret->n++] = (struct goal){ &r[i],
			    route_stands(ret, &r[i]) };
}
