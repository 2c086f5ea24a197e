/*
 * /csp charge and /csp terms: what may be charged by which terms, what the
 * note says, whose correction counts, and when the terms go out.
 */
#include "turn_play.h"

#include "base/money.h"
#include "base/zone.h"
#include "billing/terms.h"

#define OFFER(name, price, more) \
	"{\"name\":\"" name "\",\"title\":{\"en\":\"A\",\"pl\":\"B\"}," \
	"\"types\":[\"break-fix\"],\"hours\":{\"zone\":\"Europe/Warsaw\"," \
	"\"always\":true,\"spans\":[]},\"contact\":[{\"way\":\"email\"," \
	"\"value\":\"a@b.example\"}],\"price\":{" price "}," \
	"\"performer\":{\"kind\":\"own\",\"name\":null},\"languages\":[]," \
	"\"from\":null,\"to\":null,\"public\":false,\"customers\":[]," \
	"\"groups\":[" more "]}"
#define HOUR	OFFER("hour", "\"kind\":\"per-hour\",\"amount\":\"200.00\"," \
	"\"currency\":\"PLN\",\"step_minutes\":15", "")
#define INCIDENT OFFER("incident", "\"kind\":\"per-incident\"," \
	"\"amount\":\"250.00\",\"currency\":\"EUR\"", "\"incident\"")
#define FREE	OFFER("free", "\"kind\":\"free\",\"amount\":null," \
	"\"currency\":null", "\"free\"")
#define TERMS	"{\"offers\":[" HOUR "," INCIDENT "," FREE "]}"

enum { BEN = 8, SINCE = 1000, HERE = 1, THERE = 5 };

static const struct terms *terms;
static struct terms_told told[4];

/* A customer of that group, in whose case nothing was shown. */
static void
begin_for(const char *group)
{
	struct case_state s = a_case();

	s.who = (struct customer){ .id = 3, .name = "Contoso",
	    .language = "pl", .group = group };
	begin(MODE_ENFORCE, s);
	thread.requestor = (struct person){ .email = "jan@contoso.example",
	    .is_outside = 1 };
	turn.terms.number = 7;
	turn.terms.offer = offer_of(terms, &(struct offer_customer){
	    "Contoso", NULL, group }, "2026-11-21");
	turn.shown.told = (struct list){ .at = told };
}

static void
show(int64_t version, const char *offer, int64_t at)
{
	told[turn.shown.told.n++] = (struct terms_told){ .version = version,
	    .case_id = THERE, .offer = offer, .ticket = "rt/5", .at = at,
	    .terms = terms };
}

