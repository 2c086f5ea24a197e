/*
 * The turn: moves into the Microsoft queue and tickets begun there, asking in
 * words, and room for whatever a thread may hold.
 */
#include "turn_house.h"

#include <signal.h>

enum { ANNA = 7, MOST = 8 };

static struct desk_settings desk;
static struct thread thread;
static struct event events[MOST];
static struct turn turn;

static void
begin(struct case_state s)
{
	desk = a_desk(MODE_ENFORCE);
	thread = (struct thread){ .ticket = "812", .queue = MICROSOFT,
	    .events = events };
	turn = a_turn(&sc, &desk, &thread, s);
}

/* The next event of the thread; it has had no turn yet. */
static struct event *
add(enum event_kind kind, enum author_kind by)
{
	struct event *ev = &events[thread.nevents++];

	*ev = (struct event){ .id = str_fmt(&sc, "%d", thread.nevents),
	    .kind = kind, .by = by, .via = VIA_UNKNOWN,
	    .author = { .id = "12", .login = "anna",
	    .email = "anna@partner.example" } };
	return ev;
}

static struct event *
add_move(enum author_kind by, const char *was, const char *is)
{
	struct event *ev = add(EVENT_UPDATED, by);

	ev->field = "Queue";
	ev->was = was;
	ev->is = is;
	return ev;
}

static void
play(const struct event *ev, int64_t agent, int may_escalate)
{
	struct author by = { agent, 1 << word_find(words_role,
	    "admin_agent"), may_escalate, 0, "Anna", NULL, 0, 0, NULL };

	turn_event(&turn, ev, &by);
}

static int
count(enum deed_kind kind, enum order_kind order)
{
	int n = 0;

	for (int i = 0; i < turn.n; i++)
		n += turn.deed[i].kind == kind && (kind != DEED_ORDER ||
		    turn.deed[i].order.kind == order);
	return n;
}

/* Where the last such order puts the ticket, or NULL. */
static const char *
goes_to(void)
{
	const char *queue = NULL;

	for (int i = 0; i < turn.n; i++)
		if (turn.deed[i].kind == DEED_ORDER &&
		    turn.deed[i].order.kind == ORDER_SET)
			queue = turn.deed[i].order.queue;
	return queue;
}

static void
same_last_note(const char *name, const char *says)
{
	const char *text = "none";

	for (int i = 0; i < turn.n; i++)
		if (turn.deed[i].kind == DEED_ORDER &&
		    turn.deed[i].order.kind == ORDER_NOTE)
			text = turn.deed[i].order.text;
	ck_assert_msg(strstr(text, says) != NULL, "%s: \"%s\" is not in: %s",
	    name, says, text);
}

static const struct {
	const char	*name;
	enum author_kind by;
	enum via	 via;
	const char	*automatic;
	int64_t		 agent;
	int		 may;
	const char	*was, *is;
	int		 escalated;
	const char	*goes_to, *says;
} moves[] = {
	{ "an agent", AUTHOR_AGENT, VIA_UNKNOWN, NULL, ANNA, 1, "L1",
	    MICROSOFT, 1, NULL, "Hand-over packet" },
	{ "an agent in the desk", AUTHOR_AGENT, VIA_UI, NULL, ANNA, 1, "L1",
	    MICROSOFT, 1, NULL, "Hand-over packet" },
	{ "an agent without the right", AUTHOR_AGENT, VIA_UI, NULL, ANNA, 0,
	    "L1", MICROSOFT, 0, NULL, "no right to escalate" },
	{ "an unknown agent", AUTHOR_AGENT, VIA_UI, NULL, 0, 1, "L1",
	    MICROSOFT, 0, "L1", "goes back to L1" },
	{ "an agent's address in a mail", AUTHOR_AGENT, VIA_MAIL, NULL, ANNA,
	    1, "L1", MICROSOFT, 0, "L1", "goes back to L1" },
	{ "an agent's machine", AUTHOR_AGENT, VIA_UNKNOWN, "Auto-Submitted",
	    ANNA, 1, "L1", MICROSOFT, 0, "L1", "goes back to L1" },
	{ "a customer", AUTHOR_CUSTOMER, VIA_UI, NULL, 0, 0, "L1", MICROSOFT,
	    0, "L1", "goes back to L1" },
	{ "a customer with an agent's login", AUTHOR_CUSTOMER, VIA_UI, NULL,
	    ANNA, 1, "L1", MICROSOFT, 0, "L1", "goes back to L1" },
	{ "automation", AUTHOR_SYSTEM, VIA_UNKNOWN, NULL, ANNA, 1, "L1",
	    MICROSOFT, 0, "L1", "goes back to L1" },
	{ "nobody knows who", AUTHOR_UNKNOWN, VIA_UI, NULL, ANNA, 1, "L1",
	    MICROSOFT, 0, "L1", "goes back to L1" },
	{ "nobody knows from where", AUTHOR_SYSTEM, VIA_UI, NULL, 0, 0, NULL,
	    MICROSOFT, 0, SUPPORT, "goes back to Support" },
	{ "from there to there", AUTHOR_SYSTEM, VIA_UI, NULL, 0, 0, MICROSOFT,
	    MICROSOFT, 0, SUPPORT, "goes back to Support" },
	{ "ourselves", AUTHOR_SELF, VIA_API, NULL, ANNA, 1, "L1", MICROSOFT,
	    0, NULL, NULL },
	{ "away from it", AUTHOR_CUSTOMER, VIA_UI, NULL, 0, 0, MICROSOFT,
	    "L1", 0, NULL, NULL },
	{ "to nowhere", AUTHOR_CUSTOMER, VIA_UI, NULL, 0, 0, "L1", NULL, 0,
	    NULL, NULL },
};

