/*
 * Policy rows of the wall (conf/policy/wall.conf): words by which a customer
 * asks for a Microsoft ticket.
 */
#ifndef POLICY_WALL_H
#define POLICY_WALL_H

#include "base/scope.h"

struct wall;		/* owned by the scope it was loaded in */

/* Reads DIR/wall.conf. E_GONE: not readable; E_SHAPE: file:line. */
enum err	 wall_load(struct scope *, const char *dir,
		    const struct wall **ret) MUST_USE;
/* Does a customer's text ask for a Microsoft ticket? Folded, whole words. */
int		 wall_asks(struct scope *, const struct wall *,
		    const char *text);

#endif
