/*
 * One note by a known agent, and what it made: deeds as one line of text.
 */
#ifndef TESTS_UNIT_TURN_PLAY_H
#define TESTS_UNIT_TURN_PLAY_H

#include "turn_house.h"

enum { ANNA = 7 };
enum { MAY_ESCALATE = 1, MAY_WAIVE = 2, MAY_BOTH = 3, MAY_BILL = 4,
    IS_LEAD = 8 };

static struct desk_settings desk;
static struct thread thread;
static struct turn turn;

static inline struct author
agent(int rights)
{
	return (struct author){ ANNA, 1 << word_find(words_role,
	    "admin_agent"), (rights & MAY_ESCALATE) != 0,
	    (rights & MAY_WAIVE) != 0, "Anna", "anna@partner.example",
	    (rights & MAY_BILL) != 0, (rights & IS_LEAD) != 0, "anna" };
}

static inline struct event
note(const char *text)
{
	return (struct event){ .id = "1", .kind = EVENT_NOTE,
	    .by = AUTHOR_AGENT, .via = VIA_UI, .text = text,
	    .author = { .id = "12", .login = "anna",
	    .email = "anna@partner.example" } };
}

static inline void
begin(enum mode mode, struct case_state s)
{
	desk = a_desk(mode);
	thread = (struct thread){ .ticket = "812", .queue = SUPPORT };
	turn = a_turn(&sc, &desk, &thread, s);
}

static inline void
play(struct event ev, struct author by)
{
	thread.events = scope_alloc(&sc, sizeof(ev));
	thread.events[0] = ev;
	thread.nevents = 1;
	turn_event(&turn, thread.events, &by);
}

static inline const char *
order_text(const struct order *o)
{
	switch (o->kind) {
	case ORDER_NOTE:
		return "note";
	case ORDER_REPLY:
		return "reply";
	case ORDER_SET:
		if (o->priority != NULL)
			return str_fmt(&sc, "priority %s", o->priority);
		return o->queue != NULL ? str_fmt(&sc, "queue %s", o->queue) :
		    str_fmt(&sc, "status %s", o->status);
	case ORDER_LINK:
		return str_fmt(&sc, "link %s", o->link);
	case ORDER__MAX:
		break;
	}
	return "?";
}

static inline const char *
deed_text(const struct deed *d)
{
	switch (d->kind) {
	case DEED_TELL:
		return str_fmt(&sc, "tell %s=%s by %d", d->name, d->value,
		    (int)d->agent);
	case DEED_CHECK:
		return str_fmt(&sc, "%s %s (%s) by %d", d->value, d->name,
		    d->text == NULL ? "-" : d->text, (int)d->agent);
	case DEED_ESCALATE:
		return str_fmt(&sc, "escalate %s by %d", d->vehicle == NULL ?
		    d->channel : d->vehicle, (int)d->agent);
	case DEED_RECEIPT:
		return "receipt";
	case DEED_NUMBER:
		return str_fmt(&sc, "number %s", d->value);
	case DEED_UNIT:
		return str_fmt(&sc, "%s (%s) by %d", d->name, d->text,
		    (int)d->agent);
	case DEED_CLOSE:
		return "close";
	case DEED_HOLD_BACK:
		return str_fmt(&sc, "hold %s", d->name);
	case DEED_FILES:
		return str_fmt(&sc, "files %s %d", d->name, d->files.n);
	case DEED_OUTSIDE:
		return str_fmt(&sc, "outside %s", d->text);
	case DEED_EXCHANGE:
		return str_fmt(&sc, "exchange %s", d->text);
	case DEED_SUSPENSION:
		return str_fmt(&sc, "%s %d by %d", d->name,
		    (int)d->suspension->id, (int)d->agent);
	case DEED_INCIDENT:
		return str_fmt(&sc, "%s of %d", d->name, (int)d->incident);
	case DEED_BILLING:
		return "billing";
	case DEED_BILL:
		return str_fmt(&sc, "%s of %s", d->name, d->bill->number);
	case DEED_CHARGE:
		return str_fmt(&sc, "charge %d %s %d %s %d", d->charge->number,
		    charge_kinds[d->charge->kind], (int)d->charge->minor,
		    d->charge->currency == NULL ? "-" : d->charge->currency,
		    d->charge->corrects);
	case DEED_BREACH:
		return str_fmt(&sc, "breach %s", d->name);
	case DEED_DEBT:
		return str_fmt(&sc, "debt %s %s (%s)", d->name, d->value ==
		    NULL ? "-" : d->value, d->text == NULL ? "-" : d->text);
	case DEED_READ:
		return "read";
	case DEED_ANSWER:
		return "answer";
	case DEED_ORDER:
		return order_text(&d->order);
	case DEED__MAX:
		break;
	}
	return "?";
}

/* All deeds from the first one on, "a; b; c". */
static inline const char *
deeds(int first)
{
	struct buf b;

	buf_init(&b, &sc, 65536);
	for (int i = first; i < turn.n; i++)
		buf_fmt(&b, "%s%s", i == first ? "" : "; ",
		    deed_text(&turn.deed[i]));
	return b.at;
}

/* One of the notes has this in it; NULL: there is none to look at. */
static inline void
same_note(const char *name, const char *says)
{
	const char *last = "none";

	for (int i = 0; says != NULL && i < turn.n; i++) {
		const struct order *o = &turn.deed[i].order;

		if (turn.deed[i].kind != DEED_ORDER || o->kind != ORDER_NOTE)
			continue;
		last = o->text;
		if (strstr(last, says) != NULL)
			return;
	}
	ck_assert_msg(says == NULL, "%s: no note says \"%s\"; the last: %s",
	    name, says, last);
}

#endif
