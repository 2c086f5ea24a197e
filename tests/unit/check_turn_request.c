/*
 * A suspension that is the provider's to do: what is asked of him and taken
 * back, what he answers, and that none of it approves or escalates anything.
 */
#include "turn_play.h"

#include "exchange/exchange.h"
#include "turn_do.h"

#define CASE	"5b1e6c1e-3c0a-4e07-9a53-0d8f6a1f2f10"
#define SUB	"3f1c0000-0000-4000-8000-000000000001"
#define REQUEST(kind) "{\"kind\":\"" kind "\",\"subscription\":\"" SUB "\"," \
		"\"step\":\"4\",\"since\":\"2026-01-15\"}"
#define ANSWER(kind, is) "{\"kind\":\"" kind "\",\"subscription\":\"" SUB \
		"\",\"is\":\"" is "\"}"

static struct partner_settings reseller;
static struct peer peer;
static struct exchange shared;
static struct suspension row;

static enum err
find_distri(struct turn *t, const char *provider, const struct peer **ret)
{
	(void)t;
	*ret = str_same(provider, "Distri SA") ? &peer : NULL;
	return E_OK;
}

/* A reseller's debtor, or a provider's case; shared in that state, or "". */
static void
begin_request(enum exchange_side ours, const char *state)
{
	struct case_state s = a_complete_case();
	int is = word_find(exchange_states, state);

	s.who = (struct customer){ .id = 3, .name = "Contoso",
	    .provider = "Distri SA", .channel = "exchange",
	    .tenant = "6f2c1e0a-5d1b-4c55-9a34-0d4f5a1c7e21" };
	s.row.holder = "partner";
	s.suspensions = (struct list){ 1, &row };
	row = (struct suspension){ .id = 7, .case_id = 1, .customer = 3,
	    .subscription = SUB, .way = SUSPENSION_BY_PROVIDER,
	    .state = SUSPENSION_APPROVED, .approved_at = 5 };
	peer = (struct peer){ .name = "them", .side = !ours };
	if (is != WORD_UNKNOWN) {
		shared = (struct exchange){ .id = 4, .peer = "them",
		    .name = CASE, .ours = ours, .case_id = 1 };
		exchange_case_init(&shared.is);
		shared.is.seq[SIDE_RESELLER] = shared.is.turn = 1;
		shared.is.state = (struct exchange_value){ is, 1,
		    SIDE_RESELLER };
		s.exchange = &shared;
	}
	begin(MODE_ENFORCE, s);
	reseller = *turn.partner;
	if (ours == SIDE_RESELLER)
		reseller.type = PARTNER_RESELLER;
	turn.partner = &reseller;
	turn.find_peer = find_distri;
	turn.answer_secs = 60;
}

static const struct exchange_message *
sent(void)
{
	struct exchange_message *m = scope_alloc(&sc, sizeof(*m));
	const char *at;

	for (int i = 0; i < turn.n; i++)
		if (turn.deed[i].kind == DEED_EXCHANGE) {
			ck_assert_int_eq(exchange_parse(&sc,
			    turn.deed[i].text, strlen(turn.deed[i].text), m,
			    &at), E_OK);
			return m;
		}
	return NULL;
}

/* "offer suspend", "message withdraw"; "": nothing was sent. */
static const char *
asked(void)
{
	const struct exchange_message *m = sent();
	struct exchange_request q;
	struct exchange_answer a;

	if (m == NULL)
		return "";
	if (exchange_request(m, &q)) {
		ck_assert_str_eq(q.subscription, SUB);
		return str_fmt(&sc, "%s %s", exchange_types[m->type],
		    exchange_wishes[q.kind]);
	}
	return exchange_answer(m, &a) ? str_fmt(&sc, "%s of %s",
	    a.is_done ? "done" : "refused", exchange_wishes[a.kind]) : "?";
}

/* What becomes of the row: "done", ..; "": nothing. */
static const char *
ended(void)
{
	for (int i = 0; i < turn.n; i++)
		if (turn.deed[i].kind == DEED_SUSPENSION) {
			ck_assert_str_eq(turn.deed[i].name, "answer");
			return suspension_states[
			    turn.deed[i].suspension->state];
		}
	return "";
}

