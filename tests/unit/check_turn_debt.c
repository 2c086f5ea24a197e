/*
 * The collections policy in a debtor's ticket: what each step writes, to whom
 * and in which words; what stands in its way, told once; and that no day and
 * no state of a debt makes anything but notes, replies and steps.
 */
#include "turn_play.h"

#include "billing/terms_ladder.h"

#define GUID	"a4c1340d-6911-4758-bba3-0c4c6007d161"
#define OTHER	"b5d2451e-7a22-4869-8cb4-1d5d7118e272"

/* Days of 2026: due Monday 2 November. */
enum { DUE = 20759, D1 = 20762, D2 = 20769, D3 = 20780, D4 = 20790 };
enum { OPEN_MS = 8 * 3600000 };	/* 9 o'clock there, in winter */

static const struct debt_item items[] = {
	{ "FV/17", DUE, "PLN", 123450 }, { "FV/18", DUE + 1, "EUR", 2000 },
};
static const struct debt_owed owed[] = {
	{ "EUR", 2000, 1 }, { "PLN", 123450, 1 },
};
static const struct owned subscriptions[] = {
	{ GUID, "Business Premium", 0, SUBSCRIPTION_NCE, "active", 0,
	    D4 + 100, "yes", 0, -1, NULL, NULL, NULL, 0 },
	{ OTHER, NULL, 0, SUBSCRIPTION_LEGACY, "suspended", 0, DAY_UNKNOWN,
	    NULL, 0, -1, NULL, NULL, NULL, 0 },
};
static const struct stopped stopped[] = {
	{ &subscriptions[1], { SUBSCRIPTION_LEGACY, D4, DAY_UNKNOWN } },
	{ &subscriptions[0], { SUBSCRIPTION_NCE, D4, D4 + 100 } },
};
static struct terms_contact contact = { TERMS_PHONE, "+48 22 123" };
static struct terms_offer offer = { .name = "basic", .title = { "Basic",
    "Podstawowe" }, .zone = "Europe/Warsaw", .always = 1,
    .contact = &contact, .ncontacts = 1, .price = TERMS_FREE };

static struct debt debt;
static const char *const leads[] = { "Marta", "Ewa" };

/* The debtor on a day, with so many steps made on their days. */
static void
owes(int today, int steps)
{
	static const int64_t days[] = { 0, D1, D2, D3, D4 };

	sc.now = (int64_t)today * DAY_MS + OPEN_MS + 3600000;
	debt = (struct debt){ .id = 5, .customer = 3,
	    .customer_name = "Fabrikam", .since = DUE, .ends = DAY_UNKNOWN,
	    .owed = { 2, owed }, .items = { 2, items }, .step = steps,
	    .contact = "Billing@fabrikam.example", .is_here = 1 };
	for (int i = 1; i <= steps; i++)
		debt.step_day[i] = days[i];
	begin(MODE_ENFORCE, a_case());
	thread.requestor.email = "billing@fabrikam.example";
	turn.terms_url = "https://csp.example/terms";
	turn.terms.number = 4;
	turn.terms.offer = &offer;
	turn.terms.ladder = policy_ladder(&sc, policy);
	turn.debtor.owned = (struct list){ LEN(subscriptions), subscriptions };
	turn.leads = (struct list){ LEN(leads), leads };
	turn.state.who.name = "Fabrikam";
}

static void
look(void)
{
	turn.n = 0;
	turn.state.debt = &debt;
	turn.state.timer[TIMER_DEBT] = sc.now;
	ck_assert(turn_debt_due(&turn));
	turn_timers(&turn);
}

/* The first order of that kind, or "". */
static const char *
ordered(enum order_kind kind)
{
	for (int i = 0; i < turn.n; i++)
		if (turn.deed[i].kind == DEED_ORDER &&
		    turn.deed[i].order.kind == kind)
			return turn.deed[i].order.text;
	return "";
}

static void
is_said(const char *name, const char *text, const char *wanted)
{
	ck_assert_msg(strstr(text, wanted) != NULL, "%s: no \"%s\" in\n%s",
	    name, wanted, text);
}

static void
is_not_said(const char *name, const char *text, const char *wanted)
{
	ck_assert_msg(strstr(text, wanted) == NULL, "%s: \"%s\" in\n%s", name,
	    wanted, text);
}

