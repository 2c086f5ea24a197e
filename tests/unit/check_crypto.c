/* Digests and signatures by the vectors of FIPS 180-2 and RFC 4231. */
#include "same.h"

#include "base/crypto.h"

static const char *
hex(const unsigned char *b, size_t n)
{
	struct buf out;

	buf_init(&out, &sc, 1000);
	for (size_t i = 0; i < n; i++)
		buf_fmt(&out, "%02x", b[i]);
	return out.at;
}

static const struct {
	const char	*text, *want;
} digests[] = {
	{ "", "e3b0c44298fc1c149afbf4c8996fb924"
	    "27ae41e4649b934ca495991b7852b855" },
	{ "abc", "ba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad" },
	{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	    "248d6a61d20638b8e5c026930c3e6039"
	    "a33ce45964ff2167f6ecedd419db06c1" },
};

START_TEST(sha256)
{
	const char *text = digests[_i].text;
	unsigned char raw[SHA256_BYTES];
	char got[SHA256_HEX];

	crypto_sha256_hex(text, strlen(text), got);
	same_text(text, got, digests[_i].want);
	crypto_sha256(text, strlen(text), raw);
	same_text(text, hex(raw, sizeof(raw)), digests[_i].want);
}
END_TEST

START_TEST(sha256_of_a_million)
{
	char *text = scope_alloc(&sc, 1000000), got[SHA256_HEX];

	memset(text, 'a', 1000000);
	crypto_sha256_hex(text, 1000000, got);
	same_text("a million a", got, "cdc76e5c9914fb9281a1c7e284d73e67"
	    "f1809a48a497200e046d39ccc7112cd0");
}
END_TEST

/* RFC 4231; a key or text of one repeated byte is that byte and a count. */
static const struct {
	const char	*name, *key;
	size_t		 nkey;
	const char	*text;
	size_t		 ntext;
	const char	*want;
} hmacs[] = {
	{ "case 1", "\x0b", 20, "Hi There", 0,
	    "b0344c61d8db38535ca8afceaf0bf12b"
	    "881dc200c9833da726e9376c2e32cff7" },
	{ "case 2", "Jefe", 0, "what do ya want for nothing?", 0,
	    "5bdcc146bf60754e6a042426089575c7"
	    "5a003f089d2739839dec58b964ec3843" },
	{ "case 3", "\xaa", 20, "\xdd", 50,
	    "773ea91e36800e46854db8ebd09181a7"
	    "2959098b3ef8c122d9635514ced565fe" },
	{ "case 6, a key longer than a block", "\xaa", 131,
	    "Test Using Larger Than Block-Size Key - Hash Key First", 0,
	    "60e431591ee0b67f0d8a26aacbf5b77f"
	    "8e0bc6213728c5140546040f0ee37f54" },
	{ "case 7, and a longer text", "\xaa", 131,
	    "This is a test using a larger than block-size key and a larger "
	    "than block-size data. The key needs to be hashed before being "
	    "used by the HMAC algorithm.", 0,
	    "9b09ffa71b942fcb27635fbcd5b0e944"
	    "bfdc63644f0713938a7f51535c3a35e2" },
};

static struct bytes
expand(const char *text, size_t n)
{
	unsigned char *b = (unsigned char *)str_dup(&sc, text);

	if (n == 0)
		return (struct bytes){ b, strlen(text) };
	b = scope_alloc(&sc, n);
	memset(b, text[0], n);
	return (struct bytes){ b, n };
}