static const struct {
	const char	*name, *state;
	enum suspension_kind kind;
	const char	*channel, *asked, *says;
} requests[] = {
	{ "a case of its own", "", SUSPENSION_SUSPEND, "exchange",
	    "offer suspend", "Distri SA is asked" },
	{ "an open one", "accepted", SUSPENSION_SUSPEND, "exchange",
	    "message suspend", "Distri SA is asked" },
	{ "one that is over", "resolved", SUSPENSION_RESTORE, "exchange",
	    "offer restore", "Distri SA is asked" },
	{ "by mail", "", SUSPENSION_SUSPEND, "email", "",
	    "/csp done 7, or /csp refused 7 REASON" },
};

START_TEST(is_asked)
{
	struct errand r = { .t = &turn };
	struct event ev = note("/csp approve 7");
	struct author by = agent(MAY_BOTH);

	begin_request(SIDE_RESELLER, requests[_i].state);
	turn.state.who.channel = requests[_i].channel;
	row.kind = requests[_i].kind;
	r.ev = &ev;
	r.by = &by;
	buf_init(&r.answer, &sc, 4096);
	turn_request(&r, &row);
	same_text(requests[_i].name, asked(), requests[_i].asked);
	ck_assert_msg(strstr(r.answer.at, requests[_i].says) != NULL, "%s: %s",
	    requests[_i].name, r.answer.at);
	if (sent() != NULL && sent()->type == EXCHANGE_OFFER) {
		ck_assert_ptr_null(exchange_text(sent(), "customer.name"));
		ck_assert_int_eq(turn.state.timer[TIMER_ANSWER], sc.now +
		    60000);
	}
}
END_TEST

static const struct {
	const char	*name;
	enum exchange_side ours;
	enum suspension_state state;
	int64_t		 approved_at, exchange;
	const char	*asked;
} ends[] = {
	{ "taken back", SIDE_RESELLER, SUSPENSION_WITHDRAWN, 5, 0,
	    "message withdraw" },
	{ "it was never sent", SIDE_RESELLER, SUSPENSION_WITHDRAWN, 0, 0,
	    "" },
	{ "expired", SIDE_RESELLER, SUSPENSION_EXPIRED, 0, 0, "" },
	{ "done by us", SIDE_PROVIDER, SUSPENSION_DONE, 5, 4,
	    "done of suspend" },
	{ "Microsoft refused", SIDE_PROVIDER, SUSPENSION_REFUSED, 5, 4,
	    "refused of suspend" },
	{ "our own debtor", SIDE_PROVIDER, SUSPENSION_DONE, 5, 0, "" },
	{ "of another case", SIDE_PROVIDER, SUSPENSION_DONE, 5, 3, "" },
};

START_TEST(its_end)
{
	struct event ev = { .id = "suspension", .kind = EVENT_OUTSIDE,
	    .by = AUTHOR_SYSTEM };

	begin_request(ends[_i].ours, "accepted");
	row.state = ends[_i].state;
	row.approved_at = ends[_i].approved_at;
	row.exchange = ends[_i].exchange;
	if (ends[_i].ours == SIDE_PROVIDER)
		row.way = SUSPENSION_BY_MICROSOFT;
	turn_request_told(&turn, &ev, &row);
	same_text(ends[_i].name, asked(), ends[_i].asked);
}
END_TEST

static const struct {
	const char	*name;
	enum exchange_side ours;
	enum exchange_type type;
	enum suspension_state state;
	const char	*member, *json;
	const char	*ended, *says;
} news[] = {
	{ "done", SIDE_RESELLER, EXCHANGE_MESSAGE, SUSPENSION_APPROVED,
	    "answer", ANSWER("suspend", "done"), "done",
	    "the provider has suspended" },
	{ "refused", SIDE_RESELLER, EXCHANGE_MESSAGE, SUSPENSION_APPROVED,
	    "answer", ANSWER("suspend", "refused"), "refused",
	    "has not suspended " SUB "; the customer goes on using it. so it "
	    "is\nIf" },
	{ "done, though it was taken back", SIDE_RESELLER, EXCHANGE_MESSAGE,
	    SUSPENSION_WITHDRAWN, "answer", ANSWER("suspend", "done"),
	    "done", "the provider has suspended" },
	{ "refused, and taken back", SIDE_RESELLER, EXCHANGE_MESSAGE,
	    SUSPENSION_WITHDRAWN, "answer", ANSWER("suspend", "refused"), "",
	    "From the other desk" },
	{ "of what nobody asked", SIDE_RESELLER, EXCHANGE_MESSAGE,
	    SUSPENSION_APPROVED, "answer", ANSWER("restore", "done"), "",
	    "no request of ours is open" },
	{ "asked only", SIDE_RESELLER, EXCHANGE_MESSAGE, SUSPENSION_ASKED,
	    "answer", ANSWER("suspend", "done"), "",
	    "no request of ours is open" },
	{ "given back", SIDE_RESELLER, EXCHANGE_RETURN, SUSPENSION_APPROVED,
	    "text", NULL, "refused", "has not suspended " SUB },
	{ "a reseller asks", SIDE_PROVIDER, EXCHANGE_MESSAGE,
	    SUSPENSION_DONE, "request", REQUEST("suspend"), "",
	    "asks to suspend subscription " SUB ": its customer is behind "
	    "with payments since 2026-01-15 (step 4" },
	{ "a reseller takes back", SIDE_PROVIDER, EXCHANGE_MESSAGE,
	    SUSPENSION_DONE, "request", REQUEST("withdraw"), "",
	    "takes back what it asked" },
};

