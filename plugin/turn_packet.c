/*
 * /csp packet, and the note that follows an escalation through a portal: the
 * case as Microsoft's form asks for it (packet.h), what should be looked at
 * before it is sent, what is missing, and where it is opened. It takes what
 * the customer and the agents wrote to each other, what the checks found, and
 * what agents told for it; never an internal note as such.
 */
#include "turn_do.h"

#include "base/clock.h"
#include "packet.h"
#include "policy/decide.h"
#include "policy/words.h"

#include <string.h>
#include <strings.h>

/*
 * What Microsoft's contact writes: English is taken everywhere (DOMAIN 2.4).
 * Parts are cut so that all of them fit into the notes.
 */
#define PACKET_LANGUAGE	"en"
enum {
	WORDS_MOST = 4000,		/* as case_fact.value */
	FIRST_MOST = 6000, LATER_MOST = 800, LATER = 8,
	NOTE_MOST = 16000, STEP_CHECKS = 4, LIST_BYTES = 20000
};
#define RULE	"----------------------------------------\n"

static const char *
in_packet(const struct turn *t, const char *group, const char *word)
{
	return word == NULL ? NULL : text_fill(t->sc, t->texts,
	    PACKET_LANGUAGE, str_fmt(t->sc, "%s.%s", group, word), NULL);
}

static const char *
say(const struct turn *t, const char *key, const char *const *pairs)
{
	return text_fill(t->sc, t->texts, t->desk->language, key, pairs);
}

/* A step is one more, all others replace what was there. */
void
tell_words(struct errand *r, enum told what)
{
	struct turn *t = r->t;
	const char *was = t->state.told[what], *value = r->c->text;
	struct deed *d;

	if (str_same(value, "-"))
		value = "";
	else if (what == TOLD_STEP && was != NULL)
		value = str_fmt(t->sc, "%s\n%s", was, value);
	if (strlen(value) > WORDS_MOST) {
		answer(r, "done.too-much", PAIRS("name", told_names[what]));
		return;
	}
	d = deed_add(t, DEED_TELL, r->ev);
	d->name = told_names[what];
	d->value = value;
	d->agent = r->by->agent;
	t->state.told[what] = *value == '\0' ? NULL : value;
	t->state.told_by[what] = (struct told_by){ r->by->name, t->sc->now };
	answer(r, "done.set", PAIRS("name", told_names[what], "value",
	    r->c->text));
}

/* At most `most` bytes of what somebody wrote himself; NULL: nothing. */
static const char *
own(const struct turn *t, const struct event *ev, size_t most)
{
	const char *text = ev->text == NULL ? "" : triage_own(t->sc, t->words,
	    t->thread->subject, ev->text, ev->is_html);
	size_t len;

	text = str_trim(str_dup(t->sc, text));
	len = str_utf8_cut(text, most);
	if (*text == '\0')
		return NULL;
	return text[len] == '\0' ? text : str_fmt(t->sc, "%.*s [...]",
	    (int)len, text);
}

/* Public, and by a person. */
static int
is_message(const struct event *ev)
{
	return (ev->kind == EVENT_CREATED || ev->kind == EVENT_MESSAGE) &&
	    ev->automatic == NULL &&
	    (ev->by == AUTHOR_CUSTOMER || ev->by == AUTHOR_AGENT);
}

/* The first message; its number among the events, or that past the last. */
static int
first_message(const struct turn *t)
{
	int i = 0;

	while (i < t->thread->nevents && !is_message(&t->thread->events[i]))
		i++;
	return i;
}

/* The last few messages behind the first, oldest first. */
static const char *
correspondence(const struct turn *t)
{
	const struct thread *th = t->thread;
	int from = th->nevents, n = 0, first = first_message(t);
	struct buf b;

	while (from > first + 1 && n < LATER)
		n += is_message(&th->events[--from]);
	buf_init(&b, t->sc, LIST_BYTES);
	for (int i = from; i < th->nevents; i++) {
		const struct event *ev = &th->events[i];
		const char *text = is_message(ev) ? own(t, ev, LATER_MOST) :
		    NULL;
		char at[CLOCK_TEXT];

		if (text == NULL)
			continue;
		clock_text(ev->at, at);
		buf_fmt(&b, "%s%s, %s:\n%s", b.len == 0 ? "" : "\n", at,
		    in_packet(t, "writer", ev->by == AUTHOR_AGENT ? "agent" :
		    "customer"), text);
	}
	return b.len == 0 ? NULL : b.at;
}

