/*
 * What the Zammad adapter asks of Zammad, to the byte, and how it reads what
 * changed.
 */
#include "same.h"

#include "base/clock.h"

static const char *const fields[] = { "CSP class", "", "CSP gone" };
static const struct desk_conf conf = {
	"zammad", "https://z.example", "cspdesk", "token-1", fields, LEN(fields)
};
extern const struct desk desk_zammad;
static const struct desk *const zammad = &desk_zammad;

static const struct {
	const char	*name;
	struct order	 o;
	enum err	 want;
	const char	*method, *url, *body;	/* body: or the sentence */
} orders[] = {
	{ "note", { .kind = ORDER_NOTE, .ticket = "12",
	    .text = "a \"b\"\n[csp #7]" }, E_OK, "POST", "/ticket_articles",
	    "{\"type\":\"note\",\"internal\":true,\"ticket_id\":12,"
	    "\"body\":\"a \\\"b\\\"\\n[csp #7]\","
	    "\"content_type\":\"text/plain\",\"sender\":\"Agent\"}" },
	{ "reply", { .kind = ORDER_REPLY, .ticket = "12", .text = "ok",
	    .to = "jan@x.example", .subject = "Help" }, E_OK, "POST",
	    "/ticket_articles", "{\"type\":\"email\",\"internal\":false,"
	    "\"to\":\"jan@x.example\",\"subject\":\"Help\","
	    "\"ticket_id\":12,\"body\":\"ok\","
	    "\"content_type\":\"text/plain\",\"sender\":\"Agent\"}" },
	{ "reply to nobody", { .kind = ORDER_REPLY, .ticket = "12",
	    .text = "ok" }, E_SHAPE, NULL, NULL, "the reply for ticket 12 has "
	    "nobody to go to" },
	{ "empty reply", { .kind = ORDER_REPLY, .ticket = "12", .text = "",
	    .to = "jan@x.example" }, E_SHAPE, NULL, NULL,
	    "the reply for ticket 12 has no text" },
	{ "empty note", { .kind = ORDER_NOTE, .ticket = "12" }, E_SHAPE, NULL,
	    NULL, "the note for ticket 12 has no text" },
	{ "set", { .kind = ORDER_SET, .ticket = "12", .queue = "A::B",
	    .status = "open", .priority = "3 high",
	    .owner = "eva@msp.example" }, E_OK, "PUT", "/tickets/12",
	    "{\"group\":\"A::B\",\"state\":\"open\","
	    "\"priority\":\"3 high\",\"owner\":\"eva@msp.example\"}" },
	{ "set fields, and no owner", { .kind = ORDER_SET, .ticket = "12",
	    .owner = "", .nfields = 2, .fields = (struct desk_field[]){
	    { "CSP Microsoft number", "618" }, { "CSP class", "" } } }, E_OK,
	    "PUT", "/tickets/12", "{\"owner_id\":1,"
	    "\"csp_microsoft_number\":\"618\",\"csp_class\":\"\"}" },
	{ "set nothing", { .kind = ORDER_SET, .ticket = "12" }, E_SHAPE, NULL,
	    NULL, "the set for ticket 12 sets nothing" },
	{ "link", { .kind = ORDER_LINK, .ticket = "12", .link = "0020264711" },
	    E_OK, "POST", "/links/add", "{\"link_type\":\"normal\","
	    "\"link_object_target\":\"Ticket\","
	    "\"link_object_target_value\":12,"
	    "\"link_object_source\":\"Ticket\","
	    "\"link_object_source_number\":\"0020264711\"}" },
	{ "link to a page", { .kind = ORDER_LINK, .ticket = "12",
	    .link = "https://x" }, E_SHAPE, NULL, NULL,
	    "the link for ticket 12 links to what is no ticket" },
	{ "no id", { .kind = ORDER_NOTE, .ticket = "012", .text = "x" },
	    E_SHAPE, NULL, NULL, "\"012\" is no ticket id" },
	{ "no ticket", { .kind = ORDER_NOTE, .text = "x" }, E_SHAPE, NULL,
	    NULL, "\"\" is no ticket id" },
};

