/*
 * Suspensions in a turn: who may ask by which notes, what he is shown, and who
 * never gets so far.
 */
#include "talk_suspension.h"

static void anothers(void) { debt.customer = 4; }

static const struct {
	const char	*name, *text;
	int		 rights;
	enum mode	 mode;
	void		(*change)(void);
	const char	*want, *says;
} asks[] = {
	{ "by its id", "/csp suspend " GUID, MAY_BILL, MODE_ENFORCE, nothing,
	    "ask 41 by 7; note", "If Business Premium (" GUID ") is "
	    "suspended:\n- its users are blocked; administrators still see "
	    "their data\n- it is still billed until the end of its term, 3 "
	    "March 2027\n- it does not renew itself any more" },
	{ "who approves, and until when", "/csp suspend " GUID, MAY_BILL,
	    MODE_ENFORCE, nothing, "ask 41 by 7; note",
	    "Request 41: /csp approve 41 in this ticket, by another person "
	    "with the right billing, until 2026-11-26 10:00 "
	    "(Europe/Warsaw)" },
	{ "by its name", "/csp suspend business premium", MAY_BILL,
	    MODE_ENFORCE, nothing, "ask 41 by 7; note", "(" GUID ")" },
	{ "a name that begins another", "/csp suspend Business", MAY_BILL,
	    MODE_ENFORCE, nothing, "ask 41 by 7; note",
	    "it is not billed while it is suspended" },
	{ "a name of two", "/csp suspend Teams", MAY_BILL, MODE_ENFORCE,
	    nothing, "note", "several subscriptions called \"Teams\"; please "
	    "write the id of one: Teams (" OTHER "), Teams (" PLAN ")" },
	{ "of nobody", "/csp suspend Exchange", MAY_BILL, MODE_ENFORCE,
	    nothing, "note", "no subscription \"Exchange\". Known: Business "
	    "(" MAIL "), " },
	{ "without the right", "/csp suspend " GUID, MAY_BOTH | IS_LEAD,
	    MODE_ENFORCE, nothing, "note", "whoever asks needs the right "
	    "billing" },
	{ "refused, but shown", "/csp suspend " GUID, MAY_BOTH, MODE_ENFORCE,
	    nothing, "note", "its users are blocked" },
	{ "watched only", "/csp suspend " GUID, MAY_BILL, MODE_OBSERVE,
	    nothing, "", NULL },
	{ "notes only", "/csp suspend " GUID, MAY_BILL, MODE_NOTES, nothing,
	    "note", "mode is not enforce" },
	{ "owes nothing", "/csp suspend " GUID, MAY_BILL, MODE_ENFORCE,
	    no_debt, "note", "owes nothing that is overdue" },
	{ "paid just now", "/csp suspend " GUID, MAY_BILL, MODE_ENFORCE,
	    is_over, "note", "owes nothing that is overdue" },
	{ "disputed", "/csp suspend " GUID, MAY_BILL, MODE_ENFORCE, disputed,
	    "note", "in dispute" },
	{ "disputed in the same note", "/csp dispute wrong\n/csp suspend "
	    GUID, MAY_BILL, MODE_ENFORCE, nothing,
	    "debt dispute - (wrong); note", "Not asked for: the debt is in "
	    "dispute" },
	{ "held", "/csp suspend " GUID, MAY_BILL, MODE_ENFORCE, held, "note",
	    "on hold" },
	{ "VIP", "/csp suspend " GUID, MAY_BILL, MODE_ENFORCE, is_vip,
	    "note", "VIP" },
	{ "early", "/csp suspend " GUID, MAY_BILL, MODE_ENFORCE, early,
	    "note", "not that far: step 3 of 4" },
	{ "a notice is on its way", "/csp suspend " GUID, MAY_BILL,
	    MODE_ENFORCE, not_shown, "note", "notice 3 of the collections "
	    "policy was not given, or the desk does not show it" },
	{ "a notice came late", "/csp suspend " GUID, MAY_BILL, MODE_ENFORCE,
	    shown_late, "note", "not before 24 November 2026" },
	{ "in another debtor's ticket", "/csp suspend " GUID, MAY_BILL,
	    MODE_ENFORCE, anothers, "note", "owes nothing that is overdue" },
	{ "suspended", "/csp suspend " GUID, MAY_BILL, MODE_ENFORCE,
	    suspended, "read; note", "suspended already" },
	{ "suspended, and Microsoft says why", "/csp suspend " GUID, MAY_BILL,
	    MODE_ENFORCE, by_microsoft, "read; note", "what Partner Center "
	    "gave on 23 November 2026 as reasons for its suspension: Fraud" },
	{ "what is known of it is old", "/csp suspend " GUID, MAY_BILL,
	    MODE_ENFORCE, old, "read; ask 41 by 7; note", "Partner Center is "
	    "being asked now what this customer has" },
	{ "old, and we may not ask", "/csp suspend " GUID, MAY_BILL,
	    MODE_ENFORCE, no_tenant, "note", "cspdesk cannot ask Partner "
	    "Center for this customer" },
	{ "what is scheduled", "/csp suspend " GUID, MAY_BILL, MODE_ENFORCE,
	    scheduled, "ask 41 by 7; note", "- the change that is scheduled "
	    "for its next term is dropped (20, CFQ7TTC0LCHC, P1Y; as Partner "
	    "Center said on 22 November 2026)" },
	{ "nothing is scheduled", "/csp suspend " GUID, MAY_BILL,
	    MODE_ENFORCE, unscheduled, "ask 41 by 7; note", "any more; a "
	    "restore turns that on again, if it was on\n- left suspended" },
	{ "a trial", "/csp suspend " GUID, MAY_BILL, MODE_ENFORCE, trial,
	    "ask 41 by 7; note", "Mind: it is a trial" },
	{ "asked elsewhere", "/csp suspend " GUID, MAY_BILL, MODE_ENFORCE,
	    is_open, "note", "Request 40 for Business Premium is asked for "
	    "(ticket 777)" },
	{ "twice in a note", "/csp suspend " GUID "\n/csp suspend " GUID,
	    MAY_BILL, MODE_ENFORCE, nothing, "ask 41 by 7; note",
	    "Request 41 for Business Premium is asked for (ticket 812)" },
	{ "two in a note", "/csp suspend " GUID "\n/csp suspend " MAIL,
	    MAY_BILL, MODE_ENFORCE, nothing, "ask 41 by 7; ask 42 by 7; note",
	    "/csp approve 42" },
	{ "asked and approved at once", "/csp suspend " GUID "\n/csp approve "
	    "41", MAY_BILL, MODE_ENFORCE, nothing, "ask 41 by 7; note",
	    "Request 41 is not approved: whoever asked for it cannot" },
	{ "a plan", "/csp suspend " PLAN, MAY_BILL, MODE_ENFORCE, nothing,
	    "read; note", "is not known, and Microsoft refuses it" },
	{ "a full plan", "/csp suspend " PLAN, MAY_BILL, MODE_ENFORCE,
	    full_plan, "read; note", "3 Azure subscriptions in it are active" },
	{ "an empty plan", "/csp suspend " PLAN, MAY_BILL, MODE_ENFORCE,
	    empty_plan, "ask 41 by 7; note", "whatever runs in this plan "
	    "stops" },
	{ "not suspended by us", "/csp restore " GUID, MAY_BILL,
	    MODE_ENFORCE, suspended, "note", "cspdesk has not suspended it" },
	{ "help", "/csp help", 0, MODE_ENFORCE, nothing, "note",
	    "/csp approve NUMBER by another person" },
};

