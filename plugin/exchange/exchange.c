/*
 * The case as a value: three words, each as the message with the highest
 * turn set it. Turns of a side only grow, so its own later word always wins
 * over its earlier one; of two sides' equal turns the reseller's wins.
 */
#include "exchange/exchange.h"

#include "policy/words.h"

#include <string.h>

const char *const exchange_states[CASE__MAX + 1] = {
	[CASE_OFFERED] = "offered", [CASE_ACCEPTED] = "accepted",
	[CASE_DECLINED] = "declined", [CASE_RETURNED] = "returned",
	[CASE_WITHDRAWN] = "withdrawn", [CASE_RESOLVED] = "resolved",
	[CASE__MAX] = NULL
};

#define BY(side)	(1u << SIDE_##side)
#define BOTH		(BY(RESELLER) | BY(PROVIDER))

/* Who may say it, and what the case is after it. */
static const struct {
	unsigned	by;
	int		state;
} types[EXCHANGE__MAX] = {
	[EXCHANGE_HELLO] = { 0, WORD_UNKNOWN },
	[EXCHANGE_OFFER] = { BY(RESELLER), CASE_OFFERED },
	[EXCHANGE_ACCEPT] = { BY(PROVIDER), CASE_ACCEPTED },
	[EXCHANGE_DECLINE] = { BY(PROVIDER), CASE_DECLINED },
	[EXCHANGE_MESSAGE] = { BOTH, WORD_UNKNOWN },
	[EXCHANGE_STATE] = { BOTH, WORD_UNKNOWN },
	[EXCHANGE_FILE] = { BOTH, WORD_UNKNOWN },
	[EXCHANGE_RETURN] = { BY(PROVIDER), CASE_RETURNED },
	[EXCHANGE_WITHDRAW] = { BY(RESELLER), CASE_WITHDRAWN },
	[EXCHANGE_RESOLVE] = { BOTH, CASE_RESOLVED },
	[EXCHANGE_REOPEN] = { BOTH, CASE_ACCEPTED },
};

void
exchange_case_init(struct exchange_case *c)
{
	memset(c, 0, sizeof(*c));
	c->state.is = c->holder.is = c->severity.is = WORD_UNKNOWN;
}

static int
set(struct exchange_value *v, const struct exchange_message *m, int is)
{
	if (is == WORD_UNKNOWN)
		return 0;
	if (v->is != WORD_UNKNOWN && (m->turn < v->turn ||
	    (m->turn == v->turn && m->side > v->side)))
		return 0;
	*v = (struct exchange_value){ is, m->turn, m->side };
	return 1;
}

/* The reseller's first is the offer, and there is no other. */
static int
is_allowed(const struct exchange_message *m)
{
	if (!(types[m->type].by & 1u << m->side))
		return 0;
	return (m->type == EXCHANGE_OFFER) ==
	    (m->side == SIDE_RESELLER && m->seq == 1);
}

enum err
exchange_put(struct scope *sc, struct exchange_case *c,
    const struct exchange_message *m, int *ret_won)
{
	*ret_won = 0;
	if (!is_allowed(m))
		return scope_fail(sc, E_DENIED, "a %s does not say \"%s\" as "
		    "its message %lld", exchange_sides[m->side],
		    exchange_types[m->type], (long long)m->seq);
	if (m->seq <= c->seq[m->side])
		return E_SEEN;
	if (m->seq > c->seq[m->side] + 1)
		return scope_fail(sc, E_GONE, "message %lld of the %s has not "
		    "come yet", (long long)c->seq[m->side] + 1,
		    exchange_sides[m->side]);
	/* Each turn is one message's: nobody can know of more of them. */
	if (m->turn < m->seq || m->turn > m->seq + c->seq[!m->side])
		return scope_fail(sc, E_DENIED, "turn %lld of the %s cannot "
		    "be: there are %lld messages of its own before it, and "
		    "%lld of ours", (long long)m->turn,
		    exchange_sides[m->side], (long long)m->seq - 1,
		    (long long)c->seq[!m->side]);
	c->seq[m->side] = m->seq;
	if (m->turn > c->turn)
		c->turn = m->turn;
	*ret_won = set(&c->state, m, types[m->type].state);
	set(&c->holder, m, m->holder);
	set(&c->severity, m, m->severity == NULL ? WORD_UNKNOWN :
	    word_find(words_severity, m->severity));
	return E_OK;
}

void
exchange_next(const struct exchange_case *c, enum exchange_side side,
    struct exchange_message *ret)
{
	ret->side = side;
	ret->seq = c->seq[side] + 1;
	ret->turn = c->turn + 1;
}
