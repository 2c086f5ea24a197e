/*
 * Digests, signatures, random bytes, base64 and hex: the only file that
 * includes OpenSSL.
 */
#ifndef BASE_CRYPTO_H
#define BASE_CRYPTO_H

#include "base/scope.h"

enum { SHA256_BYTES = 32, SHA256_HEX = 65, DIGEST_BYTES = SHA256_BYTES };

/* What senders sign with; SHA-1 only inside an HMAC, where it holds. */
enum digest { DIGEST_SHA256, DIGEST_SHA1, DIGEST__MAX };

struct bytes {
	const unsigned char	*at;
	size_t			 len;
};

/* Fills `hex` (size - 1 digits and a NUL) from the system's random source. */
void	 crypto_random_hex(char *hex, size_t size);
/* A random GUID (version 4). */
const char	*crypto_guid(struct scope *);
void	 crypto_sha256(const void *, size_t, unsigned char ret[SHA256_BYTES]);
/* Lower-case hex of the digest, with NUL. */
void	 crypto_sha256_hex(const void *, size_t, char ret[SHA256_HEX]);
/* HMAC over the parts, one after the other; returns its length. */
size_t	 crypto_hmac(enum digest, struct bytes key, const struct bytes *parts,
	    int nparts, unsigned char ret[DIGEST_BYTES]);
/* Equal? Takes the same time wherever they differ. Lengths are not secret. */
int	 crypto_equal(struct bytes, struct bytes);
/* Strict base64 with padding. E_SHAPE on anything else. */
enum err crypto_base64(struct scope *, const char *text, size_t len,
	    struct bytes *ret) MUST_USE;
/* Pairs of hex digits, upper or lower case. E_SHAPE on anything else. */
enum err crypto_hex(struct scope *, const char *text, struct bytes *ret)
	    MUST_USE;
/* The other way: bytes as base64 with padding; or for URLs, without it. */
const char	*crypto_to_base64(struct scope *, struct bytes);
const char	*crypto_to_base64url(struct scope *, struct bytes);

/*
 * AES-256-GCM with a key of KEY_BYTES: a random nonce, the ciphertext, its
 * tag. `bound` is not kept, but must be the same to open it. E_DENIED: the
 * key or `bound` is another one, or somebody changed it.
 */
enum { KEY_BYTES = 32 };
struct bytes	 crypto_seal(struct scope *, struct bytes key,
		    struct bytes bound, struct bytes plain);
enum err crypto_unseal(struct scope *, struct bytes key, struct bytes bound,
	    struct bytes sealed, struct bytes *ret) MUST_USE;

/*
 * Of a PEM with a certificate and its RSA key: the signature of RS256 over
 * `text` (PKCS #1 v1.5, SHA-256), and the SHA-1 digest by which the
 * certificate is known (x5t), both as base64url. E_SHAPE: what it lacks, or
 * that they do not belong together.
 */
enum err crypto_rs256(struct scope *, const char *pem, const char *text,
	    const char **ret) MUST_USE;
enum err crypto_x5t(struct scope *, const char *pem, const char **ret)
	    MUST_USE;

#endif
