/* What the login is asked, and what its answers come to. */
#include "same.h"

#include "microsoft/token.h"

#define RESOURCE "https://api.partnercenter.microsoft.com"

static const struct token_ask base = {
	.authority = "https://127.0.0.1:1", .client_id = "c-1",
	.issuer = "https://login.microsoftonline.com",
	.secret = "a b&c=\xc4\x85", .tenant = "t-1", .audience = RESOURCE,
	.id = "i-1", .now = 1000000
};

static const struct {
	const char	*name;
	int		 is_v1;
	const char	*refresh, *url, *form;
} forms[] = {
	{ "v1", 1, NULL, "https://127.0.0.1:1/t-1/oauth2/token",
	    "grant_type=client_credentials&client_id=c-1&resource="
	    "https%3A%2F%2Fapi.partnercenter.microsoft.com"
	    "&client_secret=a%20b%26c%3D%C4%85" },
	{ "v2", 0, NULL, "https://127.0.0.1:1/t-1/oauth2/v2.0/token",
	    "grant_type=client_credentials&client_id=c-1&scope="
	    "https%3A%2F%2Fapi.partnercenter.microsoft.com%2F.default"
	    "&client_secret=a%20b%26c%3D%C4%85" },
	{ "v1 for a person", 1, "0.A+/", "https://127.0.0.1:1/t-1/oauth2/"
	    "token", "grant_type=refresh_token&client_id=c-1&resource="
	    "https%3A%2F%2Fapi.partnercenter.microsoft.com&refresh_token="
	    "0.A%2B%2F&client_secret=a%20b%26c%3D%C4%85" },
	{ "v2 for a person", 0, "r", "https://127.0.0.1:1/t-1/oauth2/v2.0/"
	    "token", "grant_type=refresh_token&client_id=c-1&scope="
	    "https%3A%2F%2Fapi.partnercenter.microsoft.com%2F.default%20"
	    "offline_access&refresh_token=r"
	    "&client_secret=a%20b%26c%3D%C4%85" },
};

START_TEST(form)
{
	struct token_ask a = base;
	const char *url, *text;

	a.is_v1 = forms[_i].is_v1;
	a.refresh = forms[_i].refresh;
	same_outcome(forms[_i].name, token_ask(&sc, &a, &url, &text), E_OK,
	    "");
	same_text(forms[_i].name, url, forms[_i].url);
	same_text(forms[_i].name, text, forms[_i].form);
}
END_TEST

START_TEST(bad_certificate)
{
	struct token_ask a = base;
	const char *url, *text;

	a.secret = NULL;
	a.certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n";
	same_outcome("no certificate", token_ask(&sc, &a, &url, &text),
	    E_SHAPE, "no certificate in it");
	a = base;
	a.tenant = "../t";
	same_outcome("a path", token_ask(&sc, &a, &url, &text), E_SHAPE,
	    "\"../t\" is no id");
}
END_TEST

