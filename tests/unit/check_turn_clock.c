/*
 * Clocks through a case's life, played as settle plays it: what time brings,
 * pauses, and what starts a clock anew; what clocks.conf may not say.
 */
#include "tmp.h"
#include "turn_play.h"

#include "case_clock.h"
#include "policy/decide.h"
#include "turn_do.h"

#define START	(INT64_C(1795165200000))	/* a Friday, 09:00 UTC */

static const char conf[] =
    "warn_at = 70;\n"
    "targets = (\n"
    "{ holder = \"partner\"; severity = [ \"A\" ]; minutes = 60;"
    " calendar = \"24x7\"; },\n"
    "{ holder = \"partner\"; tier = \"tier-2\"; minutes = 50;"
    " calendar = \"24x7\"; },\n"
    "{ holder = \"partner\"; minutes = 100; calendar = \"24x7\"; },\n"
    "{ holder = \"provider\"; provider = \"Distri\"; minutes = 30;"
    " calendar = \"24x7\"; },\n"
    "{ holder = \"provider\"; minutes = 200; calendar = \"24x7\"; },\n"
    "{ holder = \"reseller\"; minutes = 40; calendar = \"24x7\"; }\n"
    ");\n"
    "steps = (\n"
    "{ at = 200; then = \"next-tier\"; holder = \"partner\"; },\n"
    "{ at = 100; then = \"notify-lead\"; },\n"
    "{ at = 150; then = \"raise-priority\"; }\n"
    ");\n";

static const struct clocks *own;
static struct case_clock kept[CLOCK__MAX];

static enum err
load(const char *text)
{
	const char *dir = tmp_dir();
	const struct calendars *calendars;
	enum err e = calendars_load(&sc, "conf/policy", &calendars);

	tmp_write(dir, "clocks.conf", text);
	return e == E_OK ? clocks_load(&sc, dir, policy, calendars, &own) : e;
}

static void
open_case(enum mode mode, const char *rules)
{
	static const char *const leads[] = { "Anna", "Piotr" };
	struct case_state s = a_complete_case();

	ck_assert_msg(load(rules) == E_OK, "%s", sc.why);
	s.who = (struct customer){ .id = 3, .name = "Fabrikam",
	    .offer = "standard" };
	begin(mode, s);
	turn.clocks = own;
	turn.leads = (struct list){ LEN(leads), leads };
	memset(kept, 0, sizeof(kept));
}

/* What the database does with the turn's end. */
static void
keep(void)
{
	turn.state.was_closed = turn.state.row.is_closed;
	for (int h = 0; h < CLOCK__MAX; h++) {
		if (turn.state.clock[h].is_changed)
			kept[h] = turn.state.clock[h];
		kept[h].is_changed = 0;
		turn.state.clock[h] = kept[h];
	}
}

static void
act(const char *what)
{
	struct case_row *c = &turn.state.row;

	if (str_same(what, "close") || str_same(what, "reopen"))
		c->is_closed = str_same(what, "close");
	else if (strlen(what) == 1)
		c->severity = what;
	else if (strncmp(what, "tier", 4) == 0)
		c->tier = what;
	else if (strlen(what) > 0)
		c->holder = what;
}

/* A minute of the story; the deeds of it, and when the next step comes. */
static const char *
minute(int at, const char *what)
{
	sc.now = START + (int64_t)at * CLOCK_MINUTE;
	turn.sc = &sc;
	turn.n = 0;
	if (what != NULL)
		act(what);
	case_pass(&sc, &turn.state, turn.state.row.is_closed ? NULL :
	    turn.state.row.holder, sc.now);
	turn_timers(&turn);
	turn_clocks(&turn);
	keep();
	return deeds(0);
}

static int
due(void)
{
	int64_t at = turn.state.timer[TIMER_CLOCK];

	return at == 0 ? -1 : (int)((at - START) / CLOCK_MINUTE);
}

struct scene {
	int		 at;
	const char	*what, *deeds, *says;
	int		 due;
};

static void
play_all(const struct scene *s, int n)
{
	for (int i = 0; i < n; i++) {
		const char *name = str_fmt(&sc, "minute %d", s[i].at);

		same_text(name, minute(s[i].at, s[i].what), s[i].deeds);
		same_note(name, s[i].says);
		ck_assert_msg(due() == s[i].due, "%s: due at %d, want %d",
		    name, due(), s[i].due);
	}
}

