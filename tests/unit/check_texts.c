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

	same_outcome(SHIPPED, texts_load(&sc, SHIPPED, NULL, &t), E_OK, "");
	return t;
}

START_TEST(shipped_are_complete)
{
	const char *dir = tmp_dir();
	const struct texts *t;

	load_shipped();
	tmp_write(dir, "en.conf", shipped("en"));
	tmp_write(dir, "pl.conf", shipped("pl"));
	same_outcome("copy", texts_load(&sc, dir, NULL, &t), E_OK, "");
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
	    "note.customer: has {bye}, which pl.conf has not" },
	{ "a name too few in en", "en", "({by})", "", "pl", "({by})",
	    "note.customer: has {by}, which en.conf has not" },
	{ "a name too few in pl", "pl", "({by})", "", "en", "({by})",
	    "note.customer: has {by}, which pl.conf has not" },
	{ "empty", "en", "\"Suggestion for this ticket\"", "\"\"", "en",
	    "    title ", "note.title: must be a text in quotes, not empty" },
	{ "a number", "en", "\"Suggestion for this ticket\"", "7", "en",
	    "    title ", "note.title: must be a text in quotes, not empty" },
	{ "outside of a group", "en", "note = {", "lone = \"x\";\nnote = {",
	    "en", "lone ", "lone: must be a group { ... }" },
	{ "a form too few in en", "en", "other = \"First", "# \"First", "en",
	    "    response ", "explain.response: the form other is missing; by "
	    "number en has one, other" },
	{ "a form too few in pl", "pl", "few  = ", "# ", "pl",
	    "    response ", "explain.response: the form few is missing; by "
	    "number pl has one, few, many" },
	{ "a form too many in en", "en", "        one   = ", "few = \"x\";\n"
	    "one = ", "en", "few = ", "explain.response.few: no such form; by "
	    "number en has one, other" },
	{ "a form too many in pl", "pl", "        one  = ", "other = \"x\";\n"
	    "one = ", "pl", "other = \"x\"", "explain.response.other: no such "
	    "form; by number pl has one, few, many" },
	{ "an empty form", "pl", "few  = ", "few  = \"\"; # ", "pl",
	    "        few  =", "explain.response.few: must be a text in quotes, "
	    "not empty" },
	{ "a form that is no text", "pl", "few  = ", "few  = 7; # ", "pl",
	    "        few  =", "explain.response.few: must be a text in quotes, "
	    "not empty" },
	{ "a form without a value", "en", "minutes ({calendar})", "minutes",
	    "en", "        other ", "explain.response.other: has no "
	    "{calendar}, which another form has" },
	{ "a form with another value", "pl", "minuty ({calendar})",
	    "minuty ({calender})", "pl", "        one  =", "explain.response."
	    "one: has no {calendar}, which another form has" },
	{ "a number less in one form", "en", "{n} minute ", "a minute ", NULL,
	    NULL, NULL },
	{ "a number more in no form", "en", "Suggestion for this",
	    "{n} for this", "en", "    title ", "note.title: has {n}, which "
	    "pl.conf has not" },
	{ "forms for one text", "en", "\"Suggestion for this ticket\"",
	    "{ one = \"x\"; other = \"y\"; }", "en", "    title ",
	    "note.title: has forms by number, in pl.conf one text" },
	{ "one text for forms", "en", "    response = {", "    response = "
	    "\"{n} {calendar}\";\n    respond = {", "en", "    response ",
	    "explain.response: has one text, in pl.conf forms by number" },
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
	if (changes[_i].why == NULL) {
		same_outcome(changes[_i].name, texts_load(&sc, dir, NULL, &t),
		    E_OK, "");
		return;
	}
	same_outcome(changes[_i].name, texts_load(&sc, dir, NULL, &t), E_SHAPE,
	    str_fmt(&sc, "%s/%s.conf:%d: %s", dir, changes[_i].file,
	    line_of(str_same(changes[_i].file, "en") ? en : pl,
	    changes[_i].line_of), changes[_i].why));
}
END_TEST

static const struct {
	const char	*from, *to, *why;
} gone[] = {
	{ "    yes ", "    yea ", "flag.yes is missing" },
	{ "    premier ", "    prime ", "vehicle.premier is missing" },
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
	same_outcome(gone[_i].why, texts_load(&sc, dir, NULL, &t), E_SHAPE,
	    str_fmt(&sc, "%s/en.conf: %s", dir, gone[_i].why));
}
END_TEST