START_TEST(hmac)
{
	struct bytes key = expand(hmacs[_i].key, hmacs[_i].nkey);
	struct bytes text = expand(hmacs[_i].text, hmacs[_i].ntext);
	/* The same text in three parts gives the same. */
	struct bytes parts[] = { { text.at, 1 }, { text.at + 1, 0 },
	    { text.at + 1, text.len - 1 } };
	unsigned char got[SHA256_BYTES];

	crypto_hmac(DIGEST_SHA256, key, &text, 1, got);
	same_text(hmacs[_i].name, hex(got, sizeof(got)), hmacs[_i].want);
	crypto_hmac(DIGEST_SHA256, key, parts, LEN(parts), got);
	same_text(hmacs[_i].name, hex(got, sizeof(got)), hmacs[_i].want);
}
END_TEST

/* RFC 2202, and what a Zammad would sign. */
START_TEST(hmac_sha1)
{
	static const struct { const char *name, *key, *text, *want; } rows[] = {
		{ "case 2", "Jefe", "what do ya want for nothing?",
		  "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79" },
		{ "Zammad", "zammad-test-key-0001",
		  "{\"ticket\":{\"id\":1},\"article\":{}}",
		  "7c9284a4c1a4013d948d715e38639755cb0ca227" },
	};
	unsigned char got[DIGEST_BYTES];

	for (int i = 0; i < LEN(rows); i++) {
		struct bytes text = expand(rows[i].text, 0);

		ck_assert_uint_eq(crypto_hmac(DIGEST_SHA1,
		    expand(rows[i].key, 0), &text, 1, got), 20);
		same_text(rows[i].name, hex(got, 20), rows[i].want);
	}
}
END_TEST

START_TEST(from_hex)
{
	static const struct { const char *name, *text, *want; } rows[] = {
		{ "digits and letters", "00ff7aB9", "00ff7ab9" },
		{ "nothing", "", "" },
		{ "half a pair", "0", NULL }, { "a blank", "0 ", NULL },
		{ "behind f", "0g", NULL }, { "before 0", "/0", NULL },
		{ "behind 9", ":0", NULL }, { "before A", "@0", NULL },
		{ "before a", "`0", NULL }, { "0x", "0x12", NULL },
	};
	struct bytes got;

	for (int i = 0; i < LEN(rows); i++) {
		same_outcome(rows[i].name, crypto_hex(&sc, rows[i].text, &got),
		    rows[i].want == NULL ? E_SHAPE : E_OK,
		    rows[i].want == NULL ? "not hex" : "");
		if (rows[i].want != NULL)
			same_text(rows[i].name, hex(got.at, got.len),
			    rows[i].want);
	}
}
END_TEST

static const struct {
	const char	*name, *text;
	enum err	 want;
	const char	*bytes;
} base64[] = {
	{ "no padding", "Zm9v", E_OK, "666f6f" },
	{ "one", "Zm8=", E_OK, "666f" },
	{ "two", "Zg==", E_OK, "66" },
	{ "every kind of character", "AZaz09+/", E_OK, "0196b3d3dfbf" },
	{ "a NUL byte", "AA==", E_OK, "00" },
	{ "empty", "", E_SHAPE, NULL },
	{ "padding left off", "Zg", E_SHAPE, NULL },
	{ "only padding", "====", E_SHAPE, NULL },
	{ "three of padding", "Z===", E_SHAPE, NULL },
	{ "padding inside", "Zg==Zm9v", E_SHAPE, NULL },
	{ "padding first", "=m9v", E_SHAPE, NULL },
	{ "another bit set", "Zh==", E_SHAPE, NULL },
	{ "URL's alphabet", "AZaz09-_", E_SHAPE, NULL },
	{ "an end mark", "Zm9v----", E_SHAPE, NULL },
	{ "blanks first", "    Zm9v", E_SHAPE, NULL },
	{ "newlines behind", "Zm9v\n\n\n\n", E_SHAPE, NULL },
	{ "a newline inside", "Zm9v\nZm9vZm8=", E_SHAPE, NULL },
	{ "no ASCII", "Zm9\xc4", E_SHAPE, NULL },
};

