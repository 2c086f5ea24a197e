/*
 * The RT adapter on made-up documents: each word of RT has its meaning, and
 * what RT does not promise is refused by name. check_golden.c reads what a
 * real RT has sent.
 */
#include "same.h"

#include <stddef.h>

static const struct desk_conf conf = {
	"rt", "https://rt.example", "cspdesk", "1-28-00ff", NULL, 0
};
extern const struct desk desk_rt;
static const struct desk *const rt = &desk_rt;

#define EVENT \
	"{\"schema\":\"csp.event/1\",\"id\":\"rt-51\",\"desk\":\"rt\"," \
	"\"event\":\"message\",\"ticket\":{\"id\":\"12\"}}"

static const struct {
	const char	*name, *from, *to;
	enum err	 want;
	const char	*why;
} pokes[] = {
	{ "as sent", "{", "{", E_OK, "" },
	{ "20 digits", "\"12\"", "\"12345678901234567890\"", E_OK, "" },
	{ "21 digits", "\"12\"", "\"123456789012345678901\"", E_SHAPE,
	    "$.ticket.id is not 1 to 20 digits" },
	{ "a path", "\"12\"", "\"1/../2\"", E_SHAPE,
	    "$.ticket.id is not 1 to 20 digits" },
	{ "a number", "\"12\"", "12", E_SHAPE, "$.ticket.id is not a text" },
	{ "nothing", "\"12\"", "\"\"", E_SHAPE, "$.ticket.id is empty" },
	{ "null", "\"12\"", "null", E_SHAPE, "$.ticket.id is missing" },
	{ "no ticket", "ticket", "tocket", E_SHAPE, "$.ticket.id is missing" },
	{ "list", "{\"id\":\"12\"}", "[\"12\"]", E_SHAPE,
	    "$.ticket.id is missing" },
	{ "another id", "rt-51", "rt-52", E_SHAPE,
	    "$.id is not the webhook-id" },
	{ "no id", "\"id\"", "\"di\"", E_SHAPE, "$.id is missing" },
	{ "schema 2", "event/1", "event/2", E_SHAPE,
	    "$.schema is not csp.event/1" },
	{ "no schema", "schema", "scheme", E_SHAPE,
	    "$.schema is not csp.event/1" },
	{ "not UTF-8", "message", "\xff", E_SHAPE, "JSON is not UTF-8" },
	{ "NUL", "12", "12\\u0000", E_SHAPE, "JSON has a NUL" },
	{ "deep", "\"message\"", "[[[[[[[[]]]]]]]]", E_LIMIT,
	    "JSON is deeper than 8" },
	{ "two values", "{\"schema", "{}{\"schema", E_SHAPE, "not JSON" },
	{ "no object", EVENT, "[1]", E_SHAPE, "$.schema is not" },
	{ "empty", EVENT, "", E_SHAPE, "not JSON" },
};

START_TEST(poke)
{
	const char *body = changed(EVENT, pokes[_i].from, pokes[_i].to);
	struct proven pv = { "rt-51", body, strlen(body) };
	struct poke p = { 0 };

	same_outcome(pokes[_i].name, rt->poke(&sc, &pv, &p), pokes[_i].want,
	    pokes[_i].why);
	same_text(pokes[_i].name, p.key, pokes[_i].want == E_OK ? "rt-51" :
	    NULL);
}
END_TEST

#define ENTRY \
	"{\"id\":\"51\",\"type\":\"Status\",\"field\":\"Status\"," \
	"\"old\":\"open\",\"new\":\"resolved\"," \
	"\"created\":\"2026-11-20T09:00:00Z\",\"author\":{\"id\":\"42\"," \
	"\"name\":\"ann\",\"email\":null,\"privileged\":true," \
	"\"requestor\":false,\"system\":false},\"via\":null," \
	"\"automatic\":null,\"content_type\":null,\"content\":null," \
	"\"truncated\":false}"
#define THREAD \
	"{\"schema\":\"csp.thread/1\",\"desk_version\":\"5.0.3\"," \
	"\"last\":\"53\",\"now\":\"2026-11-20T09:00:00Z\",\"ticket\":{" \
	"\"id\":\"12\",\"queue\":\"Support\",\"subject\":null," \
	"\"status\":\"resolved\",\"status_class\":\"inactive\"," \
	"\"priority\":\"0\",\"owner\":\"Nobody\"," \
	"\"created\":\"2026-11-20T08:00:00Z\",\"merged_into\":null," \
	"\"fields\":{\"Tags\":[\"a\",\"\",\"b\"]}," \
	"\"refers_to\":[\"800\",\"https://x.example/\"]}," \
	"\"requestor\":null,\"transactions\":[" ENTRY "]}"

