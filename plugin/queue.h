/*
 * `cspdesk queue`: what waits and what is dead, for people; and what they can
 * do about it. Names are like "job:17" or "delivery:4".
 */
#ifndef QUEUE_H
#define QUEUE_H

#include "store/db.h"

/* Prints the paused desks, what waits, and every dead letter with its why. */
enum err queue_list(struct scope *, struct db *) MUST_USE;
/* Prints all that is known of one. E_SHAPE: no such name; E_GONE: not there. */
enum err queue_show(struct scope *, struct db *, const char *name, int json)
	    MUST_USE;
/*
 * A dead letter is tried again. E_SHAPE: no such name; E_GONE: it is not a
 * dead letter, or has no ticket to go to.
 */
enum err queue_retry(struct scope *, struct db *, const char *name) MUST_USE;
/* All dead letters of a desk, or with NULL of all; prints how many. */
enum err queue_retry_all(struct scope *, struct db *, const char *desk)
	    MUST_USE;
/*
 * Gives one up: it stays, as done, with "dropped by WHOM: WHY". E_GONE: it
 * neither waits nor is dead, or a worker has it just now.
 */
enum err queue_drop(struct scope *, struct db *, const char *name,
	    const char *whom, const char *why) MUST_USE;

#endif
