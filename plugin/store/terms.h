/*
 * Tables terms and terms_shown: the versions of the support terms that were
 * published, and who was told which.
 */
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
/* E_GONE: there is no such version. */
enum err terms_get(struct scope *, struct db *, int64_t number,
	    struct terms_version *ret) MUST_USE;
/* All, oldest first, without their documents. */
enum err terms_list(struct scope *, struct db *, struct terms_version **ret,
	    int *ret_n) MUST_USE;

/*
 * Adds the next version. E_SEEN: it says what the newest says, `ret` is that
 * one. E_BUSY: somebody else published meanwhile.
 */
enum err terms_publish(struct scope *, struct db *, const char *document,
	    struct terms_version *ret) MUST_USE;

/* That a case's customer is told, by a job that is yet to be done. */
struct terms_shown {
	int64_t		 case_id, job;
	int64_t		 customer;	/* 0: unknown */
	int64_t		 version;
	const char	*offer, *language;
};

/*
 * Inside a transaction; what was planned before and never seen is planned
 * anew. E_SEEN: this case was told this offer of this version.
 */
enum err terms_shown_add(struct scope *, struct db *,
	    const struct terms_shown *) MUST_USE;
/* The desk shows what `job` wrote; any other job changes nothing. */
enum err terms_shown_done(struct scope *, struct db *, int64_t job) MUST_USE;
/* Was anything planned for this case? */
enum err terms_shown_case(struct scope *, struct db *, int64_t case_id,
	    int *ret) MUST_USE;
/* Has this customer been told this offer of this version, in any case? */
enum err terms_shown_before(struct scope *, struct db *,
	    const struct terms_shown *, int *ret) MUST_USE;

#endif
