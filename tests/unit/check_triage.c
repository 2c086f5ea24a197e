/*
 * Triage: cleaning, matching, configuration, whole answers, hostile texts.
 * How often it is right stands in check_triage_tickets.c.
 */
#include "policy/triage.h"

#include "base/conf.h"
#include "base/str.h"
#include "policy/plain.h"
#include "policy/triage_words.h"
#include "policy/words.h"

#include <check.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static struct scope sc;
static const struct triage_words *words;

static void
setup(void)
{
	scope_begin(&sc, 0);
	ck_assert_msg(triage_load(&sc, "conf/policy", &words) == E_OK, "%s",
	    sc.why);
}

static void
teardown(void)
{
	scope_end(&sc);
}

static const char *
json_of(const char *subject, const char *body, int is_html)
{
	struct triage t;

	triage(&sc, words, subject, body, is_html, &t);
	return triage_json(&sc, &t);
}

/* White space is not what cleaning is about. */
static const char *
squeeze(const char *s)
{
	struct buf b;
	int space = 0;

	buf_init(&b, &sc, 64 * 1024);
	for (; *s != '\0'; s++) {
		if (strchr(" \n\t", *s) != NULL) {
			space = b.len > 0;
			continue;
		}
		buf_add(&b, " ", space);
		buf_add(&b, s, 1);
		space = 0;
	}
	return b.at;
}

static const struct {
	const char	*name, *text, *want;
	int		 forward;
} own_cases[] = {
	{ "plain", "one\ntwo", "one two", 0 },
	{ "quote", "mine\n> theirs\nmine too", "mine mine too", 0 },
	{ "sign-off", "Hello\nKind regards,\nJane\nHead of Teams", "Hello", 0 },
	{ "sign-off pl", "Tekst\nZ poważaniem\nJan", "Tekst", 0 },
	{ "no sign-off", "Regards from all of us who work here\nText",
	  "Regards from all of us who work here Text", 0 },
	{ "dashes", "Text\n-- \nJane", "Text", 0 },
	{ "thanks at the end", "Please add five seats\nThanks,\nKaren",
	  "Please add five seats", 0 },
	{ "thanks at the start", "Thanks.\nBut it still fails",
	  "Thanks. But it still fails", 0 },
	{ "disclaimer", "Text\n\nThis e-mail and any attachments are x\ny",
	  "Text", 0 },
	{ "disclaimer pl", "Tekst\n\nNiniejsza wiadomość jest poufna.\ny",
	  "Tekst", 0 },
	{ "banner", "CAUTION: This email originated outside.\nBe careful.\n\n"
	  "Text", "Text", 0 },
	{ "outlook reply", "Mine\n-----Original Message-----\nTheirs", "Mine",
	  0 },
	{ "headers", "Mine\n\nFrom: a\nSent: b\nSubject: c\n\nTheirs", "Mine",
	  0 },
	{ "headers pl", "Moje\nOd: a\nWysłano: b\nDo: c\nTemat: d\nIch",
	  "Moje", 0 },
	{ "one header is text", "Mine\nTo: do something\nMore",
	  "Mine To: do something More", 0 },
	{ "wrote", "Mine\nOn Monday, Ann <a@b> wrote:\nTheirs", "Mine", 0 },
	{ "wrote pl", "Moje\nW dniu 1.1.2024 Jan napisał(a):\nIch", "Moje", 0 },
	{ "forward by subject", "Mine\nFrom: a\nSent: b\n\nTheirs\nRegards\nA",
	  "Mine Theirs", 1 },
	{ "forward by marker", "Mine\n---- Forwarded message ----\nFrom: a\n"
	  "Date: b\n\nTheirs", "Mine Theirs", 0 },
	{ "forward after signature", "Mine\nRegards\nA\nFrom: a\nSent: b\n"
	  "Theirs", "Mine Theirs", 1 },
	{ "quoted forward", "Mine\nFrom: a\nSent: b\nForwarded message\nX",
	  "Mine", 0 },
	{ "postscript", "Mine\nRegards\nA\nPS: more", "Mine PS: more", 0 },
	{ "only quotes", "> a\n> b\n>> c", "", 0 },
	{ "nothing", "", "", 0 },
	{ "only line ends", "\r\n\r\n\n", "", 0 },
};

START_TEST(own)
{
	const char *got = squeeze(plain_own(&sc, &words->phrases, FACT_LINE,
	    own_cases[_i].text, own_cases[_i].forward, 4096));

	ck_assert_msg(strcmp(got, own_cases[_i].want) == 0,
	    "%s: got \"%s\", want \"%s\"", own_cases[_i].name, got,
	    own_cases[_i].want);
}
END_TEST