/* Of DOMAIN 6.2, and what the login's documents show of its errors. */
static const struct {
	const char	*name;
	int		 status;
	const char	*body;
	enum err	 e;
	const char	*says;		/* or the token */
	int64_t		 secs;
	const char	*refresh;
} answers[] = {
	{ "v1", 200, "{\"token_type\":\"Bearer\",\"expires_in\":\"3599\","
	    "\"expires_on\":\"1789904399\",\"resource\":\"" RESOURCE "\","
	    "\"access_token\":\"eyJ0.eyJ.a-_\",\"refresh_token\":\"0.AX\"}",
	    E_OK, "eyJ0.eyJ.a-_", 3569, "0.AX" },
	{ "v2", 200, "{\"expires_in\":3599,\"access_token\":\"t\"}", E_OK,
	    "t", 3569, NULL },
	{ "a mark", 200, "\xef\xbb\xbf{\"expires_in\":31,"
	    "\"access_token\":\"t\"}", E_OK, "t", 1, NULL },
	{ "for ever", 200, "{\"expires_in\":99999999,\"access_token\":\"t\"}",
	    E_OK, "t", 86370, NULL },
	{ "half", 200, "{\"expires_in\":3599,\"access_token\":\"hush", E_SHAPE,
	    "the login answers 200 without a token and its time; see "
	    "microsoft.authority", 0, NULL },
	{ "no time", 200, "{\"access_token\":\"t\"}", E_SHAPE,
	    "the login answers 200 without", 0, NULL },
	{ "two lines", 200, "{\"expires_in\":1,\"access_token\":\"a\\nb\"}",
	    E_SHAPE, "the login answers 200 without", 0, NULL },
	{ "a page", 404, "<html>", E_SHAPE, "the login answers 404 without "
	    "what was asked for", 0, NULL },
	{ "second factor", 400, "{\"error\":\"invalid_grant\","
	    "\"error_description\":\"AADSTS50076: Due to\",\"error_codes\":"
	    "[50076],\"suberror\":\"basic_action\"}", E_DENIED,
	    "the login of tenant t-1 refuses (AADSTS50076): the person must "
	    "prove himself by a second factor; sign in again and give the new "
	    "token to cspdesk token set", 0, NULL },
	{ "by its text", 400, "{\"error\":\"invalid_grant\","
	    "\"error_description\":\"AADSTS700082: The refresh token\"}",
	    E_DENIED, "the login of tenant t-1 refuses (AADSTS700082): the "
	    "person's token was not used for 90 days", 0, NULL },
	{ "consent", 400, "{\"error\":\"invalid_grant\",\"error_codes\":"
	    "[65001]}", E_DENIED, "the login of tenant t-1 refuses "
	    "(AADSTS65001): nobody has consented", 0, NULL },
	{ "no service principal", 401, "{\"error\":\"invalid_client\","
	    "\"error_codes\":[7000229]}", E_DENIED, "the login of tenant t-1 "
	    "refuses (AADSTS7000229): the application is not in this tenant", 0,
	    NULL },
	{ "another login", 401, "{\"error\":\"invalid_client\","
	    "\"error_codes\":[700023]}", E_DENIED, "the login of tenant t-1 "
	    "refuses (AADSTS700023): the certificate's assertion is not for "
	    "this login", 0, NULL },
	{ "another subject", 401, "{\"error\":\"invalid_client\","
	    "\"error_description\":\"AADSTS700030: Invalid certificate\","
	    "\"error_codes\":[700030]}", E_DENIED, "the login of tenant t-1 "
	    "refuses: AADSTS700030: Invalid certificate", 0, NULL },
	{ "unknown", 400, "{\"error\":\"x\",\"error_description\":\"AADSTS1: "
	    "So. Trace ID: 7 Correlation ID: 8\",\"error_codes\":[1]}",
	    E_DENIED, "the login of tenant t-1 refuses: AADSTS1: So.", 0,
	    NULL },
	{ "no reason", 401, "{\"error\":\"invalid_client\"}", E_DENIED,
	    "the login of tenant t-1 refuses: without a reason", 0, NULL },
	{ "throttled", 429, "{\"error\":\"temporarily_unavailable\","
	    "\"error_codes\":[90055]}", E_BUSY, "the login answers 429, "
	    "AADSTS90055", 0, NULL },
	{ "away", 503, "", E_BUSY, "the login answers 503", 0, NULL },
	{ "for a while", 400, "{\"error\":\"temporarily_unavailable\"}",
	    E_BUSY, "the login answers 400", 0, NULL },
};

START_TEST(answer)
{
	const struct api_reply r = { .status = answers[_i].status,
	    .body = answers[_i].body, .len = strlen(answers[_i].body) };
	struct token_given g;
	enum err e = token_read(&sc, &base, &r, &g);

	same_outcome(answers[_i].name, e, answers[_i].e, answers[_i].says);
	if (e != E_OK)
		return;
	same_text(answers[_i].name, g.token, answers[_i].says);
	same_text(answers[_i].name, g.refresh, answers[_i].refresh);
	ck_assert_int_eq(g.secs, answers[_i].secs);
}
END_TEST

START_TEST(claim)
{
	/* {"alg":"none"} . {"aud":"x","roles":["A.All","B"],"exp":7} */
	static const char token[] = "eyJhbGciOiJub25lIn0."
	    "eyJhdWQiOiJ4Iiwicm9sZXMiOlsiQS5BbGwiLCJCIl0sImV4cCI6N30.sig";

	same_text("aud", token_claim(&sc, token, "aud"), "x");
	same_text("roles", token_claim(&sc, token, "roles"), "A.All B");
	same_text("exp", token_claim(&sc, token, "exp"), "7");
	same_text("none", token_claim(&sc, token, "scp"), NULL);
	same_text("opaque", token_claim(&sc, "opaque", "aud"), NULL);
	same_text("two parts", token_claim(&sc, "a.b", "aud"), NULL);
	same_text("nothing", token_claim(&sc, "a..c", "aud"), NULL);
	same_text("no JSON", token_claim(&sc, "a.YQ.c", "aud"), NULL);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("token");

	tcase_add_loop_test(t, form, 0, LEN(forms));
	tcase_add_test(t, bad_certificate);
	tcase_add_loop_test(t, answer, 0, LEN(answers));
	tcase_add_test(t, claim);
	return run_case("token", t);
}
