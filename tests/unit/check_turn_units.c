/*
 * The unit that an escalation takes: reserved, spent, given back; and who
 * ends an escalation.
 */
#include "turn_play.h"

/* A premier entitlement with three units, and how its unit goes on. */
static const struct entitlement counted = { .id = "p1",
    .holder = HOLDER_PARTNER, .plan = WORD_UNKNOWN, .fee = FEE_PAID,
    .from = 0, .to = 99999, .units_left = 3 };

static const struct {
	const char	*name, *text;
	const char	*unit;		/* before */
	const char	*want, *says, *then;
} units[] = {
	{ "its number spends it", "/csp case 61804", "reserved",
	    "number 61804; note", "The unit is spent", "consumed" },
	{ "a number that is mended", "/csp case 61805", "consumed",
	    "number 61805; note", "61805", "consumed" },
	{ "Microsoft refused", "/csp release refused as billing", "reserved",
	    "release (refused as billing) by 7; close; note", "given back",
	    NULL },
	{ "a confirmed bug", "/csp case 61804\n/csp bug", "reserved",
	    "number 61804; refund (bug) by 7; note", "given back",
	    "refunded" },
	{ "twice a bug", "/csp case 61804\n/csp bug\n/csp bug", "reserved",
	    "number 61804; refund (bug) by 7; note", "given back",
	    "refunded" },
	{ "a duplicate before it was taken", "/csp duplicate of 9",
	    "reserved", "link 9; release (duplicate) by 7; "
	    "status resolved; note", "given back", "released" },
	{ "a duplicate that was taken", "/csp duplicate", "consumed",
	    "refund (duplicate) by 7; status resolved; note", "given back",
	    "refunded" },
	{ "nobody knows whether it was taken", "/csp resolve", "reserved",
	    "note", "it is not known whether Microsoft made a case",
	    "reserved" },
	{ "resolved when all is known", "/csp resolve", "consumed",
	    "status resolved; note", "is being resolved", "consumed" },
};

START_TEST(what_becomes_of_a_unit)
{
	struct case_state s = a_complete_case();

	s.is_escalated = 1;
	s.unit = units[_i].unit;
	begin(MODE_ENFORCE, s);
	play(note(units[_i].text), agent(MAY_BOTH));
	same_text(units[_i].name, deeds(0), units[_i].want);
	same_note(units[_i].name, units[_i].says);
	same_text(units[_i].name, turn.state.unit == NULL ? "-" :
	    turn.state.unit, units[_i].then == NULL ? "-" : units[_i].then);
	/* Whatever was said of it, nobody need be asked any more. */
	ck_assert_int_eq(turn.state.timer[TIMER_UNIT], 0);
}
END_TEST

/* Only an entitlement that is counted reserves a unit. */
START_TEST(a_unit_is_reserved)
{
	struct case_state s = a_complete_case();
	struct entitlement e = counted;

	e.vehicle = word_find(words_vehicle, "premier");
	e.units_left = _i == 0 ? 3 : COUNT_UNKNOWN;
	s.told[TOLD_CLASS] = "technical";
	s.told[TOLD_TOPIC] = "break-fix";
	s.told[TOLD_PRODUCT] = "on-premises";
	s.told[TOLD_VERSION] = "n";
	s.told[TOLD_SEVERITY] = "B";
	s.told[TOLD_PUBLISHER] = "microsoft";
	s.told[TOLD_ENVIRONMENT] = "own";
	for (int i = 0; i < CHECKS; i++)
		s.check[i] = word_find(words_mark, "done");
	begin(MODE_ENFORCE, s);
	turn.held = (struct list){ 1, &e };
	play(note("/csp escalate"), agent(MAY_BOTH));
	same_text("deeds", deeds(0), "receipt; escalate premier by 7; "
	    "note; note");
	ck_assert_int_eq(str_same(turn.state.unit, "reserved"), _i == 0);
	ck_assert_int_eq(turn.state.timer[TIMER_UNIT],
	    _i == 0 ? sc.now + 86400 * 1000 : 0);
}
END_TEST

/* Until somebody says, once a day, whether the ticket is open or closed. */
START_TEST(agents_are_asked)
{
	struct case_state s = a_complete_case();

	s.is_escalated = 1;
	s.row.is_closed = _i & 1;
	s.unit = _i & 2 ? "reserved" : "consumed";
	s.timer[TIMER_UNIT] = sc.now = 1000;
	begin(MODE_NOTES, s);
	turn_timers(&turn);
	same_text("deeds", deeds(0), _i & 2 ? "note" : "");
	same_note("asked", _i & 2 ? "a unit stays reserved" : NULL);
	ck_assert_int_eq(turn.state.timer[TIMER_UNIT],
	    _i & 2 ? sc.now + 86400 * 1000 : 0);
}
END_TEST

/* An agent's closing of the ticket ends it, a customer's does not. */
START_TEST(who_ends_an_escalation)
{
	static const struct {
		enum author_kind by;
		int64_t		 agent;
		const char	*unit;
		int		 ends;
	} rows[] = {
		{ AUTHOR_AGENT, ANNA, NULL, 1 }, { AUTHOR_SELF, 0, NULL, 1 },
		{ AUTHOR_AGENT, ANNA, "consumed", 1 },
		{ AUTHOR_AGENT, ANNA, "reserved", 0 },
		{ AUTHOR_AGENT, 0, NULL, 0 }, { AUTHOR_CUSTOMER, 0, NULL, 0 },
		{ AUTHOR_SYSTEM, 0, NULL, 0 },
	};
	struct case_state s = a_complete_case();
	struct event ev = { .id = "1", .kind = EVENT_CLOSED,
	    .by = rows[_i].by, .via = VIA_UI };

	s.is_escalated = 1;
	s.unit = rows[_i].unit;
	begin(MODE_ENFORCE, s);
	thread.is_closed = 1;
	play(ev, (struct author){ .agent = rows[_i].agent });
	same_text("deeds", deeds(0), rows[_i].ends ? "close" : "");
	ck_assert_int_eq(turn.state.is_escalated, !rows[_i].ends);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("turn units");
	int failed;

	load_house();
	tcase_add_loop_test(t, what_becomes_of_a_unit, 0, LEN(units));
	tcase_add_loop_test(t, a_unit_is_reserved, 0, 2);
	tcase_add_loop_test(t, agents_are_asked, 0, 4);
	tcase_add_loop_test(t, who_ends_an_escalation, 0, 7);
	failed = run_case("turn units", t);
	scope_end(&whole);
	return failed;
}