/* In both languages alike, so that only what is read can tell. */
static const struct {
	const char	*name, *before, *extra, *why;
} extras[] = {
	{ "a text", "    title ", "extra = \"x\";",
	    "note.extra: there is no such text; remove it or mend its name" },
	{ "forms", "    title ", "extra = FORMS",
	    "note.extra: there is no such text" },
	{ "a group", "by = {", "extra = { title = \"x\"; };",
	    "extra.title: there is no such text" },
	{ "a word of another list", "    azure ", "premier = \"x\";",
	    "product.premier: there is no such text" },
	{ "forms for a word", "    azure ", "azure = FORMS #",
	    "product.azure: may not have forms by number (one, other)" },
	{ "a text by number without forms", "    response ",
	    "response = \"{n}\"; spare = { #",
	    "explain.response: must have forms by number: one, other" },
	{ "a reason of a partner's policy", "    dearer ",
	    "too-dear = \"x\";", NULL },
	{ "a warning of a partner's policy", "    two-routes ",
	    "three-routes = \"x\";", NULL },
	{ "a language of the terms", "    cs ", "ro = \"x\";", NULL },
};

static const char *
with_extra(const char *language, int i, const char *forms)
{
	const char *extra = extras[i].extra;

	if (strstr(extra, "FORMS") != NULL)
		extra = changed(extra, "FORMS", forms);
	return changed(shipped(language), extras[i].before, str_fmt(&sc,
	    "%s%s%s", extra, strchr(extra, '#') != NULL ? "" : "\n",
	    extras[i].before));
}

START_TEST(extra_in_both)
{
	const char *dir = tmp_dir(), *at = extras[_i].why;
	const char *en = with_extra("en", _i, "{ one = \"1\"; other = "
	    "\"2\"; };");
	const struct texts *t;

	tmp_write(dir, "en.conf", en);
	tmp_write(dir, "pl.conf", with_extra("pl", _i, "{ one = \"1\"; few = "
	    "\"2\"; many = \"5\"; };"));
	if (at != NULL)
		at = str_fmt(&sc, "%s/en.conf:%d: %s", dir, line_of(en,
		    str_copy(&sc, extras[_i].extra, strcspn(extras[_i].extra,
		    "F\""))), at);
	same_outcome(extras[_i].name, texts_load(&sc, dir, NULL, &t),
	    at == NULL ? E_OK : E_SHAPE, at);
}
END_TEST

