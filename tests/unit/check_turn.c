/*
 * The turn: every command of a known agent, everything that is held back,
 * what each mode lets out, moves, and what no number of commands can break.
 */
#include "turn_play.h"

#include <signal.h>

#define GUID	"a4c1340d-6911-4758-bba3-0c4c6007d161"
#define ESCALATED	"receipt; escalate commercial by 7; note; note"

static const struct {
	const char	*name, *text;
	int		 rights, is_escalated;
	const char	*want, *says;
} commands[] = {
	{ "triage", "/csp triage technical azure B break-fix", MAY_BOTH, 0,
	    "tell class=technical by 7; tell topic=break-fix by 7; "
	    "tell product=azure by 7; tell severity=B by 7; note",
	    "product: azure" },
	{ "triage without rights", "/csp triage C", 0, 0,
	    "tell severity=C by 7; note", "severity: C" },
	{ "check", "/csp check P1: no incident", 0, 0,
	    "done P1 (no incident) by 7; note", "P1: done" },
	{ "check without a word", "/csp check p10", 0, 0,
	    "done P10 (-) by 7; note", "P10: done" },
	{ "waive", "/csp waive P3 they did it with us", MAY_WAIVE, 0,
	    "waived P3 (they did it with us) by 7; note", "P3: waived" },
	{ "waive without the right", "/csp waive P3 because", MAY_ESCALATE, 0,
	    "note", "P3 was not waived" },
	{ "waive without a reason", "/csp waive P3", MAY_BOTH, 0, "note",
	    "only with a reason" },
	{ "customer", "/csp set customer Fabrikam", 0, 0,
	    "tell customer=Fabrikam by 7; note", "customer: Fabrikam" },
	{ "no such customer", "/csp set customer Nobody", 0, 0, "note",
	    "There is no customer \"Nobody\"" },
	{ "version", "/csp set version n-1", 0, 0,
	    "tell version=n-1 by 7; note", NULL },
	{ "publisher", "/csp set publisher other", 0, 0,
	    "tell publisher=other by 7; note", NULL },
	{ "environment", "/csp set environment own", 0, 0,
	    "tell environment=own by 7; note", NULL },
	{ "on call", "/csp set on-call yes", 0, 0,
	    "tell on-call=yes by 7; note", NULL },
	{ "tier", "/csp set customer Fabrikam\n/csp tier 2", 0, 0,
	    "tell customer=Fabrikam by 7; queue Support L2; note",
	    "Tier: tier-2; the ticket goes to Support L2" },
	{ "a tier that the customer's offer does not open", "/csp tier 2", 0,
	    0, "note", "Tier tier-2 was not taken" },
	{ "the tier of the queue where it is", "/csp tier 1", 0, 0, "note",
	    "Tier: baseline" },
	{ "no such tier", "/csp tier 9", 0, 0, "note",
	    "There is no tier 9." },
	{ "escalate", "/csp escalate", MAY_ESCALATE, 0, ESCALATED,
	    "Escalated." },
	{ "escalate with severity", "/csp escalate B", MAY_ESCALATE, 0,
	    "tell severity=B by 7; " ESCALATED, "Partner Center" },
	{ "escalate via", "/csp escalate via commercial", MAY_ESCALATE, 0,
	    ESCALATED, NULL },
	{ "escalate via what does not fit", "/csp escalate via premier",
	    MAY_ESCALATE, 0, "receipt; note", "It cannot be taken further" },
	{ "escalate without the right", "/csp escalate B", MAY_WAIVE, 0,
	    "note", "you have no right to escalate" },
	{ "escalate again", "/csp escalate", MAY_BOTH, 1, "note",
	    "escalated already" },
	{ "escalate twice", "/csp escalate\n/csp escalate", MAY_BOTH, 0,
	    ESCALATED, "escalated already" },
	{ "escalate badly", "/csp escalate D", MAY_BOTH, 0, "note", "\"D\"" },
	{ "escalate what is not ours", "/csp triage security\n/csp escalate",
	    MAY_BOTH, 0, "tell class=security by 7; receipt; note",
	    "Security Response Center" },
	{ "case", "/csp case 618040512345678", 0, 1,
	    "number 618040512345678; note", "618040512345678" },
	{ "case too early", "/csp case 618040512345678", MAY_BOTH, 0, "note",
	    "Nothing of this case is at Microsoft" },
	{ "escalate, then its case", "/csp escalate\n/csp case 61804",
	    MAY_BOTH, 0, "receipt; escalate commercial by 7; number 61804; "
	    "note", "Microsoft's number: 61804" },
	{ "why", "/csp why", 0, 0, "note", "Nothing has been decided" },
	{ "packet", "/csp packet", 0, 0, "note", "Nothing is escalated yet" },
	{ "the impact", "/csp set impact 9 of 10 people", 0, 0,
	    "tell impact=9 of 10 people by 7; note", "9 of 10 people" },
	{ "no impact", "/csp set impact", 0, 0, "note", "/csp set" },
	{ "why, then", "/csp escalate via premier\n/csp why", MAY_BOTH, 0,
	    "receipt; note", "It cannot be taken further" },
	{ "why, with what was written beside the checks", "/csp check P1: no "
	    "incident\n/csp why", 0, 0, "done P1 (no incident) by 7; note",
	    "- P1 service health and message center looked at: done, Anna, "
	    "1970-01-01 01:00 (Europe/Warsaw): no incident" },
	{ "why, without", "/csp check P1\n/csp why", 0, 0,
	    "done P1 (-) by 7; note", "P1: done\nNothing has been decided for "
	    "this ticket yet." },
	{ "why, of what would control a terminal",
	    "/csp check P1: no\033[2J\177incident\n/csp why", 0, 0,
	    "done P1 (no\033[2J\177incident) by 7; note",
	    ": no [2J incident" },
	{ "case of 4 at Microsoft", "/csp case 1234", MAY_BOTH, 1, "note",
	    "\"1234\" is not a number of the case" },
	{ "case of 21 at Microsoft", "/csp case 123456789012345678901",
	    MAY_BOTH, 1, "note", "is not a number of the case" },
	{ "case of letters at Microsoft", "/csp case 12345x", MAY_BOTH, 1,
	    "note", "\"12345x\" is not a number of the case" },
	/* Nobody is above a direct-bill partner. */
	{ "hand-over", "/csp hand-over", MAY_BOTH, 0, "receipt; note",
	    "nobody-above" },
	{ "take-back", "/csp take-back", MAY_BOTH, 0, "note",
	    "This case is with no provider" },
	{ "reseller", "/csp reseller hello", MAY_BOTH, 1, "note",
	    "No reseller has given us this case" },
	{ "accept", "/csp accept", MAY_BOTH, 1, "note", "No reseller" },
	{ "decline", "/csp decline no", MAY_BOTH, 1, "note", "No reseller" },
	{ "provider", "/csp provider hello", MAY_BOTH, 1, "note",
	    "This case is with no provider" },
	{ "bug", "/csp bug", MAY_BOTH, 0, "note",
	    "Nothing of this case is at Microsoft" },
	{ "bug without a case", "/csp bug", MAY_BOTH, 1, "note",
	    "Tell its number at Microsoft first" },
	{ "release", "/csp release refused", MAY_BOTH, 0, "note",
	    "Nothing of this case is at Microsoft" },
	{ "release without a unit", "/csp release refused", MAY_BOTH, 1,
	    "close; note", "may be escalated again" },
	{ "release without a reason", "/csp release", MAY_BOTH, 1, "note",
	    "/csp release REASON" },
	{ "release without a right", "/csp release no", 0, 1, "note",
	    "needs the right to escalate" },
	{ "release what has a number",
	    "/csp escalate\n/csp case 61804\n/csp release no", MAY_BOTH, 0,
	    "receipt; escalate commercial by 7; number 61804; note",
	    "has taken this as 61804" },
	{ "microsoft too early", "/csp microsoft hello", MAY_BOTH, 0, "note",
	    "Nothing of this case is at Microsoft" },
	{ "microsoft without a right", "/csp microsoft hello", 0, 1, "note",
	    "needs the right to escalate" },
	{ "microsoft by hand", "/csp microsoft hello", MAY_BOTH, 1, "note",
	    "please do it there" },
	{ "microsoft what", "/csp microsoft", MAY_BOTH, 1, "note",
	    "/csp microsoft TEXT" },
	{ "attach", "/csp attach a.txt", MAY_BOTH, 1, "note",
	    "cannot read this help desk's attachments" },
	{ "subscription", "/csp set subscription " GUID, 0, 0,
	    "tell subscription=" GUID " by 7; note", NULL },
	{ "no subscription", "/csp set subscription 12", 0, 0, "note",
	    "12" },
	{ "suspend", "/csp suspend " GUID, MAY_BOTH, 0, "note",
	    "the customer of this ticket is not known" },
	{ "approve", "/csp approve 4", MAY_BOTH, 0, "note",
	    "the customer of this ticket is not known" },
	{ "restore", "/csp restore " GUID, MAY_BOTH, 0, "note",
	    "the customer of this ticket is not known" },
	{ "done", "/csp done 4", 0, 0, "note", "with the right billing" },
	{ "refused", "/csp refused 4 no", 0, 0, "note",
	    "with the right billing" },
	{ "terms", "/csp terms", 0, 0, "note", "No support terms are in "
	    "force" },
	{ "charge", "/csp charge 2 h a printer", 0, 0, "note",
	    "what was not shown cannot be charged" },
	{ "dispute", "/csp dispute no", MAY_BOTH, 0, "note", "owes nothing" },
	{ "hold", "/csp hold they wait", MAY_BOTH, 0, "note",
	    "owes nothing" },
	{ "resolve", "/csp resolve", 0, 0, "status resolved; note",
	    "is being resolved" },
	{ "duplicate", "/csp duplicate of #811", 0, 0,
	    "link 811; status resolved; note", NULL },
	{ "duplicate of nothing", "/csp duplicate", 0, 0,
	    "status resolved; note", NULL },
	{ "help", "/csp help", 0, 0, "note", "Commands: /csp triage" },
	{ "the mark alone", "/csp", 0, 0, "note", "Commands: /csp triage" },
	{ "no such command", "/csp escalat", MAY_BOTH, 0, "note",
	    "did you mean escalate?" },
	{ "no command", "Hello, see /csp escalate", MAY_BOTH, 0, "", NULL },
	{ "quoted", "> /csp escalate\n /csp escalate", MAY_BOTH, 0, "",
	    NULL },
	{ "no text", NULL, MAY_BOTH, 0, "", NULL },
};

