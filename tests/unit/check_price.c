/*
 * What work costs. The amounts of `hours` were computed by Python's decimal,
 * half up; scenario_charge compares many more with it.
 */
#include "same.h"

#include "base/money.h"
#include "billing/price.h"

static const struct {
	const char	*amount, *currency;
	int		 step;
	int64_t		 minutes, counted;
	const char	*want;
} hours[] = {
	{ "100.00", "PLN", 0, 90, 90, "150.00" },
	{ "100.00", "PLN", 15, 1, 15, "25.00" },
	{ "100.00", "PLN", 15, 15, 15, "25.00" },
	{ "100.00", "PLN", 15, 16, 30, "50.00" },
	{ "200.00", "PLN", 0, 1, 1, "3.33" },
	{ "0.01", "PLN", 0, 30, 30, "0.01" },
	{ "0.01", "PLN", 0, 29, 29, "0.00" },
	{ "0.03", "PLN", 0, 10, 10, "0.01" },
	{ "1", "JPY", 0, 30, 30, "1" },
	{ "1", "JPY", 0, 29, 29, "0" },
	{ "1000", "JPY", 7, 20, 21, "350" },
	{ "0.001", "KWD", 0, 30, 30, "0.001" },
	{ "12.345", "KWD", 30, 31, 60, "12.345" },
	{ "0.0001", "CLF", 0, 30, 30, "0.0001" },
	{ "9999999999.99", "PLN", 480, 60000, 60000, "9999999999990.00" },
	{ "803.76", "EUR", 5, 274, 275, "3683.90" },
	{ "24399", "JPY", 60, 693, 720, "292788" },
	{ "443.46", "PLN", 15, 475, 480, "3547.68" },
	{ "1.0593", "CLF", 5, 568, 570, "10.0634" },
	{ "9.1764", "CLF", 0, 389, 389, "59.4937" },
	{ "92207", "JPY", 6, 433, 438, "673111" },
	{ "22077", "JPY", 1, 53, 53, "19501" },
	{ "173.58", "PLN", 15, 605, 615, "1779.20" },
	{ "902.36", "PLN", 6, 105, 108, "1624.25" },
	{ "26.865", "KWD", 30, 230, 240, "107.460" },
	{ "51976", "JPY", 5, 350, 350, "303193" },
};

START_TEST(hour)
{
	struct terms_offer o = { .price = TERMS_PER_HOUR,
	    .amount = hours[_i].amount, .currency = hours[_i].currency,
	    .step = hours[_i].step };
	struct charge_asked a = { CHARGE_MINUTES, hours[_i].minutes, NULL,
	    NULL };
	struct price p = { 0 };

	same_text(hours[_i].want, price_find(&o, &a, &p), NULL);
	same_text(hours[_i].want, money_text(&sc, p.minor, p.currency),
	    hours[_i].want);
	ck_assert_int_eq(p.counted, hours[_i].counted);
}
END_TEST

#define HOUR	TERMS_PER_HOUR, "100.00", "PLN"
#define INCIDENT TERMS_PER_INCIDENT, "250.00", "EUR"
#define FREE	TERMS_FREE, NULL, NULL
#define INCLUDED TERMS_INCLUDED, NULL, NULL