static enum err
read_thread(const char *body, struct thread *ret)
{
	struct reply got = { 200, body, strlen(body) };

	return rt->thread(&sc, &conf, "12", &got, 1, ret);
}

/* Every member that must be there, gone or of another type. */
static const struct {
	const char	*from, *to;
	enum err	 want;
	const char	*why;
} shapes[] = {
	{ "{", "{", E_OK, "" },
	{ "thread/1", "thread/2", E_SHAPE, "$.schema is not csp.thread/1" },
	{ "\"5.0.3\"", "5", E_SHAPE, "$.desk_version is not a text" },
	{ "\"12\"", "\"13\"", E_SHAPE, "$.ticket.id is not the ticket asked" },
	{ "\"queue\"", "\"q\"", E_SHAPE, "$.ticket.queue is missing" },
	{ "\"subject\":null", "\"subject\":1", E_SHAPE,
	    "$.ticket.subject is not a text" },
	{ "\"status\"", "\"s\"", E_SHAPE, "$.ticket.status is missing" },
	{ "inactive", "gone", E_SHAPE, "$.ticket.status_class is not initial" },
	{ "\"inactive\"", "7", E_SHAPE, "$.ticket.status_class is not init" },
	{ "\"0\"", "0", E_SHAPE, "$.ticket.priority is not a text" },
	{ "\"Nobody\"", "null", E_SHAPE, "$.ticket.owner is missing" },
	{ "2026-11-20T08", "2026-13-20T08", E_SHAPE,
	    "$.ticket.created is not a time" },
	{ "merged_into\":null", "merged_into\":\"x\"", E_SHAPE,
	    "$.ticket.merged_into is not 1 to 20 digits" },
	{ "{\"Tags\":[\"a\",\"\",\"b\"]}", "[]", E_SHAPE,
	    "$.ticket.fields is not an object" },
	{ "\"b\"]}", "1]}", E_SHAPE, "$.ticket.fields[0].Tags has a value" },
	{ "[\"a\",\"\",\"b\"]", "{}", E_SHAPE,
	    "$.ticket.fields[0].Tags is not a list" },
	{ "\"refers_to\"", "\"r\"", E_SHAPE, "$.ticket.refers_to is not a l" },
	{ "\"800\"", "800", E_SHAPE, "$.ticket.refers_to[0] is not a text" },
	{ "\"requestor\":null", "\"requestor\":{}", E_SHAPE,
	    "$.requestor.id is missing" },
	{ "\"transactions\"", "\"t\"", E_SHAPE, "$.transactions is not a l" },
	{ ENTRY, "7", E_SHAPE, "$.transactions[0].id is missing" },
	{ ENTRY, ENTRY "," "{}", E_SHAPE, "$.transactions[1].id is missing" },
	{ "\"51\"", "51", E_SHAPE, "$.transactions[0].id is not a text" },
	{ "\"type\"", "\"t\"", E_SHAPE, "$.transactions[0].type is missing" },
	{ "20T09:00:00Z\",\"author", "20\",\"author", E_OK, "" },
	{ "20T09:00:00Z\",\"author", "\",\"author", E_SHAPE,
	    "$.transactions[0].created is not a time" },
	{ "\"author\"", "\"a\"", E_SHAPE,
	    "$.transactions[0].author.id is missing" },
	{ "\"ann\"", "\"\"", E_SHAPE, "$.transactions[0].author.name is em" },
	{ "privileged\":true", "privileged\":1", E_SHAPE,
	    "$.transactions[0].author.privileged is not true or false" },
	{ "privileged\":true", "privileged\":\"true\"", E_SHAPE,
	    "$.transactions[0].author.privileged is not true or false" },
	{ "\"system\"", "\"s\"", E_SHAPE,
	    "$.transactions[0].author.system is missing" },
	{ "\"via\":null", "\"via\":[]", E_SHAPE,
	    "$.transactions[0].via is not a text" },
	{ "\"truncated\"", "\"t\"", E_SHAPE,
	    "$.transactions[0].truncated is missing" },
};

