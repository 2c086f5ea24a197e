/*
 * What serve answered to hooks, over all its processes since its master
 * started. The memory is shared with every process that is forked later; who
 * ends or is replaced takes nothing with it.
 */
#ifndef WEB_COUNTS_H
#define WEB_COUNTS_H

#include "config.h"

enum count {
	COUNT_STORED, COUNT_REPEATED,
	COUNT_UNSHAPED,		/* proven, kept, not understood */
	COUNT_HEADERS,		/* missing, or too far from our clock */
	COUNT_SIGNATURE, COUNT_MALFORMED, COUNT_TOO_LARGE,
	COUNT_NO_DESK, COUNT_DATABASE, COUNT_BROKEN,
	COUNT_UNPROVEN,		/* kept until its certificate is fetched */
	COUNT_CROWDED,		/* refused: too many of those wait */
	COUNT_TOO_MANY,		/* refused: more than agreed in a minute */
	COUNT_CONFLICT,		/* refused: its id had other bytes */
	COUNT__MAX
};

extern const char *const count_names[COUNT__MAX];

/* In the master, before it forks. */
struct counts	*counts_new(int64_t now);
/*
 * In the master, before it forks with a new configuration: every desk has a
 * row of its own, by its name, also one that comes back, and so have Partner
 * Center and the peers ("@NAME"). Beyond COUNTS_DESKS names, and for no desk
 * at all, there is one row named "".
 */
enum { COUNTS_DESKS = 256 };
void		 counts_open(struct counts *, const struct config *);

/* `desk` may be NULL. */
void		 counts_add(struct counts *, const char *desk, enum count);
/*
 * Counts one towards at most `most` in this minute, over all processes: 0, or
 * in how many seconds there is room again. Who has no row is not held back.
 */
int		 counts_wait(struct counts *, const char *desk, int64_t now,
		    int64_t most);
/* Row by row: its name, or NULL past the end. */
const char	*counts_desk(const struct counts *, int i);
int64_t		 counts_get(const struct counts *, int i, enum count);
/* When the master started, ms. */
int64_t		 counts_since(const struct counts *);

#endif
