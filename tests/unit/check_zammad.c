/*
 * The Zammad adapter on made-up documents: which door a note came by, what
 * Zammad does not promise, and what it is asked, to the byte. check_golden.c
 * reads whole documents.
 */
#include "same.h"

#include "base/clock.h"

static const char *const fields[] = { "CSP class", "", "CSP-Microsoft No" };
static const struct desk_conf conf = {
	"zammad", "https://z.example", "CSPdesk@msp.example", "token-1",
	fields, LEN(fields)
};
extern const struct desk desk_zammad;
static const struct desk *const zammad = &desk_zammad;

#define HOOK	"{\"ticket\":{\"id\":4711},\"article\":{}}"

static const struct {
	const char	*name, *from, *to;
	enum err	 want;
	const char	*why;
} pokes[] = {
	{ "as sent", "{", "{", E_OK, "" },
	{ "a text", "4711", "\"4711\"", E_OK, "" },
	{ "no article", ",\"article\":{}", "", E_OK, "" },
	{ "chat", "{}}", "{\"type\":\"chat\",\"id\":null}}", E_OK, "" },
	{ "null", "4711", "null", E_SHAPE, "$.ticket.id is not 1 to 20" },
	{ "a path", "4711", "\"1/../2\"", E_SHAPE, "$.ticket.id is not" },
	{ "negative", "4711", "-4711", E_SHAPE, "$.ticket.id is not" },
	{ "nought", "4711", "0", E_SHAPE, "$.ticket.id is not" },
	{ "a fraction", "4711", "47.5", E_SHAPE, "$.ticket.id is not" },
	{ "too large", "4711", "1e300", E_SHAPE, "$.ticket.id is not" },
	{ "21 digits", "4711", "\"123456789012345678901\"", E_SHAPE,
	    "$.ticket.id is not" },
	{ "a list", "{\"id\":4711}", "[4711]", E_SHAPE, "$.ticket.id is" },
	{ "a failed template", HOOK, "{\"error\":\"unexpected token\"}",
	    E_SHAPE, "$.ticket.id is not 1 to 20 digits; is the webhook's" },
	{ "no JSON", HOOK, "ticket=4711", E_SHAPE, "not JSON" },
	{ "not UTF-8", "{}}", "{\"x\":\"\xff\"}}", E_SHAPE, "JSON is not" },
	{ "NUL", "{}}", "{\"x\":\"\\u0000\"}}", E_SHAPE, "JSON has a NUL" },
	{ "nothing", HOOK, "", E_SHAPE, "not JSON" },
};

START_TEST(poke)
{
	const char *body = changed(HOOK, pokes[_i].from, pokes[_i].to);
	struct proven pv = { "0d0c-1", body, strlen(body) };
	struct poke p = { 0 };

	same_outcome(pokes[_i].name, zammad->poke(&sc, &pv, &p),
	    pokes[_i].want, pokes[_i].why);
	if (pokes[_i].want != E_OK)
		return;
	same_text(pokes[_i].name, p.key, "0d0c-1");
	same_text(pokes[_i].name, p.ticket, "4711");
}
END_TEST

/* An agent's internal note, of which each row changes one thing. */
#define NOTE \
	"{\"id\":20,\"ticket_id\":1,\"type\":\"note\",\"sender\":\"Agent\"," \
	"\"internal\":true,\"message_id\":null,\"preferences\":{}," \
	"\"content_type\":\"text/plain\",\"body\":\"/csp why\"," \
	"\"created_at\":\"2026-03-02T10:00:00.100Z\",\"created_by_id\":5," \
	"\"updated_at\":\"2026-03-02T10:00:00.100Z\",\"updated_by_id\":5," \
	"\"origin_by_id\":null}"