START_TEST(command)
{
	struct case_state s = a_complete_case();

	s.is_escalated = commands[_i].is_escalated;
	begin(MODE_ENFORCE, s);
	play(note(commands[_i].text), agent(commands[_i].rights));
	same_text(commands[_i].name, deeds(0), commands[_i].want);
	same_note(commands[_i].name, commands[_i].says);
}
END_TEST

START_TEST(every_command_has_a_row)
{
	int seen[COMMAND__MAX] = { 0 };

	for (int i = 0; i < LEN(commands); i++) {
		struct event ev = note(commands[i].text);
		struct commands all;

		command_read(&sc, &ev, &all);
		for (int k = 0; k < all.n; k++)
			seen[all.cmd[k].kind] = 1;
	}
	for (int i = 0; i < COMMAND__MAX; i++)
		ck_assert_msg(seen[i], "command %d has no row", i);
}
END_TEST

/* Sales agents waive nothing, whatever their right says. */
START_TEST(waived_by_role)
{
	struct author by = agent(MAY_BOTH);

	begin(MODE_ENFORCE, a_case());
	by.roles = 1 << word_find(words_role, "sales_agent");
	play(note("/csp waive P3 because"), by);
	same_text("sales agent", deeds(0), "note");
	by.roles = WORD_UNKNOWN;
	play(note("/csp waive P3 because"), by);
	same_text("unknown roles", deeds(0), "note; note");
}
END_TEST

