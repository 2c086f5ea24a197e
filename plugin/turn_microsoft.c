/*
 * Microsoft's side of a case: what we have done there by its own services,
 * where one fits the channel of the decision, and what comes back. What
 * Microsoft says makes notes, moves the holder and the clock, and tells what
 * became of the unit; never a public reply, a decision, or an escalation.
 */
#include "turn_do.h"

#include "base/str.h"
#include "case_account.h"
#include "microsoft/allowed.h"
#include "note_text.h"
#include "outside.h"
#include "packet.h"
#include "policy/decide.h"
#include "policy/words.h"
#include "preflight.h"

enum { TEXT_MOST = 16000 };

static const char *
say(struct turn *t, const char *key, const char *const *pairs)
{
	return text_fill(t->sc, t->texts, t->desk->language, key, pairs);
}

/* May anything be done at Microsoft by this desk, and does one do it? */
static const struct service *
service_of(const struct turn *t, const char *channel)
{
	const struct service *s = t->contact == NULL ||
	    t->desk->mode != MODE_ENFORCE ? NULL : service_find(channel);
	struct account at = case_account(t->partner, &t->state.who.account);

	return s == NULL || case_account_refuses(&at, s->api) != NULL ? NULL :
	    s;
}

/* Who can tell how it goes on with what a person opened there. */
static const struct service *
follower(const struct turn *t, const char *channel)
{
	const struct service *s = service_of(t, channel);

	if (turn_is_handed(t))
		return NULL;
	return s != NULL ? s : service_of(t, "partner-center-portal");
}

static const char *
plain(struct turn *t, const char *text, int is_html)
{
	if (text == NULL)
		return "";
	if (is_html)
		text = note_text(t->sc, text);
	return str_copy(t->sc, text, str_utf8_cut(text, TEXT_MOST));
}

/* Others' words in a note of ours: no command, and no marker. */
static const char *
theirs(struct turn *t, const struct event *ev)
{
	return packet_calm(t->sc, plain(t, ev->text, ev->is_html));
}

/* What the customer wrote first. */
static const char *
problem(struct turn *t)
{
	for (int i = 0; i < t->thread->nevents; i++) {
		const struct event *ev = &t->thread->events[i];

		if (ev->kind == EVENT_CREATED || ev->kind == EVENT_MESSAGE)
			return plain(t, ev->text, ev->is_html);
	}
	return "";
}

static const char *
clean(struct turn *t, const char *text)
{
	return text == NULL ? NULL : preflight_clean(t->sc, text);
}

static void
order(struct turn *t, const struct event *ev, const struct outside_order *o)
{
	deed_add(t, DEED_OUTSIDE, ev)->text = outside_order_json(t->sc, o);
}

int
turn_opens(const struct turn *t, const char *channel)
{
	const struct service *s = service_of(t, channel);

	return s != NULL && s->open != NULL;
}

const char *
turn_open_lacks(const struct turn *t, const char *channel)
{
	if (!turn_opens(t, channel))
		return NULL;
	if (t->state.who.tenant == NULL)
		return "microsoft.no-tenant";
	if (t->state.told[TOLD_SUBSCRIPTION] == NULL)
		return "microsoft.no-subscription";
	return t->state.told[TOLD_SERVICE] == NULL ? "microsoft.no-service" :
	    NULL;
}

const char *
turn_closed(const struct turn *t, const char *channel, const struct facts *f)
{
	const struct service *s = service_find(channel);
	const struct portal_case c = { word_find(words_channel, channel),
	    f->issue.class, f->issue.product, f->issue.severity,
	    f->issue.environment, f->partner.cloud, t->state.who.tenant };
	struct portal where;

	/* The other clouds have all; a partner may know of more in this. */
	if (f->partner.cloud != CLOUD_CHINA ||
	    portal_find(t->sc, t->portals, &c, &where))
		return NULL;
	return s != NULL && s->open != NULL ? service_allowed(f->partner.type,
	    f->partner.cloud, s->api) : NO_PORTAL;
}

