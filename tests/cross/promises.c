/*
 * What must hold in every cell, whatever the policy says: conditions written
 * from DESIGN 1 and 5 and from DOMAIN, whose ids stand beside them.
 */
#include "cross.h"

#include "base/str.h"
#include "policy/date.h"
#include "policy/words.h"

static int
is(const struct judged *j, enum dim d, const char *word)
{
	return str_same(word_at(dims[d].words, cell_value(j->c, d)), word);
}

static int
is_allowed(const struct judged *j)
{
	return j->d->outcome == OUTCOME_ALLOW;
}

static int
goes_on(const struct judged *j)
{
	return is_allowed(j) || j->d->outcome == OUTCOME_ROUTE;
}

static int
by(const struct judged *j, const char *vehicle)
{
	return str_same(word_at(words_vehicle, j->d->vehicle), vehicle);
}

static int
to(const struct judged *j, const char *route)
{
	return str_same(word_at(words_route, j->d->route), route);
}

static int
is_reseller(const struct judged *j)
{
	return is(j, TYPE, "indirect-reseller");
}

static int
is_cloud(const struct judged *j)
{
	return is(j, PRODUCT, "azure") || is(j, PRODUCT, "microsoft365") ||
	    is(j, PRODUCT, "dynamics365") || is(j, PRODUCT, "power-platform");
}

/* The environment is a customer's, as far as we know. */
static int
may_be_customers(const struct judged *j)
{
	return !is(j, ENVIRONMENT, "own");
}

static int
one_outcome(const struct judged *j)
{
	int known = word_at(words_outcome, j->d->outcome) != NULL &&
	    word_at(words_route, j->d->route) != NULL && j->d->rule != NULL;

	switch (j->d->outcome) {
	case OUTCOME_ALLOW:
		return known && to(j, "microsoft") && j->d->missing.n == 0 &&
		    j->d->vehicle != WORD_UNKNOWN && j->d->nnearest == 0;
	case OUTCOME_ROUTE:
		return known && !to(j, "microsoft") && !to(j, "partner") &&
		    j->d->nnearest == 0;
	case OUTCOME_BLOCK:
	case OUTCOME_DENY:
		return known && j->d->nnearest <= NEAREST_MAX;
	}
	return 0;
}

static int
wall(const struct judged *j)		/* promise 1, E1 */
{
	return is(j, ACTOR, "agent") || j->d->outcome == OUTCOME_DENY;
}

static int
by_a_role(const struct judged *j)	/* 4.3 */
{
	int only_billing = is(j, ROLE, "billing_admin") ||
	    is(j, ROLE, "user_management_admin");

	if (cell_value(j->c, ROLE) == WORD_UNKNOWN)
		return !goes_on(j);
	return !(is(j, CLASS, "technical") && only_billing && is_allowed(j));
}

static int
security_to_msrc(const struct judged *j)	/* E5, S12 */
{
	return !is(j, CLASS, "security") || !goes_on(j) || to(j, "msrc");
}

static int
others_to_isv(const struct judged *j)		/* E6, S13 */
{
	if (j->f->issue.publisher != word_find(words_publisher, "other") ||
	    is(j, CLASS, "security"))
		return 1;
	return !goes_on(j) || to(j, "isv");
}

static int
through_the_provider(const struct judged *j)	/* promise 3: 2.1, E2, E3 */
{
	if (!is_reseller(j) || !is_allowed(j))
		return 1;
	if (is(j, CLASS, "commercial"))
		return is(j, TOPIC, "membership");
	return !is(j, PRODUCT, "partner-center") && !(may_be_customers(j) &&
	    (is(j, PRODUCT, "azure") || is(j, PRODUCT, "entra-id") ||
	    is(j, TOPIC, "billing") || is(j, TOPIC, "quota") ||
	    is(j, TOPIC, "transfer")));
}

static int
provider_is_a_resellers(const struct judged *j)	/* S5 */
{
	return !to(j, "provider") || (is_reseller(j) &&
	    j->f->customer.provider_known);
}

static int
nothing_unknown(const struct judged *j)		/* unknown is never yes */
{
	if (!is_allowed(j))
		return 1;
	if (cell_value(j->c, TYPE) == WORD_UNKNOWN ||
	    cell_value(j->c, CLASS) == WORD_UNKNOWN)
		return 0;
	return !is(j, CLASS, "technical") ||
	    (cell_value(j->c, PRODUCT) != WORD_UNKNOWN &&
	    cell_value(j->c, SEVERITY) != WORD_UNKNOWN &&
	    j->f->issue.publisher == word_find(words_publisher, "microsoft"));
}

