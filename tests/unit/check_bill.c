/*
 * Microsoft's bills: on which day who is warned, what Partner Center's list
 * is read as, and what their ticket hears.
 */
#include "turn_play.h"

#include "billing/due_rule.h"
#include "microsoft/partner_invoice.h"

static const struct {
	const char	*name, *days;
	int64_t		 left;
	int		 has, want, rest;
} steps[] = {
	{ "long before", "14 7 1 0 -1", 15, 0, 0, 0 },
	{ "the first day", "14 7 1 0 -1", 14, 1, 14, 0 },
	{ "between", "14 7 1 0 -1", 8, 1, 14, 0 },
	{ "the second", "14 7 1 0 -1", 7, 1, 7, 0 },
	{ "the day before", "14 7 1 0 -1", 1, 1, 1, 0 },
	{ "the day", "14 7 1 0 -1", 0, 1, 0, 0 },
	{ "overdue", "14 7 1 0 -1", -1, 1, -1, 0 },
	{ "long overdue", "14 7 1 0 -1", -300, 1, -1, 0 },
	{ "only afterwards", "-3", 0, 0, 0, 0 },
	{ "blanks", " 14  7 ", 2, 1, 7, 0 },
	{ "a Friday, due on Sunday", "14 7 1 0 -1", 2, 1, 0, 2 },
	{ "a Friday, due on Monday", "14 7 1 0 -1", 3, 1, 1, 2 },
	{ "a Friday, due on Tuesday", "14 7 1 0 -1", 4, 1, 7, 2 },
	{ "nothing is overdue before it is", "14 7 1 0 -1", 0, 1, 0, 2 },
	{ "overdue, before days off", "14 7 1 0 -1 -3", -1, 1, -1, 2 },
};

START_TEST(last_step)
{
	struct due_rule r;
	int step = 0, has;

	ck_assert_ptr_null(due_steps_read(steps[_i].days, &r));
	has = due_step(&r, steps[_i].left, steps[_i].rest, &step);
	ck_assert_msg(has == steps[_i].has && step == steps[_i].want,
	    "%s: got %d (%d), want %d", steps[_i].name, step, has,
	    steps[_i].want);
}
END_TEST

START_TEST(bad_steps)
{
	static const char *const bad[] = { "", "  ", "7 14", "7 7", "7,1",
	    "a", "7 x", "366", "-366", "99999999999999999999",
	    "20 19 18 17 16 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1 0" };
	struct due_rule r;

	for (int i = 0; i < LEN(bad); i++)
		ck_assert_msg(due_steps_read(bad[i], &r) != NULL, "\"%s\" is "
		    "taken", bad[i]);
}
END_TEST

#define ROW(type, total, paid, currency) "{\"id\":\"G012\"," \
	"\"invoiceDate\":\"2026-08-08T00:00:00Z\",\"totalCharges\":" total \
	",\"paidAmount\":" paid ",\"currencyCode\":\"" currency "\"," \
	"\"documentType\":\"" type "\"}"

