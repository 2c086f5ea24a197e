/* The HTML writer: nothing that is put in becomes markup. */
#include "same.h"

#include "web/html.h"

static const char *
done(struct html *h)
{
	const char *text;

	ck_assert_int_eq(html_end(h, &text), E_OK);
	return text;
}

static const struct {
	const char	*text, *want;
} texts[] = {
	{ "", "" },
	{ "plain", "plain" },
	{ "<script>alert(1)</script>",
	    "&lt;script&gt;alert(1)&lt;/script&gt;" },
	{ "\" onclick=\"x' y", "&quot; onclick=&quot;x&#39; y" },
	{ "&lt; & &amp;", "&amp;lt; &amp; &amp;amp;" },
	{ "żółć \xe2\x80\x9dq\xe2\x80\x9d", "żółć \xe2\x80\x9dq\xe2\x80\x9d" },
	{ "a\tb\nc", "a\tb\nc" },
	{ "a\x01\x1b\x7f\rb", "ab" },
	{ "--><!-- ]]>", "--&gt;&lt;!-- ]]&gt;" },
};

START_TEST(escapes)
{
	struct html h;

	html_begin(&h, &sc, 4096);
	html_put(&h, "p", ATTRS("title", texts[_i].text), texts[_i].text);
	same_text(texts[_i].text, done(&h), str_fmt(&sc,
	    "<!DOCTYPE html>\n<p title=\"%s\">%s</p>\n", texts[_i].want,
	    texts[_i].want));
}
END_TEST

START_TEST(nests)
{
	struct html h;

	html_begin(&h, &sc, 4096);
	html_open(&h, "ul", NO_ATTRS);
	html_open(&h, "li", ATTRS("id", "a", "class", NULL, "lang", "pl"));
	html_text(&h, "x");
	html_void(&h, "br", NO_ATTRS);
	html_close(&h);
	html_close(&h);
	html_style(&h, "a>b{}");
	same_text("nested", done(&h), "<!DOCTYPE html>\n"
	    "<ul><li id=\"a\" lang=\"pl\">x<br>\n</li>\n</ul>\n"
	    "<style>a>b{}</style>\n");
}
END_TEST

START_TEST(too_large)
{
	const char *text = "untouched";
	struct html h;

	html_begin(&h, &sc, 100);
	for (int i = 0; i < 20; i++)
		html_put(&h, "p", NO_ATTRS, "123456");
	same_outcome("too large", html_end(&h, &text), E_LIMIT,
	    "the page has more than 100 bytes");
	same_text("text", text, "untouched");
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("html");

	tcase_add_loop_test(t, escapes, 0, LEN(texts));
	tcase_add_test(t, nests);
	tcase_add_test(t, too_large);
	return run_case("html", t);
}
