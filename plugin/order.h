/*
 * Orders as jobs carry them: JSON in the payload, a marker in every text so
 * that it can be found again, and the question whether the ticket shows it.
 */
#ifndef ORDER_H
#define ORDER_H

#include "desk.h"

/* "note", "reply", "set", "link"; of no kind "". */
const char	*order_word(enum order_kind);
/* The payload of a job; order_parse() gives back the same order. */
const char	*order_json(struct scope *, const struct order *);
/*
 * E_SHAPE: not an order (a damaged or newer row). A note or reply gets the
 * line "[csp #ID]" at its end, by which order_shown() knows it; what looks
 * like one before it is written "(csp #".
 */
enum err	 order_parse(struct scope *, const char *payload,
		    const char *ticket, int64_t job, struct order *ret)
		    MUST_USE;
/* Does the re-read ticket show that the order was carried out? */
int		 order_shown(struct scope *, const struct thread *,
		    const struct order *, int64_t job);

#endif