static const struct {
	const char *name, *text, *want;
} html_cases[] = {
	{ "inline", "a <b>bold</b> word", "a bold word" },
	{ "blocks", "<p>a</p><div>b<br>c</div>", "a b c" },
	{ "entities", "&lt;a&gt; &amp; b&nbsp;c &oacute; &#324; &#x142;",
	  "<a> & b c ó ń ł" },
	{ "odd entities", "a&b &; &nosuch; &#0; &#xd800; &#99999999; AT&T",
	  "a&b &; &#99999999; AT&T" },
	{ "hidden", "a<style>p.teams {}</style><script>if (a<b) x</script>b",
	  "ab" },
	{ "head", "<head><title>Invoice</title></head><body>b", "b" },
	{ "hidden, never closed", "a<style>b", "ab" },
	{ "comment", "a<!-- <p>no</p> -->b", "ab" },
	{ "comment, never closed", "a<!-- b", "a" },
	{ "tag, never closed", "a<b", "a" },
	{ "no tag", "1 < 2 and <3", "1 < 2 and <3" },
	{ "quote", "a<blockquote>b<p>c</blockquote>d", "a > b > c d" },
	{ "quote, never opened", "a</blockquote>b", "a b" },
	{ "upper case", "A<BR>B<STYLE>x</STYLE>", "A B" },
	{ "list", "<ul><li>a<li>b</ul>", "- a - b" },
	{ "nothing", "", "" },
};

START_TEST(html)
{
	const char *text = html_cases[_i].text;
	const char *got = squeeze(plain_html(&sc, text, strlen(text), 4096));

	ck_assert_msg(strcmp(got, html_cases[_i].want) == 0,
	    "%s: got \"%s\", want \"%s\"", html_cases[_i].name, got,
	    html_cases[_i].want);
}
END_TEST

static const struct {
	const char *name, *text, *want;
} token_cases[] = {
	{ "fold", "Zażółć GĘŚLĄ jaźń", "zazolc gesla jazn" },
	{ "latin", "Müller Ångström naïve", "muller angstrom naive" },
	{ "combining", "Zaz\xcc\x87o\xcc\x81", "zazo" },
	{ "apostrophes", "can't doesn\xe2\x80\x99t", "cant doesnt" },
	{ "hyphen", "on-premises e-mail/web", "on premises e mail web" },
	{ "comma", "one, two (three)", "one ,two ,three" },
	{ "sentence", "one. two? three! 4", "one .two .three .4" },
	{ "inside a name", "portal.azure.com", "portal azure com" },
	{ "empty line", "one\n\ntwo\nthree", "one .two three" },
	{ "thousands", "2,300 users, 1.200 osób", "2300 users ,1200 osob" },
	{ "no thousands", "4,2 and 12,3456", "4 ,2 and 12 ,3456" },
	{ "address", "ask info@teams.example now", "ask ,now" },
	{ "link", "see https://portal.azure.com/a/teams?b now",
	  "see ,portal azure com ,now" },
	{ "dash", "one - two", "one ,two" },
	{ "other scripts", "почта 电子 x", "x" },
	{ "garbage", "\xc3 \xff\xfe x\x80y", "x ,y" },
};

START_TEST(token)
{
	const char *text = token_cases[_i].text;
	struct tokens t;
	struct buf b;

	buf_init(&b, &sc, 1000);
	tokens_init(&t, &sc, strlen(text));
	tokens_add(&t, text, strlen(text), 1);
	for (int i = 0; i < t.n; i++)
		buf_fmt(&b, "%s%s%s", i == 0 ? "" : " ", i == 0 ? "" :
		    t.at[i].gap == GAP_STOP ? "." :
		    t.at[i].gap == GAP_COMMA ? "," : "", t.at[i].text);
	ck_assert_msg(strcmp(b.at, token_cases[_i].want) == 0,
	    "%s: got \"%s\", want \"%s\"", token_cases[_i].name, b.at,
	    token_cases[_i].want);
}
END_TEST

