/* What turn_request.c and turn_request_mail.c share, and nobody else. */
#ifndef TURN_REQUEST_H
#define TURN_REQUEST_H

#include "turn_do.h"

#include "exchange/exchange.h"
#include "store/suspension.h"

struct case_provider;

/* Who serves that subscription. */
void		 turn_request_provider(const struct turn *,
		    const char *subscription, struct case_provider *ret);
/* What is asked for; and what it says there, NULL: in the desk's language. */
struct exchange_request turn_request_of(const struct turn *,
		    const struct suspension *, enum exchange_wish);
const char	*turn_request_text(const struct turn *, const char *language,
		    const struct exchange_request *);

/* The ticket is opened for it, and it is said so; 0: a person has to ask. */
int		 turn_request_mail(struct errand *, const struct suspension *,
		    const struct case_provider *);
/* It is there, or cannot be: the provider is mailed, or a person told. */
void		 turn_request_opened(struct turn *, const struct event *,
		    const struct suspension *);
/* From its ticket: he is told that it does not stand any more. */
void		 turn_request_unmail(struct turn *, const struct event *,
		    const struct suspension *);
/* Its end is known, and nobody waits in its ticket. */
void		 turn_request_close(struct turn *, const struct event *,
		    const struct suspension *);

#endif
