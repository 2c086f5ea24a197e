/*
 * The first reply: who is told the terms, in which language, who is not and
 * what the agents are told then; and that a sender gets one reply, whatever
 * makes us speak.
 */
#include "turn_house.h"

#define TERMS \
	"{\"offers\":[{\"name\":\"basic\",\"title\":{\"en\":\"Basic\"," \
	"\"pl\":\"Podstawowe\"},\"types\":[\"break-fix\",\"billing\"]," \
	"\"hours\":{\"zone\":\"Europe/Warsaw\",\"always\":false,\"spans\":[" \
	"{\"first\":1,\"last\":5,\"from\":\"08:00\",\"to\":\"17:00\"}]}," \
	"\"contact\":[{\"way\":\"email\"," \
	"\"value\":\"help@partner.example\"}]," \
	"\"price\":{\"kind\":\"per-incident\",\"amount\":\"250.00\"," \
	"\"currency\":\"EUR\"}," \
	"\"performer\":{\"kind\":\"own\",\"name\":null}," \
	"\"languages\":[\"pl\",\"en\"],\"from\":null,\"to\":null," \
	"\"public\":true,\"customers\":[],\"groups\":[]}]}"

enum { SINCE = 1000, NUMBER = 7 };

static const struct terms *terms;
static struct desk_settings desk;
static struct thread thread;
static struct turn turn;

static struct event
created(void)
{
	return (struct event){ .id = "1", .kind = EVENT_CREATED, .at = SINCE,
	    .by = AUTHOR_CUSTOMER, .via = VIA_MAIL, .text = "Teams is down",
	    .author = { .id = "45", .login = "jan",
	    .email = "jan@contoso.example" } };
}

static void
begin(void)
{
	struct case_state s = a_case();

	s.who = (struct customer){ .id = 3, .name = "Contoso",
	    .language = "pl" };
	s.row.language = "pl";
	desk = a_desk(MODE_ENFORCE);
	thread = (struct thread){ .ticket = "812", .queue = SUPPORT,
	    .created = SINCE, .requestor = { .id = "45",
	    .email = "jan@contoso.example", .is_outside = 1 } };
	turn = a_turn(&sc, &desk, &thread, s);
	turn.since = SINCE;
	turn.terms.offer = &terms->offer[0];
	turn.terms.number = NUMBER;
}

static void
play(struct event ev)
{
	struct author nobody = { .roles = WORD_UNKNOWN };

	thread.events = scope_alloc(&sc, sizeof(ev));
	thread.events[0] = ev;
	thread.nevents = 1;
	turn_event(&turn, thread.events, &nobody);
}

static const struct deed *
the_reply(void)
{
	const struct deed *found = NULL;

	for (int i = 0; i < turn.n; i++)
		if (turn.deed[i].kind == DEED_ORDER &&
		    turn.deed[i].order.kind == ORDER_REPLY) {
			ck_assert_msg(found == NULL, "two replies");
			found = &turn.deed[i];
		}
	return found;
}

START_TEST(told)
{
	const struct deed *d;

	begin();
	play(created());
	ck_assert_ptr_nonnull(d = the_reply());
	ck_assert_int_eq(turn.n, 2);
	ck_assert_int_eq((int)d->terms, NUMBER);
	same_text("offer", d->name, "basic");
	same_text("language", d->value, "pl");
	ck_assert_int_eq(turn.deed[1].kind, DEED_ANSWER);
	same_text("to", turn.deed[1].value, "jan@contoso.example");
	ck_assert_ptr_nonnull(strstr(d->order.text, ":\n\nPodstawowe\n"));
	ck_assert_ptr_nonnull(strstr(d->order.text, "help@partner.example"));
	ck_assert_ptr_nonnull(strstr(d->order.text, "250,00"));
	ck_assert_ptr_nonnull(strstr(d->order.text, "Europe/Warsaw"));
	same_text("withheld", turn.withheld, NULL);
}
END_TEST

/* What is different, and the beginning of what the agents are told. */
static void by_agent(struct event *ev) { ev->by = AUTHOR_AGENT; }
static void by_us(struct event *ev) { ev->by = AUTHOR_SELF; }
static void by_desk(struct event *ev) { ev->by = AUTHOR_SYSTEM; }
static void by_unknown(struct event *ev) { ev->by = AUTHOR_UNKNOWN; }

static void
for_colleague(struct event *ev)
{
	ev->by = AUTHOR_AGENT;
	thread.requestor.is_outside = 0;
}

static void
for_nobody(struct event *ev)
{
	ev->by = AUTHOR_AGENT;
	thread.requestor.email = NULL;
}

static void
automatic(struct event *ev)
{
	ev->automatic = "auto-submitted: [csp #5] /csp escalate";
}

static void
machine(struct event *ev)
{
	(void)ev;
	thread.requestor.email = "No-Reply+5@contoso.example";
}

static void
old(struct event *ev)
{
	(void)ev;
	thread.created = SINCE - 1;
}

static void
today(struct event *ev)
{
	(void)ev;
	turn.state.told_customer = 1;
}

static void
no_terms(struct event *ev)
{
	(void)ev;
	turn.terms.offer = NULL;
}

static void closed(struct event *ev) { (void)ev; thread.is_closed = 1; }
static void merged(struct event *ev) { (void)ev; thread.merged_into = "7"; }
static void notes(struct event *ev) { (void)ev; desk.mode = MODE_NOTES; }
static void watch(struct event *ev) { (void)ev; desk.mode = MODE_OBSERVE; }

