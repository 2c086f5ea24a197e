/* What /csp attach does, and what becomes of the files that it names. */
#include "turn_play.h"

#include "store/outside.h"

#define CANNOT	"cannot read this help desk's attachments"

static const struct service_contact contact = { .email = "desk@p.example" };

static enum err
no_file(struct scope *s, const struct desk_conf *c, const char *ticket,
    const char *id, struct call *ret)
{
	(void)s, (void)c, (void)ticket, (void)id, (void)ret;
	return E_OK;
}

static const char *
link_to(struct scope *s, const struct desk_conf *c, const char *ticket,
    const struct desk_file *f)
{
	(void)c;
	return str_fmt(s, "https://desk/%s/%s", ticket, f->id);
}

static const struct desk desk_with_files = { .kind = "fake",
    .queue_field = "Queue", .file = no_file, .file_link = link_to };

static struct desk_file attached[] = {
	{ "1-1", "m1", "a.txt", "text/plain", 5 },
	{ "1-2", "m1", "error log.txt", NULL, 0 },
	{ "2-3", "m2", "a.txt", "text/plain", 6 },
	{ "2-4", "m2", "tool.exe", NULL, 5 },
	{ "2-5", "m2", "id_rsa", NULL, 5 },
	{ "2-6", "m2", "big.bin", NULL, 5242881 },
	{ "2-7", "m2", "b.txt", NULL, 5 }, { "2-8", "m2", "c.txt", NULL, 5 },
};

enum at { NOWHERE, OPENING, OPEN, BY_HAND };

static void
begin_at(enum at at)
{
	struct case_state s = a_complete_case();
	struct outside *o = scope_alloc(&sc, sizeof(*o));

	*o = (struct outside){ .escalation = 4,
	    .service = "azure-support-api",
	    .number = at == OPEN ? "61804" : NULL };
	s.is_escalated = at != NOWHERE;
	s.channel = at == BY_HAND ? "m365-admin-portal" : o->service;
	s.outside = at == OPENING || at == OPEN ? o : NULL;
	begin(MODE_ENFORCE, s);
	desk.desk = &desk_with_files;
	turn.contact = &contact;
	thread.files = attached;
	thread.nfiles = LEN(attached);
	thread.tells_files = 1;
}

static const struct {
	const char	*name, *text;
	enum at		 at;
	int		 rights;
	const char	*want, *says;
} commands[] = {
	{ "before", "/csp attach b.txt", NOWHERE, MAY_BOTH,
	    "files put 1; note", "b.txt goes along" },
	{ "while it is opened", "/csp attach b.txt", OPENING, MAY_BOTH,
	    "files put 1; note", "b.txt goes along" },
	{ "open", "/csp attach b.txt", OPEN, MAY_BOTH, "files put 1; note",
	    "b.txt goes into Microsoft's ticket" },
	{ "by hand", "/csp attach B.TXT", BY_HAND, MAY_BOTH,
	    "files put 1; note", "b.txt goes into the packet" },
	{ "several", "/csp attach b.txt c.txt", OPEN, MAY_BOTH,
	    "files put 2; note", "c.txt goes into" },
	{ "quoted", "/csp attach \"error log.txt\" c.txt", OPEN, MAY_BOTH,
	    "files put 2; note", "error log.txt goes into" },
	{ "not quoted", "/csp attach error log.txt", OPEN, MAY_BOTH,
	    "files put 1; note", "error log.txt goes into" },
	{ "no end of the quotes", "/csp attach \"error log.txt", OPEN,
	    MAY_BOTH, "files put 1; note", "error log.txt goes into" },
	{ "the newest", "/csp attach a.txt", OPEN, MAY_BOTH,
	    "files put 1; note", "Several attachments are called a.txt" },
	{ "too many", "/csp attach a.txt b.txt c.txt error log.txt", OPEN,
	    MAY_BOTH, "files put 3; note", "There is no attachment error" },
	{ "one too many", "/csp attach a.txt b.txt c.txt \"error log.txt\"",
	    OPEN, MAY_BOTH, "files put 3; note",
	    "3 files have been named for this ticket already" },
	{ "unknown", "/csp attach x.txt", OPEN, MAY_BOTH, "note",
	    "there are: \"a.txt\", \"error log.txt\"" },
	{ "a program", "/csp attach tool.exe", OPEN, MAY_BOTH, "note",
	    "files of this type are not sent" },
	{ "too large", "/csp attach big.bin", OPEN, MAY_BOTH, "note",
	    "more than 5242880 bytes" },
	{ "a key", "/csp attach id_rsa", OPEN, MAY_BOTH, "files put 1; note",
	    "looks like a key" },
	{ "no right", "/csp attach b.txt", OPEN, MAY_WAIVE, "note",
	    "needs the right" },
	{ "no name", "/csp attach", OPEN, MAY_BOTH, "note", "/csp attach" },
	{ "taken back", "/csp attach b.txt\n/csp attach -", NOWHERE, MAY_BOTH,
	    "files put 1; files drop 0; note", "goes along any more" },
};

