/*
 * Fills the decision around the verdict: channel, tier, response target,
 * warnings, why each entitlement was not used, and the nearest outcome.
 */
#include "policy/decide.h"

#include "base/str.h"
#include "policy/date.h"
#include "policy/verdict.h"
#include "policy/view.h"

#include <string.h>

/* Texts for a decision: grows in a list that was made long enough. */
static void
add_text(struct list *list, const char *text)
{
	const char **at = (const char **)(size_t)list->at;

	at[list->n++] = text;
}

static void
tell_missing(struct scope *sc, const struct verdict *v, struct decision *ret)
{
	ret->missing.at = scope_alloc(sc, sizeof(char *) * 64);
	for (int i = 0; words_missing[i] != NULL; i++)
		if (v->missing & UINT32_C(1) << i)
			add_text(&ret->missing, words_missing[i]);
	for (int i = 0; words_check[i] != NULL; i++)
		if (v->unchecked & UINT32_C(1) << i)
			add_text(&ret->missing, words_check[i]);
}

/* What is known of the chosen way: E15, and how long it will last. */
static void
look_at_way(const struct policy *p, const struct facts *f, struct verdict *v)
{
	const struct settings *s = policy_settings(p);
	const struct language *l = policy_match(p, TABLE_LANGUAGES, &v->view);
	const struct entitlement *e = v->way.held;
	int *at = v->view.at;

	if (v->outcome != OUTCOME_ALLOW)
		return;
	at[CELL_OFFERED] = l != NULL &&
	    view_speaks(f->issue.language, &l->tags);
	at[CELL_LOW_UNITS] = e != NULL && e->units_left != COUNT_UNKNOWN &&
	    e->units_left <= s->units;
	at[CELL_ENDS_SOON] = e != NULL &&
	    e->to - date_of(f->now) <= s->ends_days;
}

static void
tell_warnings(struct scope *sc, const struct policy *p,
    const struct verdict *v, struct decision *ret)
{
	const struct list *all = &p->table[TABLE_WARNINGS];
	const struct warning *w = all->at;
	const char *const *said;
	int k;

	said = ret->warnings.at = scope_alloc(sc,
	    sizeof(*said) * (size_t)(all->n + 1));
	for (int i = 0; i < all->n; i++) {
		for (k = 0; k < ret->warnings.n; k++)
			if (strcmp(said[k], w[i].word) == 0)
				break;
		if (k == ret->warnings.n && cell_match(w[i].row.cell,
		    &v->view))
			add_text(&ret->warnings, w[i].word);
	}
}

static void
tell_response(const struct policy *p, const struct verdict *v,
    struct decision *ret)
{
	const struct response *r;

	if (v->outcome != OUTCOME_ALLOW ||
	    (r = policy_match(p, TABLE_RESPONSES, &v->view)) == NULL)
		return;
	ret->has_response = 1;
	ret->minutes = r->minutes;
	ret->calendar = r->calendar;
}

/* The highest tier that the customer's offer opens. */
static const char *
tier_of(const struct policy *p, const char *offer)
{
	const char *best = NULL, *id;

	for (int i = 1; (id = policy_tier(p, i)) != NULL; i++)
		if (policy_tier_opens(p, i, offer))
			best = id;
	return best;
}

static const char *
rule_reason(const struct verdict *v)
{
	static const char *const reasons[] = {
		[OUTCOME_ALLOW] = "dearer", [OUTCOME_ROUTE] = "routed",
		[OUTCOME_BLOCK] = "blocked", [OUTCOME_DENY] = "denied",
	};

	return v->rule->reason != NULL ? v->rule->reason :
	    reasons[v->outcome];
}

/* Why this way was not taken; NULL if it was. */
static const char *
way_reason(struct scope *sc, const struct policy *p, const struct facts *f,
    const struct verdict *v, const struct refused *r,
    const struct entitlement *held)
{
	struct way w;

	if (v->rule->then != THEN_VEHICLE)
		return rule_reason(v);
	vehicle_judge(p, f, &v->view, r->vehicle, held, &w);
	if (w.fit == FIT_UNKNOWN && w.unknown != CELL__MAX)
		return str_fmt(sc, "%s-unknown", w.reason);
	if (w.fit != FIT_YES)
		return w.reason;
	if (f->request.via != WORD_UNKNOWN && f->request.via != r->vehicle)
		return "via";
	return rule_reason(v);
}

static void
refuse(struct decision *ret, const struct refused *r)
{
	struct refused *at = (struct refused *)(size_t)ret->refused.at;

	at[ret->refused.n++] = *r;
}

static int
is_refused(const struct decision *d, int vehicle)
{
	const struct refused *at = d->refused.at;

	for (int i = 0; i < d->refused.n; i++)
		if (at[i].vehicle == vehicle)
			return 1;
	return 0;
}

/*
 * Ways that nobody holds are named only when a rule or a `via` asked for
 * them, so that neither is turned down in silence.
 */
static void
refuse_unheld(struct scope *sc, const struct policy *p,
    const struct facts *f, const struct verdict *v, struct decision *ret)
{
	const int asked[] = { v->rule->vehicle, f->request.via };

	for (int i = 0; i < LEN(asked); i++) {
		struct refused r = { asked[i], NULL, NULL };

		if (asked[i] == WORD_UNKNOWN || ret->vehicle == asked[i] ||
		    (i == 1 && is_refused(ret, asked[i])))
			continue;
		r.reason = way_reason(sc, p, f, v, &r, NULL);
		refuse(ret, &r);
	}
}

static void
tell_refused(struct scope *sc, const struct policy *p, const struct facts *f,
    struct verdict *v, struct decision *ret)
{
	int n = f->entitlements.n < 0 ? 0 : f->entitlements.n;

	ret->refused.at = scope_alloc(sc,
	    sizeof(struct refused) * (size_t)(n + 2));
	for (int i = 0; i < n; i++) {
		const struct entitlement *e = entitlement_at(f, i);
		struct refused r = { e->vehicle, e->id, NULL };

		if (v->outcome == OUTCOME_ALLOW && v->way.held == e)
			continue;
		r.reason = way_reason(sc, p, f, v, &r, e);
		refuse(ret, &r);
	}
	refuse_unheld(sc, p, f, v, ret);
}

void
decide(struct scope *sc, const struct policy *p, const struct facts *f,
    struct decision *ret)
{
	const struct channel *c;
	struct verdict v;

	memset(ret, 0, sizeof(*ret));
	verdict(p, f, &v);
	look_at_way(p, f, &v);
	c = policy_match(p, TABLE_CHANNELS, &v.view);
	if (c == NULL)
		BUG("a policy without a last channel");
	ret->outcome = v.outcome;
	ret->route = v.route;
	ret->channel = c->channel;
	ret->vehicle = WORD_UNKNOWN;
	if (v.outcome == OUTCOME_ALLOW) {
		ret->vehicle = v.way.vehicle->vehicle;
		ret->entitlement = v.way.held == NULL ? NULL : v.way.held->id;
	}
	ret->tier = v.rule->tier ? tier_of(p, f->customer.offer) : NULL;
	ret->rule = v.rule->row.id;
	ret->policy = policy_hash(p);
	tell_missing(sc, &v, ret);
	tell_warnings(sc, p, &v, ret);
	tell_response(p, &v, ret);
	tell_refused(sc, p, f, &v, ret);
	if (v.outcome == OUTCOME_BLOCK || v.outcome == OUTCOME_DENY)
		nearest(sc, p, f, ret);
}
