/*
 * A case at a provider that is reached by e-mail: the linked ticket in which
 * the desk itself writes to him (store/linked.h), and what comes back from
 * there. What a provider writes makes notes and moves the holder, as what
 * Microsoft does; never a public reply, a decision or a command.
 */
#include "turn_do.h"

#include "base/str.h"
#include "packet.h"
#include "policy/words.h"
#include "preflight.h"
#include "relay.h"

static const char *
say(const struct turn *t, const char *key, const char *const *pairs)
{
	return text_fill(t->sc, t->texts, t->desk->language, key, pairs);
}

const char *
turn_mail_queue(const struct turn *t)
{
	const char *queue = t->desk->provider_queue;

	return queue != NULL && *queue != '\0' ? queue :
	    t->desk->default_queue;
}

const char *
turn_mail_lacks(struct turn *t, const char *provider,
    struct provider_mail *ret)
{
	const char *queue = turn_mail_queue(t);
	enum err e;

	if (t->desk->mode != MODE_ENFORCE)
		return "done.not-in-mode";
	if (t->desk->desk->open_ticket == NULL)
		return "linked.no-way";
	if (queue == NULL || *queue == '\0')
		return "linked.no-queue";
	e = provider == NULL || t->find_mail == NULL ? E_GONE :
	    t->find_mail(t, provider, ret);
	if (e != E_OK && e != E_GONE)
		t->failed = e;
	return e == E_OK ? NULL : "linked.no-address";
}

/* Of what people wrote, as little as the provider needs. */
static const char *
subject(struct turn *t)
{
	const char *s = t->thread->subject == NULL ? "" : t->thread->subject;

	return packet_hide(t->sc, preflight_clean(t->sc, s),
	    &(struct preflight_person){ t->thread->requestor.name,
	    t->thread->requestor.email });
}

static const struct linked *
link_for(struct errand *r, const struct provider_mail *p)
{
	struct turn *t = r->t;
	struct linked *l = scope_alloc(t->sc, sizeof(*l));
	const char *const *pairs = PAIRS("ticket", t->thread->ticket);
	const char *language = p->language == NULL ? t->desk->language :
	    p->language;

	*l = (struct linked){ .provider = p->name, .address = p->address,
	    .packet = str_fmt(t->sc, "%s\n\n%s", text_fill(t->sc, t->texts,
	    language, "linked.cover", pairs), turn_packet_mail(r)),
	    .opening = { .desk = t->desk->conf.name,
	    .queue = turn_mail_queue(t), .subject = subject(t),
	    .requestor = p->address,
	    .text = text_fill(t->sc, t->texts, language, "linked.first",
	    pairs) } };
	return l;
}

void
turn_give_mail(struct errand *r, struct deed *escalation)
{
	struct provider_mail p;
	const char *why;
	struct facts f;

	/* What the decision takes for the customer's provider. */
	turn_facts(r->t, WORD_UNKNOWN, &f);
	why = turn_mail_lacks(r->t, f.customer.provider, &p);
	if (why != NULL) {
		r->packet = PACKET_NEEDED;
		answer(r, why, NULL);
		return;
	}
	escalation->linked = link_for(r, &p);
	r->t->state.linked = escalation->linked;
	answer(r, "linked.opening", PAIRS("queue", turn_mail_queue(r->t)));
}

/* The linked ticket of the open escalation, if it is there. */
static const char *
ticket_of(const struct turn *t)
{
	return t->state.is_escalated && t->state.linked != NULL ?
	    t->state.linked->opening.ticket : NULL;
}

void
turn_say_mail(struct errand *r)
{
	struct turn *t = r->t;

	if (t->state.linked == NULL) {
		answer(r, "hand.by-hand", NULL);
	} else if (ticket_of(t) == NULL) {
		answer(r, "linked.not-yet", NULL);
	} else {
		deed_order(t, r->ev, &(struct order){ .kind = ORDER_REPLY,
		    .ticket = ticket_of(t),
		    .text = preflight_clean(t->sc, r->c->text) });
		t->state.row.holder = "provider";
		answer(r, "linked.said", PAIRS("ticket", ticket_of(t)));
	}
}

static void
close_linked(struct turn *t, const struct event *ev, const char *ticket)
{
	deed_order(t, ev, &(struct order){ .kind = ORDER_SET,
	    .ticket = ticket, .status = t->desk->closed_status });
}

void
turn_linked_end(struct turn *t, const struct event *ev)
{
	if (ticket_of(t) != NULL)
		close_linked(t, ev, ticket_of(t));
	t->state.linked = NULL;
}

/* The packet goes out with the desk's own mail. */
static void
opened(struct turn *t, const struct event *ev, int is_now)
{
	if (!is_now) {
		deed_note(t, ev, say(t, "linked.late", PAIRS("ticket",
		    ev->is)));
		close_linked(t, ev, ev->is);
		return;
	}
	deed_note(t, ev, say(t, "linked.opened", PAIRS("ticket", ev->is,
	    "provider", t->state.linked->provider)));
	if (ev->text == NULL)
		return;
	deed_order(t, ev, &(struct order){ .kind = ORDER_REPLY,
	    .ticket = ev->is, .text = ev->text });
	/* It may have come back to us while it could not be opened. */
	t->state.row.holder = "provider";
}

static void
unopened(struct turn *t, const struct event *ev, int is_now)
{
	deed_note(t, ev, say(t, "linked.failed", PAIRS("why", ev->text)));
	if (is_now)
		t->state.row.holder = "partner";
}

/* Who has it after that; NULL: it moves nothing. */
static const char *const holders[OUTSIDE_WHAT__MAX] = {
	[OUTSIDE_PROVIDER] = "partner", [OUTSIDE_COLLEAGUE] = "provider"
};

int
turn_linked(struct turn *t, const struct event *ev, int what)
{
	const struct linked *l = t->state.linked;
	int is_now = t->state.is_escalated && l != NULL && str_same(ev->was,
	    str_fmt(t->sc, "%lld", (long long)l->escalation));
	const char *text;

	if (what == OUTSIDE_LINKED)
		opened(t, ev, is_now);
	else if (what == OUTSIDE_UNLINKED)
		unopened(t, ev, is_now);
	else if ((text = relay_note(t->sc, t->texts, t->desk->language, what,
	    ev->is, ev->text)) == NULL)
		return 0;
	else {
		deed_note(t, ev, text);
		if (is_now && holders[what] != NULL)
			t->state.row.holder = holders[what];
	}
	return 1;
}
