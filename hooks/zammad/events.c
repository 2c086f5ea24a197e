/*
 * What happened to a ticket: its articles, and its history's changes. The
 * question that matters is by which door a note came, because Zammad files a
 * mail under whoever stands in its From, and a mail that answers an internal
 * note is internal itself. README.md, "Who may command", says it in words.
 */
#include "zammad.h"

#include "base/shape.h"
#include "base/str.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_TEXT = 262144, ONE_REQUEST = 5000 };	/* bytes, ms */

/* What an article's type says of its door; of other types it says nothing. */
static const struct shape_word doors[] = {
	{ "note",	VIA_UI },
	{ "web",	VIA_UI },
	{ "phone",	VIA_UI },
	{ "email",	VIA_MAIL },
	{ NULL, 0 }
};

/* An entry of the history, as it came. */
struct entry {
	const char	*id, *of, *by;	/* ids; `of`: of what it is about */
	const char	*type, *attribute;
	const char	*was, *is;
	int64_t		 at;
	int		 is_article;
};

/* An article, less what the event has of it. */
struct article {
	struct event	 ev;
	const char	*id, *editor, *message;
	int64_t		 edited;	/* ms */
	int		 internal, is_received, is_email;
};

struct story {
	const struct zammad_book *book;
	struct thread	*thread;
	struct entry	*entry;
	int		 nentries;
	struct article	*article;
	int		 narticles;
	int		 is_merge;	/* another ticket became part of it */
};

static enum err
bad(const struct story *s, const char *list, const char *id)
{
	const char *why = str_dup(s->book->sc, s->book->sc->why);

	return scope_fail(s->book->sc, E_SHAPE, "$.%s, %s: %s", list,
	    id == NULL ? "one without an id" : id, why);
}

/* Room for every element, of which there may be so many. */
static enum err
make_room(const struct story *s, const struct cJSON *list, const char *name,
    size_t size, void *ret_room)
{
	int n = 0;
	void *room;

	for (const struct cJSON *it = json_first(list); it != NULL;
	    it = json_next(it))
		n++;
	if (n > ZAMMAD_MAX_EVENTS)
		return scope_fail(s->book->sc, E_LIMIT, "$.%s has %d entries, "
		    "more than %d", name, n, ZAMMAD_MAX_EVENTS);
	room = scope_alloc(s->book->sc, size * (size_t)(n + 1));
	memcpy(ret_room, &room, sizeof(room));
	return E_OK;
}

static enum err
read_entry(const struct story *s, const struct cJSON *j, struct entry *ret)
{
	struct scope *sc = s->book->sc;

	*ret = (struct entry){ .id = zammad_id(sc, j, "id"),
	    .of = zammad_id(sc, j, "o_id"),
	    .by = zammad_id(sc, j, "created_by_id"),
	    .type = zammad_text(sc, j, "type"),
	    .attribute = zammad_text(sc, j, "attribute"),
	    .was = zammad_text(sc, j, "value_from"),
	    .is = zammad_text(sc, j, "value_to"),
	    .is_article = str_same(json_text(j, "object"),
	    "Ticket::Article") };
	if (ret->id == NULL)
		scope_fail(sc, E_SHAPE, "id is no number");
	else if (zammad_time(sc, j, "created_at", &ret->at) == E_OK)
		return E_OK;
	return bad(s, "history", ret->id);
}

static enum err
read_history(struct story *s)
{
	const struct cJSON *list = json_at(s->book->history, "history");
	enum err e;

	if (list == NULL || !json_is_array(list))
		return scope_fail(s->book->sc, E_SHAPE, "$.history is no "
		    "list");
	e = make_room(s, list, "history", sizeof(*s->entry), &s->entry);
	for (const struct cJSON *it = json_first(list);
	    e == E_OK && it != NULL; it = json_next(it)) {
		struct entry *en = &s->entry[s->nentries++];

		e = read_entry(s, it, en);
		s->is_merge |= str_same(en->type, "received_merge");
	}
	return e;
}

/*
 * What only mail that was received has (app/models/channel/filter/
 * auto_response_check.rb); what Zammad itself sent has none of it.
 */
static int
is_received(const struct cJSON *j)
{
	const struct cJSON *p = json_at(j, "preferences");

	return zammad_member(p, "is-auto-response") != NULL ||
	    zammad_member(p, "send-auto-response") != NULL ||
	    (str_same(json_text(j, "sender"), "Customer") &&
	    json_text(j, "message_id") != NULL);
}

