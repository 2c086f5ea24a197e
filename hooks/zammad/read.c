/*
 * A ticket as Zammad shows it in three answers. Their order matters: the
 * articles first, whose version is the stamp; then the history, which tells
 * what was done to them since; last the ticket's own values, which so are
 * never older than what the history tells.
 */
#include "zammad.h"

#include "base/str.h"

#include <string.h>

enum { MAX_STAMP = 64 };

static const struct {
	const char	*path, *tail;
} questions[] = {
	{ "tickets",		"?all=true" },
	{ "ticket_history",	"" },
	{ "tickets",		"?expand=true" },
};

/* Whether a state is the end of a ticket, and which end. */
enum end { GOES_ON, CLOSED, MERGED, UNTOLD };

/* States and types of states as Zammad brings them along (db/seeds). */
static const struct {
	const char	*name;
	enum end	 end;
} states[] = {
	{ "new",		GOES_ON },
	{ "open",		GOES_ON },
	{ "pending reminder",	GOES_ON },
	{ "pending action",	GOES_ON },
	{ "pending close",	GOES_ON },
	{ "closed",		CLOSED },
	{ "merged",		MERGED },
	{ "removed",		CLOSED },
};

static enum end
end_of(const char *name)
{
	for (int i = 0; i < LEN(states); i++)
		if (str_same(states[i].name, name))
			return states[i].end;
	return UNTOLD;
}

/* The number of a state that an administrator made; NULL: none such. */
static const char *
own_state(struct scope *sc, const struct cJSON *ticket)
{
	if (end_of(json_text(ticket, "state")) != UNTOLD)
		return NULL;
	return zammad_id(sc, ticket, "state_id");
}

static int
ask_state(struct scope *sc, const struct desk_conf *conf,
    const struct reply *last, struct call *ret)
{
	const struct cJSON *j;
	const char *id;

	if (json_parse(sc, last->body, last->len, ZAMMAD_DEPTH, &j) != E_OK ||
	    (id = own_state(sc, j)) == NULL)
		return 0;
	*ret = zammad_call(sc, conf, "GET",
	    str_fmt(sc, "/ticket_states/%s?expand=true", id));
	return 1;
}

/* An id that cannot be Zammad's is not asked for; zammad_thread() says so. */
int
zammad_read(struct scope *sc, const struct desk_conf *conf,
    const char *ticket, const struct reply *got, int ngot, struct call *ret)
{
	if (!zammad_is_id(ticket) || ngot > LEN(questions))
		return 0;
	if (ngot == LEN(questions))
		return ask_state(sc, conf, &got[ngot - 1], ret);
	*ret = zammad_call(sc, conf, "GET", str_fmt(sc, "/%s/%s%s",
	    questions[ngot].path, ticket, questions[ngot].tail));
	return 1;
}

static enum err
open_book(struct zammad_book *b, const struct reply *got, int ngot)
{
	const struct cJSON **const pages[] = {
		&b->all, &b->history, &b->names, &b->state
	};
	enum err e = E_OK;

	for (int i = 0; e == E_OK && i < ngot; i++)
		if ((e = desk_status(b->sc, &got[i])) == E_OK)
			e = json_parse(b->sc, got[i].body, got[i].len,
			    ZAMMAD_DEPTH, pages[i]);
	if (e != E_OK)
		return e;
	if (!str_same(zammad_id(b->sc, b->all, "ticket_id"), b->ticket) ||
	    !str_same(zammad_id(b->sc, b->names, "id"), b->ticket))
		return scope_fail(b->sc, E_SHAPE, "$.ticket_id or $.id is not "
		    "the ticket asked for");
	return E_OK;
}

static enum err
read_stamp(const struct zammad_book *b, struct thread *t)
{
	t->stamp = json_text(b->all, str_fmt(b->sc,
	    "assets.Ticket.%s.updated_at", b->ticket));
	if (t->stamp == NULL || strlen(t->stamp) > MAX_STAMP)
		return scope_fail(b->sc, E_SHAPE, "$.assets.Ticket.%s."
		    "updated_at is missing or too long", b->ticket);
	return E_OK;
}

static enum err
no_text(const struct zammad_book *b, const char *name)
{
	return scope_fail(b->sc, E_SHAPE, "$.%s is missing", name);
}

static enum err
read_ticket(const struct zammad_book *b, struct thread *t)
{
	const char *customer = zammad_id(b->sc, b->names, "customer_id");

	t->ticket = b->ticket;
	t->subject = zammad_text(b->sc, b->names, "title");
	t->queue = zammad_text(b->sc, b->names, "group");
	t->status = zammad_text(b->sc, b->names, "state");
	t->priority = zammad_text(b->sc, b->names, "priority");
	t->owner = zammad_text(b->sc, b->names, "owner");
	if (str_same(t->owner, "-"))	/* the login of user 1 */
		t->owner = NULL;
	if (t->queue == NULL || t->status == NULL || t->priority == NULL)
		return no_text(b, t->queue == NULL ? "group" :
		    t->status == NULL ? "state" : "priority");
	t->requestor = zammad_person(b, customer);
	t->requestor.organisation = zammad_text(b->sc, b->names,
	    "organization");
	return zammad_time(b->sc, b->names, "created_at", &t->created);
}

