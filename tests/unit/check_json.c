/* JSON: what the door refuses, what readers answer, which bytes come out. */
#include "same.h"

#include "base/json.h"

#include <signal.h>
#include <unistd.h>

enum { DEPTH = 3 };

static const struct {
	const char	*name, *text;
	enum err	 want;
	const char	*why;
} documents[] = {
	{ "object", "{\"a\":1}", E_OK, "" },
	{ "one value", " 17 ", E_OK, "" },
	{ "text", "\"\xc4\x85\"", E_OK, "" },
	{ "blanks around", "\r\n\t {} \r\n\t", E_OK, "" },
	{ "as deep as allowed", "[[[]]]", E_OK, "" },
	{ "as deep, side by side", "[[[],[]],[[]]]", E_OK, "" },
	{ "brackets in a text", "\"[[[[[[\"", E_OK, "" },
	{ "a quote in a text", "[\"\\\"[[[[[\"]", E_OK, "" },
	{ "escaped backslash before NUL's name", "\"\\\\u0000\"", E_OK, "" },
	{ "too deep", "[[[[]]]]", E_LIMIT, "JSON is deeper than 3 at byte 3" },
	{ "too deep, objects", "{\"a\":{\"a\":{\"a\":{}}}}", E_LIMIT,
	    "JSON is deeper than 3 at byte 15" },
	{ "never closed", "[[[[[[[[[[[[", E_LIMIT, "JSON is deeper than 3" },
	{ "closed before", "]]]][[[[", E_SHAPE, "not JSON" },
	{ "NUL", "{\"a\":\"b\\u0000c\"}", E_SHAPE,
	    "JSON has a NUL character at byte 7" },
	{ "NUL in a name", "{\"\\u0000\":1}", E_SHAPE,
	    "JSON has a NUL character at byte 2" },
	{ "not UTF-8", "\"\xff\"", E_SHAPE, "JSON is not UTF-8" },
	{ "a surrogate in UTF-8", "\"\xed\xa0\x80\"", E_SHAPE,
	    "JSON is not UTF-8" },
	{ "half a pair", "\"\\ud800\"", E_SHAPE, "not JSON" },
	{ "two values", "{}{}", E_SHAPE, "not JSON at byte 2" },
	{ "something behind", "[] x", E_SHAPE, "not JSON at byte 3" },
	{ "empty", "", E_SHAPE, "not JSON at byte 0" },
	{ "blanks only", "  ", E_SHAPE, "not JSON" },
	{ "not closed", "{\"a\":1", E_SHAPE, "not JSON" },
	{ "open text", "\"a", E_SHAPE, "not JSON" },
	{ "a comma too many", "[1,]", E_SHAPE, "not JSON" },
	{ "a comment", "/* */ 1", E_SHAPE, "not JSON" },
	{ "single quotes", "{'a':1}", E_SHAPE, "not JSON" },
	{ "a word", "nul", E_SHAPE, "not JSON" },
};

START_TEST(parse)
{
	const char *text = documents[_i].text;
	const struct cJSON *j = NULL;

	same_outcome(documents[_i].name, json_parse(&sc, text, strlen(text),
	    DEPTH, &j), documents[_i].want, documents[_i].why);
	ck_assert_msg((j != NULL) == (documents[_i].want == E_OK), "%s",
	    documents[_i].name);
}
END_TEST

START_TEST(bytes_are_counted)
{
	const struct cJSON *j;

	same_outcome("NUL", json_parse(&sc, "[]\0", 3, DEPTH, &j), E_SHAPE,
	    "JSON is not UTF-8");
	same_outcome("part", json_parse(&sc, "[]]]", 2, DEPTH, &j), E_OK, "");
}
END_TEST

static const struct cJSON *
read_json(const char *text)
{
	const struct cJSON *j = NULL;

	same_outcome(text, json_parse(&sc, text, strlen(text), 16, &j), E_OK,
	    "");
	return j;
}

static const struct {
	const char	*text;
	int64_t		 want;
} numbers[] = {
	{ "0", 0 },
	{ "-17", -17 },
	{ "1e3", 1000 },
	{ "2.0", 2 },
	{ "9007199254740991", 9007199254740991 },
	{ "-9007199254740991", -9007199254740991 },
	/* From here on two neighbours would read as the same number. */
	{ "9007199254740992", -1 },
	{ "9007199254740993", -1 },
	{ "-9007199254740993", -1 },
	{ "1e999", -1 },
	{ "2.5", -1 },
	{ "\"2\"", -1 },
	{ "true", -1 },
	{ "null", -1 },
	{ "[2]", -1 },
};

START_TEST(number)
{
	int64_t got = json_int(read_json(numbers[_i].text), "", -1);

	ck_assert_msg(got == numbers[_i].want, "%s: got %lld",
	    numbers[_i].text, (long long)got);
}
END_TEST

