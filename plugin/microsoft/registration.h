/*
 * Partner Center's registration of our address for its notifications (DOMAIN
 * 7): what stands there, what should, and how its test event ended. A tenant
 * has one registration; it can be changed, but not taken back.
 */
#ifndef MICROSOFT_REGISTRATION_H
#define MICROSOFT_REGISTRATION_H

#include "microsoft/service.h"

#define REGISTRATION_PATH	"/webhooks/v1/registration"
#define REGISTRATION_EVENTS	REGISTRATION_PATH "/events"
#define REGISTRATION_TESTS	REGISTRATION_PATH "/validationEvents"

/* Names of events, without repeats. */
struct event_names {
	const char	**name;
	int		 n;
};

struct registration {
	const char		*url;		/* NULL: there is none */
	struct event_names	 events;
};

/*
 * All readers: as partner_error() of what is refused; E_SHAPE, E_LIMIT of what
 * cannot be read. No registration is E_OK.
 */
enum err registration_read(struct scope *, const struct api_reply *,
	    struct registration *ret) MUST_USE;
/* The events that Partner Center can send. */
enum err registration_offers(struct scope *, const struct api_reply *,
	    struct event_names *ret) MUST_USE;
/* Those of them that we read, its test, and what is registered already. */
struct event_names registration_wants(struct scope *,
	    const struct event_names *offered, const struct registration *);
/* Those of `wanted` that are not registered, by blanks; NULL: all are. */
const char	*registration_lacks(struct scope *,
		    const struct registration *,
		    const struct event_names *wanted);
/* The body of POST and PUT. */
const char	*registration_body(struct scope *, const char *url,
		    const struct event_names *);

/* The id of the test that was asked for, fit for a path. */
enum err registration_test(struct scope *, const struct api_reply *,
	    const char **ret) MUST_USE;

struct registration_result {
	int		 is_over, is_well;
	const char	*says;		/* what our address answered, or "" */
};
enum err registration_result(struct scope *, const struct api_reply *,
	    struct registration_result *ret) MUST_USE;

#endif
