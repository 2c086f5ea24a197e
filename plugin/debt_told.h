/* What a customer owes, in sentences. Pure. */
#ifndef DEBT_TOLD_H
#define DEBT_TOLD_H

#include "case_clock.h"
#include "store/debt.h"

/* Its amounts, "PLN 120.50, EUR 7.00"; "" where nothing is overdue. */
const char *debt_amounts(const struct clock_words *, const struct debt *);
/*
 * Lines of what is overdue, the step, its ticket, and what holds it up; ""
 * of NULL.
 */
const char *debt_tell(const struct clock_words *, const struct debt *);

#endif
