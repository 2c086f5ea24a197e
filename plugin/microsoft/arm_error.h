/* What Azure Resource Manager refuses, and what it means for a ticket. */
#ifndef MICROSOFT_ARM_ERROR_H
#define MICROSOFT_ARM_ERROR_H

#include "microsoft/service.h"

struct cJSON;

/*
 * E_OK: 2xx. Otherwise as service.h has it. The sentence names HTTP status and
 * code, and what the administrator does about a missing role or plan; of
 * anything else it quotes the message and its details.
 */
enum err arm_error(struct scope *, const struct api_reply *) MUST_USE;

/*
 * "CODE: message (CODE: message; ...)" of {"error":{...}}, in whatever case;
 * where a role or a plan is missing, what to do. NULL: there is no such.
 */
const char *arm_error_text(struct scope *, const struct cJSON *);

/* Is it Azure that answered with an error, and not something on the way? */
int	 arm_error_is_azures(struct scope *, const struct api_reply *);

#endif
