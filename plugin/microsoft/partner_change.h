/*
 * A customer's subscription is suspended, or active again (DOMAIN 5, E22).
 *
 * Partner Center takes the whole object back with another status, and forgets
 * what is left out of it. So the object goes as it was read, member by member,
 * with the etag that came with it; what nobody here knows goes unchanged.
 *
 *	suspend: GET -> it is? -> PATCH status -> GET
 *	restore: GET -> PATCH status and what the suspension took -> GET
 *	         -> PATCH what is not back yet -> GET
 *
 * Who changed it at the same time (2055, 412) comes first; it is read again
 * then, once.
 */
#ifndef MICROSOFT_PARTNER_CHANGE_H
#define MICROSOFT_PARTNER_CHANGE_H

#include "microsoft/service.h"

/*
 * A story (service.h) of `customer`, `subscription` and `wanted`: "suspended"
 * or "active". To restore it is told how the subscription was `before` the
 * suspension, and `after` it: suspensionReasons that did not come with our
 * own suspension are Microsoft's, and refuse (E22).
 *
 * Before a PATCH the last answer is the object that it changes. Over, `image`
 * is the object as it is, with the wanted status. `lost` names what it had
 * before and has not now, by blanks, and `lost_why` is Microsoft's word on it.
 * Refused: nothing was changed by this telling.
 * Nor was it where another operation is under way there (900278): E_BUSY, and
 * is_pending.
 */
enum err partner_change_story(struct scope *, const struct service_task *,
	    struct service_step *ret) MUST_USE;

/* Only reads it: `image` is the object, and its status may be any. */
enum err partner_look_story(struct scope *, const struct service_task *,
	    struct service_step *ret) MUST_USE;

/* The names that `lost` may have; the last is NULL. */
extern const char *const partner_change_members[];

#endif
