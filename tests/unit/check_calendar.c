/*
 * Business time: a table with every turn of the calendar, a minute-by-minute
 * count that knows no spans, and what a calendar may not say.
 */
#include "same.h"
#include "tmp.h"

#include "base/clock.h"
#include "base/zone.h"
#include "policy/calendar.h"

#include <stdlib.h>

enum { MINUTE = 60 * SECOND };

static const char holidays[] =
    "# Days off.\n"
    "2026-12-24 Wigilia\n\n2026-12-25 Boże Narodzenie\r\n"
    "2026-11-11 Święto Niepodległości\n2028-05-03 Święto";

static const char conf[] =
    "calendars = (\n"
    "{ name = \"business-hours\"; zone = \"Europe/Warsaw\";\n"
    "  hours = ( { days = \"mon-fri\"; from = \"09:00\"; to = \"17:00\"; }"
    " );\n"
    "  holidays = \"holidays.txt\"; },\n"
    "{ name = \"tokyo\"; zone = \"Asia/Tokyo\";\n"
    "  hours = ( { days = \"mon-fri\"; from = \"09:00\"; to = \"17:00\"; }"
    " ); },\n"
    "{ name = \"new-york\"; zone = \"America/New_York\";\n"
    "  hours = ( { days = \"mon-fri\"; from = \"09:00\"; to = \"17:00\"; }"
    " ); },\n"
    "{ name = \"every-hour\"; zone = \"Europe/Warsaw\";\n"
    "  hours = ( { days = \"mon-sun\"; from = \"00:00\"; to = \"24:00\"; }"
    " ); },\n"
    "{ name = \"night\"; zone = \"Europe/Warsaw\";\n"
    "  hours = ( { days = \"sun\"; from = \"01:00\"; to = \"04:00\"; } );"
    " },\n"
    "{ name = \"dawn\"; zone = \"Europe/Warsaw\";\n"
    "  hours = ( { days = \"sun\"; from = \"01:00\"; to = \"02:30\"; } );"
    " },\n"
    "{ name = \"leap\"; zone = \"Europe/Warsaw\";\n"
    "  hours = ( { days = \"sun\"; from = \"02:15\"; to = \"02:45\"; } );"
    " },\n"
    "{ name = \"lunch\"; zone = \"Europe/Warsaw\";\n"
    "  hours = ( { days = \"mon-fri\"; from = \"13:00\"; to = \"17:00\"; },\n"
    "    { days = \"mon-sat\"; from = \"09:00\"; to = \"12:00\"; } ); }\n"
    ");\n";

static const struct calendars *all;

static enum err
load(const char *calendars, const char *days)
{
	const char *dir = tmp_dir();

	tmp_write(dir, "calendars.conf", calendars);
	tmp_write(dir, "holidays.txt", days);
	return calendars_load(&sc, dir, &all);
}

static int64_t
at(const char *text)
{
	int64_t ms = 0;

	ck_assert_msg(clock_parse(&sc, text, &ms) == E_OK, "%s", sc.why);
	return ms;
}