START_TEST(readers)
{
	const struct cJSON *j = read_json("{\"a\":{\"b\":\"c\",\"t\":true,"
	    "\"ab\":\"no\",\"e\":\"\"},\"n\":null,\"l\":[1,\"x\"],\"a.b\":1}");
	const struct cJSON *it = json_first(json_at(j, "l"));
	const char *s = NULL;

	same_text("path", json_text(j, "a.b"), "c");
	same_text("absent", json_text(j, "a.x"), NULL);
	same_text("through a text", json_text(j, "a.b.c"), NULL);
	same_text("not a text", json_text(j, "a.t"), NULL);
	same_text("of nothing", json_text(NULL, "a"), NULL);
	ck_assert_ptr_null(json_at(j, "n"));
	ck_assert_int_eq(json_true(j, "a.t"), 1);
	ck_assert_int_eq(json_true(j, "a.b"), 0);
	ck_assert_int_eq(json_int(it, "", 0), 1);
	same_text("second", json_value(json_next(it)), "x");
	ck_assert_ptr_null(json_next(json_next(it)));
	ck_assert_ptr_null(json_first(json_at(j, "a.b")));
	same_text("name", json_name(json_first(j)), "a");
	same_outcome("there", json_need(&sc, j, "a.b", &s), E_OK, "");
	same_text("there", s, "c");
	same_outcome("empty", json_need(&sc, j, "a.e", &s), E_SHAPE,
	    "$.a.e is missing or not a text");
	same_outcome("null", json_need(&sc, j, "n", &s), E_SHAPE,
	    "$.n is missing or not a text");
}
END_TEST

static const struct {
	const char	*text;
	enum json_kind	 want;
} kinds[] = {
	{ "null", JSON_NULL }, { "true", JSON_FLAG }, { "false", JSON_FLAG },
	{ "0", JSON_NUMBER }, { "\"\"", JSON_TEXT }, { "[]", JSON_LIST },
	{ "{}", JSON_OBJECT },
};

START_TEST(kind)
{
	ck_assert_msg(json_kind(read_json(kinds[_i].text)) == kinds[_i].want,
	    "%s", kinds[_i].text);
}
END_TEST

static const struct {
	const char	*name, *text;
	enum err	 want;
} strict[] = {
	{ "all there is", "{\"a\" : [-1.5e+3, 0, 0.1, 10, true, false, null,"
	    " \"\\\"\\u00e9\"]}\r\n\t", E_OK },
	{ "byte order mark", "\xef\xbb\xbf{}", E_SHAPE },
	{ "raw newline in a text", "\"a\nb\"", E_SHAPE },
	{ "form feed", "[\f]", E_SHAPE },
	{ "leading zero", "01", E_SHAPE },
	{ "-01", "-01", E_SHAPE },
	{ "nothing behind the point", "1.", E_SHAPE },
	{ "nothing before the point", ".5", E_SHAPE },
	{ "plus", "+1", E_SHAPE },
	{ "empty exponent", "1e", E_SHAPE },
	{ "minus alone", "-", E_SHAPE },
	{ "hexadecimal", "0x10", E_SHAPE },
	{ "NaN", "NaN", E_SHAPE },
	{ "open text", "\"a", E_SHAPE },
	{ "open escape", "\"a\\", E_SHAPE },
};

START_TEST(strictness)
{
	same_outcome(strict[_i].name, json_strict(&sc, strict[_i].text,
	    strlen(strict[_i].text)), strict[_i].want, "not strict JSON at ");
}
END_TEST

static const struct {
	const char	*name, *text, *want;
} quoted[] = {
	{ "plain", "a/b", "\"a/b\"" },
	{ "empty", "", "\"\"" },
	{ "nothing", NULL, "null" },
	{ "quote and backslash", "\"\\", "\"\\\"\\\\\"" },
	{ "newline", "a\nb", "\"a\\nb\"" },
	{ "controls", "\x01\t\r\x1f", "\"\\u0001\\u0009\\u000d\\u001f\"" },
	{ "delete stays", "\x7f", "\"\x7f\"" },
	{ "UTF-8 stays", "\xc4\x85\xf0\x9f\x98\x80",
	    "\"\xc4\x85\xf0\x9f\x98\x80\"" },
};

START_TEST(quoting)
{
	struct json_out o;

	json_begin(&o, &sc, 1000);
	json_put(&o, NULL, quoted[_i].text);
	same_text(quoted[_i].name, json_end(&o), quoted[_i].want);
	same_text(quoted[_i].name, json_value(read_json(o.buf.at)),
	    quoted[_i].text);
}
END_TEST

START_TEST(writer_keeps_the_order)
{
	struct json_out o;

	json_begin(&o, &sc, 1000);
	json_open(&o, NULL, '{');
	json_put_int(&o, "z", INT64_MIN);
	json_put(&o, "a\"", "x");
	json_open(&o, "l", '[');
	json_open(&o, NULL, '{');
	json_close(&o);
	json_put_bool(&o, NULL, 2);
	json_put_bool(&o, NULL, 0);
	json_close(&o);
	json_put_raw(&o, "r", "{\"b\":1}");
	json_close(&o);
	same_text("order", json_end(&o), "{\"z\":-9223372036854775808,"
	    "\"a\\\"\":\"x\",\"l\":[{},true,false],\"r\":{\"b\":1}}");
	ck_assert_int_eq(o.buf.full, 0);
}
END_TEST

