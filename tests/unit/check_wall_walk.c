/*
 * A long random walk of everybody who might try to get past the wall, over
 * many tickets; and a model of a few lines that says when an escalation is
 * due. Without an agent who may there is never one; with one among them there
 * are exactly those that the model expects, by ticket and action.
 *
 *	WALK=50000	actions		SEED=1		the dice
 */
#include "turn_house.h"

#include <stdlib.h>

enum { RIGHTFUL = 7, EXPIRED = 8, WALKED_MINUTES = 5000 };
enum { LIVING = 24, LONGEST_LIFE = 40, MOST_LINES = 3, MOST_EVENTS =
    2 * LONGEST_LIFE + 2 };

/* Who walks about. Whom the desk calls an agent may be nobody to us. */
static const struct who {
	const char		*name;
	enum author_kind	 by;
	int64_t			 agent;
	const char		*email;
	int			 only_mail;
} people[] = {
	{ "customer", AUTHOR_CUSTOMER, 0, "olivia@fabrikam.example", 0 },
	{ "stranger", AUTHOR_CUSTOMER, 0, "x@elsewhere.example", 0 },
	{ "customer without an address", AUTHOR_CUSTOMER, 0, NULL, 0 },
	{ "customer with an agent's login", AUTHOR_CUSTOMER, RIGHTFUL,
	    "anna@partner.example", 0 },
	{ "expired agent", AUTHOR_AGENT, EXPIRED, "old@partner.example", 0 },
	{ "unknown agent", AUTHOR_AGENT, 0, "piotr@partner.example", 0 },
	{ "forger", AUTHOR_AGENT, RIGHTFUL, "anna@partner.example", 1 },
	{ "automation", AUTHOR_SYSTEM, RIGHTFUL, NULL, 0 },
	{ "nobody knows who", AUTHOR_UNKNOWN, RIGHTFUL, NULL, 0 },
	{ "ourselves", AUTHOR_SELF, RIGHTFUL, "csp@partner.example", 0 },
	{ "rightful agent", AUTHOR_AGENT, RIGHTFUL, "anna@partner.example",
	    0 },
};

/* What a line does if it counts; the second: as a paragraph of HTML. */
enum effect { NOTHING, ESCALATES, COMMERCIAL, SECURITY };
static const struct {
	const char	*text;
	enum effect	 plain, html;
} lines[] = {
	{ "/csp escalate", ESCALATES, ESCALATES },
	{ "/csp escalate B", ESCALATES, ESCALATES },
	{ "/CSP  Escalate\tvia commercial  ", ESCALATES, ESCALATES },
	{ "/csp escalate via premier", NOTHING, NOTHING },
	{ "/csp escalate D", NOTHING, NOTHING },
	{ "/csp escalate please", NOTHING, NOTHING },
	{ "/csp escalat", NOTHING, NOTHING },
	{ "/cspescalate", NOTHING, NOTHING },
	{ "csp escalate", NOTHING, NOTHING },
	{ " /csp escalate", NOTHING, ESCALATES },
	{ "> /csp escalate", NOTHING, NOTHING },
	{ "as I said: /csp escalate", NOTHING, NOTHING },
	{ "<blockquote>/csp escalate</blockquote>", NOTHING, NOTHING },
	{ "<!-- /csp escalate -->", NOTHING, NOTHING },
	{ "<a title=\"/csp escalate\">x</a>", NOTHING, NOTHING },
	{ "/csp triage commercial partner-center", COMMERCIAL, COMMERCIAL },
	{ "/csp triage security", SECURITY, SECURITY },
	{ "/csp triage security commercial", NOTHING, NOTHING },
	{ "/csp check P1 done\n/csp waive P2 because", NOTHING, NOTHING },
	{ "/csp set customer Fabrikam", NOTHING, NOTHING },
	{ "/csp tier 2", NOTHING, NOTHING },
	{ "/csp case 618040512345678", NOTHING, NOTHING },
	{ "/csp why", NOTHING, NOTHING },
	{ "/csp resolve", NOTHING, NOTHING },
	{ "/csp approve 1", NOTHING, NOTHING },
	{ "/csp suspend a4c1340d-6911-4758-bba3-0c4c6007d161", NOTHING,
	    NOTHING },
	{ "/csp", NOTHING, NOTHING },
	{ "Please open a ticket with Microsoft", NOTHING, NOTHING },
	{ "Hello", NOTHING, NOTHING },
};