#define ALL \
	"{\"ticket_id\":1,\"ticket_article_ids\":[10,20],\"links\":[" \
	"{\"link_type\":\"normal\",\"link_object\":\"Ticket\"," \
	"\"link_object_value\":3},{\"link_object\":\"KnowledgeBase\"," \
	"\"link_object_value\":3},{\"link_object\":\"Ticket\"," \
	"\"link_object_value\":404}],\"assets\":{" \
	"\"Ticket\":{\"1\":{\"updated_at\":\"2026-03-02T10:00:00.200Z\"}," \
	"\"3\":{\"number\":\"20260003\"}}," \
	"\"User\":{\"5\":{\"login\":\"eva\",\"email\":\"eva@msp.example\"," \
	"\"firstname\":\"Eva\",\"lastname\":null,\"role_ids\":[2]," \
	"\"group_ids\":{}},\"8\":{\"login\":\"jan\"," \
	"\"email\":\"jan@x.example\"," \
	"\"role_ids\":[3],\"preferences\":{\"locale\":\"de-de\"}}," \
	"\"9\":{\"login\":\"cspdesk@msp.example\",\"role_ids\":[2]}}," \
	"\"Role\":{\"2\":{\"name\":\"Agent\"},\"3\":{\"name\":\"Customer\"," \
	"\"default_at_signup\":true}}," \
	"\"TicketArticle\":{\"10\":{\"id\":10,\"ticket_id\":1," \
	"\"type\":\"web\",\"sender\":\"Customer\",\"internal\":false," \
	"\"body\":\"help\",\"created_by_id\":8,\"updated_by_id\":8," \
	"\"created_at\":\"2026-03-02T09:00:00.000Z\"," \
	"\"updated_at\":\"2026-03-02T09:00:00.000Z\"},\"20\":" NOTE "}}}"
#define HISTORY \
	"{\"history\":[{\"id\":7,\"o_id\":20,\"type\":\"notification\"," \
	"\"object\":\"Ticket::Article\",\"attribute\":\"none\"," \
	"\"created_at\":\"2026-03-02T10:00:01.000Z\",\"created_by_id\":5}]}"
#define NAMES \
	"{\"id\":1,\"group\":\"Support\",\"state\":\"open\",\"state_id\":2," \
	"\"priority\":\"2 normal\",\"owner\":\"-\",\"customer_id\":8," \
	"\"organization\":null,\"title\":\"Help\"," \
	"\"csp_class\":\"technical\"," \
	"\"csp_microsoft_no\":[1,\"b\",null]," \
	"\"created_at\":\"2026-03-02T09:00:00.000Z\"}"

static enum err
read_thread(const char *all, const char *history, const char *names,
    struct thread *ret)
{
	const struct reply got[] = {
		{ 200, all, strlen(all) }, { 200, history, strlen(history) },
		{ 200, names, strlen(names) }
	};

	return zammad->thread(&sc, &conf, "1", got, LEN(got), ret);
}

static const struct event *
event_of(const struct thread *t, const char *id)
{
	for (int i = 0; i < t->nevents; i++)
		if (str_same(t->events[i].id, id))
			return &t->events[i];
	ck_abort_msg("no event %s", id);
	return NULL;
}

#define FORGED	"\"message_id\":\"<x@evil.example>\""

