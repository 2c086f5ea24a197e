/*
 * The rows of the facts JSON, in the order of DESIGN 5. Adding a fact is
 * adding a row here and a member to struct facts.
 */
#include "policy/facts.h"

#include "policy/words.h"

#include <string.h>

#define AT(part)	offsetof(struct facts, part)
#define WORD(n, part, w)	{ n, MEMBER_WORD, 0, AT(part), w, NULL, 0 }
#define TEXT(n, part)	{ n, MEMBER_TEXT, 0, AT(part), NULL, NULL, 0 }
#define FLAG(n, part)	{ n, MEMBER_FLAG, 0, AT(part), NULL, NULL, 0 }
#define CHECK(n)	WORD("P" #n, checks.mark[n - 1], words_mark)
#define OBJECT(n, must, part, rows) \
	{ n, MEMBER_OBJECT, must, AT(part), NULL, rows, 0 }
#define END		{ NULL, MEMBER_SCHEMA, 0, 0, NULL, NULL, 0 }

static const struct member partner[] = {
	WORD("type", partner.type, words_partner),
	WORD("cloud", partner.cloud, words_cloud),
	END
};

static const struct member actor[] = {
	{ "kind", MEMBER_WORD, 1, AT(request.actor), words_actor, NULL, 0 },
	{ "roles", MEMBER_WORDS, 0, AT(request.roles), words_role, NULL, 0 },
	END
};

static const struct member request[] = {
	{ "action", MEMBER_WORD, 1, AT(request.action), words_action, NULL, 0 },
	OBJECT("actor", 1, request.actor_known, actor),
	WORD("via", request.via, words_vehicle),
	END
};

static const struct member issue[] = {
	WORD("class", issue.class, words_class),
	WORD("topic", issue.topic, words_topic),
	WORD("product", issue.product, words_product),
	WORD("version", issue.version, words_version),
	WORD("severity", issue.severity, words_severity),
	WORD("publisher", issue.publisher, words_publisher),
	TEXT("category", issue.category),
	WORD("environment", issue.environment, words_environment),
	TEXT("language", issue.language),
	END
};

static const struct member provider[] = {
	TEXT("name", customer.provider),
	WORD("channel", customer.provider_way, words_way),
	END
};

static const struct member gdap[] = {
	{ "roles", MEMBER_TEXTS, 0, AT(customer.gdap.roles), NULL, NULL, 0 },
	{ "ends", MEMBER_DATE, 0, AT(customer.gdap.ends), NULL, NULL, 0 },
	FLAG("auto_extend", customer.gdap.auto_extend),
	END
};

static const struct member customer[] = {
	TEXT("tenant", customer.tenant),
	OBJECT("provider", 0, customer.provider_known, provider),
	TEXT("offer", customer.offer),
	FLAG("reseller_relationship", customer.relationship),
	OBJECT("gdap", 0, customer.gdap.known, gdap),
	FLAG("azure_rbac", customer.azure_rbac),
	FLAG("on_call_24x7", customer.on_call),
	FLAG("direct_paid_subscription", customer.direct_paid),
	{ "overdue_step", MEMBER_COUNT, 0, AT(customer.overdue_step), NULL,
	    NULL, 0 },
	END
};

static const struct member checks[] = {
	CHECK(1), CHECK(2), CHECK(3), CHECK(4), CHECK(5),
	CHECK(6), CHECK(7), CHECK(8), CHECK(9), CHECK(10),
	END
};

#undef AT
#define AT(part)	offsetof(struct entitlement, part)

static const struct member entitlement[] = {
	{ "id", MEMBER_TEXT, 1, AT(id), NULL, NULL, 0 },
	{ "vehicle", MEMBER_WORD, 1, AT(vehicle), words_vehicle, NULL, 0 },
	WORD("plan", plan, words_plan),
	{ "holder", MEMBER_WORD, 1, AT(holder), words_holder, NULL, 0 },
	{ "from", MEMBER_DATE, 0, AT(from), NULL, NULL, 0 },
	{ "to", MEMBER_DATE, 0, AT(to), NULL, NULL, 0 },
	{ "units_left", MEMBER_COUNT, 0, AT(units_left), NULL, NULL, 0 },
	WORD("fee", fee, words_fee),
	END
};

#undef AT
#define AT(part)	offsetof(struct facts, part)

const struct member facts_members[] = {
	{ "schema", MEMBER_SCHEMA, 1, 0, NULL, NULL, 0 },
	{ "now", MEMBER_INSTANT, 1, AT(now), NULL, NULL, 0 },
	OBJECT("partner", 0, partner.known, partner),
	OBJECT("request", 1, request.known, request),
	OBJECT("issue", 0, issue.known, issue),
	OBJECT("customer", 0, customer.known, customer),
	OBJECT("checks", 0, checks.known, checks),
	{ "entitlements", MEMBER_LIST, 0, AT(entitlements), NULL, entitlement,
	    sizeof(struct entitlement) },
	END
};

enum err
facts_parse(struct scope *sc, const char *text, size_t len,
    struct facts *ret)
{
	const struct cJSON *j;
	struct facts f;
	enum err e;

	memset(&f, 0, sizeof(f));
	if (len > FACTS_BYTES)
		return scope_fail(sc, E_LIMIT, "facts are larger than %d "
		    "bytes", FACTS_BYTES);
	if ((e = json_parse(sc, text, len, 8, &j)) != E_OK)
		return e;
	if ((e = json_strict(sc, text, len)) != E_OK)
		return e;
	if ((e = member_read(sc, facts_members, j, "$", &f)) != E_OK)
		return e;
	*ret = f;
	return E_OK;
}

const char *
facts_json(struct scope *sc, const struct facts *f)
{
	struct json_out o;

	json_begin(&o, sc, 8 * FACTS_BYTES);
	json_open(&o, NULL, '{');
	member_write(&o, facts_members, f);
	json_close(&o);
	return json_end(&o);
}