static const char *
automatic(const struct cJSON *j)
{
	const struct cJSON *p = json_at(j, "preferences");
	const struct cJSON *answer = zammad_member(p, "send-auto-response");

	if (json_true(zammad_member(p, "is-auto-response"), ""))
		return "is-auto-response";
	if (answer != NULL && json_kind(answer) == JSON_FLAG &&
	    !json_true(answer, ""))
		return "send-auto-response";
	return NULL;
}

static void
read_text(const struct story *s, const struct cJSON *j, struct event *ev)
{
	static const char html[] = "text/html";
	const char *type = json_text(j, "content_type");
	const char *body = json_text(j, "body");

	ev->is_html = type != NULL &&
	    strncmp(type, html, sizeof(html) - 1) == 0;
	ev->text = body;
	ev->is_cut = body != NULL && strlen(body) > MAX_TEXT;
	if (ev->is_cut)
		ev->text = str_copy(s->book->sc, body,
		    str_utf8_cut(body, MAX_TEXT));
}

static enum err
read_article(const struct story *s, const struct cJSON *j,
    struct article *ret)
{
	struct scope *sc = s->book->sc;
	const struct cJSON *internal = json_at(j, "internal");
	const char *type = json_text(j, "type");
	const char *by = zammad_id(sc, j, "created_by_id");

	*ret = (struct article){ .id = zammad_id(sc, j, "id"),
	    .editor = zammad_id(sc, j, "updated_by_id"),
	    .message = zammad_text(sc, j, "message_id"),
	    .internal = json_true(internal, ""),
	    .is_received = is_received(j),
	    .is_email = str_same(type, "email") };
	ret->ev = (struct event){ .author = zammad_person(s->book, by),
	    .by = zammad_author(s->book, by), .automatic = automatic(j),
	    .via = (enum via)shape_word(doors, type, VIA_UNKNOWN) };
	read_text(s, j, &ret->ev);
	if (ret->id == NULL)
		scope_fail(sc, E_SHAPE, "id is no number");
	else if (internal == NULL || json_kind(internal) != JSON_FLAG)
		scope_fail(sc, E_SHAPE, "internal is not true or false");
	else if (zammad_time(sc, j, "created_at", &ret->ev.at) == E_OK &&
	    zammad_time(sc, j, "updated_at", &ret->edited) == E_OK)
		return E_OK;
	return bad(s, "assets.TicketArticle", ret->id);
}

static enum err
read_articles(struct story *s)
{
	const struct cJSON *list = json_at(s->book->all,
	    "assets.TicketArticle");
	enum err e;

	e = make_room(s, list, "assets.TicketArticle", sizeof(*s->article),
	    &s->article);
	for (const struct cJSON *it = json_first(list);
	    e == E_OK && it != NULL; it = json_next(it))
		if (str_same(zammad_id(s->book->sc, it, "ticket_id"),
		    s->book->ticket))
			e = read_article(s, it, &s->article[s->narticles++]);
	return e;
}

/* The first entry of its history that is of this type. */
static const struct entry *
told_of(const struct story *s, const char *article, const char *type)
{
	for (int i = 0; i < s->nentries; i++)
		if (s->entry[i].is_article &&
		    str_same(s->entry[i].of, article) &&
		    str_same(s->entry[i].type, type))
			return &s->entry[i];
	return NULL;
}

/*
 * A merge takes the articles along, but not their history. They were read in
 * the ticket that they come from, and commands are not obeyed twice.
 */
static int
is_moved(const struct story *s, const struct article *a)
{
	return s->is_merge && told_of(s, a->id, "created") == NULL;
}

/* Are these still the words, and the readers, that the author chose? */
static int
is_touched(const struct story *s, const struct article *a)
{
	return told_of(s, a->id, "updated") != NULL ||
	    (a->edited != a->ev.at && a->editor != NULL &&
	    !str_same(a->editor, "1") &&
	    !str_same(a->editor, a->ev.author.id));
}