static const struct {
	const char		*name, *from, *to;
	enum event_kind		 kind;
	enum author_kind	 by;
	enum via		 via;
} notes[] = {
	{ "as it should be", "{\"id\":20", "{\"id\":20", EVENT_NOTE,
	    AUTHOR_AGENT, VIA_UI },
	{ "by mail", "\"note\"", "\"email\"", EVENT_NOTE, AUTHOR_AGENT,
	    VIA_MAIL },
	{ "a mail that calls itself a note", "\"message_id\":null", FORGED,
	    EVENT_NOTE, AUTHOR_AGENT, VIA_MAIL },
	{ "received, says the preferences", "\"preferences\":{}",
	    "\"preferences\":{\"is-auto-response\":false}", EVENT_NOTE,
	    AUTHOR_AGENT, VIA_MAIL },
	{ "a mail in our name", "\"message_id\":null,\"preferences\":{},"
	    "\"content_type\":\"text/plain\",\"body\":\"/csp why\","
	    "\"created_at\":\"2026-03-02T10:00:00.100Z\",\"created_by_id\":5",
	    FORGED ",\"body\":\"[csp #1]\",\"created_at\":"
	    "\"2026-03-02T10:00:00.100Z\",\"created_by_id\":9",
	    EVENT_NOTE, AUTHOR_UNKNOWN, VIA_MAIL },
	{ "chat", "\"note\"", "\"chat\"", EVENT_NOTE, AUTHOR_AGENT,
	    VIA_UNKNOWN },
	{ "no type", "\"note\"", "null", EVENT_NOTE, AUTHOR_AGENT,
	    VIA_UNKNOWN },
	{ "public", "\"internal\":true", "\"internal\":false",
	    EVENT_MESSAGE, AUTHOR_AGENT, VIA_UI },
	{ "edited by another", "00.100Z\",\"updated_by_id\":5",
	    "09.100Z\",\"updated_by_id\":8", EVENT_NOTE, AUTHOR_AGENT,
	    VIA_UNKNOWN },
	{ "touched by the system", "00.100Z\",\"updated_by_id\":5",
	    "09.100Z\",\"updated_by_id\":1", EVENT_NOTE, AUTHOR_AGENT,
	    VIA_UI },
	{ "touched by a merge", "00.100Z\",\"updated_by_id\":5",
	    "09.100Z\",\"updated_by_id\":5", EVENT_NOTE, AUTHOR_AGENT,
	    VIA_UI },
	{ "for somebody else", "\"origin_by_id\":null", "\"origin_by_id\":8",
	    EVENT_NOTE, AUTHOR_AGENT, VIA_UI },
	{ "by a customer, called Agent", "\"created_by_id\":5",
	    "\"created_by_id\":8", EVENT_NOTE, AUTHOR_CUSTOMER, VIA_UI },
	{ "by us", "\"created_by_id\":5", "\"created_by_id\":\"9\"",
	    EVENT_NOTE, AUTHOR_SELF, VIA_UI },
	{ "by the system", "\"created_by_id\":5", "\"created_by_id\":1",
	    EVENT_NOTE, AUTHOR_SYSTEM, VIA_UI },
	{ "by nobody", "\"created_by_id\":5", "\"created_by_id\":null",
	    EVENT_NOTE, AUTHOR_UNKNOWN, VIA_UI },
	{ "by one who is gone", "\"created_by_id\":5", "\"created_by_id\":6",
	    EVENT_NOTE, AUTHOR_UNKNOWN, VIA_UI },
	{ "a role that is not shown", "\"role_ids\":[2]",
	    "\"role_ids\":[3,4]", EVENT_NOTE, AUTHOR_UNKNOWN, VIA_UI },
	{ "no roles told", "\"role_ids\":[2]", "\"role_ids\":null",
	    EVENT_NOTE, AUTHOR_UNKNOWN, VIA_UI },
	{ "another name", "{\"name\":\"Agent\"}",
	    "{\"name\":\"Team\",\"group_ids\":{\"3\":[\"full\"]}}",
	    EVENT_NOTE, AUTHOR_AGENT, VIA_UI },
	{ "another name without groups", "{\"name\":\"Agent\"}",
	    "{\"name\":\"Team\",\"group_ids\":{}}", EVENT_NOTE,
	    AUTHOR_CUSTOMER, VIA_UI },
	{ "a role that is switched off", "{\"name\":\"Agent\"}",
	    "{\"name\":\"Agent\",\"active\":false}", EVENT_NOTE,
	    AUTHOR_CUSTOMER, VIA_UI },
	{ "groups of his own", "\"role_ids\":[2],\"group_ids\":{}},\"8\"",
	    "\"role_ids\":[7],\"group_ids\":{\"1\":[\"change\"]}},\"8\"",
	    EVENT_NOTE, AUTHOR_UNKNOWN, VIA_UI },
	{ "a customer's role and groups left over",
	    "\"role_ids\":[2],\"group_ids\":{}},\"8\"",
	    "\"role_ids\":[3],\"group_ids\":{\"1\":[\"full\"]}},\"8\"",
	    EVENT_NOTE, AUTHOR_CUSTOMER, VIA_UI },
};

