/* What Partner Center and Graph tell that facts are made of. */
#include "same.h"

#include "microsoft/entra_role.h"
#include "microsoft/partner_read.h"

static const char tenant[] = "4d3cf487-70f4-4e1e-9ff1-b2bfce8d9f04";

static struct api_reply
reply(const char *body)
{
	return (struct api_reply){ .status = 200, .body = body,
	    .len = strlen(body) };
}

static const struct {
	enum partner_read what;
	const char	*tenant;
	enum api	 api;
	enum api_as	 as;
	const char	*url;		/* or the sentence */
	enum err	 err;
} firsts[] = {
	{ READ_CUSTOMERS, NULL, API_PARTNER_CENTER, AS_APP,
	    "/v1/customers?size=40", E_OK },
	{ READ_CUSTOMER, tenant, API_PARTNER_CENTER, AS_APP,
	    "/v1/customers/4d3cf487-70f4-4e1e-9ff1-b2bfce8d9f04", E_OK },
	{ READ_SUBSCRIPTIONS, "a b", API_PARTNER_CENTER, AS_APP,
	    "/v1/customers/a%20b/subscriptions", E_OK },
	{ READ_RESELLERS, tenant, API_PARTNER_CENTER, AS_USER,
	    "/v1/customers/4d3cf487-70f4-4e1e-9ff1-b2bfce8d9f04/"
	    "relationships", E_OK },
	{ READ_GDAP, tenant, API_GRAPH, AS_APP, "/v1.0/tenantRelationships/"
	    "delegatedAdminRelationships?$filter=status%20eq%20'active'&"
	    "$top=300", E_OK },
	{ READ_CUSTOMER, "..", 0, 0, "\"..\" is no id", E_SHAPE },
	{ READ_RESELLERS, NULL, 0, 0, "\"\" is no id", E_SHAPE },
};

START_TEST(asks_first)
{
	struct api_call c = { 0 };
	enum err e = partner_ask(&sc, firsts[_i].what, firsts[_i].tenant, NULL,
	    0, &c);

	same_outcome(firsts[_i].url, e, firsts[_i].err, firsts[_i].url);
	if (e != E_OK)
		return;
	same_text("url", c.url, firsts[_i].url);
	same_text("method", c.method, "GET");
	ck_assert(c.api == firsts[_i].api && c.as == firsts[_i].as);
	ck_assert(c.body == NULL && c.nheaders == 0);
}
END_TEST

static const struct {
	const char	*name, *body;
	const char	*url, *token;	/* url NULL: that was all */
	enum err	 err;
} nexts[] = {
	{ "last", "{\"items\":[],\"links\":{\"self\":{\"uri\":\"/x\"}}}",
	    NULL, NULL, E_OK },
	{ "no links", "{\"items\":[]}", NULL, NULL, E_OK },
	{ "null", "{\"links\":{\"next\":null}}", NULL, NULL, E_OK },
	{ "documented", "{\"links\":{\"next\":{\"uri\":\"/customers?size=40\","
	    "\"method\":\"GET\",\"headers\":[{\"key\":"
	    "\"MS-ContinuationToken\",\"value\":\"AAA+/==\"}]}}}",
	    "/v1/customers?size=40&seekOperation=Next", "AAA+/==", E_OK },
	{ "as PascalCase", "{\"Links\":{\"Next\":{\"Uri\":\"/customers\","
	    "\"Headers\":[{\"Key\":\"MS-ContinuationToken\","
	    "\"Value\":\"A\"}]}}}", "/v1/customers?seekOperation=Next", "A",
	    E_OK },
	{ "told already", "{\"links\":{\"next\":{\"uri\":\"/v1/customers?"
	    "size=2&seekOperation=Next\",\"headers\":[{\"key\":"
	    "\"MS-ContinuationToken\",\"value\":\"A\"}]}}}",
	    "/v1/customers?size=2&seekOperation=Next", "A", E_OK },
	{ "offset", "{\"links\":{\"next\":{\"uri\":\"/customers?offset=40\"}"
	    "}}", "/v1/customers?offset=40", NULL, E_OK },
	{ "other headers", "{\"links\":{\"next\":{\"uri\":\"/a\",\"headers\":["
	    "{\"key\":\"Authorization\",\"value\":\"Bearer x\"}]}}}",
	    "/v1/a", NULL, E_OK },
	{ "whole", "{\"@odata.nextLink\":\"https://graph.example/v1.0/x?"
	    "$skiptoken=1\",\"value\":[]}",
	    "https://graph.example/v1.0/x?$skiptoken=1", NULL, E_OK },
	{ "a longer host", "{\"links\":{\"next\":{\"uri\":\".evil.example/"
	    "x\"}}}", NULL, NULL, E_SHAPE },
	{ "another scheme", "{\"@odata.nextLink\":\"http://graph.example/\"}",
	    NULL, NULL, E_SHAPE },
	{ "another line", "{\"links\":{\"next\":{\"uri\":\"/a\",\"headers\":["
	    "{\"key\":\"MS-ContinuationToken\",\"value\":\"A\\r\\nX: y\"}]}"
	    "}}", NULL, NULL, E_SHAPE },
	{ "a number", "{\"links\":{\"next\":7}}", NULL, NULL, E_OK },
};