START_TEST(no_language)
{
	const char *dir = tmp_dir();
	const struct texts *t;

	tmp_write(dir, "en.conf", shipped("en"));
	same_outcome("no pl", texts_load(&sc, dir, NULL, &t), E_GONE,
	    str_fmt(&sc, "%s/pl.conf: cannot be read: No such file or "
	    "directory", dir));
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

static const struct {
	const char	*language;
	int64_t		 n;
	const char	*want;
} counts[] = {
	{ "en", 1, "First answer expected within 1 minute (x)." },
	{ "en", 0, "First answer expected within 0 minutes (x)." },
	{ "en", 1234, "First answer expected within 1,234 minutes (x)." },
	{ "pl", 1, "Pierwsza odpowiedź oczekiwana w ciągu 1 minuty (x)." },
	{ "pl", 22, "Pierwsza odpowiedź oczekiwana w ciągu 22 minut (x)." },
	{ "pl", 12345, "Pierwsza odpowiedź oczekiwana w ciągu "
	    "12\xc2\xa0" "345 minut (x)." },
	{ "pl", -1, "Pierwsza odpowiedź oczekiwana w ciągu -1 minuty (x)." },
	{ "de", 2, "First answer expected within 2 minutes (x)." },
};

START_TEST(count)
{
	same_text(counts[_i].want, text_count(&sc, load_shipped(),
	    counts[_i].language, "explain.response", counts[_i].n,
	    PAIRS("calendar", "x")), counts[_i].want);
}
END_TEST

/* Which form, where each is another text; a value is not read as a name. */
START_TEST(count_form)
{
	static const struct { int64_t n; const char *want; } cases[] = {
		{ 1, "ein {n}" }, { 3, "3 few {n}" }, { 5, "5 many {n}" },
		{ 22, "22 few {n}" },
	};
	const char *local = tmp_dir();
	const struct texts *t;

	tmp_write(local, "pl.conf", "explain = { response = { many = \"{n} "
	    "many {calendar}\"; one = \"ein {calendar}\"; few = \"{n} few "
	    "{calendar}\"; }; };");
	same_outcome("local", texts_load(&sc, SHIPPED, local, &t), E_OK, "");
	for (int i = 0; i < LEN(cases); i++)
		same_text(cases[i].want, text_count(&sc, t, "pl",
		    "explain.response", cases[i].n, PAIRS("calendar", "{n}")),
		    cases[i].want);
}
END_TEST

/* A partner's own words: `pl` NULL is no file. $ is the folder. */
static const struct {
	const char	*name, *en, *pl, *why;
} locals[] = {
	{ "no files", NULL, NULL, NULL },
	{ "empty files", "", "# nothing yet\n", NULL },
	{ "one text", "note = { title = \"Hint\"; };", NULL, NULL },
	{ "in both", "note = { title = \"Hint\"; };",
	    "note = { title = \"Rada\"; };", NULL },
	{ "a name twice", "note = { customer = \"{by} {name} {by}\"; };",
	    NULL, NULL },
	{ "a reason of its own", "reason = { too-dear = \"x\"; };",
	    "reason = { too-dear = \"y\"; };", NULL },
	{ "a reason in one language", "reason = { too-dear = \"x\"; };", NULL,
	    "$/en.conf:1: reason.too-dear: is missing in pl.conf" },
	{ "a slip of the pen", NULL, "\nnote = {\n titel = \"x\"; };",
	    "$/pl.conf:3: note.titel: there is no such text; did you mean "
	    "note.title?" },
	{ "a slip in the group", "nots = { title = \"x\"; };", NULL,
	    "$/en.conf:1: nots.title: there is no such text; did you mean "
	    "note.title?" },
	{ "like nothing", "weather = { sunshine = \"x\"; };", NULL,
	    "$/en.conf:1: weather.sunshine: there is no such text; cspdesk "
	    "texts lists all" },
	{ "another name", "note = { customer = \"{name} {by} {phone}\"; };",
	    NULL, "$/en.conf:1: note.customer: {phone} is not filled in here; "
	    "the shipped text is \"Customer: {name} ({by})\"" },
	{ "a name left out", "note = { customer = \"{name}\"; };", NULL,
	    "$/en.conf:1: note.customer: {by} is left out; the shipped text "
	    "is \"Customer: {name} ({by})\"" },
	{ "forms for one text", "note = { title = { one = \"x\"; other = "
	    "\"x\"; }; };", NULL, "$/en.conf:1: note.title: must be one text: "
	    "it does not depend on a number" },
	{ "one text for forms", NULL, "explain = { response = \"{n}\"; };",
	    "$/pl.conf:1: explain.response: depends on a number: it must be a "
	    "group with one, few, many" },
	{ "a form too few", NULL, "explain = { response = { one = \"x\"; }; "
	    "};", "$/pl.conf:1: explain.response: the form few is missing" },
	{ "empty", "note = { title = \"\"; };", NULL,
	    "$/en.conf:1: note.title: must be a text in quotes, not empty" },
	{ "not libconfig", "note = ", NULL, "$/en.conf:1: syntax error" },
};

START_TEST(local)
{
	const char *dir = tmp_dir(), *why = locals[_i].why;
	const struct texts *t;

	if (locals[_i].en != NULL)
		tmp_write(dir, "en.conf", locals[_i].en);
	if (locals[_i].pl != NULL)
		tmp_write(dir, "pl.conf", locals[_i].pl);
	if (why != NULL)
		why = changed(why, "$", dir);
	same_outcome(locals[_i].name, texts_load(&sc, SHIPPED, dir, &t),
	    why == NULL ? E_OK : E_SHAPE, why);
}
END_TEST

START_TEST(local_is_said)
{
	const char *dir = tmp_dir(), *file;
	const struct texts *t;

	file = tmp_write(dir, "en.conf", "\nnote = { title = \"Hint\"; };");
	same_outcome("local", texts_load(&sc, SHIPPED, dir, &t), E_OK, "");
	same_text("en", text_fill(&sc, t, "en", "note.title", NULL), "Hint");
	same_text("pl", text_fill(&sc, t, "pl", "note.title", NULL),
	    "Sugestia do tego zgłoszenia");
	same_text("where", texts_local(&sc, t, "en", "note.title"),
	    str_fmt(&sc, "%s:2", file));
	same_text("shipped", texts_local(&sc, t, "pl", "note.title"), NULL);
	same_text("no such", texts_local(&sc, t, "en", "note.nonsense"), NULL);
}
END_TEST

START_TEST(local_is_absent)
{
	const struct texts *t;

	same_outcome("no folder", texts_load(&sc, SHIPPED, str_fmt(&sc,
	    "%s/none", tmp_dir()), &t), E_OK, "");
	same_outcome("a file for a folder", texts_load(&sc, SHIPPED,
	    tmp_write(tmp_dir(), "x", ""), &t), E_GONE, "");
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

/* One that has forms is never said without a number, nor the other way. */
START_TEST(fill_without_number)
{
	const struct texts *t = load_shipped();

	close(STDERR_FILENO);
	text_fill(&sc, t, "en", "explain.response", NULL);
}
END_TEST

START_TEST(count_without_forms)
{
	const struct texts *t = load_shipped();

	close(STDERR_FILENO);
	text_count(&sc, t, "en", "note.title", 1, NULL);
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
	tcase_add_test_raise_signal(t, fill_without_number, SIGABRT);
	tcase_add_test_raise_signal(t, count_without_forms, SIGABRT);
	tcase_add_loop_test(t, extra_in_both, 0, LEN(extras));
	tcase_add_loop_test(t, count, 0, LEN(counts));
	tcase_add_test(t, count_form);
	tcase_add_loop_test(t, local, 0, LEN(locals));
	tcase_add_test(t, local_is_said);
	tcase_add_test(t, local_is_absent);
	return run_case("texts", t);
}
