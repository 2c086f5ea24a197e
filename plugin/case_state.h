/*
 * A case as it is decided upon: its row, what agents told, the checks, and
 * what it may become. Pure data; store/cases.h reads it, turn.h changes it by
 * deeds, and store/cases.h writes the deeds.
 */
#ifndef CASE_STATE_H
#define CASE_STATE_H

#include "desk.h"
#include "policy/clocks.h"
#include "policy/facts.h"
#include "store/bill.h"
#include "store/cases.h"
#include "store/charge.h"
#include "store/customer.h"
#include "store/debt.h"
#include "store/exchange.h"
#include "store/file.h"
#include "store/incident.h"
#include "store/linked.h"
#include "store/suspension.h"

/* Facts that agents tell; they count before what the words suggest. */
enum told {
	TOLD_CLASS, TOLD_TOPIC, TOLD_PRODUCT, TOLD_SEVERITY, TOLD_CUSTOMER,
	TOLD_VERSION, TOLD_PUBLISHER, TOLD_ENVIRONMENT, TOLD_ON_CALL,
	TOLD_SUBSCRIPTION, TOLD_SERVICE, TOLD_IMPACT, TOLD_BEGAN, TOLD_STEP,
	TOLD__MAX
};

extern const char *const told_names[TOLD__MAX + 1];

/*
 * What a case is looked at again for by time alone: at most one of each name.
 * A turn sets, moves or takes away a timer by writing its time into the
 * state, and the case's own commit keeps it. When it is due, an EVENT_TIMER
 * with its name comes after what is new in the thread, also when nothing is;
 * the timer is gone by then, and its function (turn_timer.c) may set it anew.
 * A closed case has none but TIMER_UNIT, which asks what became of a reserved
 * unit, TIMER_DEBT, which a debtor's ticket alone has, and TIMER_SUSPENSION,
 * by which what was asked and nobody approved expires. A timer is
 * nobody's: it never acts for an agent.
 */
enum timer {
	TIMER_CLOCK, TIMER_UNIT, TIMER_ANSWER, TIMER_DEBT,
	TIMER_SUSPENSION, TIMER__MAX
};

extern const char *const timer_names[TIMER__MAX + 1];

/* One holder's clock; its time is what he held the case since then. */
struct case_clock {
	int64_t		 since;		/* ms; 0: not started */
	int64_t		 minutes;	/* the target, as it was last */
	const char	*calendar;
	const char	*tier, *severity;	/* of the case by then */
	int		 reached;	/* percent of the last step */
	int		 is_changed;	/* it is to be written */
};

/* Who had the case from when to when (ms). */
struct holding {
	const char	*holder;
	int64_t		 from, to;	/* 0: to this day */
};

struct case_state {
	struct case_row	 row;
	struct customer	 who;
	/* Words of policy; from the impact on what agents wrote. */
	const char	*told[TOLD__MAX];
	struct told_by	 told_by[TOLD__MAX];
	int		 check[CHECKS];		/* words_mark, P1 first */
	struct told_by	 check_by[CHECKS];
	const char	*check_text[CHECKS];	/* evidence, reason; NULL */
	struct receipt	 last;			/* decision NULL: none */
	int		 put_back;		/* moves undone so far */
	int		 told_customer;		/* he was answered today */
	int		 is_escalated;		/* an escalation is open */
	const char	*channel;		/* its: words_channel */
	const struct outside *outside;		/* its ticket, or NULL */
	struct exchange	*exchange;		/* shared, or NULL */
	struct list	 requests;		/* struct exchange_request, a
						   reseller's to us */
	struct list	 files;			/* struct case_file */
	const struct linked *linked;		/* its provider's, or NULL */
	const char	*unit;			/* its: "reserved", "consumed"
						   ..; NULL: not counted */
	int64_t		 timer[TIMER__MAX];	/* due (ms); 0: not set */
	int64_t		 timer_was[TIMER__MAX];	/* as it was read */
	int		 was_closed;		/* as it was read */
	struct case_clock clock[CLOCK__MAX];
	struct list	 holdings;		/* struct holding, by time */
	int		 holdings_were;		/* as many were read */
	struct tenant_health	 health;	/* of the customer's */
	/* What the customer owes, in any ticket of his; NULL: nothing. */
	const struct debt *debt;
	struct list	 suspensions;	/* struct suspension, of this case */
	int64_t		 debt_told;		/* ms: by accounting; or 0 */
	const struct bill *bill;		/* it is its ticket, or NULL */
};

/* May the case have such a timer, open or closed as it is? */
int	timer_holds(const struct case_state *, enum timer);

/*
 * Is it a case of support? One that we opened ourselves, about money, gets no
 * advice and has no clock.
 */
int	case_is_support(const struct case_state *);

enum deed_kind {
	DEED_TELL,		/* name (told_names), value, by agent */
	DEED_CHECK,		/* name ("P1"), value (words_mark), text */
	DEED_ESCALATE,		/* by agent; value: severity; vehicle .. */
	DEED_RECEIPT,
	DEED_NUMBER,		/* value: Microsoft's number; by agent or 0 */
	DEED_UNIT,		/* name: "release", "refund"; text, agent */
	DEED_CLOSE,		/* the open escalation */
	DEED_HOLD_BACK,		/* name: the kind; counted once a message */
	DEED_OUTSIDE,		/* text: outside_order_json() */
	DEED_EXCHANGE,		/* name: peer; value: case; text: message */
	DEED_FILES,		/* name: "put": files; or "drop" */
	DEED_INCIDENT,		/* case has heard of: name "live" or "end" */
	DEED_BILLING,		/* case was told of its customer's money */
	DEED_BILL,		/* its bill's ticket has: "step" or "paid" */
	DEED_CHARGE,		/* charge */
	DEED_BREACH,		/* name: whose clock; it is only counted */
	DEED_DEBT,		/* store/debt.h */
	DEED_SUSPENSION,	/* name: "ask", "restore", "approve" (agent),
				   "mail" (linked: its opening), "answer",
				   "close", "told"; suspension: as it is then */
	DEED_READ,		/* value: tenant; what he bought is read */
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
	/* Of an escalation or a number: the ticket there; NULL: none. */
	const struct outside *outside;
	struct list	 files;		/* struct case_file */
	/* Of an escalation or a request to a provider by e-mail. */
	const struct linked *linked;
	/* An order that shows support terms: their number; name: the offer. */
	int64_t		 terms;
	int		 step;		/* of the debt, that an order tells */
	int64_t		 incident;		/* struct case_incident's id */
	const struct bill *bill;
	const struct charge *charge;
	const struct suspension *suspension;
	struct receipt	 receipt;
	struct order	 order;
};

#endif
