/*
 * Partner Center's audit log: what happened to whom, for the time in which
 * no notification may have reached us.
 */
#ifndef MICROSOFT_AUDIT_H
#define MICROSOFT_AUDIT_H

#include "microsoft/notification.h"
#include "microsoft/service.h"

enum { AUDIT_DAYS = 90 };	/* it remembers no more */

/*
 * A story (service.h) that only reads: all since the task's `began`, or
 * since AUDIT_DAYS ago. Its outcome is what audit_rows() makes of the answers.
 */
enum err audit_story(struct scope *, const struct service_task *,
	    struct service_step *ret) MUST_USE;

/* One record of what we read again. */
struct audit_row {
	enum notification_about about;	/* never ABOUT_NOTHING */
	const char	*tenant;	/* of the customer, lower case */
	int64_t		 at;		/* ms; 0: not told */
};

/*
 * The records of all answers, in their order: what failed, what is older than
 * `since`, and what is none of ours is left out. E_SHAPE, E_LIMIT.
 */
enum err audit_rows(struct scope *, int64_t since,
	    const struct api_reply *got, int ngot, struct audit_row **ret,
	    int *ret_n) MUST_USE;

#endif