/* What P1 to P4 found, and what agents told. */
static const char *
steps(const struct turn *t)
{
	const char *told = t->state.told[TOLD_STEP];
	struct buf b;

	buf_init(&b, t->sc, LIST_BYTES);
	for (int i = 0; i < STEP_CHECKS; i++)
		if (t->state.check_text[i] != NULL &&
		    str_same(word_at(words_mark, t->state.check[i]), "done"))
			buf_fmt(&b, "- %s: %s\n", in_packet(t, "check",
			    words_check[i]), t->state.check_text[i]);
	for (const char *s = told; s != NULL && *s != '\0';) {
		size_t len = strcspn(s, "\n");

		buf_fmt(&b, "- %.*s\n", (int)len, s);
		s += len + (s[len] == '\n');
	}
	return b.len == 0 ? NULL : str_trim(b.at);
}

static int
is_requestor(const struct turn *t, const char *address)
{
	const char *his = t->thread->requestor.email;

	return his != NULL && strcasecmp(his, address) == 0;
}

/* The partner's, as configured; else the agent himself (P9). */
static const char *
contact(const struct errand *r)
{
	const struct service_contact *c = r->t->person;
	const char *mail = c != NULL ? c->email : r->by->email;
	const char *name = r->by->name;
	struct buf b;

	if (mail == NULL || *mail == '\0' || is_requestor(r->t, mail))
		return NULL;
	if (c != NULL)
		name = str_fmt(r->t->sc, "%s %s", c->first_name,
		    c->last_name);
	buf_init(&b, r->t->sc, 1000);
	buf_fmt(&b, "%s%s%s", name == NULL ? "" : name, name == NULL ? "" :
	    ", ", mail);
	if (c != NULL && c->phone != NULL && *c->phone != '\0')
		buf_fmt(&b, ", %s", c->phone);
	if (c != NULL && c->more_emails != NULL && *c->more_emails != '\0')
		buf_fmt(&b, ", %s", c->more_emails);
	return b.at;
}

static const char *
flag_text(const struct turn *t, int flag)
{
	return in_packet(t, "flag", word_at(words_flag, flag));
}

/* At most as long as the portal takes. */
static const char *
title(const struct turn *t)
{
	const char *s = t->thread->subject == NULL ? "" : t->thread->subject;

	s = str_copy(t->sc, s, str_utf8_cut(s, portals_title(t->portals)));
	s = str_trim(str_dup(t->sc, s));
	return *s == '\0' ? NULL : s;
}

static void
fill(const struct errand *r, const struct facts *f, struct packet *p)
{
	const struct turn *t = r->t;
	int first = first_message(t);
	char at[CLOCK_TEXT];

	clock_text(t->thread->created, at);
	p->is[PACKET_TITLE] = title(t);
	p->is[PACKET_PRODUCT] = in_packet(t, "product",
	    word_at(words_product, f->issue.product));
	if (f->issue.version != WORD_UNKNOWN && p->is[PACKET_PRODUCT] != NULL)
		p->is[PACKET_PRODUCT] = str_fmt(t->sc, "%s (%s)",
		    p->is[PACKET_PRODUCT], words_version[f->issue.version]);
	p->is[PACKET_SEVERITY] = in_packet(t, "severity",
	    word_at(words_severity, f->issue.severity));
	p->is[PACKET_ON_CALL] = flag_text(t, f->customer.on_call);
	p->is[PACKET_CUSTOMER] = t->state.who.name;
	p->is[PACKET_TENANT] = t->state.who.tenant;
	p->is[PACKET_SUBSCRIPTION] = t->state.told[TOLD_SUBSCRIPTION];
	p->is[PACKET_CONTACT] = contact(r);
	p->is[PACKET_REPORTED] = t->thread->created == 0 ? NULL :
	    str_dup(t->sc, at);
	p->is[PACKET_BEGAN] = t->state.told[TOLD_BEGAN];
	p->is[PACKET_IMPACT] = t->state.told[TOLD_IMPACT];
	if (first < t->thread->nevents)
		p->is[PACKET_DESCRIPTION] = own(t, &t->thread->events[first],
		    FIRST_MOST);
	p->is[PACKET_STEPS] = steps(t);
	p->is[PACKET_THREAD] = correspondence(t);
	p->is[PACKET_FILES] = turn_packet_files(t);
}