START_TEST(note)
{
	const char *all = changed(ALL, notes[_i].from, notes[_i].to);
	const struct event *ev;
	struct thread t = { 0 };

	same_outcome(notes[_i].name, read_thread(all, HISTORY, NAMES, &t),
	    E_OK, "");
	ev = event_of(&t, "a20");
	ck_assert_msg(ev->kind == notes[_i].kind, "%s: kind %d",
	    notes[_i].name, ev->kind);
	ck_assert_msg(ev->by == notes[_i].by, "%s: by %d", notes[_i].name,
	    ev->by);
	ck_assert_msg(ev->via == notes[_i].via, "%s: via %d", notes[_i].name,
	    ev->via);
}
END_TEST

/* The same note, and what the history tells beside it. */
static const struct {
	const char	*name, *from, *to;
	enum via	 via;
} pasts[] = {
	{ "a notification", "{", "{", VIA_UI },
	{ "turned internal later", "\"notification\"", "\"updated\"",
	    VIA_UNKNOWN },
	{ "another article's", "\"o_id\":20,\"type\":\"notification\"",
	    "\"o_id\":10,\"type\":\"updated\"", VIA_UI },
	{ "a ticket of that number",
	    "\"notification\",\"object\":\"Ticket::Article\"",
	    "\"updated\",\"object\":\"Ticket\"", VIA_UI },
};

START_TEST(past)
{
	const char *history = changed(HISTORY, pasts[_i].from, pasts[_i].to);
	struct thread t = { 0 };

	same_outcome(pasts[_i].name, read_thread(ALL, history, NAMES, &t),
	    E_OK, "");
	ck_assert_msg(event_of(&t, "a20")->via == pasts[_i].via, "%s",
	    pasts[_i].name);
	ck_assert_int_eq(t.nevents, 2);
}
END_TEST

/* A change in the ticket, and who made it when. */
#define MOVE \
	"{\"history\":[{\"id\":\"8\",\"o_id\":1,\"type\":\"updated\"," \
	"\"object\":\"Ticket\",\"attribute\":\"group\"," \
	"\"value_from\":\"Support\",\"value_to\":\"Microsoft\"," \
	"\"created_at\":\"2026-03-02T10:00:04.000Z\",\"created_by_id\":5}]}"

static const struct {
	const char	*name, *all_from, *all_to, *from, *to;
	enum event_kind	 kind;
	enum via	 via;
} moves[] = {
	{ "by an agent", "{", "{", "{", "{", EVENT_UPDATED, VIA_UI },
	{ "with a mail of his", "\"preferences\":{}",
	    "\"preferences\":{\"send-auto-response\":true}", "{", "{",
	    EVENT_UPDATED, VIA_MAIL },
	{ "long after a mail of his", "\"preferences\":{}",
	    "\"preferences\":{\"send-auto-response\":true}",
	    "10:00:04", "10:00:06", EVENT_UPDATED, VIA_UI },
	{ "with a mail of another", "\"preferences\":{}",
	    "\"preferences\":{\"send-auto-response\":true}",
	    "\"created_by_id\":5", "\"created_by_id\":8", EVENT_UPDATED,
	    VIA_UI },
	{ "no merge yet", "{", "{", "\"updated\"", "\"merged_into\"",
	    EVENT_UPDATED, VIA_UI },
	{ "the state, but open again", "{", "{", "\"group\"", "\"state\"",
	    EVENT_UPDATED, VIA_UI },
};

START_TEST(move)
{
	const char *name = moves[_i].name;
	struct thread t = { 0 };
	const struct event *ev;

	same_outcome(name, read_thread(changed(ALL, moves[_i].all_from,
	    moves[_i].all_to), changed(MOVE, moves[_i].from, moves[_i].to),
	    NAMES, &t), E_OK, "");
	ev = event_of(&t, "h8");
	ck_assert_msg(ev->kind == moves[_i].kind && ev->via == moves[_i].via,
	    "%s: kind %d via %d", name, ev->kind, ev->via);
	same_text(name, ev->was, "Support");
	same_text(name, ev->is, "Microsoft");
}
END_TEST

