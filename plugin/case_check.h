/*
 * The checks of a case (case_state.h), and how they are told. Pure. What was
 * written beside a check is a person's words: no receipt keeps them, so that
 * they can be erased.
 */
#ifndef CASE_CHECK_H
#define CASE_CHECK_H

#include "case_clock.h"

/*
 * Those with evidence or a reason, a line each below a title, with who said
 * so and when (business-hours' zone); "" if there is none.
 */
const char *checks_tell(const struct clock_words *, const struct calendars *,
	    const struct case_state *);

#endif
