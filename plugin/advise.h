/*
 * What cspdesk knows to say: the policy, the words, the texts; and from a
 * case the advice that stands in the desk's internal note. Pure: no database,
 * network or clock.
 */
#ifndef ADVISE_H
#define ADVISE_H

#include "billing/suspension.h"
#include "turn.h"

/* Loaded once, used by every lane. */
struct advisor {
	const struct policy		*policy;
	const struct triage_words	*words;
	const struct wall		*wall;
	const struct clocks		*clocks;
	const struct calendar		*calendar;	/* policy_calendar() */
	const struct calendar		*office;	/* the default one */
	const struct texts		*texts;
	const struct partner_settings	*partner;
	const struct service_contact	*contact;	/* NULL: no service */
	const struct service_contact	*person;	/* NULL: not set */
	const struct portals		*portals;
	int64_t				 answer_secs;	/* of an offer */
	const char			*terms_url;	/* "": not told */
	const struct microsoft_settings	*microsoft;
	const struct concerns		*concerns;
	const struct due_rule		*due_rule;	/* of bills */
	const struct suspension_policy	*suspension;
};

struct advice {
	const char	*note;		/* for the desk, without a marker */
	struct receipt	 receipt;
};

/* E_GONE, E_SHAPE: what is wrong in policy or texts, with file:line. */
enum err advisor_load(struct scope *, const struct config *,
	    const struct advisor **ret) MUST_USE;

/* What the customer's words in the thread suggest. */
void	advise_triage(const struct advisor *, const struct thread *,
	    struct triage *ret);

/* What an agent is told about the case as it stands in the turn. */
void	advise(const struct turn *, struct advice *ret);

#endif
