/*
 * Who wrote into a linked ticket, as a table would have it: the provider, by
 * his address or one of his domain; an agent of ours; a machine; anybody else.
 */
#include "relay.h"

#include "base/str.h"
#include "note_text.h"
#include "store/cases.h"
#include "store/linked.h"

#include <string.h>
#include <strings.h>

enum { TEXT_MOST = 16000, VALUE_MOST = 190 };

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

static enum err
tell(struct scope *sc, struct db *db, const struct linked *l,
    const struct event *ev)
{
	struct outside_news n = { .escalation = l->escalation,
	    .id = str_fmt(sc, "mail-%.80s", ev->id), .what = relay_what(l, ev),
	    .at = ev->at, .value = ev->author.email };

	if (n.what == OUTSIDE_WHAT__MAX)
		return E_OK;
	if (n.what == OUTSIDE_COLLEAGUE || n.value == NULL)
		n.value = ev->author.login;
	if (n.value != NULL)
		n.value = str_copy(sc, n.value, str_utf8_cut(n.value,
		    VALUE_MOST));
	n.text = relay_words(sc, ev);
	return linked_tell(sc, db, l, &n);
}

static enum err
find(struct scope *sc, struct db *db, const struct settle *s,
    struct linked *ret)
{
	struct opening o;
	enum err e = opening_of(sc, db, s->desk->conf.name, s->ticket,
	    s->thread->subject, &o);

	return e == E_OK ? linked_of_opening(sc, db, o.id, ret) : e;
}

enum err
relay(struct scope *sc, struct db *db, struct settle *s, int *ret_is)
{
	struct linked l;
	enum err e = find(sc, db, s, &l);

	if (e != E_OK)
		return e == E_GONE ? E_OK : e;
	*ret_is = 1;
	for (int i = 0; e == E_OK && i < s->thread->nevents; i++) {
		const struct event *ev = &s->thread->events[i];

		e = seen_add(sc, db, s->desk->conf.name, s->ticket, ev->id,
		    0);
		if (e == E_OK && (e = tell(sc, db, &l, ev)) == E_OK)
			s->nnew++;
		else if (e == E_SEEN)
			e = E_OK;
	}
	return e;
}