START_TEST(whole)
{
	struct thread t = { 0 };

	same_outcome("whole", read_thread(ALL, HISTORY, NAMES, &t), E_OK, "");
	same_text("stamp", t.stamp, "2026-03-02T10:00:00.200Z");
	same_text("owner", t.owner, NULL);
	ck_assert_int_eq(t.created, INT64_C(1772442000000));
	ck_assert_int_eq(t.events[1].at, INT64_C(1772445600100));
	ck_assert_int_eq(t.events[0].kind, EVENT_CREATED);
	same_text("name", t.events[1].author.name, "Eva");
	same_text("language", t.requestor.language, "de-de");
	ck_assert(t.requestor.is_outside);
	ck_assert_int_eq(t.nfields, 2);
	same_text("field", t.fields[0].name, "CSP class");
	same_text("value", t.fields[0].value, "technical");
	same_text("list", t.fields[1].value, "1\nb");
	ck_assert_int_eq(t.nlinks, 1);
	same_text("link", t.links[0], "20260003");
}
END_TEST

/* Articles come in any order; what is no file is left out. */
START_TEST(files)
{
	const char *all = changed(ALL, "\"10\":{\"id\":10", "\"100\":{"
	    "\"id\":100,\"attachments\":[{\"id\":7,\"filename\":\"c\","
	    "\"size\":\"x\"},{\"id\":4,\"filename\":\"d\"}]");
	struct thread t = { 0 };

	all = changed(all, "{\"id\":20", "{\"attachments\":[{\"id\":9,"
	    "\"filename\":\"a b\",\"size\":\"12\",\"preferences\":{"
	    "\"Mime-Type\":\"text/plain\"}},{\"id\":-1,\"filename\":\"x\"},"
	    "{\"id\":8,\"filename\":\"\"},{\"id\":8}],\"id\":20");
	same_outcome("files", read_thread(all, HISTORY, NAMES, &t), E_OK, "");
	ck_assert(t.tells_files);
	ck_assert_int_eq(t.nfiles, 3);
	same_text("first", t.files[0].id, "20-9");
	same_text("name", t.files[0].name, "a b");
	same_text("type", t.files[0].type, "text/plain");
	ck_assert_int_eq(t.files[0].bytes, 12);
	same_text("message", t.files[0].message, t.events[0].id);
	same_text("second", t.files[1].id, "100-7");
	ck_assert_int_eq(t.files[1].bytes, 0);
	same_text("third", t.files[2].id, "100-4");
}
END_TEST

static const struct {
	const char	*ticket, *id, *path;	/* NULL: it is refused */
} asked_files[] = {
	{ "1", "20-9", "/api/v1/ticket_attachment/1/20/9" },
	{ "1", "20", NULL }, { "1", "20-", NULL }, { "1", "-9", NULL },
	{ "1", "20-9/../x", NULL }, { "1/2", "20-9", NULL },
	{ "1", NULL, NULL },
};

START_TEST(asks_for_file)
{
	struct call c = { 0 };
	enum err e = zammad->file(&sc, &conf, asked_files[_i].ticket,
	    asked_files[_i].id, &c);

	ck_assert_int_eq(e, asked_files[_i].path == NULL ? E_SHAPE : E_OK);
	if (asked_files[_i].path != NULL)
		same_text("path", strstr(c.url, "/api/"),
		    asked_files[_i].path);
}
END_TEST