static void
never(struct event *ev)
{
	(void)ev;
	desk.first_reply = FIRST_REPLY_NEVER;
}

static void
shown(struct event *ev)
{
	(void)ev;
	turn.terms.is_shown = 1;
}

static void
had_it(struct event *ev)
{
	(void)ev;
	turn.terms.is_done = 1;
}

static void
shown_once(struct event *ev)
{
	shown(ev);
	desk.first_reply = FIRST_REPLY_VERSION;
}

static void
not_shown(struct event *ev)
{
	(void)ev;
	desk.first_reply = FIRST_REPLY_VERSION;
}

static const struct {
	const char	*name;
	void		(*differs)(struct event *);
	int		 is_told;
	const char	*says;
} guards[] = {
	{ "by an agent", by_agent, 1, NULL },
	{ "for a colleague", for_colleague, 0, "it is not known" },
	{ "for nobody", for_nobody, 0, "it is not known" },
	{ "by us", by_us, 0, NULL },
	{ "by the desk", by_desk, 0, NULL },
	{ "with our address", by_unknown, 0, "it is not known" },
	{ "automatic", automatic, 0, "automatic mail (auto-submitted)" },
	{ "a machine", machine, 0, "nobody reads" },
	{ "old", old, 0, "the ticket is older" },
	{ "today", today, 0, "this sender has had one" },
	{ "no terms", no_terms, 0, "no support terms are in force" },
	{ "closed", closed, 0, NULL },
	{ "merged", merged, 0, NULL },
	{ "notes", notes, 0, NULL },
	{ "observe", watch, 0, NULL },
	{ "never", never, 0, NULL },
	{ "shown before, each ticket", shown, 1, NULL },
	{ "shown before, each version", shown_once, 0, NULL },
	{ "each version", not_shown, 1, NULL },
	{ "this ticket had it", had_it, 0, NULL },
};

START_TEST(guard)
{
	struct event ev = created();
	const char *says = guards[_i].says;

	begin();
	guards[_i].differs(&ev);
	play(ev);
	ck_assert_msg((the_reply() != NULL) == guards[_i].is_told, "%s: %s",
	    guards[_i].name, guards[_i].is_told ? "not told" : "told");
	ck_assert_msg(says == NULL ? turn.withheld == NULL :
	    turn.withheld != NULL && strncmp(turn.withheld, says,
	    strlen(says)) == 0, "%s: %s", guards[_i].name,
	    turn.withheld == NULL ? "says nothing" : turn.withheld);
}
END_TEST

/* Of the customer, his text if he wrote it, the desk. */
static const struct {
	const char	*customers, *texts, *language;
	enum author_kind by;
} languages[] = {
	{ "en", "pl", "en", AUTHOR_CUSTOMER },
	{ NULL, "pl", "pl", AUTHOR_CUSTOMER },
	{ NULL, NULL, "en", AUTHOR_CUSTOMER },
	{ NULL, "pl", "en", AUTHOR_AGENT },
};

START_TEST(language)
{
	struct event ev = created();

	begin();
	turn.state.row.language = languages[_i].texts;
	turn.state.who.language = languages[_i].customers;
	ev.by = languages[_i].by;
	play(ev);
	ck_assert_ptr_nonnull(the_reply());
	same_text("language", the_reply()->value, languages[_i].language);
}
END_TEST

/* A new ticket that asks for Microsoft gets one reply that says both. */
START_TEST(joined)
{
	struct event ev = created();
	const char *says;

	begin();
	ev.text = "/csp escalate\nPlease escalate to Microsoft!";
	play(ev);
	says = text_fill(&sc, texts, "pl", "wall.reply", NULL);
	ck_assert_ptr_nonnull(the_reply());
	ck_assert_ptr_nonnull(strstr(the_reply()->order.text, says));
	ck_assert_ptr_null(strstr(strstr(the_reply()->order.text, says) + 1,
	    says));
	ck_assert_ptr_nonnull(strstr(the_reply()->order.text, "Podstawowe"));
	ev.id = "2";
	ev.kind = EVENT_MESSAGE;
	play(ev);
	ck_assert_ptr_nonnull(the_reply());
}
END_TEST

/* Two machines that keep no rule: enough is enough in one ticket. */
START_TEST(enough)
{
	struct event ev[6] = { [5] = created() };
	struct author nobody = { .roles = WORD_UNKNOWN };

	begin();
	for (int i = 0; i < 5; i++)
		ev[i] = (struct event){ .id = "9", .kind = EVENT_MESSAGE,
		    .by = AUTHOR_SELF };
	ev[5].text = "Please escalate this to Microsoft!";
	ev[5].kind = EVENT_MESSAGE;
	thread.events = ev;
	thread.nevents = 6;
	turn_event(&turn, &ev[5], &nobody);
	ck_assert_int_gt(turn.n, 0);
	ck_assert_ptr_null(the_reply());
	thread.events = &ev[1];
	thread.nevents = 5;
	turn_event(&turn, &ev[5], &nobody);
	ck_assert_ptr_nonnull(the_reply());
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("turn reply");

	load_house();
	if (terms_parse(&whole, TERMS, strlen(TERMS), &terms) != E_OK) {
		fprintf(stderr, "%s\n", whole.why);
		return 1;
	}
	tcase_add_test(t, told);
	tcase_add_loop_test(t, guard, 0, LEN(guards));
	tcase_add_loop_test(t, language, 0, LEN(languages));
	tcase_add_test(t, joined);
	tcase_add_test(t, enough);
	return run_case("turn reply", t);
}