START_TEST(writer_has_a_cap)
{
	struct json_out o;

	json_begin(&o, &sc, 5);
	json_put(&o, NULL, "abcdef");
	ck_assert_int_eq(o.buf.full, 1);
	same_text("cap", json_end(&o), "\"abcd");
}
END_TEST

/* What is wrong in our own code ends the process, and says so. */
static void
begin_quietly(struct json_out *o)
{
	close(STDERR_FILENO);
	json_begin(o, &sc, 100);
}

START_TEST(left_open)
{
	struct json_out o;

	begin_quietly(&o);
	json_open(&o, NULL, '[');
	json_end(&o);
}
END_TEST

START_TEST(closed_too_often)
{
	struct json_out o;

	begin_quietly(&o);
	json_close(&o);
}
END_TEST

START_TEST(written_too_deep)
{
	struct json_out o;

	begin_quietly(&o);
	for (int i = 0; i < 33; i++)
		json_open(&o, NULL, '[');
}
END_TEST

static const struct {
	const char	*name, *text;
	enum err	 want;
	const char	*out;	/* all members, or why not */
} objects[] = {
	{ "none", " { } ", E_OK, "" },
	{ "as written", "\r\n{ \"a\" : 1.10 ,\"B\":-0e+07,\t\"c\": "
	    "\"x\\u0041\\\"},{\" }\n", E_OK,
	    "a=1.10;B=-0e+07;c=\"x\\u0041\\\"},{\";" },
	{ "a long number", "{\"n\":123456789012345678901234567890}", E_OK,
	    "n=123456789012345678901234567890;" },
	{ "what is inside", "{\"a\":[ {\"b\":\"]}\"}, [] ],"
	    "\"\\u0062\":{ },\"z\":null}", E_OK,
	    "a=[ {\"b\":\"]}\"}, [] ];b={ };z=null;" },
	{ "twice", "{\"a\":1,\"a\":2}", E_OK, "a=1;a=2;" },
	{ "a list", "[1]", E_SHAPE, "no JSON object" },
	{ "a text", "\"{\"", E_SHAPE, "no JSON object" },
	{ "a raw line end", "{\"a\":\"b\nc\"}", E_SHAPE,
	    "not strict JSON at byte 5" },
	{ "half", "{\"a\":1", E_SHAPE, "not JSON" },
};

START_TEST(members)
{
	const char *text = objects[_i].text;
	struct json_member *m;
	struct buf b;
	int n = 0;
	enum err e = json_members(&sc, text, strlen(text), DEPTH, &m, &n);

	same_outcome(objects[_i].name, e, objects[_i].want,
	    e == E_OK ? "" : objects[_i].out);
	buf_init(&b, &sc, 1000);
	for (int i = 0; e == E_OK && i < n; i++)
		buf_fmt(&b, "%s=%s;", m[i].name, m[i].raw);
	if (e == E_OK)
		same_text(objects[_i].name, b.at, objects[_i].out);
}
END_TEST

static const struct {
	const char	*a, *b;
	int		 same;
} pairs[] = {
	{ "1", "1.0", 1 },
	{ "1", "2", 0 },
	{ "1", "\"1\"", 0 },
	{ "null", "null", 1 },
	{ "null", NULL, 1 },
	{ "0", NULL, 0 },
	{ NULL, "false", 0 },
	{ "{\"a\":1,\"b\":[2]}", " {\"b\":[2], \"a\":1}", 1 },
	{ "{\"a\":1}", "{\"A\":1}", 0 },
	{ "[1,2]", "[2,1]", 0 },
};

static const struct cJSON *
parsed(const char *text)
{
	const struct cJSON *j = NULL;

	if (text != NULL)
		ck_assert(json_parse(&sc, text, strlen(text), DEPTH, &j) ==
		    E_OK);
	return j;
}

START_TEST(same_values)
{
	ck_assert_msg(json_same(parsed(pairs[_i].a), parsed(pairs[_i].b)) ==
	    pairs[_i].same, "pair %d", _i);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("json");

	tcase_add_loop_test(t, parse, 0, LEN(documents));
	tcase_add_test(t, bytes_are_counted);
	tcase_add_loop_test(t, number, 0, LEN(numbers));
	tcase_add_test(t, readers);
	tcase_add_loop_test(t, kind, 0, LEN(kinds));
	tcase_add_loop_test(t, strictness, 0, LEN(strict));
	tcase_add_loop_test(t, quoting, 0, LEN(quoted));
	tcase_add_test(t, writer_keeps_the_order);
	tcase_add_test(t, writer_has_a_cap);
	tcase_add_test_raise_signal(t, left_open, SIGABRT);
	tcase_add_test_raise_signal(t, closed_too_often, SIGABRT);
	tcase_add_test_raise_signal(t, written_too_deep, SIGABRT);
	tcase_add_loop_test(t, members, 0, LEN(objects));
	tcase_add_loop_test(t, same_values, 0, LEN(pairs));
	return run_case("json", t);
}
