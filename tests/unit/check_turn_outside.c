/*
 * What Microsoft says of an escalation, what agents have done there, and that
 * nobody else has anything done.
 */
#include "turn_play.h"

#include "policy/words.h"
#include "store/outside.h"
#include "tmp.h"

static const struct service_contact contact = { .email = "desk@p.example" };

/* Azure's ticket; `failures` 1: opening it was given up. */
static struct outside
azure(const char *number, int failures)
{
	return (struct outside){ .escalation = 4, .failures = failures,
	    .service = "azure-support-api", .number = number,
	    .severity = "B", .status = SERVICE_OPEN };
}

static void
begin_outside(enum mode mode, const char *number, int failures,
    const char *unit)
{
	struct case_state s = a_complete_case();
	struct outside *o = scope_alloc(&sc, sizeof(*o));

	*o = azure(number, failures);
	s.is_escalated = 1;
	s.unit = unit;
	s.channel = o->service;
	s.outside = o;
	s.row.number = number;
	s.row.holder = "microsoft";
	begin(mode, s);
	turn.contact = &contact;
}

static struct event
news(enum outside_what what, const char *value, const char *text)
{
	return (struct event){ .id = "n", .kind = EVENT_OUTSIDE,
	    .by = AUTHOR_SYSTEM, .was = "4", .field = outside_whats[what],
	    .is = value, .text = text };
}

static const struct {
	const char		*name;
	enum outside_what	 what;
	const char		*value, *text;
	const char		*number, *unit;		/* before */
	const char		*want, *says, *then, *holder;
} hears[] = {
	{ "opened", OUTSIDE_OPENED, "61804", NULL, NULL, "reserved",
	    "number 61804; note", "61804", "consumed", "microsoft" },
	{ "opened without a unit", OUTSIDE_OPENED, "61804", NULL, NULL, NULL,
	    "number 61804; note", "61804", "-", "microsoft" },
	{ "refused", OUTSIDE_REFUSED, NULL, "no plan", NULL, "reserved",
	    "note; release (refused) by 0; close", "no plan", "-", "partner" },
	{ "refused without a unit", OUTSIDE_REFUSED, NULL, "no plan", NULL,
	    NULL, "note; close", "no plan", "-", "partner" },
	{ "given up", OUTSIDE_FAILED, "open", "no answer", NULL, "reserved",
	    "note", "it is not known whether", "reserved", "partner" },
	{ "not said", OUTSIDE_FAILED, "say", "no answer", "61804",
	    "consumed", "note", "did not get there", "consumed", "partner" },
	{ "may not be opened", OUTSIDE_DENIED, "open", "no right", NULL,
	    "reserved", "note", "may not open it at Microsoft: no right",
	    "reserved", "partner" },
	{ "may not be said", OUTSIDE_DENIED, "say", "no right", "61804",
	    "consumed", "note", "may not do this in Microsoft's ticket",
	    "consumed", "partner" },
	{ "not read any more", OUTSIDE_GONE, NULL, "404", "61804",
	    "consumed", "note", "not read any more", "consumed",
	    "microsoft" },
	{ "waits for us", OUTSIDE_STATUS, "attention", NULL, "61804",
	    "consumed", "note", "waits for us", "consumed", "partner" },
	{ "goes on", OUTSIDE_STATUS, "open", NULL, "61804", "consumed",
	    "note", "is open", "consumed", "microsoft" },
	{ "closed", OUTSIDE_STATUS, "closed", NULL, "61804", "consumed",
	    "note; close", "has closed", "-", "partner" },
	{ "severity", OUTSIDE_SEVERITY, "C", NULL, "61804", "consumed",
	    "note", "severity C", "consumed", "microsoft" },
	{ "a message", OUTSIDE_MESSAGE, "engineer", "Logs, please", "61804",
	    "consumed", "note", "engineer wrote", "consumed", "partner" },
};

