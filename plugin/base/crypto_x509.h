/*
 * Certificates: is one what it should be, and did its key sign these bytes?
 * Beside crypto.c the only file that includes OpenSSL.
 */
#ifndef BASE_CRYPTO_X509_H
#define BASE_CRYPTO_X509_H

#include "base/crypto.h"

/* X509_CHAIN: the certificate itself and those between it and a root. */
enum { X509_MOST = 64 * 1024, X509_CHAIN = 4, X509_URL = 250 };

/* What a certificate must be, beside valid at the scope's time. */
struct x509_want {
	const char	*ca_file;	/* PEM, the roots; "": the system's */
	const char	*subject;	/* its only common name */
	const char	*issuer;	/* an organisation of who signed it */
};

struct x509_seen {
	struct bytes	 der;
	int64_t		 not_after;	/* ms */
	/* E_GONE: where the certificate says that its issuer's is. */
	const char	*issuer_url;
};

/*
 * Judges cert[0], PEM or DER, with the others, in any order, between it and a
 * root. E_SHAPE: one is no certificate. E_DENIED: another's, expired, weak,
 * or not signed by a root that we trust. E_GONE: an issuer's certificate is
 * missing, and ret->issuer_url says where it is. E_BROKEN: ca_file.
 */
enum err x509_judge(struct scope *, const struct x509_want *,
	    const struct bytes *cert, int n, struct x509_seen *ret) MUST_USE;

/*
 * Is it the RSA signature (PKCS#1 v1.5) of the SHA-256 of `body` by the key
 * of this certificate (DER)?
 */
int	 x509_signed(struct bytes der, struct bytes body,
	    struct bytes signature);

#endif
