/*
 * GET /terms and GET /terms.json: the published terms, for everybody.
 *
 * Public traffic must not reach the database. A process looks which version
 * is current at most once in two seconds, remembers a failure as long, and
 * writes each page once a version and day; between looks it answers from
 * memory.
 */
#ifndef WEB_TERMS_PAGE_H
#define WEB_TERMS_PAGE_H

#include "web/routes.h"

/* What a process remembers; free it with the process. */
struct terms_cache	*terms_cache_new(void);
void			 terms_cache_free(struct terms_cache **);

/*
 * HTML in the visitor's language. Without published terms 404, also as a
 * page. The answer's body lives until the next call. E_BUSY, E_BROKEN: of
 * the database.
 */
enum err terms_page(struct scope *, const struct house *,
	    const struct request *, struct answer *ret) MUST_USE;
/* JSON as terms_json.h says. E_GONE: nothing is published. */
enum err terms_page_json(struct scope *, const struct house *,
	    const struct request *, struct answer *ret) MUST_USE;

#endif
