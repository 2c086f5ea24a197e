/* Partner Center's notifications: who claims to send them, what they say. */
#include "same.h"

#include "microsoft/notification.h"

#define HOST	"certificates.example"
#define GOOD	"https://" HOST "/cert/a.cer"
#define TENANT	"4d3cf487-70f4-4e1e-9ff1-b2bfce8d9f04"
#define OWNED	"a4c1340d-6911-4758-bba3-0c4c6007d161"
#define URI	"http://api.partnercenter.microsoft.com/webhooks/v1"

static const struct notification_place place = { HOST, "/cert/" };

static const struct {
	const char			*name;
	struct notification_headers	 h;
	enum err			 want;
	const char			*why;	/* of E_OK: the signature */
} claims[] = {
	{ "Authorization", { "Signature S2l0", NULL, GOOD, "rsa-sha256" },
	  E_OK, "Kit" },
	{ "x-ms-signature", { NULL, "Signature S2l0", GOOD, "RSA-SHA256" },
	  E_OK, "Kit" },
	{ "both", { "signature  S2l0", "Signature Zm9v", GOOD, "rsa-sha256" },
	  E_OK, "Kit" },
	{ "somebody else's Authorization", { "Basic eDp5", "Signature S2l0",
	  GOOD, "rsa-sha256" }, E_OK, "Kit" },
	{ "deeper", { "Signature S2l0", NULL, "https://" HOST
	  "/cert/2026/A_b-c.cer", "rsa-sha256" }, E_OK, "Kit" },
	{ "none", { NULL, NULL, GOOD, "rsa-sha256" }, E_DENIED,
	  "Authorization: Signature ..., or x-ms-signature" },
	{ "no scheme", { "S2l0", "SignatureS2l0", GOOD, "rsa-sha256" },
	  E_DENIED, "Authorization: Signature ..." },
	{ "no base64", { "Signature a b", NULL, GOOD, "rsa-sha256" },
	  E_DENIED, "the signature is not base64" },
	{ "nothing", { "Signature ", NULL, GOOD, "rsa-sha256" }, E_DENIED,
	  "the signature is not base64" },
	{ "no certificate", { "Signature S2l0", NULL, NULL, "rsa-sha256" },
	  E_SHAPE, "X-MS-Certificate-Url and" },
	{ "no algorithm", { "Signature S2l0", NULL, GOOD, NULL }, E_SHAPE,
	  "X-MS-Certificate-Url and" },
	{ "neither, and no signature", { NULL, NULL, NULL, NULL }, E_DENIED,
	  "Authorization: Signature" },
	{ "SHA-1", { "Signature S2l0", NULL, GOOD, "rsa-sha1" }, E_DENIED,
	  "only rsa-sha256 is accepted" },
	{ "sha256 alone", { "Signature S2l0", NULL, GOOD, "sha256" },
	  E_DENIED, "only rsa-sha256 is accepted" },
};

START_TEST(claim)
{
	struct notification_claim got;

	same_outcome(claims[_i].name, notification_claim(&sc, &place,
	    &claims[_i].h, &got), claims[_i].want, claims[_i].why);
	if (claims[_i].want != E_OK)
		return;
	same_text(claims[_i].name, got.url, claims[_i].h.certificate_url);
	same_text(claims[_i].name, str_copy(&sc, (const char *)
	    got.signature.at, got.signature.len), claims[_i].why);
}
END_TEST

/* None of them is on the list. */
static const char *const elsewhere[] = {
	"http://" HOST "/cert/a.cer", "HTTPS://" HOST "/cert/a.cer",
	"https://" HOST ".evil.example/cert/a.cer", "https://" HOST,
	"https://" HOST "@evil.example/cert/a.cer", "",
	"https://" HOST ":8443/cert/a.cer", "https://x" HOST "/cert/a.cer",
	"https://x@" HOST "/cert/a.cer", "https://" HOST "/other/a.cer",
	"https://" HOST "/cert/../other/a.cer", "https://" HOST "/certa.cer",
	"https://" HOST "/cert/%2e%2e/a.cer", "https://" HOST "/cert/a?b",
	"https://" HOST "/cert/a#b", "https://" HOST "/cert/a b",
	"https://" HOST "/cert/a\\b", "https://" HOST "/cert/@evil.example",
	"//" HOST "/cert/a.cer", "file:///cert/a.cer", " " GOOD,
};

START_TEST(other_place)
{
	struct notification_headers h = { "Signature S2l0", NULL,
	    elsewhere[_i], "rsa-sha256" };
	struct notification_claim got;

	same_outcome(elsewhere[_i], notification_claim(&sc, &place, &h, &got),
	    E_DENIED, "the certificate must be below https://" HOST "/cert/");
}
END_TEST

START_TEST(too_long)
{
	char url[300] = GOOD, *text = scope_alloc(&sc, 3000);
	struct notification_headers h = { NULL, NULL, url, "rsa-sha256" };
	struct notification_claim got;

	memset(url + strlen(GOOD), 'a', sizeof(url) - 1 - strlen(GOOD));
	h.authorization = "Signature S2l0";
	same_outcome("URL", notification_claim(&sc, &place, &h, &got),
	    E_DENIED, "the certificate must be below");
	h.certificate_url = GOOD;
	memcpy(text, "Signature ", 10);
	memset(text + 10, 'A', 2000);
	h.authorization = text;
	same_outcome("signature", notification_claim(&sc, &place, &h, &got),
	    E_DENIED, "the signature is not base64 of at most 1024");
}
END_TEST

