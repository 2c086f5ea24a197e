/*
 * How far the gap reconciler has read Partner Center's audit log, and whose
 * turn it is.
 */
#ifndef STORE_AUDIT_H
#define STORE_AUDIT_H

#include "store/due.h"

struct audit_place {
	/* Of what happened before that (ms) all was seen; 0: none yet. */
	int64_t		 complete_to;
	int64_t		 due_at;
	const char	*note;		/* why the last turn failed, or NULL */
};

enum err audit_find(struct scope *, struct db *, struct audit_place *ret)
	    MUST_USE;

/*
 * Takes this turn and moves the next one on, so that one worker reads. E_GONE:
 * it is not due, or another has it. Commits by itself.
 */
enum err audit_claim(struct scope *, struct db *, int64_t next,
	    struct audit_place *ret) MUST_USE;

struct audit_found {
	const struct audit_place *was;		/* as it was claimed */
	int64_t			 complete_to;	/* ms, now */
	const struct due	*due;		/* what is to be read again */
	int			 n;
};

/*
 * One commit: what was found is due, and it is complete up to then. E_GONE:
 * somebody else moved the place meanwhile; nothing was kept.
 */
enum err audit_done(struct scope *, struct db *, const struct audit_found *)
	    MUST_USE;
/* This turn failed; commits by itself. */
enum err audit_failed(struct scope *, struct db *, const char *why) MUST_USE;

#endif
