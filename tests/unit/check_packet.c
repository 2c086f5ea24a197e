/*
 * The hand-over packet: whole notes in tests/golden/packet, one for each way
 * and language (GOLDEN=write writes them anew), and what may not stand in one.
 */
#include "turn_play.h"

#include "packet.h"
#include "tmp.h"

#define TENANT	"4d3cf487-70f4-4e1e-9ff1-b2bfce8d9f04"
#define GUID	"0a1b2c3d-0000-4000-8000-000000000001"

enum { COMMERCIAL, GOVERNMENT, CHINA };

static const struct service_contact ewa = { .first_name = "Ewa",
    .last_name = "Nowak", .email = "csp-desk@partner.example",
    .phone = "+48123456789" };

static struct partner_settings house;

static struct event
message(enum event_kind kind, enum author_kind by, const char *text)
{
	return (struct event){ .id = "m", .kind = kind, .by = by,
	    .via = VIA_UI, .at = 1795165200000, .text = text };
}

/* A ticket in which everybody has said something, and one internal note. */
static void
open_ticket(struct case_state s, const char *first)
{
	struct event *ev;

	begin(MODE_NOTES, s);
	thread.subject = "Teams does not start";
	thread.created = 1795165200000;
	thread.requestor = (struct person){ .name = "Jan Kowalski",
	    .email = "jan.kowalski@contoso.example" };
	thread.events = ev = scope_alloc(&sc, sizeof(*ev) * 5);
	thread.nevents = 5;
	ev[0] = message(EVENT_CREATED, AUTHOR_CUSTOMER, first);
	ev[1] = message(EVENT_NOTE, AUTHOR_AGENT, "He is always so rude.");
	ev[2] = message(EVENT_MESSAGE, AUTHOR_AGENT,
	    "Does it start in the browser?");
	ev[3] = message(EVENT_MESSAGE, AUTHOR_CUSTOMER,
	    "It does not.\n\n> Does it start in the browser?\n");
	ev[4] = message(EVENT_MESSAGE, AUTHOR_SELF, "Thank you.");
	turn.person = &ewa;
	turn.partner = &house;
	house = partner;
}

static void
write_note(const char *text)
{
	struct author anna = agent(MAY_BOTH);
	struct event ev = note(text);

	turn_event(&turn, &ev, &anna);
}

/* The newest note. */
static const char *
said(void)
{
	for (int i = turn.n - 1; i >= 0; i--)
		if (turn.deed[i].kind == DEED_ORDER &&
		    turn.deed[i].order.kind == ORDER_NOTE)
			return turn.deed[i].order.text;
	return "";
}

static void
lacks(const char *what)
{
	ck_assert_msg(strstr(said(), what) == NULL, "\"%s\" stands in\n%s",
	    what, said());
}

static void
has(const char *what)
{
	ck_assert_msg(strstr(said(), what) != NULL, "no \"%s\" in\n%s", what,
	    said());
}

static struct case_state
a_told_case(const char *class, const char *topic, const char *product)
{
	struct case_state s = a_case();

	s.who = (struct customer){ .id = 3, .name = "Contoso Polska",
	    .tenant = TENANT };
	s.told[TOLD_CLASS] = class;
	s.told[TOLD_TOPIC] = topic;
	s.told[TOLD_PRODUCT] = product;
	s.told[TOLD_SEVERITY] = "A";
	s.told[TOLD_SUBSCRIPTION] = GUID;
	s.told[TOLD_ENVIRONMENT] = "customer";
	s.told[TOLD_IMPACT] = "120 people cannot work";
	s.told[TOLD_BEGAN] = "2026-11-20 07:10 UTC";
	s.told[TOLD_STEP] = "cleared the cache\nreinstalled it on one PC";
	s.told[TOLD_ON_CALL] = "yes";
	for (int i = 0; i < CHECKS; i++)
		s.check[i] = word_find(words_mark, i == 1 ? "waived" :
		    "done");
	s.check_text[1] = "no portal for it";
	s.check_text[0] = "no incident at 07:30";
	s.check_text[2] = "the sign-in log shows error 0xCAA82EE2";
	s.check_text[8] = "Ewa";
	return s;
}

