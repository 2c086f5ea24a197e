/*
 * Values as a language writes them. What is wanted is CLDR's (en-GB, pl); a
 * no-break space stands here as _.
 */
#include "same.h"

#include "locales.h"
#include "texts.h"

/* `s` with its no-break spaces visible. */
static const char *
visible(const char *s)
{
	struct buf b;

	buf_init(&b, &sc, 1000);
	for (; *s != '\0'; s++) {
		int is_nbsp = strncmp(s, "\xc2\xa0", 2) == 0;

		buf_add(&b, is_nbsp ? "_" : s, 1);
		s += is_nbsp;
	}
	return b.at;
}

static const struct {
	uint64_t	 n;
	const char	*en, *pl;
} forms[] = {
	{ 0, "other", "many" }, { 1, "one", "one" }, { 2, "other", "few" },
	{ 4, "other", "few" }, { 5, "other", "many" }, { 11, "other", "many" },
	{ 12, "other", "many" }, { 14, "other", "many" },
	{ 15, "other", "many" }, { 21, "other", "many" },
	{ 22, "other", "few" }, { 24, "other", "few" }, { 25, "other", "many" },
	{ 101, "other", "many" }, { 102, "other", "few" },
	{ 111, "other", "many" }, { 112, "other", "many" },
	{ 114, "other", "many" }, { 122, "other", "few" },
	{ 1000, "other", "many" }, { 1002, "other", "few" },
	{ 1000012, "other", "many" }, { UINT64_MAX, "other", "many" },
};

static const char *
form(const char *language, uint64_t n)
{
	const struct locale *l = locale_find(language);

	return l->form[l->form_of(n)];
}

START_TEST(plural_form)
{
	const char *name = str_fmt(&sc, "%llu",
	    (unsigned long long)forms[_i].n);

	same_text(name, form("en", forms[_i].n), forms[_i].en);
	same_text(name, form("pl", forms[_i].n), forms[_i].pl);
}
END_TEST

static const struct {
	int64_t		 n;
	const char	*en, *pl;
} numbers[] = {
	{ 0, "0", "0" }, { 999, "999", "999" }, { 1000, "1,000", "1000" },
	{ 9999, "9,999", "9999" }, { 10000, "10,000", "10_000" },
	{ 123456, "123,456", "123_456" },
	{ 1234567, "1,234,567", "1_234_567" },
	{ -1, "-1", "-1" }, { -9999, "-9,999", "-9999" },
	{ -12345, "-12,345", "-12_345" },
	{ INT64_MAX, "9,223,372,036,854,775,807",
	    "9_223_372_036_854_775_807" },
	{ INT64_MIN, "-9,223,372,036,854,775,808",
	    "-9_223_372_036_854_775_808" },
};

START_TEST(number)
{
	same_text("en", visible(text_number(&sc, "en", numbers[_i].n)),
	    numbers[_i].en);
	same_text("pl", visible(text_number(&sc, "pl", numbers[_i].n)),
	    numbers[_i].pl);
}
END_TEST

static const struct {
	int64_t		 minor;
	const char	*currency, *en, *pl;
} amounts[] = {
	{ 123450, "PLN", "PLN_1,234.50", "1234,50_zł" },
	{ 1234500, "PLN", "PLN_12,345.00", "12_345,00_zł" },
	{ 12000, "EUR", "€120.00", "120,00_€" },
	{ 123450, "USD", "US$1,234.50", "1234,50_USD" },
	{ 123450, "GBP", "£1,234.50", "1234,50_GBP" },
	{ 123450, "CHF", "CHF_1,234.50", "1234,50_CHF" },
	{ 0, "PLN", "PLN_0.00", "0,00_zł" },
	{ 1, "EUR", "€0.01", "0,01_€" },
	{ -1, "EUR", "-€0.01", "-0,01_€" },
	{ -123450, "PLN", "-PLN_1,234.50", "-1234,50_zł" },
	{ 1235, "JPY", "JP¥1,235", "1235_JPY" },
	{ 1234500, "KWD", "KWD_1,234.500", "1234,500_KWD" },
	{ 12345, "CLF", "CLF_1.2345", "1,2345_CLF" },
	{ 100, "", "_1.00", "1,00_" },
	{ INT64_MAX, "EUR", "€92,233,720,368,547,758.07",
	    "92_233_720_368_547_758,07_€" },
	{ INT64_MIN, "EUR", "-€92,233,720,368,547,758.08",
	    "-92_233_720_368_547_758,08_€" },
};

START_TEST(money)
{
	same_text("en", visible(text_money(&sc, "en", amounts[_i].minor,
	    amounts[_i].currency)), amounts[_i].en);
	same_text("pl", visible(text_money(&sc, "pl", amounts[_i].minor,
	    amounts[_i].currency)), amounts[_i].pl);
}
END_TEST

