/*
 * What the RT adapter asks of RT, to the byte, and how it reads what changed.
 */
#include "same.h"

#include "base/clock.h"

static const struct desk_conf conf = {
	"rt", "https://rt.example", "cspdesk", "1-28-00ff", NULL, 0
};
extern const struct desk desk_rt;
static const struct desk *const rt = &desk_rt;

static const struct {
	const char	*name;
	struct order	 o;
	enum err	 want;
	const char	*method, *url, *body;	/* body: or the sentence */
} orders[] = {
	{ "note", { .kind = ORDER_NOTE, .ticket = "12",
	    .text = "a \"b\"\n[csp #7]" }, E_OK, "POST", "/ticket/12/comment",
	    "{\"Content\":\"a \\\"b\\\"\\n[csp #7]\","
	    "\"ContentType\":\"text/plain\"}" },
	{ "reply", { .kind = ORDER_REPLY, .ticket = "12", .text = "ok" },
	    E_OK, "POST", "/ticket/12/correspond",
	    "{\"Content\":\"ok\",\"ContentType\":\"text/plain\"}" },
	{ "empty reply", { .kind = ORDER_REPLY, .ticket = "12", .text = "" },
	    E_SHAPE, NULL, NULL, "the reply for ticket 12 has no text" },
	{ "set", { .kind = ORDER_SET, .ticket = "12", .queue = "Billing",
	    .priority = "80" }, E_OK, "PUT", "/ticket/12",
	    "{\"Queue\":\"Billing\",\"Priority\":\"80\"}" },
	{ "set all", { .kind = ORDER_SET, .ticket = "12", .queue = "Q",
	    .status = "open", .priority = "1", .owner = "Nobody",
	    .nfields = 3, .fields = (struct desk_field[]){ { "Case", "618" },
	    { "Tags", "a\n\nb" }, { "Empty", "" } } }, E_OK, "PUT",
	    "/ticket/12", "{\"Queue\":\"Q\",\"Status\":\"open\","
	    "\"Priority\":\"1\",\"Owner\":\"Nobody\",\"CustomFields\":{"
	    "\"Case\":[\"618\"],\"Tags\":[\"a\",\"b\"],\"Empty\":null}}" },
	{ "set nothing", { .kind = ORDER_SET, .ticket = "12" }, E_SHAPE, NULL,
	    NULL, "the set for ticket 12 sets nothing" },
	{ "link", { .kind = ORDER_LINK, .ticket = "12", .link = "800" }, E_OK,
	    "PUT", "/ticket/12", "{\"AddRefersTo\":[\"800\"]}" },
	{ "link to a page", { .kind = ORDER_LINK, .ticket = "12",
	    .link = "https://x" }, E_SHAPE, NULL, NULL,
	    "the link for ticket 12 links to what is no ticket" },
	{ "no number", { .kind = ORDER_NOTE, .ticket = "12/take",
	    .text = "x" }, E_SHAPE, NULL, NULL, "\"12/take\" is no ticket" },
	{ "no ticket", { .kind = ORDER_NOTE, .text = "x" }, E_SHAPE, NULL,
	    NULL, "\"\" is no ticket" },
};

static void
same_call(const char *name, const struct call *c, const char *method,
    const char *url)
{
	same_text(name, c->method, method);
	same_text(name, c->url, str_fmt(&sc, "https://rt.example/REST/2.0%s",
	    url));
	same_text(name, c->auth, "token 1-28-00ff");
}

START_TEST(order)
{
	struct call c = { 0 };
	enum err e = rt->write(&sc, &conf, &orders[_i].o, &c);

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
	same_outcome("large", rt->write(&sc, &conf, &o, &c), E_LIMIT,
	    "the note for ticket 12 is larger");
}
END_TEST

START_TEST(read_once)
{
	struct reply got = { 200, "", 0 };
	struct call c = { 0 };
	struct thread t;

	ck_assert_int_eq(rt->read(&sc, &conf, "12", NULL, 0, &c), 1);
	same_call("read", &c, "GET", "/cspdesk/ticket/12");
	ck_assert_ptr_null(c.body);
	ck_assert_int_eq(rt->read(&sc, &conf, "12", &got, 1, &c), 0);
	ck_assert_int_eq(rt->read(&sc, &conf, "1?x=", NULL, 0, &c), 0);
	same_outcome("bad id", rt->thread(&sc, &conf, "1?x=", NULL, 0, &t),
	    E_SHAPE, "\"1?x=\" is no ticket number");
}
END_TEST

static const struct {
	const char	*cursor, *url;
} sweeps[] = {
	{ NULL, "since=2026-11-20T09:00:00Z&overlap=60&limit=500" },
	{ "48", "after=48&overlap=60&limit=500" },
	{ "0", "after=0&overlap=60&limit=500" },
	{ "48&limit=1", "since=2026-11-20T09:00:00Z&overlap=60&limit=500" },
};

