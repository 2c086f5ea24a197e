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
	{ "semicolons", "a;b\n1,5;\"c;d\"\n", "1:[a][b]2:[1,5][c;d]" },
	{ "semicolons in a header with commas", "a;b,c\n", "1:[a;b][c]" },
	{ "semicolons below a header", "a,b\n1;2,3\n", "1:[a][b]2:[1;2][3]" },
	{ "mark and semicolons", "\xef\xbb\xbf" "a;b\r\nc;d\r\n",
	    "1:[a][b]2:[c][d]" },
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
	{ "not UTF-8", "a\n\xff\n", "2:1: the file is not UTF-8" },
	{ "open quote", "a\nb\n\"c\nd\n", "3:1: a quote is not closed" },
	{ "open quote after lines in quotes", "\"a\nb\",\"c",
	    "2:2: a quote is not closed" },
	{ "open quote, CR", "a\r\"b", "2:1: a quote is not closed" },
	{ "a lone quote", "\"", "1:1: a quote is not closed" },
	{ "text behind quotes", "x\n\"a\"b,c",
	    "2:1: a field goes on behind its closing quote" },
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
	    "1:1: a field is longer than 4096 bytes");
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

START_TEST(too_many_rows)
{
	struct csv_row *r = NULL;
	char *text = scope_alloc(&sc, CSV_LINES + 2);
	int n = 0;

	memset(text, '\n', CSV_LINES + 1);
	same_outcome("too many", csv_parse(&sc, text, &r, &n), E_LIMIT,
	    "more than 1000000 lines");
	text[CSV_LINES] = '\0';
	same_outcome("as many", csv_parse(&sc, text, &r, &n), E_OK, "");
}
END_TEST

/* More columns than are kept are counted. */
START_TEST(wide)
{
	struct csv_row *r = NULL;
	int n = 0;

	same_outcome("wide", csv_parse(&sc, many("x", 40), &r, &n), E_OK, "");
	ck_assert_int_eq(r[0].n, 40);
	same_text("last kept", r[0].col[CSV_COLUMNS - 1], "x");
}
END_TEST

/* What is written reads as it was, and needs quotes or not. */
static const struct {
	const char	*text, *want;
} written[] = {
	{ "", ",x\n" }, { "a b", "a b,x\n" }, { "a,b", "\"a,b\",x\n" },
	{ "a;b", "\"a;b\",x\n" }, { "say \"a\"", "\"say \"\"a\"\"\",x\n" },
	{ " a", "\" a\",x\n" }, { "a\t", "\"a\t\",x\n" },
	{ "\va", "\"\va\",x\n" },
	{ "a\r\nb", "\"a\r\nb\",x\n" }, { "=1+1", "=1+1,x\n" },
	{ "-5", "-5,x\n" }, { "@a", "@a,x\n" },
};

START_TEST(back)
{
	const char *text = written[_i].text;
	struct csv_row *r = NULL;
	struct buf b;
	int n = 0;

	buf_init(&b, &sc, 1000);
	csv_add(&b, (const char *[]){ text, "x" }, 2);
	same_text(text, b.at, written[_i].want);
	same_outcome(text, csv_parse(&sc, b.at, &r, &n), E_OK, "");
	same_text(text, r[0].col[0], text);
}
END_TEST

static const struct {
	const char	*text, *want;
} cells[] = {
	{ "", "" }, { "a", "a" }, { "a=1", "a=1" }, { "a - b", "a - b" },
	{ "=1+1", "'=1+1" }, { "+1", "'+1" }, { "-1", "'-1" },
	{ "@SUM(A1)", "'@SUM(A1)" }, { " =1", " '=1" }, { "\t=1", "\t'=1" },
	{ "a\n=1", "a\n'=1" }, { "a\r\n-1", "a\r\n'-1" },
	{ "a;=1", "a;'=1" }, { "a, @b", "a, '@b" }, { "==1", "'==1" },
	{ "'=1", "'=1" }, { "\"=1\"", "\"=1\"" }, { "a;;+1", "a;;'+1" },
};

START_TEST(defused)
{
	same_text(cells[_i].text, csv_defused(&sc, cells[_i].text),
	    cells[_i].want);
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
	tcase_add_test(t, wide);
	tcase_add_test(t, too_many_rows);
	tcase_add_loop_test(t, back, 0, LEN(written));
	tcase_add_loop_test(t, defused, 0, LEN(cells));
	return run_case("csv", t);
}
