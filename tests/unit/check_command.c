/* Commands in notes: what each line means, and what may carry commands. */
#include "command.h"
#include "same.h"

#include "policy/words.h"

static void
add_word(struct buf *b, const char *const *list, int index)
{
	if (index != WORD_UNKNOWN)
		buf_fmt(b, " %s", word_at(list, index));
}

/* The values of a refusal that its text may show. */
static void
add_refusal(struct buf *b, const struct command *c)
{
	buf_fmt(b, "! %s", c->key);
	for (const char *const *p = c->pairs; *p != NULL; p += 2)
		if (p[1] != NULL && (str_same(*p, "word") ||
		    str_same(*p, "near")))
			buf_fmt(b, " %s=%s", p[0], p[1]);
}

static void
add_command(struct buf *b, const struct command *c)
{
	buf_fmt(b, "%s%d ", b->len == 0 ? "" : "\n", c->line);
	if (c->kind == COMMAND_BAD) {
		add_refusal(b, c);
		return;
	}
	buf_puts(b, command_name(c->kind));
	add_word(b, words_class, c->class);
	add_word(b, words_product, c->product);
	add_word(b, words_severity, c->severity);
	add_word(b, words_topic, c->topic);
	add_word(b, words_vehicle, c->vehicle);
	add_word(b, words_check, c->check);
	if (c->kind == COMMAND_SET)
		buf_fmt(b, " %d=%d", c->field, c->value);
	if (c->ends)
		buf_puts(b, " end");
	if (c->number != 0)
		buf_fmt(b, " #%lld", (long long)c->number);
	if (c->text != NULL)
		buf_fmt(b, " [%s]", c->text);
}

/* What is read of a note, a line for each command. */
static const char *
read_note(const struct event *ev)
{
	struct commands got;
	struct buf b;

	command_read(&sc, ev, &got);
	buf_init(&b, &sc, 1 << 16);
	for (int i = 0; i < got.n; i++)
		add_command(&b, &got.cmd[i]);
	return b.at;
}

#define GUID	"a4c1340d-6911-4758-bba3-0c4c6007d161"

