/*
 * Microsoft's clouds: where each API and its login are, and for whom a token
 * must be made out (DOMAIN 6.1). Whether an API may be used there at all says
 * allowed.h.
 */
#ifndef MICROSOFT_CLOUD_H
#define MICROSOFT_CLOUD_H

#include "microsoft/service.h"

struct cloud {
	const char	*authority;	/* all without / at their end */
	const char	*url[API__MAX];
	/* v1: the resource; v2: the scope, with /.default behind it. */
	const char	*audience[API__MAX];
};

/* "arm", "partner_center", "graph": in settings, logs and tables. */
extern const char *const api_names[API__MAX + 1];

/* By index of words_cloud. */
const struct cloud	*cloud_at(int cloud);

#endif