static const struct { const char *name; enum event_kind kind; } acts[] = {
	{ "writes", EVENT_MESSAGE }, { "writes", EVENT_MESSAGE },
	{ "notes", EVENT_NOTE }, { "notes", EVENT_NOTE },
	{ "notes", EVENT_NOTE }, { "moves", EVENT_UPDATED },
	{ "moves", EVENT_UPDATED }, { "sets", EVENT_UPDATED },
	{ "closes", EVENT_CLOSED }, { "merges", EVENT_MERGED },
	{ "comes by time", EVENT_TIMER },
};

/* What the model knows of a ticket: all that escalations depend on. */
struct model {
	int	is_commercial, is_escalated;
};

struct ticket {
	struct scope		 sc;
	int			 number, actions, replies, sets;
	struct desk_settings	 desk;
	struct thread		 thread;
	struct event		 events[MOST_EVENTS];
	struct case_state	 state;
	struct holding		 held;
	struct model		 model;
};

/* What an event would do, line by line, if its author could. */
struct intent {
	enum effect	effect[MOST_LINES];
	int		n;
};

static struct walk {
	uint64_t	 dice, seed;
	int		 most_people, action, tickets, expected, attempts;
	struct ticket	 ticket[LIVING];
	struct turn	 turn;
} w;

static int
roll(int sides)
{
	w.dice ^= w.dice << 13;
	w.dice ^= w.dice >> 7;
	w.dice ^= w.dice << 17;
	return (int)(w.dice % (uint64_t)sides);
}

static int
number_from(const char *name, int otherwise)
{
	const char *text = getenv(name);
	int64_t n;

	return text != NULL && str_int(text, &n) && n > 0 && n < INT32_MAX ?
	    (int)n : otherwise;
}

/* The whole independent model: who may, and by what. */
static int
is_their_command(const struct event *ev, const struct who *who)
{
	return who->by == AUTHOR_AGENT && who->agent != 0 &&
	    ev->kind == EVENT_NOTE && ev->automatic == NULL &&
	    (ev->via == VIA_UI || ev->via == VIA_API) &&
	    ev->author.id != NULL;
}

static int
is_their_move(const struct event *ev, const struct who *who)
{
	return who->by == AUTHOR_AGENT && who->agent != 0 &&
	    ev->kind == EVENT_UPDATED && str_same(ev->field, "Queue") &&
	    str_same(ev->is, MICROSOFT) && ev->automatic == NULL &&
	    ev->via != VIA_MAIL;
}

/* A case is over when an agent, or we ourselves, close its ticket. */
static int
is_their_end(const struct event *ev, const struct who *who)
{
	return ev->kind == EVENT_CLOSED && (who->by == AUTHOR_SELF ||
	    (who->by == AUTHOR_AGENT && who->agent != 0 &&
	    ev->via != VIA_MAIL && ev->automatic == NULL));
}

static int
expect(struct model *m, const struct event *ev, const struct who *who,
    const struct intent *in)
{
	int was = m->is_escalated;

	if (is_their_end(ev, who))
		m->is_escalated = 0;
	if (!is_their_command(ev, who) && !is_their_move(ev, who))
		return 0;
	for (int i = 0; i < in->n; i++) {
		if (in->effect[i] == COMMERCIAL || in->effect[i] == SECURITY)
			m->is_commercial = in->effect[i] == COMMERCIAL;
		else if (in->effect[i] == ESCALATES &&
		    who->agent == RIGHTFUL && m->is_commercial)
			m->is_escalated = 1;
	}
	return m->is_escalated && !was;
}

static const char *
some_text(struct ticket *t, int is_html, struct intent *in)
{
	struct buf b;

	buf_init(&b, &t->sc, 4096);
	in->n = 1 + roll(MOST_LINES);
	for (int i = 0; i < in->n; i++) {
		int k = roll(LEN(lines));

		in->effect[i] = is_html ? lines[k].html : lines[k].plain;
		buf_fmt(&b, is_html ? "<p>%s</p>" : "%s\n", lines[k].text);
	}
	return b.at;
}

static struct event *
add_event(struct ticket *t, enum event_kind kind, const struct who *who)
{
	struct event *ev = &t->events[t->thread.nevents++];

	*ev = (struct event){ .id = str_fmt(&t->sc, "%d", w.action),
	    .kind = kind, .by = who->by, .author = {
	    .id = roll(20) == 0 ? NULL : "12", .login = "someone",
	    .email = who->email } };
	ev->via = who->only_mail ? VIA_MAIL : (enum via)roll(VIA_MAIL + 1);
	ev->automatic = roll(8) == 0 ? "Auto-Submitted" : NULL;
	return ev;
}

