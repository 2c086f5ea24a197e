/*
 * `cspdesk decide` and `cspdesk triage` (DESIGN 5): input on one stream, one
 * line of JSON on another. They need neither database nor configuration
 * besides the policy.
 *
 * `dir` NULL: ./conf/policy, or /etc/cspdesk/policy where that is not there.
 * They return the exit code: 0 and one line on `out`; or 2, one sentence on
 * `err` and nothing on `out`.
 */
#ifndef POLICY_DECIDE_COMMAND_H
#define POLICY_DECIDE_COMMAND_H

#include <stdio.h>

/* Facts in, the decision out. */
int	decide_command(const char *dir, FILE *in, FILE *out, FILE *err);
/* A ticket in, its first line the subject; the suggestion out. */
int	triage_command(const char *dir, FILE *in, FILE *out, FILE *err);

#endif
