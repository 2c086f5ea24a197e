/* A reseller's case on its way to its provider and back. */
#include "turn_play.h"

#include "policy/words.h"

static struct partner_settings reseller;

static void
begin_reseller(const char *provider, const char *way, const char *handed)
{
	struct case_state s = a_complete_case();

	s.who.provider = provider;
	s.who.channel = way;
	if (handed != NULL) {
		s.is_escalated = 1;
		s.channel = handed;
		s.row.holder = "provider";
	}
	begin(MODE_ENFORCE, s);
	reseller = *turn.partner;
	reseller.type = PARTNER_RESELLER;
	turn.partner = &reseller;
}

static const struct {
	const char	*name, *text, *provider;
	const char	*way, *handed;
	int		 rights;
	const char	*want, *says, *holder;
} stories[] = {
	{ "by a portal", "/csp hand-over", "Distri SA", "portal", NULL,
	    MAY_BOTH, "receipt; escalate portal by 7; note; note",
	    "with the provider now: Distri SA", "provider" },
	{ "its name is right", "/csp hand-over distri sa", "Distri SA",
	    "portal", NULL, MAY_BOTH,
	    "receipt; escalate portal by 7; note; note", NULL, "provider" },
	{ "its name is another's", "/csp hand-over Tatra IT", "Distri SA",
	    "portal", NULL, MAY_BOTH, "note",
	    "served by Distri SA, not by Tatra IT", "partner" },
	{ "without a provider", "/csp hand-over", NULL, NULL, NULL,
	    MAY_BOTH, "receipt; note", "It cannot be taken further",
	    "partner" },
	{ "without the right", "/csp hand-over", "Distri SA", "portal",
	    NULL, MAY_WAIVE, "note", "no right to escalate", "partner" },
	{ "twice", "/csp hand-over", "Distri SA", "portal", "portal",
	    MAY_BOTH, "note", "escalated already", "provider" },
	{ "its number", "/csp case T-17", "Distri SA", "portal", "portal",
	    0, "number T-17; note", "T-17", "provider" },
	{ "a word to it", "/csp provider it is back", "Distri SA",
	    "portal", "portal", MAY_BOTH, "note",
	    "A person writes to this provider", "provider" },
	{ "a word without the right", "/csp provider no", "Distri SA",
	    "portal", "portal", 0, "note", "no right to escalate",
	    "provider" },
	{ "back", "/csp take-back", "Distri SA", "portal", "portal",
	    MAY_BOTH, "close; note", "is back with us", "partner" },
	{ "back without the right", "/csp take-back", "Distri SA",
	    "portal", "portal", 0, "note", "no right to escalate",
	    "provider" },
	{ "back and to it again", "/csp take-back\n/csp hand-over",
	    "Distri SA", "portal", "portal", MAY_BOTH,
	    "close; receipt; escalate portal by 7; note; note", NULL,
	    "provider" },
	{ "to Microsoft instead", "/csp take-back", NULL, NULL,
	    "azure-portal", MAY_BOTH, "note", "with no provider",
	    "provider" },
};

START_TEST(story)
{
	begin_reseller(stories[_i].provider, stories[_i].way,
	    stories[_i].handed);
	play(note(stories[_i].text), agent(stories[_i].rights));
	same_text(stories[_i].name, deeds(0), stories[_i].want);
	same_note(stories[_i].name, stories[_i].says);
	same_text(stories[_i].name, turn.state.row.holder, stories[_i].holder);
}
END_TEST

/* No provider is reached by a note that anybody else wrote. */
START_TEST(only_an_agent)
{
	static const enum author_kind others[] = { AUTHOR_CUSTOMER,
	    AUTHOR_SYSTEM, AUTHOR_SELF, AUTHOR_UNKNOWN };
	struct event ev = note("/csp hand-over");

	begin_reseller("Distri SA", "portal", NULL);
	ev.by = others[_i];
	play(ev, agent(MAY_BOTH));
	for (int i = 0; i < turn.n; i++)
		ck_assert_int_ne(turn.deed[i].kind, DEED_ESCALATE);
	same_text("holder", turn.state.row.holder, "partner");
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("hand over");

	load_house();

	tcase_add_loop_test(t, story, 0, LEN(stories));
	tcase_add_loop_test(t, only_an_agent, 0, 4);
	return run_case("turn_hand_over", t);
}