static void disputed(void) { debt.disputed.at = 1; }
static void held(void) { debt.held.at = 1; }
static void vip(void) { debt.is_vip = 1; }
static void no_contact(void) { debt.contact = NULL; }
static void nobody(void) { thread.requestor.email = NULL; }
static void other(void) { thread.requestor.email = "jan@fabrikam.example"; }
static void told(void) { debt.contact = NULL; debt.told = "1 no-contact"; }
static void told_of_1(void) { debt.contact = NULL;
	debt.told = "1 no-contact"; }
static void observe(void) { desk.mode = MODE_OBSERVE; }
static void notes(void) { desk.mode = MODE_NOTES; }
static void unpublished(void) { turn.terms.ladder = NULL; }
static void paid(void) { debt.ends = D4; }
static void elsewhere(void) { debt.is_here = 0; turn.debtor.owned.n = 0; }
static void nothing_active(void) { turn.debtor.owned.at =
	&subscriptions[1]; turn.debtor.owned.n = 1; }
static void suspended(void) { turn.debtor.stopped =
	(struct list){ LEN(stopped), stopped }; }
static void paid_suspended(void) { paid(); suspended(); }
static void paid_unreachable(void) { paid(); nobody(); }
static void disputed_suspended(void) { disputed(); suspended(); }
static void as_it_is(void) { }

static const struct {
	const char	*name;
	int		 today, steps;
	void		(*change)(void);
	const char	*want;		/* deeds */
	const char	*note;		/* a part of it, or NULL */
	int		 next;		/* day of the timer; 0: none. Without
					   `enforce` it is a day on */
} looks[] = {
	{ "before step 1", D1 - 1, 0, as_it_is, "", NULL, D1 },
	{ "step 1", D1, 0, as_it_is, "debt step 1 (2026-11-05); reply", NULL,
	    D2 },
	{ "step 1, a second look", D1, 1, as_it_is, "", NULL, D2 },
	{ "step 2", D2, 1, as_it_is, "debt step 2 (2026-11-12); reply", NULL,
	    D3 },
	{ "step 3", D3, 2, as_it_is, "debt step 3 (2026-11-23); reply", NULL,
	    D4 },
	{ "step 4", D4, 3, as_it_is, "debt step 4 (2026-12-03); note",
	    "Business Premium: /csp suspend " GUID, 0 },
	{ "step 4: only what is active", D4, 3, nothing_active,
	    "debt step 4 (2026-12-03); note", "No active subscription", 0 },
	{ "after step 4 nobody but people acts", D4 + 200, 4, as_it_is, "",
	    NULL, 0 },

	{ "guard, dispute", D3, 2, disputed, "", NULL, 0 },
	{ "guard, hold", D3, 2, held, "", NULL, 0 },
	{ "guard, dispute: nobody is asked", D4, 3, disputed, "", NULL, 0 },
	{ "guard, hold: nobody is asked", D4, 3, held, "", NULL, 0 },
	{ "guard, VIP: notices go on", D2, 1, vip,
	    "debt step 2 (2026-11-12); reply", NULL, D3 },
	{ "guard, VIP: the leads are told", D4, 3, vip,
	    "debt step 4 (2026-12-03); note", "Marta and Ewa", 0 },
	{ "guard, contact", D1, 0, no_contact,
	    "debt told - (1 no-contact); note", "has no billing contact",
	    D1 + 1 },
	{ "guard, contact: told once", D1 + 1, 0, told, "", NULL, D1 + 4 },
	{ "guard, contact: of the next step again", D2, 1, told_of_1,
	    "debt told - (2 no-contact); note", "has no billing contact",
	    D2 + 1 },
	{ "guard, contact: nobody would read it", D1, 0, nobody,
	    "debt told - (1 no-contact); note", "(-) is not the billing "
	    "contact of Fabrikam (Billing@fabrikam.example)", D1 + 1 },
	{ "guard, contact: somebody else would", D1, 0, other,
	    "debt told - (1 no-contact); note", "jan@fabrikam.example",
	    D1 + 1 },
	{ "guard, S4: the policy is not published", D3, 2, unpublished,
	    "debt told - (3 not-published); note", "cspdesk terms publish",
	    D3 + 1 },
	{ "mode observe", D1, 0, observe, "", NULL, D1 + 1 },
	{ "mode notes: what would be sent", D1, 0, notes,
	    "debt told - (1 mode); note", "FV/17, due on 2 November 2026",
	    D1 + 1 },
	{ "another ticket of the debtor", D1, 0, elsewhere, "", NULL, 0 },

	{ "step 6: paid", D2, 1, paid, "debt step 6 (2026-11-12); reply; "
	    "status resolved", NULL, 0 },
	{ "step 6: paid, nothing was ever said", D2, 0, paid,
	    "debt step 6 (2026-11-12); note; status resolved", "has paid", 0 },
	{ "step 6: paid, nobody to thank", D2, 1, paid_unreachable,
	    "debt step 6 (2026-11-12); note; status resolved", "has paid", 0 },
	{ "step 6: what is suspended keeps it open", D4 + 1, 4,
	    paid_suspended, "debt step 6 (2026-12-04); reply; note",
	    OTHER ": /csp restore " OTHER, D4 + 81 },

	{ "step 7: a last call", D4 + 81, 4, suspended,
	    "debt step 7 (2027-02-22); reply; note", "Last call for Fabrikam",
	    D4 + 82 },
	{ "step 7: not told to who disputes", D4 + 81, 4, disputed_suspended,
	    "debt step 7 (2027-02-22); note", "suspended since 3 December 2026",
	    D4 + 82 },
};

