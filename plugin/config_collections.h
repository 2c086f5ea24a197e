/*
 * Where those who owe us get a ticket. Whom it is written to, and when, is the
 * collections policy (conf/policy/ladder.conf).
 */
#ifndef CONFIG_COLLECTIONS_H
#define CONFIG_COLLECTIONS_H

#include "base/conf.h"

struct config;

struct collections_settings {
	const char	*desk;		/* "": nobody gets one */
	const char	*queue;		/* never "" with a desk */
	int64_t		 look_secs;
	const char	*terms_url;	/* "": not told */
};

extern const struct setting collections_rows[];

/* After the desks were read. E_SHAPE: file:line and what to change. */
enum err collections_load(struct scope *, const struct config_setting_t *root,
	    struct config *) MUST_USE;

#endif
