/*
 * A case with everything that is decided upon, read and written in one
 * transaction (case_state.h).
 */
#ifndef STORE_STATE_H
#define STORE_STATE_H

#include "case_state.h"
#include "store/db.h"

/* Inside a transaction: the ticket's case, made if there is none. */
enum err state_read(struct scope *, struct db *, const char *desk,
	    const char *ticket, struct case_state *ret) MUST_USE;

/* Fills in the checks of a case whose row is there. */
enum err checks_read(struct scope *, struct db *, struct case_state *)
	    MUST_USE;

/* Was this address answered by ourselves in public today (UTC)? */
enum err answered_today(struct scope *, struct db *, const char *desk,
	    const char *address, int *ret) MUST_USE;

/*
 * Inside a transaction, before case_save(): writes the deeds but the orders,
 * the timers and the clocks. E_BROKEN: the database itself refuses
 * one (the wall), and nothing of this turn is kept.
 */
enum err state_write(struct scope *, struct db *, const struct case_state *,
	    const struct deed *, int n) MUST_USE;

#endif