START_TEST(whole_life)
{
	static const struct scene s[] = {
		{ 0, NULL, "", NULL, 70 },
		{ 60, NULL, "", NULL, 70 },
		{ 70, NULL, "note", "70 of 100 min are used (24x7). The target"
		    " ends at 2026-11-20 10:40 (UTC)", 100 },
		{ 71, NULL, "", NULL, 100 },
		{ 80, "customer", "", NULL, -1 },
		{ 200, "partner", "", NULL, 220 },
		{ 220, NULL, "breach partner; note",
		    "Please look at it: Anna and Piotr.", 270 },
		{ 230, "isv", "", NULL, -1 },
		{ 240, "partner", "", NULL, 280 },
		{ 280, NULL, "priority 70; note", "Priority: 70", 330 },
		{ 330, NULL, "queue Support L2; note", "Tier: tier-2", 365 },
		/* The new tier's clock; of its own target 35 are 70 %. */
		{ 350, "A", "", NULL, 372 },
		{ 372, NULL, "note", "42 of 60 min", 390 },
		{ 390, NULL, "breach partner; note", NULL, 420 },
		{ 395, "close", "", NULL, -1 },
		{ 500, "reopen", "", NULL, 542 },
		{ 542, NULL, "note", "42 of 60 min", 560 },
	};

	open_case(MODE_ENFORCE, conf);
	play_all(s, LEN(s));
}
END_TEST

/* Nobody looked for a day: each step once, no warning of what is over. */
START_TEST(all_at_once)
{
	static const struct scene s[] = {
		{ 0, NULL, "", NULL, 70 },
		{ 175, NULL, "breach partner; priority 70; note",
		    "the target of 100 min (24x7) is over; 175 min", 200 },
		{ 176, NULL, "", NULL, 200 },
		{ 200, NULL, "queue Support L2; note", NULL, 235 },
		{ 301, NULL, "breach partner; priority 70; note",
		    "There is no tier 3", -1 },
		{ 9000, NULL, "", NULL, -1 },
	};

	open_case(MODE_ENFORCE, conf);
	play_all(s, 5);
	play_all(s + 5, 1);
}
END_TEST

START_TEST(no_warning_of_what_is_over)
{
	open_case(MODE_ENFORCE, conf);
	minute(0, NULL);
	same_text("deeds", minute(120, NULL), "breach partner; note");
	ck_assert_ptr_null(strstr(turn.deed[1].order.text, "ends at"));
}
END_TEST

/* What is so already, or goes where Microsoft's tickets are, is not moved. */
START_TEST(nothing_to_move)
{
	open_case(MODE_ENFORCE, conf);
	thread.priority = "70";
	thread.queue = desk.microsoft_queue;
	minute(0, NULL);
	same_text("deeds", minute(200, NULL), "breach partner; note");
	same_note("priority", "Priority: 70");
	same_text("tier", turn.state.row.tier, "tier-2");
}
END_TEST

/* The ticket is closed, or about a debt; and nobody else is a timer. */
START_TEST(no_timer)
{
	struct event ev = note(NULL);

	open_case(MODE_ENFORCE, conf);
	minute(0, NULL);
	same_text("closed", minute(150, "close"), "");
	open_case(MODE_ENFORCE, conf);
	minute(0, NULL);
	sc.now = START + 150 * CLOCK_MINUTE;
	ev.kind = EVENT_TIMER;
	ev.field = timer_names[TIMER_CLOCK];
	play(ev, agent(0));
	same_text("an agent's", deeds(0), "");
	ck_assert_int_eq(due(), 70);
	turn.state.timer[TIMER_UNIT] = 1;
	turn_timers(&turn);
	ck_assert_int_eq(turn.state.timer[TIMER_UNIT], 0);
	turn.state.debt = &(struct debt){ .is_here = 1 };
	same_text("a debtor's", minute(150, NULL), "");
	ck_assert_int_eq(turn.state.timer[TIMER_CLOCK], 0);
}
END_TEST

/* Somebody answered in the very turn in which it would have been over. */
START_TEST(answered_in_time)
{
	static const struct scene s[] = {
		{ 0, NULL, "", NULL, 70 },
		{ 100, "customer", "", NULL, -1 },
		{ 200, "partner", "", NULL, 200 },
	};

	open_case(MODE_ENFORCE, conf);
	play_all(s, LEN(s));
}
END_TEST

/* A change of severity keeps the time, or starts anew, as the file says. */
START_TEST(severity)
{
	static const struct scene keeps[] = {
		{ 0, NULL, "", NULL, 70 },
		{ 50, "A", "", NULL, 50 },
		{ 51, NULL, "note", "51 of 60 min", 60 },
		{ 55, "C", "", NULL, 100 },
	};
	static const struct scene anew[] = {
		{ 0, NULL, "", NULL, 70 },
		{ 50, "A", "", NULL, 92 },
		{ 92, NULL, "note", "42 of 60 min", 110 },
		{ 95, "C", "", NULL, 165 },
	};

	open_case(MODE_ENFORCE, conf);
	play_all(keeps, LEN(keeps));
	open_case(MODE_ENFORCE, str_fmt(&sc, "restart_on_severity = true;\n"
	    "%s", conf));
	play_all(anew, LEN(anew));
}
END_TEST

