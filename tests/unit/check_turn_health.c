/*
 * Incidents at Microsoft in a turn: told once, and their end; what fills P1;
 * and a unit that is not spent before somebody knew.
 */
#include "turn_play.h"

#define HOUR	((int64_t)3600 * 1000)
enum { NOW_HOURS = 500000 };

static struct case_incident incident;

/* A technical ticket about mail, of a customer whose tenant told of it. */
static struct case_state
a_mail_case(void)
{
	struct case_state s = a_case();

	sc.now = NOW_HOURS * HOUR;
	incident = (struct case_incident){ .id = 5, .number = "EX700001",
	    .source = "graph", .service = "Exchange Online",
	    .title = "Some users cannot send mail",
	    .started = sc.now - 2 * HOUR, .seen = sc.now - HOUR };
	s.told[TOLD_CLASS] = "technical";
	s.told[TOLD_TOPIC] = "break-fix";
	s.told[TOLD_PRODUCT] = "microsoft365";
	s.told[TOLD_SEVERITY] = "B";
	s.health = (struct tenant_health){ 1, 3, sc.now - HOUR, "graph",
	    &incident, 1 };
	return s;
}

static const struct {
	const char	*name, *product, *class;
	int64_t		 seen, ended;		/* hours before */
	int		 is_told, is_closed;
	const char	*service, *want, *says;
} rows[] = {
	{ "new", "microsoft365", "technical", 1, 0, 0, 0, "Exchange Online",
	    "live of 5; note", "Microsoft reports EX700001 (Exchange Online) "
	    "since 2027-01-15 07:00 (Europe/Warsaw): Some users" },
	{ "told before", "microsoft365", "technical", 1, 0, 1, 0,
	    "Exchange Online", "", NULL },
	{ "over", "microsoft365", "technical", 1, 1, 1, 0, "Exchange Online",
	    "end of 5; note", "does not report EX700001" },
	{ "over before it was told", "microsoft365", "technical", 1, 1, 0, 0,
	    "Exchange Online", "", NULL },
	{ "old word", "microsoft365", "technical", 5, 0, 0, 0,
	    "Exchange Online", "", NULL },
	{ "another service", "microsoft365", "technical", 1, 0, 0, 0,
	    "Microsoft Teams", "", NULL },
	{ "another product", "azure", "technical", 1, 0, 0, 0,
	    "Exchange Online", "", NULL },
	{ "not technical", "microsoft365", "commercial", 1, 0, 0, 0,
	    "Exchange Online", "", NULL },
	{ "closed", "microsoft365", "technical", 1, 0, 0, 1,
	    "Exchange Online", "", NULL },
};

START_TEST(cases_hear_once)
{
	struct case_state s = a_mail_case();

	s.told[TOLD_CLASS] = rows[_i].class;
	s.told[TOLD_PRODUCT] = rows[_i].product;
	s.row.is_closed = rows[_i].is_closed;
	incident.seen = sc.now - rows[_i].seen * HOUR;
	incident.ended = rows[_i].ended == 0 ? 0 : incident.seen;
	incident.is_told = rows[_i].is_told;
	incident.service = rows[_i].service;
	begin(MODE_NOTES, s);
	thread.subject = "Outlook sends nothing";
	ck_assert_int_eq(turn_health_due(&turn), *rows[_i].want != '\0');
	turn_health(&turn);
	same_text(rows[_i].name, deeds(0), rows[_i].want);
	same_note(rows[_i].name, rows[_i].says);
}
END_TEST

START_TEST(others_are_named)
{
	struct case_state s = a_mail_case();

	incident.others = 2;
	incident.tickets = "desk/7, desk/9";
	incident.title = "/csp escalate\n[csp #1] now";
	begin(MODE_NOTES, s);
	turn_health(&turn);
	same_note("others", "2 other open tickets belong to it: desk/7, "
	    "desk/9");
	ck_assert_msg(strstr(turn.deed[1].order.text, "\n/csp") == NULL &&
	    strstr(turn.deed[1].order.text, "[csp #") == NULL,
	    "Microsoft's words may be a command: %s",
	    turn.deed[1].order.text);
}
END_TEST

