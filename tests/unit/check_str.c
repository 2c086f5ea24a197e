/* Texts: UTF-8, cutting, numbers, trimming, and buffers that have a cap. */
#include "tmp.h"

#include <stdint.h>

static const struct {
	const char	*name, *text;
	int		 want;
} utf8[] = {
	{ "empty", "", 1 },
	{ "ASCII", "a\t~\x7f", 1 },
	{ "two bytes, first and last", "\xc2\x80\xdf\xbf", 1 },
	{ "three bytes, first and last", "\xe0\xa0\x80\xef\xbf\xbf", 1 },
	{ "before and after the surrogates", "\xed\x9f\xbf\xee\x80\x80", 1 },
	{ "four bytes, first and last", "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf", 1 },
	{ "alone", "\x80", 0 },
	{ "overlong /", "\xc0\xaf", 0 },
	{ "overlong of two", "\xc1\xbf", 0 },
	{ "overlong of three", "\xe0\x9f\xbf", 0 },
	{ "overlong of four", "\xf0\x8f\xbf\xbf", 0 },
	{ "surrogate", "\xed\xa0\x80", 0 },
	{ "above U+10FFFF", "\xf4\x90\x80\x80", 0 },
	{ "f5", "\xf5\x80\x80\x80", 0 },
	{ "ff", "\xff", 0 },
	{ "cut after one of two", "a\xc4", 0 },
	{ "cut after two of three", "\xe2\x82", 0 },
	{ "cut after three of four", "\xf0\x9f\x98", 0 },
	{ "third byte wrong", "\xe2\x82" "a", 0 },
	{ "fourth byte wrong", "\xf0\x9f\x98" "a", 0 },
};

START_TEST(is_utf8)
{
	int got = str_utf8(utf8[_i].text, strlen(utf8[_i].text));

	ck_assert_msg(got == utf8[_i].want, "%s: got %d, want %d",
	    utf8[_i].name, got, utf8[_i].want);
}
END_TEST

START_TEST(nul_is_not_utf8)
{
	ck_assert_int_eq(str_utf8("a\0b", 3), 0);
	ck_assert_int_eq(str_utf8("a\0b", 1), 1);
}
END_TEST

static const struct {
	const char	*name, *text;
	size_t		 max, want;
} cuts[] = {
	{ "shorter", "abc", 4, 3 },
	{ "as long", "abc", 3, 3 },
	{ "longer", "abcd", 3, 3 },
	{ "nothing", "abc", 0, 0 },
	{ "empty", "", 5, 0 },
	{ "inside of two", "a\xc4\x85" "b", 2, 1 },
	{ "behind two", "a\xc4\x85" "b", 3, 3 },
	{ "inside of four", "a\xf0\x9f\x98\x80" "b", 4, 1 },
	{ "ends with four", "a\xf0\x9f\x98\x80", 5, 5 },
};

START_TEST(cut)
{
	size_t got = str_utf8_cut(cuts[_i].text, cuts[_i].max);

	ck_assert_msg(got == cuts[_i].want, "%s: got %zu, want %zu",
	    cuts[_i].name, got, cuts[_i].want);
}
END_TEST

static const struct {
	const char	*text;
	int		 want;
	int64_t		 value;
} ints[] = {
	{ "0", 1, 0 },
	{ "17", 1, 17 },
	{ "-3", 1, -3 },
	{ "007", 1, 7 },
	{ "9223372036854775807", 1, INT64_MAX },
	{ "-9223372036854775808", 1, INT64_MIN },
	{ "9223372036854775808", 0, 0 },
	{ "-9223372036854775809", 0, 0 },
	{ "", 0, 0 },
	{ "-", 0, 0 },
	{ "--1", 0, 0 },
	{ "+1", 0, 0 },
	{ "- 1", 0, 0 },
	{ " 1", 0, 0 },
	{ "1 ", 0, 0 },
	{ "1\n", 0, 0 },
	{ "0x10", 0, 0 },
	{ "1.0", 0, 0 },
	{ "1e3", 0, 0 },
	{ NULL, 0, 0 },
};

START_TEST(whole_number)
{
	int64_t v = 4711;
	int got = str_int(ints[_i].text, &v);

	ck_assert_msg(got == ints[_i].want, "%s: got %d", ints[_i].text, got);
	ck_assert_int_eq(v, got ? ints[_i].value : 4711);
}
END_TEST

