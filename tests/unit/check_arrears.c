/* What a customer is late with, as a table of what stands open. */
#include "billing/arrears.h"
#include "base/str.h"
#include "policy/date.h"

#include <check.h>
#include <stdlib.h>

static struct scope sc;

static void
begin(void)
{
	scope_begin(&sc, 0);
}

static void
end(void)
{
	scope_end(&sc);
}

#define L(number, currency, due, minor)	{ number, currency, due, minor }
enum { LINES = 6 };

static const struct {
	const char		*name;
	struct arrears_line	 line[LINES];
	const char		*want;	/* owed | items; on day 100 */
} cases[] = {
	{ "nothing stands open", { L(NULL, NULL, 0, 0) }, "|" },
	{ "the due day itself is not late",
	    { L("A", "PLN", 100, 500) }, "|" },
	{ "the day after it is", { L("A", "PLN", 99, 500) },
	    "PLN 500 of 1|A 99 500" },
	{ "each currency by itself",
	    { L("A", "PLN", 90, 500), L("B", "EUR", 80, 7),
	    L("C", "PLN", 70, 1) },
	    "EUR 7 of 1,PLN 501 of 2|C 70 1,B 80 7,A 90 500" },
	{ "a credit note lowers the oldest, in its currency only",
	    { L("A", "PLN", 90, 500), L("B", "PLN", 80, 300),
	    L("K", "PLN", 99, -400), L("C", "EUR", 90, 9) },
	    "EUR 9 of 1,PLN 400 of 1|A 90 400,C 90 9" },
	{ "money on account pays what is late before what is not",
	    { L("A", "PLN", 120, 500), L("B", "PLN", 80, 300),
	    L(NULL, "PLN", 0, -300) }, "|" },
	{ "an invoice paid too much pays another",
	    { L("A", "PLN", 10, -50), L("B", "PLN", 80, 300) },
	    "PLN 250 of 1|B 80 250" },
	{ "more credit than debt is no debt",
	    { L("A", "PLN", 10, 50), L(NULL, "PLN", 0, -300) }, "|" },
	{ "what went back to him makes him owe nothing by itself",
	    { L(NULL, "PLN", 0, 300) }, "|" },
	{ "and takes from a credit note that it paid",
	    { L("K", "PLN", 0, -300), L(NULL, "PLN", 0, 200),
	    L("A", "PLN", 80, 150) }, "PLN 50 of 1|A 80 50" },
	{ "of the same day by number",
	    { L("B", "PLN", 80, 1), L("A", "PLN", 80, 2) },
	    "PLN 3 of 2|A 80 2,B 80 1" },
};

static const char *
told(const struct arrears *a)
{
	const struct debt_owed *owed = a->owed.at;
	const struct debt_item *item = a->items.at;
	struct buf b;

	buf_init(&b, &sc, 4096);
	for (int i = 0; i < a->owed.n; i++)
		buf_fmt(&b, "%s%s %lld of %d", i == 0 ? "" : ",",
		    owed[i].currency, (long long)owed[i].minor, owed[i].n);
	buf_puts(&b, "|");
	for (int i = 0; i < a->items.n; i++)
		buf_fmt(&b, "%s%s %lld %lld", i == 0 ? "" : ",",
		    item[i].number, (long long)item[i].day_due,
		    (long long)item[i].minor_open);
	return b.at;
}

START_TEST(table)
{
	struct arrears a;
	int n = 0;

	while (n < LINES && cases[_i].line[n].currency != NULL)
		n++;
	arrears_on(&sc, cases[_i].line, n, 100, &a);
	ck_assert_msg(str_same(told(&a), cases[_i].want), "%s: got %s, want "
	    "%s", cases[_i].name, told(&a), cases[_i].want);
	ck_assert_int_eq(a.oldest == DAY_UNKNOWN, a.n == 0);
}
END_TEST

START_TEST(fifty_are_told_and_all_are_counted)
{
	struct arrears_line l[60];
	const struct debt_owed *owed;
	struct arrears a, less;

	for (int i = 0; i < LEN(l); i++)
		l[i] = (struct arrears_line){ str_fmt(&sc, "F-%02d", i),
		    "PLN", 60 - i, 10 };
	arrears_on(&sc, l, LEN(l), 100, &a);
	owed = a.owed.at;
	ck_assert_int_eq(a.items.n, ARREARS_ITEMS);
	ck_assert_int_eq(a.n, LEN(l));
	ck_assert_int_eq(owed[0].n, LEN(l));
	ck_assert_int_eq(owed[0].minor, 600);
	ck_assert_int_eq(a.oldest, 1);
	/* The digest has those that are not told, too. */
	l[0].minor = 9;
	arrears_on(&sc, l, LEN(l), 100, &less);
	ck_assert_str_ne(a.digest, less.digest);
}
END_TEST

int
main(void)
{
	SRunner *r;
	Suite *s = suite_create("arrears");
	TCase *t = tcase_create("all");
	int failed;

	tcase_add_checked_fixture(t, begin, end);
	tcase_add_loop_test(t, table, 0, LEN(cases));
	tcase_add_test(t, fifty_are_told_and_all_are_counted);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