static const struct {
	const char	*name, *calendar, *from, *to;
	int		 minutes;
	const char	*end;	/* when they have passed; NULL: at `to` */
} rows[] = {
	{ "a day", "business-hours", "2026-11-20T08:00:00Z",
	    "2026-11-20T16:00:00Z", 480, NULL },
	{ "before the doors open", "business-hours", "2026-11-20T05:00:00Z",
	    "2026-11-20T09:00:00Z", 60, NULL },
	{ "until after they close", "business-hours", "2026-11-20T15:00:00Z",
	    "2026-11-20T23:00:00Z", 60, "2026-11-20T16:00:00Z" },
	{ "a week end", "business-hours", "2026-11-20T15:00:00Z",
	    "2026-11-23T09:00:00Z", 120, NULL },
	{ "begun on a Saturday", "business-hours", "2026-11-21T11:00:00Z",
	    "2026-11-23T09:30:00Z", 90, NULL },
	{ "over the leap in spring", "business-hours", "2026-03-27T15:00:00Z",
	    "2026-03-30T08:00:00Z", 120, NULL },
	{ "over the leap in autumn", "business-hours", "2026-10-23T14:00:00Z",
	    "2026-10-26T09:00:00Z", 120, NULL },
	{ "the day of 23 hours", "every-hour", "2026-03-28T23:00:00Z",
	    "2026-03-29T22:00:00Z", 23 * 60, NULL },
	{ "the day of 25 hours", "every-hour", "2026-10-24T22:00:00Z",
	    "2026-10-25T23:00:00Z", 25 * 60, NULL },
	{ "a night with an hour less", "night", "2026-03-28T12:00:00Z",
	    "2026-03-29T12:00:00Z", 120, "2026-03-29T02:00:00Z" },
	{ "a night with an hour more", "night", "2026-10-24T12:00:00Z",
	    "2026-10-25T12:00:00Z", 240, "2026-10-25T03:00:00Z" },
	{ "minutes that are left out", "leap", "2026-03-28T12:00:00Z",
	    "2026-03-30T12:00:00Z", 0, "2026-03-28T12:00:00Z" },
	{ "until a minute that is left out", "dawn", "2026-03-28T12:00:00Z",
	    "2026-03-30T12:00:00Z", 60, "2026-03-29T01:00:00Z" },
	{ "until a minute that comes twice", "dawn", "2026-10-24T12:00:00Z",
	    "2026-10-26T12:00:00Z", 90, "2026-10-25T00:30:00Z" },
	{ "minutes that come twice: the first", "leap",
	    "2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z", 30,
	    "2026-10-25T00:45:00Z" },
	{ "holidays", "business-hours", "2026-12-23T15:00:00Z",
	    "2026-12-28T09:00:00Z", 120, NULL },
	{ "the last holiday of the file", "business-hours",
	    "2028-05-02T07:00:00Z", "2028-05-04T07:30:00Z", 510, NULL },
	{ "no holidays over there", "tokyo", "2026-12-24T00:00:00Z",
	    "2026-12-25T08:00:00Z", 960, NULL },
	{ "a leap day", "business-hours", "2028-02-28T15:00:00Z",
	    "2028-03-01T09:00:00Z", 600, NULL },
	{ "no leap day", "business-hours", "2027-02-26T15:00:00Z",
	    "2027-03-01T09:00:00Z", 120, NULL },
	{ "three weeks with a holiday", "business-hours",
	    "2026-11-02T08:00:00Z", "2026-11-23T08:00:00Z", 14 * 480,
	    "2026-11-20T16:00:00Z" },
	{ "a day in Tokyo", "tokyo", "2026-11-19T22:00:00Z",
	    "2026-11-20T12:00:00Z", 480, "2026-11-20T08:00:00Z" },
	{ "the same in New York", "new-york", "2026-11-19T22:00:00Z",
	    "2026-11-20T12:00:00Z", 0, "2026-11-19T22:00:00Z" },
	{ "summer in New York, not yet in Warsaw", "new-york",
	    "2026-03-09T12:00:00Z", "2026-03-09T14:00:00Z", 60, NULL },
	{ "lunch", "lunch", "2026-11-20T08:00:00Z", "2026-11-21T09:00:00Z",
	    480, NULL },
	{ "always", "24x7", "2026-03-28T23:00:00Z", "2026-12-25T22:00:00Z",
	    271 * 24 * 60 + 23 * 60, NULL },
	{ "nothing", "business-hours", "2026-11-20T10:00:00Z",
	    "2026-11-20T10:00:00Z", 0, NULL },
	{ "backwards", "business-hours", "2026-11-20T10:00:00Z",
	    "2026-11-19T10:00:00Z", 0, "2026-11-20T10:00:00Z" },
	{ "before 1970", "business-hours", "1969-12-30T09:00:00Z",
	    "1969-12-31T09:00:00Z", 480, NULL },
};

START_TEST(table)
{
	const char *want = rows[_i].end == NULL ? rows[_i].to : rows[_i].end;
	const struct calendar *c;
	char end[CLOCK_TEXT];

	ck_assert_msg(load(conf, holidays) == E_OK, "%s", sc.why);
	c = calendar_find(all, rows[_i].calendar);
	ck_assert_msg(calendar_between(c, at(rows[_i].from), at(rows[_i].to))
	    == (int64_t)rows[_i].minutes * MINUTE, "%s: %d minutes, want %d",
	    rows[_i].name, (int)(calendar_between(c, at(rows[_i].from),
	    at(rows[_i].to)) / MINUTE), rows[_i].minutes);
	clock_text(calendar_after(c, at(rows[_i].from),
	    (int64_t)rows[_i].minutes * MINUTE), end);
	same_text(rows[_i].name, end, want);
}
END_TEST

/* Pause and resume: what is counted in pieces is counted once. */
START_TEST(pieces)
{
	static const char *const names[] = { "business-hours", "tokyo",
	    "new-york", "every-hour", "night", "lunch", "24x7" };
	int64_t from = at("2026-01-01");

	ck_assert_msg(load(conf, holidays) == E_OK, "%s", sc.why);
	srandom(1);
	for (int i = 0; i < 2000; i++) {
		const struct calendar *c = calendar_find(all,
		    names[i % LEN(names)]);
		int64_t a = from + random() % (730 * 1440) * MINUTE;
		int64_t b = a + random() % (20 * 1440) * MINUTE + random();
		int64_t d = b + random() % (20 * 1440) * MINUTE;
		int64_t ms = calendar_between(c, a, d), end;

		ck_assert_int_eq(ms, calendar_between(c, a, b) +
		    calendar_between(c, b, d));
		end = calendar_after(c, a, ms);
		ck_assert_int_eq(calendar_between(c, a, end), ms);
		ck_assert_msg(end <= d, "later than it was");
		if (ms > 0)
			ck_assert_int_eq(calendar_between(c, a, end - 1),
			    ms - 1);
	}
}
END_TEST

