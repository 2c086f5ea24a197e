/*
 * A turn: what one event of the thread makes us do, by the wall's rules.
 * Pure: an event, its author's rights and the case go in; deeds come out, and
 * the case as it is after them.
 *
 * The wall (DESIGN, promise 1): only a command of a known agent, in an
 * internal note that the desk itself calls one, or that agent's own move of
 * the ticket, can ever make a DEED_ESCALATE. Whatever else looks like one is
 * held back, counted, and answered.
 */
#ifndef TURN_H
#define TURN_H

#include "billing/terms.h"
#include "case_billing.h"
#include "case_debt.h"
#include "case_provider.h"
#include "case_state.h"
#include "case_terms.h"
#include "config.h"
#include "policy/clocks.h"
#include "policy/concern.h"
#include "policy/policy.h"
#include "policy/portal.h"
#include "policy/triage.h"
#include "policy/wall.h"
#include "store/peer.h"
#include "store/provider.h"
#include "texts.h"

struct bought;
struct decision;
struct suspension_policy;

/* Who wrote the event, as far as we know persons; agent 0: nobody we know. */
struct author {
	int64_t	agent;
	int	roles;			/* bits of words_role */
	int	may_escalate, may_waive;
	const char *name, *email;	/* of the person, or NULL */
	int	may_bill, is_lead;
	const char *login;		/* with which he wrote */
};

/*
 * An event makes at most TURN_EVENT_DEEDS (with what its caller adds in the
 * end), however many commands it holds: whoever asks turn_has_room() before
 * every event loses none.
 */
enum { TURN_EVENT_DEEDS = 256, TURN_DEEDS = 2 * TURN_EVENT_DEEDS };

struct turn {
	/* Filled in by the caller. */
	struct scope			*sc;
	const struct policy		*policy;
	const struct wall		*wall;
	const struct clocks		*clocks;
	const struct triage_words	*words;
	const struct texts		*texts;
	const struct partner_settings	*partner;
	const struct desk_settings	*desk;
	const struct thread		*thread;
	const struct triage		*triage;	/* of the thread */
	struct list			 leads;	/* names; for timers */
	struct list			 held;	/* struct entitlement */
	int64_t				 held_told;	/* ms */
	/*
	 * Puts what that customer holds into `held`. May be NULL: then no
	 * customer can be set by name.
	 */
	enum err	(*find_customer)(struct turn *, const char *name,
			    struct customer *ret);
	/* provider_mail(); may be NULL: then nobody is. */
	enum err	(*find_mail)(struct turn *, const char *provider,
			    struct provider_mail *ret);
	/* Who speaks the exchange for a provider, by its name. May be NULL. */
	enum err	(*find_peer)(struct turn *, const char *provider,
			    const struct peer **ret);
	/*
	 * Fills `terms` and `shown` for the case's customer; may be NULL: they
	 * are as they are.
	 */
	enum err	(*find_terms)(struct turn *);
	/* case_billing_find(); may be NULL: nothing is known. */
	enum err	(*find_billing)(struct turn *,
			    struct case_billing *ret);
	const struct peer		*peer;	/* of the shared case */
	int64_t				 answer_secs;	/* of an offer */
	/*
	 * What the case's customer has, for whoever asks to suspend it; may be
	 * NULL: then nobody can.
	 */
	enum err	(*find_bought)(struct turn *, struct bought *ret);
	const struct suspension_policy	*suspension;
	struct bought			*bought;	/* found so far */
	void				*arg;
	int64_t				 since;	/* we know the desk */
	/* Whom Microsoft's services answer; NULL: they are not used. */
	const struct service_contact	*contact;
	/* Whom Microsoft is to answer where a person asks; may be NULL. */
	const struct service_contact	*person;
	const struct portals		*portals;
	const struct microsoft_settings	*microsoft;
	const struct concerns		*concerns;
	/* For whoever opens a ticket; offer NULL: there are none for him. */
	struct {
		const struct terms_offer	*offer;
		int64_t				 number;
		const struct ladder		*ladder; /* or NULL: none */
		int				 is_shown; /* to his customer */
		int				 is_done;  /* in this case */
	}				 terms;

	struct case_terms		 shown;	/* find_terms(); in and out */
	struct case_debt		 debtor;	/* turn_debt_due() */
	const char			*terms_url;	/* "": not told */

	const char			*withheld; /* out: why no first reply */
	enum err			 failed;	/* out: find_customer */
	struct case_state		 state;		/* in and out */
	struct deed			 deed[TURN_DEEDS];	/* out */
	int				 n;
};

/* May another event come? With no deeds yet it always may. */
int	turn_has_room(const struct turn *);
/*
 * Adds what `ev`, an event of the thread, makes us do. Events come in the
 * order of the thread.
 */
void	turn_event(struct turn *, const struct event *, const struct author *);

/* Is one of the case's timers due? */
int	turn_timer_due(const struct case_state *, int64_t now);
/*
 * Takes the turns of the timers that are due, after the thread's events. The
 * last one's event, or NULL.
 */
const struct event *turn_timers(struct turn *);

/* Has a debtor's ticket to look at the collections policy? */
int	turn_debt_due(const struct turn *);

/* Has the case to hear of an incident at Microsoft, or of its end? */
int	turn_health_due(const struct turn *);
/* It does, after everything else of the turn; it is open, and technical. */
void	turn_health(struct turn *);

/* A question about a bill: agents are told what we know ourselves. */
void	turn_billing(struct turn *);

/* Has a bill's ticket to hear of a day, or that it is paid? It does. */
int	turn_bill_due(const struct turn *);
void	turn_bill(struct turn *);

/* Has a request to suspend to be ended, or its end to be told? */
int	turn_suspension_due(const struct turn *);
/* Both, after everything else of the turn. */
void	turn_suspension(struct turn *);

/* After all events of a turn: starts, stops and looks ahead. */
void	turn_clocks(struct turn *);
/* The ticket was closed and is not any more: what is at Microsoft? */
void	turn_reopened(struct turn *, const struct event *);
/* The desk's fields show the case; what others wrote there is put back. */
void	turn_fields(struct turn *, const struct event *);

/* Whom a public reply to `ev` would go to; NULL: nobody. */
const char *turn_reply_to(const struct turn *, const struct event *);
/* Does this desk tell customers the terms at all? */
int	turn_may_reply_first(const struct turn *);

/* Who asks: the customer, or the reseller whose case it is. */
const char *turn_asker(const struct turn *);
/* After an event: the other side is told who has the case now. */
void	turn_exchange_holder(struct turn *, const struct event *,
	    const char *was);

/* The facts of the case as they stand, for an actor with these roles. */
void	turn_facts(const struct turn *, int roles, struct facts *ret);
/* Who serves the case, its product being that. */
void	turn_provider(const struct turn *, int product,
	    struct case_provider *ret);
/*
 * Where a decision by these facts lacks the provider: why it does, and what an
 * agent can do; else "".
 */
const char *turn_provider_lacks(const struct turn *, const struct facts *,
	    const struct decision *);
/* What an agent's mark of that check (0: P1) is worth by now. */
int	turn_mark(const struct turn *, int check);
/* P1 as Microsoft itself told it, where no agent's mark counts: words_mark. */
int	turn_health_mark(const struct turn *);
/* Where those that are known come from, as JSON (turn_sources.c). */
const char *turn_sources(const struct turn *, const struct facts *);

#endif
