/*
 * Tells a story of one of Microsoft's services (microsoft/service.h) to its
 * end: whose token, the request, its answer, the next step. What every
 * request of an API carries is added here, and nowhere else is anything sent
 * to Microsoft.
 */
#ifndef WORK_SERVICE_H
#define WORK_SERVICE_H

#include "microsoft/service.h"
#include "store/customer_told.h"
#include "work.h"

struct service_run {
	/* Filled in by the caller. */
	struct work		*work;
	struct scope		*sc;	/* lives until `done` */
	service_story		*story;
	struct service_task	 task;
	/*
	 * Of what writes: the same as long as no answer came (DOMAIN 6.3).
	 * NULL: it only reads.
	 */
	const char		*key;
	/*
	 * Before each of what writes: E_OK, or it is not sent and the story
	 * ends so. NULL: it is sent.
	 */
	enum err		(*before)(struct service_run *);
	int64_t			 ends;	/* steady ms: no step begins later */
	int			 is_list;	/* of pages: all of them */
	void			(*done)(struct service_run *);
	void			*arg;

	/* The outcome: `step` is over where `e` is E_OK. */
	enum err		 e;
	struct service_step	 step;
	int64_t			 retry_ms;	/* of the last answer */
	int			 was_answered;	/* what wrote, so often */

	/* Its own. */
	struct api_reply	*got;
	struct http_call	 call;
	struct token_wait	*wait;
	struct service_run	*next;		/* of those that rest */
	int64_t			 goes_on;	/* steady ms */
};

void	service_start(struct service_run *);
/* Stories that may begin now: work.jobs, and Microsoft's breaker. */
int	service_room(const struct work *, int64_t now);
/*
 * Begins to ask about customers whose time has come, as far as there is room.
 * While there are fewer, it looks for them every `secs`, or sooner. E_BUSY:
 * the database is away.
 */
struct service_asking {
	enum asked	 what;
	int64_t		 secs;
	int64_t		*next;		/* steady ms: looks again */
	void		(*begin)(struct work *, const struct customer_due *);
};
enum err service_ask(struct scope *, struct work *,
	    const struct service_asking *) MUST_USE;
/* Those whose rest is over go on. */
void	services_resume(struct work *);

#endif
