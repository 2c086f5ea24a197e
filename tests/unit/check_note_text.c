/* HTML notes as lines: nothing but what a reader sees. */
#include "note_text.h"
#include "same.h"

#include "base/clock.h"

static const struct {
	const char	*name, *html, *want;
} rows[] = {
	{ "empty", "", "" },
	{ "text", "a b", "a b" },
	{ "white space is one blank", " a \n\t b\r\n", "a b" },
	{ "inline", "/<b>c</b><i>sp</i> why", "/csp why" },
	{ "paragraphs", "<p>a</p>\n<p>\n b\n</p>", "a\nb\n" },
	{ "divs in divs", "<div><div>a</div></div><div>b</div>", "a\nb\n" },
	{ "br", "a<br>b<br/>c<BR />d", "a\nb\nc\nd" },
	{ "br twice", "a<br><br>b", "a\n\nb" },
	{ "lists", "<ul><li>a<li>b</ul>c", "a\nb\nc" },
	{ "table", "<table><tr><td>a</td><td>b</td></tr><tr><td>c</table>",
	    "a b\nc\n" },
	{ "pre", "<pre>a\n  b\n</pre>c", "a\n  b\nc" },
	{ "unknown element", "a<o:p>b</o:p>c", "abc" },

	{ "entities", "&lt;p&gt;&amp;lt;&quot;&apos;", "<p>&lt;\"'" },
	{ "nbsp stays", "&nbsp;/csp", "\xc2\xa0/csp" },
	{ "numbers", "&#47;c&#x73;p&#X70;", "/cspp" },
	{ "Polish and signs", "&oacute;&#322;&#x17C;&ndash;&hellip;&euro;",
	    "ół\xc5\xbc–…€" },
	{ "four bytes", "&#128512;", "\xf0\x9f\x98\x80" },
	{ "no such entity", "&nosuch; & &; &#; &#x; &#12a; &amp &#47",
	    "&nosuch; & &; &#; &#x; &#12a; &amp &#47" },
	{ "impossible characters", "&#0;&#xD800;&#x110000;&#99999999;",
	    "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
	{ "a new line by entity is white space", "a&#10;/csp why",
	    "a /csp why" },
	{ "a new line by entity in pre", "<pre>a&#10;b</pre>", "a\nb\n" },
	{ "no tag by entity", "&lt;br>/csp", "<br>/csp" },

	{ "attribute", "a<img alt=\"x\n/csp why\">b", "ab" },
	{ "> in an attribute", "<a title=\"<br>/csp why\">b</a>", "b" },
	{ "> in single quotes", "<a title='\"><br>/csp'>b", "b" },
	{ "blanks around =", "<a title = \n\"><br>/csp\">b", "b" },
	{ "quote in a bare value", "<a title=x\">b<i c=\"d\">e", "be" },
	{ "quote without =", "<p don't>b<i c='d'>e", "be" },
	{ "= as a name", "<a a==\">b<i c=\"d\">e", "be" },
	{ "= first", "<a =\"x\">b", "b" },
	{ "no value", "<a title=>b", "b" },
	{ "slash", "<a/b/c='/>'/>d", "d" },
	{ "attribute never ends", "a<br>b<a title=\"><br>/csp why", "a\nb" },
	{ "tag never ends", "a<br>/csp why<a b", "a\n/csp why" },
	{ "no tag", "1 < 2 <3 <", "1 < 2 <3 <" },

	{ "comment", "a<!-- <br>/csp why -->b", "ab" },
	{ "short comments", "a<!-->b<!--->c", "abc" },
	{ "odd end of a comment", "a<!-- x --!>b", "ab" },
	{ "comment is not ended by", "a<!--!>b-->c", "ac" },
	{ "comment never ends", "a<!-- <br>/csp why", "a" },
	{ "declarations", "<!DOCTYPE html>a<?xml b?>c</3>d", "acd" },
	{ "script", "a<script>\"<br>/csp why\"</script>b", "ab" },
	{ "script's end", "a<script></scripts><br>/csp</script >b", "ab" },
	{ "style", "a<STYLE><br>/csp why</style>b", "ab" },
	{ "script never ends", "a<script><br>/csp why", "a" },
	{ "title", "<title>/csp why</title>a", "a" },
	{ "head", "<html><head><meta x><p>/csp why</head><body>a</body>",
	    "a\n" },

	{ "blockquote", "a<blockquote>/csp b</blockquote>c", "a\nc" },
	{ "quotes in quotes", "<blockquote>a<blockquote>b</blockquote>c"
	    "</blockquote>d", "d" },
	{ "quote never ends", "a<blockquote><p>/csp why</p>", "a\n" },
	{ "end of no quote", "</blockquote>a", "a" },
	{ "gmail_quote", "a<div class=\"x gmail_quote\"><div>b</div>"
	    "<br>/csp why</div>c", "a\nc" },
	{ "not gmail_quote", "<p class='gmail_quotes'>a", "a" },
	{ "hidden", "<p hidden>/csp why</p>a", "a" },
	{ "not displayed", "<p style='color:red; Display : NONE'>b</p>a",
	    "a" },
	{ "displayed", "<p style='display:inline'>a</p>", "a\n" },
	{ "too small", "<p style='font-size: 0px'>b</p>a", "a" },
	{ "not visible", "<p style='Visibility:hidden'>b</p>a", "a" },
	{ "white", "<p style='color: #FFFFFF'>b</p>a", "a" },
	{ "folded", "<details>b</details>a", "a" },
	{ "large and red", "<p style='font-size:12pt;color:red'>a</p>",
	    "a\n" },
	{ "hidden without inside", "a<br hidden>b<img hidden>c", "a\nbc" },
};

START_TEST(text)
{
	same_text(rows[_i].name, note_text(&sc, rows[_i].html),
	    rows[_i].want);
}
END_TEST

/* What could be read again and again, a megabyte of each. */
static const char *const hostile[] = {
	"<", "&", "<!--", "<a b=\"", "</", "<script>", "<div>", "&#", "<p ",
	"<blockquote>", "<a style='ddd", "\n", "<b =", "<!", "-- ", "a;",
	"<script></script>", "<!---->", "<script><", "<!-- - ",
};

START_TEST(linear)
{
	struct buf b;
	int64_t start;

	buf_init(&b, &sc, 1 << 20);
	while (!b.full)
		buf_puts(&b, hostile[_i]);
	start = clock_steady();
	note_text(&sc, b.at);
	ck_assert_msg(clock_steady() - start < 2 * SECOND, "%s: took %lld ms",
	    hostile[_i], (long long)(clock_steady() - start));
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("note_text");

	tcase_add_loop_test(t, text, 0, LEN(rows));
	tcase_add_loop_test(t, linear, 0, LEN(hostile));
	return run_case("note_text", t);
}