START_TEST(heard)
{
	begin_outside(MODE_ENFORCE, hears[_i].number, 0, hears[_i].unit);
	play(news(hears[_i].what, hears[_i].value, hears[_i].text),
	    (struct author){ .roles = WORD_UNKNOWN });
	same_text(hears[_i].name, deeds(0), hears[_i].want);
	same_note(hears[_i].name, hears[_i].says);
	same_text(hears[_i].name, turn.state.unit == NULL ? "-" :
	    turn.state.unit, hears[_i].then);
	same_text(hears[_i].name, turn.state.row.holder, hears[_i].holder);
}
END_TEST

/* Of what has ended only words and states are told; nothing changes. */
START_TEST(too_late)
{
	begin_outside(MODE_ENFORCE, NULL, 0, NULL);
	turn.state.is_escalated = 0;
	turn.state.row.holder = "customer";
	play(news(OUTSIDE_OPENED, "61804", NULL), (struct author){ 0 });
	same_text("opened", deeds(0), "note");
	same_note("opened", "although this was released");
	play(news(OUTSIDE_REFUSED, NULL, "no"), (struct author){ 0 });
	same_text("refused", deeds(1), "");
	play(news(OUTSIDE_MESSAGE, "x", "hello"), (struct author){ 0 });
	same_text("message", deeds(1), "note");
	play(news(OUTSIDE_FAILED, "close", "no"), (struct author){ 0 });
	same_note("not closed", "was not closed: no");
	same_text("holder", turn.state.row.holder, "customer");
}
END_TEST

/* What Microsoft writes is no command, and no marker of ours. */
START_TEST(only_words)
{
	begin_outside(MODE_ENFORCE, "61804", 0, "consumed");
	play(news(OUTSIDE_MESSAGE, "x", "/csp resolve\n[csp #17]"),
	    (struct author){ 0 });
	same_text("deeds", deeds(0), "note");
	ck_assert_ptr_eq(strstr(turn.deed[0].order.text, "\n/csp"), NULL);
	ck_assert_ptr_eq(strstr(turn.deed[0].order.text, "\n[csp #17]"),
	    NULL);
}
END_TEST

/* Where this Microsoft is none, no note can be taken for its word. */
START_TEST(labelled)
{
	begin_outside(MODE_ENFORCE, "61804", 0, "consumed");
	turn.microsoft = &(const struct microsoft_settings){
	    .label = "Sandbox" };
	play(news(OUTSIDE_MESSAGE, "x", "Logs, please"),
	    (struct author){ 0 });
	same_note("labelled", "[Sandbox]\nx wrote");
}
END_TEST

static const struct {
	const char	*name, *text;
	int		 rights, failures;
	const char	*number, *unit, *want, *says;
} commands[] = {
	{ "said", "/csp microsoft The log: password: Sekret-77x!", MAY_BOTH, 0,
	    "61804", "consumed", "outside {\"do\":\"say\",\"text\":\"The log: "
	    "password: [removed: password]\"}; note", "goes into" },
	{ "said without a right", "/csp microsoft Hello", MAY_WAIVE, 0,
	    "61804", "consumed", "note", "needs the right" },
	{ "severity", "/csp triage A", MAY_BOTH, 0, "61804", "consumed",
	    "tell severity=A by 7; outside {\"do\":\"change\","
	    "\"severity\":\"A\"}; note", "asked for severity A" },
	{ "the same severity", "/csp triage B", MAY_BOTH, 0, "61804",
	    "consumed", "tell severity=B by 7; note", NULL },
	{ "severity without a right", "/csp triage A", MAY_WAIVE, 0, "61804",
	    "consumed", "tell severity=A by 7; note", NULL },
	{ "released while it is opened", "/csp release late", MAY_BOTH, 0,
	    NULL, "reserved", "note", "still opening" },
	{ "duplicate while it is opened", "/csp duplicate", MAY_BOTH, 0, NULL,
	    "reserved", "status resolved; note", "still opening" },
	{ "released when it was given up", "/csp release late", MAY_BOTH, 1,
	    NULL, "reserved", "release (late) by 7; close; note",
	    "may be escalated again" },
};

