/* OpenSSL's X.509 behind two calls. What it makes ends with the scope. */
#include "base/crypto_x509.h"

#include "base/str.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <string.h>

/* AUTH_LEVEL 2: keys of 2048 bits, and nothing signed by SHA-1. */
enum { AUTH_LEVEL = 2, LEAST_BITS = 2048, MOST_BITS = 8192, SECOND_MS = 1000,
    DAY_SECS = 86400 };

static void
free_cert(void *x)
{
	X509_free(x);
}

static void
free_store(void *s)
{
	X509_STORE_free(s);
}

static void
free_context(void *c)
{
	X509_STORE_CTX_free(c);
}

static void
free_stack(void *s)
{
	sk_X509_free(s);
}

static enum err
read_cert(struct scope *sc, struct bytes b, X509 **ret)
{
	static const char mark[] = "-----BEGIN";
	const unsigned char *at = b.at;
	char no_password[] = "";
	BIO *bio;

	*ret = NULL;
	if (b.len > X509_MOST)
		return scope_fail(sc, E_SHAPE, "a certificate of %zu bytes",
		    b.len);
	if (b.len > sizeof(mark) && memcmp(b.at, mark, sizeof(mark) - 1) == 0) {
		if ((bio = BIO_new_mem_buf(b.at, (int)b.len)) == NULL)
			BUG("out of memory");
		*ret = PEM_read_bio_X509(bio, NULL, NULL, no_password);
		BIO_free(bio);
	} else {
		*ret = d2i_X509(NULL, &at, (long)b.len);
	}
	ERR_clear_error();
	if (*ret == NULL)
		return scope_fail(sc, E_SHAPE, "what is there is no "
		    "certificate");
	scope_own(sc, free_cert, *ret);
	return E_OK;
}

/* How often the name has such an entry; *ret_same: how often it is `want`. */
static int
entries(const X509_NAME *name, int nid, const char *want, int *ret_same)
{
	int n = 0;

	*ret_same = 0;
	for (int at = X509_NAME_get_index_by_NID(name, nid, -1); at >= 0;
	    at = X509_NAME_get_index_by_NID(name, nid, at)) {
		const ASN1_STRING *s = X509_NAME_ENTRY_get_data(
		    X509_NAME_get_entry(name, at));
		unsigned char *text = NULL;
		int len = ASN1_STRING_to_UTF8(&text, s);

		*ret_same += len >= 0 && (size_t)len == strlen(want) &&
		    memcmp(text, want, (size_t)len) == 0;
		OPENSSL_free(text);
		n++;
	}
	return n;
}

static enum err
check_names(struct scope *sc, X509 *x, const struct x509_want *w)
{
	int same;

	if (entries(X509_get_subject_name(x), NID_commonName, w->subject,
	    &same) != 1 || same != 1)
		return scope_fail(sc, E_DENIED, "the certificate is not "
		    "%s's", w->subject);
	entries(X509_get_issuer_name(x), NID_organizationName, w->issuer,
	    &same);
	if (same == 0)
		return scope_fail(sc, E_DENIED, "the certificate was not "
		    "signed by %s", w->issuer);
	return E_OK;
}

static int
is_fit_key(EVP_PKEY *key)
{
	int bits = key == NULL ? 0 : EVP_PKEY_get_bits(key);

	return key != NULL && EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA &&
	    bits >= LEAST_BITS && bits <= MOST_BITS;
}

static int64_t
time_ms(const ASN1_TIME *t)
{
	ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
	int days = 0, secs = 0;

	if (epoch == NULL || ASN1_TIME_diff(&days, &secs, epoch, t) != 1)
		days = secs = 0;
	ASN1_TIME_free(epoch);
	return ((int64_t)days * DAY_SECS + secs) * SECOND_MS;
}

/* Of its Authority Information Access; NULL: it does not say. */
static const char *
issuer_url(struct scope *sc, X509 *x)
{
	AUTHORITY_INFO_ACCESS *all = x == NULL ? NULL :
	    X509_get_ext_d2i(x, NID_info_access, NULL, NULL);
	const char *found = NULL;

	for (int i = 0; i < sk_ACCESS_DESCRIPTION_num(all); i++) {
		const ACCESS_DESCRIPTION *a =
		    sk_ACCESS_DESCRIPTION_value(all, i);
		const ASN1_STRING *s = a->location->d.ia5;
		size_t len;

		if (found != NULL || a->location->type != GEN_URI ||
		    OBJ_obj2nid(a->method) != NID_ad_ca_issuers)
			continue;
		len = (size_t)ASN1_STRING_length(s);
		if (len <= X509_URL)
			found = str_copy(sc, (const char *)
			    ASN1_STRING_get0_data(s), len);
	}
	AUTHORITY_INFO_ACCESS_free(all);
	return found;
}

