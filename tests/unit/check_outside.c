/* Orders for Microsoft as JSON and back, and what a reading has of news. */
#include "same.h"

#include "outside.h"
#include "base/str.h"

#define NOW	1000000

static const struct outside_order orders[] = {
	{ .what = OUTSIDE_OPEN, .title = "VM \"x\"", .text = "a\nb",
	    .severity = "A", .service = "Virtual Machine", .began = 5,
	    .is_24x7 = 1 },
	{ .what = OUTSIDE_SAY, .text = "\xc4\x85" },
	{ .what = OUTSIDE_CHANGE, .severity = "B" },
	{ .what = OUTSIDE_CLOSE },
};

START_TEST(round_trip)
{
	const char *json = outside_order_json(&sc, &orders[_i]);
	struct outside_order got;

	ck_assert_int_eq(outside_order_parse(&sc, json, &got), E_OK);
	same_text(json, outside_order_json(&sc, &got), json);
	ck_assert_int_eq(got.what, orders[_i].what);
}
END_TEST

START_TEST(every_order_has_a_row)
{
	for (int i = 0; i < OUTSIDE__MAX; i++)
		ck_assert_int_eq(orders[i].what, i);
}
END_TEST

static const char *const damaged[] = {
	"", "{", "[]", "{}", "{\"do\":\"explode\"}", "{\"do\":4}",
};

START_TEST(refused)
{
	struct outside_order got;

	ck_assert_int_eq(outside_order_parse(&sc, damaged[_i], &got),
	    E_SHAPE);
}
END_TEST

static struct service_message messages[] = {
	{ .id = "m1", .at = 10, .by = "engineer", .text = "<p>Logs,</p>",
	    .is_html = 1 },
	{ .id = "m2", .at = 20, .is_ours = 1, .text = "ours" },
	{ .id = "a/b c", .at = 30, .text = "odd id" },
	{ .id = NULL, .at = 40, .text = "no id" },
	{ .id = "m5", .at = 50, .text = NULL },
};

/* What is known before, what is found, and the news: "what value; ..". */
static const struct {
	const char		*name;
	struct outside		 was;
	struct service_case	 found;
	const char		*want;
} readings[] = {
	{ "opened", { .severity = "B" }, { .number = "1", .status =
	    SERVICE_OPEN, .severity = "B", .created = 7 }, "opened 1; " },
	{ "opened, and closed at once", { .severity = "B" }, { .number = "1",
	    .status = SERVICE_CLOSED }, "opened 1; status closed; " },
	{ "nothing new", { .number = "1", .status = SERVICE_OPEN },
	    { .number = "1", .status = SERVICE_OPEN }, "" },
	{ "nothing told", { .number = "1", .status = SERVICE_OPEN,
	    .severity = "B" }, { .number = NULL }, "" },
	{ "by hand, first read", { .number = "1" }, { .number = "1",
	    .status = SERVICE_OPEN }, "status open; " },
	{ "waits for us", { .number = "1", .status = SERVICE_OPEN },
	    { .status = SERVICE_ATTENTION }, "status attention; " },
	{ "another severity", { .number = "1", .severity = "B" },
	    { .severity = "A" }, "severity A; " },
	{ "messages", { .number = "1" }, { .messages = messages,
	    .nmessages = LEN(messages) },
	    "message engineer; message -; message -; " },
};

START_TEST(compared)
{
	struct outside_news news[OUTSIDE_NEWS];
	struct outside is;
	struct buf b;
	int n;

	sc.now = NOW;
	n = outside_compare(&sc, &readings[_i].was, &readings[_i].found, &is,
	    news);
	buf_init(&b, &sc, 1000);
	for (int i = 0; i < n; i++)
		buf_fmt(&b, "%s %s; ", outside_whats[news[i].what],
		    news[i].value == NULL ? "-" : news[i].value);
	same_text(readings[_i].name, b.at, readings[_i].want);
	/* Once it is known, the same reading has only the messages again. */
	n = outside_compare(&sc, &is, &readings[_i].found, &is, news);
	for (int i = 0; i < n; i++)
		ck_assert_int_eq(news[i].what, OUTSIDE_MESSAGE);
}
END_TEST

/* Two workers who read the same have news with the same names. */
START_TEST(named_by_what_they_are)
{
	const struct outside was = { .number = "1" };
	const struct service_case found = { .status = SERVICE_CLOSED,
	    .severity = "A", .modified = 99, .messages = messages,
	    .nmessages = LEN(messages) };
	struct outside_news one[OUTSIDE_NEWS], two[OUTSIDE_NEWS];
	struct outside is;
	int n;

	sc.now = NOW;
	n = outside_compare(&sc, &was, &found, &is, one);
	sc.now = NOW + 1;
	ck_assert_int_eq(outside_compare(&sc, &was, &found, &is, two), n);
	for (int i = 0; i < n; i++) {
		same_text("id", one[i].id, two[i].id);
		ck_assert_uint_le(strlen(one[i].id), 100);
	}
	same_text("plain", one[0].text, "Logs,\n");
	ck_assert_ptr_eq(strchr(one[1].id, '/'), NULL);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("outside");

	tcase_add_loop_test(t, round_trip, 0, LEN(orders));
	tcase_add_test(t, every_order_has_a_row);
	tcase_add_loop_test(t, refused, 0, LEN(damaged));
	tcase_add_loop_test(t, compared, 0, LEN(readings));
	tcase_add_test(t, named_by_what_they_are);
	return run_case("outside", t);
}
