/*
 * A case that two desks share, turn by turn: what crosses by whose word, and
 * what the other side's words do here and can never do.
 */
#include "turn_play.h"

#include "exchange/exchange.h"

#define CASE	"5b1e6c1e-3c0a-4e07-9a53-0d8f6a1f2f10"

static struct partner_settings reseller;
static struct peer peer;
static struct exchange shared;

static enum err
find_distri(struct turn *t, const char *provider, const struct peer **ret)
{
	(void)t;
	*ret = str_same(provider, "Distri SA") ? &peer : NULL;
	return E_OK;
}

/* Our side's case in a state ("": none yet), with somebody. */
static void
begin_shared(enum exchange_side ours, const char *state, const char *holder)
{
	struct case_state s = a_complete_case();
	int is = word_find(exchange_states, state);

	s.who = (struct customer){ .id = 3, .name = "Contoso",
	    .provider = "Distri SA", .channel = "exchange",
	    .tenant = "6f2c1e0a-5d1b-4c55-9a34-0d4f5a1c7e21" };
	s.row.holder = holder;
	peer = (struct peer){ .name = "them", .relay = 1,
	    .side = ours == SIDE_RESELLER ? SIDE_PROVIDER : SIDE_RESELLER };
	if (is != WORD_UNKNOWN) {
		shared = (struct exchange){ .id = 4, .peer = "them",
		    .name = CASE, .ours = ours, .case_id = 1 };
		exchange_case_init(&shared.is);
		shared.is.seq[SIDE_RESELLER] = shared.is.turn = 1;
		shared.is.state = (struct exchange_value){ is, 1,
		    SIDE_RESELLER };
		s.exchange = &shared;
		s.is_escalated = ours == SIDE_RESELLER;
		s.channel = ours == SIDE_RESELLER ? "exchange" : NULL;
	}
	begin(MODE_ENFORCE, s);
	reseller = *turn.partner;
	if (ours == SIDE_RESELLER)
		reseller.type = PARTNER_RESELLER;
	turn.partner = &reseller;
	turn.find_peer = find_distri;
	turn.peer = is == WORD_UNKNOWN ? NULL : &peer;
	turn.answer_secs = 60;
	thread.subject = "It is off";
}

/* The n-th message that goes out; NULL: there is none. */
static const struct exchange_message *
sent(int n)
{
	struct exchange_message *m = scope_alloc(&sc, sizeof(*m));
	const char *at;

	for (int i = 0; i < turn.n; i++) {
		if (turn.deed[i].kind != DEED_EXCHANGE || n-- > 0)
			continue;
		ck_assert_int_eq(exchange_parse(&sc, turn.deed[i].text,
		    strlen(turn.deed[i].text), m, &at), E_OK);
		return m;
	}
	return NULL;
}

/* "offer(provider); state(-)" */
static const char *
crossed(void)
{
	const struct exchange_message *m;
	struct buf b;

	buf_init(&b, &sc, 4096);
	for (int i = 0; (m = sent(i)) != NULL; i++)
		buf_fmt(&b, "%s%s(%s)", i == 0 ? "" : "; ",
		    exchange_types[m->type], m->holder == WORD_UNKNOWN ? "-" :
		    exchange_holders[m->holder]);
	return b.at;
}

static const struct {
	const char	*name;
	enum exchange_side ours;
	const char	*state, *held, *text;
	const char	*crossed, *holder, *says;
} commands[] = {
	{ "offered", SIDE_RESELLER, "", "partner", "/csp hand-over",
	    "offer(provider)", "provider", "Offered to the provider's desk" },
	{ "said", SIDE_RESELLER, "accepted", "partner",
	    "/csp provider it is off", "message(provider)", "provider",
	    "Sent to the other desk" },
	{ "taken back", SIDE_RESELLER, "offered", "provider",
	    "/csp take-back", "withdraw(reseller)", "partner",
	    "back with us" },
	{ "resolved by the reseller", SIDE_RESELLER, "accepted", "partner",
	    "/csp resolve", "resolve(reseller)", "partner", NULL },
	{ "said too late", SIDE_RESELLER, "resolved", "partner",
	    "/csp provider hello", "", "partner", "nothing of this any more" },
	{ "accepted", SIDE_PROVIDER, "offered", "partner", "/csp accept",
	    "accept(provider)", "partner", "Accepted" },
	{ "accepted twice", SIDE_PROVIDER, "accepted", "partner",
	    "/csp accept", "", "partner", "Accepted" },
	{ "declined", SIDE_PROVIDER, "offered", "partner",
	    "/csp decline not ours", "decline(reseller)", "reseller",
	    "Given back" },
	{ "given back", SIDE_PROVIDER, "accepted", "partner",
	    "/csp decline not ours", "return(reseller)", "reseller",
	    "Given back" },
	{ "asked", SIDE_PROVIDER, "accepted", "partner",
	    "/csp reseller which size?", "message(reseller)", "reseller",
	    "Sent to the other desk" },
	{ "a reseller cannot accept", SIDE_RESELLER, "offered", "provider",
	    "/csp accept", "", "provider", "No reseller has given us" },
	{ "nobody is above the provider", SIDE_PROVIDER, "accepted",
	    "partner", "/csp take-back", "", "partner", "with no provider" },
};

