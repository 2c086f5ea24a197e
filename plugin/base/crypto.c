/* OpenSSL stays behind this file. Its failures here are never input's fault. */
#include "base/crypto.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <string.h>

static void
to_hex(const unsigned char *b, size_t n, char *hex)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < n; i++) {
		hex[2 * i] = digits[b[i] >> 4];
		hex[2 * i + 1] = digits[b[i] & 15];
	}
	hex[2 * n] = '\0';
}

void
crypto_random_hex(char *hex, size_t size)
{
	unsigned char b[32];
	size_t n = (size - 1) / 2;

	if (n > sizeof(b) || RAND_bytes(b, (int)n) != 1)
		BUG("no %zu random bytes", n);
	to_hex(b, n, hex);
}

void
crypto_sha256(const void *data, size_t len, unsigned char ret[SHA256_BYTES])
{
	if (EVP_Digest(data, len, ret, NULL, EVP_sha256(), NULL) != 1)
		BUG("SHA-256 failed");
}

void
crypto_sha256_hex(const void *data, size_t len, char ret[SHA256_HEX])
{
	unsigned char b[SHA256_BYTES];

	crypto_sha256(data, len, b);
	to_hex(b, sizeof(b), ret);
}

/* Looking it up costs more than a webhook's HMAC: once a process is enough. */
static EVP_MAC *
hmac_algorithm(void)
{
	static EVP_MAC *found;

	if (found == NULL)
		found = EVP_MAC_fetch(NULL, "HMAC", NULL);
	return found;
}

size_t
crypto_hmac(enum digest d, struct bytes key, const struct bytes *parts,
    int nparts, unsigned char ret[DIGEST_BYTES])
{
	char names[DIGEST__MAX][8] = {
		[DIGEST_SHA256] = "SHA256", [DIGEST_SHA1] = "SHA1"
	};
	const OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST,
		    names[d], 0),
		OSSL_PARAM_construct_end()
	};
	EVP_MAC_CTX *ctx = EVP_MAC_CTX_new(hmac_algorithm());
	size_t len;
	int ok = ctx != NULL && EVP_MAC_init(ctx, key.at, key.len, params) == 1;

	for (int i = 0; ok && i < nparts; i++)
		ok = EVP_MAC_update(ctx, parts[i].at, parts[i].len) == 1;
	if (!ok || EVP_MAC_final(ctx, ret, &len, DIGEST_BYTES) != 1)
		BUG("HMAC failed");
	EVP_MAC_CTX_free(ctx);
	return len;
}

int
crypto_equal(struct bytes a, struct bytes b)
{
	return a.len == b.len && CRYPTO_memcmp(a.at, b.at, a.len) == 0;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 'a' - 'A';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

enum err
crypto_hex(struct scope *sc, const char *text, struct bytes *ret)
{
	size_t n = strlen(text) / 2;
	unsigned char *out = scope_alloc(sc, n + 1);

	if (strlen(text) % 2 != 0)
		return scope_fail(sc, E_SHAPE, "not hex: an odd length");
	for (size_t i = 0; i < n; i++) {
		int high = hex_digit(text[2 * i]);
		int low = hex_digit(text[2 * i + 1]);

		if (high < 0 || low < 0)
			return scope_fail(sc, E_SHAPE, "not hex");
		out[i] = (unsigned char)(high << 4 | low);
	}
	*ret = (struct bytes){ out, n };
	return E_OK;
}

enum err
crypto_base64(struct scope *sc, const char *text, size_t len,
    struct bytes *ret)
{
	unsigned char *out, *again;
	int n, pad = 0;

	if (len == 0 || len % 4 != 0 || len > 1 << 20)
		return scope_fail(sc, E_SHAPE, "not base64: length %zu", len);
	for (size_t i = len; i > len - 2 && text[i - 1] == '='; i--)
		pad++;
	out = scope_alloc(sc, len / 4 * 3 + 1);
	again = scope_alloc(sc, len + 1);
	n = EVP_DecodeBlock(out, (const unsigned char *)text, (int)len);
	/* OpenSSL forgives blanks and "=" anywhere: so write it back. */
	if (n >= pad)
		EVP_EncodeBlock(again, out, n - pad);
	if (n < pad || memcmp(again, text, len) != 0)
		return scope_fail(sc, E_SHAPE, "not base64");
	*ret = (struct bytes){ out, (size_t)(n - pad) };
	return E_OK;
}

const char *
crypto_to_base64(struct scope *sc, struct bytes b)
{
	unsigned char *out = scope_alloc(sc, (b.len + 2) / 3 * 4 + 1);

	EVP_EncodeBlock(out, b.at, (int)b.len);
	return (const char *)out;
}