START_TEST(commanded)
{
	begin_at(commands[_i].at);
	play(note(commands[_i].text), agent(commands[_i].rights));
	same_text(commands[_i].name, deeds(0), commands[_i].want);
	same_note(commands[_i].name, commands[_i].says);
}
END_TEST

static const struct case_file *
put(int deed, int file)
{
	return (const struct case_file *)turn.deed[deed].files.at + file;
}

/* Whose it is, and by whom; a key has no ticket to go to. */
START_TEST(is_told)
{
	sc.now = 1000;
	begin_at(OPEN);
	play(note("/csp attach a.txt id_rsa"), agent(MAY_BOTH));
	same_text("the newest", put(0, 0)->id, "2-3");
	ck_assert_int_eq(put(0, 0)->escalation, 4);
	ck_assert_int_eq(put(0, 0)->agent, ANNA);
	ck_assert_int_eq(put(0, 1)->escalation, 0);
	ck_assert_int_eq(turn.state.files.n, 2);
	play(note("/csp attach -"), agent(MAY_BOTH));
	ck_assert_int_eq(turn.state.files.n, 1);
	play(note("/csp attach a.txt"), agent(MAY_BOTH));
	same_note("again", "a.txt is on its way already");
}
END_TEST

/* What comes after the note is not what the agent has seen. */
START_TEST(is_what_was_seen)
{
	struct event all[] = { { .id = "m1", .kind = EVENT_CREATED },
	    note("/csp attach a.txt b.txt"),
	    { .id = "m2", .kind = EVENT_MESSAGE, .by = AUTHOR_CUSTOMER } };
	const struct author anna = agent(MAY_BOTH);

	begin_at(OPEN);
	thread.events = all;
	thread.nevents = LEN(all);
	turn_event(&turn, &all[1], &anna);
	same_text("deeds", deeds(0), "files put 1; note");
	same_text("the first", put(0, 0)->id, "1-1");
	same_note("the other", "There is no attachment b.txt in this ticket; "
	    "there are: \"a.txt\", \"error log.txt\".");
}
END_TEST

/* Nobody but an agent in the desk: what others write is held back. */
START_TEST(is_not_theirs)
{
	struct event ev = note("/csp attach a.txt");

	begin_at(OPEN);
	ev.by = AUTHOR_CUSTOMER;
	ev.kind = EVENT_MESSAGE;
	play(ev, (struct author){ 0 });
	ck_assert_int_eq(turn.state.files.n, 0);
	ck_assert(strstr(deeds(0), "files") == NULL);
}
END_TEST

