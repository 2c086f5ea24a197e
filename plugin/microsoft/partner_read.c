/* Asks page by page, and reads what came into rows. */
#include "microsoft/partner_read.h"

#include "microsoft/partner_error.h"
#include "microsoft/partner_page.h"

#include "policy/date.h"
#include "policy/words.h"

#include <string.h>

enum { LONGEST_WORD = 40, LONGEST_LIST = 200 };

/* In `url` the %s is the customer's tenant (DOMAIN 6.5, 4.4). */
static const struct {
	enum api	 api;
	enum api_as	 as;
	const char	*url;
} questions[] = {
	[READ_CUSTOMERS] = { API_PARTNER_CENTER, AS_APP,
	    "/v1/customers?size=40" },
	[READ_CUSTOMER] = { API_PARTNER_CENTER, AS_APP, "/v1/customers/%s" },
	[READ_SUBSCRIPTIONS] = { API_PARTNER_CENTER, AS_APP,
	    "/v1/customers/%s/subscriptions" },
	[READ_RESELLERS] = { API_PARTNER_CENTER, AS_USER,
	    "/v1/customers/%s/relationships" },
	[READ_GDAP] = { API_GRAPH, AS_APP, "/v1.0/tenantRelationships/"
	    "delegatedAdminRelationships?$filter=status%%20eq%%20'active'"
	    "&$top=300" },
	[READ_INVOICES] = { API_PARTNER_CENTER, AS_APP,
	    "/v1/invoices?size=200&offset=0" },
};
_Static_assert(LEN(questions) == READ__MAX, "a question without a row");

static enum err
first(struct scope *sc, enum partner_read what, const char *tenant,
    struct api_call *ret)
{
	const char *id = "";
	enum err e;

	if (strstr(questions[what].url, "%s") != NULL &&
	    (e = told_path(sc, tenant, &id)) != E_OK)
		return e;
	ret->url = str_fmt(sc, questions[what].url, id);
	return E_OK;
}

enum err
partner_ask(struct scope *sc, enum partner_read what, const char *tenant,
    const struct api_reply *got, int ngot, struct api_call *ret)
{
	struct api_call call = { .api = questions[what].api,
	    .as = questions[what].as };
	enum err e;

	if (ngot == 0)
		e = first(sc, what, tenant, &call);
	else if ((e = partner_error(sc, call.api, &got[ngot - 1])) == E_OK)
		e = partner_page_next(sc, got, ngot, &call);
	if (e != E_OK)
		return e;
	call.method = call.url == NULL ? NULL : "GET";
	*ret = call;
	return E_OK;
}

static int
fill_customer(struct scope *sc, const struct cJSON *j, void *row)
{
	static const char *const kinds[] = { "none", "reseller", "advisor",
	    "syndication", "microsoft_support", NULL };
	struct partner_customer *c = row;
	int kind = told_word(sc, j, "relationshipToPartner", kinds);

	*c = (struct partner_customer){
		.tenant = told_text(sc, j, "id"),
		.name = told_text(sc, j, "companyProfile.companyName"),
		.domain = told_text(sc, j, "companyProfile.domain"),
		.relationship = kind < 0 ? NULL : kind == 1 ? "yes" : "no",
	};
	return c->tenant != NULL;
}

/* New commerce has PRODUCT:SKU:AVAILABILITY; before it, an offer was a GUID. */
static const char *
kind_of(const char *offer)
{
	static const char azure_plan[] = "DZH318Z0BPS6:";

	if (offer == NULL)
		return NULL;
	return words_subscription[
	    strncmp(offer, azure_plan, strlen(azure_plan)) == 0 ?
	    SUBSCRIPTION_AZURE_PLAN : strchr(offer, ':') == NULL ?
	    SUBSCRIPTION_LEGACY : SUBSCRIPTION_NCE];
}

static const char *
day_of(struct scope *sc, const struct cJSON *j, const char *path)
{
	int64_t ms = told_time(sc, j, path);
	char day[DATE_TEXT];

	if (ms == 0)
		return NULL;
	date_text(date_of(ms), day);
	return str_dup(sc, day);
}

/* The numbers of these words are not documented. */
static const char *
state_of(struct scope *sc, const struct cJSON *j)
{
	static const char *const states[] = { "active", "pending",
	    "suspended", "expired", "disabled", "deleted", NULL };
	const struct cJSON *it = told_at(j, "status");
	int i = it == NULL || json_kind(it) != JSON_TEXT ? -1 :
	    told_word(sc, it, "", states);

	return i < 0 ? NULL : states[i];
}

