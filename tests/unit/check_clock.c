/* Time as text: what is read, what is refused, and the way back. */
#include "same.h"

#include "base/clock.h"

static const struct {
	const char	*text;
	int64_t		 want;		/* ms */
	const char	*back;		/* as it is written */
} good[] = {
	{ "1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00Z" },
	{ "1970-01-01", 0, "1970-01-01T00:00:00Z" },
	{ "1969-12-31T23:59:59Z", -1000, "1969-12-31T23:59:59Z" },
	{ "2026-11-20T09:00:00Z", 1795165200000, "2026-11-20T09:00:00Z" },
	{ "2026-11-20T09:00:00.999Z", 1795165200000, "2026-11-20T09:00:00Z" },
	{ "2024-02-29", 1709164800000, "2024-02-29T00:00:00Z" },
	{ "2000-02-29T23:59:59Z", 951868799000, "2000-02-29T23:59:59Z" },
	{ "2038-01-19T03:14:08Z", 2147483648000, "2038-01-19T03:14:08Z" },
	{ "9999-12-31T23:59:59Z", 253402300799000, "9999-12-31T23:59:59Z" },
};

START_TEST(round_trip)
{
	char back[CLOCK_TEXT];
	int64_t got = -1;

	same_outcome(good[_i].text, clock_parse(&sc, good[_i].text, &got),
	    E_OK, "");
	ck_assert_int_eq(got, good[_i].want);
	clock_text(got, back);
	same_text(good[_i].text, back, good[_i].back);
}
END_TEST

static const struct {
	const char	*name, *text;
} bad[] = {
	{ "empty", "" },
	{ "word", "tomorrow" },
	{ "no leap year", "2026-02-29" },
	{ "no leap century", "1900-02-29T00:00:00Z" },
	{ "April has 30", "2026-04-31" },
	{ "month 0", "2026-00-10" },
	{ "month 13", "2026-13-10" },
	{ "day 0", "2026-11-00" },
	{ "hour 24", "2026-11-20T24:00:00Z" },
	{ "minute 60", "2026-11-20T09:60:00Z" },
	{ "leap second", "2026-12-31T23:59:60Z" },
	{ "no Z", "2026-11-20T09:00:00" },
	{ "an offset", "2026-11-20T09:00:00+01:00" },
	{ "behind Z", "2026-11-20T09:00:00Z " },
	{ "before", " 2026-11-20" },
	{ "a blank for T", "2026-11-20 09:00:00Z" },
	{ "small letters", "2026-11-20t09:00:00z" },
	{ "one digit", "2026-1-20" },
	{ "one digit and a blank", " 2026-1-20" },
	{ "a blank in the day", "2026-11- 2" },
	{ "a blank in the hour", "2026-11-20T 9:00:00Z" },
	{ "a fraction of nothing", "2026-11-20T09:00:00.Z" },
	{ "two years digits", "26-11-20" },
	{ "a long fraction", "2026-11-20T09:00:00.0000000000000Z" },
};

START_TEST(refused)
{
	int64_t got = 4711;

	same_outcome(bad[_i].name, clock_parse(&sc, bad[_i].text, &got),
	    E_SHAPE, str_fmt(&sc, "\"%s\" is not a time", bad[_i].text));
	ck_assert_int_eq(got, 4711);
}
END_TEST

START_TEST(milliseconds_are_dropped)
{
	char text[CLOCK_TEXT];

	clock_text(1795165200999, text);
	same_text("999 ms", text, "2026-11-20T09:00:00Z");
}
END_TEST

START_TEST(clocks_run)
{
	int64_t steady = clock_steady();

	ck_assert_int_gt(clock_now(), 1700000000000);
	ck_assert_int_ge(clock_steady(), steady);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("clock");

	tcase_add_loop_test(t, round_trip, 0, LEN(good));
	tcase_add_loop_test(t, refused, 0, LEN(bad));
	tcase_add_test(t, milliseconds_are_dropped);
	tcase_add_test(t, clocks_run);
	return run_case("clock", t);
}
