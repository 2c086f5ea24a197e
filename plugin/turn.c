/*
 * Who may do what by an event of the thread. The only file that makes
 * escalations; the commands themselves are in turn_command.c.
 */
#include "turn.h"

#include "base/str.h"
#include "case_facts.h"
#include "command.h"
#include "note_text.h"
#include "policy/words.h"
#include "turn_do.h"

#include <string.h>

enum { PUT_BACK_MOST = 2 };

const char *const told_names[TOLD__MAX + 1] = {
	[TOLD_CLASS] = "class", [TOLD_TOPIC] = "topic",
	[TOLD_PRODUCT] = "product", [TOLD_SEVERITY] = "severity",
	[TOLD_CUSTOMER] = "customer", [TOLD_VERSION] = "version",
	[TOLD_PUBLISHER] = "publisher", [TOLD_ENVIRONMENT] = "environment",
	[TOLD_ON_CALL] = "on-call", [TOLD_SUBSCRIPTION] = "subscription",
	[TOLD_SERVICE] = "service", [TOLD_IMPACT] = "impact",
	[TOLD_BEGAN] = "began", [TOLD_STEP] = "step",
	[TOLD__MAX] = NULL
};

struct deed *
deed_add(struct turn *t, enum deed_kind kind, const struct event *ev)
{
	struct deed *d = &t->deed[t->n];

	/* To leave one out could undo what another already counted on. */
	if (t->n == TURN_DEEDS)
		BUG("%s: no room was asked for", ev->id);
	t->n++;
	*d = (struct deed){ .kind = kind, .message = ev->id };
	return d;
}

int
turn_has_room(const struct turn *t)
{
	return t->n + TURN_EVENT_DEEDS <= TURN_DEEDS;
}

void
deed_order(struct turn *t, const struct event *ev, const struct order *o)
{
	/* A desk that is only watched gets nothing; notes are the least. */
	if (t->desk->mode == MODE_OBSERVE ||
	    (t->desk->mode == MODE_NOTES && o->kind != ORDER_NOTE))
		return;
	deed_add(t, DEED_ORDER, ev)->order = *o;
}

void
deed_note(struct turn *t, const struct event *ev, const char *text)
{
	const char *label = t->microsoft->label;

	if (*label != '\0')
		text = str_fmt(t->sc, "[%s]\n%s", label, text);
	deed_order(t, ev, &(struct order){ .kind = ORDER_NOTE, .text = text });
}

static void
hold_back(struct turn *t, const struct event *ev, const char *kind,
    const char *note)
{
	deed_add(t, DEED_HOLD_BACK, ev)->name = kind;
	deed_note(t, ev, note);
	if (ev->by == AUTHOR_CUSTOMER)
		turn_answer(t, ev);
}

static const char *
say(struct turn *t, const char *key, const char *const *pairs)
{
	return text_fill(t->sc, t->texts, t->desk->language, key, pairs);
}

/* A known agent's commands are carried out; all others are explained. */
static void
turn_text(struct turn *t, const struct event *ev, const struct author *by)
{
	enum command_source source = command_source(ev);
	struct commands all;

	if (source == SOURCE_NOTHING)
		return;
	command_read(t->sc, ev, &all);
	if (all.n == 0)
		return;
	if (source != SOURCE_AGENT)
		hold_back(t, ev, source_key(source),
		    say(t, source_key(source), NULL));
	else if (by->agent == 0)
		hold_back(t, ev, "who.stranger", say(t, "who.stranger",
		    PAIRS("name", ev->author.login)));
	else
		turn_commands(t, ev, by, &all);
}

/* A customer who asks for a Microsoft ticket in words is told how it works. */
static void
turn_asks(struct turn *t, const struct event *ev)
{
	if (ev->by != AUTHOR_CUSTOMER || ev->text == NULL)
		return;
	/* "We will escalate this to Microsoft" may be quoted from us. */
	if (wall_asks(t->sc, t->wall, triage_own(t->sc, t->words,
	    t->thread->subject, ev->text, ev->is_html)))
		hold_back(t, ev, "asked", say(t, "wall.asked", NULL));
}

static int
is_lead_told(struct turn *t)
{
	return t->state.put_back > PUT_BACK_MOST;
}

/* A desk without a Microsoft queue has "". */
static int
is_microsoft(const struct turn *t, const char *queue)
{
	return queue != NULL && *queue != '\0' &&
	    str_same(queue, t->desk->microsoft_queue);
}

static int
is_queue(const struct turn *t, const struct event *ev)
{
	return ev->kind == EVENT_UPDATED &&
	    str_same(ev->field, t->desk->desk->queue_field);
}

