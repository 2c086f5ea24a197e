/*
 * What the checks of the wall share: the policy and texts that ship, a desk
 * that needs no network, and turns with one event each.
 */
#ifndef TESTS_UNIT_TURN_HOUSE_H
#define TESTS_UNIT_TURN_HOUSE_H

#include "same.h"

#include "advise.h"
#include "command.h"
#include "policy/words.h"

#include <stdio.h>
#include <stdlib.h>

#define MICROSOFT	"Microsoft"
#define SUPPORT		"Support"

/* Lives as long as the program; forked tests inherit it. */
static struct scope whole;
static const struct policy *policy;
static const struct wall *wall;
static const struct clocks *clocks;
static const struct portals *portals;
static const struct concerns *concerns;
static const struct triage_words *triage_words;
static const struct texts *texts;

static const struct desk fake_desk = { .kind = "fake",
    .queue_field = "Queue" };
/* Words of policy: direct-bill, in the commercial cloud. */
static const struct partner_settings partner = { 0, 0, 86400 };
static const struct microsoft_settings microsoft = { .label = "",
    .closes_there = 1, .files = { 5242880, 3,
    "exe application/x-msdownload", "" } };
static const struct triage nothing_known = { .class = WORD_UNKNOWN,
    .topic = WORD_UNKNOWN, .product = WORD_UNKNOWN,
    .severity = WORD_UNKNOWN };

static inline void
load_house(void)
{
	const struct calendars *calendars;

	scope_begin(&whole, 0);
	if (policy_load(&whole, "conf/policy", &policy) != E_OK ||
	    wall_load(&whole, "conf/policy", &wall) != E_OK ||
	    calendars_load(&whole, "conf/policy", &calendars) != E_OK ||
	    clocks_load(&whole, "conf/policy", policy, calendars,
	    &clocks) != E_OK ||
	    portals_load(&whole, "conf/policy", &portals) != E_OK ||
	    concerns_load(&whole, "conf/policy", &concerns) != E_OK ||
	    triage_load(&whole, "conf/policy", &triage_words) != E_OK ||
	    texts_load(&whole, "conf/messages", NULL, &texts) != E_OK) {
		fprintf(stderr, "%s\n", whole.why);
		exit(1);
	}
}

static inline struct desk_settings
a_desk(enum mode mode)
{
	return (struct desk_settings){ .desk = &fake_desk, .language = "en",
	    .mode = (int)mode, .microsoft_queue = MICROSOFT,
	    .default_queue = SUPPORT, .closed_status = "resolved",
	    .raised_priority = "70" };
}

/* A case of which nothing is known yet. */
static inline struct case_state
a_case(void)
{
	struct case_state s = { .row = { .id = 1, .holder = "partner" } };

	for (int i = 0; i < CHECKS; i++)
		s.check[i] = WORD_UNKNOWN;
	return s;
}

/* A case that may go to Microsoft as it is. */
static inline struct case_state
a_complete_case(void)
{
	struct case_state s = a_case();

	s.told[TOLD_CLASS] = "commercial";
	s.told[TOLD_TOPIC] = "billing";
	s.told[TOLD_PRODUCT] = "partner-center";
	return s;
}

static inline enum err
find_fabrikam(struct turn *t, const char *name, struct customer *ret)
{
	(void)t;
	if (!str_same(name, "Fabrikam"))
		return E_GONE;
	*ret = (struct customer){ .id = 3, .name = "Fabrikam",
	    .offer = "standard" };
	return E_OK;
}

static inline struct turn
a_turn(struct scope *in, const struct desk_settings *desk,
    const struct thread *th, struct case_state s)
{
	return (struct turn){ .sc = in, .policy = policy, .wall = wall,
	    .clocks = clocks, .words = triage_words,
	    .portals = portals, .texts = texts, .partner = &partner,
	    .microsoft = &microsoft, .concerns = concerns,
	    .desk = desk, .thread = th,
	    .triage = &nothing_known, .find_customer = find_fabrikam,
	    .state = s };
}

#endif
