/*
 * A request to a provider who is reached by e-mail: the ticket from which he
 * is mailed, what is written there, and what here.
 */
#include "turn_play.h"

#include "turn_do.h"

#define SUB	"3f1c0000-0000-4000-8000-000000000001"

static struct partner_settings reseller;
static struct suspension row;
static struct desk opener;

static enum err
find_mail(struct turn *t, const char *provider, struct provider_mail *ret)
{
	(void)t;
	if (!str_same(provider, "Distri SA"))
		return E_GONE;
	*ret = (struct provider_mail){ provider, "csp@distri.example", "pl" };
	return E_OK;
}

static enum err
open_nothing(struct scope *in, const struct desk_conf *conf,
    const struct new_ticket *t, struct call *ret)
{
	(void)in, (void)conf, (void)t, (void)ret;
	return E_OK;
}

static void
begin_mail(enum suspension_state state, const char *ticket)
{
	struct case_state s = a_complete_case();

	s.who = (struct customer){ .id = 3, .name = "Contoso",
	    .provider = "Distri SA", .channel = "email",
	    .tenant = "6f2c1e0a-5d1b-4c55-9a34-0d4f5a1c7e21" };
	row = (struct suspension){ .id = 7, .case_id = 1, .customer = 3,
	    .subscription = SUB, .way = SUSPENSION_BY_PROVIDER,
	    .state = state, .approved_at = 5, .opening = 5,
	    .mail_ticket = ticket, .mail_note = "404" };
	s.suspensions = (struct list){ 1, &row };
	begin(MODE_ENFORCE, s);
	reseller = *turn.partner;
	reseller.type = PARTNER_RESELLER;
	turn.partner = &reseller;
	turn.find_mail = find_mail;
}

/* The desk asks him, and says nothing of the customer before the mail. */
START_TEST(is_mailed)
{
	struct errand r = { .t = &turn };
	struct event ev = note("/csp approve 7");
	struct author by = agent(MAY_BOTH);
	const struct opening *o;

	begin_mail(SUSPENSION_APPROVED, NULL);
	opener = fake_desk;
	opener.open_ticket = _i == 0 ? NULL : open_nothing;
	desk.desk = &opener;
	desk.provider_queue = "Providers";
	r.ev = &ev;
	r.by = &by;
	buf_init(&r.answer, &sc, 4096);
	turn_request(&r, &row);
	ck_assert_int_eq(turn.n, _i);
	ck_assert_ptr_nonnull(strstr(r.answer.at, "/csp refused 7 REASON"));
	if (_i == 0)
		return;
	o = &turn.deed[0].linked->opening;
	same_text("deed", turn.deed[0].name, "mail");
	same_text("to", o->requestor, "csp@distri.example");
	same_text("queue", o->queue, "Providers");
	same_text("subject", o->subject, "Prośba o zawieszenie subskrypcji "
	    "(nasz wniosek 7)");
	ck_assert_ptr_null(strstr(o->text, SUB));
}
END_TEST

/* What is written into the linked ticket, and what here. */
static const struct {
	const char	*name;
	enum suspension_state state;
	const char	*ticket, *mail, *says;
} mails[] = {
	{ "it is there", SUSPENSION_APPROVED, "44", "Prosimy o zawieszenie",
	    "is mailed to the provider from linked ticket 44" },
	{ "it cannot be", SUSPENSION_APPROVED, NULL, NULL, "404" },
	{ "paid meanwhile", SUSPENSION_WITHDRAWN, "44",
	    "Prosimy nie zawieszać", "/csp done 7" },
	{ "paid before it was there", SUSPENSION_WITHDRAWN, NULL, NULL,
	    "If the provider was asked already" },
};

START_TEST(writes)
{
	struct event ev = { .id = "suspension", .kind = EVENT_OUTSIDE,
	    .by = AUTHOR_SYSTEM };
	const char *mail = NULL;

	begin_mail(mails[_i].state, mails[_i].ticket);
	turn_request_told(&turn, &ev, &row);
	same_note(mails[_i].name, mails[_i].says);
	for (int i = 0; i < turn.n; i++)
		if (turn.deed[i].order.kind == ORDER_REPLY) {
			same_text("ticket", turn.deed[i].order.ticket, "44");
			mail = turn.deed[i].order.text;
		}
	ck_assert((mail == NULL) == (mails[_i].mail == NULL));
	ck_assert_msg(mail == NULL || (strstr(mail, mails[_i].mail) != NULL &&
	    strstr(mail, SUB) != NULL && strstr(mail, "wniosek 7") != NULL),
	    "%s", mail);
}
END_TEST

/* Its end ends the ticket from which he was mailed. */
START_TEST(closes)
{
	struct author by = agent(MAY_BOTH);
	int n = 0;

	begin_mail(SUSPENSION_APPROVED, "44");
	by.may_bill = 1;
	play(note("/csp done 7"), by);
	for (int i = 0; i < turn.n; i++)
		n += turn.deed[i].order.kind == ORDER_SET &&
		    str_same(turn.deed[i].order.ticket, "44");
	ck_assert_int_eq(n, 1);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("turn request mail");

	load_house();
	tcase_add_loop_test(t, is_mailed, 0, 2);
	tcase_add_loop_test(t, writes, 0, LEN(mails));
	tcase_add_test(t, closes);
	return run_case("turn_request_mail", t);
}
