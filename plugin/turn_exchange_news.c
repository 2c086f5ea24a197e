/*
 * What the other side of a shared case has said (EVENT_OUTSIDE with the field
 * EXCHANGE_NEWS): one row a type. What has not won, because the other side's
 * later word or ours did, is only told.
 */
#include "turn_do.h"

#include "packet.h"
#include "policy/words.h"
#include "store/exchange.h"

#include <string.h>

struct news {
	struct turn			*t;
	const struct event		*ev;
	const struct exchange_message	*m;
	int				 has_won;
};

static const char *
say(const struct news *n, const char *key, const char *const *pairs)
{
	return text_fill(n->t->sc, n->t->texts, n->t->desk->language, key,
	    pairs);
}

/* Their words in a note of ours: no command, and no marker. */
static const char *
theirs(const struct news *n, const char *member)
{
	const char *text = exchange_text(n->m, member);

	return text == NULL || *text == '\0' ? "-" :
	    packet_calm(n->t->sc, text);
}

static void
note(const struct news *n, const char *key)
{
	deed_note(n->t, n->ev, say(n, key, PAIRS("text", theirs(n, "text"),
	    "reference", theirs(n, "reference"), "peer",
	    n->t->state.exchange->peer)));
}

/* The case is ours alone again. */
static void
comes_back(const struct news *n)
{
	turn_request_over(n->t, n->ev, theirs(n, "text"));
	n->t->state.timer[TIMER_ANSWER] = 0;
	if (n->has_won)
		turn_end_escalation(n->t, n->ev);
}

static void
close_here(const struct news *n)
{
	const struct debt *d = n->t->state.debt;

	if (!n->has_won || n->t->desk->mode != MODE_ENFORCE ||
	    n->t->thread->is_closed)
		return;
	/* A debtor's ticket is open until he has paid. */
	if (d != NULL && d->is_here && d->ends == DAY_UNKNOWN)
		return;
	deed_order(n->t, n->ev, &(struct order){ .kind = ORDER_SET,
	    .status = n->t->desk->closed_status });
	/* What the provider had opened is its own affair. */
	if (turn_is_handed(n->t))
		turn_end_escalation(n->t, n->ev);
}

/*
 * A ticket of a customer that we know is taken at once; of others an agent
 * says so.
 */
static void
offered(const struct news *n)
{
	const struct turn *t = n->t;
	int is_known = t->state.who.id != 0;

	if (t->state.exchange->is.state.is == CASE_OFFERED &&
	    t->peer != NULL && (t->peer->accept == ACCEPT_ALL ||
	    (t->peer->accept == ACCEPT_KNOWN && is_known)))
		turn_exchange_accept(n->t, n->ev);
	else
		note(n, "exchange.asks");
	turn_request_news(n->t, n->ev, n->m);
}

static void
accepted(const struct news *n)
{
	const char *reference = exchange_text(n->m, "reference");

	n->t->state.timer[TIMER_ANSWER] = 0;
	note(n, "exchange.accepted");
	if (reference != NULL && n->t->state.is_escalated)
		turn_number(n->t, n->ev, reference, 0);
}

static void
declined(const struct news *n)
{
	note(n, "exchange.declined");
	comes_back(n);
}

static void
returned(const struct news *n)
{
	note(n, "exchange.returned");
	comes_back(n);
}

static void
withdrawn(const struct news *n)
{
	note(n, "exchange.withdrawn");
	close_here(n);
}

static void
resolved(const struct news *n)
{
	note(n, "exchange.resolved");
	turn_request_over(n->t, n->ev, theirs(n, "text"));
	n->t->state.timer[TIMER_ANSWER] = 0;
	close_here(n);
}

static void
reopened(const struct news *n)
{
	const struct desk *d = n->t->desk->desk;

	note(n, "exchange.reopened");
	if (n->has_won && n->t->desk->mode == MODE_ENFORCE &&
	    n->t->thread->is_closed && d->probe != NULL)
		deed_order(n->t, n->ev, &(struct order){ .kind = ORDER_SET,
		    .status = d->probe->opened });
}

static void
message(const struct news *n)
{
	static const struct { const char *by, *key; } keys[] = {
		{ "customer", "exchange.customer-says" },
		{ "microsoft", "exchange.microsoft-says" },
	};
	const char *by = exchange_text(n->m, "by"), *key = "exchange.says";

	for (int i = 0; i < LEN(keys); i++)
		if (str_same(by, keys[i].by))
			key = keys[i].key;
	note(n, key);
	turn_request_news(n->t, n->ev, n->m);
}

