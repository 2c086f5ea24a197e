/*
 * Every row of DOMAIN 2.5 from conf/policy/allowances.conf, and what that
 * file may not say.
 */
#include "tmp.h"

#include "policy/allowance.h"
#include "policy/date.h"
#include "policy/words.h"

enum { UNKNOWN = -2, UNLIMITED = -1 };

static const struct {
	const char	*membership, *vehicle, *day;
	int		 units;
} rows[] = {
	{ "action-pack", "product-incident", "2022-06-01", 10 },
	{ "action-pack", "signature-cloud", "2022-06-01", 0 },
	{ "action-pack", "product-incident", "2026-06-01", UNKNOWN },
	{ "silver", "product-incident", "2021-01-01", 15 },
	{ "silver", "signature-cloud", "2021-01-01", 5 },
	{ "silver", "signature-cloud", "2026-06-01", UNKNOWN },
	{ "silver-cloud", "product-incident", "2023-12-31", 15 },
	{ "silver-cloud", "signature-cloud", "2023-12-31", UNLIMITED },
	{ "gold", "product-incident", "2022-06-01", 20 },
	{ "gold", "signature-cloud", "2022-06-01", 10 },
	{ "gold-cloud", "product-incident", "2022-06-01", 20 },
	{ "gold-cloud", "signature-cloud", "2022-06-01", UNLIMITED },
	{ "solutions-partner", "product-incident", "2023-06-01", 20 },
	{ "solutions-partner", "signature-cloud", "2023-06-01", UNLIMITED },
	{ "solutions-partner", "product-incident", "2026-06-01", 20 },
	{ "solutions-partner", "signature-cloud", "2026-06-01", 50 },
	{ "partner-launch", "signature-cloud", "2026-06-01", 0 },
	{ "partner-success-core", "signature-cloud", "2026-06-01", 2 },
	{ "partner-success-expanded", "signature-cloud", "2026-06-01", 5 },
	{ "partner-launch", "product-incident", "2026-06-01", UNKNOWN },
	/* The first and the last day count, those beside them do not. */
	{ "solutions-partner", "signature-cloud", "2022-09-30", UNKNOWN },
	{ "solutions-partner", "signature-cloud", "2022-10-01", UNLIMITED },
	{ "solutions-partner", "signature-cloud", "2024-12-31", UNLIMITED },
	{ "solutions-partner", "signature-cloud", "2025-01-01", 50 },
	{ "solutions-partner", "signature-cloud", "9999-12-31", 50 },
	{ "gold", "signature-cloud", "2025-01-01", UNKNOWN },
	{ "gold", "premier", "2022-06-01", UNKNOWN },
	{ "platinum", "signature-cloud", "2022-06-01", UNKNOWN },
};

START_TEST(table)
{
	const struct allowances *all;
	const struct allowance *a;
	int64_t day;

	same_outcome("conf/policy", allowances_load(&sc, "conf/policy", &all),
	    E_OK, "");
	ck_assert(date_parse(&sc, rows[_i].day, &day));
	a = allowance_find(all, rows[_i].membership, word_find(words_vehicle,
	    rows[_i].vehicle), day);
	ck_assert_msg((a == NULL ? UNKNOWN : a->units) == rows[_i].units,
	    "%s, %s, %s: got %d, want %d", rows[_i].membership,
	    rows[_i].vehicle, rows[_i].day, a == NULL ? UNKNOWN :
	    (int)a->units, rows[_i].units);
}
END_TEST

static const char good[] =
    "memberships = ( \"gold\", \"silver\" );\n"
    "allowances = (\n"
    "{ membership = \"gold\"; vehicle = \"signature-cloud\";\n"
    "  from = \"2026-01-01\"; to = \"2026-06-30\"; units = 5; },\n"
    "{ membership = \"gold\"; vehicle = \"signature-cloud\";\n"
    "  from = \"2026-07-01\"; units = \"unlimited\"; } );\n";