void
turn_open(struct turn *t, const struct event *ev, struct deed *escalation)
{
	struct outside *o = scope_alloc(t->sc, sizeof(*o));
	const char *on_call = t->state.told[TOLD_ON_CALL];

	*o = (struct outside){ .service = escalation->channel,
	    .tenant = t->state.who.tenant,
	    .subscription = t->state.told[TOLD_SUBSCRIPTION],
	    .severity = escalation->value };
	escalation->outside = o;
	t->state.outside = o;
	/* Nobody looks at it again before it is sent: no secret goes along. */
	order(t, ev, &(struct outside_order){ .what = OUTSIDE_OPEN,
	    .title = clean(t, t->thread->subject),
	    .text = clean(t, problem(t)),
	    .service = t->state.told[TOLD_SERVICE],
	    .severity = escalation->value, .began = t->thread->created,
	    .is_24x7 = str_same(on_call != NULL ? on_call :
	    t->state.who.on_call, "yes") });
}

int
turn_is_opening(const struct turn *t)
{
	const struct outside *o = t->state.outside;

	return o != NULL && o->number == NULL && o->failures == 0;
}

const struct outside *
turn_follow(struct turn *t, const char *number)
{
	struct outside *o = scope_alloc(t->sc, sizeof(*o));
	const struct service *s = follower(t, t->state.channel);

	/* A provider's number is his own. */
	if (turn_is_handed(t))
		return NULL;
	if (t->state.outside != NULL)
		*o = *t->state.outside;
	else if (s != NULL && s->read != NULL)
		*o = (struct outside){ .service = s->channel,
		    .tenant = t->state.who.tenant,
		    .subscription = t->state.told[TOLD_SUBSCRIPTION] };
	else
		return NULL;
	o->number = number;
	o->due_at = t->sc->now;
	t->state.outside = o;
	return o;
}

/* What may be done there now; NULL: nothing of the case is there. */
static const struct service *
service_now(const struct turn *t)
{
	return t->state.outside == NULL || !t->state.is_escalated ? NULL :
	    service_of(t, t->state.outside->service);
}

enum file_way
turn_file_way(const struct turn *t)
{
	const struct service *s = service_now(t);

	if (!t->state.is_escalated)
		return FILES_LATER;
	if (s == NULL || s->file == NULL)
		return FILES_BY_HAND;
	return t->state.outside->number == NULL ||
	    t->state.outside->escalation == 0 ? FILES_LATER : FILES_NOW;
}

void
do_microsoft(struct errand *r)
{
	const struct service *s = service_now(r->t);

	if (!r->t->state.is_escalated) {
		answer(r, "done.not-escalated", NULL);
	} else if (!r->by->may_escalate) {
		answer(r, "microsoft.may-not", NULL);
	} else if (s == NULL || s->say == NULL) {
		answer(r, "microsoft.by-hand", NULL);
	} else {
		order(r->t, r->ev, &(struct outside_order){
		    .what = OUTSIDE_SAY, .text = clean(r->t, r->c->text) });
		r->t->state.row.holder = "microsoft";
		answer(r, "microsoft.said", NULL);
	}
}

void
turn_outside_severity(struct errand *r, const char *severity)
{
	const struct service *s = service_now(r->t);

	if (s == NULL || s->change == NULL || severity == NULL ||
	    !r->by->may_escalate ||
	    str_same(severity, r->t->state.outside->severity))
		return;
	order(r->t, r->ev, &(struct outside_order){ .what = OUTSIDE_CHANGE,
	    .severity = severity });
	answer(r, "microsoft.severity-asked", PAIRS("severity", severity));
}

/* Is there a ticket at Microsoft that was not closed, as far as we know? */
static int
is_open_there(const struct turn *t)
{
	const struct outside *o = t->state.outside;

	return t->state.is_escalated && t->state.row.number != NULL &&
	    (o == NULL || o->status != SERVICE_CLOSED);
}

static void
tell_number(struct turn *t, const struct event *ev, const char *key)
{
	deed_note(t, ev, say(t, key, PAIRS("number", t->state.row.number)));
}

/* A customer ends nothing at Microsoft, not even in words. */
void
turn_ends_here(struct turn *t, const struct event *ev, int by_agent)
{
	const struct service *s = service_now(t);
	int closes = by_agent && t->microsoft->closes_there && s != NULL &&
	    s->close != NULL && t->state.outside->number != NULL;

	if (!t->thread->is_closed)
		return;
	if (is_open_there(t) && closes)
		order(t, ev, &(struct outside_order){ .what = OUTSIDE_CLOSE });
	else if (is_open_there(t))
		tell_number(t, ev, "microsoft.still-open");
	if (by_agent)
		turn_end_escalation(t, ev);
}

