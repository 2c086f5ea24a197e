/*
 * cspdesk.conf: every setting of the program as a row (config.c), read once
 * into this struct. Secrets stand in files of their own; each subcommand
 * loads only those it needs.
 */
#ifndef CONFIG_H
#define CONFIG_H

#include "config_collections.h"
#include "config_exchange.h"
#include "config_finance.h"
#include "config_microsoft.h"
#include "config_notify.h"
#include "config_retention.h"
#include "desk.h"

#include "base/crypto.h"
#include "store/db.h"

#define VERSION	"0.1"

enum mode { MODE_OBSERVE, MODE_NOTES, MODE_ENFORCE };
/* Which new tickets are answered with the terms. */
enum first_reply {
	FIRST_REPLY_TICKET, FIRST_REPLY_VERSION, FIRST_REPLY_NEVER
};

/* Which secrets a subcommand loads. */
enum needs {
	NEEDS_NOTHING = 0,
	NEEDS_APP_DB = 1,	/* the password of serve's and work's account */
	NEEDS_ADMIN_DB = 2,	/* the password of migrate's account */
	NEEDS_HOOK_SECRETS = 4,	/* what proves a hook's origin */
	NEEDS_TOKENS = 8,	/* the desks' API tokens */
	NEEDS_MICROSOFT = 16,	/* what proves us to Microsoft */
	NEEDS_EXCHANGE_IN = 32,	/* what proves a peer to us */
	NEEDS_EXCHANGE_OUT = 64	/* what proves us to a peer */
};

/* The custom fields in which the desk shows a case; "" is not kept. */
enum {
	DESK_CLASS, DESK_PRODUCT, DESK_SEVERITY, DESK_TIER, DESK_HOLDER,
	DESK_VEHICLE, DESK_NUMBER, DESK_FIELDS
};

struct hook_secret {
	struct bytes	 key;
	int64_t		 until;		/* ms; INT64_MAX: no end */
};

struct desk_settings {
	struct desk_conf	 conf;		/* what the adapter may see */
	const struct desk	*desk;
	const char		*kind;
	const char		*token_file;
	const char		*ca_file;	/* "": the system's */
	const char		*language;	/* of our notes */
	int			 language_index;
	int			 mode;		/* enum mode */
	int			 first_reply;	/* enum first_reply */
	int64_t			 sweep_secs, overlap_secs, timeout_secs;
	int64_t			 in_flight;
	const char		*microsoft_queue, *default_queue;
	const char		*provider_queue;
	const char		*closed_status;
	const char		*doctor_queue;
	const char		*raised_priority;
	const char		*field[DESK_FIELDS];
	struct hook_secret	*secrets;
	int			 nsecrets;
};

struct serve_settings {
	const char	*socket;
	int64_t		 processes, parked, backlog, batch, drain_secs;
	int64_t		 max_body, skew_secs;
};

struct work_settings {
	int64_t		 poll_ms, lease_secs, grace_secs, drain_secs;
	int64_t		 lanes, jobs, max_reply;
	int64_t		 tries, backoff_ms, backoff_max_ms;
	int64_t		 breaker_failures, breaker_secs;
};

struct partner_settings {
	int		 type, cloud;	/* indexes of words.h */
	int64_t		 unit_ask_secs;
};

struct doctor_settings {
	const char	*url, *ca_file;
	int64_t		 wait_secs;
};

struct config {
	const char		*file;
	struct db_conf		 db, admin;
	const char		*app_account;
	struct serve_settings	 serve;
	struct work_settings	 work;
	struct partner_settings	 partner;
	struct microsoft_settings microsoft;
	struct retention_settings retention;
	struct notify_settings	 notify;
	struct exchange_settings exchange;
	struct finance_settings	 finance;
	struct collections_settings collections;
	struct doctor_settings	 doctor;
	const char		*policy;	/* folder */
	const char		*messages;	/* folder */
	const char		*messages_local; /* may be absent */
	struct desk_settings	*desks;
	int			 ndesks;
};

/*
 * Reads and checks a file. E_GONE: not readable. E_SHAPE: the sentence says
 * file:line, what, and what to do. `needs` is a sum of enum needs.
 */
enum err config_load(struct scope *, const char *path, int needs,
	    struct config *ret) MUST_USE;

const struct desk_settings *config_desk(const struct config *,
	    const char *name);

/*
 * A secret as it stands in a file: whsec_ and base64, as Standard Webhooks
 * writes it, or the text itself. E_SHAPE: not that, or too short.
 */
enum err config_key(struct scope *, const char *text, const char *file,
	    struct bytes *ret) MUST_USE;

/* Prints every setting with type, default, bounds and sentence. */
void	config_print(void);

#endif
