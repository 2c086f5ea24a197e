/*
 * Applies the first matching rule. A rule that leads to Microsoft passes
 * four gates - facts, rights, checks, vehicle - and all that is missing is
 * collected, so that an agent sees everything at once.
 */
#include "policy/verdict.h"

#include "policy/view.h"

#include <string.h>

static uint32_t
gate_facts(const struct policy *p, const struct view *v)
{
	const struct needs *n = p->table[TABLE_NEEDS].at;
	uint32_t bits = 0;

	for (int i = 0; i < p->table[TABLE_NEEDS].n; i++)
		if (cell_match(n[i].row.cell, v))
			bits |= view_unknown(v, n[i].facts);
	return bits;
}

static uint32_t
gate_rights(const struct policy *p, const struct facts *f,
    const struct view *v)
{
	const struct rights *r = policy_match(p, TABLE_RIGHTS, v);

	return r == NULL ? 0 : view_rights(p, f, v, r->needs);
}

uint32_t
verdict_unchecked(const struct policy *p, const struct facts *f,
    const struct view *v)
{
	const struct check *c = p->table[TABLE_CHECKS].at;
	uint32_t bits = 0;

	for (int i = 0; i < p->table[TABLE_CHECKS].n; i++) {
		int n = word_find(words_check, c[i].row.id);

		if (f->checks.mark[n] == WORD_UNKNOWN &&
		    cell_match(c[i].row.cell, v))
			bits |= UINT32_C(1) << n;
	}
	return bits;
}

static void
pass_gates(const struct policy *p, const struct facts *f, struct verdict *r)
{
	r->missing = gate_facts(p, &r->view) | gate_rights(p, f, &r->view) |
	    vehicle_choose(p, f, &r->view, &r->way);
	r->unchecked = verdict_unchecked(p, f, &r->view);
	if (r->missing != 0 || r->unchecked != 0) {
		r->outcome = OUTCOME_BLOCK;
		return;
	}
	r->outcome = OUTCOME_ALLOW;
	r->route = ROUTE_MICROSOFT;
}

/* What nobody has named cannot be reached. */
static void
send_elsewhere(struct verdict *r)
{
	if (r->rule->route == ROUTE_PROVIDER &&
	    r->view.at[CELL_PROVIDER] == WORD_UNKNOWN) {
		r->outcome = OUTCOME_BLOCK;
		r->missing = view_missing(CELL_PROVIDER);
		return;
	}
	r->outcome = OUTCOME_ROUTE;
	r->route = r->rule->route;
}

void
verdict(const struct policy *p, const struct facts *f, struct verdict *r)
{
	memset(r, 0, sizeof(*r));
	r->route = ROUTE_PARTNER;
	view_facts(p, f, &r->view);
	r->rule = policy_match(p, TABLE_RULES, &r->view);
	if (r->rule == NULL)
		BUG("a policy without a last rule");
	switch ((enum then)r->rule->then) {
	case THEN_VEHICLE:
		pass_gates(p, f, r);
		break;
	case THEN_ROUTE:
		send_elsewhere(r);
		break;
	case THEN_BLOCK:
		r->outcome = OUTCOME_BLOCK;
		r->missing = r->rule->missing;
		break;
	case THEN_DENY:
		r->outcome = OUTCOME_DENY;
		break;
	}
	if (r->outcome == OUTCOME_ALLOW)
		vehicle_view(&r->way, &r->view);
	r->view.at[CELL_OUTCOME] = r->outcome;
	r->view.at[CELL_ROUTE] = r->route;
}