START_TEST(heard)
{
	struct exchange_message m = { .type = news[_i].type, .case_id = CASE,
	    .side = !news[_i].ours, .seq = 1, .turn = 2, .at = sc.now,
	    .holder = WORD_UNKNOWN };
	struct event ev = { .id = "1-exchange-4", .kind = EVENT_OUTSIDE,
	    .by = AUTHOR_SYSTEM, .field = EXCHANGE_NEWS, .is = "won",
	    .was = "4" };

	begin_request(news[_i].ours, "accepted");
	row.state = news[_i].state;
	if (row.state == SUSPENSION_ASKED)
		row.approved_at = 0;
	ev.text = exchange_json(&sc, &m, (struct exchange_part[]){
	    { "text", "so it is", NULL }, { news[_i].json == NULL ? NULL :
	    news[_i].member, NULL, news[_i].json }, { NULL, NULL, NULL } });
	play(ev, (struct author){ .roles = WORD_UNKNOWN });
	same_text(news[_i].name, ended(), news[_i].ended);
	same_note(news[_i].name, news[_i].says);
	for (int i = 0; i < turn.n; i++) {
		const char *text = turn.deed[i].order.text;
		struct event ours = note(text == NULL ? "" : text);
		struct commands all;

		command_read(&sc, &ours, &all);
		ck_assert_int_eq(all.n, 0);
		ck_assert_int_ne(turn.deed[i].kind, DEED_ESCALATE);
	}
}
END_TEST

/* An older one that was taken back is not what an answer is about. */
START_TEST(answers_the_newest)
{
	const struct exchange_answer a = { WISH_SUSPEND, SUB, 0 };
	struct event ev = note("");
	struct suspension both[2];

	begin_request(SIDE_RESELLER, "accepted");
	both[0] = both[1] = row;
	both[0].id = 6;
	both[0].state = SUSPENSION_WITHDRAWN;
	turn.state.suspensions = (struct list){ 2, both };
	turn_request_answered(&turn, &ev, &a, "no");
	same_text("the newest", ended(), "refused");
}
END_TEST

START_TEST(was_never_asked)
{
	const struct exchange_answer a = { WISH_SUSPEND, SUB, 1 };
	struct event ev = note("");

	begin_request(SIDE_RESELLER, "accepted");
	row.state = SUSPENSION_WITHDRAWN;
	row.approved_at = 0;
	turn_request_answered(&turn, &ev, &a, "");
	same_text("before it was approved", ended(), "");
}
END_TEST

/* What a reseller asks is about one subscription and no other. */
START_TEST(is_requested)
{
	const struct exchange_request q = { .kind = WISH_SUSPEND,
	    .subscription = SUB };

	begin_request(SIDE_PROVIDER, "accepted");
	turn.state.requests = (struct list){ 1, &q };
	ck_assert_ptr_nonnull(turn_requested(&turn, SUB, WISH_SUSPEND));
	ck_assert_ptr_null(turn_requested(&turn, SUB, WISH_RESTORE));
	ck_assert_ptr_null(turn_requested(&turn, CASE, WISH_SUSPEND));
}
END_TEST