/* What a command changes is there for the next one. */
START_TEST(state_after)
{
	begin(MODE_ENFORCE, a_case());
	play(note("/csp triage commercial billing partner-center C\n"
	    "/csp set customer Fabrikam\n/csp check P1\n/csp tier 2\n"
	    "/csp escalate\n/csp case 12345"), agent(MAY_BOTH));
	ck_assert_int_eq(turn.state.is_escalated, 1);
	ck_assert_int_eq(turn.state.row.customer, 3);
	ck_assert_int_eq(turn.state.check[0], 0);
	same_text("holder", turn.state.row.holder, "microsoft");
	same_text("vehicle", turn.state.row.vehicle, "commercial");
	same_text("number", turn.state.row.number, "12345");
	same_text("tier", turn.state.row.tier, "tier-2");
}
END_TEST

/* The severity that was decided with, also if only the words told it. */
START_TEST(severity_decided_with)
{
	struct triage words = nothing_known;

	begin(MODE_ENFORCE, a_complete_case());
	words.severity = word_find(words_severity, "B");
	turn.triage = &words;
	play(note("/csp escalate"), agent(MAY_BOTH));
	same_text("deeds", deeds(0), ESCALATED);
	same_text("severity", turn.deed[1].value, "B");
}
END_TEST

#define ASKED	"hold asked; note"
#define REPLIED	"; reply; answer"

