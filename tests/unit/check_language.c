/* Which language a visitor gets: the query, the header's wishes, else en. */
#include "same.h"

#include "web/language.h"

static const char *const list[] = { "en", "pl", NULL };

static const struct {
	const char	*query, *header, *want;
} cases[] = {
	{ NULL, NULL, "en" },
	{ "", "", "en" },
	{ "lang=pl", NULL, "pl" },
	{ "lang=pl", "en", "pl" },
	{ "lang=en", "pl", "en" },
	{ "x=1&lang=pl&y", "en", "pl" },
	{ "lang=de", "pl", "pl" },		/* no such: the header */
	{ "lang=plx", "en", "en" },
	{ "lang=p", NULL, "en" },
	{ "xlang=pl", "en", "en" },
	{ "lang=", "pl", "pl" },
	{ "lang=%70l", NULL, "en" },
	{ "&&&lang=pl", NULL, "pl" },
	{ NULL, "pl", "pl" },
	{ NULL, "PL", "pl" },
	{ NULL, "pl-PL", "pl" },
	{ NULL, "pl-PL,pl;q=0.9,en-US;q=0.8,en;q=0.7", "pl" },
	{ NULL, "en-GB,en;q=0.9,pl;q=0.8", "en" },
	{ NULL, "en;q=0.3, pl;q=0.7", "pl" },
	{ NULL, "en;q=0.301, pl;q=0.302", "pl" },
	{ NULL, "de, pl;q=0.1", "pl" },
	{ NULL, "de", "en" },
	{ NULL, "plx", "en" },			/* another language */
	{ NULL, "*", "en" },
	{ NULL, "pl;q=0.2, *;q=0.1", "pl" },
	{ NULL, "*;q=0.5, en;q=0", "pl" },
	{ NULL, "en;q=0", "en" },		/* something must be said */
	{ NULL, "pl;q=0", "en" },
	{ NULL, "pl, en", "pl" },		/* equal: the earlier */
	{ NULL, "en, pl", "en" },
	{ NULL, "de;q=1, pl;q=0.5, en;q=0.5", "pl" },
	{ NULL, "  pl ; q=1.000 , en;q=0.9", "pl" },
	{ NULL, "pl;q=7", "en" },		/* not a quality */
	{ NULL, "pl;q=", "en" },
	{ NULL, "pl;x=1", "pl" },
	{ NULL, ",,;,=;q,", "en" },
	{ NULL, ";", "en" },
	{ NULL, "pl;", "pl" },
	{ NULL, ";;pl", "en" },
};

START_TEST(pick)
{
	struct request rq = { .query = cases[_i].query,
	    .accept_language = cases[_i].header };

	same_text(str_fmt(&sc, "%s | %s", cases[_i].query, cases[_i].header),
	    language_pick(&rq, list), cases[_i].want);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("language");

	tcase_add_loop_test(t, pick, 0, LEN(cases));
	return run_case("language", t);
}