START_TEST(commanded)
{
	begin_outside(MODE_ENFORCE, commands[_i].number, commands[_i].failures,
	    commands[_i].unit);
	play(note(commands[_i].text), agent(commands[_i].rights));
	same_text(commands[_i].name, deeds(0), commands[_i].want);
	same_note(commands[_i].name, commands[_i].says);
}
END_TEST

/*
 * Where no portal is known nothing is escalated, and it is said why; unless
 * the partner has told of one.
 */
static const struct {
	const char	*name, *row, *want, *says;
	int		 cloud;
} clouds[] = {
	{ "commercial", "", "receipt; escalate commercial by 7; note; note",
	    "dashboard/v2/support", CLOUD_COMMERCIAL },
	{ "US Government", "", "receipt; escalate commercial by 7; note; note",
	    "dashboard/v2/support", CLOUD_US_GOVERNMENT },
	{ "China", "", "receipt; note", "Not escalated, and nobody was asked: "
	    "no portal is known", CLOUD_CHINA },
	{ "China with a portal", "portals = ( { channel = "
	    "\"partner-center-portal\"; cloud = \"china\"; path = \"azure\"; "
	    "url = \"https://portal.example/new\"; } );",
	    "receipt; escalate commercial by 7; note; note",
	    "https://portal.example/new", CLOUD_CHINA },
	{ "China with another portal", "portals = ( { channel = "
	    "\"azure-portal\"; cloud = \"china\"; path = \"azure\"; } );",
	    "receipt; note", "Not escalated", CLOUD_CHINA },
};

START_TEST(in_each_cloud)
{
	const struct partner_settings in_it = { PARTNER_DIRECT_BILL,
	    clouds[_i].cloud, 86400 };
	const char *name = clouds[_i].name, *dir = tmp_dir();

	tmp_write(dir, "packet.conf", str_fmt(&sc, "title_most = 200;\nasks = "
	    "();\n%s", clouds[_i].row));
	begin(MODE_ENFORCE, a_complete_case());
	turn.partner = &in_it;
	turn.contact = &contact;
	if (*clouds[_i].row != '\0')
		ck_assert_int_eq(portals_load(&sc, dir, &turn.portals), E_OK);
	play(note("/csp escalate"), agent(MAY_BOTH));
	same_text(name, deeds(0), clouds[_i].want);
	same_note(name, clouds[_i].says);
}
END_TEST

/* What becomes of Microsoft's ticket when ours is closed; on by default. */
static const struct {
	const char		*name;
	enum author_kind	 by;
	int64_t			 agent;
	enum mode		 mode;
	int			 closes_there;
	const char		*number;
	const char		*want;
} closers[] = {
	{ "an agent", AUTHOR_AGENT, ANNA, MODE_ENFORCE, 1, "61804",
	    "outside {\"do\":\"close\"}; close" },
	{ "we, for one", AUTHOR_SELF, 0, MODE_ENFORCE, 1, "61804",
	    "outside {\"do\":\"close\"}; close" },
	{ "an agent, and it is to stay", AUTHOR_AGENT, ANNA, MODE_ENFORCE, 0,
	    "61804", "note; close" },
	{ "an agent, before it was opened", AUTHOR_AGENT, ANNA, MODE_ENFORCE,
	    1, NULL, "close" },
	{ "a customer", AUTHOR_CUSTOMER, 0, MODE_ENFORCE, 1, "61804",
	    "note" },
	{ "automation", AUTHOR_SYSTEM, 0, MODE_ENFORCE, 1, "61804", "note" },
	{ "an unknown agent", AUTHOR_AGENT, 0, MODE_ENFORCE, 1, "61804",
	    "note" },
	{ "an agent where only notes are written", AUTHOR_AGENT, ANNA,
	    MODE_NOTES, 1, "61804", "note; close" },
};