START_TEST(sweep)
{
	int64_t since;
	struct call c = { 0 };

	ck_assert(clock_parse(&sc, "2026-11-20T09:00:00Z", &since) == E_OK);
	rt->sweep(&sc, &conf, sweeps[_i].cursor, since, 60, &c);
	same_call(sweeps[_i].url, &c, "GET", str_fmt(&sc,
	    "/cspdesk/changes?%s", sweeps[_i].url));
}
END_TEST

static const struct {
	const char	*cursor, *after;
} opens[] = { { NULL, "0" }, { "48", "48" }, { "48&limit=1", "0" } };

START_TEST(open_tickets)
{
	struct call c = { 0 };

	rt->open(&sc, &conf, opens[_i].cursor, &c);
	same_call(opens[_i].after, &c, "GET", str_fmt(&sc,
	    "/cspdesk/open?after=%s&limit=500", opens[_i].after));
}
END_TEST

#define CHANGES \
	"{\"schema\":\"csp.changes/1\",\"now\":\"2026-11-20T09:00:00Z\"," \
	"\"changes\":[{\"transaction\":\"51\",\"ticket\":\"1\"," \
	"\"created\":\"2026-11-20T09:00:00Z\"}],\"last\":\"60\"," \
	"\"next\":\"48\",\"more\":true}"

static const struct {
	const char	*from, *to;
	enum err	 want;
	const char	*why, *more;
} pages[] = {
	{ "{", "{", E_OK, "", "60" },
	{ "true", "false", E_OK, "", NULL },
	{ "true", "0", E_SHAPE, "$.more is not true or false", NULL },
	{ "\"60\"", "60", E_SHAPE, "$.last is not a text", NULL },
	{ "\"48\"", "\"48&\"", E_SHAPE, "$.next is not 1 to 20 digits", NULL },
	{ "\"ticket\"", "\"t\"", E_SHAPE, "$.changes[0].ticket is missing",
	    NULL },
	{ "\"51\"", "\"x\"", E_SHAPE, "$.changes[0].transaction is not 1",
	    NULL },
	{ "\"changes\"", "\"c\"", E_SHAPE, "$.changes is not a list", NULL },
	{ "changes/1", "thread/1", E_SHAPE, "$.schema is not csp.changes/1",
	    NULL },
};

START_TEST(swept)
{
	const char *body = changed(CHANGES, pages[_i].from, pages[_i].to);
	struct reply got = { 200, body, strlen(body) };
	struct changes c = { 0 };

	same_outcome(pages[_i].to, rt->swept(&sc, &conf, &got, &c),
	    pages[_i].want, pages[_i].why);
	same_text("more", c.more, pages[_i].more);
	if (pages[_i].want != E_OK)
		return;
	same_text("next", c.next, "48");
	ck_assert_int_eq(c.n, 1);
	same_text("ticket", c.pokes[0].ticket, "1");
	same_text("key", c.pokes[0].key, "rt-51");
}
END_TEST

#define ABOUT \
	"{\"schema\":\"csp.about/1\",\"desk_version\":\"5.0.3\"," \
	"\"extension\":\"1.2\",\"user\":\"cspdesk\",\"ticket\":\"7\"," \
	"\"hook\":{\"url\":\"http://x/hook/rt\",\"fault\":null," \
	"\"proof\":\"00ff\"},\"queues\":{\"Support\":[]," \
	"\"Billing\":[\"SeeQueue\",\"ShowTicket\"]}," \
	"\"fields\":[\"CSP class\",\"CSP tier\"]}"

static const struct {
	const char	*from, *to;
	int		 status;
	enum err	 want;
	const char	*why;
} abouts[] = {
	{ "{", "{", 200, E_OK, "" },
	{ "\"7\"", "null", 200, E_OK, "" },
	{ "{", "{", 404, E_GONE, "the desk answered 404" },
	{ "{", "{", 401, E_DENIED, "the desk answered 401" },
	{ "about/1", "about/2", 200, E_SHAPE, "$.schema is not csp.about/1" },
	{ "\"user\"", "\"usr\"", 200, E_SHAPE, "$.user is missing" },
	{ "\"7\"", "\"7/x\"", 200, E_SHAPE, "$.ticket is not 1 to 20" },
	{ "\"queues\"", "\"q\"", 200, E_SHAPE, "$.queues is not an object" },
	{ "[]", "{}", 200, E_SHAPE, "$.queues[0].Support is not a list" },
	{ "[]", "[1]", 200, E_SHAPE, "$.queues[0].Support has a value" },
	{ "\"fields\"", "\"f\"", 200, E_SHAPE, "$.fields is missing" },
};

