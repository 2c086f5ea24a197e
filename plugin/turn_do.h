/* What turn.c and turn_command.c share; nobody else includes it. */
#ifndef TURN_DO_H
#define TURN_DO_H

#include "command.h"
#include "turn.h"

struct deed	*deed_add(struct turn *, enum deed_kind, const struct event *);
/* Only as far as the desk's mode goes. */
void		 deed_order(struct turn *, const struct event *,
		    const struct order *);
void		 deed_note(struct turn *, const struct event *, const char *);

/* Carries out a known agent's commands and answers them in one note. */
void		 turn_commands(struct turn *, const struct event *,
		    const struct author *, const struct commands *);

#endif