/* In version 7: the customer's group, what he was shown, what Anna writes. */
static const struct {
	const char	*name, *group, *shown, *text, *want, *says;
} charges[] = {
	{ "by the hour", NULL, "hour", "/csp charge 30m a printer",
	    "charge 1 minutes 10000 PLN 0; note",
	    "Charge 1 of this ticket: PLN\302\240100.00." },
	{ "every quarter begun", NULL, "hour", "/csp charge 31 min x",
	    "charge 1 minutes 15000 PLN 0; note", "31 min, counted as "
	    "45 min: PLN\302\240200.00 per hour, every 15 minutes begun "
	    "counting in full; rounded once, half up." },
	{ "by what", NULL, "hour", "/csp charge 1h x",
	    "charge 1 minutes 20000 PLN 0; note", "By version 7 of the "
	    "terms, offer hour, shown 1970-01-01 01:00 (Europe/Warsaw) in "
	    "ticket rt/5." },
	{ "an incident", "incident", "incident", "/csp charge 1 incident x",
	    "charge 1 incidents 25000 EUR 0; note", "€250.00" },
	{ "two", "incident", "incident",
	    "/csp charge 1 incident x\n/csp charge 2 incidents y",
	    "charge 1 incidents 25000 EUR 0; charge 2 incidents 50000 EUR 0; "
	    "note", "Charge 2 of this ticket: €500.00." },
	{ "a fixed amount", NULL, "hour", "/csp charge 125.00 PLN agreed",
	    "charge 1 amount 12500 PLN 0; note", "within the price" },
	{ "free", "free", "free", "/csp charge 4h x",
	    "charge 1 minutes 0 - 0; note", "0.00, nothing to pay" },
	{ "free, and why", "free", "free", "/csp charge 1 incident x",
	    "charge 1 incidents 0 - 0; note",
	    "The price that was shown: Free of charge." },
	{ "an amount where it is free", "free", "free",
	    "/csp charge 1.00 PLN x", "note", "\"Free of charge\", and no "
	    "amount" },
	{ "what was not shown", NULL, NULL, "/csp charge 30m x", "note",
	    "has not been shown any support terms" },
	{ "how to show it", NULL, NULL, "/csp charge 30m x", "note",
	    "/csp terms shows them; then charge again" },
	{ "another offer was shown", "incident", "hour",
	    "/csp charge 30m x", "note", "was never shown to him" },
	{ "another kind of price", NULL, "hour", "/csp charge 1 incident x",
	    "note", "Write it like /csp charge 30m" },
	{ "another currency", NULL, "hour", "/csp charge 1.00 EUR x", "note",
	    "in another currency" },
	{ "more than was shown", NULL, "hour", "/csp charge 1600.01 PLN x",
	    "note", "a fixed amount is no more" },
	{ "shown and charged in one note", NULL, NULL,
	    "/csp terms\n/csp charge 30m x", "reply; note",
	    "on their way to the customer" },
	{ "show twice", NULL, NULL, "/csp terms\n/csp terms", "reply; note",
	    "They are on their way to him;" },
	{ "show what was shown", NULL, "hour", "/csp terms", "note",
	    "That is what holds for him now." },
	{ "what was shown", NULL, "hour", "/csp terms", "note",
	    "was shown version 7 of the terms, offer hour (PLN\302\240200.00 "
	    "per hour, every 15 minutes begun counting in full), 1970-01-01 "
	    "01:00 (Europe/Warsaw) in ticket rt/5." },
	{ "show what is new", "incident", "hour", "/csp terms",
	    "reply; note", "What holds for him now: version 7, offer "
	    "incident" },
	{ "to whom", "incident", "hour", "/csp terms", "reply; note",
	    "They go to jan@contoso.example." },
};

START_TEST(charge)
{
	begin_for(charges[_i].group);
	if (charges[_i].shown != NULL)
		show(7, charges[_i].shown, SINCE);
	play(note(charges[_i].text), agent(0));
	same_text(charges[_i].name, deeds(0), charges[_i].want);
	same_note(charges[_i].name, charges[_i].says);
}
END_TEST

/* Everything that the row of the database has. */
START_TEST(all_of_it)
{
	const struct charge *c;

	sc.now = INT64_C(1795993200000);	/* 2026-11-30, 00:00 there */
	begin_for(NULL);
	show(6, "hour", SINCE);
	play(note("x\n/csp charge 31m a printer"), agent(0));
	ck_assert_int_eq(turn.deed[0].kind, DEED_CHARGE);
	c = turn.deed[0].charge;
	ck_assert_int_eq(c->case_id, 1);
	ck_assert_int_eq(c->customer, 3);
	ck_assert_int_eq(c->agent, ANNA);
	same_text("message", c->message, "1");
	ck_assert_int_eq(c->line, 2);
	ck_assert_int_eq(c->day, 20787);
	ck_assert_int_eq(c->told, 31);
	ck_assert_int_eq(c->counted, 45);
	ck_assert_int_eq(c->unit, 20000);
	ck_assert_int_eq(c->shown_case, THERE);
	ck_assert_int_eq(c->terms, 6);
	same_text("text", c->text, "a printer");
}
END_TEST