START_TEST(by_command)
{
	begin_shared(commands[_i].ours, commands[_i].state, commands[_i].held);
	play(note(commands[_i].text), agent(MAY_BOTH));
	same_text(commands[_i].name, crossed(), commands[_i].crossed);
	same_text(commands[_i].name, turn.state.row.holder,
	    commands[_i].holder);
	same_note(commands[_i].name, commands[_i].says);
}
END_TEST

/* What it says is ours to say: no secret, and not who the customer is. */
START_TEST(what_is_offered)
{
	const struct exchange_message *m;
	struct event ev = note("My password: Summer2026!");

	begin_shared(SIDE_RESELLER, "", "partner");
	ev.kind = EVENT_CREATED;
	ev.by = AUTHOR_CUSTOMER;
	thread.requestor = (struct person){ .name = "Jan Kowalski",
	    .email = "jan@contoso.example" };
	thread.events = scope_alloc(&sc, 2 * sizeof(ev));
	thread.events[0] = ev;
	thread.events[1] = note("/csp hand-over");
	thread.nevents = 2;
	turn_event(&turn, &thread.events[1], (struct author[]){
	    agent(MAY_BOTH) });
	m = sent(0);
	ck_assert_ptr_nonnull(m);
	same_text("title", exchange_text(m, "title"), "It is off");
	same_text("tenant", exchange_text(m, "customer.tenant"),
	    "6f2c1e0a-5d1b-4c55-9a34-0d4f5a1c7e21");
	ck_assert_ptr_null(exchange_text(m, "customer.name"));
	ck_assert_ptr_null(strstr(exchange_text(m, "text"), "Summer2026"));
	ck_assert_ptr_null(strstr(exchange_text(m, "text"), "jan@contoso"));
	same_text("reference", exchange_text(m, "reference"), "812");
	ck_assert_int_eq(turn.state.timer[TIMER_ANSWER], sc.now + 60000);
}
END_TEST

/* News: the other side's message, which is in the case already. */
static void
hear(enum exchange_type type, const char *won, int holder,
    const struct exchange_part *parts)
{
	struct exchange_message m = { .type = type, .case_id = CASE,
	    .side = shared.ours == SIDE_RESELLER ? SIDE_PROVIDER :
	    SIDE_RESELLER, .seq = 1, .turn = 2, .at = sc.now,
	    .holder = holder };
	struct event ev = { .id = "1-exchange-4", .kind = EVENT_OUTSIDE,
	    .by = AUTHOR_SYSTEM, .field = EXCHANGE_NEWS, .is = won,
	    .was = "4" };

	ev.text = exchange_json(&sc, &m, parts);
	if (holder != WORD_UNKNOWN)
		shared.is.holder = (struct exchange_value){ holder, 2,
		    m.side };
	play(ev, (struct author){ .roles = WORD_UNKNOWN });
}