/* What the clock on the wall says, a minute at a time. */
static int
is_open(const char *zone, int64_t ms)
{
	struct civil now = zone_civil(zone, ms);
	int minute = (int)(now.ms / MINUTE), weekday = (int)((now.day + 3) % 7);

	return weekday < 5 && minute >= 9 * 60 && minute < 17 * 60;
}

START_TEST(by_the_minute)
{
	static const struct { const char *name, *zone; } both[] = {
		{ "tokyo", "Asia/Tokyo" }, { "new-york", "America/New_York" },
	};
	int64_t from = at("2026-01-01");

	ck_assert_msg(load(conf, holidays) == E_OK, "%s", sc.why);
	srandom(2);
	for (int i = 0; i < 200; i++) {
		int64_t a = from + random() % (730 * 1440) * MINUTE, n = 0;
		int64_t b = a + random() % (4 * 1440) * MINUTE;

		for (int64_t t = a; t < b; t += MINUTE)
			n += is_open(both[i % 2].zone, t);
		ck_assert_int_eq(calendar_between(calendar_find(all,
		    both[i % 2].name), a, b), n * MINUTE);
	}
}
END_TEST

static const struct {
	const char	*name, *from, *to, *says;
} bad[] = {
	{ "unknown zone", "Europe/Warsaw", "Europe/Warschau",
	    ":2: calendars[0].zone: needs zone" },
	{ "no zone", "zone = \"Europe/Warsaw\";", "", ":2: calendars[0]: "
	    "needs zone" },
	{ "upside down", "\"17:00\"", "\"08:00\"", ":3: calendars[0].hours[0]"
	    ": ends before it begins" },
	{ "empty hours", "\"17:00\"", "\"09:00\"", ":3: calendars[0].hours[0]"
	    ": ends before it begins" },
	{ "past midnight", "\"17:00\"", "\"24:01\"", ":3: calendars[0]."
	    "hours[0].to: must be a time" },
	{ "no such day", "mon-fri", "mon-fre", ":3: calendars[0].hours[0].days"
	    ": must be like" },
	{ "never open", "( { days = \"mon-fri\"; from = \"09:00\"; "
	    "to = \"17:00\"; } )", "( )", ":3: calendars[0].hours: needs "
	    "hours" },
	{ "a day twice", "{ days = \"mon-fri\"", "{ days = \"wed\"; from = "
	    "\"16:00\"; to = \"18:00\"; }, { days = \"mon-fri\"", ":3: "
	    "calendars[0].hours[1]: overlaps" },
	{ "a name twice", "\"tokyo\"", "\"business-hours\"", ":5: "
	    "calendars[1].name: there is a calendar" },
	{ "the one that is there", "\"tokyo\"", "\"24x7\"", ":5: calendars[1]"
	    ".name: there is a calendar" },
	{ "no default", "business-hours", "office", ": needs a calendar "
	    "\"business-hours\"" },
	{ "an unknown word", "holidays =", "holiday =", ":4: " },
	{ "no file of holidays", "holidays.txt", "no-such-file.txt", ":4: "
	    "calendars[0].holidays: " },
};

START_TEST(refused)
{
	same_outcome(bad[_i].name, load(changed(conf, bad[_i].from,
	    bad[_i].to), holidays), E_SHAPE, "");
	ck_assert_msg(strstr(sc.why, bad[_i].says) != NULL, "%s: %s",
	    bad[_i].name, sc.why);
}
END_TEST

