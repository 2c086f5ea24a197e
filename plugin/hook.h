/*
 * cspdesk hook: brings about in a desk what its adapter asks for, and takes
 * it out again. The adapter says which request comes next; here it is made,
 * told on standard output, and what it changes is kept before (store/former.h)
 * so that an installation that was interrupted can be gone on with, or taken
 * back.
 */
#ifndef HOOK_H
#define HOOK_H

#include "config.h"

struct http;

enum { MOST_STEPS = 64 };

struct hook {
	/* Filled in by the caller. */
	const struct config		*config;
	const struct desk_settings	*desk;
	struct http			*http;
	struct db			*db;	/* of the admin; of dry runs of
						   install NULL */
	const char			*url;	/* NULL: from doctor.url */
	const char			*token;	/* NULL: the desk's own */
	int				 dry_run, with_fields;

	struct desk_task		 task;
	struct reply			 got[MOST_STEPS];
	int				 changes;
};

enum err	hook_install(struct scope *, struct hook *) MUST_USE;
/* `ret_well`: all is there, and no hook failed that the desk tells of. */
enum err	hook_status(struct scope *, struct hook *, int *ret_well)
		    MUST_USE;
enum err	hook_remove(struct scope *, struct hook *) MUST_USE;

#endif
