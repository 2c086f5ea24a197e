/*
 * A case as it is decided upon: its row, what agents told, the checks, and
 * what it may become. Pure data; store/cases.h reads it, turn.h changes it by
 * deeds, and store/cases.h writes the deeds.
 */
#ifndef CASE_STATE_H
#define CASE_STATE_H

#include "desk.h"
#include "policy/facts.h"
#include "store/cases.h"
#include "store/customer.h"

/* Facts that agents tell; they count before what the words suggest. */
enum told {
	TOLD_CLASS, TOLD_TOPIC, TOLD_PRODUCT, TOLD_SEVERITY, TOLD_CUSTOMER,
	TOLD_VERSION, TOLD_PUBLISHER, TOLD_ENVIRONMENT, TOLD_ON_CALL,
	TOLD__MAX
};

extern const char *const told_names[TOLD__MAX + 1];

/* Who said so, and when (ms). */
struct told_by {
	const char	*agent;
	int64_t		 at;
};

struct case_state {
	struct case_row	 row;
	struct customer	 who;
	const char	*told[TOLD__MAX];	/* words of policy */
	struct told_by	 told_by[TOLD__MAX];
	int		 check[CHECKS];		/* words_mark, P1 first */
	struct told_by	 check_by[CHECKS];
	const char	*decision;		/* of the last receipt */
	int		 put_back;		/* moves undone so far */
	int		 told_customer;		/* he was answered today */
	int		 is_escalated;		/* an escalation is open */
	const char	*unit;			/* its: "reserved", "consumed"
						   ..; NULL: not counted */
};

enum deed_kind {
	DEED_TELL,		/* name (told_names), value, by agent */
	DEED_CHECK,		/* name ("P1"), value (words_mark), text */
	DEED_ESCALATE,		/* by agent; value: severity; vehicle .. */
	DEED_RECEIPT,
	DEED_NUMBER,		/* value: Microsoft's number; by agent */
	DEED_UNIT,		/* name: "release", "refund"; text, agent */
	DEED_CLOSE,		/* the open escalation */
	DEED_HOLD_BACK,		/* name: the kind; counted once a message */
	DEED_ANSWER,		/* value: whom the public reply goes to */
	DEED_ORDER,
	DEED__MAX
};

/* One change, as the turn decided it; settle writes it. */
struct deed {
	enum deed_kind	 kind;
	int64_t		 agent;
	const char	*name, *value, *text;
	const char	*message;		/* the event that caused it */
	const char	*vehicle, *route, *channel, *entitlement;
	/* An order that shows support terms: their number; name: the offer. */
	int64_t		 terms;
	struct receipt	 receipt;
	struct order	 order;
};

#endif
