/* A case at a provider by e-mail: what its linked ticket makes us do. */
#include "turn_play.h"

#include "policy/words.h"
#include "relay.h"

static struct partner_settings reseller;
static struct linked link_now;
static struct desk opener;

static enum err
open_nothing(struct scope *in, const struct desk_conf *conf,
    const struct new_ticket *t, struct call *ret)
{
	(void)in;
	(void)conf;
	(void)t;
	(void)ret;
	return E_OK;
}

static enum err
distri(struct turn *t, const char *provider, struct provider_mail *ret)
{
	(void)t;
	if (!str_same(provider, "Distri SA"))
		return E_GONE;
	*ret = (struct provider_mail){ "Distri SA", "help@distri.example",
	    "pl" };
	return E_OK;
}

/* `ticket`: of the link; "": not known yet; NULL: it is not handed over. */
static void
begin_mail(enum mode mode, const char *provider, const char *ticket)
{
	struct case_state s = a_complete_case();

	s.who = (struct customer){ .id = 3, .name = "Contoso", .provider =
	    provider, .channel = "email",
	    .tenant = "6f2c1e0a-5d1b-4c55-9a34-0d4f5a1c7e21" };
	if (ticket != NULL) {
		link_now = (struct linked){ .escalation = 5,
		    .provider = "Distri SA", .opening.ticket =
		    *ticket == '\0' ? NULL : ticket };
		s.linked = &link_now;
		s.is_escalated = 1;
		s.channel = "email";
		s.row.holder = "provider";
	}
	begin(mode, s);
	opener = fake_desk;
	opener.open_ticket = open_nothing;
	desk.desk = &opener;
	desk.provider_queue = "Providers";
	reseller = *turn.partner;
	reseller.type = PARTNER_RESELLER;
	turn.partner = &reseller;
	turn.find_mail = distri;
	thread.subject = "Jan Kowalski cannot log in";
	thread.requestor = (struct person){ .name = "Jan Kowalski",
	    .email = "jan@contoso.example" };
}

static const struct {
	const char	*name, *text, *ticket;
	const char	*want, *says, *holder;
} stories[] = {
	{ "handed over", "/csp hand-over", NULL,
	    "receipt; escalate email by 7; note", "in queue Providers",
	    "provider" },
	{ "a word too early", "/csp provider hello", "", "note",
	    "still being opened", "provider" },
	{ "a word", "/csp provider hello", "44", "reply; note",
	    "in the linked ticket 44", "provider" },
	{ "back too early", "/csp take-back", "", "close; note",
	    "back with us", "partner" },
	{ "back", "/csp take-back", "44", "close; status resolved; note",
	    "back with us", "partner" },
	{ "its number", "/csp case DS-4711", "44", "number DS-4711; note",
	    "DS-4711", "provider" },
};

START_TEST(story)
{
	begin_mail(MODE_ENFORCE, "Distri SA", stories[_i].ticket);
	play(note(stories[_i].text), agent(MAY_BOTH));
	same_text(stories[_i].name, deeds(0), stories[_i].want);
	same_note(stories[_i].name, stories[_i].says);
	same_text(stories[_i].name, turn.state.row.holder, stories[_i].holder);
	for (int i = 0; i < turn.n; i++)
		if (turn.deed[i].kind == DEED_ORDER &&
		    turn.deed[i].order.kind != ORDER_NOTE)
			same_text(stories[_i].name,
			    turn.deed[i].order.ticket, stories[_i].ticket);
}
END_TEST

/* What crosses, and what does not. */
START_TEST(crosses)
{
	const struct linked *l;
	struct event said = note("/csp set impact password: Sekret-77x! ask "
	    "JAN KOWALSKI, jan@contoso.example\n/csp hand-over");

	begin_mail(MODE_ENFORCE, "Distri SA", NULL);
	play(said, agent(MAY_BOTH));
	l = turn.state.linked;
	ck_assert_ptr_nonnull(l);
	same_text("requestor", l->opening.requestor, "help@distri.example");
	same_text("subject", l->opening.subject, "*** cannot log in");
	ck_assert_ptr_nonnull(strstr(l->opening.text, "812"));
	ck_assert_ptr_nonnull(strstr(l->packet, "Odpowiedź"));
	ck_assert_ptr_nonnull(strstr(l->packet, "6f2c1e0a-5d1b"));
	ck_assert_ptr_null(strstr(l->packet, "Sekret"));
	ck_assert_ptr_null(strcasestr(l->packet, "kowalski"));
	ck_assert_ptr_null(strstr(l->packet, "jan@"));
	ck_assert_ptr_null(strstr(l->packet, "Contoso"));
}
END_TEST