static void
same_call(const char *name, const struct call *c, const char *method,
    const char *url)
{
	same_text(name, c->method, method);
	same_text(name, c->url, str_fmt(&sc, "https://z.example/api/v1%s",
	    url));
	same_text(name, c->auth, "Token token=token-1");
}

START_TEST(order)
{
	struct call c = { 0 };
	enum err e = zammad->write(&sc, &conf, &orders[_i].o, &c);

	same_outcome(orders[_i].name, e, orders[_i].want, orders[_i].body);
	if (e != E_OK)
		return;
	same_call(orders[_i].name, &c, orders[_i].method, orders[_i].url);
	same_text(orders[_i].name, c.body, orders[_i].body);
}
END_TEST

START_TEST(order_too_large)
{
	struct order o = { .kind = ORDER_NOTE, .ticket = "12" };
	struct call c;

	o.text = many("x", 600 * 1024);
	same_outcome("large", zammad->write(&sc, &conf, &o, &c), E_LIMIT,
	    "the note for ticket 12 is larger");
}
END_TEST

/* Three questions; a fourth for a state that is none of Zammad's own. */
START_TEST(questions)
{
	static const char *const urls[] = { "/tickets/12?all=true",
	    "/ticket_history/12", "/tickets/12?expand=true",
	    "/ticket_states/9?expand=true" };
	static const char own[] = "{\"state\":\"solved\",\"state_id\":9}";
	static const char known[] = "{\"state\":\"open\",\"state_id\":2}";
	struct reply got[4] = { { 200, "{}", 2 }, { 200, "{}", 2 },
	    { 200, own, sizeof(own) - 1 }, { 200, "{}", 2 } };
	struct call c = { 0 };

	for (int i = 0; i < LEN(urls); i++) {
		ck_assert(zammad->read(&sc, &conf, "12", got, i, &c));
		same_call("read", &c, "GET", urls[i]);
	}
	ck_assert(!zammad->read(&sc, &conf, "12", got, 4, &c));
	got[2] = (struct reply){ 200, known, sizeof(known) - 1 };
	ck_assert(!zammad->read(&sc, &conf, "12", got, 3, &c));
	ck_assert(!zammad->read(&sc, &conf, "1?x=", NULL, 0, &c));
}
END_TEST

#define AFTER(time) \
	"/tickets/search?condition%5Bticket.updated_at%5D%5Boperator%5D=" \
	"after%20%28absolute%29&condition%5Bticket.updated_at%5D%5B" \
	"value%5D=" time
#define PAGE	"&sort_by=updated_at&order_by=asc&limit=200&page=1&expand=true"

static const struct {
	const char	*cursor, *url;
} sweeps[] = {
	{ NULL, AFTER("2026-11-20T08%3A59%3A00.250Z") PAGE },
	{ "1795165200990", AFTER("2026-11-20T08%3A59%3A00.990Z") PAGE },
	{ "+1795165200990", AFTER("2026-11-20T09%3A00%3A00.990Z") PAGE },
	{ "1", AFTER("1970-01-01T00%3A00%3A00.000Z") PAGE },
	{ "1795165200990&x=1", AFTER("2026-11-20T08%3A59%3A00.250Z") PAGE },
	{ "+", AFTER("2026-11-20T08%3A59%3A00.250Z") PAGE },
	{ "-5", AFTER("2026-11-20T08%3A59%3A00.250Z") PAGE },
};

START_TEST(sweep)
{
	int64_t since;
	struct call c = { 0 };

	ck_assert(clock_parse(&sc, "2026-11-20T09:00:00Z", &since) == E_OK);
	zammad->sweep(&sc, &conf, sweeps[_i].cursor, since + 250, 60, &c);
	same_call(sweeps[_i].url, &c, "GET", sweeps[_i].url);
}
END_TEST