static const struct {
	const char *name, *phrase, *text;
	int want;
} phrase_cases[] = {
	{ "word", "teams", "Teams", 1 },
	{ "no stem", "team", "teams", 0 },
	{ "stem", "faktur*", "Fakturę", 1 },
	{ "stem alone", "faktur*", "faktur", 1 },
	{ "two words", "not working", "not working", 1 },
	{ "not across a comma", "not working", "not, working", 0 },
	{ "cut short", "not working", "not", 0 },
	{ "written as two", "e-mail*", "E-mails", 1 },
	{ "letter too many", "outlook", "outloook", 1 },
	{ "letter too few", "outlook", "outlok", 1 },
	{ "letter wrong", "outlook", "outlock", 1 },
	{ "letters swapped", "outlook", "oultook", 1 },
	{ "two slips", "outlook", "ooutlok", 0 },
	{ "first letter", "outlook", "autlook", 0 },
	{ "too short for slips", "teams", "teems", 0 },
	{ "exactly", "office!", "officer", 0 },
	{ "slip in a stem", "licenc*", "lincencje", 1 },
	{ "slip in the second word", "asks password", "asks pasword", 1 },
	{ "number", "#25 user*", "300 users", 1 },
	{ "number too small", "#25 user*", "24 users", 0 },
	{ "number first of all", "#2", "2", 1 },
	{ "any word", "all _ users", "all our users", 1 },
	{ "any word, not none", "all _ users", "all users", 0 },
};

START_TEST(phrase)
{
	const struct phrase *best[PHRASE_FACTS];
	const char *text = phrase_cases[_i].text;
	struct phrase p = { 0 };
	struct phrases ps = { .at = &p, .n = 1 };
	struct tokens t;

	ck_assert_ptr_null(phrase_parse(&sc, phrase_cases[_i].phrase, &p));
	phrases_index(&sc, &ps);
	tokens_init(&t, &sc, strlen(text));
	tokens_add(&t, text, strlen(text), 1);
	phrases_at(&ps, &t, 0, best);
	ck_assert_msg((best[0] != NULL) == phrase_cases[_i].want,
	    "%s: got %d, want %d", phrase_cases[_i].name, best[0] != NULL,
	    phrase_cases[_i].want);
}
END_TEST

/* A policy that is good but for the line that a case puts in. */
#define CONF(line)						\
	"decide = {\n"						\
	"  topic = { least = 8; margin = 3; };\n"		\
	"  class = { least = 8; margin = 3; };\n"		\
	"  product = { least = 8; margin = 3; };\n"		\
	"  severity = { least = 8; margin = 3; };\n"		\
	"};\n"							\
	"class = (); severity = (); language = ();\n"		\
	"line = (); negation = (); implies = ();\n"		\
	"product = ( { word = \"azure\"; says = [ \"azure\" ]; } );\n"	\
	"topic = (\n" line "\n);\n"
#define ROW(word, says)	"{ word = \"" word "\"; says = [ " says " ]; }"

static const struct {
	const char *name, *conf, *want;		/* want: NULL is good */
} conf_cases[] = {
	{ "good", CONF(ROW("billing", "\"bill*\", \"vat\"")), NULL },
	{ "no rows", CONF(""), NULL },
	{ "unknown word", CONF(ROW("biling", "\"bill\"")),
	  ":11: topic[0].word: unknown word \"biling\"" },
	{ "no word", CONF("{ says = [ \"a\" ]; }"),
	  ":11: topic[0]: needs word" },
	{ "unknown language", CONF("{ word = \"billing\";\n"
	  "language = \"de\"; says = [ \"a\" ]; }"),
	  ":12: topic[0].language: unknown language" },
	{ "twin", CONF(ROW("billing", "\"Vát\"") ",\n" ROW("quota",
	  "\"a\",\n\"vat\"")),
	  ":13: topic[1].says[1]: phrase \"vat\" stands before already" },
	{ "twin in another fact", CONF(ROW("billing", "\"azure\"")), NULL },
	{ "stem is no twin", CONF(ROW("billing", "\"bill\", \"bill*\"")),
	  NULL },
	{ "weight 0", CONF("{ word = \"billing\";\nweight = 0; "
	  "says = [ \"a\" ]; }"), ":12: topic[0].weight: weight 0 is outside" },
	{ "weight 101", CONF("{ word = \"billing\"; weight = 101; "
	  "says = [ \"a\" ]; }"), ":11: topic[0].weight: weight 101" },
	{ "weight in words", CONF("{ word = \"billing\"; weight = \"x\"; "
	  "says = [ \"a\" ]; }"), ":11: topic[0].weight: must be a whole" },
	{ "empty", CONF(ROW("billing", "\"\"")),
	  ":11: topic[0].says[0]: phrase \"\" is empty" },
	{ "only spaces", CONF(ROW("billing", "\"a\",\n\"  \"")),
	  ":12: topic[0].says[1]: phrase \"  \" is empty" },
	{ "only signs", CONF(ROW("billing", "\"...\"")),
	  ":11: topic[0].says[0]: phrase \"...\" has a word without" },
	{ "short stem", CONF(ROW("billing", "\"b*\"")),
	  ":11: topic[0].says[0]: phrase \"b*\" has less than two" },
	{ "bare star", CONF(ROW("billing", "\"*\"")),
	  ":11: topic[0].says[0]: phrase \"*\" has less than two" },
	{ "bare mark", CONF(ROW("billing", "\"!\"")),
	  ":11: topic[0].says[0]: phrase \"!\" has a word without" },
	{ "no number", CONF(ROW("billing", "\"#x users\"")),
	  ":11: topic[0].says[0]: phrase \"#x users\" has no number" },
	{ "ends with any", CONF(ROW("billing", "\"all _\"")),
	  ":11: topic[0].says[0]: phrase \"all _\" begins or ends" },
	{ "too many words", CONF(ROW("billing", "\"a b c d e f g h i\"")),
	  ":11: topic[0].says[0]: phrase \"a b c d e f g h i\" has too many" },
	{ "no phrases", CONF("{ word = \"billing\"; says = []; }"),
	  ":11: topic[0]: needs says" },
	{ "a number as phrase", CONF(ROW("billing", "1")),
	  ":11: topic[0].says[0]: must be a phrase" },
	{ "a text as row", CONF("\"billing\", {}"),
	  ":11: topic[0]: must be a g" },
	{ "unknown member", CONF("{ word = \"billing\"; wieght = 2; "
	  "says = [ \"a\" ]; }"), ":11: topic[0].wieght: no such setting" },
	{ "unknown setting", CONF("") "subject_procent = 2;\n",
	  ":13: subject_procent: no such setting" },
	{ "setting out of bounds", CONF("") "subject_percent = 99;\n",
	  ":13: subject_percent: 99 is outside" },
	{ "not libconfig", CONF("{"), ":12: syntax error" },
	{ "fact missing", "decide = {};\n",
	  "triage.conf: decide.topic: least" },
};