static const struct {
	const char	*name;
	enum mode	 mode;
	const char	*provider, *queue;
	int		 can;
	const char	*says;
} lacks[] = {
	{ "watched", MODE_NOTES, "Distri SA", "Q", 1, "mode" },
	{ "no such desk", MODE_ENFORCE, "Distri SA", "Q", 0,
	    "cannot open a linked ticket" },
	{ "no queue", MODE_ENFORCE, "Distri SA", "", 1, "No queue is named" },
	{ "no address", MODE_ENFORCE, "Tatra IT", "Q", 1,
	    "No mail address" },
};

/* A person mails the packet, then; the case is with the provider. */
START_TEST(by_hand)
{
	begin_mail(lacks[_i].mode, lacks[_i].provider, NULL);
	desk.provider_queue = lacks[_i].queue;
	desk.default_queue = "";
	if (!lacks[_i].can)
		desk.desk = &fake_desk;
	play(note("/csp hand-over"), agent(MAY_BOTH));
	same_text(lacks[_i].name, deeds(0),
	    "receipt; escalate email by 7; note; note");
	same_note(lacks[_i].name, lacks[_i].says);
	ck_assert_ptr_null(turn.state.linked);
}
END_TEST

static const struct {
	const char		*name;
	enum outside_what	 what;
	const char		*of, *value, *text;
	const char		*want, *says, *holder;
} hears[] = {
	{ "opened", OUTSIDE_LINKED, "5", "44", "the packet", "note; reply",
	    "ticket of Distri SA is 44", "provider" },
	{ "opened too late", OUTSIDE_LINKED, "4", "44", "the packet",
	    "note; status resolved", "was opened although", "provider" },
	{ "not opened", OUTSIDE_UNLINKED, "5", NULL, "404", "note", "404",
	    "partner" },
	{ "he answers", OUTSIDE_PROVIDER, "5", "ola@distri.example",
	    "/csp resolve\n[csp #17] done", "note",
	    "> /csp resolve\n(csp #17] done", "partner" },
	{ "he answers late", OUTSIDE_PROVIDER, "4", "a@distri.example", "x",
	    "note", "a@distri.example", "provider" },
	{ "a stranger", OUTSIDE_STRANGER, "5", "eve@x.example", "x", "note",
	    "this moves nothing", "provider" },
	{ "a machine", OUTSIDE_MACHINE, "5", "a@distri.example", "away",
	    "note", "away", "provider" },
	{ "a colleague", OUTSIDE_COLLEAGUE, "5", "piotr", "hello", "note",
	    "piotr wrote to the provider", "provider" },
};

START_TEST(hear)
{
	begin_mail(MODE_ENFORCE, "Distri SA", "44");
	play((struct event){ .id = "n", .kind = EVENT_OUTSIDE,
	    .by = AUTHOR_SYSTEM, .field = outside_whats[hears[_i].what],
	    .was = hears[_i].of, .is = hears[_i].value,
	    .text = hears[_i].text }, (struct author){ 0 });
	same_text(hears[_i].name, deeds(0), hears[_i].want);
	same_note(hears[_i].name, hears[_i].says);
	same_text(hears[_i].name, turn.state.row.holder, hears[_i].holder);
}
END_TEST

/* A colleague's own words make the provider the holder; so does the packet. */
START_TEST(moves)
{
	static const char *const what[] = { "colleague", "linked" };

	begin_mail(MODE_ENFORCE, "Distri SA", "44");
	turn.state.row.holder = "partner";
	play((struct event){ .id = "n", .kind = EVENT_OUTSIDE,
	    .by = AUTHOR_SYSTEM, .field = what[_i], .was = "5",
	    .is = "44", .text = "hello" }, (struct author){ 0 });
	same_text("holder", turn.state.row.holder, "provider");
}
END_TEST

