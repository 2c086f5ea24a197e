/*
 * Settings by rows: every type, its bounds, and for each refusal the
 * sentence with file, line and path. And secrets in files of their own.
 */
#include "tmp.h"

#include "base/conf.h"

struct target {
	const char	*text, *path;
	int64_t		 number;
	int		 flag, word;
};

static const char *const colours[] = { "red", "green", NULL };
static const char *const also[] = { "group", NULL };

#define ROW(member, type, preset, min, max, words) \
	{ #member, type, offsetof(struct target, member), preset, min, max, \
	  words, "What it is for." }
static const struct setting rows[] = {
	ROW(text, SET_TEXT, "preset", 2, 8, NULL),
	ROW(path, SET_PATH, "/preset", 1, 40, NULL),
	ROW(number, SET_INT, "5", -10, 3000000000, NULL),
	ROW(flag, SET_BOOL, "true", 0, 0, NULL),
	ROW(word, SET_WORD, "green", 0, 0, colours),
	{ NULL, SET_TEXT, 0, NULL, 0, 0, NULL, NULL }
};
static const struct setting needed[] = {
	ROW(number, SET_INT, NULL, 0, 9, NULL),
	{ NULL, SET_TEXT, 0, NULL, 0, 0, NULL, NULL }
};
static const struct setting may_be_empty[] = {
	ROW(path, SET_PATH, "", 0, 40, NULL),
	{ NULL, SET_TEXT, 0, NULL, 0, 0, NULL, NULL }
};

static const struct config_setting_t *
read_conf(const char *dir, const char *text)
{
	const struct config_setting_t *root = NULL;

	same_outcome(text, conf_read(&sc, tmp_write(dir, "f.conf", text),
	    &root), E_OK, "");
	return root;
}

START_TEST(presets)
{
	struct target t = { 0 };

	same_outcome("none", conf_fill(&sc, NULL, "where", rows, NULL, &t),
	    E_OK, "");
	same_text("text", t.text, "preset");
	same_text("path", t.path, "/preset");
	ck_assert_int_eq(t.number, 5);
	ck_assert_int_eq(t.flag, 1);
	ck_assert_int_eq(t.word, 1);
}
END_TEST

START_TEST(all_given)
{
	const char *dir = tmp_dir();
	struct target t = { 0 };

	same_outcome("all", conf_fill(&sc, read_conf(dir, "text = \"\xc4\x85"
	    "bc\"; path = \"x/y\"; number = 3000000000L; flag = false;"
	    "word = \"red\"; group = { other = 1; };"), "where", rows, also,
	    &t), E_OK, "");
	same_text("text", t.text, "\xc4\x85" "bc");
	same_text("path", t.path, str_fmt(&sc, "%s/x/y", dir));
	ck_assert_int_eq(t.number, 3000000000);
	ck_assert_int_eq(t.flag, 0);
	ck_assert_int_eq(t.word, 0);
}
END_TEST

static const struct {
	const char	*text;
	const char	*why;	/* NULL: it is fine; "@:" is "FILE:" */
} fills[] = {
	{ "", NULL },
	{ "number = -10;", NULL },
	{ "number = -11;", "@:1: number: -11 is outside -10..3000000000" },
	{ "\n\nnumber = 3000000001L;", "@:3: number: 3000000001 is outside" },
	{ "number = 1.5;", "@:1: number: must be a whole number" },
	{ "number = \"1\";", "@:1: number: must be a whole number" },
	{ "number = true;", "@:1: number: must be a whole number" },
	{ "flag = 1;", "@:1: flag: must be true or false" },
	{ "flag = \"true\";", "@:1: flag: must be true or false" },
	{ "text = 17;", "@:1: text: must be a text in quotes" },
	{ "text = \"a\";", "@:1: text: must have 2 to 8 characters" },
	{ "text = \"12345678\";", NULL },
	{ "text = \"123456789\";", "@:1: text: must have 2 to 8 characters" },
	{ "text = \"\";", "@:1: text: must have 2 to 8 characters" },
	{ "word = \"blue\";", "@:1: word: must be one of \"red\", \"green\"" },
	{ "word = 0;", "@:1: word: must be a text in quotes" },
	{ "word = \"Red\";", "@:1: word: must be one of" },
	{ "path = \"\";", "@:1: path: must name a file or folder" },
	{ "path = [ \"a\" ];", "@:1: path: must be a text in quotes" },
	{ "path = \"/0123456789012345678901234567890123456789\";",
	    "@:1: path: must have 1 to 40 characters" },
	{ "path = \"0123456789012345678901234567890123456789\";",
	    "@:1: path: must have 1 to 40 characters" },
	{ "number = 1;\ngroup = 1;", NULL },
	{ "number = 1;\nnumer = 1;", "@:2: numer: no such setting; remove it "
	    "or mend its name" },
};

