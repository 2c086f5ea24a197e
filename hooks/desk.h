/*
 * The contract between cspdesk and a help desk's adapter.
 *
 * An adapter is one folder hooks/KIND/ whose C file ends in one const struct.
 * It is pure: bytes in, our vocabulary out. It has no database, network,
 * clock or secret in reach, and keeps no state; the core makes every request
 * that it describes and hands it every answer.
 *
 * All text belongs to the scope that was passed in. NULL means: not told.
 */
#ifndef HOOKS_DESK_H
#define HOOKS_DESK_H

#include "base/crypto.h"

#include <stddef.h>
#include <stdint.h>

/* What a sender signs; the parts of the first are joined by dots. */
enum signed_bytes { SIGNED_ID_TIME_BODY, SIGNED_BODY };

/*
 * How a hook proves where it comes from: the names of its headers, and what
 * is signed how. Data of the adapter; web/verify.c checks it.
 */
struct proof {
	const char	*id;		/* header: the sender's id */
	const char	*timestamp;	/* header: seconds; NULL: none */
	const char	*signature;	/* header: one, or several by blanks */
	enum signed_bytes over;
	enum digest	 digest;
	const char	*prefix;	/* of every signature */
	int		 is_hex;	/* else base64 */
};

/* https://github.com/standard-webhooks/standard-webhooks */
extern const struct proof proof_standard_webhooks;

/* What the adapter is told of the desk's configuration. */
struct desk_conf {
	const char	*name;		/* as in /hook/NAME */
	const char	*url;		/* base, without a slash at the end */
	const char	*user;		/* our integration user at the desk */
	const char	*token;		/* its API token */
	/* The fields' names there; a desk may have other ones inside. */
	const char *const *fields;	/* "": none */
	int		 nfields;
};

/* A proven hook request: only verify_origin() makes one. */
struct proven {
	const char	*id;		/* the sender's id of this message */
	const char	*body;
	size_t		 len;
};

/* What a hook tells us: look at this ticket. */
struct poke {
	const char	*ticket;	/* the desk's id of the ticket */
	const char	*key;		/* the same for a repeat only */
	/*
	 * Of a sweep whose keys are not the hooks': the version of the ticket
	 * (at most 64 bytes), so that what was read is not read again.
	 */
	const char	*stamp;
};

/* One request to the desk, and its answer. */
struct call {
	const char	*method;
	const char	*url;		/* whole */
	const char	*auth;		/* value of the Authorization header */
	const char	*body;		/* JSON, or NULL */
};

struct reply {
	int		 status;	/* HTTP */
	const char	*body;		/* NUL behind it */
	size_t		 len;
};

/* Who wrote something, as the desk itself says. */
enum author_kind {
	AUTHOR_UNKNOWN,
	AUTHOR_CUSTOMER,	/* any outside person, strangers too */
	AUTHOR_AGENT,		/* a person of the help desk */
	AUTHOR_SYSTEM,		/* the desk's own automation */
	AUTHOR_SELF		/* our integration user */
};

struct person {
	const char	*id;
	const char	*login;
	const char	*email;
	const char	*name;
	const char	*organisation;
	const char	*language;
	int		 is_outside;	/* of requestors: surely no agent */
};

/* How something came into the desk. Only UI and API can carry commands. */
enum via { VIA_UNKNOWN, VIA_UI, VIA_API, VIA_MAIL };

enum event_kind {
	EVENT_CREATED,		/* ticket.created; carries the first message */
	EVENT_MESSAGE,		/* public, in either direction */
	EVENT_NOTE,		/* internal */
	EVENT_UPDATED,
	EVENT_CLOSED,
	EVENT_MERGED,
	EVENT_DELETED,
	EVENT_TIMER,		/* never an adapter's: field is its name */
	EVENT_OUTSIDE,		/* nor this: Microsoft's or a provider's */
	EVENT__MAX
};

/*
 * One thing that happened to the ticket, in the desk's order. What happens
 * later must not be dated before what was read months ago: of an old case we
 * only know until when its ticket was read (store/retention.h).
 */
struct event {
	const char	*id;		/* unique in this ticket */
	enum event_kind	 kind;
	int64_t		 at;		/* ms since 1970 UTC */
	enum author_kind by;
	struct person	 author;
	enum via	 via;
	const char	*automatic;	/* why it is automatic mail */
	const char	*text;		/* of messages and notes */
	int		 is_html;
	int		 is_cut;	/* the desk's text was longer */
	const char	*field;		/* of updates: the desk's word */
	const char	*was, *is;
};

struct desk_field {
	const char	*name;
	const char	*value;		/* several: joined by newlines */
};

/* A file that came with one of the ticket's messages. */
struct desk_file {
	const char	*id;		/* the adapter's: digits and "-" */
	const char	*message;	/* id of the event that it came with */
	const char	*name;		/* as people know it */
	const char	*type;		/* as it was declared; NULL: not told */
	int64_t		 bytes;		/* as the desk says; 0: not told */
};

