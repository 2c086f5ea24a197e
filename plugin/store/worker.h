/* Rows of table worker: that a `cspdesk work` runs, for who asks. */
#ifndef STORE_WORKER_H
#define STORE_WORKER_H

#include "store/db.h"

/* Told every so often; who was not heard for the longer time is gone, ms. */
enum { WORKER_EVERY = 5000, WORKER_LATE = 30000 };

/* "host/pid" of this process. */
const char	*worker_name(struct scope *);
/* I am here; each commits by itself. */
enum err worker_seen(struct scope *, struct db *, const char *name) MUST_USE;
/* I leave; also forgets those that were killed more than a day ago. */
enum err worker_gone(struct scope *, struct db *, const char *name) MUST_USE;
/* Who was seen last, and when (ms). E_GONE: nobody is there. */
enum err worker_last(struct scope *, struct db *, const char **ret_name,
	    int64_t *ret_at) MUST_USE;

#endif
