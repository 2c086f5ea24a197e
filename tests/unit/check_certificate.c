/* Whether what is remembered of a certificate settles what comes now. */
#include "same.h"

#include "store/certificate.h"

enum { RECHECK = 1000 };

static const struct {
	const char	*name;
	int64_t		 not_after, judged_at, at;
	int		 has_der, is_good, settles;
} rows[] = {
	{ "nothing is known", 0, 0, 5000, 0, 0, 0 },
	{ "just fetched", 90000, 5000, 5000, 1, 1, 1 },
	{ "fetched while it waited", 90000, 5000, 4000, 1, 1, 1 },
	{ "still fresh", 90000, 5000, 5999, 1, 1, 1 },
	{ "may have been renewed", 90000, 5000, 6000, 1, 1, 0 },
	{ "its last moment", 5500, 5000, 5499, 1, 1, 1 },
	{ "ended since", 5500, 5000, 5500, 1, 0, 0 },
	{ "ended before it was judged", 4000, 5000, 5100, 1, 0, 1 },
	{ "refused", 0, 5000, 5100, 0, 0, 1 },
	{ "refused long ago", 0, 5000, 6000, 0, 0, 0 },
	{ "an end without a certificate", 90000, 5000, 5100, 0, 0, 1 },
};

START_TEST(settles)
{
	static const unsigned char der[] = "x";
	const struct certificate c = { .der = { rows[_i].has_der ? der : NULL,
	    rows[_i].has_der }, .not_after = rows[_i].not_after,
	    .judged_at = rows[_i].judged_at };

	ck_assert_msg(certificate_is_good(&c, rows[_i].at) ==
	    rows[_i].is_good, "%s: good", rows[_i].name);
	ck_assert_msg(certificate_settles(&c, rows[_i].at, RECHECK) ==
	    rows[_i].settles, "%s: settles", rows[_i].name);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("certificate");

	tcase_add_loop_test(t, settles, 0, LEN(rows));
	return run_case("certificate", t);
}
