/*
 * A ticket that we want in a desk ourselves: made exactly once, whoever dies
 * when. No desk takes a key with that, so the subject carries a mark.
 *
 *	ready --claim: asked_at is written--> the desk makes it --> done
 *	  ^  \--asked before: it is searched by the mark, when the desk has
 *	  |      surely finished with what was asked
 *	  '--- again, or the claim ran out          too many tries --> dead
 *
 * Whoever waits for the number is told in the commit that writes it: he has a
 * function among `waiters` in work_opening.c.
 */
#ifndef STORE_OPENING_H
#define STORE_OPENING_H

#include "store/db.h"

enum { OPENING_SUBJECT = 150, OPENING_MARK = 17 };

struct opening {
	int64_t		 id;
	/* Asked for; the subject is cut after OPENING_SUBJECT bytes. */
	const char	*desk, *queue, *subject, *text;
	const char	*requestor;	/* his mail address; NULL: nobody */
	/* What became of it. */
	const char	*mark;
	const char	*ticket;	/* NULL: not known yet */
	int64_t		 due_at;	/* ms */
	int64_t		 asked_at;	/* ms; 0: the desk was not asked, or
					   has surely refused */
	int		 tries;		/* the running one counted */
	int		 lasting;	/* lasting_with() of store/lane.h */
};

enum opening_end { OPENING_DONE, OPENING_AGAIN, OPENING_DEAD };

/*
 * Inside a transaction; db_last_id() is its id. Whether the desk may be
 * written to at all (its mode) is the caller's question.
 */
enum err opening_add(struct scope *, struct db *, const struct opening *)
	    MUST_USE;
/* E_GONE: no such row. */
enum err opening_get(struct scope *, struct db *, int64_t id,
	    struct opening *ret) MUST_USE;
/*
 * Which opening this ticket of ours came from: by its number, or by the mark
 * in its subject while the number is not known. E_GONE: from none.
 */
enum err opening_of(struct scope *, struct db *, const char *desk,
	    const char *ticket, const char *subject, struct opening *ret)
	    MUST_USE;

/* Up to `most` of a desk that are due. */
enum err opening_ready(struct scope *, struct db *, const char *desk,
	    int most, struct opening **ret, int *ret_n) MUST_USE;
/*
 * Takes it until `until`; with `asked_at` the desk is asked to make it next.
 * Writes what it changed into the struct. E_GONE: somebody else has it.
 */
enum err opening_claim(struct scope *, struct db *, struct opening *,
	    int64_t until, int64_t asked_at) MUST_USE;
/*
 * Inside a transaction: `ticket` is written by OPENING_DONE, which has the
 * ticket's lane run; `due` and `asked_at` by the others. E_GONE: the claim ran
 * out.
 */
enum err opening_settle(struct scope *, struct db *, const struct opening *,
	    enum opening_end, int64_t due, const char *note) MUST_USE;

#endif