START_TEST(decode)
{
	const char *text = base64[_i].text;
	struct bytes got = { NULL, 0 };

	same_outcome(base64[_i].name, crypto_base64(&sc, text, strlen(text),
	    &got), base64[_i].want, "not base64");
	if (base64[_i].want == E_OK) {
		same_text(base64[_i].name, hex(got.at, got.len),
		    base64[_i].bytes);
		same_text("back", crypto_to_base64(&sc, got), text);
	} else
		ck_assert_ptr_null(got.at);
}
END_TEST

static const struct {
	const char	*a, *b;
	int		 want;
} pairs[] = {
	{ "abc", "abc", 1 }, { "", "", 1 }, { "abc", "abd", 0 },
	{ "abc", "Abc", 0 }, { "abc", "ab", 0 }, { "", "a", 0 },
};

START_TEST(equal)
{
	struct bytes a = { (const unsigned char *)pairs[_i].a,
	    strlen(pairs[_i].a) };
	struct bytes b = { (const unsigned char *)pairs[_i].b,
	    strlen(pairs[_i].b) };

	ck_assert_int_eq(crypto_equal(a, b), pairs[_i].want);
	ck_assert_int_eq(crypto_equal(b, a), pairs[_i].want);
}
END_TEST

START_TEST(random_hex)
{
	char a[33], b[33];

	crypto_random_hex(a, sizeof(a));
	crypto_random_hex(b, sizeof(b));
	ck_assert_uint_eq(strlen(a), 32);
	ck_assert_uint_eq(strspn(a, "0123456789abcdef"), 32);
	ck_assert_str_ne(a, b);
}
END_TEST

static struct bytes
of(const char *text)
{
	return (struct bytes){ (const unsigned char *)text, strlen(text) };
}

/* Only the same key, the same binding and all of its bytes open it. */
START_TEST(sealed)
{
	struct bytes key = of("0123456789abcdef0123456789abcdef"), got;
	struct bytes s = crypto_seal(&sc, key, of("t"), of("hush")), twice;
	unsigned char *copy = scope_alloc(&sc, s.len);

	same_outcome("opens", crypto_unseal(&sc, key, of("t"), s, &got), E_OK,
	    "");
	ck_assert(crypto_equal(got, of("hush")));
	twice = crypto_seal(&sc, key, of("t"), of("hush"));
	ck_assert(!crypto_equal(s, twice));
	same_outcome("another key", crypto_unseal(&sc,
	    of("0123456789abcdef0123456789abcdeg"), of("t"), s, &got),
	    E_DENIED, "it was not sealed");
	same_outcome("another binding", crypto_unseal(&sc, key, of("u"), s,
	    &got), E_DENIED, "it was not sealed");
	for (size_t i = 0; i < s.len; i++) {
		memcpy(copy, s.at, s.len);
		copy[i] ^= 1;
		same_outcome("changed", crypto_unseal(&sc, key, of("t"),
		    (struct bytes){ copy, s.len }, &got), E_DENIED, "it");
		same_outcome("cut", crypto_unseal(&sc, key, of("t"),
		    (struct bytes){ s.at, i }, &got), E_DENIED, "it");
	}
}
END_TEST

START_TEST(base64url)
{
	same_text("no padding", crypto_to_base64url(&sc, of("\xfb\xff")),
	    "-_8");
	same_text("empty", crypto_to_base64url(&sc, of("")), "");
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("crypto");

	tcase_add_loop_test(t, sha256, 0, LEN(digests));
	tcase_add_test(t, sha256_of_a_million);
	tcase_add_loop_test(t, hmac, 0, LEN(hmacs));
	tcase_add_test(t, hmac_sha1);
	tcase_add_test(t, from_hex);
	tcase_add_loop_test(t, decode, 0, LEN(base64));
	tcase_add_loop_test(t, equal, 0, LEN(pairs));
	tcase_add_test(t, random_hex);
	tcase_add_test(t, sealed);
	tcase_add_test(t, base64url);
	return run_case("crypto", t);
}