START_TEST(conf)
{
	const char *dir = str_dup(&sc, "/tmp/check_triage.XXXXXX"), *file;
	const struct triage_words *w;
	const char *want = conf_cases[_i].want;
	FILE *f;
	enum err e;

	ck_assert_ptr_nonnull(mkdtemp((char *)dir));
	file = str_fmt(&sc, "%s/triage.conf", dir);
	ck_assert_ptr_nonnull(f = fopen(file, "w"));
	fputs(conf_cases[_i].conf, f);
	fclose(f);
	e = triage_load(&sc, dir, &w);
	unlink(file);
	rmdir(dir);
	ck_assert_msg(e == (want == NULL ? E_OK : E_SHAPE),
	    "%s: got %s (%s)", conf_cases[_i].name, err_info[e].name, sc.why);
	if (want != NULL)
		ck_assert_msg(strstr(sc.why, want) != NULL,
		    "%s: got \"%s\", want \"%s\"", conf_cases[_i].name, sc.why,
		    want);
}
END_TEST

START_TEST(conf_absent)
{
	const struct triage_words *w;

	ck_assert_int_eq(triage_load(&sc, "tests/no-such-dir", &w), E_GONE);
	ck_assert_ptr_nonnull(strstr(sc.why, "no-such-dir/triage.conf"));
}
END_TEST

#define NONE "\"class\":null,\"topic\":null,\"product\":null," \
	"\"severity\":null,\"why\":[]}"

static const struct {
	const char *name, *subject, *body, *want;
} text_cases[] = {
	{ "nothing", NULL, NULL, "{\"schema\":1,\"language\":null," NONE },
	{ "empty", "", "", "{\"schema\":1,\"language\":null," NONE },
	{ "only quotes", "Re:", "> Teams is down\n> for all users",
	  "{\"schema\":1,\"language\":null," NONE },
	{ "teams", "Teams is down for all users", "",
	  "{\"schema\":1,\"language\":\"en\",\"class\":\"technical\","
	  "\"topic\":\"break-fix\",\"product\":\"microsoft365\","
	  "\"severity\":\"A\",\"why\":["
	  "{\"fact\":\"topic\",\"word\":\"is down\"},"
	  "{\"fact\":\"product\",\"word\":\"Teams\"},"
	  "{\"fact\":\"class\",\"word\":\"break-fix\"},"
	  "{\"fact\":\"class\",\"word\":\"microsoft365\"},"
	  "{\"fact\":\"severity\",\"word\":\"down\"},"
	  "{\"fact\":\"severity\",\"word\":\"all users\"},"
	  "{\"fact\":\"severity\",\"word\":\"break-fix\"}]}" },
	{ "negation", "Nie chodzi o fakturę", "", "{\"schema\":1,"
	  "\"language\":\"pl\"," NONE },
	{ "negation ends", "Nie chodzi o licencje, faktura", "",
	  "{\"schema\":1,\"language\":\"pl\",\"class\":\"commercial\","
	  "\"topic\":\"billing\",\"product\":null,\"severity\":null,\"why\":["
	  "{\"fact\":\"topic\",\"word\":\"faktur*\"},"
	  "{\"fact\":\"class\",\"word\":\"billing\"}]}" },
	{ "a vulnerability has no topic", "Vulnerability found", "",
	  "{\"schema\":1,\"language\":\"en\",\"class\":\"security\","
	  "\"topic\":null,\"product\":null,\"severity\":null,\"why\":["
	  "{\"fact\":\"class\",\"word\":\"vulnerabilit*\"}]}" },
};

