/* A service request of Partner Center, read and written (DOMAIN 6.6, 6.7). */
#ifndef MICROSOFT_PARTNER_CASE_H
#define MICROSOFT_PARTNER_CASE_H

#include "microsoft/service.h"

/*
 * E_SHAPE: it is not the service request `number`. E_LIMIT: too many notes.
 * Our notes are known by their reference, which is their id then; theirs get
 * an id made of when, who and what.
 */
enum err partner_case(struct scope *, const char *number,
	    const struct api_reply *, struct service_case *ret) MUST_USE;

/* Is our note of that name there, in whosever note it stands? */
int	 partner_case_has(struct scope *, const struct service_case *,
	    const char *message);

/* The bodies of a PATCH: only what changes is named. */
const char	*partner_case_note(struct scope *, const char *number,
		    const char *message, const char *text);
/* `severity`: "A", "B", "C". NULL: there is no such. */
const char	*partner_case_severity(struct scope *, const char *number,
		    const char *severity);
const char	*partner_case_close(struct scope *, const char *number);

#endif