static const struct {
	const char	*name;
	enum event_kind	 kind;
	enum author_kind by;
	enum via	 via;
	const char	*automatic;
	int64_t		 agent;
	const char	*want, *says;
} held[] = {
	{ "a customer", EVENT_MESSAGE, AUTHOR_CUSTOMER, VIA_MAIL, NULL, 0,
	    "hold who.customer; note" REPLIED, "written by a customer" },
	{ "a customer in the desk", EVENT_MESSAGE, AUTHOR_CUSTOMER, VIA_UI,
	    NULL, 0, "hold who.customer; note" REPLIED, NULL },
	{ "a customer's first message", EVENT_CREATED, AUTHOR_CUSTOMER,
	    VIA_MAIL, NULL, 0, "hold who.customer; note" REPLIED, NULL },
	{ "a customer's note", EVENT_NOTE, AUTHOR_CUSTOMER, VIA_UI, NULL, 0,
	    "hold who.customer; note" REPLIED, NULL },
	{ "a customer with an agent's login", EVENT_NOTE, AUTHOR_CUSTOMER,
	    VIA_UI, NULL, ANNA, "hold who.customer; note" REPLIED, NULL },
	{ "a customer's machine", EVENT_MESSAGE, AUTHOR_CUSTOMER, VIA_MAIL,
	    "Auto-Submitted", 0, "hold who.customer; note", NULL },
	{ "automation", EVENT_NOTE, AUTHOR_SYSTEM, VIA_UI, NULL, ANNA,
	    "hold who.system; note", "by the help desk's automation" },
	{ "nobody knows who", EVENT_NOTE, AUTHOR_UNKNOWN, VIA_UI, NULL, ANNA,
	    "hold who.unknown; note", "does not say who" },
	{ "public", EVENT_MESSAGE, AUTHOR_AGENT, VIA_UI, NULL, ANNA,
	    "hold who.public; note", "this one is public" },
	{ "an agent's first message", EVENT_CREATED, AUTHOR_AGENT, VIA_UI,
	    NULL, ANNA, "hold who.public; note", NULL },
	{ "by mail", EVENT_NOTE, AUTHOR_AGENT, VIA_MAIL, NULL, ANNA,
	    "hold who.mail; note", "do not count by mail" },
	{ "by an agent's machine", EVENT_NOTE, AUTHOR_AGENT, VIA_UI,
	    "Precedence", ANNA, "hold who.mail; note", NULL },
	{ "nobody knows how", EVENT_NOTE, AUTHOR_AGENT, VIA_UNKNOWN, NULL,
	    ANNA, "hold who.untold; note", "how this came in" },
	{ "an unknown agent", EVENT_NOTE, AUTHOR_AGENT, VIA_UI, NULL, 0,
	    "hold who.stranger; note", "anna is not known" },
	{ "ourselves", EVENT_NOTE, AUTHOR_SELF, VIA_API, NULL, ANNA, "",
	    NULL },
	{ "an update", EVENT_UPDATED, AUTHOR_AGENT, VIA_UI, NULL, ANNA, "",
	    NULL },
	{ "closed", EVENT_CLOSED, AUTHOR_AGENT, VIA_UI, NULL, ANNA, "", NULL },
	{ "merged", EVENT_MERGED, AUTHOR_AGENT, VIA_UI, NULL, ANNA, "", NULL },
	{ "deleted", EVENT_DELETED, AUTHOR_AGENT, VIA_UI, NULL, ANNA, "",
	    NULL },
};