static const struct {
	const char	*from, *want;
} trims[] = {
	{ "", "" }, { " \t\r\n", "" }, { "a", "a" }, { " a b ", "a b" },
	{ "\ta", "a" }, { "a\r\n", "a" }, { "\xc2\xa0" "a", "\xc2\xa0" "a" },
};

START_TEST(trim)
{
	same_text(trims[_i].from, str_trim(str_dup(&sc, trims[_i].from)),
	    trims[_i].want);
}
END_TEST

START_TEST(small_helpers)
{
	same_text("lower", str_lower(&sc, "AZaz\xc4\x84" "09"),
	    "azaz\xc4\x84" "09");
	ck_assert_ptr_null(str_lower(&sc, NULL));
	ck_assert_ptr_null(str_dup(&sc, NULL));
	same_text("copy", str_copy(&sc, "abc", 2), "ab");
	same_text("copy of nothing", str_copy(&sc, NULL, 0), "");
	same_text("format", str_fmt(&sc, "%s-%d", "a", 7), "a-7");
	ck_assert_int_eq(str_same("a", "a"), 1);
	ck_assert_int_eq(str_same("a", "b"), 0);
	ck_assert_int_eq(str_same(NULL, NULL), 0);
	ck_assert_int_eq(str_same("a", NULL), 0);
}
END_TEST

static const struct {
	const char	*name;
	size_t		 max;
	const char	*one, *two, *want;
	int		 full;
} caps[] = {
	{ "room enough", 9, "abc", "de", "abcde", 0 },
	{ "exactly", 5, "abc", "de", "abcde", 0 },
	{ "one too many", 4, "abc", "de", "abcd", 1 },
	{ "full before", 3, "abc", "de", "abc", 1 },
	{ "nothing after full", 3, "abc", "", "abc", 0 },
	{ "none at all", 0, "a", "b", "", 1 },
};

START_TEST(cap)
{
	struct buf b;

	buf_init(&b, &sc, caps[_i].max);
	buf_puts(&b, caps[_i].one);
	buf_fmt(&b, "%s", caps[_i].two);
	same_text(caps[_i].name, b.at, caps[_i].want);
	ck_assert_uint_eq(b.len, strlen(caps[_i].want));
	ck_assert_msg(b.full == caps[_i].full, "%s: full is %d",
	    caps[_i].name, b.full);
}
END_TEST

START_TEST(buffer_grows)
{
	struct buf b;

	buf_init(&b, &sc, 1 << 20);
	for (int i = 0; i < 10000; i++)
		buf_fmt(&b, "%04d,", i);
	ck_assert_uint_eq(b.len, 50000);
	ck_assert(memcmp(b.at, "0000,0001,", 10) == 0);
	ck_assert(strcmp(b.at + 49990, "9998,9999,") == 0);
	ck_assert_int_eq(b.full, 0);
}
END_TEST

START_TEST(files)
{
	const char *dir = tmp_dir(), *path = tmp_write(dir, "f", "12345");
	char *got = NULL;
	size_t len = 0;

	same_outcome("fits", str_file(&sc, path, 5, &got, &len), E_OK, "");
	same_text("fits", got, "12345");
	ck_assert_uint_eq(len, 5);
	same_outcome("large", str_file(&sc, path, 4, &got, NULL), E_LIMIT,
	    str_fmt(&sc, "%s is larger than 4 bytes", path));
	path = str_fmt(&sc, "%s/none", dir);
	same_outcome("none", str_file(&sc, path, 4, &got, NULL), E_GONE,
	    str_fmt(&sc, "cannot read %s: No such file", path));
	same_outcome("folder", str_file(&sc, dir, 4, &got, NULL), E_GONE,
	    str_fmt(&sc, "cannot read %s: Is a directory", dir));
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("str");

	tcase_add_loop_test(t, is_utf8, 0, LEN(utf8));
	tcase_add_test(t, nul_is_not_utf8);
	tcase_add_loop_test(t, cut, 0, LEN(cuts));
	tcase_add_loop_test(t, whole_number, 0, LEN(ints));
	tcase_add_loop_test(t, trim, 0, LEN(trims));
	tcase_add_test(t, small_helpers);
	tcase_add_loop_test(t, cap, 0, LEN(caps));
	tcase_add_test(t, buffer_grows);
	tcase_add_test(t, files);
	return run_case("str", t);
}