START_TEST(open_tickets)
{
	struct call c = { 0 };

	zammad->open(&sc, &conf, "+1795165200990", &c);
	same_call("open", &c, "GET", AFTER("2026-11-20T09%3A00%3A00.990Z")
	    "&condition%5Bticket.state_id%5D%5Boperator%5D=is%20not"
	    "&condition%5Bticket.state_id%5D%5Bvalue%5D%5B%5D=4"
	    "&condition%5Bticket.state_id%5D%5Bvalue%5D%5B%5D=5"
	    "&condition%5Bticket.state_id%5D%5Bvalue%5D%5B%5D=6" PAGE);
}
END_TEST

/* `n` tickets, the last of them a second later if `later`. */
static const char *
page(int n, int later)
{
	static const char one[] = "{\"id\":12,\"updated_at\":"
	    "\"2026-11-20T09:00:00.990Z\"}";

	return str_fmt(&sc, "[%s,%s]", many(one, n - 1),
	    later ? changed(one, "09:00:00", "09:00:01") : one);
}

static const struct {
	int		 n, later;
	const char	*next, *more;
} pages[] = {
	{ 199, 1, "1795165201990", NULL },
	{ 200, 1, "+1795165201989", "+1795165201989" },
	/* All in one millisecond: what more there is of them is lost. */
	{ 200, 0, "+1795165200990", "+1795165200990" },
};

START_TEST(paging)
{
	const char *body = page(pages[_i].n, pages[_i].later);
	struct reply got = { 200, body, strlen(body) };
	struct changes c = { 0 };

	same_outcome("page", zammad->swept(&sc, &conf, &got, &c), E_OK, "");
	ck_assert_int_eq(c.n, pages[_i].n);
	same_text("next", c.next, pages[_i].next);
	same_text("more", c.more, pages[_i].more);
}
END_TEST

static const struct {
	const char	*body;
	enum err	 want;
	const char	*why;
} answers[] = {
	{ "[]", E_OK, "" },
	{ "{\"tickets\":[]}", E_SHAPE, "$ is no list of tickets" },
	{ "[7]", E_SHAPE, "updated_at is not a time" },
	{ "[{\"updated_at\":\"2026-11-20\"}]", E_SHAPE, "a ticket that was" },
	{ "[{\"id\":\"../1\",\"updated_at\":\"2026-11-20\"}]", E_SHAPE,
	    "a ticket that was found has no id" },
	{ "<html>", E_SHAPE, "not JSON" },
};

START_TEST(swept)
{
	struct reply got = { 200, answers[_i].body, strlen(answers[_i].body) };
	struct changes c = { 0 };

	same_outcome(answers[_i].body, zammad->swept(&sc, &conf, &got, &c),
	    answers[_i].want, answers[_i].why);
	ck_assert_int_eq(c.n, 0);
	ck_assert_ptr_null(c.next);
}
END_TEST

START_TEST(swept_too_many)
{
	const char *body = page(201, 0);
	struct reply got = { 200, body, strlen(body) };
	struct changes c = { 0 };

	same_outcome("201", zammad->swept(&sc, &conf, &got, &c), E_LIMIT,
	    "201 tickets on a page of 200");
}
END_TEST

#define ME \
	"{\"id\":77,\"login\":\"cspdesk@msp.example\",\"email\":\"cspdesk\"," \
	"\"groups\":{\"Support\":[\"full\"],\"A::B\":[\"read\",\"create\"]}}"
#define TESTS \
	"[{\"id\":5,\"title\":\"cspdesk doctor\",\"created_by_id\":8}," \
	"{\"id\":4,\"title\":\"cspdesk doctor!\",\"created_by_id\":77}," \
	"{\"id\":3,\"title\":\"cspdesk doctor\",\"created_by_id\":77}," \
	"{\"id\":2,\"title\":\"cspdesk doctor\",\"created_by_id\":77}]"
