/*
 * Desks that a person paused (cspdesk queue pause): every worker on every
 * host leaves them alone from its next look on, until they are resumed.
 */
#ifndef STORE_PAUSE_H
#define STORE_PAUSE_H

#include "store/db.h"

struct pause {
	const char	*desk;
	const char	*why, *by_whom;
	int64_t		 since;		/* ms */
};

enum { PAUSE_WHY = 200, PAUSE_WHOM = 64 };	/* bytes */

/* E_SEEN: it is paused already; who did it first stays. */
enum err pause_add(struct scope *, struct db *, const struct pause *) MUST_USE;
/* E_GONE: it was not paused. */
enum err pause_end(struct scope *, struct db *, const char *desk) MUST_USE;
/* All, in the order of their names. */
enum err pause_list(struct scope *, struct db *, struct pause **ret,
	    int *ret_n) MUST_USE;

#endif
