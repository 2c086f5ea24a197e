/*
 * A receipt in plain sentences, in a person's language: the outcome and the
 * rule, the way, what is missing, why every other way lost, and the nearest
 * outcome. /csp why, `cspdesk explain` and the panel say the same.
 */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include "base/scope.h"
#include "texts.h"

/*
 * `decision` is decision_json() as stored. E_SHAPE: it is not one (a row of a
 * newer program, say).
 */
enum err explain(struct scope *, const struct texts *, const char *language,
	    const char *decision, const char **ret) MUST_USE;

#endif