/* What is on its way was not seen; older terms that he saw count on. */
START_TEST(on_its_way)
{
	begin_for(NULL);
	show(7, "hour", 0);
	play(note("/csp charge 30m x\n/csp terms"), agent(0));
	same_text("on its way", deeds(0), "note");
	same_note("on its way", "on their way to the customer");
	show(6, "hour", SINCE);
	play(note("/csp charge 30m x"), agent(0));
	same_text("older", deeds(1), "charge 1 minutes 10000 PLN 0; note");
	same_note("older", "By version 6");
}
END_TEST

#define FIRST	"/csp charge 60m x\n"

/* After a charge of 200.00 PLN by Anna, in her note or another's. */
static const struct {
	const char	*name, *text;
	int64_t		 by;
	int		 may_bill;
	const char	*want, *says;
} corrections[] = {
	{ "less", "/csp charge correct 1 150.00 a gift", ANNA, 0,
	    "charge 2 correction -5000 PLN 1; note", "Charge 2 of this "
	    "ticket corrects charge 1: PLN\302\240150.00 instead of "
	    "PLN\302\240200.00." },
	{ "nothing", "/csp charge correct #1 0 a mistake", ANNA, 0,
	    "charge 2 correction -20000 PLN 1; note",
	    "PLN\302\2400.00 instead" },
	{ "twice", "/csp charge correct 1 150 x\n"
	    "/csp charge correct 1 20.5 x", ANNA, 0,
	    "charge 2 correction -5000 PLN 1; "
	    "charge 3 correction -12950 PLN 1; note",
	    "PLN\302\24020.50 instead of PLN\302\240150.00" },
	{ "more", "/csp charge correct 1 200.01 x", ANNA, 0, "note",
	    "a correction only lowers it" },
	{ "the same", "/csp charge correct 1 200.00 x", ANNA, 0, "note",
	    "it is PLN\302\240200.00 now" },
	{ "up again", "/csp charge correct 1 0 x\n"
	    "/csp charge correct 1 100 x", ANNA, 0,
	    "charge 2 correction -20000 PLN 1; note",
	    "it is PLN\302\2400.00 now" },
	{ "another's", "/csp charge correct 1 0 x", BEN, 0, "note",
	    "only Anna or somebody with the right billing may" },
	{ "by billing", "/csp charge correct 1 0 x", BEN, 1,
	    "charge 2 correction -20000 PLN 1; note", NULL },
	{ "a correction", "/csp charge correct 1 150 x\n"
	    "/csp charge correct 2 0 x", ANNA, 0,
	    "charge 2 correction -5000 PLN 1; note",
	    "Charge 2 is a correction; correct charge 1." },
	{ "what is not there", "/csp charge correct 3 0 x", ANNA, 0, "note",
	    "There is no charge 3 in this ticket." },
	{ "half a grosz", "/csp charge correct 1 1.005 x", ANNA, 0, "note",
	    "\"1.005\" is not written like 120.00" },
};

START_TEST(correction)
{
	struct author by = agent(0);

	begin_for(NULL);
	show(7, "hour", SINCE);
	play(note(FIRST), by);
	by.agent = corrections[_i].by;
	by.name = "B";
	by.may_bill = corrections[_i].may_bill;
	play(note(corrections[_i].text), by);
	same_text(corrections[_i].name, deeds(2), corrections[_i].want);
	same_note(corrections[_i].name, corrections[_i].says);
}
END_TEST

/* What is free is nothing already. */
START_TEST(correct_nothing)
{
	begin_for("free");
	show(7, "free", SINCE);
	play(note(FIRST "/csp charge correct 1 0 x"), agent(0));
	same_text("free", deeds(0), "charge 1 minutes 0 - 0; note");
	same_note("free", "it is 0.00, nothing to pay now");
}
END_TEST