static const struct {
	const char	*name, *text, *want;
} lines[] = {
	{ "nothing", "", "" },
	{ "no command", "hello\n/cspdesk why\n/csps\ncsp why\n/ csp", "" },
	{ "not at the start", " /csp why\n\t/csp why\n\xc2\xa0/csp why\n"
	    "x /csp why\n\xef\xbb\xbf/csp why", "" },
	{ "quoted", "> /csp why\n>/csp why", "" },
	{ "mark alone", "/csp", "1 help" },
	{ "mark and blanks", "/csp \t \r\n", "1 help" },
	{ "lines count from 1", "a\n/csp why\n\n/csp help\n",
	    "2 why\n4 help" },
	{ "CRLF", "a\r\n/csp why\r\n/csp tier 2\r\n", "2 why\n3 tier #2" },
	{ "any case, any blanks",
	    "/CSP \t TriAge\xc2\xa0\xc2\xa0" "AZURE \t b \xc2\xa0",
	    "1 triage azure B" },
	{ "NBSP behind the mark", "/csp\xc2\xa0why", "1 why" },
	{ "part of an NBSP is a letter", "/csp wh\xc2\xa1", "1 ! "
	    "command.unknown-near word=wh\xc2\xa1 near=why" },

	{ "triage", "/csp triage technical azure B break-fix",
	    "1 triage technical azure B break-fix" },
	{ "triage in another order", "/csp triage c quota entra-id commercial",
	    "1 triage commercial entra-id C quota" },
	{ "triage one word", "/csp triage a", "1 triage A" },
	{ "triage nothing", "/csp triage", "1 ! command.usage" },
	{ "triage typo", "/csp triage technical azzure", "1 ! "
	    "command.word-near word=azzure near=azure" },
	{ "triage stranger", "/csp triage kubernetes", "1 ! "
	    "command.word word=kubernetes" },
	{ "triage twice", "/csp triage A azure B", "1 ! "
	    "command.twice word=B" },
	{ "one letter is close to nothing", "/csp triage X", "1 ! "
	    "command.word word=X" },

	{ "check", "/csp check P1", "1 check P1" },
	{ "check and text", "/csp check P1 health: no  incident ",
	    "1 check P1 [health: no  incident]" },
	{ "check: text", "/csp check p10: one issue",
	    "1 check P10 [one issue]" },
	{ "check:text", "/csp check P2:tried", "1 check P2 [tried]" },
	{ "check : text", "/csp check P2 : tried", "1 check P2 [tried]" },
	{ "check:", "/csp check P2:", "1 check P2" },
	{ "check P0", "/csp check P0", "1 ! command.word-near word=P0 "
	    "near=P1" },
	{ "check P11", "/csp check P11 x", "1 ! command.word-near word=P11 "
	    "near=P1" },
	{ "check nothing", "/csp check", "1 ! command.usage" },
	{ "two checks", "/csp check P1 P2", "1 ! command.one-check "
	    "word=P2" },
	{ "two checks, comma", "/csp check P1: p2, done", "1 ! "
	    "command.one-check word=p2," },
	{ "waive", "/csp waive P2 no portal at this customer",
	    "1 waive P2 [no portal at this customer]" },
	{ "waive without reason", "/csp waive P2 \xc2\xa0", "1 ! "
	    "command.reason word=P2" },
	{ "waive with a colon only", "/csp waive P2:", "1 ! "
	    "command.reason word=P2" },
	{ "waive nothing", "/csp waive", "1 ! command.usage" },

	{ "set customer", "/csp set customer Contoso  Polska sp. z o.o.",
	    "1 set 0=-1 [Contoso  Polska sp. z o.o.]" },
	{ "set version", "/csp set version N-1", "1 set 1=1" },
	{ "set publisher", "/csp set publisher other", "1 set 2=1" },
	{ "set environment", "/csp set environment own", "1 set 3=1" },
	{ "set on-call", "/csp set On-Call yes", "1 set 4=1" },
	{ "set on-call maybe", "/csp set on-call maybe", "1 ! "
	    "command.word word=maybe" },
	{ "set what", "/csp set", "1 ! command.usage" },
	{ "set customer to nothing", "/csp set customer", "1 ! "
	    "command.usage" },
	{ "set version to nothing", "/csp set version", "1 ! "
	    "command.usage" },
	{ "set typo", "/csp set oncall yes", "1 ! command.word-near "
	    "word=oncall near=on-call" },
	{ "set too much", "/csp set version n please", "1 ! "
	    "command.extra word=please" },

	{ "tier", "/csp tier 2", "1 tier #2" },
	{ "tier 0", "/csp tier 0", "1 ! command.tier word=0" },
	{ "tier 10", "/csp tier 10", "1 ! command.tier word=10" },
	{ "tier -1", "/csp tier -1", "1 ! command.tier word=-1" },
	{ "tier two", "/csp tier two", "1 ! command.tier word=two" },
	{ "tier, huge", "/csp tier 99999999999999999999", "1 ! "
	    "command.tier word=99999999999999999999" },
	{ "tier nothing", "/csp tier", "1 ! command.usage" },

	{ "escalate", "/csp escalate", "1 escalate" },
	{ "escalate B", "/csp escalate b", "1 escalate B" },
	{ "escalate via", "/csp escalate A via Signature-Cloud",
	    "1 escalate A signature-cloud" },
	{ "escalate via first", "/csp escalate via premier C",
	    "1 escalate C premier" },
	{ "escalate via nothing", "/csp escalate via", "1 ! "
	    "command.usage" },
	{ "escalate via typo", "/csp escalate via premiere", "1 ! "
	    "command.word-near word=premiere near=premier" },
	{ "escalate D", "/csp escalate D", "1 ! command.word word=D" },
	{ "escalate now", "/csp escalate now", "1 ! command.word word=now" },
	{ "escalate twice", "/csp escalate A B", "1 ! command.twice "
	    "word=B" },
	{ "via twice", "/csp escalate via premier via advanced", "1 ! "
	    "command.twice word=advanced" },

	{ "case", "/csp case 618040512345678", "1 case [618040512345678]" },
	{ "case of 5", "/csp case 12345", "1 case [12345]" },
	{ "case of 20", "/csp case 12345678901234567890",
	    "1 case [12345678901234567890]" },
	{ "case of a provider", "/csp case T-17/a#b.c_d",
	    "1 case [T-17/a#b.c_d]" },
	{ "case without a digit", "/csp case none", "1 ! "
	    "command.case-number word=none" },
	{ "case with odd letters", "/csp case 12345\xc4\x85", "1 ! "
	    "command.case-number word=12345\xc4\x85" },
	{ "two cases", "/csp case 12345 67890", "1 ! command.extra "
	    "word=67890" },
	{ "case nothing", "/csp case", "1 ! command.usage" },

	{ "why", "/csp why", "1 why" },
	{ "why not", "/csp why not", "1 ! command.extra word=not" },
	{ "hand-over", "/csp hand-over", "1 hand-over" },
	{ "hand-over to", "/csp hand-over Tatra IT", "1 hand-over "
	    "[Tatra IT]" },
	{ "take-back", "/csp take-back", "1 take-back" },
	{ "provider", "/csp provider it is back", "1 provider [it is back]" },
	{ "provider what", "/csp provider", "1 ! command.usage" },
	{ "reseller", "/csp reseller done", "1 reseller [done]" },
	{ "accept", "/csp accept", "1 accept" },
	{ "decline", "/csp decline not ours", "1 decline [not ours]" },
	{ "decline why", "/csp decline", "1 ! command.usage" },
	{ "resolve", "/csp resolve", "1 resolve" },
	{ "duplicate", "/csp duplicate", "1 duplicate" },
	{ "duplicate of", "/csp duplicate of #17", "1 duplicate [17]" },
	{ "duplicate 17", "/csp duplicate 17", "1 duplicate [17]" },
	{ "duplicate of nothing", "/csp duplicate of", "1 ! "
	    "command.usage" },
	{ "duplicate #", "/csp duplicate #", "1 ! command.usage" },
	{ "duplicates", "/csp duplicate of 17 18", "1 ! command.extra "
	    "word=18" },
	{ "bug", "/csp bug", "1 bug" },

	{ "suspend", "/csp suspend " GUID, "1 suspend [" GUID "]" },
	{ "suspend in capitals", "/csp suspend A4C1340D-6911-4758-BBA3-"
	    "0C4C6007D161", "1 suspend [A4C1340D-6911-4758-BBA3-"
	    "0C4C6007D161]" },
	{ "suspend nothing", "/csp suspend", "1 ! command.usage" },
	{ "suspend a name", "/csp suspend Business Premium",
	    "1 suspend [Business Premium]" },
	{ "suspend two", "/csp suspend " GUID " " GUID, "1 suspend [" GUID
	    " " GUID "]" },
	{ "restore", "/csp restore " GUID, "1 restore [" GUID "]" },
	{ "approve", "/csp approve #12", "1 approve #12" },
	{ "approve yes", "/csp approve yes", "1 ! command.request "
	    "word=yes" },
	{ "approve 0", "/csp approve 0", "1 ! command.request word=0" },
	{ "approve nothing", "/csp approve", "1 ! command.usage" },
	{ "approve more", "/csp approve 12 13", "1 ! command.extra word=13" },
	{ "done", "/csp done 12", "1 done #12" },
	{ "done as what", "/csp done #12 DST-77", "1 done #12 [DST-77]" },
	{ "done -1", "/csp done -1", "1 ! command.request word=-1" },
	{ "done, all of it", "/csp done it is", "1 ! command.request "
	    "word=it" },
	{ "refused", "/csp refused 12 they have paid us",
	    "1 refused #12 [they have paid us]" },
	{ "refused why", "/csp refused 12", "1 ! command.usage" },
	{ "terms", "/csp terms", "1 terms" },
	{ "terms of whom", "/csp terms Contoso", "1 ! command.extra "
	    "word=Contoso" },
	{ "charge", "/csp charge 2 h a printer", "1 charge #120 [a printer]" },
	{ "dispute", "/csp dispute invoice 7", "1 dispute [invoice 7]" },
	{ "dispute what", "/csp dispute", "1 ! command.usage" },
	{ "dispute end", "/csp dispute END it was right",
	    "1 dispute end [it was right]" },
	{ "dispute ends why", "/csp dispute end", "1 ! command.usage" },
	{ "hold", "/csp hold", "1 ! command.usage" },
	{ "hold for ever", "/csp hold they wait for a grant",
	    "1 hold [they wait for a grant]" },
	{ "hold until", "/csp hold 2026-12-31 they wait",
	    "1 hold #20818 [they wait]" },
	{ "hold until why", "/csp hold 2026-12-31", "1 ! command.usage" },
	{ "hold until no day", "/csp hold 2026-02-30 they wait", "1 ! "
	    "command.day word=2026-02-30" },
	{ "hold until, another way", "/csp hold 31.12.2026 they wait", "1 ! "
	    "command.day word=31.12.2026" },
	{ "hold for a number", "/csp hold 3 invoices are wrong",
	    "1 hold [3 invoices are wrong]" },
	{ "hold end", "/csp hold end", "1 hold end" },
	{ "hold end why", "/csp hold end they paid", "1 ! command.extra "
	    "word=they" },
	{ "help", "/csp help", "1 help" },

	{ "unknown", "/csp launch", "1 ! command.unknown word=launch" },
	{ "unknown, close", "/csp esclate B", "1 ! command.unknown-near "
	    "word=esclate near=escalate" },
	{ "unknown, in capitals", "/csp TRIAGES", "1 ! "
	    "command.unknown-near word=TRIAGES near=triage" },
	{ "unknown, long", "/csp xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
	    "1 ! command.unknown word=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	    "xxxx…" },
};

START_TEST(line)
{
	struct event ev = { .kind = EVENT_NOTE, .text = lines[_i].text };

	same_text(lines[_i].name, read_note(&ev), lines[_i].want);
}
END_TEST

START_TEST(html)
{
	struct event ev = { .kind = EVENT_NOTE, .is_html = 1, .text =
	    "<p>See:</p><div>/csp&nbsp;triage <b>azure</b>&#32;B<br>\n"
	    "/csp why</div><blockquote>/csp escalate</blockquote>" };

	same_text("html", read_note(&ev), "2 triage azure B\n3 why");
	ev.is_html = 0;
	same_text("the same as plain text", read_note(&ev), "2 ! "
	    "command.unknown word=why</div><blockquote>/csp");
}
END_TEST

START_TEST(no_text)
{
	struct event ev = { .kind = EVENT_UPDATED };

	same_text("no text", read_note(&ev), "");
}
END_TEST

/* "/csp check P1 aaa..." of `len` bytes. */
static const char *
long_line(int len)
{
	return str_fmt(&sc, "/csp check P1 %0*d\n/csp why", len - 14, 0);
}

START_TEST(length)
{
	struct event ev = { .kind = EVENT_NOTE };
	const char *got;

	ev.text = long_line(COMMAND_LONGEST);
	got = read_note(&ev);
	ck_assert_msg(strncmp(got, "1 check P1 [000", 15) == 0, "%s", got);
	ev.text = long_line(COMMAND_LONGEST + 1);
	same_text("a byte more", read_note(&ev), "1 ! command.too-long\n"
	    "2 why");
}
END_TEST

START_TEST(many_lines)
{
	struct event ev = { .kind = EVENT_NOTE };
	struct commands got;
	struct buf b;

	buf_init(&b, &sc, 1 << 20);
	for (int i = 0; i < COMMAND_MOST; i++)
		buf_puts(&b, "/csp why\n");
	ev.text = b.at;
	command_read(&sc, &ev, &got);
	ck_assert_int_eq(got.n, COMMAND_MOST);
	ck_assert_int_eq(got.cmd[COMMAND_MOST - 1].kind, COMMAND_WHY);
	buf_puts(&b, "\n/csp suspend " GUID "\n/csp why\n");
	ev.text = b.at;
	command_read(&sc, &ev, &got);
	ck_assert_int_eq(got.n, COMMAND_MOST + 1);
	ck_assert_int_eq(got.cmd[COMMAND_MOST].kind, COMMAND_BAD);
	ck_assert_int_eq(got.cmd[COMMAND_MOST].line, COMMAND_MOST + 2);
	same_text("key", got.cmd[COMMAND_MOST].key, "command.too-many");
}
END_TEST

static const struct {
	const char	*name, *text;
	int		 is_html;
	const char	*want;
} cuts[] = {
	{ "last line", "/csp why\n/csp escalate via prem", 0,
	    "1 why\n2 ! command.cut" },
	{ "whole last line", "/csp why\n/csp escalate\n", 0,
	    "1 why\n2 escalate" },
	{ "last line is none", "/csp why\nand then", 0, "1 why" },
	{ "open element", "<p>/csp why</p><p>/csp escalate <b>B", 1,
	    "1 why\n2 ! command.cut" },
	{ "inside a tag", "<p>/csp why</p><p>/csp escalate</p", 1,
	    "1 why\n2 ! command.cut" },
	{ "behind a block", "<p>/csp why</p>", 1, "1 why" },
};

START_TEST(cut)
{
	struct event ev = { .kind = EVENT_NOTE, .text = cuts[_i].text,
	    .is_html = cuts[_i].is_html, .is_cut = 1 };

	same_text(cuts[_i].name, read_note(&ev), cuts[_i].want);
}
END_TEST

static const struct {
	const char		*name;
	enum event_kind		 kind;
	enum author_kind	 by;
	enum via		 via;
	const char		*id, *automatic;
	enum command_source	 want;
	const char		*key;
} sources[] = {
	{ "agent in the UI", EVENT_NOTE, AUTHOR_AGENT, VIA_UI, "7", NULL,
	    SOURCE_AGENT, NULL },
	{ "agent by the API", EVENT_NOTE, AUTHOR_AGENT, VIA_API, "7", NULL,
	    SOURCE_AGENT, NULL },
	{ "agent by mail", EVENT_NOTE, AUTHOR_AGENT, VIA_MAIL, "7", NULL,
	    SOURCE_MAIL, "who.mail" },
	{ "automatic mail", EVENT_NOTE, AUTHOR_AGENT, VIA_UI, "7", "bulk",
	    SOURCE_MAIL, "who.mail" },
	{ "agent, way not told", EVENT_NOTE, AUTHOR_AGENT, VIA_UNKNOWN, "7",
	    NULL, SOURCE_UNTOLD, "who.untold" },
	{ "agent in public", EVENT_MESSAGE, AUTHOR_AGENT, VIA_UI, "7", NULL,
	    SOURCE_PUBLIC, "who.public" },
	{ "agent opens a ticket", EVENT_CREATED, AUTHOR_AGENT, VIA_UI, "7",
	    NULL, SOURCE_PUBLIC, "who.public" },
	{ "agent without id", EVENT_NOTE, AUTHOR_AGENT, VIA_UI, NULL, NULL,
	    SOURCE_UNKNOWN, "who.unknown" },
	{ "customer's note", EVENT_NOTE, AUTHOR_CUSTOMER, VIA_UI, "8", NULL,
	    SOURCE_CUSTOMER, "who.customer" },
	{ "customer's ticket", EVENT_CREATED, AUTHOR_CUSTOMER, VIA_MAIL, "8",
	    NULL, SOURCE_CUSTOMER, "who.customer" },
	{ "automation", EVENT_NOTE, AUTHOR_SYSTEM, VIA_API, "1", NULL,
	    SOURCE_SYSTEM, "who.system" },
	{ "nobody", EVENT_NOTE, AUTHOR_UNKNOWN, VIA_UI, "9", NULL,
	    SOURCE_UNKNOWN, "who.unknown" },
	{ "ourselves", EVENT_NOTE, AUTHOR_SELF, VIA_API, "2", NULL,
	    SOURCE_NOTHING, NULL },
	{ "a field", EVENT_UPDATED, AUTHOR_AGENT, VIA_UI, "7", NULL,
	    SOURCE_NOTHING, NULL },
	{ "closed", EVENT_CLOSED, AUTHOR_CUSTOMER, VIA_UI, "8", NULL,
	    SOURCE_NOTHING, NULL },
};

START_TEST(source)
{
	struct event ev = { .kind = sources[_i].kind, .by = sources[_i].by,
	    .via = sources[_i].via, .author.id = sources[_i].id,
	    .automatic = sources[_i].automatic };
	enum command_source got = command_source(&ev);

	ck_assert_msg(got == sources[_i].want, "%s: got %d, want %d",
	    sources[_i].name, got, sources[_i].want);
	same_text(sources[_i].name, source_key(got), sources[_i].key);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("command");

	tcase_add_loop_test(t, line, 0, LEN(lines));
	tcase_add_test(t, html);
	tcase_add_test(t, no_text);
	tcase_add_test(t, length);
	tcase_add_test(t, many_lines);
	tcase_add_loop_test(t, cut, 0, LEN(cuts));
	tcase_add_loop_test(t, source, 0, LEN(sources));
	return run_case("command", t);
}
