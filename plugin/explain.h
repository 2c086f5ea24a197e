/*
 * A receipt in plain sentences, in a person's language: the outcome and the
 * rule, the way, what is missing, why every other way lost, the nearest
 * outcome, and every fact with its source and age. /csp why, `cspdesk explain`
 * and the panel say the same.
 */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include "base/scope.h"
#include "store/cases.h"
#include "texts.h"

/*
 * A receipt as stored; without `sources` the facts are left out. E_SHAPE: its
 * decision is none (a row of a newer program, say).
 */
enum err explain(struct scope *, const struct texts *, const char *language,
	    const struct receipt *, const char **ret) MUST_USE;

#endif