/* Of an own state its type counts; as a name, or as db/seeds numbers it. */
static enum end
read_end(const struct zammad_book *b, const struct thread *t)
{
	enum end end = end_of(t->status);
	int64_t type = json_int(b->state, "state_type_id", 0);

	if (end == UNTOLD)
		end = end_of(json_text(b->state, "state_type"));
	if (end == UNTOLD && type >= 5)
		end = type == 6 ? MERGED : CLOSED;
	return end;
}

/* The history tells it; very old Zammads did not, and linked the parent. */
static const char *
merged_into(const struct zammad_book *b)
{
	const char *parent = NULL;

	for (const struct cJSON *it = json_first(json_at(b->history,
	    "history")); it != NULL; it = json_next(it))
		if (str_same(json_text(it, "type"), "merged_into") &&
		    str_same(zammad_id(b->sc, it, "o_id"), b->ticket))
			parent = zammad_id(b->sc, it, "id_to");
	for (const struct cJSON *it = json_first(json_at(b->all, "links"));
	    it != NULL && parent == NULL; it = json_next(it))
		if (str_same(json_text(it, "link_type"), "parent"))
			parent = zammad_id(b->sc, it, "link_object_value");
	return parent;
}

static const char *
join(struct scope *sc, const struct cJSON *list)
{
	struct buf b;

	buf_init(&b, sc, 1 << 20);
	for (const struct cJSON *it = json_first(list); it != NULL;
	    it = json_next(it)) {
		const char *s = zammad_text(sc, it, "");

		if (s != NULL)
			buf_fmt(&b, "%s%s", b.len == 0 ? "" : "\n", s);
	}
	return b.at;
}

/* Those of the configuration that the ticket has, by their names there. */
static void
read_fields(const struct zammad_book *b, struct thread *t)
{
	const struct desk_conf *c = b->conf;

	t->fields = scope_alloc(b->sc, sizeof(*t->fields) *
	    (size_t)(c->nfields + 1));
	for (int i = 0; i < c->nfields; i++) {
		const struct cJSON *it = *c->fields[i] == '\0' ? NULL :
		    zammad_member(b->names, zammad_attribute(b->sc,
		    c->fields[i]));

		if (it != NULL)
			t->fields[t->nfields++] = (struct desk_field){
			    c->fields[i], json_is_array(it) ?
			    join(b->sc, it) : zammad_text(b->sc, it, "") };
	}
}

/* People know a ticket by its number, and that is what a link names. */
static enum err
read_links(const struct zammad_book *b, struct thread *t)
{
	const struct cJSON *links = json_at(b->all, "links");
	int n = 0;

	for (const struct cJSON *it = json_first(links); it != NULL;
	    it = json_next(it))
		n++;
	if (n > ZAMMAD_MAX_EVENTS)
		return scope_fail(b->sc, E_LIMIT, "$.links has %d entries, "
		    "more than %d", n, ZAMMAD_MAX_EVENTS);
	t->links = scope_alloc(b->sc, sizeof(*t->links) * (size_t)(n + 1));
	for (const struct cJSON *it = json_first(links); it != NULL;
	    it = json_next(it)) {
		const char *id = zammad_id(b->sc, it, "link_object_value");
		const char *number = id == NULL ? NULL : zammad_text(b->sc,
		    b->all, str_fmt(b->sc, "assets.Ticket.%s.number", id));

		if (number != NULL && str_same(json_text(it, "link_object"),
		    "Ticket"))
			t->links[t->nlinks++] = number;
	}
	return E_OK;
}

static enum err
no_ticket(struct scope *sc, const char *id)
{
	return scope_fail(sc, E_SHAPE, "\"%.40s\" is no ticket id",
	    id == NULL ? "" : id);
}

enum err
zammad_thread(struct scope *sc, const struct desk_conf *conf,
    const char *ticket, const struct reply *got, int ngot, struct thread *ret)
{
	struct zammad_book b = { .sc = sc, .conf = conf, .ticket = ticket };
	struct thread t = { 0 };
	enum end end;
	enum err e;

	if (!zammad_is_id(ticket))
		return no_ticket(sc, ticket);
	if (ngot < LEN(questions) || ngot > LEN(questions) + 1)
		BUG("%d answers to %d questions", ngot, LEN(questions));
	if ((e = open_book(&b, got, ngot)) != E_OK ||
	    (e = read_stamp(&b, &t)) != E_OK ||
	    (e = read_ticket(&b, &t)) != E_OK ||
	    (e = read_links(&b, &t)) != E_OK)
		return e;
	end = read_end(&b, &t);
	t.is_closed = end == CLOSED || end == MERGED;
	if (end == MERGED)
		t.merged_into = merged_into(&b);
	read_fields(&b, &t);
	if ((e = zammad_events(&b, &t)) != E_OK ||
	    (e = zammad_files(&b, &t)) != E_OK)
		return e;
	*ret = t;
	return E_OK;
}