/* The ticket as re-read, with everything that happened to it. */
struct thread {
	const char	*ticket;
	const char	*version;	/* of the desk */
	const char	*stamp;		/* as in a poke */
	const char	*merged_into;	/* the ticket that it is part of now */
	const char	*subject;
	const char	*queue;
	const char	*status;	/* the desk's word */
	int		 is_closed;
	const char	*priority;
	const char	*owner;		/* login, NULL: nobody */
	int64_t		 created;	/* ms */
	struct person	 requestor;
	struct desk_field *fields;
	int		 nfields;
	const char	**links;	/* tickets that it refers to */
	int		 nlinks;
	struct event	*events;
	int		 nevents;
	int		 tells_files;	/* 0: `files` is not known */
	struct desk_file *files;	/* oldest first */
	int		 nfiles;
};

enum order_kind {
	ORDER_NOTE,		/* internal note */
	ORDER_REPLY,		/* public reply to the customer */
	ORDER_SET,		/* queue, status, priority, owner, fields */
	ORDER_LINK,		/* refer to another ticket */
	ORDER__MAX
};

/* One change that we want in the desk. Members of ORDER_SET may be NULL. */
struct order {
	enum order_kind	 kind;
	const char	*ticket;
	const char	*text;		/* with the marker line */
	/* Of a reply, as the ticket was just read; NULL: not told. */
	const char	*to, *subject;
	const char	*queue, *status, *priority, *owner;
	struct desk_field *fields;
	int		 nfields;
	const char	*link;
	const char	*if_queue;	/* only while the ticket is there */
};

/*
 * A ticket that we want in the desk. Its subject holds a mark of ours, which
 * is letters and digits, by which search() finds it again. A desk without
 * requestors of that kind takes our own user where there is none.
 */
struct new_ticket {
	const char	*queue, *subject;
	const char	*text;		/* the first message; not mailed */
	const char	*requestor;	/* his mail address; NULL: nobody */
};

/* A page of what changed since a cursor. */
struct changes {
	struct poke	*pokes;
	int		 n;
	const char	*next;		/* cursor for the next sweep; NULL:
					   the same as for this one */
	const char	*more;		/* cursor of the next page now */
};

/* The ticket on which doctor tries things; no customer's has our login. */
#define DESK_TEST_SUBJECT	"cspdesk doctor"

struct desk_queue {
	const char	*name;
	const char	*lacks;		/* rights we need there, by lines */
};

/* What the desk says of itself and of our place in it, for doctor. */
struct about {
	const char	*version;	/* of the desk */
	const char	*extension;	/* of our part in it */
	const char	*user;		/* whose token it is */
	const char	*hook_url;	/* where its hooks go */
	const char	*hook_fault;	/* why it would send none */
	/* The hook's secret, in hex HMAC-SHA256 of "csp.about.NONCE". */
	const char	*hook_proof;
	struct desk_queue *queues;	/* those that our user sees */
	int		 nqueues;
	const char	*fields;	/* custom fields, by lines */
	const char	*ticket;	/* our newest DESK_TEST_SUBJECT */
};

/* What doctor says to do when that is what is wrong. */
enum mend { MEND_TOKEN, MEND_EXTENSION, MEND_RIGHTS, MEND_HOOK, MEND__MAX };

struct desk_probe {
	const char	*extension;	/* the least that fits, NULL: none */
	const char	*opened;	/* a status of open tickets */
	const char	*mend[MEND__MAX];
	/* Like read() and thread(). E_GONE: our extension is not there. */
	int (*ask)(struct scope *, const struct desk_conf *,
	    const char *nonce, const struct reply *got, int ngot,
	    struct call *ret);
	enum err (*about)(struct scope *, const struct desk_conf *,
	    const struct reply *got, int ngot, struct about *ret);
	/* Makes the test ticket. */
	void (*make)(struct scope *, const struct desk_conf *,
	    const char *queue, struct call *ret);
};

/*
 * What cspdesk hook asks an adapter to bring about, and the answers that came
 * so far.
 */
struct desk_task {
	const struct desk_conf *conf;
	const char	*token;		/* that may administer the desk */
	const char	*url;		/* where its hooks shall go, whole */
	const char	*secret;	/* what it shall sign with, as text */
	const char	*mark;		/* tells this secret from others */
	const struct desk_former *former; /* what remove brings back */
	int		 nformer;
	const struct reply *got;
	int		 ngot;
};

/* A thing in the desk that install changed, as it was before. */
struct desk_former {
	const char	*thing;		/* the adapter's name for it */
	const char	*was;		/* JSON; NULL: it was not there */
	int		 is_data;	/* it holds what people may want kept */
};

/* The next request. Without a method: all is as it should be. */
struct desk_step {
	struct call	 call;
	/* What it changes, as one line; NULL: it only reads. In the end: what
	 * the desk has now. */
	const char	*says;
	struct desk_former former;	/* is kept before it is changed */
};

/* What the desk's own log tells of its hooks to us. */
struct desk_log {
	int		 sent, failed;	/* as far as the log goes back */
	const char	*newest;	/* the newest failure, or NULL */
};

