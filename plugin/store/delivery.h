/*
 * A delivery: one thing that arrived, as it arrived, with the key that makes
 * a repeat a repeat.
 *
 *	new --lane settled--> done
 *	 |--- lane's tries used up, or it cannot be shaped ---> dead
 *	dead --queue retry--> new
 */
#ifndef STORE_DELIVERY_H
#define STORE_DELIVERY_H

#include "store/db.h"

enum delivery_source { SOURCE_HOOK, SOURCE_SWEEP, SOURCE_IMPORT,
    SOURCE_TIMER, SOURCE_MICROSOFT, SOURCE_EXCHANGE };

struct delivery {
	const char		*desk;
	const char		*key;		/* at most DELIVERY_KEY bytes */
	const char		*ticket;	/* NULL: not told, dead */
	const char		*stamp;		/* of a sweep's, or NULL */
	enum delivery_source	 source;
	int64_t			 at;		/* ms */
	int64_t			 wait;		/* ms from then until due */
	const char		*request;	/* id for the logs */
	const char		*note;		/* why it is dead, or NULL */
	const char		*body;		/* a hook's, a peer's */
	size_t			 len;
	int			 same_bytes;	/* a repeat must be equal */
};

enum { DELIVERY_KEY = 120, DELIVERY_TICKET = 64 };

/*
 * Inserts one, inside a transaction of the caller. E_SEEN: a repeat, nothing
 * changed. With same_bytes, a repeat with other bytes is kept as a dead
 * letter of its own, because what is proven is never thrown away.
 */
enum err delivery_add(struct scope *, struct db *, const struct delivery *)
	    MUST_USE;

/* After E_SEEN: has it the bytes of what is kept, as far as we still know? */
enum err delivery_same(struct scope *, struct db *, const struct delivery *,
	    int *ret) MUST_USE;

/*
 * Inserts `n` (at least one, all with a body) with one statement, outside of
 * transactions: committed, or nothing is. E_SEEN: some are repeats. After
 * E_BUSY they may be there: delivery_add() tells.
 */
enum err delivery_add_all(struct scope *, struct db *,
	    const struct delivery *const *, int n) MUST_USE;

/*
 * Tickets of one desk with deliveries that are due, each once, oldest first;
 * found among the `most` oldest deliveries of lanes that nobody has and that
 * do not rest after a failure.
 */
enum err delivery_waiting(struct scope *, struct db *, const char *desk,
	    int most, const char ***ret, int *ret_n) MUST_USE;

#endif