/* A desk that is only watched, and one that gets notes only. */
START_TEST(modes)
{
	static const struct scene notes[] = {
		{ 0, NULL, "", NULL, 70 },
		{ 160, NULL, "breach partner; note",
		    "In this mode cspdesk does not change the ticket", 200 },
		{ 210, NULL, "note", "Tier: tier-2", 245 },
	};

	open_case(MODE_NOTES, conf);
	play_all(notes, LEN(notes));
	ck_assert_ptr_null(strstr(turn.deed[0].order.text, "goes to"));
	open_case(MODE_OBSERVE, conf);
	minute(0, NULL);
	same_text("observed", minute(160, NULL), "breach partner");
}
END_TEST

/* What the desk or the customer does not have is said, and left out. */
START_TEST(without)
{
	open_case(MODE_ENFORCE, conf);
	desk.raised_priority = "";
	turn.leads.n = 0;
	turn.state.who.offer = NULL;
	minute(0, NULL);
	same_text("nothing to do it with", minute(210, NULL),
	    "breach partner; note");
	same_note("lead", "Nobody has the right \"lead\"");
	same_note("priority", "no raised_priority");
	same_note("tier", "the customer's offer (-) does not open it");
	ck_assert_int_eq(due(), -1);
	same_text("tier", turn.state.row.tier, NULL);
}
END_TEST

/* A provider waits for its reseller: his time is not ours. */
START_TEST(reseller)
{
	static const struct scene s[] = {
		{ 0, NULL, "", NULL, 70 },
		{ 30, "reseller", "", NULL, 58 },
		{ 58, NULL, "note", "Clock (the indirect reseller): 28 of 40",
		    70 },
		{ 65, "partner", "", NULL, 105 },
		{ 66, "reseller", "", NULL, 71 },
		{ 71, NULL, "breach reseller; note",
		    "the target of 40 min (24x7) is over", 91 },
	};

	open_case(MODE_ENFORCE, conf);
	play_all(s, LEN(s));
}
END_TEST

/* Each holder has his own; Microsoft's target is the decision's. */
START_TEST(holders)
{
	static const struct scene s[] = {
		{ 0, NULL, "", NULL, 70 },
		{ 30, "provider", "", NULL, 51 },
		{ 51, NULL, "note", "Clock (the indirect provider): 21 of 30",
		    60 },
		{ 60, "partner", "", NULL, 100 },
		{ 100, NULL, "note", "70 of 100", 130 },
		{ 110, "microsoft", "", NULL, 194 },
		{ 194, NULL, "note", "Clock (Microsoft): 84 of 120", 230 },
		{ 200, "partner", "", NULL, 220 },
		{ 210, "microsoft", "", NULL, 240 },
		{ 241, NULL, "breach microsoft; note", NULL, 300 },
		/* Only our own support has tiers. */
		{ 300, NULL, "priority 70; note", NULL, -1 },
		{ 350, NULL, "", NULL, -1 },
	};
	struct decision d = { .route = ROUTE_MICROSOFT, .has_response = 1,
	    .minutes = 120, .calendar = 0 };

	open_case(MODE_ENFORCE, conf);
	turn.state.who.provider = "Distri";
	play_all(s, 5);
	sc.now = START + 110 * CLOCK_MINUTE;
	turn_clock_escalated(&turn, &d);
	play_all(s + 5, LEN(s) - 5);
	/* Without a published target there is no clock. */
	d.minutes = COUNT_UNKNOWN;
	turn_clock_escalated(&turn, &d);
	same_text("no target", minute(400, NULL), "");
	ck_assert_int_eq(due(), -1);
}
END_TEST

/* Each escalation starts its own clock, by the decision's calendar. */
START_TEST(escalated_again)
{
	struct decision d = { .route = ROUTE_PROVIDER };

	open_case(MODE_ENFORCE, conf);
	minute(0, "provider");
	minute(50, NULL);
	ck_assert_int_eq(due(), 140);
	turn_clock_escalated(&turn, &d);
	minute(50, NULL);
	ck_assert_int_eq(due(), 50 + 140);
	d = (struct decision){ .route = ROUTE_MICROSOFT, .has_response = 1,
	    .minutes = 480, .calendar = word_find(words_calendar,
	    "business-hours") };
	turn_clock_escalated(&turn, &d);
	minute(50, "microsoft");
	/* 420 minutes after START the doors close for the week end. */
	ck_assert_int_eq(due(), 50 + 336);
	minute(386, NULL);
	ck_assert_int_eq(due(), 3 * 1440 - 60 + 110);
}
END_TEST