START_TEST(asks_next)
{
	struct api_reply r = reply(nexts[_i].body);
	struct api_call c = { 0 };
	enum err e = partner_ask(&sc, READ_CUSTOMERS, NULL, &r, 1, &c);

	same_outcome(nexts[_i].name, e, nexts[_i].err,
	    "$.links.next is no place");
	same_text(nexts[_i].name, c.url, nexts[_i].url);
	ck_assert((c.method == NULL) == (nexts[_i].url == NULL));
	same_text(nexts[_i].name, c.nheaders == 0 ? NULL : c.header[0].value,
	    nexts[_i].token);
}
END_TEST

static const char endless[] = "{\"links\":{\"next\":{\"uri\":\"/customers\","
    "\"headers\":[{\"key\":\"MS-ContinuationToken\",\"value\":\"A\"}]}}}";

START_TEST(does_not_go_in_circles)
{
	struct api_reply r[3] = { reply(endless), reply(endless) };
	struct api_call c = { 0 };

	same_outcome("circle", partner_ask(&sc, READ_CUSTOMERS, NULL, r, 2,
	    &c), E_LIMIT, "Microsoft's list has no end: 2 pages");
	r[1] = reply(changed(endless, "\"A\"", "\"B\""));
	same_outcome("on", partner_ask(&sc, READ_CUSTOMERS, NULL, r, 2, &c),
	    E_OK, "");
	same_text("token", c.header[0].value, "B");
	r[2] = reply("{\"error\":{\"code\":\"Denied\",\"message\":"
	    "\"no\"}}");
	r[2].status = 403;
	same_outcome("refused", partner_ask(&sc, READ_GDAP, NULL, r, 3, &c),
	    E_DENIED, "Graph answered 403 with Denied: no");
}
END_TEST

static const char customers[] = "\xef\xbb\xbf{\"totalCount\":4,\"items\":["
    "{\"id\":\"4d3cf487-70f4-4e1e-9ff1-b2bfce8d9f04\",\"companyProfile\":"
    "{\"tenantId\":\"4d3cf487-70f4-4e1e-9ff1-b2bfce8d9f04\","
    "\"domain\":\"fabrikam.example\",\"companyName\":\"Fabrikam\"},"
    "\"relationshipToPartner\":\"reseller\"},"
    "{\"Id\":\"b\",\"CompanyProfile\":{\"CompanyName\":\"Contoso\"},"
    "\"RelationshipToPartner\":2},"
    "{\"id\":\"c\"},{\"companyProfile\":{}}]}";

START_TEST(reads_customers)
{
	struct api_reply r[2] = { reply(customers), reply("{\"id\":\"d\","
	    "\"relationshipToPartner\":\"none\"}") };
	struct partner_customer *c;
	int n;

	same_outcome("customers", partner_customers(&sc, r, 2, &c, &n), E_OK,
	    "");
	ck_assert_int_eq(n, 4);
	same_text("tenant", c[0].tenant, tenant);
	same_text("name", c[0].name, "Fabrikam");
	same_text("domain", c[0].domain, "fabrikam.example");
	same_text("reseller", c[0].relationship, "yes");
	same_text("advisor", c[1].relationship, "no");
	same_text("no name", c[2].name, NULL);
	same_text("untold", c[2].relationship, NULL);
	same_text("one alone", c[3].tenant, "d");
	same_text("none", c[3].relationship, "no");
}
END_TEST