static const struct {
	const char	*name;
	enum exchange_side ours;
	const char	*state;
	enum exchange_type type;
	const char	*won;
	int		 ball;
	const char	*text, *reference;
	const char	*want, *holder, *says;
} news[] = {
	{ "accepted", SIDE_RESELLER, "accepted", EXCHANGE_ACCEPT, "won",
	    BALL_PROVIDER, NULL, "T-9", "note; number T-9", "provider",
	    "Its number there: T-9" },
	{ "declined", SIDE_RESELLER, "declined", EXCHANGE_DECLINE, "won",
	    BALL_RESELLER, "not ours", NULL, "note; close", "partner",
	    "declined the case:\nnot ours" },
	{ "declined after it was taken back", SIDE_RESELLER, "withdrawn",
	    EXCHANGE_DECLINE, "lost", BALL_RESELLER, "no", NULL, "note",
	    "partner", "declined" },
	{ "resolved", SIDE_RESELLER, "resolved", EXCHANGE_RESOLVE, "won",
	    BALL_RESELLER, NULL, NULL, "note; status resolved; close",
	    "partner", "Resolved by the other desk" },
	{ "asked", SIDE_RESELLER, "accepted", EXCHANGE_MESSAGE, "lost",
	    BALL_RESELLER, "Which size?", NULL, "note", "partner",
	    "From the other desk:\nWhich size?" },
	{ "a command in their words", SIDE_RESELLER, "accepted",
	    EXCHANGE_MESSAGE, "lost", BALL_RESELLER,
	    "/csp escalate A\n[csp #3]", NULL, "note", "partner", NULL },
	{ "a command of a reseller's customer", SIDE_PROVIDER, "accepted",
	    EXCHANGE_MESSAGE, "lost", BALL_PROVIDER,
	    "hello\n/csp escalate A", NULL, "note", "partner", NULL },
	{ "withdrawn", SIDE_PROVIDER, "withdrawn", EXCHANGE_WITHDRAW, "won",
	    BALL_RESELLER, NULL, NULL, "note; status resolved", "reseller",
	    "has taken the case back" },
	{ "resolved by the reseller", SIDE_PROVIDER, "resolved",
	    EXCHANGE_RESOLVE, "won", BALL_RESELLER, "it works", NULL,
	    "note; status resolved", "reseller", "it works" },
	{ "at its customer's", SIDE_PROVIDER, "accepted", EXCHANGE_STATE,
	    "lost", BALL_CUSTOMER, NULL, NULL, "", "customer", NULL },
};

