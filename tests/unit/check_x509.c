/*
 * Certificates that the openssl program made (tests/unit/x509/make): what is
 * Microsoft's counts, what only looks like it does not.
 */
#include "same.h"

#include "base/clock.h"
#include "base/crypto_x509.h"

#define CN	"pcnotifications-dispatch.microsoft.com"
#define DIR	"tests/unit/x509/"

static struct bytes
file(const char *name)
{
	char *at;
	size_t len;

	ck_assert_msg(str_file(&sc, str_fmt(&sc, DIR "%s", name), X509_MOST,
	    &at, &len) == E_OK, "%s", sc.why);
	return (struct bytes){ (const unsigned char *)at, len };
}

static enum err
judge(const char *name, const char *between, const char *root,
    struct x509_seen *ret)
{
	const struct x509_want w = { str_fmt(&sc, DIR "%s", root), CN,
	    "Microsoft Corporation" };
	struct bytes cert[] = { file(name), between == NULL ? file(name) :
	    file(between) };

	return x509_judge(&sc, &w, cert, between == NULL ? 1 : 2, ret);
}

static const struct {
	const char	*name, *cert, *between, *root, *now;
	enum err	 want;
	const char	*why;
} rows[] = {
	{ "good", "good.pem", "between.pem", "root.pem", "2027-01-01", E_OK,
	  "" },
	{ "DER", "good.der", "between.pem", "root.pem", "2027-01-01", E_OK,
	  "" },
	{ "expired", "good.pem", "between.pem", "root.pem", "2127-01-01",
	  E_DENIED, "the certificate is not trusted: certificate has expired" },
	{ "not yet", "good.pem", "between.pem", "root.pem", "2026-01-01",
	  E_DENIED, "the certificate is not trusted: certificate is not yet" },
	{ "another of Microsoft's", "another.pem", "between.pem", "root.pem",
	  "2027-01-01", E_DENIED, "the certificate is not " CN "'s" },
	{ "signed by others", "foreign.pem", "elsewhere.pem", "root.pem",
	  "2027-01-01", E_DENIED, "the certificate was not signed by "
	  "Microsoft Corporation" },
	{ "signed by itself", "forged.pem", NULL, "root.pem", "2027-01-01",
	  E_DENIED, "the certificate is not trusted: self" },
	{ "no root of ours", "good.pem", "between.pem", "elsewhere.pem",
	  "2027-01-01", E_DENIED, "the certificate is not trusted: " },
	{ "an issuer is missing", "good.pem", NULL, "root.pem", "2027-01-01",
	  E_GONE, "the certificate is not trusted: unable to get local" },
	{ "another issuer came", "good.pem", "elsewhere.pem", "root.pem",
	  "2027-01-01", E_GONE, "the certificate is not trusted: unable" },
	{ "an issuer that is none", "good.pem", "another.pem", "root.pem",
	  "2027-01-01", E_GONE, "the certificate is not trusted: unable" },
	{ "a weak key", "weak.pem", "between.pem", "root.pem", "2027-01-01",
	  E_DENIED, "the certificate's key is not RSA" },
	{ "a key of a curve", "curve.pem", "between.pem", "root.pem",
	  "2027-01-01", E_DENIED, "the certificate's key is not RSA" },
	{ "signed by SHA-1", "sha1.pem", "between.pem", "root.pem",
	  "2027-01-01", E_DENIED, "the certificate is not trusted: CA" },
	{ "no certificate", "body.sha256", NULL, "root.pem", "2027-01-01",
	  E_SHAPE, "what is there is no certificate" },
	{ "no roots", "good.pem", "between.pem", "body.sha256", "2027-01-01",
	  E_BROKEN, DIR "body.sha256: no certificates can be read there" },
};

START_TEST(judged)
{
	struct x509_seen seen;

	ck_assert_int_eq(clock_parse(&sc, rows[_i].now, &sc.now), E_OK);
	same_outcome(rows[_i].name, judge(rows[_i].cert, rows[_i].between,
	    rows[_i].root, &seen), rows[_i].want, rows[_i].why);
	if (rows[_i].want == E_GONE)
		same_text(rows[_i].name, seen.issuer_url,
		    "http://www.microsoft.example/between.cer");
}
END_TEST

/* PEM or DER, the same is remembered; it ends when openssl says so. */
START_TEST(facts)
{
	struct bytes der = file("good.der");
	struct x509_seen seen;
	char text[CLOCK_TEXT];

	ck_assert_int_eq(clock_parse(&sc, "2027-01-01", &sc.now), E_OK);
	same_outcome("good", judge("good.pem", "between.pem", "root.pem",
	    &seen), E_OK, "");
	ck_assert(crypto_equal(seen.der, der));
	clock_text(seen.not_after, text);
	same_text("ends", text, "2126-10-28T12:04:49Z");
}
END_TEST

static const struct {
	const char	*signature, *body;
	int		 want;
} signatures[] = {
	{ "body.sha256", "the body", 1 },
	{ "body.sha256", "the body ", 0 },
	{ "body.sha256", "the bodY", 0 },
	{ "body.sha256", "", 0 },
	{ "body.sha1", "the body", 0 },
	{ "body.pss", "the body", 0 },
	{ "body.another", "the body", 0 },
	{ "good.pem", "the body", 0 },
};

START_TEST(signs)
{
	const char *text = signatures[_i].body;
	const struct bytes body = { (const unsigned char *)text,
	    strlen(text) };

	ck_assert_msg(x509_signed(file("good.der"), body,
	    file(signatures[_i].signature)) == signatures[_i].want, "%s: %s",
	    signatures[_i].signature, text);
	ck_assert(!x509_signed(file("body.sha1"), body,
	    file("body.sha256")));
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("x509");

	tcase_add_loop_test(t, judged, 0, LEN(rows));
	tcase_add_test(t, facts);
	tcase_add_loop_test(t, signs, 0, LEN(signatures));
	return run_case("x509", t);
}