START_TEST(fill)
{
	const char *dir = tmp_dir(), *why = fills[_i].why;
	struct target t = { 0 };

	if (why != NULL)
		why = str_fmt(&sc, "%s/f.conf:%s", dir, why + 2);
	same_outcome(fills[_i].text, conf_fill(&sc, read_conf(dir,
	    fills[_i].text), "where", rows, also, &t),
	    why == NULL ? E_OK : E_SHAPE, why == NULL ? "" : why);
}
END_TEST

START_TEST(paths_in_groups)
{
	const char *dir = tmp_dir(), *file = str_fmt(&sc, "%s/f.conf", dir);
	const struct config_setting_t *root = read_conf(dir,
	    "a = 1;\nlist = (\n  { },\n  { inner = { number = 10; }; },\n"
	    "  7 );");
	const struct config_setting_t *list = conf_at(root, "list");
	const struct config_setting_t *two = conf_nth(list, 1);
	struct target t;

	same_outcome("outside", conf_fill(&sc, conf_at(two, "inner"), "where",
	    needed, NULL, &t), E_SHAPE, str_fmt(&sc,
	    "%s:4: list[1].inner.number: 10 is outside 0..9", file));
	same_outcome("missing", conf_fill(&sc, conf_nth(list, 0), "where",
	    needed, NULL, &t), E_SHAPE, str_fmt(&sc,
	    "%s:3: list[0]: number must be set: What it is for.", file));
	same_outcome("missing at the top", conf_fill(&sc, NULL, "where",
	    needed, NULL, &t), E_SHAPE, "where: number must be set");
	same_outcome("no group", conf_fill(&sc, conf_nth(list, 2), "where",
	    needed, NULL, &t), E_SHAPE, str_fmt(&sc,
	    "%s:5: list[2]: must be a group { ... }", file));
	same_outcome("unknown", conf_known(&sc, root, also), E_SHAPE,
	    str_fmt(&sc, "%s:1: a: no such setting", file));
	same_outcome("known", conf_known(&sc, conf_nth(list, 0), also), E_OK,
	    "");
}
END_TEST

START_TEST(empty_path_where_allowed)
{
	struct target t = { 0 };

	same_outcome("empty", conf_fill(&sc, read_conf(tmp_dir(),
	    "path = \"\";"), "where", may_be_empty, NULL, &t), E_OK, "");
	same_text("empty", t.path, "");
}
END_TEST

START_TEST(includes)
{
	const char *dir = tmp_dir();
	const struct config_setting_t *root;
	struct target t = { 0 };

	tmp_write(dir, "more.conf", "text = \"abc\";\nnumber = -11;\n");
	root = read_conf(dir, "flag = true;\n@include \"more.conf\"\n");
	same_outcome("included", conf_fill(&sc, root, "where", rows, NULL, &t),
	    E_SHAPE, "more.conf:2: number: -11 is outside");
	tmp_write(dir, "more.conf", "path = \"x\";");
	root = read_conf(dir, "@include \"more.conf\"\n");
	same_outcome("relative", conf_fill(&sc, root, "where", rows, NULL, &t),
	    E_OK, "");
	same_text("relative", t.path, str_fmt(&sc, "%s/x", dir));
}
END_TEST

static const struct {
	const char	*name, *text, *why;
} broken[] = {
	{ "no value", "a = 1;\nb = ;\n", "@:2: syntax error" },
	{ "never closed", "a = {\n", "@:2: syntax error" },
	{ "twice", "a = 1;\na = 2;\n", "@:2: duplicate setting name" },
	{ "no such include", "\n@include \"none\"\n",
	    "@:2: cannot open include file" },
};

START_TEST(not_libconfig)
{
	const char *path = tmp_write(tmp_dir(), "f.conf", broken[_i].text);
	const struct config_setting_t *root;

	same_outcome(broken[_i].name, conf_read(&sc, path, &root), E_SHAPE,
	    str_fmt(&sc, "%s:%s", path, broken[_i].why + 2));
}
END_TEST

