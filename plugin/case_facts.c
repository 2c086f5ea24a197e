/* Starts with every fact unknown and fills in what is known. */
#include "case_facts.h"

#include "base/clock.h"
#include "base/str.h"
#include "policy/words.h"

#include <string.h>

/* Every member must be there (DESIGN 5), so "unknown" is written out. */
static const char unknown[] =
    "{\"schema\":1,\"now\":\"%s\","
    "\"partner\":{\"type\":null,\"cloud\":null},"
    "\"request\":{\"action\":\"escalate\",\"actor\":{\"kind\":\"agent\","
    "\"roles\":[\"admin_agent\"]},\"via\":null},"
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
facts_publisher(int product)
{
	if (product == WORD_UNKNOWN ||
	    product == word_find(words_product, "other"))
		return WORD_UNKNOWN;
	return word_find(words_publisher, "microsoft");
}

void
case_facts(struct scope *sc, const struct partner_settings *partner,
    const struct customer *who, const struct triage *t, struct facts *ret)
{
	start(sc, ret);
	ret->partner.type = partner->type;
	ret->partner.cloud = partner->cloud;
	ret->customer.tenant = who->tenant;
	ret->issue.class = t->class;
	ret->issue.topic = t->topic;
	ret->issue.product = t->product;
	ret->issue.severity = t->severity;
	ret->issue.publisher = facts_publisher(t->product);
}