static const struct {
	const char		*name;
	enum terms_price	 price;
	const char		*amount, *currency;
	struct charge_asked	 asked;
	const char		*want;	/* the amount, or why not */
} rows[] = {
	{ "an incident", INCIDENT, { CHARGE_INCIDENTS, 1, NULL, NULL },
	    "250.00 EUR" },
	{ "three of them", INCIDENT, { CHARGE_INCIDENTS, 3, NULL, NULL },
	    "750.00 EUR" },
	{ "many", INCIDENT, { CHARGE_INCIDENTS, 1000, NULL, NULL },
	    "250000.00 EUR" },
	{ "too many", INCIDENT, { CHARGE_INCIDENTS, 1001, NULL, NULL },
	    "charge.much" },
	{ "time, where an incident has the price", INCIDENT,
	    { CHARGE_MINUTES, 60, NULL, NULL }, "charge.by-incident" },
	{ "an incident, where the hour has it", HOUR,
	    { CHARGE_INCIDENTS, 1, NULL, NULL }, "charge.by-hour" },
	{ "too long", HOUR, { CHARGE_MINUTES, 60001, NULL, NULL },
	    "charge.much" },
	{ "more than money can be", TERMS_PER_HOUR, "9999999999999.99", "PLN",
	    { CHARGE_MINUTES, 61, NULL, NULL }, "charge.much" },
	{ "all of it", TERMS_PER_HOUR, "9999999999999.99", "PLN",
	    { CHARGE_MINUTES, 60, NULL, NULL }, "9999999999999.99 PLN" },
	{ "a price that is none", TERMS_PER_HOUR, "1.005", "PLN",
	    { CHARGE_MINUTES, 60, NULL, NULL }, "charge.much" },
	{ "a fixed amount", INCIDENT, { CHARGE_AMOUNT, 0, "125.00", "EUR" },
	    "125.00 EUR" },
	{ "as much as was shown", INCIDENT,
	    { CHARGE_AMOUNT, 0, "250.00", "EUR" }, "250.00 EUR" },
	{ "a cent more", INCIDENT, { CHARGE_AMOUNT, 0, "250.01", "EUR" },
	    "charge.above" },
	{ "another currency", INCIDENT, { CHARGE_AMOUNT, 0, "1.00", "PLN" },
	    "charge.currency" },
	{ "eight hours", HOUR, { CHARGE_AMOUNT, 0, "800.00", "PLN" },
	    "800.00 PLN" },
	{ "and a grosz", HOUR, { CHARGE_AMOUNT, 0, "800.01", "PLN" },
	    "charge.above" },
	{ "time that is free", FREE, { CHARGE_MINUTES, 90, NULL, NULL },
	    "nothing" },
	{ "an incident that is included", INCLUDED,
	    { CHARGE_INCIDENTS, 2, NULL, NULL }, "nothing" },
	{ "free, but too long", FREE, { CHARGE_MINUTES, 60001, NULL, NULL },
	    "charge.much" },
	{ "an amount for what is free", FREE,
	    { CHARGE_AMOUNT, 0, "1.00", "PLN" }, "charge.free" },
	{ "an amount for what is included", INCLUDED,
	    { CHARGE_AMOUNT, 0, "1.00", "PLN" }, "charge.free" },
};

START_TEST(row)
{
	struct terms_offer o = { .price = rows[_i].price,
	    .amount = rows[_i].amount, .currency = rows[_i].currency };
	struct price p = { .unit = -1 };
	const char *why = price_find(&o, &rows[_i].asked, &p);

	if (why != NULL)
		ck_assert_int_eq(p.unit, -1);
	else if (p.currency == NULL)
		why = p.minor == 0 && p.unit == 0 ? "nothing" : "?";
	else
		why = str_fmt(&sc, "%s %s", money_text(&sc, p.minor,
		    p.currency), p.currency);
	same_text(rows[_i].name, why, rows[_i].want);
}
END_TEST

static const struct {
	int64_t		 minor;
	const char	*currency, *want;
} texts[] = {
	{ 0, "PLN", "0.00" }, { 5, "PLN", "0.05" }, { -5, "PLN", "-0.05" },
	{ 123450, "PLN", "1234.50" }, { -123450, "EUR", "-1234.50" },
	{ 7, "JPY", "7" }, { -7, "JPY", "-7" }, { 1005, "KWD", "1.005" },
	{ INT64_MIN, "PLN", "-92233720368547758.08" },
};

START_TEST(text)
{
	int64_t back = texts[_i].minor;

	same_text(texts[_i].want, money_text(&sc, texts[_i].minor,
	    texts[_i].currency), texts[_i].want);
	if (back >= 0)
		ck_assert_int_eq(money_parse(texts[_i].want,
		    texts[_i].currency, &back), 1);
	ck_assert_int_eq(back, texts[_i].minor);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("price");

	tcase_add_loop_test(t, hour, 0, LEN(hours));
	tcase_add_loop_test(t, row, 0, LEN(rows));
	tcase_add_loop_test(t, text, 0, LEN(texts));
	return run_case("price", t);
}
