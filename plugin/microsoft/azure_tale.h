/*
 * How the stories of Azure Support go on (DOMAIN 8): what is asked next, what
 * was answered, and what that means for what we write.
 *
 * A function that asks leaves the story with its next request, and returns
 * E_OK: azure_is_asking(). Told again with the answer, it goes on behind it.
 */
#ifndef MICROSOFT_AZURE_TALE_H
#define MICROSOFT_AZURE_TALE_H

#include "microsoft/azure_case.h"

#define AZURE_VERSION	"api-version=2024-04-01"
#define AZURE_SUPPORT	"/providers/Microsoft.Support"

/* Before a ticket is looked for again that is there but cannot be read. */
enum { AZURE_HALF_MADE_MS = 30 * 1000 };

/* The first three are the caller's. */
struct azure_tale {
	struct scope			*sc;
	const struct service_task	*task;
	struct service_step		*step;
	const char			*subscription, *name;	/* encoded */
	const struct api_reply		*ticket;	/* when it was read, */
	struct service_case		 is;	/* and how it was */
	int				 at;		/* answers read */
	int				 has_written;	/* and Azure took it */
};

/* The next answer; NULL: it must be asked for. */
const struct api_reply *azure_ask(struct azure_tale *, const char *method,
	    const char *url, const char *body);
int	 azure_is_asking(const struct azure_tale *);
/* Nothing more is asked: the story has its end, or its next request. */
int	 azure_is_over(const struct azure_tale *);
/* An error proves that nothing was done: its sentence is the story's end. */
enum err azure_refuse(struct azure_tale *, enum err) MUST_USE;
/* Of the ticket; `rest` comes behind its name. */
const char *azure_ticket_url(const struct azure_tale *, const char *rest);

/* All pages of a list, which may be kept for `keep_ms`. */
enum err azure_list(struct azure_tale *, const char *url, int64_t keep_ms,
	    struct azure_pages *ret) MUST_USE;

/* Must be the first: which ticket it is about, asked for by its number. */
enum err azure_begin(struct azure_tale *) MUST_USE;
/* Reads the ticket; without an error t->ticket may be NULL. */
enum err azure_find(struct azure_tale *) MUST_USE;
/* E_GONE: there is no such. E_BUSY: not yet. */
enum err azure_need(struct azure_tale *) MUST_USE;
/* An answer that is the ticket. */
enum err azure_take(struct azure_tale *, const struct api_reply *) MUST_USE;
/*
 * Makes what is not there, follows Azure's work to its end, and reads what was
 * made: `ret`, unless azure_is_over(). What failed is refused only if it is
 * not there afterwards; E_BUSY: it should be there, and is not yet.
 */
enum err azure_put(struct azure_tale *, const char *url, const char *body,
	    const struct api_reply **ret) MUST_USE;
/* How every story ends: what is there now. */
enum err azure_finish(struct azure_tale *) MUST_USE;

#endif
