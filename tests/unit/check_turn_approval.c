/*
 * Suspensions in a turn: who approves and restores, and when that is refused;
 * what stops a request by itself, and how its end is told.
 */
#include "talk_suspension.h"

static void here_mail(void) { requests[nrequests++] = asked(40, MAIL); }
static void here_paid(void) { here(); no_debt(); }
static void here_disputed(void) { here(); disputed(); }
static void here_held(void) { here(); held(); }
static void here_another_term(void) { here(); owned[1].ends++; }
static void here_no_renewal(void) { here(); owned[1].auto_renew = "no"; }
static void here_gone(void) { here(); owned[1].id = OTHER; }
static void here_old(void) { here(); requests[0].expires_at = NOW; }
static void here_left(void) { here(); requests[0].asker_may = 0; }
static void here_approved(void)
{
	here();
	requests[0].state = SUSPENSION_APPROVED;
}
static void here_another_customer(void) { here(); requests[0].customer = 4; }
static void here_exchanged(void) { here(); requests[0].asked_login = "bea"; }
static void elsewhere(void)
{
	here();
	requests[0].case_id = 2;
	requests[0].ticket = "777";
}

static const struct {
	const char	*name, *text;
	int		 by;		/* ANNA or BEA */
	int		 rights;
	const char	*email;		/* NULL: his own */
	void		(*change)(void);
	const char	*want, *says;
} approvals[] = {
	{ "by another person", "/csp approve 40", BEA, MAY_BILL, NULL, here,
	    "approve 40 by 8; note", "If Business Premium (" GUID ") is "
	    "suspended:\n- its users are blocked" },
	{ "which is told", "/csp approve #40", BEA, MAY_BILL, NULL, here_mail,
	    "approve 40 by 8; note", "Request 40 is approved: Business is "
	    "suspended now" },
	{ "by who asked", "/csp approve 40", ANNA, MAY_BILL, NULL, here,
	    "note", "whoever asked for it cannot approve it" },
	{ "by who asked, as a lead with all rights", "/csp approve 40", ANNA,
	    MAY_BILL | MAY_BOTH | IS_LEAD, NULL, here, "note", "whoever asked "
	    "for it cannot approve it" },
	{ "by another login of his address", "/csp approve 40", BEA,
	    MAY_BILL, "ANNA@partner.example", here, "note",
	    "count as one person" },
	{ "by the login that asked, which is Bea's by now", "/csp approve 40",
	    BEA, MAY_BILL, NULL, here_exchanged, "note", "whoever asked for "
	    "it cannot approve it" },
	{ "without the right", "/csp approve 40", BEA, MAY_BOTH | IS_LEAD,
	    NULL, here, "note", "needs the right billing, which you" },
	{ "no such request", "/csp approve 39", BEA, MAY_BILL, NULL, here,
	    "note", "no request 39" },
	{ "in another ticket", "/csp approve 40", BEA, MAY_BILL, NULL,
	    elsewhere, "note", "was made in ticket 777" },
	{ "approved already", "/csp approve 40", BEA, MAY_BILL, NULL,
	    here_approved, "note", "Request 40 is approved; there is nothing "
	    "to approve" },
	{ "twice in a note", "/csp approve 40\n/csp approve 40", BEA,
	    MAY_BILL, NULL, here, "approve 40 by 8; note",
	    "there is nothing to approve" },
	{ "too late", "/csp approve 40", BEA, MAY_BILL, NULL, here_old,
	    "close 40 by 0; note", "its time has run out" },
	{ "paid meanwhile", "/csp approve 40", BEA, MAY_BILL, NULL, here_paid,
	    "close 40 by 0; note", "Request 40 is not approved: the customer "
	    "owes nothing that is overdue.\nRequest 40 is over with that, "
	    "and nothing was changed. If it is still wanted: /csp suspend "
	    GUID },
	{ "disputed meanwhile", "/csp approve 40", BEA, MAY_BILL, NULL,
	    here_disputed, "close 40 by 0; note", "in dispute" },
	{ "held meanwhile", "/csp approve 40", BEA, MAY_BILL, NULL,
	    here_held, "close 40 by 0; note", "on hold" },
	{ "another end of term", "/csp approve 40", BEA, MAY_BILL, NULL,
	    here_another_term, "close 40 by 0; note", "is not what was "
	    "shown" },
	{ "no auto-renew any more", "/csp approve 40", BEA, MAY_BILL, NULL,
	    here_no_renewal, "close 40 by 0; note", "is not what was shown" },
	{ "not his any more", "/csp approve 40", BEA, MAY_BILL, NULL,
	    here_gone, "close 40 by 0; note", "is not known" },
	{ "who asked may not any more", "/csp approve 40", BEA, MAY_BILL,
	    NULL, here_left, "close 40 by 0; note", "whoever asks needs" },
	{ "the ticket has another customer", "/csp approve 40", BEA, MAY_BILL,
	    NULL, here_another_customer, "close 40 by 0; note",
	    "owes nothing" },
	{ "suspended again in its place", "/csp approve 40\n/csp suspend "
	    GUID, BEA, MAY_BILL, NULL, here_no_renewal,
	    "close 40 by 0; ask 41 by 8; note", "/csp approve 41" },
};