static const struct way {
	const char	*channel, *class, *topic, *product, *vehicle;
	int		 cloud;
	const char	*provider;
} ways[] = {
	{ "azure-portal", "technical", "break-fix", "azure",
	    "csp-entitlement", COMMERCIAL, NULL },
	{ "azure-portal", "technical", "break-fix", "azure",
	    "csp-entitlement", GOVERNMENT, NULL },
	{ "azure-portal", "technical", "break-fix", "azure",
	    "csp-entitlement", CHINA, NULL },
	{ "azure-portal", "technical", "break-fix", "entra-id",
	    "csp-entitlement", COMMERCIAL, NULL },
	{ "azure-portal", "commercial", "quota", "azure", "commercial",
	    COMMERCIAL, NULL },
	{ "azure-support-api", "technical", "break-fix", "azure",
	    "azure-plan", COMMERCIAL, NULL },
	{ "m365-admin-portal", "technical", "break-fix", "microsoft365",
	    "csp-entitlement", COMMERCIAL, NULL },
	{ "m365-admin-portal", "technical", "break-fix", "microsoft365",
	    "csp-entitlement", GOVERNMENT, NULL },
	{ "m365-admin-portal", "technical", "break-fix", "dynamics365",
	    "advanced", COMMERCIAL, NULL },
	{ "m365-admin-portal", "technical", "break-fix", "dynamics365",
	    "advanced", GOVERNMENT, NULL },
	{ "m365-admin-portal", "technical", "break-fix", "power-platform",
	    "advanced", COMMERCIAL, NULL },
	{ "m365-admin-portal", "commercial", "seats", "microsoft365",
	    "commercial", COMMERCIAL, NULL },
	{ "partner-center-portal", "commercial", "billing", "partner-center",
	    "commercial", COMMERCIAL, NULL },
	{ "partner-center-portal", "technical", "break-fix",
	    "partner-center", "commercial", COMMERCIAL, NULL },
	{ "services-hub-portal", "technical", "break-fix", "on-premises",
	    "product-incident", COMMERCIAL, NULL },
	{ "services-hub-portal", "technical", "break-fix", "microsoft365",
	    "premier", COMMERCIAL, NULL },
	{ "email", "technical", "break-fix", "azure", NULL, COMMERCIAL,
	    "Distri SA" },
	{ "portal", "technical", "break-fix", "azure", NULL, COMMERCIAL,
	    "Distri SA" },
};

static const char *
golden(const struct way *w, const char *language)
{
	static const char *const clouds[] = { "", "-gov", "-china" };

	return str_fmt(&sc, "tests/golden/packet/%s-%s-%s%s.%s", w->channel,
	    w->product, w->topic, clouds[w->cloud], language);
}

/* One that waits for its provider, or is escalated by that way already. */
static void
show(const struct way *w, const char *language)
{
	struct case_state s = a_told_case(w->class, w->topic, w->product);

	if (str_same(w->product, "on-premises"))
		s.told[TOLD_VERSION] = "n";
	s.is_escalated = w->provider == NULL;
	s.channel = w->channel;
	s.row.vehicle = w->vehicle;
	s.who.provider = w->provider;
	s.who.channel = w->channel;
	open_ticket(s, "Hello,\n\nTeams does not start for anybody, error "
	    "0xCAA82EE2.\n\nKind regards\nJan Kowalski\n");
	house.cloud = w->cloud;
	if (w->provider != NULL)
		house.type = word_find(words_partner, "indirect-reseller");
	desk.language = language;
	write_note("/csp packet");
}

START_TEST(as_written)
{
	const char *language = _i % 2 == 0 ? "en" : "pl";
	const struct way *w = &ways[_i / 2];
	const char *path = golden(w, language);
	char *want;

	show(w, language);
	if (str_same(getenv("GOLDEN"), "write")) {
		FILE *f = fopen(path, "we");

		ck_assert(f != NULL && fprintf(f, "%s\n", said()) > 0 &&
		    fclose(f) == 0);
	}
	ck_assert_msg(str_file(&sc, path, 65536, &want, NULL) == E_OK, "%s",
	    sc.why);
	same_text(path, str_fmt(&sc, "%s\n", said()), want);
}
END_TEST

