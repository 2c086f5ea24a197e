/*
 * What we say in public by ourselves: the support terms to whoever opened a
 * ticket, and how it works to a customer who asks for a Microsoft ticket. A
 * sender gets at most one of them a day, a machine none; both may be one.
 * Why there was no first reply is told to the agents, in the advice.
 */
#include "turn_do.h"

#include "base/str.h"
#include "billing/terms_text.h"

#include <string.h>
#include <strings.h>

/* In one ticket, whoever asks: two machines that keep no rule end here. */
enum { REPLIES_MOST = 5 };

/* Begins of addresses that nobody reads, whatever comes behind them. */
static const char *const machines[] = {
	"mailer-daemon", "postmaster", "noreply", "no-reply", "no_reply",
	"donotreply", "do-not-reply", "do_not_reply", "bounce", "owner-",
	"listserv", "majordomo",
};

static int
is_machine(const char *address)
{
	for (int i = 0; i < LEN(machines); i++)
		if (strncasecmp(address, machines[i],
		    strlen(machines[i])) == 0)
			return 1;
	return 0;
}

const char *
turn_reply_to(const struct turn *t, const struct event *ev)
{
	if (ev->kind == EVENT_CREATED && t->thread->requestor.email != NULL)
		return t->thread->requestor.email;
	return ev->by == AUTHOR_CUSTOMER ? ev->author.email : NULL;
}

static int
count_replies(const struct turn *t)
{
	int n = 0;

	for (int i = 0; i < t->thread->nevents; i++)
		n += t->thread->events[i].by == AUTHOR_SELF &&
		    t->thread->events[i].kind == EVENT_MESSAGE;
	for (int i = 0; i < t->n; i++)
		n += t->deed[i].kind == DEED_ANSWER;
	return n;
}

/* The mark's name only: the rest of it is what a stranger wrote. */
static const char *
mark_name(struct scope *sc, const char *automatic)
{
	return str_copy(sc, automatic, strspn(automatic,
	    "abcdefghijklmnopqrstuvwxyz-"));
}

/* NULL, or which text says why nothing may be said in public. */
static const char *
guard(const struct turn *t, const struct event *ev)
{
	const char *to = turn_reply_to(t, ev);

	/* Strictly: who installs cspdesk surprises nobody (promise 10). */
	if (t->thread->created < t->since)
		return "reply.old";
	if (ev->automatic != NULL)
		return "reply.automatic";
	if (to == NULL)
		return "reply.nobody";
	if (is_machine(to))
		return "reply.machine";
	if (t->state.told_customer)
		return "reply.today";
	if (count_replies(t) >= REPLIES_MOST)
		return "reply.many";
	return NULL;
}

static struct deed *
reply(struct turn *t, const struct event *ev, const char *text)
{
	struct deed *d;

	t->state.told_customer = 1;
	d = deed_add(t, DEED_ORDER, ev);
	d->order = (struct order){ .kind = ORDER_REPLY, .text = text };
	deed_add(t, DEED_ANSWER, ev)->value = turn_reply_to(t, ev);
	return d;
}

/* The first reply to this event, if there was one. */
static struct deed *
first_reply_to(struct turn *t, const struct event *ev)
{
	for (int i = 0; i < t->n; i++)
		if (t->deed[i].terms > 0 &&
		    str_same(t->deed[i].message, ev->id))
			return &t->deed[i];
	return NULL;
}

/* Who came by an agent wrote nothing that would tell his language. */
static const char *
language(const struct turn *t, const struct event *ev)
{
	if (t->state.who.language != NULL)
		return t->state.who.language;
	if (ev->by == AUTHOR_CUSTOMER && t->state.row.language != NULL)
		return t->state.row.language;
	return t->desk->language;
}

void
turn_answer(struct turn *t, const struct event *ev)
{
	struct deed *first = first_reply_to(t, ev);
	const char *text;

	if (t->desk->mode != MODE_ENFORCE)
		return;
	if ((text = turn_portal(t, language(t, ev))) == NULL)
		text = text_fill(t->sc, t->texts, language(t, ev),
		    "wall.reply", NULL);
	if (*text == '\0')
		return;
	if (first != NULL && strstr(first->order.text, text) == NULL)
		first->order.text = str_fmt(t->sc, "%s\n\n%s", text,
		    first->order.text);
	else if (first == NULL && guard(t, ev) == NULL)
		reply(t, ev, text);
}