static struct event
held_event(int i)
{
	struct event ev = note("/csp escalate");

	ev.kind = held[i].kind;
	ev.by = held[i].by;
	ev.via = held[i].via;
	ev.automatic = held[i].automatic;
	return ev;
}

START_TEST(held_back)
{
	struct author by = agent(MAY_BOTH);

	by.agent = held[_i].agent;
	begin(MODE_ENFORCE, a_complete_case());
	play(held_event(_i), by);
	same_text(held[_i].name, deeds(0), held[_i].want);
	same_note(held[_i].name, held[_i].says);
}
END_TEST

START_TEST(no_author_id)
{
	struct event ev = note("/csp escalate");

	ev.author.id = NULL;
	begin(MODE_ENFORCE, a_complete_case());
	play(ev, agent(MAY_BOTH));
	same_text("no id", deeds(0), "hold who.unknown; note");
}
END_TEST

/* An answer needs an address, and one a day is enough. */
START_TEST(answered_once)
{
	struct event ev = held_event(0);
	struct author nobody = { .roles = WORD_UNKNOWN };

	begin(MODE_ENFORCE, a_case());
	ev.author.email = NULL;
	play(ev, nobody);
	same_text("no address", deeds(0), "hold who.customer; note");
	ev.author.email = "olivia@fabrikam.example";
	ev.text = "Please open a ticket with Microsoft.\n/csp escalate";
	turn.n = 0;
	turn.state.row.language = "pl";
	play(ev, nobody);
	same_text("both at once", deeds(0), "hold who.customer; note" REPLIED
	    "; " ASKED);
	ck_assert_msg(strncmp(turn.deed[2].order.text, "Dzi", 3) == 0,
	    "not in Polish: %s", turn.deed[2].order.text);
	play(ev, nobody);
	same_text("again", deeds(6), "hold who.customer; note; " ASKED);
}
END_TEST

/* What an agent, a customer and a move make of each mode. */
static const struct {
	const char	*name;
	enum mode	 mode;
	const char	*agent, *customer, *move;
} modes[] = {
	{ "observe", MODE_OBSERVE, "receipt; escalate commercial by 7",
	    "hold who.customer; hold asked", "hold moved" },
	{ "notes", MODE_NOTES, "receipt; escalate commercial by 7; note; note",
	    "hold who.customer; note; " ASKED, "hold moved; note" },
	{ "enforce", MODE_ENFORCE, "link 811; status resolved; receipt; "
	    "escalate commercial by 7; note; note",
	    "hold who.customer; note" REPLIED
	    "; " ASKED, "hold moved; note; queue L1" },
};

static struct event
move(enum author_kind by, const char *was)
{
	struct event ev = note(NULL);

	ev.kind = EVENT_UPDATED;
	ev.by = by;
	ev.via = VIA_UNKNOWN;
	ev.field = "Queue";
	ev.was = was;
	ev.is = MICROSOFT;
	return ev;
}

START_TEST(mode)
{
	struct author nobody = { .roles = WORD_UNKNOWN };
	struct event ev = held_event(0);
	int n;

	begin(modes[_i].mode, a_complete_case());
	play(note("/csp duplicate of 811\n/csp escalate"), agent(MAY_BOTH));
	same_text(modes[_i].name, deeds(0), modes[_i].agent);
	n = turn.n;
	ev.text = "/csp escalate\nPlease escalate to Microsoft!";
	play(ev, nobody);
	same_text(modes[_i].name, deeds(n), modes[_i].customer);
	ck_assert_int_eq(turn.state.told_customer,
	    modes[_i].mode == MODE_ENFORCE);
	n = turn.n;
	play(move(AUTHOR_SYSTEM, "L1"), nobody);
	same_text(modes[_i].name, deeds(n), modes[_i].move);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("turn");
	int failed;

	load_house();
	tcase_add_loop_test(t, command, 0, LEN(commands));
	tcase_add_test(t, every_command_has_a_row);
	tcase_add_test(t, waived_by_role);
	tcase_add_test(t, state_after);
	tcase_add_test(t, severity_decided_with);
	tcase_add_loop_test(t, held_back, 0, LEN(held));
	tcase_add_test(t, no_author_id);
	tcase_add_test(t, answered_once);
	tcase_add_loop_test(t, mode, 0, LEN(modes));
	failed = run_case("turn", t);
	scope_end(&whole);
	return failed;
}
