/* When a job is tried again: doubling, bounds, dice, and three days in all. */
#include "tmp.h"

#include "base/clock.h"
#include "config.h"
#include "store/job.h"
#include "store/lane.h"

static const struct {
	const char	*name;
	int		 tries;
	int64_t		 first, most;
	unsigned	 dice;
	int64_t		 want;
} waits[] = {
	{ "first", 1, 1000, 60000, 0, 1000 },
	{ "second", 2, 1000, 60000, 0, 2000 },
	{ "sixth", 6, 1000, 60000, 0, 32000 },
	{ "capped", 7, 1000, 60000, 0, 60000 },
	{ "long after", 1000, 1000, 60000, 0, 60000 },
	{ "not tried", 0, 1000, 60000, 0, 1000 },
	{ "first above the cap", 1, 5000, 1000, 0, 1000 },
	{ "first is the cap", 3, 1000, 1000, 0, 1000 },
	{ "largest settings", 1000, 3600000, 86400000, 0, 86400000 },
	{ "half the dice", 1, 1000, 60000, 500, 1100 },
	{ "all dice", 1, 1000, 60000, 999, 1199 },
	{ "dice wrap", 1, 1000, 60000, 1000, 1000 },
	{ "largest dice", 1000, 3600000, 86400000, 4294967295u, 91497600 },
};

START_TEST(backoff)
{
	int64_t got = job_backoff(waits[_i].tries, waits[_i].first,
	    waits[_i].most, waits[_i].dice);

	ck_assert_msg(got == waits[_i].want, "%s: got %lld, want %lld",
	    waits[_i].name, (long long)got, (long long)waits[_i].want);
}
END_TEST

START_TEST(dice_stay_within_a_fifth)
{
	for (unsigned dice = 0; dice < 3000; dice++) {
		int64_t ms = job_backoff(4, 1000, 60000, dice);

		ck_assert_int_ge(ms, 8000);
		ck_assert_int_lt(ms, 9600);
	}
}
END_TEST

static const struct {
	const char	*name;
	int		 before;
	enum err	 err;
	int		 want;
} lasting[] = {
	{ "first of its kind", 0, E_SHAPE, 1 },
	{ "one more", 3, E_GONE, 4 },
	{ "the last one", LASTING_MOST - 1, E_LIMIT, LASTING_MOST },
	{ "a desk that was away ends the row", 4, E_BUSY, 0 },
	{ "an answer that was lost, too", 2, E_UNSURE, 0 },
};

START_TEST(passing_failures_are_not_lasting)
{
	int got = lasting_with(lasting[_i].before, lasting[_i].err);

	ck_assert_msg(got == lasting[_i].want, "%s: got %d, want %d",
	    lasting[_i].name, got, lasting[_i].want);
}
END_TEST

/* Even if the dice never add anything. */
START_TEST(default_plan_lasts_three_days)
{
	const char *path = tmp_write(tmp_dir(), "c.conf", "desks = ( );");
	struct config c;
	int64_t sum = 0;

	same_outcome("defaults", config_load(&sc, path, NEEDS_NOTHING, &c),
	    E_OK, "");
	for (int tries = 1; tries < c.work.tries; tries++)
		sum += job_backoff(tries, c.work.backoff_ms,
		    c.work.backoff_max_ms, 0);
	ck_assert_int_ge(sum / SECOND / 3600, 72);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("job");

	tcase_add_loop_test(t, backoff, 0, LEN(waits));
	tcase_add_test(t, dice_stay_within_a_fifth);
	tcase_add_test(t, default_plan_lasts_three_days);
	tcase_add_loop_test(t, passing_failures_are_not_lasting, 0,
	    LEN(lasting));
	return run_case("job", t);
}
