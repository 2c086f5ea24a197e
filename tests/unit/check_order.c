/* Orders: as JSON and back, and when a ticket shows that one was done. */
#include "same.h"

#include "order.h"

enum { JOB = 17 };

static struct desk_field two_fields[] = {
	{ "Severity", "B" }, { "Gone \"x\"", "" }
};

static const struct {
	const char	*name;
	struct order	 o;
	const char	*json;
} orders[] = {
	{ "note", { .kind = ORDER_NOTE, .text = "line\n\xc4\x85\"" },
	    "{\"kind\":\"note\",\"text\":\"line\\n\xc4\x85\\\"\","
	    "\"fields\":{}}" },
	{ "reply", { .kind = ORDER_REPLY, .text = "" },
	    "{\"kind\":\"reply\",\"text\":\"\",\"fields\":{}}" },
	{ "set everything", { .kind = ORDER_SET, .queue = "Q", .status = "open",
	    .priority = "50", .owner = "", .fields = two_fields,
	    .nfields = 2 }, "{\"kind\":\"set\",\"queue\":\"Q\","
	    "\"status\":\"open\",\"priority\":\"50\",\"owner\":\"\","
	    "\"fields\":{\"Severity\":\"B\",\"Gone \\\"x\\\"\":\"\"}}" },
	{ "set nothing", { .kind = ORDER_SET },
	    "{\"kind\":\"set\",\"fields\":{}}" },
	{ "link", { .kind = ORDER_LINK, .link = "812" },
	    "{\"kind\":\"link\",\"link\":\"812\",\"fields\":{}}" },
};

static void
same_fields(const struct order *got, const struct order *want)
{
	ck_assert_int_eq(got->nfields, want->nfields);
	for (int i = 0; i < want->nfields; i++) {
		same_text("field", got->fields[i].name, want->fields[i].name);
		same_text("value", got->fields[i].value,
		    want->fields[i].value);
	}
}

START_TEST(round_trip)
{
	const struct order *want = &orders[_i].o;
	struct order got = { 0 };

	same_text(orders[_i].name, order_json(&sc, want), orders[_i].json);
	same_outcome(orders[_i].name, order_parse(&sc, orders[_i].json, "12",
	    JOB, &got), E_OK, "");
	ck_assert_int_eq(got.kind, want->kind);
	same_text("ticket", got.ticket, "12");
	same_text("text", got.text, want->text == NULL ? NULL :
	    str_fmt(&sc, "%s\n\n[csp #17]", want->text));
	same_text("queue", got.queue, want->queue);
	same_text("status", got.status, want->status);
	same_text("priority", got.priority, want->priority);
	same_text("owner", got.owner, want->owner);
	same_text("link", got.link, want->link);
	same_fields(&got, want);
}
END_TEST

START_TEST(every_kind_has_a_row)
{
	int seen[ORDER__MAX] = { 0 };

	for (int i = 0; i < LEN(orders); i++)
		seen[orders[i].o.kind] = 1;
	for (int i = 0; i < ORDER__MAX; i++)
		ck_assert_msg(seen[i], "kind %d has no row", i);
}
END_TEST

static const struct {
	const char	*name, *payload;
	enum err	 want;
	const char	*why;
} damaged[] = {
	{ "empty", "", E_SHAPE, "not JSON" },
	{ "cut", "{\"kind\":\"note\",\"te", E_SHAPE, "not JSON" },
	{ "no kind", "{\"text\":\"a\"}", E_SHAPE, "job 17 has no known kind" },
	{ "newer kind", "{\"kind\":\"merge\"}", E_SHAPE,
	    "job 17 has no known kind" },
	{ "kind is a number", "{\"kind\":1}", E_SHAPE, "job 17 has no known" },
	{ "a list", "[\"note\"]", E_SHAPE, "job 17 has no known kind" },
	{ "deep", "[[[[[]]]]]", E_LIMIT, "JSON is deeper than 4" },
};

START_TEST(refused)
{
	struct order o = { .kind = ORDER__MAX };

	same_outcome(damaged[_i].name, order_parse(&sc, damaged[_i].payload,
	    "12", JOB, &o), damaged[_i].want, damaged[_i].why);
	ck_assert_int_eq(o.kind, ORDER__MAX);
}
END_TEST

#define MARKED	"Text\n\n[csp #17]"

static const struct {
	const char	*name;
	enum order_kind	 order;
	enum event_kind	 kind;
	enum author_kind by;
	const char	*text;
	int		 want;
} texts[] = {
	{ "our note", ORDER_NOTE, EVENT_NOTE, AUTHOR_SELF, MARKED, 1 },
	{ "our reply", ORDER_REPLY, EVENT_MESSAGE, AUTHOR_SELF, MARKED, 1 },
	{ "as the desk quotes it", ORDER_NOTE, EVENT_NOTE, AUTHOR_SELF,
	    "<p>Text</p>[csp #17]<br>", 1 },
	{ "a note for a reply", ORDER_REPLY, EVENT_NOTE, AUTHOR_SELF, MARKED,
	    0 },
	{ "a reply for a note", ORDER_NOTE, EVENT_MESSAGE, AUTHOR_SELF,
	    MARKED, 0 },
	{ "the first message", ORDER_REPLY, EVENT_CREATED, AUTHOR_SELF,
	    MARKED, 0 },
	{ "an agent's", ORDER_NOTE, EVENT_NOTE, AUTHOR_AGENT, MARKED, 0 },
	{ "a customer's", ORDER_REPLY, EVENT_MESSAGE, AUTHOR_CUSTOMER, MARKED,
	    0 },
	{ "the system's", ORDER_NOTE, EVENT_NOTE, AUTHOR_SYSTEM, MARKED, 0 },
	{ "nobody's", ORDER_NOTE, EVENT_NOTE, AUTHOR_UNKNOWN, MARKED, 0 },
	{ "another job", ORDER_NOTE, EVENT_NOTE, AUTHOR_SELF, "[csp #1]", 0 },
	{ "a longer job", ORDER_NOTE, EVENT_NOTE, AUTHOR_SELF, "[csp #170]",
	    0 },
	{ "no text", ORDER_NOTE, EVENT_NOTE, AUTHOR_SELF, NULL, 0 },
};