static void
add(struct buf *b, const char *word)
{
	if (word != NULL)
		buf_fmt(b, "%s%s", b->len == 0 ? "" : ", ", word);
}

/* Ids, words and numbers of Microsoft's: what is longer is none of these. */
static const char *
plain_at(struct scope *sc, const struct cJSON *j, const char *path)
{
	const char *s = told_text(sc, j, path);

	return s == NULL || strlen(s) > LONGEST_WORD || s[strspn(s,
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	    ".:_-")] != '\0' ? NULL : s;
}

/* "20, CFQ7TTC0LCHC, 0002, P1Y, Annual" */
static const char *
scheduled_of(struct scope *sc, const struct cJSON *j)
{
	static const char *const paths[] = { "quantity", "product.productId",
	    "product.skuId", "product.termDuration", "product.billingCycle",
	    "customTermEndDate" };
	const struct cJSON *it = told_at(j, "scheduledNextTermInstructions");
	struct buf b;

	if (json_first(it) == NULL)
		return "";
	buf_init(&b, sc, LONGEST_LIST);
	for (int i = 0; i < LEN(paths); i++)
		add(&b, plain_at(sc, it, paths[i]));
	return b.len == 0 ? "-" : b.at;
}

static const char *
reasons_of(struct scope *sc, const struct cJSON *j)
{
	struct buf b;

	buf_init(&b, sc, LONGEST_LIST);
	for (const struct cJSON *it = json_first(told_at(j,
	    "suspensionReasons")); it != NULL; it = json_next(it))
		add(&b, told_text(sc, it, ""));
	return b.at;
}

static int
fill_subscription(struct scope *sc, const struct cJSON *j, void *row)
{
	struct partner_subscription *s = row;

	*s = (struct partner_subscription){
		.id = told_text(sc, j, "id"),
		.name = told_text(sc, j, "friendlyName"),
		.kind = kind_of(told_text(sc, j, "offerId")),
		.state = state_of(sc, j),
		.quantity = told_text(sc, j, "quantity"),
		.from = day_of(sc, j, "effectiveStartDate"),
		.to = day_of(sc, j, "commitmentEndDate"),
		.auto_renew = told_flag(j, "autoRenewEnabled"),
		.reseller = told_text(sc, j, "partnerId"),
		.trial = told_flag(j, "isTrial"),
		.scheduled = scheduled_of(sc, j),
		.reasons = reasons_of(sc, j), .azure_active = -1,
	};

	if (s->name == NULL)
		s->name = told_text(sc, j, "offerName");
	if (str_same(told_text(sc, j, "billingType"), "usage"))
		s->quantity = NULL;
	return s->id != NULL;
}

static int
fill_reseller(struct scope *sc, const struct cJSON *j, void *row)
{
	struct partner_reseller *r = row;

	*r = (struct partner_reseller){
		.tenant = told_text(sc, j, "id"),
		.name = told_text(sc, j, "name"),
		.partner_id = told_text(sc, j, "mpnId"),
		.state = told_text(sc, j, "state"),
	};
	if (r->partner_id == NULL)
		r->partner_id = told_text(sc, j, "partnerId");
	return r->tenant != NULL;
}

enum err
partner_customers(struct scope *sc, const struct api_reply *got, int ngot,
    struct partner_customer **ret, int *ret_n)
{
	struct partner_rows rows = { .size = sizeof(**ret),
	    .fill = fill_customer };
	enum err e = partner_page_read(sc, got, ngot, &rows);

	*ret = rows.row;
	*ret_n = rows.n;
	return e;
}

enum err
partner_subscriptions(struct scope *sc, const struct api_reply *got,
    int ngot, struct partner_subscription **ret, int *ret_n)
{
	struct partner_rows rows = { .size = sizeof(**ret),
	    .fill = fill_subscription };
	enum err e = partner_page_read(sc, got, ngot, &rows);

	*ret = rows.row;
	*ret_n = rows.n;
	return e;
}

enum err
partner_resellers(struct scope *sc, const struct api_reply *got, int ngot,
    struct partner_reseller **ret, int *ret_n)
{
	struct partner_rows rows = { .size = sizeof(**ret),
	    .fill = fill_reseller };
	enum err e = partner_page_read(sc, got, ngot, &rows);

	*ret = rows.row;
	*ret_n = rows.n;
	return e;
}
