/* Table terms: the versions of the support terms that were published. */
#ifndef STORE_TERMS_H
#define STORE_TERMS_H

#include "store/db.h"

struct terms_version {
	int64_t		 number;
	const char	*hash;		/* SHA-256 of the document, hex */
	const char	*document;	/* canonical JSON, billing/terms.h */
	int64_t		 published_at;	/* ms */
};

/* The newest; one row by its key. E_GONE: nothing is published. */
enum err terms_current(struct scope *, struct db *,
	    struct terms_version *ret) MUST_USE;

#endif
