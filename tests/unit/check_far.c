/*
 * The breaker as scripts: each step is a call that ends so, or only time that
 * passes, and says how many calls may begin after it.
 */
#include "same.h"

#include "far.h"

enum { CAP = 3, LIMIT = 2, REST = 1000 };

/* END ends a script; WAIT makes no call; BEGIN begins one and leaves it. */
enum what { END, WAIT, BEGIN, CALL };

struct step {
	enum what	 what;
	int64_t		 at;		/* ms */
	enum err	 e;
	int		 status;
	int64_t		 wait_ms;	/* Retry-After */
	int		 room;		/* wanted after it */
};

static const struct {
	const char	*name;
	struct step	 step[12];
} scripts[] = {
	{ "the cap", { { WAIT, 0, E_OK, 0, 0, 3 }, { BEGIN, 0, E_OK, 0, 0, 2 },
	    { BEGIN, 0, E_OK, 0, 0, 1 }, { BEGIN, 0, E_OK, 0, 0, 0 },
	    { BEGIN, 0, E_OK, 0, 0, 0 } } },
	{ "an answer is health", { { CALL, 0, E_OK, 200, 0, 3 },
	    { CALL, 1, E_OK, 404, 0, 3 }, { CALL, 2, E_OK, 401, 0, 3 },
	    { CALL, 3, E_OK, 499, 0, 3 }, { CALL, 4, E_LIMIT, 200, 0, 3 } } },
	{ "opens at the limit, rests, tries one",
	    { { CALL, 0, E_BUSY, 0, 0, 3 }, { CALL, 5, E_UNSURE, 0, 0, 0 },
	    { WAIT, 1004, E_OK, 0, 0, 0 }, { WAIT, 1005, E_OK, 0, 0, 1 },
	    { BEGIN, 1005, E_OK, 0, 0, 0 } } },
	{ "500 and 429 are failures", { { CALL, 0, E_OK, 500, 0, 3 },
	    { CALL, 0, E_OK, 429, 0, 0 } } },
	{ "only in a row", { { CALL, 0, E_BUSY, 0, 0, 3 },
	    { CALL, 0, E_OK, 200, 0, 3 }, { CALL, 0, E_BUSY, 0, 0, 3 },
	    { CALL, 0, E_OK, 403, 0, 3 }, { CALL, 0, E_BUSY, 0, 0, 3 },
	    { CALL, 0, E_BUSY, 0, 0, 0 } } },
	{ "the trial went well", { { CALL, 0, E_BUSY, 0, 0, 3 },
	    { CALL, 0, E_BUSY, 0, 0, 0 }, { CALL, 1000, E_OK, 200, 0, 3 },
	    { CALL, 1000, E_BUSY, 0, 0, 3 } } },
	{ "the trial failed", { { CALL, 0, E_BUSY, 0, 0, 3 },
	    { CALL, 0, E_BUSY, 0, 0, 0 }, { CALL, 1000, E_BUSY, 0, 0, 0 },
	    { WAIT, 1999, E_OK, 0, 0, 0 }, { WAIT, 2000, E_OK, 0, 0, 1 } } },
	{ "Retry-After opens at once", { { CALL, 0, E_OK, 429, 5000, 0 },
	    { WAIT, 4999, E_OK, 0, 0, 0 }, { WAIT, 5000, E_OK, 0, 0, 1 },
	    { CALL, 5000, E_OK, 200, 0, 3 } } },
	{ "Retry-After of an answer is not asked for",
	    { { CALL, 0, E_OK, 200, 5000, 3 } } },
	{ "Retry-After of 503", { { CALL, 0, E_OK, 503, 5000, 0 } } },
};

static void
run_step(struct far *f, const struct step *s)
{
	if (s->what == BEGIN || s->what == CALL)
		far_begin(f);
	if (s->what == CALL)
		far_end(f, s->at, s->e, s->status, s->wait_ms);
}

START_TEST(script)
{
	struct far f = { .name = "rt", .cap = CAP, .limit = LIMIT,
	    .rest_ms = REST };
	const struct step *s = scripts[_i].step;

	for (int i = 0; s[i].what != END; i++) {
		int got;

		run_step(&f, &s[i]);
		got = far_room(&f, s[i].at);
		ck_assert_msg(got == s[i].room, "%s: step %d: got %d, want %d",
		    scripts[_i].name, i + 1, got, s[i].room);
	}
}
END_TEST

/* Those that were under way when it opened do not count as the trial. */
START_TEST(others_end_late)
{
	struct far f = { .cap = CAP, .limit = LIMIT, .rest_ms = REST };

	for (int i = 0; i < 3; i++)
		far_begin(&f);
	far_end(&f, 0, E_BUSY, 0, 0);
	far_end(&f, 0, E_BUSY, 0, 0);
	ck_assert_int_eq(far_room(&f, 2000), 0);
	far_end(&f, 1500, E_BUSY, 0, 0);
	ck_assert_int_eq(far_room(&f, 2000), 0);
	ck_assert_int_eq(far_room(&f, 2500), 1);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("far");

	tcase_add_loop_test(t, script, 0, LEN(scripts));
	tcase_add_test(t, others_end_late);
	return run_case("far", t);
}
