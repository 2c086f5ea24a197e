/*
 * Rows of tables clock and case_clock: who had the case from when to when,
 * and how far each holder's clock has come.
 */
#ifndef STORE_CLOCK_H
#define STORE_CLOCK_H

#include "case_state.h"
#include "store/db.h"

/* Fills in clocks and holdings of a case whose row is there. */
enum err clocks_read(struct scope *, struct db *, struct case_state *)
	    MUST_USE;
/*
 * Inside a transaction, before case_save(): writes the clocks that changed,
 * and what case_pass() has made of the holdings.
 */
enum err clocks_write(struct scope *, struct db *, const struct case_state *)
	    MUST_USE;

#endif
