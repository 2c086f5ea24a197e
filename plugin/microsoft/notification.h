/*
 * What Partner Center's notifications say (DOMAIN 7): first who says so, by
 * headers alone, then, once that is proven, what of whom has to be read again.
 *
 * A notification is only a hint. Ids are taken out of its ResourceUri, which
 * is never followed, and nothing else in it is believed.
 */
#ifndef MICROSOFT_NOTIFICATION_H
#define MICROSOFT_NOTIFICATION_H

#include "base/crypto.h"

enum { NOTIFICATION_URL = 250, NOTIFICATION_SIGNATURE = 1024,
    NOTIFICATION_EVENT = 64, NOTIFICATION_ID = 64 };

/* As they came, or NULL. */
struct notification_headers {
	const char	*authorization, *ms_signature;
	const char	*certificate_url, *algorithm;
};

/* Where a certificate may be: https, this host (and port), this prefix. */
struct notification_place {
	const char	*host, *path;
};

/* What the sender claims: this signature, by the key of that certificate. */
struct notification_claim {
	const char	*url;
	const char	*base64;	/* of the signature */
	struct bytes	 signature;
};

/*
 * Is the claim worth asking for? E_DENIED: no signature, another algorithm
 * than rsa-sha256, or a certificate from elsewhere. E_SHAPE: no certificate
 * or no algorithm is named.
 */
enum err notification_claim(struct scope *,
	    const struct notification_place *,
	    const struct notification_headers *,
	    struct notification_claim *ret) MUST_USE;

/* What has to be read again. */
enum notification_about {
	ABOUT_NOTHING,		/* of ours */
	ABOUT_CUSTOMER,		/* the relationship with him */
	ABOUT_SUBSCRIPTION,
	ABOUT_ACCESS,		/* our rights at the customer: GDAP */
	ABOUT__MAX
};

/* By the name of an event. */
enum notification_about notification_about(const char *event);

struct notification {
	const char	*event;		/* subscription-updated, ... */
	enum notification_about about;
	const char	*tenant;	/* the customer's, or NULL */
	const char	*subscription;	/* or NULL; both in lower case */
	int64_t		 changed;	/* ms; 0: not told */
	/* The same for a repeat. */
	char		 key[SHA256_HEX];
};

/*
 * Reads a proven body. E_SHAPE, E_LIMIT: it is none that we know; only `key`
 * is there.
 */
enum err notification_read(struct scope *, struct bytes body,
	    struct notification *ret) MUST_USE;

#endif
