/*
 * Disputes and holds: who may write them, in which tickets, and what they
 * leave behind.
 */
#include "turn_play.h"

#include "policy/date.h"

enum { TODAY = 20780 };		/* 2026-11-23 */
#define NEXT	((int64_t)(TODAY + 10) * DAY_MS)

static struct debt debt;

static const struct {
	const char	*name, *text;
	int		 rights;
	const char	*want, *says;	/* a part of the note */
} notes[] = {
	{ "a dispute by anybody of the desk", "/csp dispute wrong price", 0,
	    "debt dispute - (wrong price); note", "In dispute: wrong price" },
	{ "a dispute that is none", "/csp dispute end it was right", 0,
	    "note", "There is no dispute" },
	{ "a dispute and its end", "/csp dispute wrong\n/csp dispute end "
	    "right", 0, "debt dispute - (wrong); debt undispute 2026-11-23 "
	    "(right); note", "begins anew today" },
	{ "a hold without a right", "/csp hold they wait", MAY_BOTH, "note",
	    "takes the right billing or lead" },
	{ "a hold's end without a right", "/csp hold end", MAY_BOTH, "note",
	    "takes the right billing or lead" },
	{ "a hold by billing", "/csp hold they wait", MAY_BILL,
	    "debt hold - (they wait); note", "Until /csp hold end" },
	{ "a hold by the lead", "/csp hold they wait", IS_LEAD,
	    "debt hold - (they wait); note", "Until /csp hold end" },
	{ "a hold until", "/csp hold 2026-12-24 they wait", MAY_BILL,
	    "debt hold 2026-12-24 (they wait); note",
	    "Up to and including 24 December 2026" },
	{ "a hold until today", "/csp hold 2026-11-23 they wait", MAY_BILL,
	    "debt hold 2026-11-23 (they wait); note", "including 23 November" },
	{ "a hold until yesterday", "/csp hold 2026-11-22 they wait",
	    MAY_BILL, "note", "22 November 2026 is over" },
	{ "a hold that is none", "/csp hold end", MAY_BILL, "note",
	    "There is no hold" },
	{ "a hold and its end", "/csp hold they wait\n/csp hold end",
	    MAY_BILL, "debt hold - (they wait); debt unhold 2026-11-23 (-); "
	    "note", "The hold has ended" },
	{ "why", "/csp why", 0, "note", "Fabrikam" },
	{ "why: when it goes on", "/csp why", 0, "note",
	    "is considered on 3 December 2026" },
	{ "why: in dispute", "/csp dispute wrong\n/csp why", 0,
	    "debt dispute - (wrong); note", "Anna" },
	{ "help", "/csp help", 0, "note", "/csp hold 2026-12-31 REASON" },
};

static void
play_note(const char *text, int rights, const struct debt *d)
{
	struct case_state s = a_case();

	sc.now = (int64_t)TODAY * DAY_MS + 3600000;
	s.debt = d;
	s.timer[TIMER_DEBT] = NEXT;
	begin(MODE_ENFORCE, s);
	play(note(text), agent(rights));
}

static struct debt *
a_debt(void)
{
	debt = (struct debt){ .id = 5, .customer = 3, .ends = DAY_UNKNOWN,
	    .customer_name = "Fabrikam", .since = TODAY - 20,
	    .is_here = 1 };
	return &debt;
}

START_TEST(by_note)
{
	play_note(notes[_i].text, notes[_i].rights, a_debt());
	same_text(notes[_i].name, deeds(0), notes[_i].want);
	same_note(notes[_i].name, notes[_i].says);
}
END_TEST

/* The ladder is looked at again, but not in this very turn. */
START_TEST(looks_again)
{
	play_note("/csp dispute wrong", 0, a_debt());
	ck_assert_int_eq(turn.state.timer[TIMER_DEBT], sc.now + 1);
	a_debt()->is_here = 0;
	play_note("/csp dispute wrong", 0, &debt);
	ck_assert_int_eq(turn.state.timer[TIMER_DEBT], NEXT);
	play_note("/csp dispute end right", 0, a_debt());
	ck_assert_int_eq(turn.state.timer[TIMER_DEBT], NEXT);
}
END_TEST

START_TEST(who_owes_nothing)
{
	play_note("/csp dispute wrong\n/csp hold they wait", MAY_BILL, NULL);
	same_text("no debt", deeds(0), "note");
	same_note("no debt", "owes nothing that is overdue");
	a_debt()->ends = TODAY - 1;
	play_note("/csp dispute wrong\n/csp hold they wait", MAY_BILL,
	    &debt);
	same_text("paid", deeds(0), "note");
}
END_TEST

START_TEST(long_reason)
{
	const char *why = many("\xc4\x85", 400);

	play_note(str_fmt(&sc, "/csp dispute %.980s", why), 0, a_debt());
	ck_assert_int_eq(turn.deed[0].kind, DEED_DEBT);
	ck_assert_msg(strlen(turn.deed[0].text) <= 500 &&
	    strlen(turn.deed[0].text) >= 490, "%s", turn.deed[0].text);
}
END_TEST

/* Who is no known agent stops nothing, nor does a customer. */
START_TEST(the_wall)
{
	struct event ev = note("/csp dispute wrong");
	struct author nobody = { .roles = WORD_UNKNOWN };

	play_note("hello", 0, a_debt());
	play(ev, nobody);
	same_text("a stranger", deeds(0), "hold who.stranger; note");
	begin(MODE_ENFORCE, turn.state);
	ev.kind = EVENT_MESSAGE;
	ev.by = AUTHOR_CUSTOMER;
	play(ev, nobody);
	ck_assert_msg(strstr(deeds(0), "debt") == NULL, "%s", deeds(0));
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("turn_dispute");

	load_house();
	tcase_add_loop_test(t, by_note, 0, LEN(notes));
	tcase_add_test(t, looks_again);
	tcase_add_test(t, who_owes_nothing);
	tcase_add_test(t, long_reason);
	tcase_add_test(t, the_wall);
	return run_case("turn_dispute", t);
}