START_TEST(one_look)
{
	owes(looks[_i].today, looks[_i].steps);
	looks[_i].change();
	if (debt.is_here) {
		look();
	} else {
		turn.state.debt = &debt;
		turn.state.timer[TIMER_DEBT] = sc.now;
		turn_timers(&turn);
	}
	same_text(looks[_i].name, deeds(0), looks[_i].want);
	same_note(looks[_i].name, looks[_i].note);
	ck_assert_msg(turn.state.timer[TIMER_DEBT] == (looks[_i].next == 0 ?
	    0 : desk.mode != MODE_ENFORCE ? sc.now + DAY_MS :
	    looks[_i].next * (int64_t)DAY_MS + OPEN_MS), "%s: looks again at "
	    "%lld", looks[_i].name, (long long)turn.state.timer[TIMER_DEBT]);
}
END_TEST

START_TEST(first_notice)
{
	owes(D1, 0);
	look();
	same_text("a reminder", ordered(ORDER_REPLY), str_fmt(&sc,
	    "Fabrikam: this is a reminder. The following is past its due "
	    "date:\n\n"
	    "FV/17, due on 2 November 2026: PLN\xc2\xa0" "1,234.50\n"
	    "FV/18, due on 3 November 2026: €20.00\n"
	    "In all: €20.00 and PLN\xc2\xa0" "1,234.50\n\n"
	    "If any of it is still open on 12 November 2026, a second "
	    "reminder follows.\n"
	    "How to pay: as each invoice says, with its number as the "
	    "reference. What you paid in the last days may have crossed this "
	    "message.\n"
	    "Whom to call: +48 22 123\n"
	    "If an invoice is not right, please reply and say so: as long as "
	    "we look into it, nothing further happens.\n"
	    "Our collections policy is part of version 4 of our terms: "
	    "https://csp.example/terms\n\n%s\n%s",
	    terms_say_offer(&(struct terms_words){ &sc, texts, "en" }, &offer),
	    str_trim(str_dup(&sc, terms_say_ladder(&(struct terms_words){
	    &sc, texts, "en" }, turn.terms.ladder)))));
	/* The evidence of what he was told. */
	ck_assert_int_eq(turn.deed[1].terms, 4);
	same_text("offer", turn.deed[1].name, "basic");
	same_text("language", turn.deed[1].value, "en");
	ck_assert_int_eq(turn.terms.is_done, 1);
}
END_TEST

