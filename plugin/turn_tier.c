/*
 * A case changes its tier: by /csp tier, by an agent's move of the ticket
 * into a tier's queue, or by time. What the customer has bought decides.
 */
#include "turn_do.h"

#include "base/str.h"

static const char *
say(const struct turn *t, const char *key, const char *const *pairs)
{
	return text_fill(t->sc, t->texts, t->desk->language, key, pairs);
}

/* NULL, or why the case may not have that tier. */
static const char *
refusal(const struct turn *t, int number)
{
	const char *id = policy_tier(t->policy, number);
	const char *offer = t->state.who.offer;

	if (id == NULL)
		return say(t, "done.no-tier", PAIRS("number", str_fmt(t->sc,
		    "%d", number)));
	if (!policy_tier_opens(t->policy, number, offer))
		return say(t, "done.tier-closed", PAIRS("tier", id, "offer",
		    offer == NULL ? "-" : offer));
	return NULL;
}

/* Where the ticket goes with its tier; NULL: it stays where it is. */
static const char *
way_of(const struct turn *t, int number)
{
	const char *to = policy_tier_queue(t->policy, number);
	const char *microsoft = t->desk->microsoft_queue;

	if (t->desk->mode != MODE_ENFORCE || to == NULL || *to == '\0' ||
	    str_same(to, t->thread->queue))
		return NULL;
	/* Nobody comes to that queue, or leaves it, with a tier. */
	return str_same(to, microsoft) ||
	    str_same(t->thread->queue, microsoft) ? NULL : to;
}

const char *
turn_to_tier(struct turn *t, const struct event *ev, int number)
{
	const char *no = refusal(t, number), *queue;

	if (no != NULL)
		return no;
	t->state.row.tier = policy_tier(t->policy, number);
	if ((queue = way_of(t, number)) == NULL)
		return say(t, "done.tier", PAIRS("tier", t->state.row.tier));
	deed_order(t, ev, &(struct order){ .kind = ORDER_SET,
	    .queue = queue });
	return say(t, "done.tier-moved", PAIRS("tier", t->state.row.tier,
	    "queue", queue));
}

int
turn_tier(const struct turn *t)
{
	int number = policy_tier_number(t->policy, t->state.row.tier);

	return number == 0 ? 1 : number;
}

void
turn_to_queue(struct turn *t, const struct event *ev)
{
	int number = policy_tier_by_queue(t->policy, ev->is);
	const char *no;

	if (number == 0 || number == turn_tier(t))
		return;
	if ((no = refusal(t, number)) == NULL)
		t->state.row.tier = policy_tier(t->policy, number);
	deed_note(t, ev, no != NULL ? no : say(t, "done.tier", PAIRS("tier",
	    t->state.row.tier)));
}
