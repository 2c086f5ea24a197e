/* OpenSSL stays behind this file. Its failures here are never input's fault. */
#include "base/crypto.h"

#include "base/str.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>

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

const char *
crypto_guid(struct scope *sc)
{
	char h[33];

	crypto_random_hex(h, sizeof(h));
	return str_fmt(sc, "%.8s-%.4s-4%.3s-8%.3s-%.12s", h, h + 8, h + 13,
	    h + 17, h + 20);
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

enum { NONCE_BYTES = 12, TAG_BYTES = 16, SHA1_BYTES = 20 };

struct bytes
crypto_seal(struct scope *sc, struct bytes key, struct bytes bound,
    struct bytes plain)
{
	unsigned char *out = scope_alloc(sc, NONCE_BYTES + plain.len +
	    TAG_BYTES), *text = out + NONCE_BYTES;
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	int n, ok = key.len == KEY_BYTES && c != NULL &&
	    RAND_bytes(out, NONCE_BYTES) == 1 &&
	    EVP_EncryptInit_ex(c, EVP_aes_256_gcm(), NULL, key.at, out) == 1 &&
	    EVP_EncryptUpdate(c, NULL, &n, bound.at, (int)bound.len) == 1 &&
	    EVP_EncryptUpdate(c, text, &n, plain.at, (int)plain.len) == 1 &&
	    EVP_EncryptFinal_ex(c, text + n, &n) == 1 &&
	    EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_GET_TAG, TAG_BYTES,
	    text + plain.len) == 1;

	EVP_CIPHER_CTX_free(c);
	if (!ok)
		BUG("AES-256-GCM failed");
	return (struct bytes){ out, NONCE_BYTES + plain.len + TAG_BYTES };
}

static int
unseal(struct bytes key, struct bytes bound, struct bytes sealed,
    unsigned char *out, size_t len)
{
	unsigned char tag[TAG_BYTES];
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	int n, ok;

	memcpy(tag, sealed.at + sealed.len - TAG_BYTES, TAG_BYTES);
	ok = c != NULL &&
	    EVP_DecryptInit_ex(c, EVP_aes_256_gcm(), NULL, key.at,
	    sealed.at) == 1 &&
	    EVP_DecryptUpdate(c, NULL, &n, bound.at, (int)bound.len) == 1 &&
	    EVP_DecryptUpdate(c, out, &n, sealed.at + NONCE_BYTES,
	    (int)len) == 1 &&
	    EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_SET_TAG, TAG_BYTES, tag) == 1 &&
	    EVP_DecryptFinal_ex(c, out + n, &n) == 1;
	EVP_CIPHER_CTX_free(c);
	return ok;
}

enum err
crypto_unseal(struct scope *sc, struct bytes key, struct bytes bound,
    struct bytes sealed, struct bytes *ret)
{
	size_t len = sealed.len < NONCE_BYTES + TAG_BYTES ? 0 :
	    sealed.len - NONCE_BYTES - TAG_BYTES;
	unsigned char *out = scope_alloc(sc, len + 1);

	if (sealed.len < NONCE_BYTES + TAG_BYTES || key.len != KEY_BYTES ||
	    !unseal(key, bound, sealed, out, len))
		return scope_fail(sc, E_DENIED, "it was not sealed with this "
		    "key, or it was changed");
	*ret = (struct bytes){ out, len };
	return E_OK;
}

/* Nobody is asked for a password: such a key does not read. */
static int
no_password(char *into, int size, int is_writing, void *arg)
{
	(void)into;
	(void)size;
	(void)is_writing;
	(void)arg;
	return -1;
}

static enum err
read_pem(struct scope *sc, const char *pem, EVP_PKEY **ret_key, X509 **ret)
{
	BIO *a = BIO_new_mem_buf(pem, -1), *b = BIO_new_mem_buf(pem, -1);
	X509 *cert = PEM_read_bio_X509(a, NULL, no_password, NULL);
	EVP_PKEY *key = PEM_read_bio_PrivateKey(b, NULL, no_password, NULL);
	const char *why = cert == NULL ? "no certificate in it" :
	    key == NULL ? "no private key in it that needs no password" :
	    EVP_PKEY_base_id(key) != EVP_PKEY_RSA ? "its key is not RSA" :
	    X509_check_private_key(cert, key) != 1 ? "its key is not that of "
	    "its first certificate" : NULL;

	BIO_free(a);
	BIO_free(b);
	if (why == NULL) {
		*ret_key = key;
		*ret = cert;
		return E_OK;
	}
	X509_free(cert);
	EVP_PKEY_free(key);
	return scope_fail(sc, E_SHAPE, "%s", why);
}

enum err
crypto_rs256(struct scope *sc, const char *pem, const char *text,
    const char **ret)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	unsigned char *out = NULL;
	size_t len = 0;
	EVP_PKEY *key;
	X509 *cert;
	enum err e = read_pem(sc, pem, &key, &cert);
	const unsigned char *t = (const unsigned char *)text;

	if (e == E_OK) {
		if (ctx == NULL || EVP_DigestSignInit(ctx, NULL, EVP_sha256(),
		    NULL, key) != 1 ||
		    EVP_DigestSign(ctx, NULL, &len, t, strlen(text)) != 1)
			BUG("RSA failed");
		out = scope_alloc(sc, len);
		if (EVP_DigestSign(ctx, out, &len, t, strlen(text)) != 1)
			BUG("RSA failed");
		*ret = crypto_to_base64url(sc, (struct bytes){ out, len });
		X509_free(cert);
		EVP_PKEY_free(key);
	}
	EVP_MD_CTX_free(ctx);
	return e;
}

enum err
crypto_x5t(struct scope *sc, const char *pem, const char **ret)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	EVP_PKEY *key;
	X509 *cert;
	enum err e = read_pem(sc, pem, &key, &cert);

	if (e != E_OK)
		return e;
	if (X509_digest(cert, EVP_sha1(), digest, &n) != 1 || n != SHA1_BYTES)
		BUG("SHA-1 failed");
	X509_free(cert);
	EVP_PKEY_free(key);
	*ret = crypto_to_base64url(sc, (struct bytes){ digest, n });
	return E_OK;
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

const char *
crypto_to_base64url(struct scope *sc, struct bytes b)
{
	char *text = str_dup(sc, crypto_to_base64(sc, b));

	for (char *p = text; *p != '\0'; p++)
		*p = *p == '+' ? '-' : *p == '/' ? '_' : *p;
	text[strcspn(text, "=")] = '\0';
	return text;
}
