/*
 * A far side: how many calls may be under way to one desk, and whether it is
 * to be left alone because it failed again and again.
 *
 *	closed --failures in a row--> open --rest is over--> one call on trial
 *	   ^------------------------ it went well -------------'
 */
#ifndef FAR_H
#define FAR_H

#include "base/err.h"

#include <stdint.h>

struct far {
	const char	*name;
	int		 cap;		/* calls at the same time */
	int		 limit;		/* failures in a row that open it */
	int64_t		 rest_ms;
	int		 running;
	int		 failures;
	int64_t		 open_until;	/* ms; 0: closed */
	int		 is_paused;	/* by a person */
};

/* Tasks that may begin now: none while open or paused, one on trial. */
int	far_room(const struct far *, int64_t now);
void	far_begin(struct far *);
/*
 * What a call came to. Answers of the desk's programme count as health, even
 * refusals; no answer, 429 and 5xx as failure. `wait_ms` is its Retry-After.
 */
void	far_end(struct far *, int64_t now, enum err, int status,
	    int64_t wait_ms);

#endif