START_TEST(walking)
{
	const struct config_setting_t *root, *list;
	int64_t i = 0;
	double d = 0;

	same_outcome("none", conf_read(&sc, "/nowhere/x.conf", &root), E_GONE,
	    "/nowhere/x.conf: cannot be read: No such file or "
	    "directory");
	root = read_conf(tmp_dir(), "l = [ 1, 2 ]; g = { a = 2.5; }; t = 1;");
	list = conf_at(root, "l");
	ck_assert_int_eq(conf_is_list(list), 1);
	ck_assert_int_eq(conf_is_list(root), 0);
	ck_assert_int_eq(conf_is_group(conf_at(root, "g")), 1);
	ck_assert_int_eq(conf_count(list), 2);
	ck_assert_int_eq(conf_count(NULL), 0);
	ck_assert_int_eq(conf_int(conf_nth(list, 1), &i), 1);
	ck_assert_int_eq(i, 2);
	ck_assert_ptr_null(conf_nth(list, 2));
	ck_assert_ptr_null(conf_at(list, "a"));
	ck_assert_ptr_null(conf_at(NULL, "a"));
	same_text("name", conf_name(conf_nth(root, 1)), "g");
	ck_assert_int_eq(conf_number(conf_at(conf_at(root, "g"), "a"), &d), 1);
	ck_assert(d > 2.4 && d < 2.6);
	ck_assert_int_eq(conf_number(conf_at(root, "t"), &d), 1);
	ck_assert(d > 0.9 && d < 1.1);
	ck_assert_ptr_null(conf_text(conf_at(root, "t")));
}
END_TEST

static const struct {
	const char	*name, *text;
	mode_t		 mode;
	enum err	 want;
	const char	*secret;	/* or the sentence behind the path */
} secrets[] = {
	{ "a line", "s3cret\n", 0600, E_OK, "s3cret" },
	{ "for a group", "s3cret", 0640, E_OK, "s3cret" },
	{ "trimmed", " \ts3 cret \r\n", 0400, E_OK, "s3 cret" },
	{ "the first line only", "s3cret\nother\n", 0600, E_OK, "s3cret" },
	{ "readable by others", "s3cret\n", 0644, E_SHAPE,
	    " can be read by others; chmod 640 or 600 it" },
	{ "writable by others", "s3cret\n", 0602, E_SHAPE,
	    " can be read by others" },
	{ "empty", "", 0600, E_SHAPE, " has no secret in its first line" },
	{ "blank", " \n", 0600, E_SHAPE, " has no secret" },
	{ "second line only", "\ns3cret\n", 0600, E_SHAPE, " has no secret" },
};

START_TEST(secret)
{
	const char *path = tmp_write(tmp_dir(), "s", secrets[_i].text);
	const char *got = NULL;

	ck_assert_int_eq(chmod(path, secrets[_i].mode), 0);
	same_outcome(secrets[_i].name, conf_secret(&sc, path, &got),
	    secrets[_i].want, str_fmt(&sc, "%s%s", path, secrets[_i].secret));
	same_text(secrets[_i].name, got, secrets[_i].want == E_OK ?
	    secrets[_i].secret : NULL);
}
END_TEST

START_TEST(secret_files)
{
	const char *dir = tmp_dir(), *got;
	char *text = str_fmt(&sc, "%4097s", "x");

	same_outcome("long", conf_secret(&sc, tmp_write(dir, "s", text), &got),
	    E_LIMIT, str_fmt(&sc, "%s/s is larger than 4096", dir));
	same_outcome("not too long", conf_secret(&sc, tmp_write(dir, "s",
	    text + 1), &got), E_OK, "");
	same_outcome("none", conf_secret(&sc, str_fmt(&sc, "%s/none", dir),
	    &got), E_GONE, "cannot read ");
	same_outcome("folder", conf_secret(&sc, dir, &got), E_GONE,
	    "cannot read ");
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("conf");

	tcase_add_test(t, presets);
	tcase_add_test(t, all_given);
	tcase_add_loop_test(t, fill, 0, LEN(fills));
	tcase_add_test(t, paths_in_groups);
	tcase_add_test(t, empty_path_where_allowed);
	tcase_add_test(t, includes);
	tcase_add_loop_test(t, not_libconfig, 0, LEN(broken));
	tcase_add_test(t, walking);
	tcase_add_loop_test(t, secret, 0, LEN(secrets));
	tcase_add_test(t, secret_files);
	return run_case("conf", t);
}