START_TEST(asking)
{
	set_up();
	asks[_i].change();
	open_turn(asks[_i].mode);
	play(note(asks[_i].text), agent(asks[_i].rights));
	same_text(asks[_i].name, deeds(0), asks[_i].want);
	same_note(asks[_i].name, asks[_i].says);
}
END_TEST

START_TEST(what_is_asked)
{
	const struct suspension *s;

	set_up();
	open_turn(MODE_ENFORCE);
	play(note("/csp suspend Business Premium"), agent(MAY_BILL));
	s = turn.deed[0].suspension;
	ck_assert_int_eq(s->case_id, 1);
	ck_assert_int_eq(s->customer, 3);
	ck_assert_int_eq(s->asked_by, ANNA);
	ck_assert_int_eq(s->kind, SUSPENSION_SUSPEND);
	ck_assert_int_eq(s->state, SUSPENSION_ASKED);
	same_text("its id", s->subscription, GUID);
	same_text("its basis", s->basis, asked(1, GUID).basis);
	ck_assert_int_eq(s->expires_at, NOW + (int64_t)72 * HOUR);
	ck_assert_int_eq(turn.state.timer[TIMER_SUSPENSION], s->expires_at);
}
END_TEST

/* The wall: whoever else writes it, and however it comes in. */
static const struct {
	const char	*name;
	enum event_kind	 kind;
	enum author_kind by;
	enum via	 via;
	int64_t		 agent;
} walls[] = {
	{ "a customer", EVENT_MESSAGE, AUTHOR_CUSTOMER, VIA_UI, 0 },
	{ "a customer by mail", EVENT_MESSAGE, AUTHOR_CUSTOMER, VIA_MAIL, 0 },
	{ "an agent by mail", EVENT_NOTE, AUTHOR_AGENT, VIA_MAIL, BEA },
	{ "an agent in public", EVENT_MESSAGE, AUTHOR_AGENT, VIA_UI, BEA },
	{ "an agent, who knows how", EVENT_NOTE, AUTHOR_AGENT, VIA_UNKNOWN,
	    BEA },
	{ "the desk's automation", EVENT_NOTE, AUTHOR_SYSTEM, VIA_UI, BEA },
	{ "somebody", EVENT_NOTE, AUTHOR_UNKNOWN, VIA_UI, BEA },
	{ "a stranger", EVENT_NOTE, AUTHOR_AGENT, VIA_UI, 0 },
	{ "ourselves", EVENT_NOTE, AUTHOR_SELF, VIA_UI, BEA },
};