static const struct {
	const char		*name;
	struct event		 ev;
	enum outside_what	 want;
} writers[] = {
	{ "he", { .kind = EVENT_MESSAGE, .by = AUTHOR_CUSTOMER,
	    .author.email = "HELP@distri.example" }, OUTSIDE_PROVIDER },
	{ "one of his", { .kind = EVENT_MESSAGE, .by = AUTHOR_CUSTOMER,
	    .author.email = "ola@Distri.example" }, OUTSIDE_PROVIDER },
	{ "one like his", { .kind = EVENT_MESSAGE, .by = AUTHOR_CUSTOMER,
	    .author.email = "ola@xdistri.example" }, OUTSIDE_STRANGER },
	{ "no address", { .kind = EVENT_MESSAGE, .by = AUTHOR_CUSTOMER },
	    OUTSIDE_STRANGER },
	{ "unknown", { .kind = EVENT_MESSAGE, .by = AUTHOR_UNKNOWN,
	    .author.email = "help@distri.example" }, OUTSIDE_STRANGER },
	{ "his machine", { .kind = EVENT_MESSAGE, .by = AUTHOR_CUSTOMER,
	    .author.email = "help@distri.example", .automatic = "x" },
	    OUTSIDE_MACHINE },
	{ "an agent", { .kind = EVENT_MESSAGE, .by = AUTHOR_AGENT,
	    .via = VIA_UI }, OUTSIDE_COLLEAGUE },
	{ "an agent's address", { .kind = EVENT_MESSAGE, .by = AUTHOR_AGENT,
	    .via = VIA_MAIL }, OUTSIDE_STRANGER },
	{ "we", { .kind = EVENT_MESSAGE, .by = AUTHOR_SELF },
	    OUTSIDE_WHAT__MAX },
	{ "a note", { .kind = EVENT_NOTE, .by = AUTHOR_AGENT },
	    OUTSIDE_WHAT__MAX },
	{ "a change", { .kind = EVENT_UPDATED, .by = AUTHOR_AGENT },
	    OUTSIDE_WHAT__MAX },
};

START_TEST(writer)
{
	const struct linked l = { .address = "help@distri.example" };

	ck_assert_msg(relay_what(&l, &writers[_i].ev) == writers[_i].want,
	    "%s: got %d", writers[_i].name,
	    (int)relay_what(&l, &writers[_i].ev));
}
END_TEST

static const struct {
	const char	*name, *text;
	int		 is_html;
	const char	*want;
} mails[] = {
	{ "plain", "Hello\n\nit runs.\n", 0, "Hello\n\nit runs." },
	{ "above a quote", "It runs.\n> you wrote\n> a packet\n", 0,
	    "It runs.\n> [...]" },
	{ "between quotes", "> is it up?\nYes.\n> sure?\n>> x\nYes!", 0,
	    "> [...]\nYes.\n> [...]\nYes!" },
	{ "html", "<p>It runs.</p>", 1, "It runs." },
	{ "nothing", NULL, 0, "" },
};

START_TEST(words)
{
	struct event ev = { .text = mails[_i].text,
	    .is_html = mails[_i].is_html };

	same_text(mails[_i].name, relay_words(&sc, &ev), mails[_i].want);
}
END_TEST

/* However long it is, no character is cut. */
START_TEST(long_words)
{
	struct event ev = { .text = many("ż", 20000) };
	const char *s = relay_words(&sc, &ev);

	ck_assert(strlen(s) <= 16000 && strlen(s) > 15000);
	ck_assert(str_utf8(s, strlen(s)));
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("linked");

	load_house();
	tcase_add_loop_test(t, story, 0, LEN(stories));
	tcase_add_test(t, crosses);
	tcase_add_loop_test(t, by_hand, 0, LEN(lacks));
	tcase_add_loop_test(t, hear, 0, LEN(hears));
	tcase_add_loop_test(t, moves, 0, 2);
	tcase_add_loop_test(t, writer, 0, LEN(writers));
	tcase_add_loop_test(t, words, 0, LEN(mails));
	tcase_add_test(t, long_words);
	return run_case("turn_linked", t);
}