START_TEST(shape)
{
	const char *body = changed(THREAD, shapes[_i].from, shapes[_i].to);
	struct thread t = { 0 };

	same_outcome(shapes[_i].why, read_thread(body, &t), shapes[_i].want,
	    shapes[_i].why);
	ck_assert(shapes[_i].want == E_OK || t.ticket == NULL);
}
END_TEST

#define IS(member)	offsetof(struct event, member)

/* One change to THREAD, and what its event says then. */
static const struct {
	const char	*from, *to;
	size_t		 member;
	int		 want;
} means[] = {
	{ "{", "{", IS(kind), EVENT_CLOSED },
	{ "inactive", "active", IS(kind), EVENT_UPDATED },
	{ "\"new\":\"resolved\"", "\"new\":\"open\"", IS(kind),
	    EVENT_UPDATED },
	{ "\"new\":\"resolved\"", "\"new\":\"deleted\"", IS(kind),
	    EVENT_DELETED },
	{ "\"type\":\"Status\"", "\"type\":\"CustomField\"", IS(kind),
	    EVENT_UPDATED },
	{ "\"type\":\"Status\"", "\"type\":\"Create\"", IS(kind),
	    EVENT_CREATED },
	{ "\"type\":\"Status\"", "\"type\":\"Correspond\"", IS(kind),
	    EVENT_MESSAGE },
	{ "\"type\":\"Status\"", "\"type\":\"Comment\"", IS(kind),
	    EVENT_NOTE },
	{ "\"type\":\"Status\"", "\"type\":\"correspond\"", IS(kind),
	    EVENT_UPDATED },
	{ "{", "{", IS(by), AUTHOR_AGENT },
	{ "privileged\":true", "privileged\":false", IS(by),
	    AUTHOR_CUSTOMER },
	{ "\"system\":false", "\"system\":true", IS(by), AUTHOR_SYSTEM },
	{ "\"ann\"", "\"cspdesk\"", IS(by), AUTHOR_SELF },
	{ "\"ann\"", "\"Cspdesk\"", IS(by), AUTHOR_AGENT },
	{ "\"via\":null", "\"via\":\"Email\"", IS(via), VIA_MAIL },
	{ "\"via\":null", "\"via\":\"Web\"", IS(via), VIA_UI },
	{ "\"via\":null", "\"via\":\"Mobile\"", IS(via), VIA_UI },
	{ "\"via\":null", "\"via\":\"REST2\"", IS(via), VIA_API },
	{ "\"via\":null", "\"via\":\"REST\"", IS(via), VIA_API },
	{ "\"via\":null", "\"via\":\"API\"", IS(via), VIA_API },
	{ "\"via\":null", "\"via\":\"CLI\"", IS(via), VIA_UNKNOWN },
	{ "\"via\":null", "\"via\":\"email\"", IS(via), VIA_UNKNOWN },
	{ "{", "{", IS(via), VIA_UNKNOWN },
	{ "_type\":null", "_type\":\"text/html\"", IS(is_html), 1 },
	{ "_type\":null", "_type\":\"text/plain\"", IS(is_html), 0 },
	{ "\"truncated\":false", "\"truncated\":true", IS(is_cut), 1 },
};

START_TEST(meaning)
{
	const char *body = changed(THREAD, means[_i].from, means[_i].to);
	struct thread t = { 0 };
	int got;

	same_outcome(means[_i].to, read_thread(body, &t), E_OK, "");
	memcpy(&got, (char *)&t.events[0] + means[_i].member, sizeof(got));
	ck_assert_msg(got == means[_i].want, "%s: got %d, want %d",
	    means[_i].to, got, means[_i].want);
}
END_TEST

/* A custom field called Status must not look like the ticket's status. */
START_TEST(custom_field)
{
	struct thread t = { 0 };

	same_outcome("field", read_thread(changed(THREAD,
	    "\"type\":\"Status\"", "\"type\":\"CustomField\""), &t), E_OK, "");
	same_text("name", t.events[0].field, "CF.{Status}");
	same_text("owner", t.owner, NULL);
	same_text("values", t.fields[0].value, "a\n\nb");
	ck_assert_int_eq(t.nlinks, 1);
	same_text("link", t.links[0], "800");
}
END_TEST