static int
checked(const struct judged *j)			/* promise 2, E8 */
{
	if (!is(j, CLASS, "technical") || !is_allowed(j))
		return 1;
	for (int i = 0; i < CHECKS; i++)
		if (j->f->checks.mark[i] == WORD_UNKNOWN)
			return 0;
	return 1;
}

static int
with_a_right(const struct judged *j)		/* E16, 4.2 */
{
	const struct facts_customer *c = &j->f->customer;

	if (!is(j, CLASS, "technical") || !is_allowed(j) ||
	    !may_be_customers(j) || is(j, PRODUCT, "partner-center"))
		return 1;
	if (c->relationship != FLAG_YES)
		return 0;
	if (is(j, PRODUCT, "on-premises"))
		return 1;
	return c->gdap.known && c->gdap.ends >= date_of(CROSS_NOW) &&
	    (!is(j, PRODUCT, "azure") || c->azure_rbac == FLAG_YES);
}

static int
own_or_free(const struct judged *j)		/* promise 2, E11 */
{
	const struct entitlement *e = &j->c->held;

	if (!is_allowed(j) || by(j, "commercial") || by(j, "csp-entitlement"))
		return 1;
	return j->f->entitlements.n == 1 && str_same(j->d->entitlement, "e1") &&
	    e->vehicle == j->d->vehicle && e->units_left != 0 &&
	    e->from <= date_of(CROSS_NOW) && date_of(CROSS_NOW) <= e->to;
}

static int
commercial_costs_nothing(const struct judged *j)	/* E7 */
{
	if (!is_allowed(j))
		return 1;
	if (is(j, CLASS, "commercial"))
		return by(j, "commercial") && j->d->entitlement == NULL;
	return !by(j, "commercial") || is(j, PRODUCT, "partner-center");
}

static int
vehicle_covers(const struct judged *j)		/* 2.3: E9, E10, E24 */
{
	if (!is_allowed(j))
		return 1;
	if (by(j, "csp-entitlement"))
		return is(j, ENVIRONMENT, "customer") &&
		    (is(j, PRODUCT, "entra-id") || (is_cloud(j) &&
		    !is(j, PRODUCT, "power-platform")));
	if (by(j, "advanced"))
		return is_cloud(j) && is(j, ENVIRONMENT, "customer");
	if (by(j, "signature-cloud"))
		return is_cloud(j) && !is(j, PRODUCT, "microsoft365");
	if (by(j, "product-incident"))
		return is(j, PRODUCT, "on-premises") && (is(j, VERSION, "n") ||
		    is(j, VERSION, "n-1"));
	if (by(j, "azure-plan"))
		return is(j, PRODUCT, "azure") && j->c->held.plan !=
		    WORD_UNKNOWN;
	return 1;
}

static int
customers_own_serve_them(const struct judged *j)	/* DESIGN 5 */
{
	return !is_allowed(j) || j->d->entitlement == NULL ||
	    j->c->held.holder == HOLDER_PARTNER ||
	    is(j, ENVIRONMENT, "customer");
}

static int
baseline_is_ours(const struct judged *j)	/* 2.1 */
{
	if (!is(j, TOPIC, "how-to") && !is(j, TOPIC, "configuration"))
		return 1;
	return !is_allowed(j) || by(j, "premier") || by(j, "unified-contract");
}

static int
via_is_kept(const struct judged *j)		/* never falls back silently */
{
	return !is_allowed(j) || j->f->request.via == WORD_UNKNOWN ||
	    j->f->request.via == j->d->vehicle;
}

static int
every_entitlement_is_told(const struct judged *j)
{
	const struct refused *r = j->d->refused.at;

	for (int i = 0; i < j->d->refused.n; i++)
		if (str_same(r[i].entitlement, "e1"))
			return !str_same(j->d->entitlement, "e1") &&
			    r[i].reason != NULL;
	return j->f->entitlements.n == 0 || str_same(j->d->entitlement, "e1");
}

const struct promise promises[] = {
	{ "exactly one outcome", one_outcome },
	{ "the wall", wall },
	{ "by a role", by_a_role },
	{ "security to MSRC", security_to_msrc },
	{ "other publishers", others_to_isv },
	{ "through the provider", through_the_provider },
	{ "a provider is a reseller's", provider_is_a_resellers },
	{ "unknown is never yes", nothing_unknown },
	{ "the checks", checked },
	{ "a right", with_a_right },
	{ "held, valid, with units", own_or_free },
	{ "commercial", commercial_costs_nothing },
	{ "the vehicle covers it", vehicle_covers },
	{ "customers' own", customers_own_serve_them },
	{ "baseline", baseline_is_ours },
	{ "via", via_is_kept },
	{ "every entitlement is told", every_entitlement_is_told },
	{ NULL, NULL }
};
