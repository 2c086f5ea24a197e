/*
 * Commands that agents write in internal notes: lines that begin with "/csp".
 * Pure: what an event may carry, and what its lines say. Whether the author
 * has the right is the caller's question (store/people.h).
 */
#ifndef COMMAND_H
#define COMMAND_H

#include "billing/price.h"
#include "desk.h"

enum command_kind {
	COMMAND_BAD,		/* is answered with `key` and `pairs` */
	COMMAND_TRIAGE,		/* class, product, severity, topic: some */
	COMMAND_CHECK,		/* check, text or NULL */
	COMMAND_WAIVE,		/* check, text: the reason */
	COMMAND_SET,		/* field, and value or text */
	COMMAND_TIER,		/* number */
	COMMAND_ESCALATE,	/* severity, vehicle, anyway, if given */
	COMMAND_CASE,		/* text: Microsoft's or a provider's number */
	COMMAND_RELEASE,	/* text: why Microsoft has no case of it */
	COMMAND_MICROSOFT,	/* text: what Microsoft is told */
	COMMAND_ATTACH,		/* text: names of files, or "-" */
	COMMAND_WHY,
	COMMAND_PACKET,
	COMMAND_HAND_OVER,	/* text: the provider, or NULL */
	COMMAND_TAKE_BACK,
	COMMAND_PROVIDER,	/* text: what the provider is told */
	COMMAND_RESELLER,	/* text: what the reseller is told */
	COMMAND_ACCEPT,
	COMMAND_DECLINE,	/* text: the reason */
	COMMAND_RESOLVE,
	COMMAND_DUPLICATE,	/* text: the other ticket, or NULL */
	COMMAND_BUG,
	COMMAND_SUSPEND,	/* text: the subscription, its id or name */
	COMMAND_APPROVE,	/* number: the request */
	COMMAND_RESTORE,	/* text: the subscription */
	COMMAND_DONE,		/* number: the request; text or NULL */
	COMMAND_REFUSED,	/* number: the request; text: why */
	COMMAND_TERMS,
	COMMAND_CHARGE,		/* charge, number or amount, text: why */
	COMMAND_DISPUTE,	/* text: why; or it ends */
	COMMAND_HOLD,		/* number: last day, or 0; text: why; or it
				   ends, and there is neither */
	COMMAND_HELP,
	COMMAND__MAX
};

/* What /csp set sets: a value, where nothing else is said. */
enum command_field {
	FIELD_CUSTOMER,		/* text */
	FIELD_VERSION,		/* words_version */
	FIELD_PUBLISHER,	/* words_publisher */
	FIELD_ENVIRONMENT,	/* words_environment */
	FIELD_ON_CALL,		/* words_flag */
	FIELD_SUBSCRIPTION,	/* text: a GUID */
	FIELD_SERVICE,		/* text: as Azure calls it */
	FIELD_IMPACT, FIELD_BEGAN, FIELD_STEP,	/* text; "-": none */
	FIELD__MAX
};

struct command {
	enum command_kind	 kind;
	int			 line;	/* of the note's text, from 1 */
	/* Indexes of policy/words.h, WORD_UNKNOWN: not said. */
	int			 class, product, severity, topic;
	int			 vehicle, check, value;
	enum command_field	 field;
	int			 anyway;	/* escalate: it was told */
	int			 ends;		/* what was on is over */
	int64_t			 number;
	/*
	 * What is charged: `number` minutes or incidents, or an amount of a
	 * currency; or what number `number` is corrected to, in its currency.
	 */
	enum charge_kind	 charge;
	const char		*amount, *currency;
	const char		*text;	/* trimmed, not empty */
	/* Of COMMAND_BAD: for text_fill(); one sentence. */
	const char		*key;
	const char *const	*pairs;
};

struct commands {
	struct command	*cmd;
	int		 n;
};

enum { COMMAND_MOST = 50, COMMAND_LONGEST = 1000 };

/*
 * All commands of a note, in its order. Total: what is wrong becomes a
 * COMMAND_BAD on its line, and so does the first one past COMMAND_MOST, which
 * ends the list. Quoted and hidden parts of HTML do not count, and nothing may
 * stand in front of "/csp" on its line.
 */
void		 command_read(struct scope *, const struct event *note,
		    struct commands *ret);
/* As people write it: "hand-over". NULL for COMMAND_BAD. */
const char	*command_name(enum command_kind);

/*
 * May an event carry commands? SOURCE_NOTHING needs no answer: it is ours, or
 * no text at all. All others but SOURCE_AGENT are explained in a note by
 * source_key(), if the event has commands.
 */
enum command_source {
	SOURCE_AGENT,		/* an internal note that an agent wrote here */
	SOURCE_NOTHING,
	SOURCE_CUSTOMER,	/* written by a customer */
	SOURCE_SYSTEM,		/* by the desk's automation */
	SOURCE_UNKNOWN,		/* the desk does not say by whom */
	SOURCE_PUBLIC,		/* by an agent, but not in an internal note */
	SOURCE_MAIL,		/* a From header is anybody's */
	SOURCE_UNTOLD,		/* the desk does not say how it came in */
	SOURCE__MAX
};

enum command_source command_source(const struct event *);
/* Key of the explanation, or NULL. */
const char	*source_key(enum command_source);

#endif
