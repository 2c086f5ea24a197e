/* `cspdesk queue`: what waits and what is dead, for people. */
#ifndef QUEUE_H
#define QUEUE_H

#include "store/db.h"

/* Prints what waits, and every dead letter with its reason. */
enum err queue_list(struct scope *, struct db *) MUST_USE;
/*
 * "job:17" or "delivery:4": a dead letter is tried again. E_SHAPE: no such
 * name; E_GONE: it is not a dead letter, or has no ticket to go to.
 */
enum err queue_retry(struct scope *, struct db *, const char *name) MUST_USE;

#endif
