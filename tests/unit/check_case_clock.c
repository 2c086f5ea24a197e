/* Who has a case since when, whatever time he is said to have it from. */
#include "same.h"

#include "case_clock.h"

enum { MINUTE = 60000 };

static const struct {
	const char	*name, *was;
	int64_t		 from, to;		/* of the last holding */
	const char	*holder;		/* who has it then, and when */
	int64_t		 at;
	const char	*want;
} passes[] = {
	{ "the first", NULL, 0, 0, "partner", 40, "partner 40-0" },
	{ "of the future", NULL, 0, 0, "partner", 101, "partner 100-0" },
	{ "as it was said", "partner", 10, 0, "customer", 40,
	    "partner 10-40; customer 40-0" },
	{ "before it began", "partner", 10, 0, "customer", 9,
	    "partner 10-11; customer 11-0" },
	{ "in its first moment", "partner", 10, 0, "customer", 10,
	    "partner 10-11; customer 11-0" },
	{ "not yet", "partner", 10, 0, "customer", 700,
	    "partner 10-100; customer 100-0" },
	{ "he has it", "partner", 10, 0, "partner", 40, "partner 10-0" },
	{ "closed", "partner", 10, 0, NULL, 40, "partner 10-40" },
	{ "closed before", "partner", 10, 20, NULL, 40, "partner 10-20" },
	{ "opened again", "partner", 10, 20, "partner", 40,
	    "partner 10-20; partner 40-0" },
	{ "opened before it was closed", "partner", 10, 20, "partner", 15,
	    "partner 10-20; partner 20-0" },
};

START_TEST(passed)
{
	struct holding was = { passes[_i].was, passes[_i].from,
	    passes[_i].to };
	struct case_state s = { .holdings = { was.holder != NULL, &was } };
	const struct holding *all;
	struct buf b;

	sc.now = 100;
	case_pass(&sc, &s, passes[_i].holder, passes[_i].at);
	all = s.holdings.at;
	buf_init(&b, &sc, 256);
	for (int i = 0; i < s.holdings.n; i++)
		buf_fmt(&b, "%s%s %d-%d", i == 0 ? "" : "; ", all[i].holder,
		    (int)all[i].from, (int)all[i].to);
	same_text(passes[_i].name, b.at, passes[_i].want);
}
END_TEST

/* Each with his own time, the open one until now, and nobody left out. */
START_TEST(held)
{
	static const struct { const char *language, *want; } both[] = {
		{ "en", "Had by the reseller for 0:30 h\n"
		    "Had by ourselves for 26:05 h\n"
		    "From its beginning until its end or now: 26:35 h" },
		{ "pl", "Czas po stronie: odsprzedawca: 0:30 godz.\n"
		    "Czas po stronie: my: 26:05 godz.\n"
		    "Od początku do końca albo do teraz: 26:35 godz." },
	};
	struct holding all[] = { { "partner", 0, 5 * MINUTE },
	    { "reseller", 5 * MINUTE, 35 * MINUTE },
	    { "partner", 35 * MINUTE, 0 } };
	struct case_state s = { .holdings = { LEN(all), all } };
	struct clock_words w = { &sc, NULL, NULL };

	ck_assert_int_eq(texts_load(&sc, "conf/messages", NULL, &w.texts),
	    E_OK);
	sc.now = 1595 * MINUTE;
	for (int i = 0; i < LEN(both); i++) {
		w.language = both[i].language;
		same_text(w.language, held_tell(&w, &s), both[i].want);
	}
	s.holdings.n = 0;
	same_text("nobody", held_tell(&w, &s), "");
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("case clock");

	tcase_add_test(t, held);
	tcase_add_loop_test(t, passed, 0, LEN(passes));
	return run_case("case clock", t);
}