#define REQUESTOR \
	"\"requestor\":{\"id\":\"45\",\"name\":\"jan\"%s}"

/* An older extension does not tell; then nobody is surely from outside. */
static const struct {
	const char	*more;
	enum err	 want;
	const char	*why;
	int		 is_outside;
} outside[] = {
	{ ",\"outside\":true", E_OK, "", 1 },
	{ ",\"outside\":false", E_OK, "", 0 },
	{ "", E_OK, "", 0 },
	{ ",\"outside\":\"yes\"", E_SHAPE,
	    "$.requestor.outside is not true or false", 0 },
};

START_TEST(from_outside)
{
	struct thread t = { 0 };

	same_outcome(outside[_i].more, read_thread(changed(THREAD,
	    "\"requestor\":null", str_fmt(&sc, REQUESTOR, outside[_i].more)),
	    &t), outside[_i].want, outside[_i].why);
	ck_assert_int_eq(t.requestor.is_outside, outside[_i].is_outside);
}
END_TEST

static const char *
merge_entry(const char *id)
{
	const char *s = changed(ENTRY, "\"type\":\"Status\"",
	    "\"type\":\"AddLink\"");

	s = changed(s, "\"field\":\"Status\"", "\"field\":\"MergedInto\"");
	return changed(s, "51", id);
}

/* Another ticket came in first, then this one went: only the last ends it. */
START_TEST(merged)
{
	const char *body = changed(THREAD, ENTRY, str_fmt(&sc, "%s,%s",
	    merge_entry("51"), merge_entry("52")));
	struct thread t = { 0 };

	same_outcome("stays", read_thread(body, &t), E_OK, "");
	ck_assert_int_eq(t.events[1].kind, EVENT_UPDATED);
	body = changed(body, "merged_into\":null", "merged_into\":\"7\"");
	same_outcome("goes", read_thread(body, &t), E_OK, "");
	same_text("goes", t.merged_into, "7");
	ck_assert_int_eq(t.events[0].kind, EVENT_UPDATED);
	ck_assert_int_eq(t.events[1].kind, EVENT_MERGED);
}
END_TEST

static const struct {
	int		 status;
	enum err	 want;
} statuses[] = {
	{ 401, E_DENIED }, { 403, E_DENIED }, { 404, E_GONE },
	{ 400, E_SHAPE }, { 429, E_BUSY }, { 502, E_BUSY },
};

START_TEST(refused)
{
	struct reply got = { statuses[_i].status, "sorry", 5 };
	struct thread t;
	struct changes c;

	same_outcome("thread", rt->thread(&sc, &conf, "12", &got, 1, &t),
	    statuses[_i].want, "the desk answered");
	same_outcome("swept", rt->swept(&sc, &conf, &got, &c),
	    statuses[_i].want, "the desk answered");
}
END_TEST

/* However the answer is cut, it is refused and nothing is handed out. */
START_TEST(cut_short)
{
	for (size_t n = 0; n < strlen(THREAD); n++) {
		struct reply got = { 200, str_copy(&sc, THREAD, n), n };
		struct thread t = { 0 };

		same_outcome("cut", rt->thread(&sc, &conf, "12", &got, 1, &t),
		    E_SHAPE, "not JSON");
		ck_assert_ptr_null(t.ticket);
	}
}
END_TEST

START_TEST(limits)
{
	struct thread t = { 0 };

	same_outcome("5000", read_thread(changed(THREAD, ENTRY,
	    many(ENTRY, 5000)), &t), E_OK, "");
	ck_assert_int_eq(t.nevents, 5000);
	same_outcome("5001", read_thread(changed(THREAD, ENTRY,
	    many(ENTRY, 5001)), &t), E_LIMIT, "$.transactions has 5001");
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("rt");

	tcase_add_loop_test(t, poke, 0, LEN(pokes));
	tcase_add_loop_test(t, shape, 0, LEN(shapes));
	tcase_add_loop_test(t, meaning, 0, LEN(means));
	tcase_add_test(t, custom_field);
	tcase_add_loop_test(t, from_outside, 0, LEN(outside));
	tcase_add_test(t, merged);
	tcase_add_loop_test(t, refused, 0, LEN(statuses));
	tcase_add_test(t, cut_short);
	tcase_add_test(t, limits);
	return run_case("rt", t);
}
