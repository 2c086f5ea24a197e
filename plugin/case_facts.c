/* Starts with every fact unknown and fills in what is known. */
#include "case_facts.h"

#include "base/clock.h"
#include "base/str.h"
#include "case_account.h"
#include "policy/date.h"
#include "policy/words.h"

#include <string.h>

/* Every member must be there (DESIGN 5), so "unknown" is written out. */
static const char unknown[] =
    "{\"schema\":1,\"now\":\"%s\","
    "\"partner\":{\"type\":null,\"cloud\":null},"
    "\"request\":{\"action\":\"escalate\",\"actor\":{\"kind\":\"agent\","
    "\"roles\":null},\"via\":null},"
    "\"issue\":{\"class\":null,\"topic\":null,\"product\":null,"
    "\"version\":null,\"severity\":null,\"publisher\":null,"
    "\"category\":null,\"environment\":\"customer\",\"language\":null},"
    "\"customer\":{\"tenant\":null,\"provider\":null,\"offer\":null,"
    "\"reseller_relationship\":null,\"gdap\":null,\"azure_rbac\":null,"
    "\"on_call_24x7\":null,\"direct_paid_subscription\":null,"
    "\"overdue_step\":null},"
    "\"checks\":{\"P1\":null,\"P2\":null,\"P3\":null,\"P4\":null,"
    "\"P5\":null,\"P6\":null,\"P7\":null,\"P8\":null,\"P9\":null,"
    "\"P10\":null},"
    "\"entitlements\":[]}";

static void
start(struct scope *sc, struct facts *ret)
{
	char now[CLOCK_TEXT];
	const char *text;

	clock_text(sc->now, now);
	text = str_fmt(sc, unknown, now);
	if (facts_parse(sc, text, strlen(text), ret) != E_OK)
		BUG("the unknown facts: %s", sc->why);
}

int
case_fact_is_fresh(const struct policy *p, const char *fact, int64_t told_at,
    int64_t now)
{
	int64_t most = policy_max_age(p, fact);

	return most < 0 || now - told_at <= most * SECOND;
}

/* `at`: when Microsoft told it; 0: it was imported with the others. */
static int
is_fresh(struct scope *sc, const struct case_source *s, const char *fact,
    int64_t at)
{
	return case_fact_is_fresh(s->policy, fact, at != 0 ? at :
	    s->who->told_at, sc->now);
}

/* What is told beside the rest has an age of its own. */
static int
flag_of(struct scope *sc, const struct case_source *s, const char *fact,
    const char *word)
{
	return case_fact_is_fresh(s->policy, fact, s->who->more_told_at,
	    sc->now) ? word_find(words_flag, word) : WORD_UNKNOWN;
}

static void
add_gdap(struct scope *sc, const struct case_source *s, struct facts_gdap *g)
{
	const struct customer *who = s->who;
	char *save = NULL, *list = str_dup(sc, who->gdap_roles);
	const char **roles;
	int64_t day;
	int n = 0;

	if (list == NULL || who->gdap_ends == NULL ||
	    !date_parse(sc, who->gdap_ends, &day))
		return;
	roles = scope_alloc(sc, sizeof(*roles) * (strlen(list) + 1));
	for (char *r = strtok_r(list, " ", &save); r != NULL && n < LIST_MAX;
	    r = strtok_r(NULL, " ", &save))
		roles[n++] = r;
	*g = (struct facts_gdap){ .known = 1, .auto_extend = who->gdap_at != 0 ?
	    word_find(words_flag, who->gdap_auto_extend) : flag_of(sc, s,
	    "customer.gdap", who->gdap_auto_extend),
	    .roles = { n, roles }, .ends = day };
}

/* Steps are counted while he is late; who is not, has none. */
static int64_t
overdue_step(struct scope *sc, const struct case_source *s)
{
	if (s->who->id == 0 || s->debt_told == 0 || !case_fact_is_fresh(
	    s->policy, "customer.overdue_step", s->debt_told, sc->now))
		return COUNT_UNKNOWN;
	return s->debt == NULL || s->debt->ends != DAY_UNKNOWN ? 0 :
	    debt_step(s->debt);
}

static void
add_customer(struct scope *sc, const struct case_source *s,
    struct facts_customer *c)
{
	const struct customer *who = s->who;

	c->tenant = who->tenant;
	c->offer = who->offer;
	if (is_fresh(sc, s, "customer.reseller_relationship",
	    who->relationship_at))
		c->relationship = word_find(words_flag, who->relationship);
	if (is_fresh(sc, s, "customer.azure_rbac", 0))
		c->azure_rbac = word_find(words_flag, who->azure_rbac);
	if (is_fresh(sc, s, "customer.gdap", who->gdap_at))
		add_gdap(sc, s, &c->gdap);
	c->direct_paid = flag_of(sc, s, "customer.direct_paid_subscription",
	    who->direct_paid);
	c->on_call = flag_of(sc, s, "customer.on_call_24x7", who->on_call);
	c->overdue_step = overdue_step(sc, s);
}

void
case_facts(struct scope *sc, const struct case_source *s, struct facts *ret)
{
	struct account at = case_account(s->partner, &s->who->account);
	const struct triage *t = s->triage;

	start(sc, ret);
	ret->partner.type = at.type;
	ret->partner.cloud = at.cloud;
	add_customer(sc, s, &ret->customer);
	ret->entitlements = *s->held;
	if (!case_fact_is_fresh(s->policy, "entitlements", s->held_told,
	    sc->now))
		ret->entitlements.n = LIST_UNKNOWN;
	ret->issue.class = t->class;
	ret->issue.topic = t->topic;
	ret->issue.product = t->product;
	ret->issue.severity = t->severity;
	ret->issue.publisher = word_publisher(t->product);
}