START_TEST(told)
{
	const struct clock_words w = { &sc, texts, "pl" };

	open_case(MODE_ENFORCE, conf);
	minute(0, NULL);
	minute(30, "provider");
	minute(40, NULL);
	same_text("lines", clock_tell(&w, clocks_calendars(own), &turn.state),
	    "Zegar (nasze wsparcie): zużyto 30 z 100 min (24x7); zegar stoi.\n"
	    "Zegar (dostawca pośredni): zużyto 10 z 200 min (24x7); termin "
	    "2026-11-20 12:50 (UTC).");
}
END_TEST

/* An agent's move of the ticket into a tier's queue, if the offer opens it. */
START_TEST(moved)
{
	static const struct { const char *offer, *queue, *deeds, *tier; } m[] =
	{
		{ "standard", "Support L2", "note", "tier-2" },
		{ NULL, "Support L2", "note", NULL },
		{ "standard", "Elsewhere", "", NULL },
		{ "standard", SUPPORT, "", NULL },
	};

	for (int i = 0; i < LEN(m); i++) {
		struct event ev = note(NULL);

		open_case(MODE_ENFORCE, conf);
		turn.state.who.offer = m[i].offer;
		ev.kind = EVENT_UPDATED;
		ev.field = "Queue";
		ev.is = m[i].queue;
		play(ev, agent(0));
		same_text(m[i].queue, deeds(0), m[i].deeds);
		same_text(m[i].queue, turn.state.row.tier, m[i].tier);
		open_case(MODE_ENFORCE, conf);
		ev.by = AUTHOR_SYSTEM;
		play(ev, agent(0));
		same_text("a rule of the desk", turn.state.row.tier, NULL);
	}
}
END_TEST

static const struct {
	const char	*name, *from, *to, *says;
} bad[] = {
	{ "an unknown tier", "tier-2", "tier-9", ":4: targets[1].tier: the "
	    "policy has no tier \"tier-9\"" },
	{ "an unknown severity", "\"A\"", "\"D\"", ":3: targets[0].severity: "
	    "\"D\" is none of A, B, C" },
	{ "a target for Microsoft", "\"partner\"", "\"microsoft\"",
	    ":3: targets[0].holder: needs holder" },
	{ "an unknown calendar", "24x7", "25x7", ":3: targets[0].calendar: is "
	    "no calendar" },
	{ "no minutes", "minutes = 60;", "", ":3: targets[0]: needs minutes" },
	{ "minutes of 0", "minutes = 60", "minutes = 0", ":3: targets[0]: "
	    "needs minutes" },
	{ "a row that cannot win", "tier = \"tier-2\";", "", ":5: targets[2]: "
	    "can never win: target 2" },
	{ "an unknown member", "tier =", "tiers =", ":4: targets[1]" },
	{ "a provider for the partner", "tier = \"tier-2\"", "provider = "
	    "\"Distri\"", ":4: targets[1].provider: only holder" },
	{ "a warning too late", "70", "100", ":1: warn_at: must be 1 to 99" },
	{ "an unknown step", "notify-lead", "notify-all", ":12: steps[1].then:"
	    " needs then" },
	{ "a step that comes by itself", "notify-lead", "breach",
	    ":12: steps[1].then: needs then" },
	{ "a step at nothing", "at = 150", "at = 0", ":13: steps[2]: needs at"
	},
	{ "a tier for Microsoft", "holder = \"partner\"; },", "},",
	    ":11: steps[0]: needs holder" },
	{ "an unknown holder of a step", "\"notify-lead\";", "\"notify-lead\";"
	    " holder = \"customer\";", ":12: steps[1].holder: \"customer\" is "
	    "none of" },
};

START_TEST(refused)
{
	same_outcome(bad[_i].name, load(changed(conf, bad[_i].from,
	    bad[_i].to)), E_SHAPE, "");
	ck_assert_msg(strstr(sc.why, bad[_i].says) != NULL, "%s: %s",
	    bad[_i].name, sc.why);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("turn clock");
	int failed;

	load_house();
	tcase_add_test(t, whole_life);
	tcase_add_test(t, all_at_once);
	tcase_add_test(t, no_warning_of_what_is_over);
	tcase_add_test(t, nothing_to_move);
	tcase_add_test(t, no_timer);
	tcase_add_test(t, answered_in_time);
	tcase_add_test(t, severity);
	tcase_add_test(t, modes);
	tcase_add_test(t, without);
	tcase_add_test(t, holders);
	tcase_add_test(t, reseller);
	tcase_add_test(t, escalated_again);
	tcase_add_test(t, told);
	tcase_add_test(t, moved);
	tcase_add_loop_test(t, refused, 0, LEN(bad));
	failed = run_case("turn clock", t);
	scope_end(&whole);
	return failed;
}