/*
 * The terms belong to the customer, so he is told too when an agent opens the
 * ticket for him, by telephone for example; but not a colleague, nor somebody
 * of whom the desk does not say who he is.
 */
static int
is_customers(const struct turn *t, const struct event *ev)
{
	return ev->by == AUTHOR_CUSTOMER ||
	    (ev->by == AUTHOR_AGENT && t->thread->requestor.is_outside);
}

static const char *
first_guard(const struct turn *t, const struct event *ev, const char *portal)
{
	const char *why = guard(t, ev);

	if (why == NULL && !is_customers(t, ev))
		return "reply.nobody";
	if (why == NULL && portal == NULL && t->terms.offer == NULL)
		return "reply.terms";
	return why;
}

/* A reply with the terms that hold now, and what proves them. */
static void
fill_terms(const struct turn *t, struct deed *d, const char *key,
    const char *spoken)
{
	struct terms_words words = { t->sc, t->texts, spoken };

	d->order = (struct order){ .kind = ORDER_REPLY, .text = str_fmt(t->sc,
	    "%s\n\n%s", text_fill(t->sc, t->texts, spoken, key, NULL),
	    str_trim(str_dup(t->sc, terms_say_offer(&words,
	    t->terms.offer)))) };
	d->name = t->terms.offer->name;
	d->value = spoken;
	d->terms = t->terms.number;
}

void
turn_first_reply(struct turn *t, const struct event *ev)
{
	const struct thread *th = t->thread;
	const char *portal = turn_may_reply_first(t) ? turn_portal(t,
	    language(t, ev)) : NULL;
	const char *why = first_guard(t, ev, portal);
	struct deed *d;

	/* A ticket that is over needs no answer, and is not opened by one. */
	if (!turn_may_reply_first(t) || ev->by == AUTHOR_SELF ||
	    ev->by == AUTHOR_SYSTEM || th->is_closed || th->merged_into != NULL)
		return;
	if (why != NULL) {
		t->withheld = text_fill(t->sc, t->texts, t->desk->language,
		    why, PAIRS("what", ev->automatic == NULL ? "-" :
		    mark_name(t->sc, ev->automatic)));
		return;
	}
	if (portal != NULL) {
		if (*portal != '\0')
			reply(t, ev, portal);
		return;
	}
	if (t->terms.is_done || (t->terms.is_shown &&
	    t->desk->first_reply == FIRST_REPLY_VERSION))
		return;
	d = reply(t, ev, "");
	fill_terms(t, d, "reply.first", language(t, ev));
}

/* Why an agent cannot have them sent; a closed ticket is opened by nothing. */
static const char *
send_guard(const struct turn *t)
{
	const struct thread *th = t->thread;
	const char *to = th->requestor.email;

	if (t->desk->mode != MODE_ENFORCE)
		return "shown.mode";
	if (th->is_closed || th->merged_into != NULL)
		return "shown.closed";
	if (to == NULL || (!th->requestor.is_outside &&
	    (th->nevents == 0 || th->events[0].by != AUTHOR_CUSTOMER)))
		return "reply.nobody";
	return is_machine(to) ? "reply.machine" : NULL;
}

const char *
turn_send_terms(struct turn *t, const struct event *ev)
{
	const char *why = send_guard(t);
	const char *spoken = t->thread->nevents > 0 &&
	    t->thread->events[0].by == AUTHOR_CUSTOMER ?
	    t->state.row.language : NULL;

	if (t->state.who.language != NULL)
		spoken = t->state.who.language;
	if (why != NULL)
		return why;
	fill_terms(t, deed_add(t, DEED_ORDER, ev), "reply.terms-asked",
	    spoken == NULL ? t->desk->language : spoken);
	return NULL;
}

int
turn_may_reply_first(const struct turn *t)
{
	return t->desk->mode == MODE_ENFORCE &&
	    t->desk->first_reply != FIRST_REPLY_NEVER;
}
