/*
 * One process of `cspdesk serve`: keeps many FastCGI connections and answers
 * what can be read together by one commit.
 */
#ifndef SERVE_CHILD_H
#define SERVE_CHILD_H

#include "config.h"
#include "texts.h"
#include "web/counts.h"

/*
 * Serves the non-blocking `listener` until TERM (finish, take what still
 * waits in the backlog) or USR1 (finish only what is ours). Returns the exit
 * code. The caller has blocked both signals.
 */
int	serve_child(const struct config *, const struct texts *,
	    struct counts *, int listener);

#endif