START_TEST(cannot)
{
	begin_at(OPEN);
	thread.tells_files = 0;
	play(note("/csp attach a.txt"), agent(MAY_BOTH));
	same_note("an old part", CANNOT);
	begin_at(OPEN);
	desk.desk = &fake_desk;
	play(note("/csp attach a.txt"), agent(MAY_BOTH));
	same_note("a desk without", CANNOT);
	begin_at(OPEN);
	thread.nfiles = 0;
	play(note("/csp attach a.txt"), agent(MAY_BOTH));
	same_note("no files", "nobody has attached a file");
}
END_TEST

static const struct case_file known[] = {
	{ .id = "1-1", .name = "a.txt", .state = FILE_READ, .bytes = 5,
	    .digest = "ab" },
	{ .id = "1-2", .name = "b [csp #1].txt", .state = FILE_SENT,
	    .bytes = 5, .digest = "cd", .escalation = 4 },
	{ .id = "2-5", .name = "id_rsa", .state = FILE_READ, .bytes = 5,
	    .digest = "ef" },
	{ .id = "2-6", .name = "c.txt", .state = FILE_FAILED, .bytes = -1,
	    .why = "no answer\n[csp #2]", .escalation = 3 },
};

static struct event
news(enum outside_what what, const char *value)
{
	return (struct event){ .id = "n", .kind = EVENT_OUTSIDE,
	    .by = AUTHOR_SYSTEM, .was = "1", .field = outside_whats[what],
	    .is = value };
}

/* What waits goes into the ticket that has just been opened. */
START_TEST(goes_when_opened)
{
	begin_at(OPEN);
	turn.state.files = (struct list){ .at = known, .n = LEN(known) };
	play(news(OUTSIDE_OPENED, "61804"), (struct author){ 0 });
	same_text("deeds", deeds(0), "number 61804; note; files put 2");
	same_text("what waited", put(2, 0)->id, "1-1");
	same_text("what failed before", put(2, 1)->id, "2-6");
	ck_assert_int_eq(put(2, 0)->escalation, 4);
}
END_TEST

static const struct {
	const char	*id;
	enum at		 at;
	const char	*want, *says;
} heard[] = {
	{ "1-1", BY_HAND, "note", "a.txt, 5 bytes, SHA-256 ab\n"
	    "https://desk/812/1-1" },
	{ "1-1", NOWHERE, "", NULL },
	{ "1-2", OPEN, "note", "has b (csp #1].txt: 5 bytes, SHA-256 cd" },
	{ "2-6", NOWHERE, "note", "no answer\n(csp #2]" },
	{ "9-9", OPEN, "", NULL },
};

START_TEST(hears)
{
	begin_at(heard[_i].at);
	turn.state.files = (struct list){ .at = known, .n = LEN(known) };
	play(news(OUTSIDE_FILE, heard[_i].id), (struct author){ 0 });
	same_text(heard[_i].id, deeds(0), heard[_i].want);
	same_note(heard[_i].id, heard[_i].says);
}
END_TEST

START_TEST(is_in_the_packet)
{
	begin_at(BY_HAND);
	turn.state.files = (struct list){ .at = known, .n = LEN(known) };
	play(note("/csp packet"), agent(MAY_BOTH));
	same_note("listed", "- a.txt, 5 bytes, SHA-256 ab\n"
	    "  https://desk/812/1-1\n- b (csp #1].txt, 5 bytes");
	same_note("not read", "- c.txt\n  https://desk/812/2-6");
	same_note("a key", "- id_rsa looks like a key");
	same_note("unseen", "Nobody has looked into the files");
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("turn-file");

	load_house();
	tcase_add_loop_test(t, commanded, 0, LEN(commands));
	tcase_add_test(t, is_told);
	tcase_add_test(t, is_what_was_seen);
	tcase_add_test(t, is_not_theirs);
	tcase_add_test(t, cannot);
	tcase_add_test(t, goes_when_opened);
	tcase_add_loop_test(t, hears, 0, LEN(heard));
	tcase_add_test(t, is_in_the_packet);
	return run_case("turn-file", t);
}