static const struct {
	const char	*name, *json;
	int64_t		 total, paid;
	int		 is_credit, n;
} rows[] = {
	{ "open", ROW("Invoice", "1240.5", "0", "PLN"), 124050, 0, 0, 1 },
	{ "below 0 is paid", ROW("Invoice", "1240.5", "-1240.5", "PLN"),
	    124050, 124050, 0, 1 },
	{ "above 0 is not", ROW("Invoice", "1240.5", "1240.5", "PLN"),
	    124050, 0, 0, 1 },
	{ "no decimals", ROW("Invoice", "1240", "-40", "JPY"), 1240, 40, 0,
	    1 },
	{ "three", ROW("Invoice", "1.234", "0", "KWD"), 1234, 0, 0, 1 },
	{ "too many digits", ROW("Invoice", "0.125", "-0.005", "EUR"), 13, 1,
	    0, 1 },
	{ "a sum of doubles", ROW("Invoice", "0.30000000000000004", "0",
	    "EUR"), 30, 0, 0, 1 },
	{ "of yen", ROW("Invoice", "10.5", "0", "JPY"), 11, 0, 0, 1 },
	{ "credit", ROW("Credit Note", "-10.01", "0", "PLN"), -1001, 0, 1,
	    1 },
	{ "credit above 0", ROW("credit note", "10.01", "0", "PLN"), -1001,
	    0, 1, 1 },
	{ "as in the samples", ROW("invoice", "1", "0", "PLN"), 100, 0, 0, 1 },
	{ "adjustment", ROW("adjustment_note", "10.01", "0", "PLN"), -1001, 0,
	    1, 1 },
	{ "makes another void", ROW("void_note\",\"amendsOf\":\"G1", "10",
	    "0", "PLN"), -1000, 0, 1, 1 },
	{ "a void note of none", ROW("void_note\",\"amendsOf\":\"", "10", "0",
	    "PLN"), 1000, 1000, 0, 1 },
	{ "active", ROW("invoice\",\"status\":\"active", "10", "0", "PLN"),
	    1000, 0, 0, 1 },
	{ "a credit that is void", ROW("Credit Note\",\"status\":\"void", "-10",
	    "0", "PLN"), 0, 0, 1, 1 },
	{ "void", ROW("invoice\",\"Status\":\"Void", "10", "0", "PLN"), 1000,
	    1000, 0, 1 },
	{ "no currency", ROW("Invoice", "1", "0", "zl"), 0, 0, 0, 0 },
	{ "no amount", ROW("Invoice", "\"a\"", "0", "PLN"), 0, 0, 0, 0 },
	{ "null", ROW("Invoice", "null", "0", "PLN"), 0, 0, 0, 0 },
	{ "nothing paid", ROW("Invoice", "1.00", "null", "PLN"), 100, 0, 0,
	    1 },
	{ "no number", "{\"invoiceDate\":\"2026-08-08T00:00:00Z\","
	    "\"totalCharges\":1,\"currencyCode\":\"PLN\"}", 0, 0, 0, 0 },
};

START_TEST(list_is_read)
{
	const char *body = str_fmt(&sc, "{\"totalCount\":1,\"items\":[%s]}",
	    rows[_i].json);
	const struct api_reply got = { .status = 200, .body = body,
	    .len = strlen(body) };
	const struct partner_invoice *v;
	struct list all;
	int odd;

	same_outcome(rows[_i].name, partner_invoices(&sc, &got, 1, &all,
	    &odd), E_OK, "");
	ck_assert_msg(all.n == rows[_i].n && odd == 1 - rows[_i].n,
	    "%s: %d are read, %d not", rows[_i].name, all.n, odd);
	v = all.at;
	if (all.n == 1)
		ck_assert_msg(v->total == rows[_i].total && v->paid ==
		    rows[_i].paid && v->is_credit == rows[_i].is_credit &&
		    v->day == 20673, "%s: %lld %lld %d", rows[_i].name,
		    (long long)v->total, (long long)v->paid, v->is_credit);
}
END_TEST

/* What corrects an invoice may stand within it, too. */
START_TEST(amendments)
{
	static const char body[] = "{\"items\":[{\"id\":\"G1\","
	    "\"invoiceDate\":\"2026-08-08\",\"totalCharges\":5,"
	    "\"currencyCode\":\"PLN\",\"amendments\":[{\"id\":\"G2\","
	    "\"invoiceDate\":\"2026-08-09T00:00:00\",\"totalCharges\":-2,"
	    "\"currencyCode\":\"PLN\",\"documentType\":\"Credit Note\"}]},"
	    "{\"id\":\"G1\",\"invoiceDate\":\"2026-08-08T00:00:00Z\","
	    "\"totalCharges\":5,\"currencyCode\":\"PLN\",\"amendments\":"
	    "[{\"id\":\"G2\",\"invoiceDate\":\"2026-08-09T00:00:00\","
	    "\"totalCharges\":-2,\"currencyCode\":\"PLN\","
	    "\"documentType\":\"Credit Note\"}]}]}";
	const struct api_reply got = { .status = 200, .body = body,
	    .len = sizeof(body) - 1 };
	const struct partner_invoice *v;
	struct list all;
	int odd;

	same_outcome("read", partner_invoices(&sc, &got, 1, &all, &odd),
	    E_OK, "");
	v = all.at;
	ck_assert_int_eq(all.n + odd, 4);
	same_text("number", v[all.n - 1].number, "G2");
	same_text("of", v[all.n - 1].amends, "G1");
	ck_assert(v[all.n - 1].is_credit && v[all.n - 1].total == -200);
}
END_TEST