static const struct {
	const char	*name, *from, *to, *why;
} bad[] = {
	{ "not libconfig", "allowances = (", "allowances = ((", ":" },
	{ "unknown section", "allowances", "allowance", ":2: allowance" },
	{ "no list of names", "( \"gold\", \"silver\" )", "\"gold\"",
	    ":1: memberships: must be a list" },
	{ "unknown member", "units = 5", "unit = 5", ":4: allowances[0].unit" },
	{ "a name twice", "\"silver\"", "\"gold\"",
	    ":1: memberships[1]: \"gold\" stands here twice" },
	{ "a name that is none", "\"silver\"", "7",
	    ":1: memberships[1]: must be a name" },
	{ "not a group", "{ membership = \"gold\"; vehicle = \"signature-"
	    "cloud\";\n  from = \"2026-01-01\"; to = \"2026-06-30\"; units = "
	    "5; }", "5", ":3: allowances[0]: must be a group" },
	{ "unknown membership", "{ membership = \"gold\"",
	    "{ membership = \"golden\"", ":3: allowances[0].membership: "
	    "\"golden\" is not one of memberships: gold, silver" },
	{ "unknown vehicle", "signature-cloud", "signature",
	    ":3: allowances[0].vehicle" },
	{ "no vehicle", "vehicle = \"signature-cloud\";", "",
	    ":3: allowances[0]" },
	{ "no first day", "from = \"2026-01-01\";", "", ":3: allowances[0]" },
	{ "a first day that is none", "2026-01-01", "2026-02-29",
	    ":4: allowances[0].from: \"2026-02-29\" is not a day" },
	{ "a last day that is none", "2026-06-30", "2026-06-31",
	    ":4: allowances[0].to: \"2026-06-31\" is not a day" },
	{ "ends before it begins", "2026-01-01", "2026-07-01",
	    ":3: allowances[0]: ends before it begins" },
	{ "overlap by a day", "2026-06-30", "2026-07-01",
	    ":5: allowances[1]: its dates overlap" },
	{ "overlap from before", "2026-07-01", "2025-07-01",
	    ":5: allowances[1]: its dates overlap" },
	{ "no units", " units = 5;", "", ":3: allowances[0]: needs units" },
	{ "negative", "units = 5", "units = -1",
	    ":4: allowances[0].units: needs units" },
	{ "a part", "units = 5", "units = 2.5",
	    ":4: allowances[0].units: needs units" },
	{ "another word", "\"unlimited\"", "\"many\"",
	    ":6: allowances[1].units: needs units" },
};

static enum err
load(const char *text)
{
	const struct allowances *all;
	const char *dir = tmp_dir();

	tmp_write(dir, "allowances.conf", text);
	return allowances_load(&sc, dir, &all);
}

START_TEST(refused)
{
	const char *why;

	same_outcome("good", load(good), E_OK, "");
	ck_assert_msg(load(changed(good, bad[_i].from, bad[_i].to)) == E_SHAPE,
	    "%s: not refused", bad[_i].name);
	why = strstr(sc.why, "/allowances.conf");
	ck_assert_msg(why != NULL && strstr(why, bad[_i].why) != NULL,
	    "%s: got \"%s\", want \"%s\"", bad[_i].name, sc.why, bad[_i].why);
}
END_TEST

START_TEST(not_there)
{
	const struct allowances *all;

	ck_assert(allowances_load(&sc, "/nowhere", &all) == E_GONE);
	ck_assert(load("memberships = ( );\n") == E_SHAPE);
	ck_assert_msg(strstr(sc.why, "allowances = (") != NULL, "%s", sc.why);
	same_outcome("empty", load("memberships = ( ); allowances = ( );\n"),
	    E_OK, "");
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("allowance");

	tcase_add_loop_test(t, table, 0, LEN(rows));
	tcase_add_loop_test(t, refused, 0, LEN(bad));
	tcase_add_test(t, not_there);
	return run_case("allowance", t);
}
