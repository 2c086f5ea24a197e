/* What is found in a text, and what only looks like it. */
#include "same.h"

#include "preflight.h"

#define JWT	"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3"
#define B86	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" \
		"0123456789+/0123456789abcdefghijkl"

static const struct preflight_person jan = { "Jan Kowalski",
    "jan.kowalski@contoso.example" };

/* `want`: the kinds in the order of the text, "" for none. */
static const struct {
	const char	*text, *want;
} rows[] = {
	{ "", "" },
	{ "Teams does not start since 07:10, error 0x8004DEB4", "" },
	{ "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n"
	    "-----END RSA PRIVATE KEY-----", "private-key" },
	{ "-----BEGIN PRIVATE KEY-----\nMIIE", "private-key" },
	{ "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl", "private-key" },
	{ "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----", "" },
	{ "-----BEGIN PUBLIC KEY-----\nMIIE", "" },
	{ "token " JWT " here", "token" },
	{ "eyJhbGci is how one begins", "" },
	{ "Authorization: Bearer abcdefghijklmnopqrst0123", "token" },
	{ "the bearer of this letter, a colleague", "" },
	{ "ghp_0123456789abcdefghijABCDEFGHIJ012345", "token" },
	{ "AKIAIOSFODNN7EXAMPLE", "token" },
	{ "xAKIAIOSFODNN7EXAMPLE", "" },
	{ "AccountName=a;AccountKey=" B86 "==;EndpointSuffix=x",
	    "connection-string" },
	{ "Endpoint=sb://x/;SharedAccessKey=abcdefghijklmnopqrstuvwxyz=",
	    "connection-string" },
	{ "AccountKey=short", "" },
	{ "https://a.blob.core.windows.net/c?sv=2022&sig="
	    "abcdefghijklmnopqrstuvwxyz%3D&se=1", "signature" },
	{ "https://a.example/?sig=1", "" },
	{ "abc8Q~ABCDEFGHIJKLMNOPQRSTUVWXYZ01234567", "client-secret" },
	{ "abc8Q~ABC", "" },
	{ "key " B86 "==", "key" },
	{ "api_key = 12345678abc", "key" },
	{ "\"client_secret\": \"abc-12345\"", "key" },
	{ "the api key is missing", "" },
	{ "the access token is expired", "" },
	{ "password: Summer2026!", "password" },
	{ "Password=hunter", "password" },
	{ "password: hunter\nthanks", "password" },
	{ "hasło: Zima2026", "password" },
	{ "Hasło to Zima2026!", "password" },
	{ "the password is Winter26", "password" },
	{ "ftp://bob:secret@host.example/x", "password" },
	{ "password: please reset it", "" },
	{ "the password is wrong", "" },
	{ "the password is expired since 2026-11-01", "" },
	{ "password reset does not work", "" },
	{ "hasło nie działa", "" },
	{ "ask Jan Kowalski", "customer" },
	{ "JAN.KOWALSKI@contoso.example", "customer" },
	{ "ask Jan Nowak", "" },
	{ "ask eva@contoso.example", "address" },
	{ "VM\\eva at contoso.example", "" },
	{ "UPN@", "" },
	{ "PL61 1090 1014 0000 0712 1981 2874", "iban" },
	{ "PL61109010140000071219812874", "iban" },
	{ "61 1090 1014 0000 0712 1981 2874", "iban" },
	{ "PL61 1090 1014 0000 0712 1981 2874 BIC X", "iban" },
	{ "DE89370400440532013000", "iban" },
	{ "PL62 1090 1014 0000 0712 1981 2874", "" },
	{ "GUID 4D3CF48770F44E1E9FF1B2BFCE8D9F04", "" },
	{ "card 4111 1111 1111 1111", "card" },
	{ "4111111111111111", "card" },
	{ "378282246310005", "card" },
	{ "5555-5555-5555-4444", "card" },
	{ "2223 0031 2200 3222", "card" },
	{ "4111 1111 1111 1112", "" },
	{ "case 2223003122003222", "" },
	{ "case 618040512345678", "" },
	{ "PESEL 44051401359", "pesel" },
	{ "02270803624", "pesel" },
	{ "44051401358", "" },
	{ "44991401350", "" },
	{ "NIP 5260250995", "nip" },
	{ "526-025-09-95", "nip" },
	{ "5260250995", "" },
	{ "526-025-09-96", "" },
	{ "call +48 123 456 789", "phone" },
	{ "tel. 22 123 45 67 89", "phone" },
	{ "600 700 800", "phone" },
	{ "10.20.30.40 and 2026-11-21", "" },
	{ "+5 minutes, +48", "" },
	{ "build 16.0.17928.20114", "" },
	{ "4d3cf487-70f4-4e1e-9ff1-b2bfce8d9f04", "" },
	{ "pwd=Abc123; mail a@b.example, 600 700 800",
	    "password address phone" },
	{ "a@b.example and a@b.example", "address" },
};