#define ANY	"[{\"id\":9,\"csp_class\":null}]"

static enum err
ask_about(const char *me, const char *tests, const char *any,
    struct about *ret)
{
	const char *const docs[] = { me, tests, any };
	struct reply got[LEN(docs)];
	struct call c;
	int n = 0;

	while (zammad->probe->ask(&sc, &conf, "00ff", got, n, &c)) {
		ck_assert_int_lt(n, LEN(docs));
		got[n] = (struct reply){ 200, docs[n], strlen(docs[n]) };
		n++;
	}
	return zammad->probe->about(&sc, &conf, got, n, ret);
}

START_TEST(about)
{
	struct about a = { 0 };

	same_outcome("about", ask_about(ME, TESTS, ANY, &a), E_OK, "");
	same_text("user", a.user, "cspdesk");
	same_text("ticket", a.ticket, "3");
	same_text("fields", a.fields, "CSP class");
	ck_assert_int_eq(a.nqueues, 2);
	same_text("queue", a.queues[0].name, "Support");
	same_text("full", a.queues[0].lacks, NULL);
	same_text("some", a.queues[1].lacks, "change");
}
END_TEST

START_TEST(about_little)
{
	struct about a = { 0 };

	same_outcome("little", ask_about("{\"login\":\"eva\"}", "[]", "[]",
	    &a), E_OK, "");
	same_text("user", a.user, "eva");
	same_text("ticket", a.ticket, NULL);
	same_text("fields", a.fields, NULL);
	ck_assert_ptr_null(a.queues);
	same_outcome("nobody", ask_about("{}", "[]", "[]", &a), E_SHAPE,
	    "$.login is missing");
	same_outcome("no list", ask_about(ME, "{}", "[]", &a), E_SHAPE,
	    "$ is no list of tickets");
}
END_TEST

START_TEST(make)
{
	struct call c = { 0 };

	zammad->probe->make(&sc, &conf, "A::B", &c);
	same_call("make", &c, "POST", "/tickets");
	same_text("make", c.body, "{\"title\":\"cspdesk doctor\","
	    "\"group\":\"A::B\",\"customer\":\"cspdesk\",\"article\":{"
	    "\"subject\":\"cspdesk doctor\",\"body\":\"cspdesk doctor\","
	    "\"content_type\":\"text/plain\",\"type\":\"note\","
	    "\"internal\":true,\"sender\":\"Agent\"}}");
}
END_TEST

static const struct {
	const char		*name;
	struct new_ticket	 t;
	const char		*body;
} new_tickets[] = {
	{ "with a requestor", { "Support", "a \"b\" [csp 00ff]", "text",
	    "help@x.example" },
	    "{\"title\":\"a \\\"b\\\" [csp 00ff]\",\"group\":\"Support\","
	    "\"customer_id\":\"guess:help@x.example\",\"article\":{"
	    "\"subject\":\"a \\\"b\\\" [csp 00ff]\",\"body\":\"text\","
	    "\"content_type\":\"text/plain\",\"type\":\"note\","
	    "\"internal\":true,\"sender\":\"Agent\"}}" },
	{ "of nobody", { "Support", "s", "text", NULL },
	    "{\"title\":\"s\",\"group\":\"Support\",\"customer\":\"cspdesk\","
	    "\"article\":{\"subject\":\"s\",\"body\":\"text\","
	    "\"content_type\":\"text/plain\",\"type\":\"note\","
	    "\"internal\":true,\"sender\":\"Agent\"}}" },
};

START_TEST(open_ticket)
{
	struct call c = { 0 };

	ck_assert(zammad->open_ticket(&sc, &conf, &new_tickets[_i].t, &c) ==
	    E_OK);
	same_call(new_tickets[_i].name, &c, "POST", "/tickets");
	same_text(new_tickets[_i].name, c.body, new_tickets[_i].body);
}
END_TEST