/* A move, into that queue half of the time, or another field with its name. */
static void
change_something(struct ticket *t, struct event *ev, const char *act,
    struct intent *in)
{
	ev->field = str_same(act, "sets") ? "CF.{CSP vehicle}" : "Queue";
	ev->was = roll(9) == 0 ? NULL : t->thread.queue;
	ev->is = roll(2) ? MICROSOFT : roll(2) ? SUPPORT : "L1";
	*in = (struct intent){ { ESCALATES }, 1 };
	if (str_same(ev->field, "Queue"))
		t->thread.queue = ev->is;
}

/* One that is set, with all that would be a command from somebody else. */
static void
make_timer(struct ticket *t, struct event *ev)
{
	int which = roll(TIMER__MAX);

	ev->field = timer_names[which];
	ev->was = t->thread.queue;
	ev->is = MICROSOFT;
	t->state.timer[which] = 1;
	t->held = (struct holding){ t->state.row.holder, 1, 0 };
	t->state.holdings = (struct list){ 1, &t->held };
	for (int h = 0; roll(2) && h < CLOCK__MAX; h++)
		t->state.clock[h] = (struct case_clock){ .since = 1,
		    .minutes = 1 + roll(2 * WALKED_MINUTES),
		    .calendar = "24x7" };
}

static void
begin_ticket(struct ticket *t)
{
	scope_end(&t->sc);
	*t = (struct ticket){ .number = ++w.tickets,
	    .model = { 1, 0 }, .desk = a_desk((enum mode)roll(3)) };
	scope_begin(&t->sc, WALKED_MINUTES * CLOCK_MINUTE);
	if (roll(8) == 0)
		t->desk.default_queue = "";
	if (roll(2))
		t->desk.language = "pl";
	t->thread = (struct thread){ .ticket = "1", .events = t->events,
	    .queue = roll(3) == 0 ? MICROSOFT : SUPPORT };
	t->state = a_complete_case();
}

#define HOLDS(cond, what) \
	ck_assert_msg(cond, "SEED=%d: action %d, ticket %d, %s: %s", \
	    (int)w.seed, w.action, t->number, who->name, what)

static void
check_order(struct ticket *t, const struct event *ev, const struct who *who,
    const struct order *o)
{
	HOLDS(t->desk.mode != MODE_OBSERVE, "an order while we only watch");
	HOLDS(t->desk.mode != MODE_NOTES || o->kind == ORDER_NOTE,
	    "more than a note");
	HOLDS(o->kind != ORDER_NOTE || *o->text != '\0', "an empty note");
	if (o->kind == ORDER_REPLY) {
		HOLDS(++t->replies == 1, "a second answer in a day");
		HOLDS(ev->automatic == NULL, "an answer to a machine");
		HOLDS(who->by == AUTHOR_CUSTOMER && who->email != NULL,
		    "an answer to nobody");
	}
	if (o->queue != NULL) {
		HOLDS(o->if_queue == NULL || ++t->sets <= 2,
		    "put back a third time");
		HOLDS(*o->queue != '\0' && !str_same(o->queue, MICROSOFT),
		    "put back to nowhere");
	}
}

/* How often the event escalated; everything else holds for each deed. */
static int
check_deeds(struct ticket *t, const struct event *ev, const struct who *who,
    int first)
{
	int n = 0;

	HOLDS(w.turn.n <= TURN_DEEDS && w.turn.n - first <= TURN_EVENT_DEEDS -
	    3, "too many deeds");
	for (int i = first; i < w.turn.n; i++) {
		const struct deed *d = &w.turn.deed[i];

		HOLDS(str_same(d->message, ev->id), "another event's deed");
		if (d->kind == DEED_ORDER)
			check_order(t, ev, who, &d->order);
		if (d->kind != DEED_ESCALATE)
			continue;
		HOLDS(d->agent == RIGHTFUL, "an escalation by nobody");
		n++;
	}
	HOLDS(t->state.put_back <= 3, "counted on");
	return n;
}

