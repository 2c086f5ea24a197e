/*
 * What the checks of an adapter share: a scope for each test, and comparing
 * an outcome with its sentence.
 */
#ifndef TESTS_UNIT_SAME_H
#define TESTS_UNIT_SAME_H

#include "desk.h"

#include "base/str.h"

#include <check.h>

#include <string.h>

static struct scope sc;

static inline void
setup(void)
{
	scope_begin(&sc, 0);
}

static inline void
teardown(void)
{
	scope_end(&sc);
}

/* The outcome and, of a refusal, the start of its sentence. */
static inline void
same_outcome(const char *name, enum err got, enum err want, const char *why)
{
	ck_assert_msg(got == want, "%s: got %s (%s), want %s", name,
	    err_info[got].name, sc.why, err_info[want].name);
	if (got != E_OK)
		ck_assert_msg(strncmp(sc.why, why, strlen(why)) == 0,
		    "%s: got \"%s\", want \"%s\"", name, sc.why, why);
}

static inline void
same_text(const char *name, const char *got, const char *want)
{
	ck_assert_msg((got == NULL && want == NULL) || str_same(got, want),
	    "%s: got\n%s\nwant\n%s", name, got == NULL ? "-" : got,
	    want == NULL ? "-" : want);
}

/* `text` with the first `from` replaced. */
static inline const char *
changed(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);

	ck_assert_msg(at != NULL, "no %s to change", from);
	return str_fmt(&sc, "%.*s%s%s", (int)(at - text), text, to,
	    at + strlen(from));
}

/* `n` times `what`, with commas. */
static inline const char *
many(const char *what, int n)
{
	struct buf b;

	buf_init(&b, &sc, (size_t)64 << 20);
	for (int i = 0; i < n; i++)
		buf_fmt(&b, "%s%s", i == 0 ? "" : ",", what);
	return b.at;
}

/* Runs the only case of a suite; the program's exit code. */
static inline int
run_case(const char *name, TCase *t)
{
	Suite *s = suite_create(name);
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? 0 : 1;
}

#endif