static void
close_here(int i)
{
	play((struct event){ .id = "1", .kind = EVENT_CLOSED,
	    .by = closers[i].by, .via = VIA_UI }, (struct author){
	    .agent = closers[i].agent, .roles = WORD_UNKNOWN });
}

START_TEST(closed)
{
	struct microsoft_settings m = { .label = "",
	    .closes_there = closers[_i].closes_there };

	begin_outside(closers[_i].mode, closers[_i].number, 0, "consumed");
	turn.microsoft = &m;
	close_here(_i);
	same_text("opened again since", deeds(0), "");
	thread.is_closed = 1;
	close_here(_i);
	same_text(closers[_i].name, deeds(0), closers[_i].want);
	if (strncmp(closers[_i].want, "note", 4) == 0)
		same_note(closers[_i].name, "but 61804 at Microsoft is open");
}
END_TEST

/* Microsoft has closed its ticket, or answers only after ours was closed. */
static const struct {
	const char	*name;
	int		 resolves_here, is_closed;
	enum mode	 mode;
	const char	*want;
} enders[] = {
	{ "agents decide", 0, 0, MODE_ENFORCE, "note; close" },
	{ "ours is resolved", 1, 0, MODE_ENFORCE,
	    "note; close; status resolved" },
	{ "ours was resolved before", 1, 1, MODE_ENFORCE, "note; close" },
	{ "only notes are written", 1, 0, MODE_NOTES, "note; close" },
};

START_TEST(closed_there)
{
	struct microsoft_settings m = { .label = "",
	    .resolves_here = enders[_i].resolves_here };

	begin_outside(enders[_i].mode, "61804", 0, "consumed");
	turn.microsoft = &m;
	thread.is_closed = enders[_i].is_closed;
	play(news(OUTSIDE_STATUS, "closed", NULL), (struct author){ 0 });
	same_text(enders[_i].name, deeds(0), enders[_i].want);
	same_text(enders[_i].name, turn.state.row.holder, "partner");
}
END_TEST

START_TEST(opened_too_late)
{
	begin_outside(MODE_ENFORCE, NULL, 0, "reserved");
	thread.is_closed = 1;
	play(news(OUTSIDE_OPENED, "61804", NULL), (struct author){ 0 });
	same_text("deeds", deeds(0), "number 61804; note; note");
	same_note("it is open", "but 61804 at Microsoft is open");
}
END_TEST

/* Of what ended, agents are told when the ticket is opened again. */
START_TEST(reopened)
{
	struct event ev = { .id = "1", .kind = EVENT_MESSAGE };

	begin_outside(MODE_ENFORCE, "61804", 0, "consumed");
	turn_reopened(&turn, &ev);
	same_text("it never ended", deeds(0), "");
	turn.state.is_escalated = 0;
	turn_reopened(&turn, &ev);
	same_note("ended", "61804, ended before");
	turn.n = 0;
	turn.state.row.number = NULL;
	turn_reopened(&turn, &ev);
	same_text("nothing was there", deeds(0), "");
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("turn outside");

	load_house();
	tcase_add_loop_test(t, heard, 0, LEN(hears));
	tcase_add_test(t, too_late);
	tcase_add_test(t, only_words);
	tcase_add_test(t, labelled);
	tcase_add_loop_test(t, commanded, 0, LEN(commands));
	tcase_add_loop_test(t, in_each_cloud, 0, LEN(clouds));
	tcase_add_loop_test(t, closed, 0, LEN(closers));
	tcase_add_loop_test(t, closed_there, 0, LEN(enders));
	tcase_add_test(t, opened_too_late);
	tcase_add_test(t, reopened);
	return run_case("turn outside", t);
}
