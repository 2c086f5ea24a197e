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

/* The support terms, to whoever opened the ticket. */
void		 turn_first_reply(struct turn *, const struct event *);
/* The customer is told how it works; never a machine, and once a day. */
void		 turn_answer(struct turn *, const struct event *);

/* Carries out a known agent's commands and answers them in one note. */
void		 turn_commands(struct turn *, const struct event *,
		    const struct author *, const struct commands *);

#endif