/* What Microsoft asks for in a case like this, and is not there. */
static int
lacks(const struct turn *t, const struct portal_case *c,
    const struct packet *p)
{
	int bits = 0;

	for (int i = 0; i < PACKET__MAX; i++)
		if (p->is[i] == NULL &&
		    portals_asks(t->portals, packet_words[i], c))
			bits |= 1 << i;
	return bits;
}

/* By which way it goes, as it was decided or would be now: `ret`. */
static const char *
choose(const struct errand *r, const struct facts *f, struct packet *p,
    struct decision *ret)
{
	const struct turn *t = r->t;
	const char *vehicle = t->state.row.vehicle, *held, *channel;
	struct facts now = *f;

	if (t->state.is_escalated)
		now.request.via = word_find(words_vehicle, vehicle);
	decide(t->sc, t->policy, &now, ret);
	if (!t->state.is_escalated)
		vehicle = word_at(words_vehicle, ret->vehicle);
	held = ret->outcome == OUTCOME_ALLOW ? ret->entitlement : NULL;
	if (vehicle != NULL)
		p->is[PACKET_VEHICLE] = str_fmt(t->sc, "%s%s%s%s",
		    in_packet(t, "vehicle", vehicle), held == NULL ? "" :
		    " (", held == NULL ? "" : held, held == NULL ? "" : ")");
	if (ret->route == ROUTE_PROVIDER && !t->state.is_escalated)
		p->is[PACKET_PROVIDER] = f->customer.provider;
	channel = t->state.is_escalated ? t->state.channel :
	    word_at(words_channel, ret->channel);
	return channel == NULL ? "none" : channel;
}

static void
put_found(const struct turn *t, const struct preflight *found, struct buf *b)
{
	if (found->n > 0)
		buf_fmt(b, "%s\n", say(t, "handover.look", NULL));
	for (int i = 0; i < found->n; i++) {
		const struct finding *f = &found->found[i];

		buf_fmt(b, "- %s\n", say(t, finding_is_secret(f->kind) ?
		    "handover.secret" : "handover.found", PAIRS("what",
		    say(t, str_fmt(t->sc, "finding.%s",
		    finding_words[f->kind]), NULL), "where",
		    say(t, str_fmt(t->sc, "packet.%s", f->where), NULL),
		    "text", packet_calm(t->sc, f->cut))));
	}
	if (found->is_full)
		buf_fmt(b, "- ...\n");
}

static void
put_lacks(const struct turn *t, int bits, struct buf *b)
{
	if (bits != 0)
		buf_fmt(b, "%s\n", say(t, "handover.missing", NULL));
	for (int i = 0; i < PACKET__MAX; i++)
		if (bits & 1 << i)
			buf_fmt(b, "- %s\n", say(t, str_fmt(t->sc, "lack.%s",
			    packet_words[i]), NULL));
}

/* May it go there, and what comes next? */
static const char *
next(const struct turn *t, const struct decision *d)
{
	if (t->state.is_escalated && t->state.row.number != NULL)
		return say(t, "done.number", PAIRS("number",
		    t->state.row.number));
	if (t->state.is_escalated)
		return say(t, "handover.number", NULL);
	if (d->outcome == OUTCOME_ALLOW)
		return say(t, "handover.escalate", NULL);
	if (d->outcome == OUTCOME_ROUTE)
		return say(t, "outcome.route", PAIRS("route", say(t,
		    str_fmt(t->sc, "route.%s", words_route[d->route]), NULL),
		    "rule", d->rule));
	return say(t, "handover.not-yet", NULL);
}

