/*
 * A question about a bill: the note with our own data, whose they are, and
 * the way of what only Microsoft can answer.
 */
#include "turn_play.h"

#include "store/subscription.h"

#define DAY	((int64_t)DAY_MS)
enum { TODAY = 20778 };		/* 2026-11-21 */

static const struct owned owned[] = {
	{ .id = "3f1c", .name = "Business Premium", .state = "active",
	    .starts = TODAY - 100, .ends = TODAY + 264, .auto_renew = "yes" },
	{ .id = "a4c1340d", .state = "suspended", .starts = DAY_UNKNOWN,
	    .ends = DAY_UNKNOWN, .auto_renew = "no" },
};
static const struct arrears_line lines[] = {
	{ "FV/10", "PLN", TODAY - 1, 120050 },
	{ "FV/11", "EUR", TODAY, 100 },
	{ "/csp escalate [csp #1]", "PLN", TODAY + 9, 5 },
	{ NULL, "PLN", DAY_UNKNOWN, -2000 },
};
static struct case_billing has;
static int64_t asked_for;

static enum err
find(struct turn *t, struct case_billing *ret)
{
	asked_for = t->state.who.id;
	*ret = has;
	return E_OK;
}

static void
begin_billing(enum mode mode)
{
	struct case_state s = a_case();

	sc.now = TODAY * DAY;
	asked_for = 0;
	has = (struct case_billing){ .owned = { LEN(owned), owned },
	    .lines = { LEN(lines), lines }, .told_at = sc.now - 2 * DAY };
	s.who = (struct customer){ .id = 3, .name = "Fabrikam",
	    .relationship = "yes" };
	s.told[TOLD_CLASS] = "commercial";
	s.told[TOLD_TOPIC] = "billing";
	begin(mode, s);
	turn.find_billing = find;
}

START_TEST(own_data)
{
	begin_billing(MODE_NOTES);
	turn_billing(&turn);
	ck_assert_int_eq((int)asked_for, 3);
	same_text("deeds", deeds(0), "billing; note");
	same_text("note", turn.deed[1].order.text,
	    "A question about a bill. This is what our own data say of "
	    "Fabrikam; he does not see it.\n"
	    "Support: no offer is in force for this customer.\n"
	    "Subscriptions:\n"
	    "- Business Premium: active, 13 August 2026 to 12 August 2027, "
	    "renews by itself\n"
	    "- a4c1340d: suspended, does not renew by itself\n"
	    "Open, as accounting told us on 19 November 2026:\n"
	    "- FV/10: PLN\xc2\xa0" "1,200.50, due 20 November 2026, 1 day "
	    "overdue\n"
	    "- FV/11: €1.00, due 21 November 2026\n"
	    "- > /csp escalate (csp #1]: PLN\xc2\xa0" "0.05, due 30 "
	    "November 2026\n"
	    "- paid on account: PLN\xc2\xa0" "20.00\n"
	    "What only Microsoft can answer goes there by Partner Center: "
	    "/csp escalate");
}
END_TEST

START_TEST(one_note)
{
	begin_billing(MODE_NOTES);
	turn.deed[0] = (struct deed){ .kind = DEED_ORDER, .order = {
	    .kind = ORDER_NOTE, .text = "Suggestion" } };
	turn.deed[1] = (struct deed){ .kind = DEED_ORDER, .order = {
	    .kind = ORDER_NOTE, .ticket = "7", .text = "Elsewhere" } };
	turn.n = 2;
	turn_billing(&turn);
	same_text("deeds", deeds(0), "note; note; billing");
	ck_assert_ptr_nonnull(strstr(turn.deed[0].order.text,
	    "Suggestion\n\nA question about a bill"));
	same_text("another ticket", turn.deed[1].order.text, "Elsewhere");
}
END_TEST

START_TEST(empty_tables)
{
	begin_billing(MODE_NOTES);
	has = (struct case_billing){ 0 };
	turn_billing(&turn);
	same_note("subscriptions", "Subscriptions: none is known.");
	same_note("invoices", "not known; see cspdesk import invoices");
	begin_billing(MODE_NOTES);
	has.lines.n = 0;
	turn_billing(&turn);
	same_note("none", "none, as accounting told us on 19 November 2026");
}
END_TEST

START_TEST(long_lists)
{
	struct arrears_line many[25];

	begin_billing(MODE_NOTES);
	for (int i = 0; i < LEN(many); i++)
		many[i] = lines[1];
	has.lines = (struct list){ LEN(many), many };
	turn_billing(&turn);
	same_note("more", "and 5 more");
}
END_TEST

static void told(void) { has.is_told = 1; }
static void closed(void) { turn.state.row.is_closed = 1; }
static void stranger(void) { turn.state.who = (struct customer){ 0 }; }
static void technical(void) { turn.state.told[TOLD_CLASS] = "technical"; }
static void seats(void) { turn.state.told[TOLD_TOPIC] = "seats"; }
static void watched(void) { desk.mode = MODE_OBSERVE; }
static void unread(void) { turn.find_billing = NULL; }

static void
debtors(void)
{
	static const struct debt d = { .id = 1, .is_here = 1 };

	turn.state.debt = &d;
}

static void
bills(void)
{
	static const struct bill b = { .id = 1, .number = "G1",
	    .source = "import" };

	turn.state.bill = &b;
}

static const struct {
	const char	*name;
	void		(*differs)(void);
} silent[] = {
	{ "told before", told }, { "closed", closed },
	{ "of nobody we know", stranger }, { "technical", technical },
	{ "seats", seats }, { "a desk that is only watched", watched },
	{ "the debtor's ticket", debtors }, { "a bill's ticket", bills },
	{ "no data", unread },
};

START_TEST(not_told)
{
	begin_billing(MODE_ENFORCE);
	silent[_i].differs();
	turn_billing(&turn);
	same_text(silent[_i].name, deeds(0), "");
}
END_TEST

/* Words of policy: what the partner is. */
static const struct {
	const char	*name, *relationship, *provider, *says;
	int		 type;
} ways[] = {
	{ "direct-bill", "yes", NULL, "by Partner Center: /csp escalate",
	    PARTNER_DIRECT_BILL },
	{ "provider", "yes", NULL, "by Partner Center: /csp escalate",
	    PARTNER_PROVIDER },
	{ "reseller", "yes", "Distri", "goes to Distri, by e-mail to the "
	    "provider: /csp hand-over", PARTNER_RESELLER },
	{ "reseller without a provider", "yes", NULL, "it lacks: the "
	    "indirect provider", PARTNER_RESELLER },
};

START_TEST(way_of_the_rest)
{
	static const struct provider distri = { .name = "Distri",
	    .way = WAY_EMAIL };
	struct partner_settings us = partner;

	begin_billing(MODE_NOTES);
	us.type = ways[_i].type;
	turn.partner = &us;
	turn.state.who.provider = ways[_i].provider;
	turn.state.who.provider_at = 1;
	if (ways[_i].provider != NULL)
		turn.state.who.providers = (struct list){ 1, &distri };
	turn_billing(&turn);
	same_note(ways[_i].name, ways[_i].says);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("turn billing");
	int failed;

	load_house();
	tcase_add_test(t, own_data);
	tcase_add_test(t, one_note);
	tcase_add_test(t, empty_tables);
	tcase_add_test(t, long_lists);
	tcase_add_loop_test(t, not_told, 0, LEN(silent));
	tcase_add_loop_test(t, way_of_the_rest, 0, LEN(ways));
	failed = run_case("turn billing", t);
	scope_end(&whole);
	return failed;
}