START_TEST(nobody_else)
{
	static const char *const texts_of[] = { "/csp suspend " GUID,
	    "/csp approve 40", "/csp restore " GUID };

	for (int i = 0; i < LEN(texts_of); i++) {
		struct event ev = note(texts_of[i]);
		struct author by = bea(MAY_BILL);

		set_up();
		if (i == 1)
			here();
		if (i == 2)
			ours();
		ev.kind = walls[_i].kind;
		ev.by = walls[_i].by;
		ev.via = walls[_i].via;
		by.agent = walls[_i].agent;
		open_turn(MODE_ENFORCE);
		play(ev, by);
		for (int d = 0; d < turn.n; d++)
			ck_assert_msg(turn.deed[d].kind != DEED_SUSPENSION,
			    "%s: %s", walls[_i].name, texts_of[i]);
	}
}
END_TEST

START_TEST(unknown_customers)
{
	set_up();
	open_turn(MODE_ENFORCE);
	turn.state.who.id = 0;
	play(note("/csp suspend " GUID), agent(MAY_BILL));
	same_text("nobody's", deeds(0), "note");
	same_note("nobody's", "the customer of this ticket is not known");
	open_turn(MODE_ENFORCE);
	turn.state.who.tenant = NULL;
	play(note("/csp suspend " GUID), agent(MAY_BILL));
	same_note("no tenant", "cannot ask Partner Center");
	database = E_BUSY;
	open_turn(MODE_ENFORCE);
	play(note("/csp suspend " GUID), agent(MAY_BILL));
	ck_assert_int_eq(turn.failed, E_BUSY);
	ck_assert_int_eq(turn.n, 0);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("turn suspension");
	int failed;

	load_suspension();
	tcase_add_loop_test(t, asking, 0, LEN(asks));
	tcase_add_test(t, what_is_asked);
	tcase_add_loop_test(t, nobody_else, 0, LEN(walls));
	tcase_add_test(t, unknown_customers);
	failed = run_case("turn suspension", t);
	scope_end(&whole);
	return failed;
}
