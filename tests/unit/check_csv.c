/* CSV as RFC 4180 has it, with the line of everything that is wrong. */
#include "same.h"

#include "base/csv.h"

/* Columns in [], rows with the line where they begin. */
static const char *
shown(const struct csv_row *rows, int n)
{
	struct buf b;

	buf_init(&b, &sc, 100000);
	for (int i = 0; i < n; i++) {
		buf_fmt(&b, "%d:", rows[i].line);
		for (int k = 0; k < rows[i].n; k++)
			buf_fmt(&b, "[%s]", rows[i].col[k]);
	}
	return b.at;
}

static const struct {
	const char	*name, *text, *want;
} good[] = {
	{ "empty", "", "" },
	{ "one row", "a,b", "1:[a][b]" },
	{ "line ends", "a\nb\n", "1:[a]2:[b]" },
	{ "CRLF", "a,b\r\nc,d\r\n", "1:[a][b]2:[c][d]" },
	{ "CR, as an old Macintosh", "a\rb\rc\rd\re\rf", "1:[a]2:[b]3:[c]"
	    "4:[d]5:[e]6:[f]" },
	{ "byte order mark", "\xef\xbb\xbf" "a,b\n", "1:[a][b]" },
	{ "mark before a quote", "\xef\xbb\xbf\"a\"", "1:[a]" },
	{ "empty columns", ",\n,b,", "1:[][]2:[][b][]" },
	{ "empty lines are skipped", "\n\na\n\r\n \t\nb\n", "3:[a]6:[b]" },
	{ "blanks around", " a ,\tb\t\n", "1:[a][b]" },
	{ "blanks in quotes stay", "\" a \" , b", "1:[ a ][b]" },
	{ "comma in quotes", "\"a,b\",c", "1:[a,b][c]" },
	{ "doubled quote", "\"a\"\"b\"\"\"", "1:[a\"b\"]" },
	{ "empty quotes", "\"\",x", "1:[][x]" },
	{ "quote inside", "a\"b,c", "1:[a\"b][c]" },
	{ "lines in quotes", "\"a\nb\r\nc\",d\ne", "1:[a\nb\r\nc][d]4:[e]" },
	{ "UTF-8", "\xc5\x81\xc3\xb3" "d\xc5\xba,x", "1:[\xc5\x81\xc3\xb3"
	    "d\xc5\xba][x]" },
	{ "16 columns", ",,,,,,,,,,,,,,,x", "1:[][][][][][][][][][][][][][]"
	    "[][x]" },
};

START_TEST(rows)
{
	struct csv_row *r = NULL;
	int n = 0;

	same_outcome(good[_i].name, csv_parse(&sc, good[_i].text, &r, &n),
	    E_OK, "");
	same_text(good[_i].name, shown(r, n), good[_i].want);
}
END_TEST

static const struct {
	const char	*name, *text, *why;
} bad[] = {
	{ "not UTF-8", "a\n\xff\n", "the file is not UTF-8" },
	{ "open quote", "a\nb\n\"c\nd\n", "line 3: a quote is not closed" },
	{ "open quote after lines in quotes", "\"a\nb\",\"c",
	    "line 2: a quote is not closed" },
	{ "open quote, CR", "a\r\"b", "line 2: a quote is not closed" },
	{ "a lone quote", "\"", "line 1: a quote is not closed" },
	{ "text behind quotes", "x\n\"a\"b,c",
	    "line 2: a field goes on behind its closing quote" },
	{ "17 columns", "a\n,,,,,,,,,,,,,,,,x",
	    "line 2: more than 16 columns" },
};

START_TEST(refused)
{
	struct csv_row *r = NULL;
	int n = 0;

	same_outcome(bad[_i].name, csv_parse(&sc, bad[_i].text, &r, &n),
	    E_SHAPE, bad[_i].why);
}
END_TEST

START_TEST(long_fields)
{
	char field[4098];
	struct csv_row *r = NULL;
	int n = 0;

	memset(field, 'x', sizeof(field));
	field[4097] = '\0';
	same_outcome("4097", csv_parse(&sc, field, &r, &n), E_SHAPE,
	    "line 1: a field is longer than 4096 bytes");
	same_outcome("4096", csv_parse(&sc, field + 1, &r, &n), E_OK, "");
	ck_assert_uint_eq(strlen(r[0].col[0]), 4096);
}
END_TEST

/* More rows than fit into one block of a scope. */
START_TEST(many_rows)
{
	static const char *const ends[] = { "\n", "\r", "\r\n", "\n\n" };
	struct csv_row *r = NULL;
	struct buf b;
	int n = 0;

	buf_init(&b, &sc, 1 << 20);
	for (int i = 0; i < 2000; i++)
		buf_fmt(&b, "%d,x%s", i, ends[_i]);
	same_outcome("many", csv_parse(&sc, b.at, &r, &n), E_OK, "");
	ck_assert_int_eq(n, 2000);
	same_text("last", r[n - 1].col[0], "1999");
	ck_assert_int_eq(r[n - 1].line, _i == 3 ? 3999 : 2000);
}
END_TEST

static const struct {
	const char	*name, *text;
	enum err	 want;
	const char	*why;
} headers[] = {
	{ "alone", "a,b", E_OK, "" },
	{ "with blanks", " a , b \n1,2\n3,\n", E_OK, "" },
	{ "nothing", "", E_SHAPE, "line 1: must be the header a,b" },
	{ "another order", "b,a\n1,2", E_SHAPE, "line 1: must be the header" },
	{ "one more", "a,b,c", E_SHAPE, "line 1: must be the header a,b" },
	{ "capitals", "A,B", E_SHAPE, "line 1: must be the header a,b" },
	{ "too few", "a,b\n1,2\n\n3\n", E_SHAPE,
	    "line 4: has 1 columns, the header has 2" },
	{ "too many", "a,b\n1,2,3\n", E_SHAPE,
	    "line 2: has 3 columns, the header has 2" },
};

START_TEST(header)
{
	struct csv_row *r = NULL;
	int n = 0;

	same_outcome(headers[_i].name, csv_parse(&sc, headers[_i].text, &r,
	    &n), E_OK, "");
	same_outcome(headers[_i].name, csv_check(&sc, r, n, "a,b"),
	    headers[_i].want, headers[_i].why);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("csv");

	tcase_add_loop_test(t, rows, 0, LEN(good));
	tcase_add_loop_test(t, refused, 0, LEN(bad));
	tcase_add_test(t, long_fields);
	tcase_add_loop_test(t, many_rows, 0, 4);
	tcase_add_loop_test(t, header, 0, LEN(headers));
	return run_case("csv", t);
}
