/*
 * Rows of table timer: when a case is looked at again by time alone. Which
 * timers there are, and the rules for whoever sets one: case_state.h.
 */
#ifndef STORE_TIMER_H
#define STORE_TIMER_H

#include "case_state.h"
#include "store/db.h"

/* Inside a transaction: fills in the state's timers, of a case it has. */
enum err timer_read(struct scope *, struct db *, struct case_state *)
	    MUST_USE;
/*
 * Inside a transaction, before case_save(): writes those that were changed
 * since they were read; of a closed case none stays.
 */
enum err timer_write(struct scope *, struct db *, const struct case_state *)
	    MUST_USE;

/*
 * Makes deliveries of timers that are due, each once even if another worker
 * does the same now; commits by itself. No more than TIMERS_AT_ONCE.
 */
enum { TIMERS_AT_ONCE = 200 };
enum err timer_poke(struct scope *, struct db *) MUST_USE;

#endif