void
turn_reopened(struct turn *t, const struct event *ev)
{
	if (!t->state.is_escalated && t->state.row.number != NULL)
		tell_number(t, ev, "microsoft.reopened");
	turn_exchange_reopened(t, ev);
}

static void
opened(struct turn *t, const struct event *ev)
{
	turn_number(t, ev, ev->is, 0);
	t->state.row.holder = "microsoft";
	tell_number(t, ev, "microsoft.opened");
	if (t->thread->is_closed)
		tell_number(t, ev, "microsoft.still-open");
	turn_send_files(t, ev);
}

/* It is proven that nothing was made: the unit is free again. */
static void
refused(struct turn *t, const struct event *ev)
{
	deed_note(t, ev, say(t, "microsoft.refused", PAIRS("why",
	    theirs(t, ev))));
	turn_release(t, ev, "refused");
}

static void
failed(struct turn *t, const struct event *ev)
{
	deed_note(t, ev, say(t, str_fmt(t->sc, "microsoft.failed-%s", ev->is),
	    PAIRS("why", theirs(t, ev))));
	t->state.row.holder = "partner";
}

/* Somebody must give us the right; what was reserved stays so. */
static void
denied(struct turn *t, const struct event *ev)
{
	deed_note(t, ev, say(t, str_same(ev->is, outside_dos[OUTSIDE_OPEN]) ?
	    "microsoft.denied-open" : "microsoft.denied", PAIRS("why",
	    theirs(t, ev))));
	t->state.row.holder = "partner";
}

static void
gone(struct turn *t, const struct event *ev)
{
	deed_note(t, ev, say(t, "microsoft.gone", PAIRS("why",
	    theirs(t, ev))));
}

static void
status(struct turn *t, const struct event *ev)
{
	deed_note(t, ev, say(t, str_fmt(t->sc, "microsoft.is-%s", ev->is),
	    NULL));
	t->state.row.holder = str_same(ev->is, "open") ? "microsoft" :
	    "partner";
	if (!str_same(ev->is, "closed"))
		return;
	turn_end_escalation(t, ev);
	if (t->microsoft->resolves_here && !t->thread->is_closed)
		deed_order(t, ev, &(struct order){ .kind = ORDER_SET,
		    .status = t->desk->closed_status });
}

static void
severity(struct turn *t, const struct event *ev)
{
	deed_note(t, ev, say(t, "microsoft.severity", PAIRS("severity",
	    ev->is)));
}

/* Whoever spoke last waits for the other. */
static void
message(struct turn *t, const struct event *ev)
{
	turn_exchange_microsoft(t, ev);
	deed_note(t, ev, say(t, "microsoft.message", PAIRS("by",
	    ev->is == NULL ? "Microsoft" : ev->is, "text",
	    theirs(t, ev))));
	t->state.row.holder = "partner";
}

static void (*const handlers[OUTSIDE_WHAT__MAX])(struct turn *,
    const struct event *) = {
	[OUTSIDE_OPENED] = opened, [OUTSIDE_REFUSED] = refused,
	[OUTSIDE_FAILED] = failed, [OUTSIDE_DENIED] = denied,
	[OUTSIDE_GONE] = gone,
	[OUTSIDE_STATUS] = status, [OUTSIDE_SEVERITY] = severity,
	[OUTSIDE_MESSAGE] = message, [OUTSIDE_FILE] = turn_file_news,
};

/* What comes of an escalation that has ended is told, and changes nothing. */
void
turn_outside(struct turn *t, const struct event *ev)
{
	struct case_row *row = &t->state.row;
	int what = word_find(outside_whats, ev->field);
	const char *holder = row->holder;

	if (what == WORD_UNKNOWN || ev->by != AUTHOR_SYSTEM ||
	    turn_linked(t, ev, what))
		return;
	if (t->state.is_escalated) {
		handlers[what](t, ev);
	} else if (what == OUTSIDE_OPENED) {
		deed_note(t, ev, say(t, "microsoft.opened-late",
		    PAIRS("number", ev->is)));
	} else if (what != OUTSIDE_REFUSED && what != OUTSIDE_GONE &&
	    what != OUTSIDE_SEVERITY) {
		handlers[what](t, ev);
		row->holder = holder;
	}
}