START_TEST(move)
{
	struct event *ev;

	begin(a_complete_case());
	ev = add_move(moves[_i].by, moves[_i].was, moves[_i].is);
	ev->via = moves[_i].via;
	ev->automatic = moves[_i].automatic;
	play(ev, moves[_i].agent, moves[_i].may);
	ck_assert_msg(count(DEED_ESCALATE, ORDER__MAX) == moves[_i].escalated,
	    "%s: escalated", moves[_i].name);
	same_text(moves[_i].name, goes_to(), moves[_i].goes_to);
	if (moves[_i].says == NULL)
		ck_assert_msg(turn.n == 0, "%s: %d deeds", moves[_i].name,
		    turn.n);
	else
		same_last_note(moves[_i].name, moves[_i].says);
}
END_TEST

START_TEST(another_field)
{
	begin(a_complete_case());
	add_move(AUTHOR_AGENT, "L1", MICROSOFT)->field = "CF.{Queue}";
	play(&events[0], ANNA, 1);
	play(&events[0], 0, 0);
	ck_assert_int_eq(turn.n, 0);
}
END_TEST

/* A desk without a Microsoft queue has "". */
START_TEST(no_such_queue)
{
	begin(a_complete_case());
	desk.microsoft_queue = thread.queue = "";
	play(add(EVENT_CREATED, AUTHOR_CUSTOMER), 0, 0);
	play(add_move(AUTHOR_AGENT, "L1", ""), ANNA, 1);
	play(add_move(AUTHOR_CUSTOMER, "L1", ""), 0, 0);
	ck_assert_int_eq(turn.n, 0);
}
END_TEST

/* Twice; then the lead is told, once. */
START_TEST(put_back_twice)
{
	begin(a_case());
	for (int i = 1; i <= 5; i++) {
		play(add_move(AUTHOR_CUSTOMER, "L1", MICROSOFT), 0, 0);
		ck_assert_int_eq(count(DEED_ORDER, ORDER_SET), i < 3 ? i : 2);
		ck_assert_int_eq(count(DEED_ORDER, ORDER_NOTE), i < 4 ? i : 3);
	}
	same_last_note("lead", "a lead should look");
	ck_assert_int_eq(count(DEED_ORDER, ORDER_REPLY), 1);
	play(add_move(AUTHOR_AGENT, "L1", MICROSOFT), ANNA, 1);
	same_last_note("an agent after all", "still missing");
}
END_TEST

static const struct {
	const char	*name;
	enum author_kind by;
	int64_t		 agent;
	const char	*goes_to;
} begun[] = {
	{ "a customer", AUTHOR_CUSTOMER, 0, SUPPORT },
	{ "an agent", AUTHOR_AGENT, ANNA, SUPPORT },
	{ "automation", AUTHOR_SYSTEM, 0, SUPPORT },
	{ "ourselves", AUTHOR_SELF, 0, NULL },
};

START_TEST(begun_there)
{
	const char *name = begun[_i].name;

	begin(a_complete_case());
	play(add(EVENT_CREATED, begun[_i].by), begun[_i].agent, 1);
	same_text(name, goes_to(), begun[_i].goes_to);
	ck_assert_int_eq(count(DEED_ESCALATE, ORDER__MAX), 0);

	begin(a_complete_case());
	thread.queue = "L1";
	play(add(EVENT_CREATED, begun[_i].by), begun[_i].agent, 1);
	ck_assert_msg(turn.n == 0, "%s: not there at all", name);
}
END_TEST