static const struct {
	const char	*name, *calendar, *day, *from, *opens;
} doors[] = {
	{ "in the morning", "business-hours", "2026-11-20",
	    "2026-11-01T00:00:00Z", "2026-11-20T08:00:00Z" },
	{ "open now", "business-hours", "2026-11-20",
	    "2026-11-20T15:59:59Z", "2026-11-20T15:59:59Z" },
	{ "just closed, and a week end", "business-hours", "2026-11-20",
	    "2026-11-20T16:00:00Z", "2026-11-23T08:00:00Z" },
	{ "a holiday", "business-hours", "2026-11-11",
	    "2026-11-10T12:00:00Z", "2026-11-12T08:00:00Z" },
	{ "summer", "business-hours", "2026-03-28", "2026-03-27T23:00:00Z",
	    "2026-03-30T07:00:00Z" },
	{ "the day there has begun, not in Greenwich", "tokyo", "2026-11-20",
	    "2026-11-19T23:30:00Z", "2026-11-20T00:00:00Z" },
	{ "the day in Greenwich has begun, not there", "new-york",
	    "2026-11-20", "2026-11-20T03:00:00Z", "2026-11-20T14:00:00Z" },
	{ "over lunch", "lunch", "2026-11-20", "2026-11-20T11:30:00Z",
	    "2026-11-20T12:00:00Z" },
	{ "a minute that is left out", "leap", "2026-03-29",
	    "2026-03-28T12:00:00Z", "2026-04-05T00:15:00Z" },
	{ "a minute that comes twice", "leap", "2026-10-25",
	    "2026-10-24T12:00:00Z", "2026-10-25T00:15:00Z" },
	{ "always", "24x7", "2026-11-21", "2026-11-20T12:00:00Z",
	    "2026-11-21T00:00:00Z" },
	{ "always, now", "24x7", "2026-11-21", "2026-11-22T12:00:00Z",
	    "2026-11-22T12:00:00Z" },
};

START_TEST(opens)
{
	const struct calendar *c;
	char text[CLOCK_TEXT];

	same_outcome("conf", load(conf, holidays), E_OK, "");
	c = calendar_find(all, doors[_i].calendar);
	clock_text(calendar_opens(c, at(doors[_i].day) / (1440 * MINUTE),
	    at(doors[_i].from)), text);
	same_text(doors[_i].name, text, doors[_i].opens);
	ck_assert_int_eq(calendar_is_open(c, at(doors[_i].opens)), 1);
	ck_assert_int_eq(calendar_is_open(c, at(doors[_i].from)),
	    calendar_opens(c, 0, at(doors[_i].from)) == at(doors[_i].from));
}
END_TEST

START_TEST(rest)
{
	static const struct { const char *calendar, *day; int rest; } days[] = {
		{ "business-hours", "2026-11-20", 2 },
		{ "business-hours", "2026-11-21", 1 },
		{ "business-hours", "2026-11-10", 1 },
		{ "business-hours", "2026-12-23", 4 },
		{ "business-hours", "2026-11-19", 0 },
		{ "new-york", "2026-11-20", 2 }, { "night", "2026-11-22", 6 },
		{ "24x7", "2026-11-20", 0 },
	};

	same_outcome("conf", load(conf, holidays), E_OK, "");
	for (int i = 0; i < LEN(days); i++)
		ck_assert_int_eq(calendar_rest(calendar_find(all,
		    days[i].calendar), at(days[i].day) / (1440 * MINUTE)),
		    days[i].rest);
}
END_TEST

static const struct {
	const char	*name, *line, *says;
} bad_days[] = {
	{ "no such day", "2026-02-29 Nobody's", ":8: must be a day" },
	{ "no name", "2026-05-01", ":8: must be a day" },
	{ "another way to write it", "1.05.2026 Work", ":8: must be a day" },
	{ "twice", "2026-12-25 Again", ":8: 2026-12-25 stands here twice" },
};

START_TEST(refused_days)
{
	const char *days = str_fmt(&sc, "%s\n\n%s\n", holidays,
	    bad_days[_i].line);

	same_outcome(bad_days[_i].name, load(conf, days), E_SHAPE, "");
	ck_assert_msg(strstr(sc.why, bad_days[_i].says) != NULL &&
	    strstr(sc.why, "holidays.txt") != NULL, "%s: %s",
	    bad_days[_i].name, sc.why);
}
END_TEST

/* Christmas Eve has been a day off in Poland since 2025. */
START_TEST(sample)
{
	const struct calendar *c;

	ck_assert_msg(calendars_load(&sc, "conf/policy", &all) == E_OK, "%s",
	    sc.why);
	c = calendar_find(all, CALENDAR_BUSINESS);
	ck_assert_int_eq(calendar_between(c, at("2026-12-24"),
	    at("2026-12-27")), 0);
	ck_assert_int_eq(calendar_between(c, at("2026-12-21"),
	    at("2026-12-28")), 3 * 480 * MINUTE);
	ck_assert_ptr_null(calendar_find(all, "office"));
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("calendar");

	tcase_add_loop_test(t, table, 0, LEN(rows));
	tcase_add_loop_test(t, opens, 0, LEN(doors));
	tcase_add_test(t, rest);
	tcase_add_test(t, pieces);
	tcase_add_test(t, by_the_minute);
	tcase_add_loop_test(t, refused, 0, LEN(bad));
	tcase_add_loop_test(t, refused_days, 0, LEN(bad_days));
	tcase_add_test(t, sample);
	return run_case("calendar", t);
}