START_TEST(open_too_large)
{
	struct new_ticket t = { "Support", "s", many("x", 1 << 20), NULL };
	struct call c;

	same_outcome("large", zammad->open_ticket(&sc, &conf, &t, &c), E_LIMIT,
	    "the new ticket is larger than");
}
END_TEST

static const struct {
	int		 status;
	const char	*body;
	enum err	 want;
	const char	*is;		/* the ticket, or the sentence */
} openeds[] = {
	{ 201, "{\"id\":\"12\",\"type\":\"ticket\"}", E_OK, "12" },
	{ 201, "{\"id\":12}", E_OK, "12" },
	{ 201, "{\"id\":\"12/x\"}", E_SHAPE, "$.id is not 1 to 20 digits" },
	{ 201, "[\"ok\"]", E_SHAPE, "$.id is not 1 to 20 digits" },
	{ 201, "<html>", E_SHAPE, "" },
	{ 403, "{}", E_DENIED, "the desk answered 403" },
};

START_TEST(opened)
{
	struct reply got = { openeds[_i].status, openeds[_i].body,
	    strlen(openeds[_i].body) };
	const char *ticket = NULL;
	enum err e = zammad->opened(&sc, &got, &ticket);

	same_outcome(openeds[_i].body, e, openeds[_i].want, openeds[_i].is);
	if (e == E_OK)
		same_text("ticket", ticket, openeds[_i].is);
}
END_TEST

static const struct {
	const char	*body;
	enum err	 want;
	const char	*is;		/* the ticket, or the sentence */
} founds[] = {
	{ "[{\"id\":6,\"title\":\"x\"},{\"id\":7,\"title\":\"y [csp "
	    "000000000000abcd]\"}]", E_OK, "7" },
	{ "[]", E_GONE, "no ticket's title has 000000000000abcd" },
	{ "[{\"id\":7,\"title\":\"other\"}]", E_GONE, "no ticket's title" },
	{ "{}", E_SHAPE, "$ is no list of tickets" },
};

START_TEST(found)
{
	struct reply got = { 200, founds[_i].body, strlen(founds[_i].body) };
	const char *ticket = NULL;
	enum err e = zammad->found(&sc, &got, "000000000000abcd", &ticket);

	same_outcome(founds[_i].body, e, founds[_i].want, founds[_i].is);
	if (e == E_OK)
		same_text("ticket", ticket, founds[_i].is);
}
END_TEST

START_TEST(search)
{
	struct call c = { 0 };

	zammad->search(&sc, &conf, "000000000000abcd", &c);
	same_call("search", &c, "GET", "/tickets/search?"
	    "condition%5Bticket.title%5D%5Boperator%5D=contains"
	    "&condition%5Bticket.title%5D%5Bvalue%5D=000000000000abcd"
	    "&sort_by=created_at&order_by=asc&limit=50&expand=true");
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("zammad calls");

	tcase_add_loop_test(t, order, 0, LEN(orders));
	tcase_add_test(t, order_too_large);
	tcase_add_test(t, questions);
	tcase_add_loop_test(t, sweep, 0, LEN(sweeps));
	tcase_add_test(t, open_tickets);
	tcase_add_loop_test(t, paging, 0, LEN(pages));
	tcase_add_loop_test(t, swept, 0, LEN(answers));
	tcase_add_test(t, swept_too_many);
	tcase_add_test(t, about);
	tcase_add_test(t, about_little);
	tcase_add_test(t, make);
	tcase_add_loop_test(t, open_ticket, 0, LEN(new_tickets));
	tcase_add_test(t, open_too_large);
	tcase_add_loop_test(t, opened, 0, LEN(openeds));
	tcase_add_loop_test(t, found, 0, LEN(founds));
	tcase_add_test(t, search);
	return run_case("zammad calls", t);
}