/* 5.1, last line: what is owed keeps no outage from being told. */
START_TEST(a_debtor_hears)
{
	static const struct debt late = { .id = 1, .step = 5,
	    .ends = DAY_UNKNOWN };
	struct case_state s = a_mail_case();

	s.debt = &late;
	s.debt_told = sc.now;
	begin(MODE_NOTES, s);
	ck_assert_int_eq(turn_health_due(&turn), 1);
	turn_health(&turn);
	same_note("a debtor", "EX700001");
}
END_TEST

/* Of the step that a decision sees: as new as what accounting told. */
START_TEST(a_debtor_is_known)
{
	static const struct debt late = { .id = 1, .step = 4,
	    .ends = DAY_UNKNOWN };
	static const struct debt paid = { .id = 1, .step = 4, .ends = 20000 };
	static const struct debt cut = { .id = 1, .step = 4, .is_suspended = 1,
	    .ends = DAY_UNKNOWN };
	static const struct debt called = { .id = 1, .step = 7,
	    .is_suspended = 1, .ends = DAY_UNKNOWN };
	static const struct debt restored = { .id = 1, .step = 7,
	    .ends = DAY_UNKNOWN };
	const struct {
		const struct debt	*debt;
		int64_t			 hours, want;
	} debts[] = {
		{ &late, 95, 4 }, { NULL, 1, 0 }, { &paid, 1, 0 },
		{ &cut, 1, 5 }, { &called, 1, 7 }, { &restored, 1, 4 },
		{ &late, 97, COUNT_UNKNOWN }, { NULL, 97, COUNT_UNKNOWN },
		{ &late, -1, COUNT_UNKNOWN },
	};
	struct case_state s = a_mail_case();
	struct facts f;

	s.who.id = 3;
	for (int i = 0; i < LEN(debts); i++) {
		s.debt = debts[i].debt;
		s.debt_told = debts[i].hours < 0 ? 0 : sc.now - debts[i].hours *
		    HOUR;
		begin(MODE_NOTES, s);
		turn_facts(&turn, 0, &f);
		ck_assert_int_eq(f.customer.overdue_step, debts[i].want);
	}
}
END_TEST

static int
mark_of_p1(struct case_state s)
{
	struct facts f;

	begin(MODE_NOTES, s);
	turn_facts(&turn, 0, &f);
	return f.checks.mark[CHECK_HEALTH];
}

static int
is_told_by(const char *source)
{
	struct facts f;

	turn_facts(&turn, 0, &f);
	return strstr(turn_sources(&turn, &f), str_fmt(&sc,
	    "{\"fact\":\"checks.P1\",\"source\":\"%s\"", source)) != NULL;
}

START_TEST(p1_is_filled)
{
	struct case_state s = a_mail_case();

	ck_assert_int_eq(mark_of_p1(s), MARK_DONE);
	ck_assert(is_told_by("graph"));
	/* An agent's own mark, as long as it counts. */
	s.check[CHECK_HEALTH] = MARK_WAIVED;
	s.check_by[CHECK_HEALTH] = (struct told_by){ "Anna", sc.now - HOUR };
	ck_assert_int_eq(mark_of_p1(s), MARK_WAIVED);
	ck_assert(is_told_by("agent"));
	s.check_by[CHECK_HEALTH].at = sc.now - 5 * HOUR;
	ck_assert_int_eq(mark_of_p1(s), MARK_DONE);
	ck_assert(is_told_by("graph"));
	s.check[CHECK_HEALTH] = WORD_UNKNOWN;
	s.health.asked = sc.now - 5 * HOUR;
	ck_assert_int_eq(mark_of_p1(s), WORD_UNKNOWN);
	s = a_mail_case();
	s.told[TOLD_PRODUCT] = "azure";
	ck_assert_int_eq(mark_of_p1(s), WORD_UNKNOWN);
	s.told[TOLD_PRODUCT] = "microsoft365";
	s.told[TOLD_ENVIRONMENT] = "own";
	ck_assert_int_eq(mark_of_p1(s), WORD_UNKNOWN);
	s = a_mail_case();
	s.health = (struct tenant_health){ .customer = 3 };
	ck_assert_int_eq(mark_of_p1(s), WORD_UNKNOWN);
}
END_TEST