/* Nothing but what is there to be sent. */
START_TEST(what_stands_in_it)
{
	open_ticket(a_told_case("technical", "break-fix", "microsoft365"),
	    "It is broken. Ask Jan Kowalski, jan.kowalski@contoso.example.\n"
	    "The password: Summer2026!\n");
	write_note("/csp packet");
	lacks("so rude");
	lacks("Thank you.");
	lacks("Summer2026!");
	lacks("no portal for it");
	has("The password: [removed: password]");
	has("A password in \"Description\" was taken out");
	has("The customer's contact in \"Description\": Jan Kowalski");
	has("Ewa Nowak, csp-desk@partner.example, +48123456789");
	has("- cleared the cache\n- reinstalled it");
	/* It does not answer for what P9 is about, but P1 to P4 are steps. */
	has("no incident at 07:30");
	lacks(": Ewa\n");
}
END_TEST

/* Who copies the note into another gives no commands by that. */
START_TEST(a_customer_in_it)
{
	open_ticket(a_told_case("technical", "break-fix", "microsoft365"),
	    "Hello\n/csp escalate A\n  /CSP case 12345\n\xc2\xa0/csp bug\n"
	    "[csp #17] and [CSP #18]\n");
	turn.state.told[TOLD_IMPACT] = "/csp resolve";
	write_note("/csp packet");
	has("> /csp escalate A\n");
	lacks("\n/csp");
	lacks("\n  /CSP");
	lacks("\n\xc2\xa0/csp");
	lacks("[csp #");
	lacks("[CSP #");
	has("> /csp resolve");
}
END_TEST

/* The contact is the partner's, whoever writes. */
START_TEST(whose_contact)
{
	struct service_contact jan = ewa;

	open_ticket(a_told_case("technical", "break-fix", "azure"), "x y z");
	jan.email = "Jan.Kowalski@contoso.example";
	turn.person = _i == 0 ? &jan : NULL;
	write_note("/csp packet");
	if (_i == 0)
		has("the partner's contact: microsoft.contact_email");
	else
		has("Contact (at the partner): Anna, anna@partner.example");
}
END_TEST

START_TEST(what_is_missing)
{
	struct case_state s = a_case();

	s.told[TOLD_CLASS] = "technical";
	s.told[TOLD_PRODUCT] = "azure";
	s.told[TOLD_SEVERITY] = "A";
	open_ticket(s, "");
	write_note("/csp packet");
	has("may not be escalated as it stands");
	has("where it goes is not decided yet");
	for (int i = 0; portal_parts[i] != NULL; i++)
		if (!str_same(portal_parts[i], "product") &&
		    !str_same(portal_parts[i], "severity") &&
		    !str_same(portal_parts[i], "contact"))
			has(text_fill(&sc, texts, "en", str_fmt(&sc,
			    "lack.%s", portal_parts[i]), NULL));
}
END_TEST

/* Steps are added up, the rest is replaced, and "-" takes away. */
START_TEST(told_in_words)
{
	open_ticket(a_case(), "x y z");
	write_note("/csp set impact few\n/csp set impact many: 3 of 4\n"
	    "/csp set step one\n/csp set step two\n/csp set began -");
	same_text("deeds", deeds(0), "tell impact=few by 7; "
	    "tell impact=many: 3 of 4 by 7; tell step=one by 7; "
	    "tell step=one\ntwo by 7; tell began= by 7; note");
	ck_assert_str_eq(turn.state.told[TOLD_STEP], "one\ntwo");
	ck_assert_ptr_null(turn.state.told[TOLD_BEGAN]);
	write_note("/csp set step -");
	ck_assert_ptr_null(turn.state.told[TOLD_STEP]);
	for (int i = 0; i < 4; i++)
		write_note(str_fmt(&sc, "/csp set step %0900d", i));
	write_note(str_fmt(&sc, "/csp set step %0900d", 5));
	has("step: more than 4000 bytes");
	ck_assert_int_eq(strlen(turn.state.told[TOLD_STEP]), 4 * 900 + 3);
}
END_TEST

