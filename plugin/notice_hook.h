/*
 * cspdesk hook install | status partner-center: has Partner Center send its
 * notifications here (config_notify.h), and sees whether it does. What it
 * changes it says first; a partner has one registration, so that of another
 * address is only replaced if that is asked for.
 */
#ifndef NOTICE_HOOK_H
#define NOTICE_HOOK_H

#include "config.h"

struct http;
struct db;

struct notice_hook {
	/* Filled in by the caller. */
	const struct config	*config;	/* with NEEDS_MICROSOFT */
	struct http		*http;
	struct db		*db;		/* has the person's token */
	const char		*url;		/* NULL: from doctor.url */
	int			 dry_run, force;

	const char		*bearer;	/* once it was given */
};

/*
 * Registers the address if it is not, and has a test sent to it. E_SHAPE:
 * settings that lack. E_DENIED, E_BUSY: Microsoft's, with its words. E_GONE:
 * the test did not arrive; the registration stands.
 */
enum err notice_hook_install(struct scope *, struct notice_hook *) MUST_USE;
/* `ret_well`: it is registered, for here and for all that we read. */
enum err notice_hook_status(struct scope *, struct notice_hook *,
	    int *ret_well) MUST_USE;

#endif