static int
is_move(const struct turn *t, const struct event *ev)
{
	return is_queue(t, ev) && is_microsoft(t, ev->is);
}

/* Has the ticket's queue been changed since `ev`? */
static int
is_moved_on(const struct turn *t, const struct event *ev)
{
	const struct thread *th = t->thread;

	for (int i = th->nevents - 1; i >= 0; i--) {
		if (str_same(th->events[i].id, ev->id))
			return 0;
		if (is_queue(t, &th->events[i]))
			return 1;
	}
	return 0;
}

/* Where a ticket came from, or else belongs; NULL: nobody told us. */
static const char *
last_queue(const struct turn *t, const struct event *ev)
{
	const char *const queues[] = {
		ev->kind == EVENT_UPDATED ? ev->was : NULL,
		t->desk->default_queue
	};

	for (int i = 0; i < LEN(queues); i++)
		if (queues[i] != NULL && *queues[i] != '\0' &&
		    !is_microsoft(t, queues[i]))
			return queues[i];
	return NULL;
}

/*
 * Back to where it came from, at most twice; then a person must look, and
 * so he must if there is nowhere to go. What was moved on since stays there:
 * that move is judged by itself.
 */
static void
put_back(struct turn *t, const struct event *ev)
{
	const char *queue = last_queue(t, ev);

	if (is_lead_told(t))
		return;
	t->state.put_back++;
	if (is_lead_told(t))
		hold_back(t, ev, "moved", say(t, "wall.lead", NULL));
	else if (queue == NULL)
		hold_back(t, ev, "moved", say(t, "wall.nowhere", NULL));
	else
		hold_back(t, ev, "moved", say(t, "wall.moved",
		    PAIRS("queue", queue)));
	if (!is_lead_told(t) && queue != NULL && !is_moved_on(t, ev))
		deed_order(t, ev, &(struct order){ .kind = ORDER_SET,
		    .queue = queue, .if_queue = t->desk->microsoft_queue });
}

/* Nobody begins a ticket at Microsoft's door. */
static int
is_begun_there(const struct turn *t, const struct event *ev)
{
	return is_microsoft(t, t->thread->queue) && !is_moved_on(t, ev) &&
	    ev->by != AUTHOR_SELF;
}

/* Did a known agent do it himself, and not by mail? */
static int
is_agents(const struct event *ev, const struct author *by)
{
	return ev->by == AUTHOR_AGENT && by->agent != 0 &&
	    ev->via != VIA_MAIL && ev->automatic == NULL;
}

/*
 * An agent's own move of the ticket is a command while the ticket is there;
 * anybody else's is undone,
 * and so is what came by mail, where a sender's address is anybody's.
 */
static void
turn_move(struct turn *t, const struct event *ev, const struct author *by)
{
	struct command escalate = { .kind = COMMAND_ESCALATE,
	    .severity = WORD_UNKNOWN, .vehicle = WORD_UNKNOWN };
	struct commands one = { &escalate, 1 };

	if (ev->by == AUTHOR_SELF)
		return;
	if (!is_agents(ev, by))
		put_back(t, ev);
	else if (!is_moved_on(t, ev))
		turn_commands(t, ev, by, &one);
}

void
turn_event(struct turn *t, const struct event *ev, const struct author *by)
{
	int is_ours;

	switch (ev->kind) {
	case EVENT_CREATED:
		turn_first_reply(t, ev);
		if (is_begun_there(t, ev))
			put_back(t, ev);
		turn_text(t, ev, by);
		turn_asks(t, ev);
		break;
	case EVENT_MESSAGE:
		turn_text(t, ev, by);
		turn_asks(t, ev);
		turn_exchange_message(t, ev);
		break;
	case EVENT_NOTE:
		turn_text(t, ev, by);
		break;
	case EVENT_UPDATED:
		if (is_move(t, ev))
			turn_move(t, ev, by);
		else if (is_queue(t, ev) && is_agents(ev, by) &&
		    !is_moved_on(t, ev))
			turn_to_queue(t, ev);
		break;
	case EVENT_CLOSED:
		is_ours = is_agents(ev, by) || ev->by == AUTHOR_SELF;
		if (turn_is_handed(t))
			turn_hand_ends(t, ev, is_ours);
		else
			turn_ends_here(t, ev, is_ours);
		if (is_ours && t->thread->is_closed)
			turn_exchange_close(t, ev);
		break;
	case EVENT_TIMER:
		turn_timer(t, ev);
		break;
	case EVENT_OUTSIDE:
		if (str_same(ev->field, EXCHANGE_NEWS))
			turn_exchange_news(t, ev);
		else
			turn_outside(t, ev);
		break;
	case EVENT_MERGED:
	case EVENT_DELETED:
	case EVENT__MAX:
		break;
	}
}