START_TEST(about)
{
	const char *body = changed(ABOUT, abouts[_i].from, abouts[_i].to);
	struct reply got = { abouts[_i].status, body, strlen(body) };
	struct about a = { 0 };

	same_outcome(abouts[_i].to, rt->probe->about(&sc, &conf, &got, 1, &a),
	    abouts[_i].want, abouts[_i].why);
	if (abouts[_i].want != E_OK)
		return;
	same_text("user", a.user, "cspdesk");
	same_text("proof", a.hook_proof, "00ff");
	same_text("fault", a.hook_fault, NULL);
	same_text("fields", a.fields, "CSP class\nCSP tier");
	ck_assert_int_eq(a.nqueues, 2);
	same_text("queue", a.queues[1].name, "Billing");
	same_text("lacks", a.queues[1].lacks, "SeeQueue\nShowTicket");
	same_text("ticket", a.ticket, _i == 0 ? "7" : NULL);
}
END_TEST

START_TEST(probe)
{
	struct reply got = { 200, "", 0 };
	struct call c = { 0 };

	ck_assert_int_eq(rt->probe->ask(&sc, &conf, "00", NULL, 0, &c), 1);
	same_call("about", &c, "GET", "/cspdesk/about?nonce=00");
	ck_assert_int_eq(rt->probe->ask(&sc, &conf, "00", &got, 1, &c), 0);
	rt->probe->make(&sc, &conf, "Se\"rvice", &c);
	same_call("make", &c, "POST", "/ticket");
	same_text("make", c.body, "{\"Queue\":\"Se\\\"rvice\","
	    "\"Subject\":\"cspdesk doctor\"}");
}
END_TEST

static const struct {
	const char		*name;
	struct new_ticket	 t;
	const char		*body;
} new_tickets[] = {
	{ "with a requestor", { "Support", "a \"b\" [csp 00ff]", "text",
	    "help@x.example" },
	    "{\"Queue\":\"Support\",\"Subject\":\"a \\\"b\\\" [csp 00ff]\","
	    "\"Requestor\":\"help@x.example\",\"Content\":\"text\","
	    "\"ContentType\":\"text/plain\"}" },
	{ "of nobody", { "Support", "s", "text", NULL },
	    "{\"Queue\":\"Support\",\"Subject\":\"s\",\"Content\":\"text\","
	    "\"ContentType\":\"text/plain\"}" },
};

START_TEST(open_ticket)
{
	struct call c = { 0 };

	ck_assert(rt->open_ticket(&sc, &conf, &new_tickets[_i].t, &c) ==
	    E_OK);
	same_call(new_tickets[_i].name, &c, "POST", "/ticket");
	same_text(new_tickets[_i].name, c.body, new_tickets[_i].body);
}
END_TEST

START_TEST(open_too_large)
{
	struct new_ticket t = { "Support", "s", many("x", 1 << 20), NULL };
	struct call c;

	same_outcome("large", rt->open_ticket(&sc, &conf, &t, &c), E_LIMIT,
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
	enum err e = rt->opened(&sc, &got, &ticket);

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
	{ "{\"items\":[{\"id\":\"7\",\"Subject\":\"x\"},"
	    "{\"id\":\"9\"}]}", E_OK, "7" },
	{ "{\"items\":[{\"id\":7}]}", E_OK, "7" },
	{ "{\"items\":[]}", E_GONE,
	    "no ticket's subject has 000000000000abcd" },
	{ "{\"items\":[{\"id\":\"7/x\"}]}", E_SHAPE, "$.items[0].id is not" },
	{ "{\"items\":{}}", E_SHAPE, "$.items is no list" },
	{ "[]", E_SHAPE, "$.items is no list" },
};

START_TEST(found)
{
	struct reply got = { 200, founds[_i].body, strlen(founds[_i].body) };
	const char *ticket = NULL;
	enum err e = rt->found(&sc, &got, "000000000000abcd", &ticket);

	same_outcome(founds[_i].body, e, founds[_i].want, founds[_i].is);
	if (e == E_OK)
		same_text("ticket", ticket, founds[_i].is);
}
END_TEST

START_TEST(search)
{
	struct call c = { 0 };

	rt->search(&sc, &conf, "000000000000abcd", &c);
	same_call("search", &c, "GET", "/tickets?query=Subject%20"
	    "LIKE%20%27000000000000abcd%27&fields=Subject&orderby=id"
	    "&order=ASC&per_page=20");
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("calls");

	tcase_add_loop_test(t, order, 0, LEN(orders));
	tcase_add_test(t, order_too_large);
	tcase_add_test(t, read_once);
	tcase_add_loop_test(t, sweep, 0, LEN(sweeps));
	tcase_add_loop_test(t, open_tickets, 0, LEN(opens));
	tcase_add_loop_test(t, swept, 0, LEN(pages));
	tcase_add_loop_test(t, about, 0, LEN(abouts));
	tcase_add_test(t, probe);
	tcase_add_loop_test(t, open_ticket, 0, LEN(new_tickets));
	tcase_add_test(t, open_too_large);
	tcase_add_loop_test(t, opened, 0, LEN(openeds));
	tcase_add_loop_test(t, found, 0, LEN(founds));
	tcase_add_test(t, search);
	return run_case("rt calls", t);
}