/* What stands above the packet: for the agent, not for Microsoft. */
static void
put_head(const struct turn *t, const struct portal_case *c, struct buf *b)
{
	struct portal where;

	if (c->channel == word_find(words_channel, "none"))
		buf_fmt(b, "%s\n", say(t, "handover.nowhere", NULL));
	else
		buf_fmt(b, "%s\n", say(t, "handover.title", PAIRS("channel",
		    say(t, str_fmt(t->sc, "channel.%s",
		    words_channel[c->channel]), NULL))));
	if (!portal_find(t->sc, t->portals, c, &where))
		return;
	buf_fmt(b, "%s\n", say(t, "handover.path", PAIRS("path",
	    say(t, str_fmt(t->sc, "path.%s", where.path), NULL))));
	if (where.url != NULL)
		buf_fmt(b, "%s\n", say(t, "handover.link", PAIRS("url",
		    where.url)));
}

/* In as many notes as it needs; none ends within a line. */
static void
put_notes(struct errand *r, const char *text)
{
	struct turn *t = r->t;
	int n = strlen(text) > NOTE_MOST ? PACKET_NOTES : 1;

	for (int i = 1; i <= n && *text != '\0'; i++) {
		size_t len = str_utf8_cut(text, NOTE_MOST);
		const char *part;

		while (text[len] != '\0' && len > 1 && text[len - 1] != '\n')
			len--;
		part = str_copy(t->sc, text, len);
		if (n > 1)
			part = str_fmt(t->sc, "(%d/%d)\n%s", i, n, part);
		deed_note(t, r->ev, str_trim(str_dup(t->sc, part)));
		text += len;
	}
}

void
do_packet(struct errand *r)
{
	r->packet = PACKET_ASKED;
}

/* After an escalation, unless the same note went on from there. */
static int
is_wanted(const struct errand *r)
{
	const struct case_state *s = &r->t->state;

	return r->packet == PACKET_ASKED || (r->packet == PACKET_NEEDED &&
	    s->is_escalated && s->row.number == NULL);
}

void
turn_packet_parts(const struct errand *r, const struct facts *f,
    struct packet *ret)
{
	const struct person *rq = &r->t->thread->requestor;
	struct preflight found;

	*ret = (struct packet){ .lacks = 0 };
	fill(r, f, ret);
	packet_check(r->t->sc, ret, &(struct preflight_person){ rq->name,
	    rq->email }, &found);
}

void
turn_packet(struct errand *r)
{
	struct turn *t = r->t;
	const struct person *rq = &t->thread->requestor;
	struct packet p = { .lacks = 0 };
	struct preflight found;
	struct portal_case c;
	struct decision d;
	struct facts f;
	struct buf b;

	if (!is_wanted(r))
		return;
	turn_facts(t, r->by->roles, &f);
	fill(r, &f, &p);
	c = (struct portal_case){ word_find(words_channel, choose(r, &f, &p,
	    &d)), f.issue.class, f.issue.product, f.issue.severity,
	    f.issue.environment, f.partner.cloud, t->state.who.tenant };
	p.lacks = lacks(t, &c, &p);
	packet_check(t->sc, &p, &(struct preflight_person){ rq->name,
	    rq->email }, &found);
	buf_init(&b, t->sc, PACKET_NOTES * NOTE_MOST);
	put_head(t, &c, &b);
	put_found(t, &found, &b);
	turn_put_files(t, &b);
	put_lacks(t, p.lacks, &b);
	buf_fmt(&b, "%s\n" RULE "%s" RULE "%s", say(t, "handover.copy", NULL),
	    packet_text(t->sc, t->texts, PACKET_LANGUAGE, &p), next(t, &d));
	put_notes(r, b.at);
}

/* His tenant tells who the customer is; how he is reached, nobody is told. */
const char *
turn_packet_mail(const struct errand *r)
{
	struct turn *t = r->t;
	struct preflight_person who = { t->thread->requestor.name,
	    t->thread->requestor.email };
	struct packet p = { .lacks = 0 };
	struct preflight found;
	struct facts f;

	turn_facts(t, r->by->roles, &f);
	fill(r, &f, &p);
	if (p.is[PACKET_TENANT] != NULL)
		p.is[PACKET_CUSTOMER] = NULL;
	packet_check(t->sc, &p, &who, &found);
	return packet_hide(t->sc, packet_text(t->sc, t->texts,
	    PACKET_LANGUAGE, &p), &who);
}