static void in_notes(void) { desk.mode = MODE_NOTES; }
static void watched(void) { desk.mode = MODE_OBSERVE; }
static void closed(void) { thread.is_closed = 1; }
static void merged(void) { thread.merged_into = "9"; }
static void nobody(void) { thread.requestor.email = NULL; }
static void colleague(void) { thread.requestor.is_outside = 0; }
static void machine(void)
{
	thread.requestor.email = "noreply@contoso.example";
}
static void no_terms(void) { turn.terms.offer = NULL; }
static void old(void) { turn.since = SINCE; }
static void today(void) { turn.state.told_customer = 1; }
static void no_first(void) { desk.first_reply = FIRST_REPLY_NEVER; }

static const struct {
	const char	*name;
	void		(*differs)(void);
	const char	*want, *says;
} sendings[] = {
	{ "in notes", in_notes, "note", "no public replies" },
	{ "watched", watched, "", NULL },
	{ "closed", closed, "note", "the ticket is closed" },
	{ "merged", merged, "note", "the ticket is closed" },
	{ "to nobody", nobody, "note", "a person from outside" },
	{ "to a colleague", colleague, "note", "a person from outside" },
	{ "to a machine", machine, "note", "nobody reads mail" },
	{ "nothing holds", no_terms, "note", "No support terms" },
	{ "an old ticket, since an agent asks", old, "reply; note", NULL },
	{ "again today, since an agent asks", today, "reply; note", NULL },
	{ "no first replies", no_first, "reply; note", NULL },
};

START_TEST(sending)
{
	begin_for(NULL);
	sendings[_i].differs();
	play(note("/csp terms"), agent(0));
	same_text(sendings[_i].name, deeds(0), sendings[_i].want);
	same_note(sendings[_i].name, sendings[_i].says);
}
END_TEST

/* The reply is in his language and proves itself. */
START_TEST(sent)
{
	const struct deed *d = &turn.deed[0];

	begin_for(NULL);
	play(note("/csp terms"), agent(0));
	ck_assert_int_eq((int)d->terms, 7);
	same_text("offer", d->name, "hour");
	same_text("language", d->value, "pl");
	ck_assert_ptr_nonnull(strstr(d->order.text, "za godzinę, licząc "
	    "każde rozpoczęte 15 minut"));
}
END_TEST

/* Only a known agent's command charges. */
START_TEST(strangers)
{
	struct author by = agent(0);
	struct event ev = note(FIRST "/csp terms");

	begin_for(NULL);
	show(7, "hour", SINCE);
	by.agent = 0;
	play(ev, by);
	ev.by = AUTHOR_CUSTOMER;
	ev.kind = EVENT_MESSAGE;
	play(ev, agent(0));
	for (int i = 0; i < turn.n; i++)
		ck_assert_int_ne(turn.deed[i].kind, DEED_CHARGE);
	ck_assert_int_eq(turn.shown.charges.n, 0);
}
END_TEST

static enum err
away(struct turn *t)
{
	return scope_fail(t->sc, E_BUSY, "the database is away");
}

/* Without the database the turn is taken again, and says nothing. */
START_TEST(database_away)
{
	begin_for(NULL);
	turn.find_terms = away;
	play(note(FIRST "/csp terms"), agent(0));
	ck_assert_int_eq(turn.failed, E_BUSY);
	same_text("away", deeds(0), "");
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("turn charge");

	load_house();
	if (terms_parse(&whole, TERMS, strlen(TERMS), &terms) != E_OK) {
		fprintf(stderr, "%s\n", whole.why);
		return 1;
	}
	tcase_add_loop_test(t, charge, 0, LEN(charges));
	tcase_add_test(t, all_of_it);
	tcase_add_test(t, on_its_way);
	tcase_add_loop_test(t, correction, 0, LEN(corrections));
	tcase_add_test(t, correct_nothing);
	tcase_add_loop_test(t, sending, 0, LEN(sendings));
	tcase_add_test(t, sent);
	tcase_add_test(t, strangers);
	tcase_add_test(t, database_away);
	return run_case("turn charge", t);
}
