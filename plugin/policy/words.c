/* The vocabulary, and nothing else. */
#include "policy/words.h"

#include <stddef.h>
#include <string.h>

const char *const words_class[] = {
	"commercial", "technical", "security", NULL
};
const char *const words_topic[] = {
	"break-fix", "how-to", "configuration", "billing", "quota", "transfer",
	"seats", "activation", "membership", NULL
};
const char *const words_product[] = {
	"azure", "microsoft365", "dynamics365", "power-platform", "entra-id",
	"on-premises", "partner-center", "other", NULL
};
const char *const words_severity[] = { "A", "B", "C", NULL };
const char *const words_version[] = { "n", "n-1", "older", NULL };
const char *const words_publisher[] = { "microsoft", "other", NULL };
const char *const words_environment[] = { "customer", "own", NULL };
const char *const words_action[] = { "escalate", "hand-over", NULL };
const char *const words_actor[] = { "customer", "agent", "system", NULL };
const char *const words_role[] = {
	"global_admin", "user_management_admin", "billing_admin",
	"admin_agent", "sales_agent", "helpdesk_agent", NULL
};
const char *const words_partner[] = {
	"direct-bill", "indirect-provider", "indirect-reseller", NULL
};
const char *const words_cloud[] = {
	"commercial", "us-government", "china", NULL
};
const char *const words_way[] = { "exchange", "email", "portal", NULL };
const char *const words_mark[] = { "done", "waived", NULL };
const char *const words_vehicle[] = {
	"commercial", "csp-entitlement", "premier", "advanced",
	"signature-cloud", "product-incident", "azure-plan",
	"unified-contract", NULL
};
const char *const words_plan[] = {
	"developer", "standard", "prodirect", "unified", NULL
};
const char *const words_subscription[] = {
	"legacy", "nce", "azure-plan", NULL
};
const char *const words_holder[] = { "partner", "customer", NULL };
const char *const words_fee[] = { "included", "paid", NULL };

const char *const words_ball[] = {
	"customer", "reseller", "partner", "provider", "microsoft", "isv",
	NULL
};

const char *const words_outcome[] = {
	"allow", "route", "block", "deny", NULL
};
const char *const words_route[] = {
	"microsoft", "provider", "partner", "isv", "msrc", "product-portal",
	NULL
};
const char *const words_channel[] = {
	"azure-support-api", "partner-center-portal", "m365-admin-portal",
	"azure-portal", "services-hub-portal", "exchange", "email", "portal",
	"none", NULL
};
const char *const words_calendar[] = { "24x7", "business-hours", NULL };

const char *const words_flag[] = { "no", "yes", NULL };
const char *const words_switch[] = { "off", "on", NULL };
const char *const words_then[] = {
	"vehicle", "route", "block", "deny", NULL
};
const char *const words_need[] = {
	"reseller_relationship", "gdap", "gdap-support-role", "azure_rbac",
	"azure_rbac-or-entra-role", NULL
};
const char *const words_cost[] = { "free", "unit", "paid", NULL };

const char *const words_check[] = {
	"P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "P9", "P10", NULL
};

/* In the order in which a decision lists them; checks come behind. */
const char *const words_missing[] = {
	"class", "product", "version", "topic", "severity", "publisher",
	"environment", "type", "provider", "roles", "via",
	"reseller_relationship", "gdap", "azure_rbac", "entitlements",
	"plan", "overdue_step", NULL
};

int
word_find(const char *const *list, const char *word)
{
	for (int i = 0; word != NULL && list[i] != NULL; i++)
		if (strcmp(list[i], word) == 0)
			return i;
	return WORD_UNKNOWN;
}

const char *
word_at(const char *const *list, int index)
{
	return index < 0 ? NULL : list[index];
}

int
words_all(const char *const *list)
{
	int bits = 0;

	for (int i = 0; list[i] != NULL; i++)
		bits |= 1 << i;
	return bits;
}

int
word_is_billing(int class, int topic)
{
	return class == word_find(words_class, "commercial") &&
	    topic == word_find(words_topic, "billing");
}

int
word_publisher(int product)
{
	if (product == WORD_UNKNOWN ||
	    product == word_find(words_product, "other"))
		return WORD_UNKNOWN;
	return word_find(words_publisher, "microsoft");
}

const char *
word_holder(int route)
{
	/* In the order of words_route; a portal's answer the customer gets. */
	static const char *const holders[] = {
		"microsoft", "provider", "partner", "isv", "microsoft",
		"customer"
	};

	return holders[route];
}

int
word_has_plan(const char *vehicle)
{
	return word_find((const char *const[]){ "azure-plan", NULL },
	    vehicle) != WORD_UNKNOWN;
}