static const char *
kinds_of(const struct preflight *p)
{
	struct buf b;

	buf_init(&b, &sc, 1000);
	for (int i = 0; i < p->n; i++)
		buf_fmt(&b, "%s%s", i == 0 ? "" : " ",
		    finding_words[p->found[i].kind]);
	return b.at;
}

START_TEST(hits_and_near_misses)
{
	struct preflight_part part = { "description", rows[_i].text };
	struct preflight p;

	preflight_run(&sc, &part, 1, &jan, &p);
	same_text(rows[_i].text, kinds_of(&p), rows[_i].want);
	for (int i = 0; i < p.n; i++)
		ck_assert_str_eq(p.found[i].where, "description");
}
END_TEST

/* Secrets are taken out, and nothing else is touched. */
START_TEST(cleaned)
{
	static const struct {
		const char	*text, *want;
	} cases[] = {
		{ "no secret: a@b.example", "no secret: a@b.example" },
		{ "pwd=Abc123 and " JWT ".", "pwd=[removed: password] and "
		    "[removed: token]." },
		{ "a\n-----BEGIN PRIVATE KEY-----\nMIIE\n"
		    "-----END PRIVATE KEY-----\nb",
		    "a\n[removed: private-key]\nb" },
		{ "hasło: żółw", "hasło: [removed: password]" },
		{ "?sig=abcdefghijklmnopqrstuvwxyz%3D&se=1",
		    "?sig=[removed: signature]&se=1" },
	};

	same_text(cases[_i].text, preflight_clean(&sc, cases[_i].text),
	    cases[_i].want);
}
END_TEST

/* What is shown of a finding tells no secret and no whole number. */
START_TEST(shown)
{
	const struct preflight_part parts[] = {
		{ "description", "pwd=Abc123, eva@b.example" },
		{ "impact", NULL },
		{ "steps", "pwd=Abc123 pwd=Def456, Jan Kowalski" },
	};
	struct preflight p;

	preflight_run(&sc, parts, 3, &jan, &p);
	ck_assert_int_eq(p.n, 5);
	ck_assert_int_eq(p.nsecrets, 3);
	same_text("a secret", p.found[0].cut, "***");
	same_text("an address", p.found[1].cut, "eva***");
	same_text("where", p.found[2].where, "steps");
	same_text("the customer", p.found[4].cut, "Jan Kowalski");
}
END_TEST

/* One that is longer than what is looked at at once, or stands there. */
START_TEST(long_ones)
{
	static const int sizes[] = { 400, 990, 995, 998, 1000, 1005, 3000 };
	struct buf b;

	buf_init(&b, &sc, 10000);
	for (int i = 0; i < sizes[_i]; i++)
		buf_puts(&b, i % 5 == 4 ? " " : "x");
	buf_fmt(&b, "password: Abc123; token eyJ%0100d.%03000d.%0300d end",
	    1, 2, 3);
	ck_assert_ptr_nonnull(strstr(preflight_clean(&sc, b.at),
	    "password: [removed: password]; token [removed: token] end"));
}
END_TEST

/* However many there are, they are counted, and the text is cleaned. */
START_TEST(a_flood)
{
	struct preflight_part part = { "description", NULL };
	struct preflight p;
	struct buf b;

	buf_init(&b, &sc, 100000);
	for (int i = 0; i < 1000; i++)
		buf_fmt(&b, "pwd=Abc%d;\n", i);
	part.text = b.at;
	preflight_run(&sc, &part, 1, NULL, &p);
	ck_assert_int_eq(p.n, PREFLIGHT_MOST);
	ck_assert_int_eq(p.nsecrets, 400);
	ck_assert(p.is_full);
	ck_assert_ptr_null(strstr(preflight_clean(&sc, b.at), "Abc"));
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("preflight");

	tcase_add_loop_test(t, hits_and_near_misses, 0, LEN(rows));
	tcase_add_loop_test(t, cleaned, 0, 5);
	tcase_add_test(t, shown);
	tcase_add_test(t, a_flood);
	tcase_add_loop_test(t, long_ones, 0, 7);
	return run_case("preflight", t);
}
