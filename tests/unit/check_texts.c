/*
 * Texts: those that ship are complete, and with one thing changed they are
 * refused with file and line.
 */
#include "tmp.h"

#include "texts.h"

#include <signal.h>

#define SHIPPED	"conf/messages"

static char *
shipped(const char *language)
{
	const char *path = str_fmt(&sc, SHIPPED "/%s.conf", language);
	char *text = NULL;

	same_outcome(path, str_file(&sc, path, 1 << 20, &text, NULL), E_OK,
	    "");
	return text;
}

static const struct texts *
load_shipped(void)
{
	const struct texts *t = NULL;

	same_outcome(SHIPPED, texts_load(&sc, SHIPPED, &t), E_OK, "");
	return t;
}

START_TEST(shipped_are_complete)
{
	const char *dir = tmp_dir();
	const struct texts *t;

	load_shipped();
	tmp_write(dir, "en.conf", shipped("en"));
	tmp_write(dir, "pl.conf", shipped("pl"));
	same_outcome("copy", texts_load(&sc, dir, &t), E_OK, "");
}
END_TEST

/* `line_of` is where in FILE the sentence points: the first such text. */
static const struct {
	const char	*name, *changes, *from, *to;
	const char	*file, *line_of, *why;
} changes[] = {
	{ "missing in pl", "pl", "    title ", "    titel ", "en",
	    "    title ", "note.title: is missing in pl.conf" },
	{ "renamed in en", "en", "    title ", "    titel ", "en",
	    "    titel ", "note.titel: is missing in pl.conf" },
	{ "one more in pl", "pl", "    title ", "    extra = \"x\";\n    "
	    "title ", "pl", "    extra ", "note.extra: is missing in en.conf" },
	{ "a group that only pl has", "pl", "by = {", "other = { a = \"x\"; };"
	    "\nby = {", "pl", "other = {",
	    "other.a: is missing in en.conf" },
	{ "another name in en", "en", "({by})", "({bye})", "en", "({bye})",
	    "note.customer: has a {name} that pl.conf has not" },
	{ "a name too few in en", "en", "({by})", "", "pl", "({by})",
	    "note.customer: has a {name} that en.conf has not" },
	{ "a name too few in pl", "pl", "({by})", "", "en", "({by})",
	    "note.customer: has a {name} that pl.conf has not" },
	{ "empty", "en", "\"Suggestion for this ticket\"", "\"\"", "en",
	    "    title ", "note.title: must be a text in quotes, not empty" },
	{ "a number", "en", "\"Suggestion for this ticket\"", "7", "en",
	    "    title ", "note.title: must be a text in quotes, not empty" },
	{ "outside of a group", "en", "note = {", "lone = \"x\";\nnote = {",
	    "en", "lone ", "lone: must be a group { ... }" },
	{ "not libconfig", "pl", "note = {", "note {", "pl", "note {",
	    "syntax error" },
};

static int
line_of(const char *text, const char *what)
{
	const char *at = strstr(text, what);
	int n = 1;

	ck_assert_msg(at != NULL, "no %s", what);
	for (const char *s = text; s < at; s++)
		n += *s == '\n';
	return n;
}

START_TEST(change)
{
	const char *dir = tmp_dir(), *en = shipped("en"), *pl = shipped("pl");
	const struct texts *t;

	if (str_same(changes[_i].changes, "en"))
		en = changed(en, changes[_i].from, changes[_i].to);
	else
		pl = changed(pl, changes[_i].from, changes[_i].to);
	tmp_write(dir, "en.conf", en);
	tmp_write(dir, "pl.conf", pl);
	same_outcome(changes[_i].name, texts_load(&sc, dir, &t), E_SHAPE,
	    str_fmt(&sc, "%s/%s.conf:%d: %s", dir, changes[_i].file,
	    line_of(str_same(changes[_i].file, "en") ? en : pl,
	    changes[_i].line_of), changes[_i].why));
}
END_TEST

static const struct {
	const char	*from, *to, *why;
} gone[] = {
	{ "    title ", "    titel ", "note.title is missing" },
	{ "    domain ", "    domane ", "by.domain is missing" },
	{ "    technical ", "    techno ", "class.technical is missing" },
	{ "    seats ", "    stools ", "topic.seats is missing" },
	{ "    entra-id ", "    entra ", "product.entra-id is missing" },
	{ "    P10 ", "    P11 ", "check.P10 is missing" },
};

START_TEST(missing_in_both)
{
	const char *dir = tmp_dir();
	const struct texts *t;

	tmp_write(dir, "en.conf", changed(shipped("en"), gone[_i].from,
	    gone[_i].to));
	tmp_write(dir, "pl.conf", changed(shipped("pl"), gone[_i].from,
	    gone[_i].to));
	same_outcome(gone[_i].why, texts_load(&sc, dir, &t), E_SHAPE,
	    str_fmt(&sc, "%s/en.conf: %s", dir, gone[_i].why));
}
END_TEST

START_TEST(no_language)
{
	const char *dir = tmp_dir();
	const struct texts *t;

	tmp_write(dir, "en.conf", shipped("en"));
	same_outcome("no pl", texts_load(&sc, dir, &t), E_GONE,
	    str_fmt(&sc, "%s/pl.conf: cannot be read", dir));
}
END_TEST

static const struct {
	const char	*name, *language;
	const char	*pairs[5];
	const char	*want;
} fills[] = {
	{ "English", "en", { "name", "A", "by", "B" }, "Customer: A (B)" },
	{ "another order", "en", { "by", "B", "name", "A" },
	    "Customer: A (B)" },
	{ "Polish", "pl", { "name", "A", "by", "B" }, "Klient: A (B)" },
	{ "no such language", "de", { "name", "A", "by", "B" },
	    "Customer: A (B)" },
	{ "no language", NULL, { "name", "A", "by", "B" }, "Customer: A (B)" },
	{ "a value is missing", "en", { "name", "A" }, "Customer: A (?)" },
	{ "a value too many", "en", { "x", "X", "name", "A" },
	    "Customer: A (?)" },
	{ "NULL", "en", { "name", NULL, "by", "B" }, "Customer:  (B)" },
	{ "a name in a value", "en", { "name", "{by}", "by", "B" },
	    "Customer: {by} (B)" },
};

START_TEST(fill)
{
	same_text(fills[_i].name, text_fill(&sc, load_shipped(),
	    fills[_i].language, "note.customer", fills[_i].pairs),
	    fills[_i].want);
}
END_TEST

START_TEST(fill_nothing)
{
	same_text("no pairs", text_fill(&sc, load_shipped(), "en",
	    "note.title", NULL), "Suggestion for this ticket");
	same_text("PAIRS", text_fill(&sc, load_shipped(), "en",
	    "note.customer", PAIRS("name", "A", "by", "B")),
	    "Customer: A (B)");
}
END_TEST

/* A text that the code asks for and nobody promised: our bug. */
START_TEST(fill_unknown)
{
	const struct texts *t = load_shipped();

	close(STDERR_FILENO);
	text_fill(&sc, t, "en", "note.nonsense", NULL);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("texts");

	tcase_add_test(t, shipped_are_complete);
	tcase_add_loop_test(t, change, 0, LEN(changes));
	tcase_add_loop_test(t, missing_in_both, 0, LEN(gone));
	tcase_add_test(t, no_language);
	tcase_add_loop_test(t, fill, 0, LEN(fills));
	tcase_add_test(t, fill_nothing);
	tcase_add_test_raise_signal(t, fill_unknown, SIGABRT);
	return run_case("texts", t);
}
