/*
 * What serve answers: a table of paths. Routes match nginx's normalised
 * $uri, never the raw request line.
 */
#ifndef WEB_ROUTES_H
#define WEB_ROUTES_H

#include "config.h"
#include "texts.h"
#include "web/intake.h"
#include "web/request.h"

/* What an answer is made from. */
struct house {
	const struct config	*config;
	struct db		*db;
	const struct texts	*texts;
	struct terms_cache	*terms;
	struct peers_cache	*peers;
	struct counts		*counts;	/* the master's */
};

enum route_kind {
	ROUTE_HOOK,	/* stored together with others: see intake.h */
	ROUTE_NOTIFICATION,	/* like the last one, but has a body */
	ROUTE_EXCHANGE,		/* the same */
	ROUTE_NOW	/* answered at once by route_answer() */
};

enum route_kind	route_find(const struct request *);
/* By which headers a hook or a message is proven; NULL: by none. */
const struct proof *route_proof(const struct config *,
		    const struct request *);
/* Is a request that is no ROUTE_NOW worth its body of `len` bytes? */
enum err	route_admit(const struct config *, struct scope *,
		    const struct request *, int64_t len) MUST_USE;
/* Counts it; the delivery may be NULL before STORING. */
void		route_count(struct scope *, const struct house *,
		    const struct request *, enum err, enum intake_stage,
		    const struct delivery *);
/* Total: unknown paths answer 404, other methods 405. */
struct answer	route_answer(struct scope *, const struct house *,
		    const struct request *, enum err *ret);

#endif
