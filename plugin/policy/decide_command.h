/*
 * `cspdesk decide` (DESIGN 5): facts on one stream, the decision on another.
 * Needs neither database nor configuration besides the policy.
 */
#ifndef POLICY_DECIDE_COMMAND_H
#define POLICY_DECIDE_COMMAND_H

#include <stdio.h>

/*
 * `dir` NULL: ./conf/policy, or /etc/cspdesk/policy where that is not there.
 * Returns the exit code: 0 and one line of JSON on `out`; or 2, one sentence
 * on `err` and nothing on `out`.
 */
int	decide_command(const char *dir, FILE *in, FILE *out, FILE *err);

#endif
