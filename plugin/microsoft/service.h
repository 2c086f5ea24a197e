/*
 * The contract between cspdesk and one of Microsoft's services.
 *
 * A service's file is pure, like a desk's adapter: what is wanted and every
 * answer so far go in, the next request comes out, or the end of the story.
 * It never sees a token: it says whose the request carries, and the core
 * (work_microsoft.c) fetches it, adds what every request of that API has,
 * sends it and asks again.
 *
 * A story that is broken off anywhere is told again from its beginning. So
 * every story reads first what the far side has, and a write that is there
 * already is not sent again.
 *
 * All text belongs to the scope that was passed in. NULL means: not told.
 */
#ifndef MICROSOFT_SERVICE_H
#define MICROSOFT_SERVICE_H

#include "base/scope.h"

#include <stddef.h>
#include <stdint.h>

/* Whose base URL, and for whom the token must be made out (DOMAIN 6.1). */
enum api { API_ARM, API_PARTNER_CENTER, API_GRAPH, API__MAX };

/* Does our program speak for itself or for a person (DOMAIN 6.2)? */
enum api_as { AS_APP, AS_USER };

enum { API_HEADERS = 8, SERVICE_CALLS = 32 };

struct api_header {
	const char	*name, *value;
};

struct api_call {
	enum api	 api;
	enum api_as	 as;
	const char	*tenant;	/* that issues the token; NULL: ours */
	/* Our own tenant's token goes along: x-ms-authorization-auxiliary. */
	int		 is_auxiliary;
	const char	*method;	/* NULL: there is nothing to ask */
	/*
	 * Behind the base URL, with the query; or whole, as an answer gave it:
	 * then the core refuses another host than the API's.
	 */
	const char	*url;
	const char	*body;		/* JSON, or NULL */
	/* Beyond authorisation, content type, and the ids of DOMAIN 6.3. */
	struct api_header header[API_HEADERS];
	int		 nheaders;
	/*
	 * A 200 may be kept that long, and be given to whoever asks the same
	 * of the same tenant. 0: never.
	 */
	int64_t		 keep_ms;
};

struct api_reply {
	int		 status;	/* HTTP */
	const char	*body;		/* NUL behind it */
	size_t		 len;
	/* Azure-AsyncOperation, else Location. */
	const char	*location;
	int64_t		 retry_ms;	/* Retry-After, or 0 */
};

/* What Microsoft or we wrote into its ticket. */
struct service_message {
	const char	*id;		/* theirs, or the name that we chose */
	int64_t		 at;		/* ms; 0: never told */
	int		 is_ours;
	const char	*by, *subject, *text;
	int		 is_html;
};

enum service_status {
	SERVICE_UNKNOWN, SERVICE_OPEN, SERVICE_ATTENTION, SERVICE_CLOSED,
	SERVICE__MAX
};

/* A ticket there, as it was just read. */
struct service_case {
	const char	*number;	/* what people call it */
	enum service_status status;
	const char	*status_word;	/* theirs */
	const char	*severity;	/* "A", "B", "C" */
	const char	*title, *engineer;
	int64_t		 created, modified, closed;	/* ms; 0: not told */
	struct service_message *messages;	/* oldest first */
	int		 nmessages;
};

/* Whom Microsoft answers: always the partner's, never the customer's. */
struct service_contact {
	const char	*first_name, *last_name;
	const char	*email, *phone;		/* phone: or NULL */
	const char	*more_emails;		/* by blanks, or NULL */
	int		 by_phone;		/* preferred */
	const char	*time_zone;		/* Windows name */
	const char	*country;		/* ISO 3166-1 alpha-3 */
	const char	*language;		/* "en-us" */
};

/* What a story is told. */
struct service_task {
	const char	*customer;	/* tenant; NULL: the partner's own */
	/* Azure, or NULL; or the one at Partner Center that is changed */
	const char	*subscription;
	/* Of the ticket, chosen by us, the same for one escalation always. */
	const char	*name;
	const char	*number;	/* theirs, once it is known */
	const struct service_contact *contact;
	/* open: */
	const char	*title, *text;
	const char	*service;	/* of the problem: which service */
	const char	*problem;	/* and which classification */
	const char	*resource;	/* Azure resource id, or NULL */
	int64_t		 began;		/* ms; 0: not told */
	int		 is_24x7;
	int		 may_diagnose;	/* advanced diagnostic consent */
	/* open, change: */
	const char	*severity;	/* "A", "B", "C" */
	/* say: our name of the message; the same for a repeat */
	const char	*message, *subject;
	const char	*sender;	/* our address */
	/* file: our name of it there, the same for a repeat; and its bytes */
	const char	*file, *content;
	size_t		 content_len;
	/* A subscription is changed (partner_change.h): */
	const char	*wanted;	/* its status then */
	const char	*before, *after;	/* JSON, or NULL */
	/* The answers so far. */
	const struct api_reply *got;
	int		 ngot;
};

struct service_step {
	struct api_call	 call;		/* no method: the story is over */
	int64_t		 wait_ms;	/* before it is sent */
	/* Over: */
	struct service_case found;	/* open, read, say, change, close */
	const char	*image;		/* a subscription, as it is: JSON */
	const char	*lost, *lost_why;	/* partner_change.h, or NULL */
	/*
	 * Over, and it is proven that nothing was done there: why, as one
	 * sentence with their code. Only this releases a unit.
	 */
	const char	*refused;
	/* Of E_BUSY: it was not done, for something else is, for hours. */
	int		 is_pending;
};

/*
 * The next step of a story. E_DENIED (our token or right), E_GONE (no such
 * ticket), E_BUSY (429, 5xx; the core waits retry_ms, or the step's wait_ms
 * if only the body told it), E_SHAPE (an answer that we do not know: the
 * sentence says how it begins): the story ends without an outcome, and what was
 * done is unknown unless `refused` says otherwise.
 */
typedef enum err service_story(struct scope *, const struct service_task *,
	    struct service_step *ret) MUST_USE;

struct service {
	const char	*channel;	/* words_channel */
	enum api	 api;
	/* NULL: this service has no such call. */
	service_story	*open, *read, *say, *change, *close;
	/*
	 * Puts a file into the ticket with `number`; ends without `found`.
	 * Refused: it is not whole there.
	 */
	service_story	*file;
};

extern const struct service service_azure, service_partner_center;
/* By the channel of a decision; NULL: no service reaches it. */
const struct service *service_find(const char *channel);

#endif