/* An agent moved it there before we looked: it did not begin there. */
START_TEST(moved_before_we_looked)
{
	begin(a_complete_case());
	add(EVENT_CREATED, AUTHOR_CUSTOMER);
	add_move(AUTHOR_AGENT, SUPPORT, MICROSOFT);
	play(&events[0], 0, 0);
	ck_assert_int_eq(turn.n, 0);
	play(&events[1], ANNA, 1);
	ck_assert_int_eq(count(DEED_ESCALATE, ORDER__MAX), 1);
	ck_assert_ptr_null(goes_to());
}
END_TEST

/* What is elsewhere by now is counted and told, and left where it is. */
START_TEST(moved_on_since)
{
	begin(a_complete_case());
	thread.queue = "L2";
	add_move(AUTHOR_CUSTOMER, "L1", MICROSOFT);
	add_move(AUTHOR_AGENT, MICROSOFT, "L2");
	play(&events[0], 0, 0);
	same_last_note("told", "Only an agent may move");
	ck_assert_int_eq(turn.state.put_back, 1);
	ck_assert_ptr_null(goes_to());
}
END_TEST

static const struct {
	const char	*name, *was, *default_queue;
} nowhere[] = {
	{ "no default", NULL, "" },
	{ "the default is that queue", NULL, MICROSOFT },
	{ "neither was told", "", "" },
	{ "not configured", MICROSOFT, NULL },
};

/* Without a queue to go back to, a lead is told instead. */
START_TEST(nowhere_to_go)
{
	begin(a_complete_case());
	desk.default_queue = nowhere[_i].default_queue;
	play(add_move(AUTHOR_CUSTOMER, nowhere[_i].was, MICROSOFT), 0, 0);
	same_last_note(nowhere[_i].name, "a lead should move it");
	ck_assert_int_eq(count(DEED_ORDER, ORDER_SET), 0);
	ck_assert_int_eq(count(DEED_HOLD_BACK, ORDER__MAX), 1);
	thread.nevents = 0;
	play(add(EVENT_CREATED, AUTHOR_CUSTOMER), 0, 0);
	play(add_move(AUTHOR_SYSTEM, "L1", MICROSOFT), 0, 0);
	same_last_note("the third", "a lead should look");
	ck_assert_int_eq(count(DEED_ORDER, ORDER_SET), 0);
}
END_TEST

static const struct {
	const char	*text;
	int		 is_html, want;
} asks[] = {
	{ "Please open a ticket with Microsoft.", 0, 1 },
	{ "PLEASE\nESCALATE THIS\nTO MICROSOFT", 0, 1 },
	{ "Could you raise it with Microsoft?", 0, 1 },
	{ "Prosz\xc4\x99 o zg\xc5\x82oszenie do Microsoftu", 0, 1 },
	{ "Zg\xc5\x82o\xc5\x9b" "cie to do Microsoftu!", 0, 1 },
	{ "mo\xc5\xbc" "e eskalowa\xc4\x87 do Microsoft?", 0, 1 },
	{ "Za\xc5\x82\xc3\xb3\xc5\xbc" "cie zg\xc5\x82oszenie w Microsoft",
	    0, 1 },
	{ "chc\xc4\x99 skontaktowa\xc4\x87 si\xc4\x99 z Microsoftem", 0, 1 },
	{ "prosze o zgloszenie do microsoftu", 0, 1 },
	{ "<p>Please open a <b>ticket</b> with&nbsp;Microsoft</p>", 1, 1 },
	{ "<p>Hi</p><blockquote>open a ticket with Microsoft</blockquote>", 1,
	    0 },
	{ "My Microsoft invoice is wrong.", 0, 0 },
	{ "Reopen a ticket with Microsoftish", 0, 0 },
	{ "", 0, 0 },
	{ NULL, 0, 0 },
};

START_TEST(asked)
{
	struct event *ev;

	begin(a_complete_case());
	ev = add(EVENT_MESSAGE, AUTHOR_CUSTOMER);
	ev->text = asks[_i].text;
	ev->is_html = asks[_i].is_html;
	play(ev, 0, 0);
	ck_assert_msg(count(DEED_ORDER, ORDER_NOTE) == asks[_i].want &&
	    count(DEED_ORDER, ORDER_REPLY) == asks[_i].want, "%s",
	    asks[_i].text);
	turn.n = 0;
	ev->by = AUTHOR_AGENT;
	play(ev, ANNA, 1);
	ck_assert_int_eq(turn.n, 0);
}
END_TEST