/* What Zammad promises is there, and of its kind. */
static const struct {
	int		 answer;
	const char	*from, *to, *why;
} shapes[] = {
	{ 0, "\"ticket_id\":1", "\"ticket_id\":2", "$.ticket_id or $.id" },
	{ 2, "\"id\":1", "\"id\":null", "$.ticket_id or $.id is not the" },
	{ 0, "\"updated_at\":\"2026-03-02T10:00:00.200Z\"", "\"x\":1",
	    "$.assets.Ticket.1.updated_at is missing" },
	{ 2, "\"Support\"", "null", "$.group is missing" },
	{ 2, "\"open\"", "[]", "$.state is missing" },
	{ 2, "\"2 normal\"", "\"\"", "$.priority is missing" },
	{ 2, "2026-03", "2026-13", "created_at is not a time" },
	{ 1, "[", "{\"x\":[", "not JSON" },
	{ 1, "\"history\"", "\"h\"", "$.history is no list" },
	{ 1, "\"id\":7", "\"id\":[]", "$.history, one without an id: id" },
	{ 1, "\"2026-03-02T10:00:01.000Z\"", "7",
	    "$.history, 7: created_at is not a time" },
	{ 0, "\"id\":20", "\"id\":-20",
	    "$.assets.TicketArticle, one without an id: id is no number" },
	{ 0, "\"internal\":true", "\"internal\":null",
	    "$.assets.TicketArticle, 20: internal is not true or false" },
	{ 0, "\"internal\":true", "\"internal\":\"true\"",
	    "$.assets.TicketArticle, 20: internal is not true or false" },
	{ 0, "\"created_at\":\"2026-03-02T10", "\"created_at\":\"x",
	    "$.assets.TicketArticle, 20: created_at is not a time" },
	{ 0, "\"updated_at\":\"2026-03-02T10:00:00.1", "\"x\":\"",
	    "$.assets.TicketArticle, 20: updated_at is not a time" },
};

START_TEST(shape)
{
	const char *docs[] = { ALL, HISTORY, NAMES };
	const char **doc = &docs[shapes[_i].answer];
	struct thread t = { 0 };

	*doc = changed(*doc, shapes[_i].from, shapes[_i].to);
	same_outcome(shapes[_i].to, read_thread(docs[0], docs[1], docs[2],
	    &t), E_SHAPE, shapes[_i].why);
	ck_assert_ptr_null(t.events);
}
END_TEST

/* Zammad takes bodies of 1.5 million characters. */
START_TEST(large_body)
{
	const char *all, *text = many("\xc4\x85", 500000);
	struct thread t = { 0 };

	all = changed(ALL, "/csp why", text);
	same_outcome("large", read_thread(all, HISTORY, NAMES, &t), E_OK, "");
	ck_assert(event_of(&t, "a20")->is_cut);
	ck_assert_uint_le(strlen(event_of(&t, "a20")->text), 262144);
	ck_assert(str_utf8(event_of(&t, "a20")->text,
	    strlen(event_of(&t, "a20")->text)));
	ck_assert(!event_of(&t, "a10")->is_cut);
}
END_TEST

START_TEST(too_many)
{
	const char *entry = "{\"id\":7,\"created_at\":\"2026-03-02\"}";
	struct thread t = { 0 };

	same_outcome("5000", read_thread(ALL, str_fmt(&sc,
	    "{\"history\":[%s]}", many(entry, 5000)), NAMES, &t), E_OK, "");
	same_outcome("5001", read_thread(ALL, str_fmt(&sc,
	    "{\"history\":[%s]}", many(entry, 5001)), NAMES, &t), E_LIMIT,
	    "$.history has 5001 entries, more than 5000");
}
END_TEST

START_TEST(refused)
{
	const struct reply got[] = {
		{ 200, ALL, strlen(ALL) }, { 403, "no", 2 }, { 200, "{}", 2 }
	};
	struct thread t = { 0 };

	same_outcome("403", zammad->thread(&sc, &conf, "1", got, 3, &t),
	    E_DENIED, "the desk answered 403: no");
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("zammad");

	tcase_add_loop_test(t, poke, 0, LEN(pokes));
	tcase_add_loop_test(t, note, 0, LEN(notes));
	tcase_add_loop_test(t, past, 0, LEN(pasts));
	tcase_add_loop_test(t, move, 0, LEN(moves));
	tcase_add_test(t, whole);
	tcase_add_test(t, files);
	tcase_add_loop_test(t, asks_for_file, 0, LEN(asked_files));
	tcase_add_loop_test(t, shape, 0, LEN(shapes));
	tcase_add_test(t, large_body);
	tcase_add_test(t, too_many);
	tcase_add_test(t, refused);
	return run_case("zammad", t);
}
