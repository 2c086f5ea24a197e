/* Which language a visitor gets. */
#ifndef WEB_LANGUAGE_H
#define WEB_LANGUAGE_H

#include "web/request.h"

/*
 * What ?lang= names, else what Accept-Language likes best (RFC 9110, 12.5.4;
 * en-GB asks for en, too), else the first. `list`: NULL ends it.
 * Returns an element of it. What cannot be read is no wish.
 */
const char	*language_pick(const struct request *, const char *const *list);

#endif