static const char *const most[] = {
	"/csp triage commercial partner-center B billing", "/csp duplicate 1",
	"/csp escalate A via premier", "/csp set customer Fabrikam",
	"/csp waive P1 x", "/csp why", "/csp",
	"/csp \xc5\xbc\xc5\xbc\xc5\xbc",
};

static const char *
full_of(const char *what, int n)
{
	struct buf b;

	buf_init(&b, &sc, (size_t)1 << 20);
	for (int i = 0; i < n; i++)
		buf_puts(&b, what);
	return b.at;
}

/* Notes full of commands, one behind the other: none is left out. */
START_TEST(room)
{
	const char *text = full_of(str_fmt(&sc, "%s\n", most[_i]),
	    COMMAND_MOST + 10);
	struct event *ev;
	int before = 0;

	begin(a_case());
	while (turn_has_room(&turn)) {
		before = turn.n;
		thread.nevents = 0;
		ev = add(EVENT_NOTE, AUTHOR_AGENT);
		ev->via = VIA_UI;
		ev->text = text;
		turn_event(&turn, ev, &(struct author){ ANNA, 8, 1, 1,
		    "Anna", NULL, 1, 0, NULL });
		ck_assert_msg(turn.n <= before + TURN_EVENT_DEEDS - 3, "%s: "
		    "%d deeds", most[_i], turn.n - before);
		ck_assert_int_eq(turn.deed[turn.n - 1].order.kind, ORDER_NOTE);
	}
	ck_assert_int_le(turn.n, TURN_DEEDS - 3);
}
END_TEST

/* An answer that is too long does not end inside a character. */
START_TEST(answer_cut)
{
	const char *text;
	struct event *ev;

	begin(a_case());
	turn.state.last.decision = str_fmt(&sc, "{\"outcome\":\"deny\","
	    "\"rule\":\"%.*s%s\"}", _i, "xx", full_of("\xe2\x82\xac", 900));
	ev = add(EVENT_NOTE, AUTHOR_AGENT);
	ev->via = VIA_UI;
	ev->text = full_of("/csp why\n", COMMAND_MOST);
	play(ev, ANNA, 1);
	text = turn.deed[turn.n - 1].order.text;
	ck_assert_int_gt(strlen(text), 30000);
	ck_assert(str_utf8(text, strlen(text)));
}
END_TEST

/* A customer's messages cannot push an agent's command out. */
START_TEST(flood)
{
	struct event *ev = events;
	int n = 0;

	begin(a_complete_case());
	for (; turn_has_room(&turn); n++) {
		thread.nevents = 0;
		ev = add(EVENT_MESSAGE, AUTHOR_CUSTOMER);
		ev->text = "/csp escalate\nopen a ticket with Microsoft";
		play(ev, 0, 0);
	}
	ck_assert_int_ge(n, 50);
	ev->by = AUTHOR_AGENT;
	ev->kind = EVENT_NOTE;
	ev->via = VIA_UI;
	turn.n = TURN_DEEDS - TURN_EVENT_DEEDS;
	play(ev, ANNA, 1);
	ck_assert_int_eq(count(DEED_ESCALATE, ORDER__MAX), 1);
	ck_assert_int_eq(turn.state.is_escalated, 1);
}
END_TEST

/* Never past the end, and never over another: that is our bug. */
START_TEST(room_not_asked_for)
{
	begin(a_complete_case());
	turn.n = TURN_DEEDS - 1;
	add(EVENT_MESSAGE, AUTHOR_CUSTOMER)->text = "/csp escalate";
	play(&events[0], 0, 0);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("turn-moves");
	int failed;

	load_house();
	tcase_add_loop_test(t, move, 0, LEN(moves));
	tcase_add_test(t, another_field);
	tcase_add_test(t, no_such_queue);
	tcase_add_test(t, put_back_twice);
	tcase_add_loop_test(t, begun_there, 0, LEN(begun));
	tcase_add_test(t, moved_before_we_looked);
	tcase_add_test(t, moved_on_since);
	tcase_add_loop_test(t, nowhere_to_go, 0, LEN(nowhere));
	tcase_add_loop_test(t, asked, 0, LEN(asks));
	tcase_add_loop_test(t, room, 0, LEN(most));
	tcase_add_loop_test(t, answer_cut, 0, 3);
	tcase_add_test(t, flood);
	tcase_add_test_raise_signal(t, room_not_asked_for, SIGABRT);
	failed = run_case("turn-moves", t);
	scope_end(&whole);
	return failed;
}
