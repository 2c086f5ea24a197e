/*
 * What is said of suspensions: a verdict's codes, and requests with what came
 * of them, in the words of the texts. Pure.
 */
#ifndef CASE_SUSPENSION_H
#define CASE_SUSPENSION_H

#include "billing/suspension.h"
#include "case_clock.h"
#include "store/suspension.h"

/* One sentence each: what will happen, then what to mind; a line each. */
const char *suspension_foretell(const struct clock_words *,
	    const struct suspension_verdict *);
/* Why not, of a verdict. */
const char *suspension_because(const struct clock_words *,
	    const struct suspension_note *);
/* Why a request came to nothing: its code, else its note. */
const char *suspension_why(const struct clock_words *,
	    const struct suspension *);
/* What came of one that is over, or waits; `name` is its subscription's. */
const char *suspension_outcome_say(const struct clock_words *,
	    const struct suspension *, const char *name);
/* All of a case, a line each, as they stand; "": there are none. */
const char *suspensions_tell(const struct clock_words *,
	    const struct calendars *, const struct list *);

#endif
