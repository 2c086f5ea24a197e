/* Which tickets an incident concerns, by the rows that ship and by bad ones. */
#include "same.h"
#include "tmp.h"

#include "base/str.h"
#include "policy/concern.h"
#include "policy/words.h"

static const struct {
	const char	*service, *product, *text;
	int		 is_concerned;
} rows[] = {
	{ "Exchange Online", "microsoft365", "Outlook does not start", 1 },
	{ "Exchange Online", "microsoft365", "Poczta nie działa", 1 },
	{ "exchange online", "microsoft365", "E-mails are late", 1 },
	{ "Exchange Online", "microsoft365", "Teams calls break off", 0 },
	{ "Exchange Online", "microsoft365", "Teams and mail are down", 1 },
	{ "Exchange Online", "microsoft365", "Nothing works any more", 1 },
	{ "Exchange Online", "microsoft365", NULL, 1 },
	{ "Exchange Online", "azure", "Outlook on a VM", 0 },
	{ "Exchange Online", NULL, "Outlook", 0 },
	{ "SharePoint Online", "microsoft365", "OneDrive does not sync", 1 },
	{ "OneDrive for Business", "microsoft365", "OneDrive is slow", 1 },
	{ "Microsoft 365 suite", "microsoft365", "Teams is down", 1 },
	{ "Identity Service", "entra-id", "MFA does not come", 1 },
	{ "Identity Service", "microsoft365", "Outlook is slow", 0 },
	{ "Dynamics 365 Apps", "dynamics365", "Sales is slow", 1 },
	{ "A new service", "microsoft365", "Nothing works any more", 0 },
};

START_TEST(concerned)
{
	const struct concerns *c;
	struct concern_ticket t = { 0 };

	ck_assert_msg(concerns_load(&sc, "conf/policy", &c) == E_OK, "%s",
	    sc.why);
	t.product = word_find(words_product, rows[_i].product);
	t.named = concerns_named(&sc, c, rows[_i].text);
	ck_assert_msg(concerns_ticket(c, rows[_i].service, &t) ==
	    rows[_i].is_concerned, "%s, %s: %s", rows[_i].service,
	    rows[_i].product, rows[_i].text);
}
END_TEST

START_TEST(covered)
{
	const struct concerns *c;

	ck_assert(concerns_load(&sc, "conf/policy", &c) == E_OK);
	ck_assert(concerns_cover(c, word_find(words_product, "entra-id")));
	ck_assert(!concerns_cover(c, word_find(words_product, "azure")));
	ck_assert(!concerns_cover(c, word_find(words_product,
	    "on-premises")));
	ck_assert(!concerns_cover(c, WORD_UNKNOWN));
}
END_TEST

static const struct {
	const char	*rows, *why;
} bad[] = {
	{ "{ product = \"azure\"; }", "needs service" },
	{ "{ service = \"A\"; }", "\"\" is no product" },
	{ "{ service = \"A\"; product = \"x\"; }", "\"x\" is no product" },
	{ "{ service = \"A\"; product = []; }", "has no product" },
	{ "{ service = \"A\"; product = \"azure\"; word = \"a\"; }", "word" },
	{ "{ service = \"A\"; product = \"azure\"; words = [ 1 ]; }",
	    "must be words" },
	{ "{ service = \"A*\"; product = \"azure\"; }, "
	    "{ service = \"Ab\"; product = \"azure\"; }",
	    "can never win: row 1" },
};

START_TEST(refused)
{
	const char *dir = tmp_dir();
	const struct concerns *c;

	tmp_write(dir, "health.conf", str_fmt(&sc, "services = ( %s );\n",
	    bad[_i].rows));
	ck_assert_int_eq(concerns_load(&sc, dir, &c), E_SHAPE);
	ck_assert_msg(strstr(sc.why, "health.conf:1") != NULL &&
	    strstr(sc.why, bad[_i].why) != NULL, "%s", sc.why);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("concern");

	tcase_add_loop_test(t, concerned, 0, LEN(rows));
	tcase_add_test(t, covered);
	tcase_add_loop_test(t, refused, 0, LEN(bad));
	return run_case("concern", t);
}