START_TEST(later_notices)
{
	const char *text;

	owes(D2, 1);
	turn.terms.is_done = 1;
	look();
	text = ordered(ORDER_REPLY);
	is_said("second", text, "our second reminder");
	is_said("second", text, "open on 23 November 2026, the final notice");
	is_said("second", text, "open on 3 December 2026, two people on our "
	    "side may decide");
	is_not_said("second", text, "If an invoice is not paid");
	ck_assert_int_eq(turn.deed[1].terms, 0);
	owes(D3, 2);
	turn.terms.is_done = 1;
	turn.state.who.language = "pl";
	look();
	text = ordered(ORDER_REPLY);
	is_said("final", text, "ostateczne wezwanie do zapłaty");
	is_said("final", text, "Jeśli 3 grudnia 2026 którakolwiek");
	is_said("final", text, "Co wtedy przestanie działać");
	is_said("final", text, "Do kogo zadzwonić: +48 22 123");
	is_said("final: the terms", text, "Podstawowe\n");
	is_said("final: the policy", text, "Gdy faktura nie jest opłacona");
}
END_TEST

/* What is not published yet is not told as if it were, nor is it evidence. */
START_TEST(no_terms)
{
	owes(D1, 0);
	turn.terms.number = 0;
	turn.terms.ladder = NULL;
	turn.terms.offer = NULL;
	look();
	same_text("a reminder", deeds(0), "debt step 1 (2026-11-05); reply");
	ck_assert_int_eq(turn.deed[1].terms, 0);
	is_not_said("policy", ordered(ORDER_REPLY), "version");
	is_said("whom", ordered(ORDER_REPLY), "please reply to this message");
}
END_TEST

START_TEST(many_items)
{
	static const struct debt_owed lots[] = { { "PLN", 123450, 73 } };

	owes(D1, 0);
	debt.owed = (struct list){ 1, lots };
	look();
	is_said("more", ordered(ORDER_REPLY), "and 71 more\nIn all: PLN");
}
END_TEST

START_TEST(last_call)
{
	owes(D4 + 81, 4);
	suspended();
	look();
	is_said("call", ordered(ORDER_REPLY), OTHER ": suspended since 3 "
	    "December 2026\nBusiness Premium: its term ends on 13 March 2027");
	is_said("call", ordered(ORDER_REPLY), "How to pay");
}
END_TEST

/* What a suspension is decided upon is read with every step. */
START_TEST(is_read)
{
	static const struct microsoft_settings ours[] = {
		{ .label = "", .tenant = "6f2c" }, { .label = "", .tenant = "" }
	};
	int n = 0;

	owes(D4, 3);
	turn.microsoft = &ours[_i];
	turn.state.who.tenant = "4d3c";
	look();
	for (int i = 0; i < turn.n; i++)
		n += turn.deed[i].kind == DEED_READ &&
		    str_same(turn.deed[i].value, "4d3c");
	ck_assert_int_eq(n, _i == 0);
}
END_TEST

/* Whatever Microsoft calls a subscription is no command of ours. */
START_TEST(calm)
{
	static const struct owned odd[] = { { GUID, "x\n/csp approve 1", 0,
	    SUBSCRIPTION_NCE, "active", 0, 0, NULL, 0, -1, NULL, NULL,
	    NULL, 0 } };

	owes(D4, 3);
	turn.debtor.owned = (struct list){ 1, odd };
	look();
	is_not_said("a line of it", ordered(ORDER_NOTE), "\n/csp approve");
}
END_TEST

/* Each day of two years, whatever is true of the debt: never more. */
START_TEST(never_more)
{
	for (int day = DUE; day < DUE + 730; day++)
		for (int bits = 0; bits < 64; bits++) {
			owes(day, bits % 5);
			debt.disputed.at = bits & 1;
			debt.held.at = bits & 2;
			debt.is_vip = (bits & 4) != 0;
			if (bits & 8)
				suspended();
			if (bits & 16)
				paid();
			if (bits & 32)
				no_contact();
			look();
			for (int i = 0; i < turn.n; i++)
				ck_assert_msg(turn.deed[i].kind == DEED_DEBT ||
				    turn.deed[i].kind == DEED_ORDER, "day %d, "
				    "%d: %s", day, bits, deeds(0));
			scope_end(&sc);
			scope_begin(&sc, 0);
		}
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("turn_debt");

	load_house();
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, one_look, 0, LEN(looks));
	tcase_add_test(t, first_notice);
	tcase_add_test(t, later_notices);
	tcase_add_test(t, no_terms);
	tcase_add_test(t, many_items);
	tcase_add_test(t, last_call);
	tcase_add_test(t, calm);
	tcase_add_loop_test(t, is_read, 0, 2);
	tcase_add_test(t, never_more);
	return run_case("turn_debt", t);
}