START_TEST(approving)
{
	struct author by = approvals[_i].by == ANNA ?
	    agent(approvals[_i].rights) : bea(approvals[_i].rights);

	set_up();
	approvals[_i].change();
	if (approvals[_i].email != NULL)
		by.email = approvals[_i].email;
	open_turn(MODE_ENFORCE);
	play(note(approvals[_i].text), by);
	same_text(approvals[_i].name, deeds(0), approvals[_i].want);
	same_note(approvals[_i].name, approvals[_i].says);
}
END_TEST

static void ours_erased(void) { done(""); }
static void ours_paid(void) { ours(); no_debt(); }
static void ours_gone(void) { ours(); owned[1].state = "disabled"; }
static void ours_restored(void)
{
	ours();
	requests[nrequests] = requests[0];
	requests[nrequests].id = 40;
	requests[nrequests++].kind = SUSPENSION_RESTORE;
}
static void ours_restoring(void)
{
	ours_restored();
	requests[1].state = SUSPENSION_SENDING;
}

static const struct {
	const char	*name;
	int		 rights;
	void		(*change)(void);
	const char	*want, *says;
} restores[] = {
	{ "by one person", MAY_BILL, ours_paid, "restore 41 by 7; note",
	    "If Business Premium (" GUID ") is restored:\n- its users can "
	    "work again" },
	{ "without the right", MAY_BOTH, ours_paid, "note",
	    "needs the right billing" },
	{ "owes still", MAY_BILL, ours, "restore 41 by 7; note",
	    "still owes" },
	{ "erased", MAY_BILL, ours_erased, "note", "is not known any more" },
	{ "restored since", MAY_BILL, ours_restored, "note",
	    "has restored it since" },
	{ "under way", MAY_BILL, ours_restoring, "note",
	    "Request 40 for Business Premium is being carried out" },
	{ "too late", MAY_BILL, ours_gone, "note", "expired, or is "
	    "disabled" },
};

START_TEST(restoring)
{
	set_up();
	restores[_i].change();
	open_turn(MODE_ENFORCE);
	play(note("/csp restore business premium"),
	    agent(restores[_i].rights));
	same_text(restores[_i].name, deeds(0), restores[_i].want);
	same_note(restores[_i].name, restores[_i].says);
	if (turn.deed[0].kind == DEED_SUSPENSION)
		ck_assert_int_eq(turn.deed[0].suspension->of, 39);
}
END_TEST

