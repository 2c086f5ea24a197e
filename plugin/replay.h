/*
 * `cspdesk replay`: every stored receipt is decided again, from its own facts
 * and its own policy as it was stored, and must give the same bytes, and
 * its facts must stand there as the program writes them. A fact that became
 * another one of the same kind and decides nothing is not noticed.
 */
#ifndef REPLAY_H
#define REPLAY_H

#include "store/db.h"

struct replay {
	int64_t	same, differ;
	int64_t	first;		/* id of the first that differs, or 0 */
};

/* Reads the database only; a row that cannot be read again differs. */
enum err replay_all(struct scope *, struct db *, struct replay *ret) MUST_USE;

#endif