START_TEST(text_shown)
{
	struct event ev[] = {
		{ .kind = EVENT_NOTE, .by = AUTHOR_SELF, .text = "[csp #16]" },
		{ .kind = texts[_i].kind, .by = texts[_i].by,
		    .text = texts[_i].text },
	};
	struct thread t = { .events = ev, .nevents = LEN(ev) };
	struct order o = { .kind = texts[_i].order, .text = MARKED };
	int got = order_shown(&sc, &t, &o, JOB);

	ck_assert_msg(got == texts[_i].want, "%s: got %d", texts[_i].name,
	    got);
}
END_TEST

/* A customer can name his subscription as he likes, and we quote it. */
START_TEST(quoted)
{
	struct order got, o = { .kind = ORDER_NOTE,
	    .text = "Basic [csp #18][csp #170]: [csp #17] [csp #" };
	const char *json = order_json(&sc, &o);
	struct event ev = { .kind = EVENT_NOTE, .by = AUTHOR_SELF };
	struct thread t = { .events = &ev, .nevents = 1 };

	same_outcome("quoted", order_parse(&sc, json, "12", JOB, &got), E_OK,
	    "");
	same_text("quoted", got.text, "Basic (csp #18](csp #170]: (csp #17] "
	    "(csp #\n\n[csp #17]");
	ev.text = got.text;
	ck_assert_int_eq(order_shown(&sc, &t, &o, JOB), 1);
	ck_assert_int_eq(order_shown(&sc, &t, &o, 18), 0);
	ck_assert_int_eq(order_shown(&sc, &t, &o, 170), 0);
}
END_TEST

static const struct {
	const char	*name;
	struct order	 o;
	int		 want;
} sets[] = {
	{ "nothing", { .kind = ORDER_SET }, 1 },
	{ "all as it is", { .kind = ORDER_SET, .queue = "Q", .status = "open",
	    .priority = "50" }, 1 },
	{ "nobody owns it", { .kind = ORDER_SET, .owner = "" }, 1 },
	{ "another queue", { .kind = ORDER_SET, .queue = "P" }, 0 },
	{ "another status", { .kind = ORDER_SET, .status = "Open" }, 0 },
	{ "another priority", { .kind = ORDER_SET, .priority = "5" }, 0 },
	{ "an owner", { .kind = ORDER_SET, .owner = "eva" }, 0 },
	{ "no status at all", { .kind = ORDER_SET, .status = "" }, 0 },
	{ "fields", { .kind = ORDER_SET, .fields = two_fields, .nfields = 2 },
	    1 },
	{ "linked", { .kind = ORDER_LINK, .link = "812" }, 1 },
	{ "not linked", { .kind = ORDER_LINK, .link = "81" }, 0 },
	{ "linked to nothing", { .kind = ORDER_LINK }, 0 },
	{ "no order", { .kind = ORDER__MAX }, 0 },
};

START_TEST(change_shown)
{
	struct desk_field fields[] = { { "Severity", "B" }, { "Other", "x" } };
	const char *links[] = { "811", "812" };
	struct thread t = { .queue = "Q", .status = "open", .priority = "50",
	    .fields = fields, .nfields = 2, .links = links, .nlinks = 2 };
	int got = order_shown(&sc, &t, &sets[_i].o, JOB);

	ck_assert_msg(got == sets[_i].want, "%s: got %d", sets[_i].name, got);
}
END_TEST

START_TEST(field_not_shown)
{
	struct desk_field is[] = { { "Severity", "A" }, { "Gone \"x\"", "y" } };
	struct thread t = { .fields = is, .nfields = 2 };
	struct order o = { .kind = ORDER_SET, .fields = two_fields,
	    .nfields = 1 };

	ck_assert_int_eq(order_shown(&sc, &t, &o, JOB), 0);
	o.fields++;
	ck_assert_int_eq(order_shown(&sc, &t, &o, JOB), 0);
	t.nfields = 0;
	ck_assert_int_eq(order_shown(&sc, &t, &o, JOB), 1);
	o.fields--;
	ck_assert_int_eq(order_shown(&sc, &t, &o, JOB), 0);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("order");

	tcase_add_loop_test(t, round_trip, 0, LEN(orders));
	tcase_add_test(t, every_kind_has_a_row);
	tcase_add_loop_test(t, refused, 0, LEN(damaged));
	tcase_add_test(t, quoted);
	tcase_add_loop_test(t, text_shown, 0, LEN(texts));
	tcase_add_loop_test(t, change_shown, 0, LEN(sets));
	tcase_add_test(t, field_not_shown);
	return run_case("order", t);
}