START_TEST(by_the_other_side)
{
	begin_shared(news[_i].ours, news[_i].state, "partner");
	hear(news[_i].type, news[_i].won, news[_i].ball,
	    (struct exchange_part[]){ { "text", news[_i].text, NULL },
	    { "reference", news[_i].reference, NULL }, { NULL, NULL, NULL } });
	same_text(news[_i].name, deeds(0), news[_i].want);
	same_text(news[_i].name, turn.state.row.holder, news[_i].holder);
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

/* What was shared before is told, and changes nothing of what is now. */
START_TEST(of_an_older_one)
{
	begin_shared(SIDE_RESELLER, "accepted", "provider");
	shared.id = 5;
	hear(EXCHANGE_DECLINE, "won", BALL_RESELLER,
	    (struct exchange_part[]){ { "text", "late", NULL },
	    { NULL, NULL, NULL } });
	same_text("deeds", deeds(0), "note");
	same_text("holder", turn.state.row.holder, "provider");
}
END_TEST

static const struct {
	const char		*name;
	enum peer_accept	 accept;
	int64_t			 customer;
	const char		*crossed;
} offers[] = {
	{ "known", ACCEPT_KNOWN, 3, "accept(provider)" },
	{ "a stranger", ACCEPT_KNOWN, 0, "" },
	{ "all", ACCEPT_ALL, 0, "accept(provider)" },
	{ "asked", ACCEPT_ASK, 3, "" },
};

START_TEST(an_offer)
{
	begin_shared(SIDE_PROVIDER, "offered", "partner");
	peer.accept = offers[_i].accept;
	turn.state.who.id = offers[_i].customer;
	hear(EXCHANGE_OFFER, "won", BALL_PROVIDER, (struct exchange_part[]){
	    { "title", "a", NULL }, { "text", "b", NULL },
	    { NULL, NULL, NULL } });
	same_text(offers[_i].name, crossed(), offers[_i].crossed);
	same_note(offers[_i].name, *offers[_i].crossed == '\0' ?
	    "/csp accept or" : NULL);
}
END_TEST

/* What is public on one side, and whether it crosses. */
static const struct {
	const char	*name;
	enum exchange_side ours;
	enum author_kind by;
	const char	*automatic;
	int		 relay;
	const char	*crossed;
} messages[] = {
	{ "a provider's agent", SIDE_PROVIDER, AUTHOR_AGENT, NULL, 0,
	    "message(reseller)" },
	{ "a provider's own note", SIDE_PROVIDER, AUTHOR_SELF, NULL, 1, "" },
	{ "automatic", SIDE_PROVIDER, AUTHOR_AGENT, "auto-replied", 1, "" },
	{ "somebody by mail", SIDE_PROVIDER, AUTHOR_CUSTOMER, NULL, 1, "" },
	{ "a reseller's customer", SIDE_RESELLER, AUTHOR_CUSTOMER, NULL, 1,
	    "message(-)" },
	{ "who may not cross", SIDE_RESELLER, AUTHOR_CUSTOMER, NULL, 0, "" },
	{ "on holiday", SIDE_RESELLER, AUTHOR_CUSTOMER, "auto-replied", 1,
	    "" },
	{ "a reseller's agent", SIDE_RESELLER, AUTHOR_AGENT, NULL, 1, "" },
};

START_TEST(by_message)
{
	struct event ev = note("word");

	begin_shared(messages[_i].ours, "accepted", "partner");
	peer.relay = messages[_i].relay;
	ev.kind = EVENT_MESSAGE;
	ev.by = messages[_i].by;
	ev.automatic = messages[_i].automatic;
	play(ev, agent(0));
	same_text(messages[_i].name, crossed(), messages[_i].crossed);
}
END_TEST

START_TEST(nobody_answers)
{
	struct event ev = { .id = "answer-1", .kind = EVENT_TIMER,
	    .by = AUTHOR_SYSTEM, .field = timer_names[TIMER_ANSWER] };

	begin_shared(SIDE_RESELLER, _i == 0 ? "offered" : "accepted",
	    "provider");
	play(ev, (struct author){ .roles = WORD_UNKNOWN });
	same_text("crossed", crossed(), _i == 0 ? "withdraw(reseller)" : "");
	same_text("holder", turn.state.row.holder, _i == 0 ? "partner" :
	    "provider");
	same_note("late", _i == 0 ? "has not answered in time" : NULL);
}
END_TEST

static const struct {
	const char	*name;
	enum exchange_side ours;
	const char	*state;
	enum author_kind by;
	const char	*crossed;
} openings[] = {
	{ "by the provider", SIDE_PROVIDER, "resolved", AUTHOR_AGENT,
	    "reopen(provider)" },
	{ "by ourselves", SIDE_PROVIDER, "resolved", AUTHOR_SELF, "" },
	{ "it was told", SIDE_PROVIDER, "accepted", AUTHOR_AGENT, "" },
	{ "given back", SIDE_PROVIDER, "returned", AUTHOR_AGENT, "" },
	{ "by the reseller's customer", SIDE_RESELLER, "resolved",
	    AUTHOR_CUSTOMER, "" },
};

START_TEST(opened_again)
{
	struct event ev = note("again");

	begin_shared(openings[_i].ours, openings[_i].state, "partner");
	ev.by = openings[_i].by;
	turn_reopened(&turn, &ev);
	same_text(openings[_i].name, crossed(), openings[_i].crossed);
}
END_TEST

/* The reseller's escalation is over; what the provider opened is shared. */
START_TEST(after_it_was_opened)
{
	static const struct { const char *text, *crossed; } all[] = {
		{ "/csp provider hello", "message(provider)" },
		{ "/csp take-back", "withdraw(reseller)" },
		{ "/csp hand-over", "reopen(provider)" },
		{ "/csp resolve", "resolve(reseller)" },
	};

	begin_shared(SIDE_RESELLER, "accepted", "provider");
	turn.state.is_escalated = 0;
	turn.state.channel = NULL;
	play(note(all[_i].text), agent(MAY_BOTH));
	same_text(all[_i].text, crossed(), all[_i].crossed);
}
END_TEST

static const struct {
	const char	*name;
	enum exchange_side ours;
	const char	*state, *file;
	enum file_state	 is;
	const char	*crossed, *says;
} files[] = {
	{ "read", SIDE_RESELLER, "accepted", "a.txt", FILE_READ, "file(-)",
	    "has been told of a.txt: 5 bytes, SHA-256 ab" },
	{ "offered", SIDE_RESELLER, "offered", "a.txt", FILE_READ, "file(-)",
	    NULL },
	{ "of a provider", SIDE_PROVIDER, "accepted", "a.txt", FILE_READ,
	    "file(-)", "has been told of a.txt" },
	{ "not got", SIDE_RESELLER, "accepted", "a.txt", FILE_FAILED, "",
	    "did not get there" },
	{ "a key", SIDE_RESELLER, "accepted", "id_rsa", FILE_READ, "",
	    NULL },
	{ "over", SIDE_RESELLER, "resolved", "a.txt", FILE_READ, "", NULL },
};

START_TEST(a_file)
{
	struct case_file f = { .id = "1-1", .name = files[_i].file,
	    .state = files[_i].is, .bytes = 5, .digest = "ab" };
	struct event ev = { .id = "file-1-1", .kind = EVENT_OUTSIDE,
	    .by = AUTHOR_SYSTEM, .is = "1-1",
	    .field = outside_whats[OUTSIDE_FILE] };

	begin_shared(files[_i].ours, files[_i].state, "partner");
	turn.state.files = (struct list){ .n = 1, .at = &f };
	play(ev, (struct author){ .roles = WORD_UNKNOWN });
	same_text(files[_i].name, crossed(), files[_i].crossed);
	same_note(files[_i].name, files[_i].says);
	if (*files[_i].crossed == '\0')
		return;
	same_text("its name", exchange_text(sent(0), "name"), "a.txt");
	same_text("its digest", exchange_text(sent(0), "sha256"), "ab");
	ck_assert_int_eq(json_int(sent(0)->all, "bytes", 0), 5);
}
END_TEST

/* What they tell of one; a link is one that may be followed. */
START_TEST(a_file_of_theirs)
{
	begin_shared(SIDE_PROVIDER, "accepted", "partner");
	hear(EXCHANGE_FILE, "lost", WORD_UNKNOWN, (struct exchange_part[]){
	    { "name", "/csp resolve", NULL }, { "bytes", NULL, "5" },
	    { "sha256", "ab", NULL }, { "url", _i == 0 ?
	    "javascript:alert(1)" : "https://desk/1", NULL },
	    { NULL, NULL, NULL } });
	same_text("deeds", deeds(0), "note");
	same_note("file", _i == 0 ? "5 bytes, SHA-256 ab\n-" :
	    "5 bytes, SHA-256 ab\nhttps://desk/1");
}
END_TEST

static const struct {
	const char	*name;
	enum exchange_side ours;
	const char	*state, *text;
	const char	*crossed, *holder, *says;
} letters[] = {
	{ "the offer", SIDE_RESELLER, "offered", "offer POST x: 422\n/csp x",
	    "withdraw(reseller)", "partner", "has not taken our offer" },
	{ "its end", SIDE_RESELLER, "withdrawn", "withdraw 422", "",
	    "provider", NULL },
	{ "a word", SIDE_RESELLER, "accepted", "message 422", "",
	    "provider", "A message (message) between us and them did not get "
	    "through:\n422" },
	{ "of a reseller", SIDE_PROVIDER, "accepted", "message no", "",
	    "provider", "did not get through" },
	{ "without a reason", SIDE_PROVIDER, "offered", "accept", "",
	    "provider", "(accept)" },
};

START_TEST(dead_letters)
{
	struct event ev = { .id = "0-exchange-4", .kind = EVENT_OUTSIDE,
	    .by = AUTHOR_SYSTEM, .field = EXCHANGE_NEWS, .is = "dead",
	    .was = "4", .text = letters[_i].text };

	begin_shared(letters[_i].ours, letters[_i].state, "provider");
	turn.state.timer[TIMER_ANSWER] = 5;
	play(ev, (struct author){ .roles = WORD_UNKNOWN });
	same_text(letters[_i].name, crossed(), letters[_i].crossed);
	same_text(letters[_i].name, turn.state.row.holder,
	    letters[_i].holder);
	same_note(letters[_i].name, letters[_i].says);
	if (_i == 0)
		ck_assert_int_eq(turn.state.timer[TIMER_ANSWER], 0);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("turn exchange");

	load_house();
	tcase_add_loop_test(t, by_command, 0, LEN(commands));
	tcase_add_test(t, what_is_offered);
	tcase_add_loop_test(t, by_the_other_side, 0, LEN(news));
	tcase_add_test(t, of_an_older_one);
	tcase_add_loop_test(t, an_offer, 0, LEN(offers));
	tcase_add_loop_test(t, by_message, 0, LEN(messages));
	tcase_add_loop_test(t, nobody_answers, 0, 2);
	tcase_add_loop_test(t, opened_again, 0, LEN(openings));
	tcase_add_loop_test(t, after_it_was_opened, 0, 4);
	tcase_add_loop_test(t, dead_letters, 0, LEN(letters));
	tcase_add_loop_test(t, a_file, 0, LEN(files));
	tcase_add_loop_test(t, a_file_of_theirs, 0, 2);
	return run_case("turn_exchange", t);
}