/* By mail or portal a person with the right to bill says how it ended. */
static const struct {
	const char	*name, *note;
	int		 may_bill;
	enum suspension_way way;
	enum suspension_state state;
	const char	*ended, *says;
} hands[] = {
	{ "done", "/csp done 7", 1, SUSPENSION_BY_PROVIDER,
	    SUSPENSION_APPROVED, "done", "the provider has suspended" },
	{ "refused", "/csp refused 7 they have paid us", 1,
	    SUSPENSION_BY_PROVIDER, SUSPENSION_APPROVED, "refused",
	    "goes on using it. they have paid us\nIf it is still wanted" },
	{ "done, though it was taken back", "/csp done 7", 1,
	    SUSPENSION_BY_PROVIDER, SUSPENSION_WITHDRAWN, "done",
	    "the provider has suspended" },
	{ "refused, and taken back", "/csp refused 7 no", 1,
	    SUSPENSION_BY_PROVIDER, SUSPENSION_WITHDRAWN, "",
	    "7 is over already" },
	{ "who may not", "/csp done 7", 0, SUSPENSION_BY_PROVIDER,
	    SUSPENSION_APPROVED, "", "with the right billing" },
	{ "another's", "/csp done 8", 1, SUSPENSION_BY_PROVIDER,
	    SUSPENSION_APPROVED, "", "This ticket has no request 8" },
	{ "not approved", "/csp done 7", 1, SUSPENSION_BY_PROVIDER,
	    SUSPENSION_ASKED, "", "7 is not approved" },
	{ "done before", "/csp refused 7 no", 1, SUSPENSION_BY_PROVIDER,
	    SUSPENSION_DONE, "", "7 is over already" },
	{ "Microsoft's", "/csp done 7", 1, SUSPENSION_BY_MICROSOFT,
	    SUSPENSION_SENDING, "", "not a provider's to answer" },
	{ "closed before", "/csp resolve", 1, SUSPENSION_BY_PROVIDER,
	    SUSPENSION_APPROVED, "", "Not closed: what the provider made of "
	    "request 7" },
};

START_TEST(by_hand)
{
	struct author by = agent(MAY_BOTH);

	begin_request(SIDE_RESELLER, "");
	by.may_bill = hands[_i].may_bill;
	row.way = hands[_i].way;
	row.state = hands[_i].state;
	play(note(hands[_i].note), by);
	same_text(hands[_i].name, ended(), hands[_i].ended);
	same_note(hands[_i].name, hands[_i].says);
}
END_TEST

/* Not what the shared case answers, however it once was. */
START_TEST(answers_itself)
{
	struct author by = agent(MAY_BOTH);

	begin_request(SIDE_RESELLER, "accepted");
	by.may_bill = 1;
	if (_i)
		turn.state.who.channel = "portal";
	play(note("/csp done 7"), by);
	same_text("shared", ended(), _i ? "done" : "");
	same_note("shared", _i ? "the provider has suspended" :
	    "over the exchange");
}
END_TEST

/* A request ends once, however often that is told in one turn. */
START_TEST(ends_once)
{
	static const char *const notes[] = { "/csp done 7\n/csp refused 7 no",
	    "/csp refused 7 no\n/csp resolve" };
	static const char *const is[] = { "done", "refused" };
	struct author by = agent(MAY_BOTH);
	int n = 0;

	begin_request(SIDE_RESELLER, "");
	by.may_bill = 1;
	play(note(notes[_i]), by);
	for (int i = 0; i < turn.n; i++)
		n += turn.deed[i].kind == DEED_SUSPENSION;
	ck_assert_int_eq(n, 1);
	same_text(notes[_i], ended(), is[_i]);
}
END_TEST

/* The reseller takes the case back, and with it what it asked for. */
START_TEST(takes_it_back)
{
	begin_request(SIDE_RESELLER, "accepted");
	play(note("/csp take-back"), agent(MAY_BOTH));
	same_text("the row", ended(), "refused");
	ck_assert_ptr_nonnull(sent());
	ck_assert_int_eq(sent()->type, EXCHANGE_WITHDRAW);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("turn request");

	load_house();
	tcase_add_loop_test(t, is_asked, 0, LEN(requests));
	tcase_add_loop_test(t, its_end, 0, LEN(ends));
	tcase_add_loop_test(t, heard, 0, LEN(news));
	tcase_add_test(t, answers_the_newest);
	tcase_add_test(t, was_never_asked);
	tcase_add_test(t, is_requested);
	tcase_add_loop_test(t, by_hand, 0, LEN(hands));
	tcase_add_loop_test(t, answers_itself, 0, 2);
	tcase_add_loop_test(t, ends_once, 0, 2);
	tcase_add_test(t, takes_it_back);
	return run_case("turn_request", t);
}
