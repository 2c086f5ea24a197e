/*
 * What has to be read again at Microsoft's because somebody told that it
 * changed. A row is a hint and no more: who takes it reads the customer or
 * subscription there and believes only that. Told ten times, it is read once.
 */
#ifndef STORE_DUE_H
#define STORE_DUE_H

#include "store/db.h"

enum due_what {
	DUE_CUSTOMER,		/* the customer and our relationship with him */
	DUE_SUBSCRIPTION,
	DUE_ACCESS,		/* our rights at the customer: GDAP */
	DUE_BOUGHT,		/* before people are asked to suspend */
	DUE__MAX
};

struct due {
	int64_t		 id;
	enum due_what	 what;
	const char	*tenant;	/* the customer's; "": any of them */
	const char	*subscription;	/* "": all of the customer */
	int64_t		 poked_at;	/* ms; when it was told last */
	int		 tries;		/* this one counted */
};

/* Tells that something changed, inside a transaction of the caller. */
enum err due_poke(struct scope *, struct db *, const struct due *) MUST_USE;

/*
 * Up to `most` of what waits, oldest first; nothing is taken yet. Without
 * `all` only DUE_BOUGHT.
 */
enum err due_waiting(struct scope *, struct db *, int all, int most,
	    struct due **ret, int *ret_n) MUST_USE;
/*
 * Takes one until then (ms): who dies meanwhile is not waited for longer.
 * E_GONE: somebody else was quicker. Commits by itself.
 */
enum err due_claim(struct scope *, struct db *, struct due *, int64_t until)
	    MUST_USE;
/*
 * It was read: the row goes, unless it was told again meanwhile; then it
 * waits until the claim ends. Inside the transaction that keeps what was read.
 */
enum err due_done(struct scope *, struct db *, const struct due *) MUST_USE;

#endif