/*
 * For cspdesk hook. Both iterators get all answers so far, judge the last and
 * tell the next request; a change that is only planned is answered by 201
 * and {"id":0}. E_DENIED names the right that is missing.
 */
struct desk_install {
	const char	*instead;	/* of an adapter without: what to do */
	enum err (*install)(struct scope *, const struct desk_task *,
	    struct desk_step *ret);
	enum err (*remove)(struct scope *, const struct desk_task *,
	    struct desk_step *ret);
	/* NULL: it cannot be read. */
	void (*ask_log)(struct scope *, const struct desk_task *,
	    struct call *ret);
	enum err (*log)(struct scope *, const struct desk_task *,
	    const struct reply *, struct desk_log *ret);
};

struct desk {
	/* The word for `kind` in the configuration, and the folder's name. */
	const char	*kind;
	const struct proof *proof;
	/* How events call a change of the queue. */
	const char	*queue_field;
	/* The status of a ticket that is done, where nobody says otherwise. */
	const char	*closed_status;
	/* Must a repeat have equal bytes? (Only of senders we wrote.) */
	int		 same_bytes;
	/*
	 * Longest time (s) between the first and the last arrival of one hook,
	 * as the sender repeats it; never 0. Keys are kept longer than that.
	 */
	int64_t		 retry_secs;

	/* Is called by serve with a proven request. E_SHAPE, E_LIMIT. */
	enum err (*poke)(struct scope *, const struct proven *,
	    struct poke *ret);

	/*
	 * Is called to re-read a ticket: with the answers so far it gives the
	 * next request and returns 1, or returns 0 when it has enough.
	 */
	int (*read)(struct scope *, const struct desk_conf *,
	    const char *ticket, const struct reply *got, int ngot,
	    struct call *ret);
	/* Is called with all answers. E_GONE: no such ticket. E_SHAPE. */
	enum err (*thread)(struct scope *, const struct desk_conf *,
	    const char *ticket, const struct reply *got, int ngot,
	    struct thread *ret);

	/*
	 * Is called to write. What came of it is read from the ticket again,
	 * so an adapter never has to trust the answer. E_SHAPE: this desk
	 * cannot do that.
	 */
	enum err (*write)(struct scope *, const struct desk_conf *,
	    const struct order *, struct call *ret);

	/*
	 * Is called to fetch a file of thread.files, by its id: the answer is
	 * its bytes as they are. E_SHAPE: that is no id of ours. And where a
	 * person finds it. Both NULL: this desk's files cannot be read.
	 */
	enum err (*file)(struct scope *, const struct desk_conf *,
	    const char *ticket, const char *id, struct call *ret);
	const char *(*file_link)(struct scope *, const struct desk_conf *,
	    const char *ticket, const struct desk_file *);

	/*
	 * Are called to make a ticket, and to read the number of the one that
	 * was made from an answer of 2xx. E_SHAPE: it does not say which.
	 * NULL, all four: this desk's tickets are made by others only.
	 */
	enum err (*open_ticket)(struct scope *, const struct desk_conf *,
	    const struct new_ticket *, struct call *ret);
	enum err (*opened)(struct scope *, const struct reply *,
	    const char **ret_ticket);
	/*
	 * Are called to look for the ticket whose subject holds the mark, as
	 * the desk's own database has it, not an index that lags behind; the
	 * oldest is ours. E_GONE: there is none.
	 */
	void (*search)(struct scope *, const struct desk_conf *,
	    const char *mark, struct call *ret);
	enum err (*found)(struct scope *, const struct reply *,
	    const char *mark, const char **ret_ticket);

	/*
	 * Is called to ask what changed. `cursor` is NULL on the first sweep:
	 * then everything since `since`. Changes of the last `overlap_secs`
	 * are asked for again, because they may have been committed late.
	 */
	void (*sweep)(struct scope *, const struct desk_conf *,
	    const char *cursor, int64_t since, int64_t overlap_secs,
	    struct call *ret);
	enum err (*swept)(struct scope *, const struct desk_conf *,
	    const struct reply *, struct changes *ret);

	/*
	 * Is called to ask which tickets are open now, with NULL for the first
	 * page; swept() reads the answer, of which only the tickets and `more`
	 * count. NULL: this desk cannot tell.
	 */
	void (*open)(struct scope *, const struct desk_conf *,
	    const char *cursor, struct call *ret);

	/* For doctor; NULL: he can only see whether the desk answers. */
	const struct desk_probe *probe;
	/* For hook; NULL: like one without anything in it. */
	const struct desk_install *install;
};

/* Every adapter that is built in; the last is NULL. */
extern const struct desk *const desks[];
/* By its kind, or NULL. */
const struct desk *desk_find(const char *kind);

/*
 * What an HTTP status of a desk means for us: E_OK (2xx), E_DENIED (401,
 * 403: our token or right), E_GONE (404, 410), E_BUSY (408, 425, 429, 5xx),
 * otherwise E_SHAPE; the sentence quotes the start of the body.
 */
enum err desk_status(struct scope *, const struct reply *) MUST_USE;

#endif
