/*
 * Counters of `work`. Counted in memory, added to the database now and then:
 * a worker that is killed loses its last second of them, nothing else.
 */
#ifndef STORE_TALLY_H
#define STORE_TALLY_H

#include "store/db.h"

/* What is counted; `one` and `other` of each. */
enum tally_name {
	TALLY_BREACH,		/* holder, "" */
	TALLY_DECISION,		/* outcome, route */
	TALLY_HELD,		/* kind, "" */
	TALLY_JOB,		/* kind of order, "done" "again" "dead" */
	TALLY_LANE,		/* "settled" "again" "dead", "" */
	TALLY_NOTICE,		/* "proven" "repeated" "refused" "expired" */
	TALLY_SWEEP,		/* "found", "" */
	TALLY__MAX
};

enum { TALLY_MOST = 256, TALLY_LABEL = 33 };

struct tally_row {
	enum tally_name	name;
	char		desk[TALLY_LABEL], one[TALLY_LABEL];
	char		other[TALLY_LABEL];
	int64_t		n;
};

struct tally {
	struct tally_row	row[TALLY_MOST];
	int			n;
};

/* Longer labels are cut; a full tally drops what is new to it. */
void	 tally_add(struct tally *, enum tally_name, const char *desk,
	    const char *one, const char *other, int64_t n);
/* Adds one tally to another and empties it. */
void	 tally_move(struct tally *from, struct tally *to);
/* Adds it to the database and empties it; what failed is kept for later. */
enum err tally_flush(struct scope *, struct db *, struct tally *) MUST_USE;
/* All there is, in the order of name, desk and labels. */
enum err tally_list(struct scope *, struct db *, struct tally_row **ret,
	    int *ret_n) MUST_USE;

#endif
