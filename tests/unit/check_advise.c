/* What the note on a new ticket warns of (E13), and what it does not. */
#include "turn_play.h"

static const struct {
	const char	*name, *product, *severity, *on_call;
	int		 is_warned;
} rows[] = {
	{ "A on Azure, nobody said who is on call", "azure", "A", NULL, 1 },
	{ "A on Azure, nobody on call", "azure", "A", "no", 1 },
	{ "A on Azure, somebody on call", "azure", "A", "yes", 0 },
	{ "B on Azure", "azure", "B", NULL, 0 },
	{ "A elsewhere", "microsoft365", "A", NULL, 0 },
};

START_TEST(lowered)
{
	static const struct { const char *language, *says; } both[] = {
		{ "en", "Microsoft will lower severity A" },
		{ "pl", "Microsoft obniży" },
	};
	struct case_state s = a_case();
	struct advice a;

	s.told[TOLD_CLASS] = "technical";
	s.told[TOLD_PRODUCT] = rows[_i].product;
	s.told[TOLD_SEVERITY] = rows[_i].severity;
	s.told[TOLD_ON_CALL] = rows[_i].on_call;
	begin(MODE_NOTES, s);
	for (int i = 0; i < LEN(both); i++) {
		desk.language = both[i].language;
		advise(&turn, &a);
		ck_assert_msg((strstr(a.note, both[i].says) != NULL) ==
		    rows[_i].is_warned, "%s, %s: %s", rows[_i].name,
		    both[i].language, a.note);
	}
}
END_TEST

/* So does the answer to who escalates. */
START_TEST(escalated)
{
	begin(MODE_NOTES, a_case());
	play(note("/csp triage technical azure B\n/csp escalate A"),
	    agent(MAY_BOTH));
	same_note("/csp escalate A", "Microsoft will lower severity A");
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("advise");
	int failed;

	load_house();
	tcase_add_loop_test(t, lowered, 0, LEN(rows));
	tcase_add_test(t, escalated);
	failed = run_case("advise", t);
	scope_end(&whole);
	return failed;
}