/* What a person may read of it, by /csp why. */
START_TEST(why_says_it)
{
	struct case_state s = a_mail_case();

	begin(MODE_NOTES, s);
	thread.subject = "Outlook sends nothing";
	play(note("/csp why"), agent(MAY_BOTH));
	same_note("live", "P1: service health was looked at by itself "
	    "(Microsoft Graph, 2027-01-15 08:00 (Europe/Warsaw)): EX700001 "
	    "(Exchange Online)");
	s.health.n = 0;
	begin(MODE_NOTES, s);
	play(note("/csp why"), agent(MAY_BOTH));
	same_note("none", "by itself (Microsoft Graph, 2027-01-15 08:00 "
	    "(Europe/Warsaw)): no live incident of Microsoft 365");
}
END_TEST

static const struct {
	const char	*text;
	int		 is_counted, is_live;
	const char	*want, *says;
} spends[] = {
	{ "/csp escalate", 1, 1, "receipt; note", "Not escalated yet: it "
	    "would spend a unit while Microsoft reports EX700001" },
	{ "/csp escalate", 1, 0, "receipt; escalate premier by 7; note; note",
	    NULL },
	{ "/csp escalate anyway", 1, 1,
	    "receipt; escalate premier by 7; note; note", NULL },
	{ "/csp escalate B via premier anyway", 1, 1, "tell severity=B by 7; "
	    "receipt; escalate premier by 7; note; note", NULL },
	{ "/csp escalate", 0, 1, "receipt; escalate premier by 7; note; note",
	    "Microsoft reports EX700001 (Exchange Online) since" },
};

START_TEST(a_unit_waits)
{
	struct case_state s = a_mail_case();
	struct entitlement e = { .id = "p1", .holder = HOLDER_PARTNER,
	    .plan = WORD_UNKNOWN, .fee = FEE_PAID, .from = 0, .to = 99999,
	    .units_left = spends[_i].is_counted ? 3 : COUNT_UNKNOWN,
	    .vehicle = word_find(words_vehicle, "premier") };

	s.told[TOLD_PUBLISHER] = "microsoft";
	s.told[TOLD_ENVIRONMENT] = "own";
	for (int i = 0; i < CHECKS; i++) {
		s.check[i] = MARK_DONE;
		s.check_by[i].at = sc.now;
	}
	if (!spends[_i].is_live)
		incident.ended = sc.now;
	begin(MODE_ENFORCE, s);
	turn.held = (struct list){ 1, &e };
	turn.held_told = sc.now;
	play(note(spends[_i].text), agent(MAY_BOTH));
	same_text(spends[_i].text, deeds(0), spends[_i].want);
	same_note(spends[_i].text, spends[_i].says);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("turn health");
	int failed;

	load_house();
	tcase_add_loop_test(t, cases_hear_once, 0, LEN(rows));
	tcase_add_test(t, others_are_named);
	tcase_add_test(t, a_debtor_hears);
	tcase_add_test(t, a_debtor_is_known);
	tcase_add_test(t, p1_is_filled);
	tcase_add_test(t, why_says_it);
	tcase_add_loop_test(t, a_unit_waits, 0, LEN(spends));
	failed = run_case("turn health", t);
	scope_end(&whole);
	return failed;
}