static enum err
load_roots(struct scope *sc, const char *ca_file, X509_STORE **ret)
{
	X509_STORE *s = X509_STORE_new();
	int ok;

	if (s == NULL)
		BUG("out of memory");
	scope_own(sc, free_store, s);
	ok = *ca_file == '\0' ? X509_STORE_set_default_paths(s) :
	    X509_STORE_load_file(s, ca_file);
	ERR_clear_error();
	if (ok != 1)
		return scope_fail(sc, E_BROKEN, "%s: no certificates can be "
		    "read there (PEM)", *ca_file == '\0' ?
		    "the system's roots" : ca_file);
	*ret = s;
	return E_OK;
}

static X509_STORE_CTX *
new_context(struct scope *sc, X509_STORE *roots, X509 *const *x, int n)
{
	STACK_OF(X509) *between = sk_X509_new_null();
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();

	if (between == NULL || ctx == NULL)
		BUG("out of memory");
	scope_own(sc, free_stack, between);
	scope_own(sc, free_context, ctx);
	for (int i = 1; i < n; i++)
		sk_X509_push(between, x[i]);
	if (X509_STORE_CTX_init(ctx, roots, x[0], between) != 1)
		BUG("X509_STORE_CTX_init");
	X509_VERIFY_PARAM_set_time(X509_STORE_CTX_get0_param(ctx),
	    (time_t)(sc->now / SECOND_MS));
	X509_VERIFY_PARAM_set_auth_level(X509_STORE_CTX_get0_param(ctx),
	    AUTH_LEVEL);
	return ctx;
}

static enum err
check_chain(struct scope *sc, const char *ca_file, X509 *const *x, int n,
    const char **ret_url)
{
	X509_STORE_CTX *ctx;
	X509_STORE *roots = NULL;
	int rc;
	enum err e = load_roots(sc, ca_file, &roots);

	if (e != E_OK)
		return e;
	ctx = new_context(sc, roots, x, n);
	if (X509_verify_cert(ctx) == 1)
		return E_OK;
	ERR_clear_error();
	rc = X509_STORE_CTX_get_error(ctx);
	if (rc == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY ||
	    rc == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT)
		*ret_url = issuer_url(sc, X509_STORE_CTX_get_current_cert(
		    ctx));
	return scope_fail(sc, *ret_url != NULL ? E_GONE : E_DENIED, "the "
	    "certificate is not trusted: %s",
	    X509_verify_cert_error_string(rc));
}

static enum err
take_facts(struct scope *sc, X509 *x, struct x509_seen *ret)
{
	int len = i2d_X509(x, NULL);
	unsigned char *der = scope_alloc(sc, (size_t)(len > 0 ? len : 1));
	unsigned char *end = der;

	if (len <= 0 || i2d_X509(x, &end) != len)
		BUG("i2d_X509");
	ret->der = (struct bytes){ der, (size_t)len };
	ret->not_after = time_ms(X509_get0_notAfter(x));
	return is_fit_key(X509_get0_pubkey(x)) ? E_OK : scope_fail(sc,
	    E_DENIED, "the certificate's key is not RSA of %d to %d bits",
	    LEAST_BITS, MOST_BITS);
}

enum err
x509_judge(struct scope *sc, const struct x509_want *w,
    const struct bytes *cert, int n, struct x509_seen *ret)
{
	X509 *x[X509_CHAIN];
	enum err e = E_OK;

	*ret = (struct x509_seen){ { NULL, 0 }, 0, NULL };
	if (n < 1 || n > X509_CHAIN)
		BUG("%d certificates", n);
	for (int i = 0; e == E_OK && i < n; i++)
		e = read_cert(sc, cert[i], &x[i]);
	if (e != E_OK || (e = check_names(sc, x[0], w)) != E_OK ||
	    (e = take_facts(sc, x[0], ret)) != E_OK)
		return e;
	return check_chain(sc, w->ca_file, x, n, &ret->issuer_url);
}

int
x509_signed(struct bytes der, struct bytes body, struct bytes signature)
{
	const unsigned char *at = der.at;
	X509 *x = d2i_X509(NULL, &at, (long)der.len);
	EVP_PKEY *key = x == NULL ? NULL : X509_get0_pubkey(x);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	int ok;

	if (ctx == NULL)
		BUG("out of memory");
	/* Without more being said, RSA means PKCS#1 v1.5 here. */
	ok = is_fit_key(key) && EVP_DigestVerifyInit(ctx, NULL, EVP_sha256(),
	    NULL, key) == 1 && EVP_DigestVerify(ctx, signature.at,
	    signature.len, body.at, body.len) == 1;
	EVP_MD_CTX_free(ctx);
	X509_free(x);
	ERR_clear_error();
	return ok;
}