static void
judge(const struct story *s, struct article *a)
{
	struct event *ev = &a->ev;

	ev->id = str_fmt(s->book->sc, "a%s", a->id);
	ev->kind = a->internal ? EVENT_NOTE : EVENT_MESSAGE;
	/* On channels that are trusted a mail may call itself a note. */
	if (a->message != NULL || a->is_received)
		ev->via = VIA_MAIL;
	else if (is_touched(s, a))
		ev->via = VIA_UNKNOWN;
	/* Our replies are mails; but anybody can write from our address. */
	if (ev->by == AUTHOR_SELF && (a->is_received ||
	    (a->message != NULL && !a->is_email)))
		ev->by = AUTHOR_UNKNOWN;
}

/* A change in the same request as a mail's arrival is the mail's doing. */
static int
is_by_mail(const struct story *s, const struct entry *en)
{
	for (int i = 0; i < s->narticles; i++) {
		const struct article *a = &s->article[i];

		if (a->is_received && str_same(a->ev.author.id, en->by) &&
		    llabs(a->ev.at - en->at) <= ONE_REQUEST)
			return 1;
	}
	return 0;
}

static enum event_kind
kind_of(const struct thread *t, const struct entry *en)
{
	if (str_same(en->type, "merged_into") && t->merged_into != NULL)
		return EVENT_MERGED;
	if (str_same(en->type, "updated") && t->is_closed &&
	    t->merged_into == NULL && str_same(en->attribute, "state") &&
	    str_same(en->is, t->status))
		return EVENT_CLOSED;
	return EVENT_UPDATED;
}

/* What nobody asks for: mails sent, notifications, the ticket's birth. */
static int
is_change(const struct story *s, const struct entry *en)
{
	static const char *const types[] = {
		"updated", "added", "removed", "merged_into", "received_merge"
	};

	if (en->is_article || !str_same(en->of, s->book->ticket))
		return 0;
	for (int i = 0; i < LEN(types); i++)
		if (str_same(types[i], en->type))
			return 1;
	return 0;
}

static void
add_entry(struct story *s, const struct entry *en)
{
	struct thread *t = s->thread;

	if (!is_change(s, en))
		return;
	t->events[t->nevents++] = (struct event){
		.id = str_fmt(s->book->sc, "h%s", en->id),
		.kind = kind_of(t, en), .at = en->at,
		.by = zammad_author(s->book, en->by),
		.author = zammad_person(s->book, en->by),
		.via = is_by_mail(s, en) ? VIA_MAIL : VIA_UI,
		.field = en->attribute == NULL ? en->type : en->attribute,
		.was = en->was, .is = en->is
	};
}

/* Ids grow: of two, the longer one is later. */
static int
id_order(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b);

	return la != lb ? (la < lb ? -1 : 1) : strcmp(a, b);
}

/* What was changed together with an article comes before it. */
static int
event_order(const void *pa, const void *pb)
{
	const struct event *a = pa, *b = pb;

	if ((a->kind == EVENT_CREATED) != (b->kind == EVENT_CREATED))
		return a->kind == EVENT_CREATED ? -1 : 1;
	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	if (a->id[0] != b->id[0])
		return a->id[0] == 'h' ? -1 : 1;
	return id_order(a->id, b->id);
}

/* The first article made the ticket, unless a merge took that one away. */
static void
add_articles(struct story *s)
{
	struct thread *t = s->thread;
	struct event *first = NULL;

	for (int i = 0; i < s->narticles; i++) {
		struct article *a = &s->article[i];

		if (is_moved(s, a))
			continue;
		judge(s, a);
		t->events[t->nevents] = a->ev;
		if (first == NULL || id_order(a->ev.id, first->id) < 0)
			first = &t->events[t->nevents];
		t->nevents++;
	}
	if (first != NULL && t->merged_into == NULL)
		first->kind = EVENT_CREATED;
}

enum err
zammad_events(const struct zammad_book *b, struct thread *t)
{
	struct story s = { .book = b, .thread = t };
	enum err e;

	if ((e = read_history(&s)) != E_OK || (e = read_articles(&s)) != E_OK)
		return e;
	t->events = scope_alloc(b->sc, sizeof(*t->events) *
	    (size_t)(s.narticles + s.nentries + 1));
	add_articles(&s);
	for (int i = 0; i < s.nentries; i++)
		add_entry(&s, &s.entry[i]);
	if (t->nevents > 0)
		qsort(t->events, (size_t)t->nevents, sizeof(*t->events),
		    event_order);
	return E_OK;
}