static void
state(const struct news *n)
{
	const char *number = exchange_text(n->m, "number");

	if (number != NULL)
		deed_note(n->t, n->ev, say(n, "exchange.number", PAIRS(
		    "number", packet_calm(n->t->sc, number))));
	if (n->m->severity != NULL)
		deed_note(n->t, n->ev, say(n, "exchange.severity", PAIRS(
		    "severity", n->m->severity)));
}

/* Of a link that a person may follow. */
static const char *
link_of(const struct news *n)
{
	const char *url = exchange_text(n->m, "url");

	return url != NULL && (strncmp(url, "https://", 8) == 0 ||
	    strncmp(url, "http://", 7) == 0) ? theirs(n, "url") : "-";
}

static void
file(const struct news *n)
{
	int64_t bytes = json_int(n->m->all, "bytes", -1);

	deed_note(n->t, n->ev, say(n, "exchange.file", PAIRS("name",
	    theirs(n, "name"), "bytes", bytes < 0 ? "-" : str_fmt(n->t->sc,
	    "%lld", (long long)bytes), "digest", theirs(n, "sha256"), "url",
	    link_of(n))));
}

static void (*const handlers[EXCHANGE__MAX])(const struct news *) = {
	[EXCHANGE_OFFER] = offered, [EXCHANGE_ACCEPT] = accepted,
	[EXCHANGE_DECLINE] = declined, [EXCHANGE_MESSAGE] = message,
	[EXCHANGE_STATE] = state, [EXCHANGE_FILE] = file,
	[EXCHANGE_RETURN] = returned, [EXCHANGE_WITHDRAW] = withdrawn,
	[EXCHANGE_RESOLVE] = resolved, [EXCHANGE_REOPEN] = reopened,
};

/*
 * A message that did not get through, theirs or ours: "TYPE why". An offer
 * that the other side did not take is not there: the case is ours again, and
 * is told so in case somebody sends both once more.
 */
static void
dead(struct turn *t, const struct event *ev, int is_newest)
{
	const struct exchange *x = t->state.exchange;
	const char *space = strchr(ev->text, ' ');
	const char *type = space == NULL ? ev->text : str_copy(t->sc, ev->text,
	    (size_t)(space - ev->text));
	const char *why = space == NULL ? "-" : packet_calm(t->sc, space + 1);
	int is_unheard = is_newest && x->ours == SIDE_RESELLER &&
	    x->is.seq[SIDE_PROVIDER] == 0;

	/* Nobody misses the end of what never began. */
	if (is_unheard && str_same(type, exchange_types[EXCHANGE_WITHDRAW]))
		return;
	deed_note(t, ev, text_fill(t->sc, t->texts, t->desk->language,
	    "exchange.dead", PAIRS("type", type, "why", why, "peer", x->peer)));
	if (is_unheard && str_same(type, exchange_types[EXCHANGE_OFFER]))
		turn_exchange_late(t, ev);
	else if (is_newest && str_same(type,
	    exchange_types[EXCHANGE_MESSAGE]))
		turn_request_over(t, ev, why);
}

void
turn_exchange_news(struct turn *t, const struct event *ev)
{
	struct exchange_message m;
	const char *at, *holder;
	struct news n = { t, ev, &m, 0 };
	int is_newest;

	if (ev->by != AUTHOR_SYSTEM || t->state.exchange == NULL)
		return;
	/* What was shared before, and is not any more, changes nothing. */
	is_newest = str_same(ev->was, str_fmt(t->sc, "%lld",
	    (long long)t->state.exchange->id));
	if (str_same(ev->is, "dead")) {
		dead(t, ev, is_newest);
		return;
	}
	if (exchange_parse(t->sc, ev->text, strlen(ev->text), &m, &at)
	    != E_OK || handlers[m.type] == NULL)
		return;
	n.has_won = is_newest && str_same(ev->is, "won");
	handlers[m.type](&n);
	/* All of it has been put in by now: the case says who has it. */
	holder = turn_exchange_holds(t);
	if (is_newest && holder != NULL && m.holder != WORD_UNKNOWN)
		t->state.row.holder = holder;
}