START_TEST(asked_for_the_program)
{
	struct service_step step;

	same_outcome("story", partner_invoice_story(&sc,
	    &(struct service_task){ 0 }, &step), E_OK, "");
	same_text("url", step.call.url, "/v1/invoices?size=200&offset=0");
	ck_assert(step.call.api == API_PARTNER_CENTER &&
	    step.call.as == AS_APP && step.call.tenant == NULL);
}
END_TEST

static const struct {
	const char	*name;
	int		 is_paid, is_ended, has_step, is_told, is_closed;
	int64_t		 left;
	const char	*want, *says;
} turns[] = {
	{ "a step", 0, 0, 1, 0, 0, 7, "step of G7; note", "by 27 November "
	    "2026. 7 days are left." },
	{ "one day", 0, 0, 1, 0, 0, 1, "step of G7; note", "1 day is left" },
	{ "today", 0, 0, 1, 0, 0, 0, "step of G7; note", "That is today" },
	{ "over", 0, 0, 1, 0, 0, -2, "step of G7; note", "2 days overdue" },
	{ "in a closed ticket", 0, 0, 1, 0, 1, -2, "step of G7; note",
	    "2 days overdue" },
	{ "told", 0, 0, 1, 1, 0, 7, "", NULL },
	{ "no step yet", 0, 0, 0, 0, 0, 20, "", NULL },
	{ "paid", 1, 0, 1, 0, 0, 7, "paid of G7; note; status resolved",
	    "G7 is open any more (Partner Center)" },
	{ "paid, and closed", 1, 0, 0, 0, 1, 7, "paid of G7; note",
	    "G7 is open any more (Partner Center)" },
	{ "paid and told", 1, 1, 1, 0, 1, 7, "", NULL },
};

START_TEST(ticket_hears)
{
	const struct bill b = { .id = 3, .number = "G7", .currency = "PLN",
	    .source = "partner-center-api", .issued = "2026-09-28",
	    .due = 20784, .total = 124050, .open = 24050,
	    .is_paid = turns[_i].is_paid, .is_ended = turns[_i].is_ended,
	    .left = turns[_i].left, .has_step = turns[_i].has_step,
	    .step = (int)turns[_i].left, .is_told = turns[_i].is_told };
	struct case_state s = a_case();

	s.bill = &b;
	s.row.is_closed = turns[_i].is_closed;
	begin(MODE_ENFORCE, s);
	thread.is_closed = turns[_i].is_closed;
	ck_assert_int_eq(turn_bill_due(&turn), *turns[_i].want != '\0');
	turn_bill(&turn);
	same_text(turns[_i].name, deeds(0), turns[_i].want);
	if (turns[_i].says != NULL)
		same_note(turns[_i].name, turns[_i].says);
	turn_clocks(&turn);
	ck_assert_msg(turn.state.timer[TIMER_CLOCK] == 0, "%s: a clock runs",
	    turns[_i].name);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("bill");
	int failed;

	load_house();
	tcase_add_loop_test(t, last_step, 0, LEN(steps));
	tcase_add_test(t, bad_steps);
	tcase_add_loop_test(t, list_is_read, 0, LEN(rows));
	tcase_add_test(t, amendments);
	tcase_add_test(t, asked_for_the_program);
	tcase_add_loop_test(t, ticket_hears, 0, LEN(turns));
	failed = run_case("bill", t);
	scope_end(&whole);
	return failed;
}
