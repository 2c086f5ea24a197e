/*
 * What serve answers: a table of paths. Routes match nginx's normalised
 * $uri, never the raw request line.
 */
#ifndef WEB_ROUTES_H
#define WEB_ROUTES_H

#include "config.h"
#include "texts.h"
#include "web/request.h"

/* What an answer is made from. */
struct house {
	const struct config	*config;
	struct db		*db;
	const struct texts	*texts;
	struct terms_cache	*terms;
	struct counts		*counts;	/* the master's */
};

enum route_kind {
	ROUTE_HOOK,	/* stored together with others: see intake.h */
	ROUTE_NOTIFICATION,	/* the same as the next, but has a body */
	ROUTE_NOW	/* answered at once by route_answer() */
};

enum route_kind	route_find(const struct request *);
/* Total: unknown paths answer 404, other methods 405. */
struct answer	route_answer(struct scope *, const struct house *,
		    const struct request *, enum err *ret);

#endif
