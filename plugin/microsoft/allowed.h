/*
 * Whether one of Microsoft's APIs may be used at all: is asked before any
 * token is, so that nothing is sent where it may not be (DESIGN promise 3).
 */
#ifndef MICROSOFT_ALLOWED_H
#define MICROSOFT_ALLOWED_H

#include "microsoft/service.h"

/* Why not: words of which conf/messages has a text each, in `no-call`. */
extern const char *const service_refusals[];
/* One of them: a person is not known to have a portal there either. */
#define NO_PORTAL	"china-portal"

/*
 * Tickets of this API, by a partner of this type (words_partner) in this
 * cloud (words_cloud)? NULL: yes; else one of service_refusals. Of a type or
 * a cloud that is not known: no.
 */
const char	*service_allowed(int partner, int cloud, enum api);
/* Reads that feed facts: the same, but they are there in every cloud. */
const char	*facts_allowed(int partner, enum api);

#endif