/* It comes with an escalation by hand, and not where nothing is written. */
START_TEST(with_an_escalation)
{
	static const struct {
		enum mode	 mode;
		const char	*want;
	} rows[] = {
		{ MODE_OBSERVE, "receipt; escalate commercial by 7" },
		{ MODE_NOTES, "receipt; escalate commercial by 7; note; "
		    "note" },
		{ MODE_ENFORCE, "receipt; escalate commercial by 7; note; "
		    "note" },
	};
	struct case_state s = a_complete_case();

	s.told[TOLD_CLASS] = "commercial";
	open_ticket(s, "x y z");
	desk.mode = (int)rows[_i].mode;
	write_note("/csp escalate");
	same_text("deeds", deeds(0), rows[_i].want);
	if (rows[_i].mode != MODE_OBSERVE)
		has("Hand-over packet, by Partner Center");
}
END_TEST

/* A long one is split between lines, and nothing of it is lost. */
START_TEST(a_long_one)
{
	struct buf first;

	buf_init(&first, &sc, 100000);
	for (int i = 0; i < 400; i++)
		buf_fmt(&first, "line %d of a long story\n", i);
	open_ticket(a_told_case("technical", "break-fix", "azure"), first.at);
	turn.state.told[TOLD_STEP] = NULL;
	thread.events[2].text = thread.events[3].text = first.at;
	for (int i = 0; i < 4; i++) {
		turn.state.check_text[i] = str_fmt(&sc, "check %0990d", i);
		turn.state.check[i] = word_find(words_mark, "done");
		write_note(str_fmt(&sc, "/csp set step step%0900d", i));
	}
	turn.n = 0;
	write_note("/csp packet");
	same_text("deeds", deeds(0), "note; note");
	ck_assert_int_eq(strncmp(turn.deed[0].order.text, "(1/2)\n", 6), 0);
	ck_assert_int_eq(strncmp(said(), "(2/2)\n", 6), 0);
	has("line 33 of a long  [...]\n" "----");
	turn.n--;
	has("Hand-over packet");
	has("line 200 of a long story\n");
	has("0003\n\nCorrespondence since:\n");
	has("line 0 of a long story\nline 1");
}
END_TEST

/* What packet.conf may not say. */
START_TEST(bad_rows)
{
	static const struct {
		const char	*row, *says;
	} rows[] = {
		{ "channel = \"azure\"; path = \"azure\";",
		    "\"azure\" is no such word" },
		{ "cloud = \"moon\"; path = \"azure\";", "\"moon\" is no" },
		{ "product = [ ]; path = \"azure\";", "has no word" },
		{ "path = \"azure\"; url = \"http://portal.azure.com\";",
		    "must be a link that begins with https://" },
		{ "path = \"azure\"; url = \"https://a b\";", "must be a" },
		{ "path = \"azure\"; url = \"https://a/{name}\";",
		    "may have {tenant}" },
		{ "url = \"https://a\";", "needs path" },
		{ "link = \"https://a\";", "link" },
		{ "path = \"a\"; } );\nasks = ( { class = \"technical\";",
		    "needs part" },
		{ "path = \"a\"; } );\nasks = ( { part = \"steps\"; "
		    "class = \"azure\";", "\"azure\" is no" },
		{ "path = \"a\"; }, { path = \"b\";", "can never win" },
	};
	const char *dir = tmp_dir();
	const struct portals *own;

	tmp_write(dir, "packet.conf", str_fmt(&sc, "title_most = 100;\n"
	    "portals = ( { %s } );\n", rows[_i].row));
	ck_assert_int_eq(portals_load(&sc, dir, &own), E_SHAPE);
	ck_assert_msg(strstr(sc.why, "packet.conf:") != NULL &&
	    strstr(sc.why, rows[_i].says) != NULL, "%s", sc.why);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("packet");
	int failed;

	load_house();
	tcase_add_loop_test(t, as_written, 0, 2 * LEN(ways));
	tcase_add_test(t, what_stands_in_it);
	tcase_add_test(t, a_customer_in_it);
	tcase_add_loop_test(t, whose_contact, 0, 2);
	tcase_add_test(t, what_is_missing);
	tcase_add_test(t, told_in_words);
	tcase_add_loop_test(t, with_an_escalation, 0, 3);
	tcase_add_test(t, a_long_one);
	tcase_add_loop_test(t, bad_rows, 0, 11);
	failed = run_case("packet", t);
	scope_end(&whole);
	return failed;
}
