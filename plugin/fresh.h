/*
 * What a case has not had a turn of: new events of its thread in the desk's
 * order, then the news from outside, and of files.
 */
#ifndef FRESH_H
#define FRESH_H

#include "settle.h"

struct fresh {
	const struct event	**ev;
	int			  n, done;	/* done: had a turn */
};

enum err fresh_list(struct scope *, struct db *, const struct settle *,
	    const struct case_state *, struct fresh *ret) MUST_USE;
/* Inside a transaction: remembers one. E_SEEN: it was remembered before. */
enum err fresh_seen(struct scope *, struct db *, const struct settle *,
	    const struct event *) MUST_USE;

#endif
