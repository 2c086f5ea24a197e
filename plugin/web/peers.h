/*
 * POST /exchange/NAME: a peer says something of a case (hooks/exchange/). It
 * is proven, read and kept at once; `work` acts on it.
 *
 * Who the peers are stands in the database and is looked at when a signature
 * has been proven, at most once in two seconds: an import needs no signal,
 * and strangers reach neither the database nor the reader of JSON.
 */
#ifndef WEB_PEERS_H
#define WEB_PEERS_H

#include "web/request.h"
#include "web/routes.h"

#define PEERS_PATH	"/exchange/"

/* What a process remembers of the peers; free it with the process. */
struct peers_cache	*peers_cache_new(void);
void			 peers_cache_free(struct peers_cache **);

/*
 * Is a message worth its body of `len` bytes? Asks what path and headers
 * tell: E_GONE (no secret for such a name), E_DENIED, E_SHAPE, E_LIMIT.
 */
enum err peers_admit(const struct config *, struct scope *,
	    const struct request *, int64_t len) MUST_USE;

/*
 * The route; see "Answers" of hooks/exchange/README.md. A message is kept as a
 * delivery of the desk "@NAME" whose ticket is the case; the body is as it
 * came.
 */
enum err peers_take(struct scope *, const struct house *,
	    const struct request *, struct answer *ret) MUST_USE;

/* "@NAME" of a path with a secret: by that it is counted; or NULL. */
const char	*peers_counted(struct scope *, const struct config *,
		    const char *path);

#endif