START_TEST(answer)
{
	const char *got = json_of(text_cases[_i].subject, text_cases[_i].body,
	    0);

	ck_assert_msg(strcmp(got, text_cases[_i].want) == 0,
	    "%s:\n got %s\nwant %s", text_cases[_i].name, got,
	    text_cases[_i].want);
}
END_TEST

/* Pieces that, repeated to a mebibyte, would find what is not linear. */
static const struct {
	const char *name, *piece;
	int is_html;
} hostile_cases[] = {
	{ "words", "Teams is down for all users, invoice wrong. ", 0 },
	{ "one word", "a", 0 },
	{ "nearly words", "invoixx lincenxx outlxok ", 0 },
	{ "empty lines", "\n", 0 },
	{ "short lines", "a\n", 0 },
	{ "quotes", "> a\n", 0 },
	{ "headers", "From: a\n", 0 },
	{ "headers apart", "From: a\nx\n", 0 },
	{ "colons", "a:\n", 0 },
	{ "numbers", "1,111,", 0 },
	{ "addresses", "a@b://", 0 },
	{ "open tags", "<b ", 1 },
	{ "open angles", "<", 1 },
	{ "open styles", "<style>", 1 },
	{ "open heads and scripts", "<head><script><title>", 1 },
	{ "open comments", "<!--", 1 },
	{ "open quotes", "<blockquote>a", 1 },
	{ "closed quotes", "</blockquote></div>", 1 },
	{ "ampersands", "&", 1 },
	{ "entities", "&#x10ffff;", 1 },
	{ "controls", "\x01\x7f\x1b", 1 },
	{ "wide", "\xf4\x8f\xbf\xbf\xe2\x80\x8b\xcc\x81", 0 },
};

START_TEST(hostile)
{
	const char *piece = hostile_cases[_i].piece;
	size_t n = strlen(piece), len = 1024 * 1024 / n * n;
	char *s = scope_alloc(&sc, len + 1);
	clock_t start;
	double secs;

	for (size_t i = 0; i < len; i += n)
		memcpy(s + i, piece, n);
	start = clock();
	json_of(s, s, hostile_cases[_i].is_html);
	secs = (double)(clock() - start) / CLOCKS_PER_SEC;
	ck_assert_msg(secs < 5, "%s: %.1f s", hostile_cases[_i].name, secs);
}
END_TEST

START_TEST(same_again)
{
	const char *body = "Outlook wyświetla błąd, a faktura jest zła.";
	const char *first = json_of("Pytanie", body, 0);
	struct scope other;

	for (int i = 0; i < 3; i++) {
		const struct triage_words *again;
		struct triage t;

		scope_begin(&other, i);
		ck_assert(triage_load(&other, "conf/policy", &again) == E_OK);
		triage(&other, again, "Pytanie", body, 0, &t);
		ck_assert_str_eq(triage_json(&other, &t), first);
		scope_end(&other);
	}
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("triage");
	TCase *t = tcase_create("triage");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, own, 0, LEN(own_cases));
	tcase_add_loop_test(t, html, 0, LEN(html_cases));
	tcase_add_loop_test(t, token, 0, LEN(token_cases));
	tcase_add_loop_test(t, phrase, 0, LEN(phrase_cases));
	tcase_add_loop_test(t, conf, 0, LEN(conf_cases));
	tcase_add_test(t, conf_absent);
	tcase_add_loop_test(t, answer, 0, LEN(text_cases));
	tcase_add_loop_test(t, hostile, 0, LEN(hostile_cases));
	tcase_add_test(t, same_again);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	SRunner *sr = srunner_create(suite());
	int failed;

	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? 0 : 1;
}