static const struct {
	const char	*name, *body;
	enum err	 want;
	enum notification_about about;
	const char	*tenant, *subscription;
	int64_t		 changed;
} bodies[] = {
	{ "DOMAIN 7", "{\"EventName\":\"subscription-updated\",\"ResourceUri\":"
	  "\"" URI "/customers/" TENANT "/subscriptions/" OWNED "\","
	  "\"ResourceName\":\"subscription\",\"AuditUri\":null,"
	  "\"ResourceChangeUtcDate\":\"2026-08-21T16:19:06.3520276+00:00\"}",
	  E_OK, ABOUT_SUBSCRIPTION, TENANT, OWNED, 1787329146352 },
	{ "other case, a mark", "\xef\xbb\xbf{\"eventName\":\"subscription-"
	  "updated\",\"resourceUri\":\"/Customers/4D3CF487-70F4-4E1E-9FF1-"
	  "B2BFCE8D9F04/Subscriptions/A4C1340D-6911-4758-BBA3-0C4C6007D161?x\","
	  "\"resourceChangeUtcDate\":\"2026-08-21T18:19:06+02:00\"}",
	  E_OK, ABOUT_SUBSCRIPTION, TENANT, OWNED, 1787329146000 },
	{ "a relationship", "{\"EventName\":\"reseller-relationship-accepted-"
	  "by-customer\",\"ResourceUri\":\"" URI "/customers/" TENANT "\"}",
	  E_OK, ABOUT_CUSTOMER, TENANT, NULL, 0 },
	{ "GDAP", "{\"EventName\":\"granular-admin-relationship-expired\","
	  "\"ResourceUri\":\"" URI "/customers/" TENANT "/x\"}",
	  E_OK, ABOUT_ACCESS, TENANT, NULL, 0 },
	{ "GDAP of nobody", "{\"EventName\":\"granular-admin-relationship-"
	  "expired\"}", E_OK, ABOUT_ACCESS, NULL, NULL, 0 },
	{ "a test", "{\"EventName\":\"test-created\",\"ResourceUri\":\"" URI
	  "/registration/validationEvents/1\"}", E_OK, ABOUT_NOTHING, NULL,
	  NULL, 0 },
	{ "not ours", "{\"EventName\":\"referral-updated\"}", E_OK,
	  ABOUT_NOTHING, NULL, NULL, 0 },
	{ "ids that are none", "{\"EventName\":\"invoice-ready\","
	  "\"ResourceUri\":\"/customers/../subscriptions/a%20b\"}", E_OK,
	  ABOUT_NOTHING, NULL, NULL, 0 },
	{ "of nobody", "{\"EventName\":\"subscription-updated\","
	  "\"ResourceUri\":\"/subscriptions/" OWNED "\"}", E_SHAPE,
	  ABOUT_SUBSCRIPTION, NULL, NULL, 0 },
	{ "no event", "{\"ResourceUri\":\"/\"}", E_SHAPE, 0, NULL, NULL, 0 },
	{ "an event with a blank", "{\"EventName\":\"a b\"}", E_SHAPE, 0, NULL,
	  NULL, 0 },
	{ "a list", "[]", E_SHAPE, 0, NULL, NULL, 0 },
	{ "no JSON", "hello", E_SHAPE, 0, NULL, NULL, 0 },
	{ "nothing", "", E_SHAPE, 0, NULL, NULL, 0 },
};

static struct bytes
as_bytes(const char *s)
{
	return (struct bytes){ (const unsigned char *)s, strlen(s) };
}

START_TEST(body)
{
	struct notification got;

	same_outcome(bodies[_i].name, notification_read(&sc, as_bytes(
	    bodies[_i].body), &got), bodies[_i].want, "");
	ck_assert_uint_eq(strlen(got.key), SHA256_HEX - 1);
	if (bodies[_i].want != E_OK)
		return;
	ck_assert_int_eq(got.about, bodies[_i].about);
	same_text(bodies[_i].name, got.tenant, bodies[_i].tenant);
	same_text(bodies[_i].name, got.subscription, bodies[_i].subscription);
	ck_assert_int_eq(got.changed, bodies[_i].changed);
}
END_TEST

/* The key is made of three texts, or else of the whole. */
START_TEST(keys)
{
	static const struct { const char *a, *b; int same; } pairs[] = {
		{ "{\"EventName\":\"a\",\"ResourceUri\":\"/b\","
		  "\"ResourceChangeUtcDate\":\"c\"}", "{\"ResourceUri\":\"/b\","
		  "\"x\":1,\"ResourceChangeUtcDate\":\"c\",\"EventName\":"
		  "\"a\"}", 1 },
		{ "{\"EventName\":\"a\",\"ResourceUri\":\"/b\","
		  "\"ResourceChangeUtcDate\":\"c\"}", "{\"EventName\":\"a\","
		  "\"ResourceUri\":\"/b\",\"ResourceChangeUtcDate\":\"d\"}",
		  0 },
		{ "{\"EventName\":\"a\"}", "{\"EventName\":\"a\"}", 1 },
		{ "{\"EventName\":\"a\"}", "{\"EventName\":\"a\" }", 0 },
	};
	struct notification a, b;

	for (int i = 0; i < LEN(pairs); i++) {
		same_outcome("a", notification_read(&sc, as_bytes(pairs[i].a),
		    &a), E_OK, "");
		same_outcome("b", notification_read(&sc, as_bytes(pairs[i].b),
		    &b), E_OK, "");
		ck_assert_msg(str_same(a.key, b.key) == pairs[i].same, "%s %s",
		    pairs[i].a, pairs[i].b);
	}
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("notification");

	tcase_add_loop_test(t, claim, 0, LEN(claims));
	tcase_add_loop_test(t, other_place, 0, LEN(elsewhere));
	tcase_add_test(t, too_long);
	tcase_add_loop_test(t, body, 0, LEN(bodies));
	tcase_add_test(t, keys);
	return run_case("notification", t);
}