static const char bought[] = "{\"items\":["
    "{\"id\":\"a4c1\",\"offerId\":\"CFQ7TTC0LH18:0001:CFQ7TTC0K971\","
    "\"offerName\":\"Microsoft 365 Business Basic\",\"friendlyName\":"
    "\"Basic 2026\",\"quantity\":15,\"effectiveStartDate\":"
    "\"2026-01-14T00:00:00Z\",\"commitmentEndDate\":"
    "\"2027-01-13T00:00:00Z\",\"status\":\"active\","
    "\"autoRenewEnabled\":true,\"billingType\":\"license\","
    "\"partnerId\":\"4847383\"},"
    "{\"id\":\"b\",\"offerId\":\"DZH318Z0BPS6:0001:DZH318Z0BML6\","
    "\"offerName\":\"Azure plan\",\"quantity\":1,\"status\":\"Suspended\","
    "\"billingType\":\"usage\",\"autoRenewEnabled\":false,"
    "\"commitmentEndDate\":\"0001-01-01T00:00:00\"},"
    "{\"id\":\"c\",\"offerId\":\"031c9e47-4802-4248-838e-778fb1d2cc05\","
    "\"status\":3},{\"status\":\"active\"}]}";

START_TEST(reads_subscriptions)
{
	struct api_reply r = reply(bought);
	struct partner_subscription *s;
	int n;

	same_outcome("subscriptions", partner_subscriptions(&sc, &r, 1, &s,
	    &n), E_OK, "");
	ck_assert_int_eq(n, 3);
	same_text("name", s[0].name, "Basic 2026");
	same_text("kind", s[0].kind, "nce");
	same_text("state", s[0].state, "active");
	same_text("quantity", s[0].quantity, "15");
	same_text("from", s[0].from, "2026-01-14");
	same_text("to", s[0].to, "2027-01-13");
	same_text("renewed", s[0].auto_renew, "yes");
	same_text("reseller", s[0].reseller, "4847383");
	same_text("azure name", s[1].name, "Azure plan");
	same_text("azure kind", s[1].kind, "azure-plan");
	same_text("azure state", s[1].state, "suspended");
	same_text("by use", s[1].quantity, NULL);
	same_text("never", s[1].to, NULL);
	same_text("not renewed", s[1].auto_renew, "no");
	same_text("legacy", s[2].kind, "legacy");
	same_text("a number", s[2].state, NULL);
}
END_TEST

START_TEST(reads_resellers)
{
	struct api_reply r = reply("{\"items\":[{\"id\":\"484e\",\"name\":"
	    "\"Tatra IT\",\"state\":\"Active\",\"mpnId\":\"4847383\"},"
	    "{\"id\":\"b\",\"partnerId\":4847384}]}");
	struct partner_reseller *s;
	int n;

	same_outcome("resellers", partner_resellers(&sc, &r, 1, &s, &n), E_OK,
	    "");
	ck_assert_int_eq(n, 2);
	same_text("name", s[0].name, "Tatra IT");
	same_text("state", s[0].state, "Active");
	same_text("mpnId", s[0].partner_id, "4847383");
	same_text("partnerId", s[1].partner_id, "4847384");
}
END_TEST

#define RELATION(tenant, status, ends, extend, roles) \
	"{\"customer\":{\"tenantId\":\"" tenant "\"},\"status\":\"" status \
	"\",\"endDateTime\":\"" ends "T11:24:42.3148266Z\"," \
	"\"autoExtendDuration\":\"" extend "\",\"accessDetails\":" \
	"{\"unifiedRoles\":[" roles "]}}"
#define ROLE(id)	"{\"roleDefinitionId\":\"" id "\"}"
#define SUPPORT		ROLE("f023fd81-a637-4b56-95fd-791ac0226033")
#define HELPDESK	ROLE("729827E3-9c14-49f7-bb1b-9608f156bbb8")
#define OF_NOBODY	ROLE("00000000-0000-0000-0000-000000000000")