static const struct {
	const char	*date, *en, *pl;
} dates[] = {
	{ "2026-01-01", "1 January 2026", "1 stycznia 2026" },
	{ "2024-02-29", "29 February 2024", "29 lutego 2024" },
	{ "2026-03-31", "31 March 2026", "31 marca 2026" },
	{ "2026-04-08", "8 April 2026", "8 kwietnia 2026" },
	{ "2026-05-03", "3 May 2026", "3 maja 2026" },
	{ "2026-06-10", "10 June 2026", "10 czerwca 2026" },
	{ "2026-07-11", "11 July 2026", "11 lipca 2026" },
	{ "2026-08-15", "15 August 2026", "15 sierpnia 2026" },
	{ "2026-09-09", "9 September 2026", "9 września 2026" },
	{ "2026-10-20", "20 October 2026", "20 października 2026" },
	{ "2026-11-21", "21 November 2026", "21 listopada 2026" },
	{ "2026-12-31", "31 December 2026", "31 grudnia 2026" },
	{ "2026-13-01", "2026-13-01", "2026-13-01" },
	{ "2026-00-01", "2026-00-01", "2026-00-01" },
	{ "2026-11-21T09:00:00Z", "2026-11-21T09:00:00Z",
	    "2026-11-21T09:00:00Z" },
	{ "2026-1-1", "2026-1-1", "2026-1-1" },
	{ "+026-+1-+1", "+026-+1-+1", "+026-+1-+1" },
	{ "soon", "soon", "soon" }, { "", "", "" },
};

START_TEST(date)
{
	same_text("en", visible(text_date(&sc, "en", dates[_i].date)),
	    dates[_i].en);
	same_text("pl", visible(text_date(&sc, "pl", dates[_i].date)),
	    dates[_i].pl);
}
END_TEST

static const struct {
	int		 first, last;
	const char	*en, *pl;
} spans[] = {
	{ 1, 5, "Monday to Friday", "od poniedziałku do piątku" },
	{ 2, 4, "Tuesday to Thursday", "od wtorku do czwartku" },
	{ 3, 6, "Wednesday to Saturday", "od środy do soboty" },
	{ 7, 4, "Sunday to Thursday", "od niedzieli do czwartku" },
	{ 6, 7, "Saturday and Sunday", "sobota i niedziela" },
	{ 7, 1, "Sunday and Monday", "niedziela i poniedziałek" },
	{ 2, 2, "Tuesday", "wtorek" }, { 3, 3, "Wednesday", "środa" },
	{ 4, 5, "Thursday and Friday", "czwartek i piątek" },
	{ 1, 7, "every day", "codziennie" },
	{ 3, 2, "every day", "codziennie" },
};

START_TEST(days)
{
	same_text("en", text_days(&sc, "en", spans[_i].first, spans[_i].last),
	    spans[_i].en);
	same_text("pl", text_days(&sc, "pl", spans[_i].first, spans[_i].last),
	    spans[_i].pl);
}
END_TEST

static const struct {
	int		 from, to;
	const char	*en, *pl;
} hours[] = {
	{ 480, 1020, "08:00–17:00", "8:00–17:00" },
	{ 0, 1440, "00:00–24:00", "0:00–24:00" },
	{ 545, 809, "09:05–13:29", "9:05–13:29" },
};

START_TEST(hours_of_a_day)
{
	same_text("en", text_hours(&sc, "en", hours[_i].from, hours[_i].to),
	    hours[_i].en);
	same_text("pl", text_hours(&sc, "pl", hours[_i].from, hours[_i].to),
	    hours[_i].pl);
}
END_TEST

static const struct {
	int		 n;
	const char	*en, *pl;
} joined[] = {
	{ 0, "", "" }, { 1, "a", "a" }, { 2, "a and b", "a i b" },
	{ 3, "a, b and c", "a, b i c" }, { 4, "a, b, c and d", "a, b, c i d" },
};

START_TEST(list)
{
	static const char *const items[] = { "a", "b", "c", "d" };

	same_text("en", text_list(&sc, "en", items, joined[_i].n),
	    joined[_i].en);
	same_text("pl", text_list(&sc, "pl", items, joined[_i].n),
	    joined[_i].pl);
}
END_TEST

/* Nobody is left without words: the first language is spoken. */
START_TEST(unknown_language)
{
	same_text("de", text_date(&sc, "de", "2026-11-21"),
	    "21 November 2026");
	same_text("NULL", text_number(&sc, NULL, 1234), "1,234");
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("text_value");

	tcase_add_loop_test(t, plural_form, 0, LEN(forms));
	tcase_add_loop_test(t, number, 0, LEN(numbers));
	tcase_add_loop_test(t, money, 0, LEN(amounts));
	tcase_add_loop_test(t, date, 0, LEN(dates));
	tcase_add_loop_test(t, days, 0, LEN(spans));
	tcase_add_loop_test(t, hours_of_a_day, 0, LEN(hours));
	tcase_add_loop_test(t, list, 0, LEN(joined));
	tcase_add_test(t, unknown_language);
	return run_case("text_value", t);
}
