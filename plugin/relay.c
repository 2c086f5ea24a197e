/*
 * Who wrote into a linked ticket, as a table would have it: the provider, by
 * his address or one of his domain; an agent of ours; a machine; anybody else.
 */
#include "relay.h"

#include "base/str.h"
#include "note_text.h"
#include "order.h"
#include "packet.h"
#include "store/cases.h"
#include "store/job.h"
#include "store/linked.h"
#include "store/suspension.h"

#include <string.h>
#include <strings.h>

enum { TEXT_MOST = 16000, VALUE_MOST = 190, MACHINE_MOST = 1000 };

/* Where a linked ticket's news go. */
struct whose {
	struct linked		 l;
	int64_t			 request_of;	/* a case; 0: it is none */
};

int
relay_is_ours(const struct thread *th)
{
	return th->nevents > 0 && th->events[0].kind == EVENT_CREATED &&
	    th->events[0].by == AUTHOR_SELF;
}

/* Behind the last "@"; his colleagues answer from addresses of their own. */
static int
is_providers(const struct linked *l, const char *address)
{
	const char *his = strrchr(l->address, '@');
	const char *at = address == NULL ? NULL : strrchr(address, '@');

	return his != NULL && at != NULL && strcasecmp(his, at) == 0;
}

enum outside_what
relay_what(const struct linked *l, const struct event *ev)
{
	if (ev->kind != EVENT_MESSAGE || ev->by == AUTHOR_SELF)
		return OUTSIDE_WHAT__MAX;
	if (ev->automatic != NULL || ev->by == AUTHOR_SYSTEM)
		return OUTSIDE_MACHINE;
	/* By mail, an agent's address is anybody's. */
	if (ev->by == AUTHOR_AGENT && ev->via != VIA_MAIL)
		return OUTSIDE_COLLEAGUE;
	return ev->by == AUTHOR_CUSTOMER && is_providers(l, ev->author.email) ?
	    OUTSIDE_PROVIDER : OUTSIDE_STRANGER;
}

const char *
relay_words(struct scope *sc, const struct event *ev)
{
	const char *s = ev->text == NULL ? "" : ev->text;
	int was_quoted = 0;
	struct buf b;

	if (ev->is_html)
		s = note_text(sc, s);
	buf_init(&b, sc, TEXT_MOST);
	while (*s != '\0') {
		size_t len = strcspn(s, "\n");
		int is_quoted = *s == '>';

		if (!is_quoted)
			buf_add(&b, s, len);
		else if (!was_quoted)
			buf_puts(&b, "> [...]");
		if (!is_quoted || !was_quoted)
			buf_puts(&b, "\n");
		was_quoted = is_quoted;
		s += len + (s[len] == '\n');
	}
	b.at[str_utf8_cut(b.at, TEXT_MOST - 4)] = '\0';
	return str_trim(b.at);
}

const char *
relay_note(struct scope *sc, const struct texts *t, const char *language,
    int what, const char *by, const char *text)
{
	static const char *const keys[OUTSIDE_WHAT__MAX] = {
		[OUTSIDE_PROVIDER] = "linked.message",
		[OUTSIDE_COLLEAGUE] = "linked.colleague",
		[OUTSIDE_STRANGER] = "linked.stranger",
		[OUTSIDE_MACHINE] = "linked.machine"
	};

	if (keys[what] == NULL)
		return NULL;
	if (text == NULL)
		text = "";
	text = str_copy(sc, text, str_utf8_cut(text,
	    what == OUTSIDE_MACHINE ? MACHINE_MOST : TEXT_MOST));
	return text_fill(sc, t, language, keys[what], PAIRS("by",
	    by == NULL ? "-" : by, "text", packet_calm(sc, text)));
}

static enum err
note(struct scope *sc, struct db *db, const struct settle *s,
    const struct whose *w, const struct outside_news *n)
{
	struct job j = { .desk = w->l.desk, .ticket = w->l.ticket };

	if (s->desk->mode == MODE_OBSERVE)
		return E_OK;
	j.payload = order_json(sc, &(struct order){ .kind = ORDER_NOTE,
	    .text = relay_note(sc, s->advisor->texts, s->desk->language,
	    (int)n->what, n->value, n->text) });
	return job_add(sc, db, w->request_of, 0, &j);
}

static enum err
tell(struct scope *sc, struct db *db, const struct settle *s,
    const struct whose *w, const struct event *ev)
{
	struct outside_news n = { .escalation = w->l.escalation,
	    .id = str_fmt(sc, "mail-%.80s", ev->id),
	    .what = relay_what(&w->l, ev), .at = ev->at,
	    .value = ev->author.email };

	if (n.what == OUTSIDE_WHAT__MAX)
		return E_OK;
	if (n.what == OUTSIDE_COLLEAGUE || n.value == NULL)
		n.value = ev->author.login;
	if (n.value != NULL)
		n.value = str_copy(sc, n.value, str_utf8_cut(n.value,
		    VALUE_MOST));
	n.text = relay_words(sc, ev);
	return w->request_of == 0 ? linked_tell(sc, db, &w->l, &n) :
	    note(sc, db, s, w, &n);
}

static enum err
find(struct scope *sc, struct db *db, const struct settle *s,
    struct whose *ret)
{
	struct suspension r;
	struct opening o;
	enum err e = opening_of(sc, db, s->desk->conf.name, s->ticket,
	    s->thread->subject, &o);

	*ret = (struct whose){ .request_of = 0 };
	if (e != E_OK)
		return e;
	e = linked_of_opening(sc, db, o.id, &ret->l);
	if (e != E_GONE || (e = suspension_of_opening(sc, db, o.id, &r))
	    != E_OK)
		return e;
	*ret = (struct whose){ { .address = r.mail_to == NULL ? "" :
	    r.mail_to, .desk = r.desk, .ticket = r.ticket }, r.case_id };
	return E_OK;
}

enum err
relay(struct scope *sc, struct db *db, struct settle *s, int *ret_is)
{
	struct whose w;
	enum err e = find(sc, db, s, &w);

	if (e != E_OK)
		return e == E_GONE ? E_OK : e;
	*ret_is = 1;
	for (int i = 0; e == E_OK && i < s->thread->nevents; i++) {
		const struct event *ev = &s->thread->events[i];

		e = seen_add(sc, db, s->desk->conf.name, s->ticket, ev->id,
		    0);
		if (e == E_OK && (e = tell(sc, db, s, &w, ev)) == E_OK)
			s->nnew++;
		else if (e == E_SEEN)
			e = E_OK;
	}
	return e;
}