static const struct {
	const char	*name, *items;
	int		 n;
	const char	*roles, *ends, *auto_extend;
} grants[] = {
	{ "nothing", "", 0, "", NULL, NULL },
	{ "one", RELATION("me", "active", "2026-12-10", "PT0S", SUPPORT), 1,
	    "service_support_administrator", "2026-12-10", "no" },
	{ "in capitals", RELATION("ME", "active", "2026-12-10", "P180D",
	    SUPPORT "," HELPDESK "," OF_NOBODY), 1,
	    "service_support_administrator helpdesk_administrator",
	    "2026-12-10", "yes" },
	{ "others'", RELATION("you", "active", "2026-12-10", "P0D", SUPPORT)
	    "," RELATION("me", "expiring", "2026-12-10", "P0D", SUPPORT) ","
	    RELATION("me", "terminated", "2026-12-10", "P0D", SUPPORT), 0, "",
	    NULL, NULL },
	{ "the longer one has it", RELATION("me", "active", "2026-12-10",
	    "P0D", SUPPORT) "," RELATION("me", "active", "2027-12-10", "P0D",
	    SUPPORT), 2, "service_support_administrator", "2027-12-10",
	    "no" },
	{ "the shorter one has more", RELATION("me", "active", "2026-12-10",
	    "P0D", HELPDESK) "," RELATION("me", "active", "2026-11-30",
	    "P180D", SUPPORT), 2,
	    "service_support_administrator helpdesk_administrator",
	    "2026-12-10", "no" },
	{ "roles of no interest", RELATION("me", "active", "2026-12-10",
	    "P0D", OF_NOBODY), 1, "", "2026-12-10", "no" },
	{ "without an end", "{\"customer\":{\"tenantId\":\"me\"},\"status\":"
	    "\"active\",\"endDateTime\":null}", 0, "", NULL, NULL },
};

START_TEST(reads_gdap)
{
	struct api_reply r = reply(str_fmt(&sc, "{\"value\":[%s]}",
	    grants[_i].items));
	struct partner_gdap g;

	same_outcome(grants[_i].name, partner_gdap(&sc, "me", &r, 1, &g),
	    E_OK, "");
	ck_assert_msg(g.n == grants[_i].n, "%s: got %d", grants[_i].name,
	    g.n);
	same_text(grants[_i].name, g.roles, grants[_i].roles);
	same_text(grants[_i].name, g.ends, grants[_i].ends);
	same_text(grants[_i].name, g.auto_extend, grants[_i].auto_extend);
}
END_TEST

/* Every Entra role that the policy names must be known by an id. */
START_TEST(knows_the_policy_s_roles)
{
	static const char *const ids[] = {
		"f023fd81-a637-4b56-95fd-791ac0226033",
		"62e90394-69f5-4237-9190-012177145e10",
		"729827e3-9c14-49f7-bb1b-9608f156bbb8",
		"fe930be7-5e62-47db-91af-98c3a49a38b1",
		"b0f54661-2d74-4c50-afa3-1ec803f12efe",
		"fdd7a751-b60b-444a-984c-02652fe8fa1c",
		"4d6ac14f-3453-41d0-bef9-a3e0c569773a",
		"29232cdf-9323-42fd-ade2-1d097af3e4de",
		"f28a1f50-f6e7-4571-818b-6a12f2af6b6c",
		"69091246-20e8-4a56-aa4d-066075b2a7a8",
		"194ae4cb-b126-40b2-bd5b-6091b380977d",
		"17315797-102d-40b4-93e0-432062caca18",
		"3a2c62db-5318-420d-8d74-23affee5d9d5",
		"44367163-eba1-44c3-98af-f5787879f96a",
		"11648597-926c-4cf3-9c36-bcebb0ba8dcc",
		"2b745bdf-0803-4d80-aa65-822c4493daac",
		"9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3",
	};
	char *text, *from;
	size_t len;
	int n = 0;

	same_outcome("file", str_file(&sc, "conf/policy/settings.conf",
	    1 << 20, &text, &len), E_OK, "");
	from = strstr(text, "gdap_support_roles");
	ck_assert(from != NULL);
	*strstr(from, "\n};") = '\0';
	for (int i = 0; i < LEN(ids); i++) {
		const char *name = entra_role(ids[i]);

		ck_assert_msg(name != NULL && strstr(from, str_fmt(&sc,
		    "\"%s\"", name)) != NULL, "%s: %s", ids[i],
		    name == NULL ? "-" : name);
	}
	for (char *s = from; (s = strstr(s, "_administrator\"")) != NULL; s++)
		n++;
	/* Six of them stand in both lists. */
	ck_assert_int_eq(n, LEN(ids) + 6);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("partner read");

	tcase_add_loop_test(t, asks_first, 0, LEN(firsts));
	tcase_add_loop_test(t, asks_next, 0, LEN(nexts));
	tcase_add_test(t, does_not_go_in_circles);
	tcase_add_test(t, reads_customers);
	tcase_add_test(t, reads_subscriptions);
	tcase_add_test(t, reads_resellers);
	tcase_add_loop_test(t, reads_gdap, 0, LEN(grants));
	tcase_add_test(t, knows_the_policy_s_roles);
	return run_case("partner_read", t);
}
