/*
 * Partner Center's audit log: what happened to whom, for the time in which
 * no notification may have reached us. A pure story like those of service.h:
 * answers go in, the next request comes out.
 */
#ifndef MICROSOFT_AUDIT_H
#define MICROSOFT_AUDIT_H

#include "microsoft/notification.h"
#include "microsoft/service.h"

enum { AUDIT_DAYS = 90 };	/* it remembers no more */

/*
 * The next request, or none (no method) when all since `since` (ms) is read.
 * What is older than AUDIT_DAYS is not asked for. E_DENIED, E_BUSY, E_SHAPE,
 * E_LIMIT as a service_story.
 */
enum err audit_next(struct scope *, int64_t since,
	    const struct api_reply *got, int ngot, struct api_call *ret)
	    MUST_USE;

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