static void is_news_done(void)
{
	here();
	requests[0].state = SUSPENSION_DONE;
	requests[0].is_news = 1;
	requests[0].name = "Business Premium";
}
static void is_news_lost(void)
{
	is_news_done();
	requests[0].kind = SUSPENSION_RESTORE;
	requests[0].told = "autoRenewEnabled quantity somethingElse";
}
static void is_news_already(void)
{
	is_news_done();
	requests[0].told = "already";
}
static void is_news_refused(void)
{
	is_news_done();
	requests[0].state = SUSPENSION_REFUSED;
	requests[0].why = "microsoft";
	requests[0].note = "900278: an operation is pending\n/csp escalate";
}
static void is_news_withdrawn(void)
{
	is_news_done();
	requests[0].state = SUSPENSION_WITHDRAWN;
	requests[0].why = "right";
}
static void here_sending_paid(void)
{
	here_paid();
	requests[0].state = SUSPENSION_SENDING;
}
static void here_approved_disputed(void)
{
	here_approved();
	disputed();
}
static void here_restore_paid(void)
{
	here_approved();
	requests[0].kind = SUSPENSION_RESTORE;
	no_debt();
}

static const struct {
	const char	*name;
	void		(*change)(void);
	const char	*want, *says;
} news[] = {
	{ "nothing", here, "", NULL },
	{ "approved, and nothing else", here_approved, "", NULL },
	{ "done", is_news_done, "told 40 by 0; note", "Request 40: Business "
	    "Premium is suspended, as was read afterwards" },
	{ "done by somebody else", is_news_already, "told 40 by 0; note",
	    "was suspended before we came; nothing was changed" },
	{ "restored, but not all of it", is_news_lost, "told 40 by 0; note",
	    "Not as it was before, please look at it: auto-renew, the "
	    "quantity, somethingElse" },
	{ "refused there", is_news_refused, "told 40 by 0; note",
	    "was not carried out. Microsoft refused it: 900278" },
	{ "a right has ended", is_news_withdrawn, "told 40 by 0; note",
	    "is withdrawn, and nothing was changed. Somebody who asked" },
	{ "expired", here_old, "close 40 by 0; note", "has expired: nobody "
	    "approved it in time" },
	{ "paid", here_paid, "close 40 by 0; note", "Nothing is overdue any "
	    "more" },
	{ "disputed", here_disputed, "close 40 by 0; note", "in dispute" },
	{ "held", here_held, "close 40 by 0; note", "on hold" },
	{ "approved, and disputed", here_approved_disputed,
	    "close 40 by 0; note", "in dispute" },
	{ "paid when it was sent", here_sending_paid, "", NULL },
	{ "a restore goes on", here_restore_paid, "", NULL },
};

START_TEST(by_itself)
{
	set_up();
	news[_i].change();
	open_turn(MODE_ENFORCE);
	turn.state.suspensions = (struct list){ nrequests, requests };
	ck_assert_msg(turn_suspension_due(&turn) == (*news[_i].want != '\0'),
	    "%s", news[_i].name);
	turn_suspension(&turn);
	same_text(news[_i].name, deeds(0), news[_i].want);
	same_note(news[_i].name, news[_i].says);
	ck_assert_msg(news[_i].says == NULL || strstr(turn.deed[1].order.text,
	    "\n/csp escalate") == NULL, "Microsoft's words may be a command");
}
END_TEST

START_TEST(looked_at_in_time)
{
	set_up();
	here();
	here_mail();
	requests[1].id = 42;
	requests[1].expires_at = NOW + 1;
	open_turn(MODE_ENFORCE);
	turn.state.suspensions = (struct list){ nrequests, requests };
	turn_suspension(&turn);
	ck_assert_int_eq(turn.state.timer[TIMER_SUSPENSION], NOW + 1);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("turn approval");
	int failed;

	load_suspension();
	tcase_add_loop_test(t, approving, 0, LEN(approvals));
	tcase_add_loop_test(t, restoring, 0, LEN(restores));
	tcase_add_loop_test(t, by_itself, 0, LEN(news));
	tcase_add_test(t, looked_at_in_time);
	failed = run_case("turn approval", t);
	scope_end(&whole);
	return failed;
}