/* What we ordered is done at once, and comes back as our own event. */
static void
obey(struct ticket *t, int first)
{
	static const struct who ourselves = { "ourselves", AUTHOR_SELF, 0,
	    NULL, 0 };

	for (int i = first; i < w.turn.n; i++) {
		const struct order *o = &w.turn.deed[i].order;
		struct event *ev;

		if (w.turn.deed[i].kind != DEED_ORDER || o->queue == NULL ||
		    roll(4) == 0)
			continue;
		ev = add_event(t, EVENT_UPDATED, &ourselves);
		ev->field = "Queue";
		ev->was = t->thread.queue;
		ev->is = t->thread.queue = o->queue;
		return;
	}
}

static void
take_turn(struct ticket *t, const struct event *ev, const struct who *who,
    const struct intent *in)
{
	struct model everybody = t->model;
	struct who anna = *who;
	struct author by = { who->agent, 1 << word_find(words_role,
	    "admin_agent"), who->agent == RIGHTFUL, 0, who->name,
	    NULL, 0, 0, NULL };
	int want = expect(&t->model, ev, who, in), first, got;

	anna.by = AUTHOR_AGENT;
	anna.agent = RIGHTFUL;
	w.attempts += expect(&everybody, ev, &anna, in);
	w.expected += want;
	if (!turn_has_room(&w.turn) || roll(2))
		w.turn.n = 0;
	first = w.turn.n;
	w.turn.sc = &t->sc;
	w.turn.desk = &t->desk;
	t->thread.is_closed = ev->kind == EVENT_CLOSED;
	w.turn.thread = &t->thread;
	w.turn.state = t->state;
	turn_event(&w.turn, ev, &by);
	t->state = w.turn.state;
	got = check_deeds(t, ev, who, first);
	ck_assert_msg(got == want, "SEED=%d: action %d, ticket %d, %s by %d "
	    "(%s): %d escalations, want %d", (int)w.seed, w.action, t->number,
	    who->name, (int)ev->via, ev->text == NULL ? "-" : ev->text, got,
	    want);
	HOLDS(t->state.is_escalated == t->model.is_escalated, "the state");
	obey(t, first);
}

static void
act(void)
{
	struct ticket *t = &w.ticket[roll(LIVING)];
	const struct who *who = &people[roll(w.most_people)];
	int what = roll(LEN(acts));
	enum event_kind kind = acts[what].kind;
	struct intent in = { { NOTHING }, 0 };
	struct event *ev;

	if (t->number == 0 || t->actions == LONGEST_LIFE)
		begin_ticket(t);
	if (t->actions++ == 0)
		kind = EVENT_CREATED;
	if (roll(50) == 0) {		/* a day later */
		t->state.told_customer = 0;
		t->replies = 0;
	}
	ev = add_event(t, kind, who);
	if (kind == EVENT_UPDATED) {
		change_something(t, ev, acts[what].name, &in);
	} else if (kind != EVENT_CLOSED && kind != EVENT_MERGED) {
		if (kind == EVENT_TIMER)
			make_timer(t, ev);
		ev->is_html = roll(3) == 0;
		ev->text = some_text(t, ev->is_html, &in);
	}
	take_turn(t, ev, who, &in);
}

static void
walk(int most_people)
{
	int n = number_from("WALK", 50000);

	w = (struct walk){ .seed = (uint64_t)number_from("SEED", 1),
	    .most_people = most_people };
	w.turn = a_turn(NULL, NULL, NULL, a_case());
	w.dice = w.seed * UINT64_C(0x9e3779b97f4a7c15);
	printf("wall-walk: SEED=%d WALK=%d\n", (int)w.seed, n);
	for (w.action = 1; w.action <= n; w.action++)
		act();
	printf("wall-walk: %d tickets, %d attempts, %d escalations\n",
	    w.tickets, w.attempts, w.expected);
	ck_assert_msg(w.attempts > n / 200, "only %d attempts", w.attempts);
	for (int i = 0; i < LIVING; i++)
		scope_end(&w.ticket[i].sc);
}

START_TEST(nobody_may)
{
	walk(LEN(people) - 1);
	ck_assert_int_eq(w.expected, 0);
}
END_TEST

START_TEST(one_may)
{
	walk(LEN(people));
	ck_assert_msg(w.expected > w.tickets / 20, "only %d of %d tickets",
	    w.expected, w.tickets);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("wall-walk");
	int failed;

	load_house();
	tcase_set_timeout(t, 0);
	tcase_add_test(t, nobody_may);
	tcase_add_test(t, one_may);
	failed = run_case("wall-walk", t);
	scope_end(&whole);
	return failed;
}
