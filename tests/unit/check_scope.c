/* A scope: memory of every size, handles closed in order, the sentence. */
#include "same.h"

#include <stdalign.h>
#include <stdint.h>

/* Around a block of 16 KiB and its quarter, which is the border to large. */
static const size_t sizes[] = {
	0, 1, 15, 16, 17, 1000, 4095, 4096, 4097, 8192, 16383, 16384, 16385,
	1 << 20,
};

static int
is_all(const unsigned char *p, size_t n, int byte)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] != byte)
			return 0;
	return 1;
}

/* Every size in turn, mixed with small ones, overlaps nothing. */
START_TEST(memory)
{
	enum { TIMES = 20 };
	unsigned char *large[TIMES], *small[TIMES];
	size_t n = sizes[_i];

	for (int i = 0; i < TIMES; i++) {
		large[i] = scope_alloc(&sc, n);
		small[i] = scope_alloc(&sc, 7);
		ck_assert_uint_eq((uintptr_t)large[i] % alignof(max_align_t),
		    0);
		ck_assert_msg(is_all(large[i], n, 0), "%zu: not zero", n);
		memset(large[i], i + 1, n);
		memset(small[i], 0x80 | i, 7);
	}
	for (int i = 0; i < TIMES; i++) {
		ck_assert_msg(is_all(large[i], n, i + 1), "%zu: lost", n);
		ck_assert_msg(is_all(small[i], 7, 0x80 | i), "%zu: lost", n);
	}
}
END_TEST

static char closed[64];

static void
note_closing(void *what)
{
	strncat(closed, what, sizeof(closed) - strlen(closed) - 1);
}

START_TEST(closers_run_last_first)
{
	struct scope s;

	scope_begin(&s, 0);
	/* Memory of the scope is still there when its handles are closed. */
	scope_own(&s, note_closing, str_dup(&s, "a"));
	scope_own(&s, note_closing, str_dup(&s, "b"));
	for (int i = 0; i < 1000; i++)
		scope_alloc(&s, 100);
	scope_own(&s, note_closing, str_dup(&s, "c"));
	same_text("before", closed, "");
	scope_end(&s);
	same_text("after", closed, "cba");
	scope_end(&s);
	same_text("again", closed, "cba");
}
END_TEST

START_TEST(begins_empty)
{
	struct scope a, b;

	scope_begin(&a, 17);
	scope_begin(&b, 18);
	ck_assert_int_eq(a.now, 17);
	same_text("why", a.why, "");
	ck_assert_uint_eq(strspn(a.id, "0123456789abcdef"), 32);
	ck_assert_str_ne(a.id, b.id);
	scope_end(&a);
	scope_end(&b);
}
END_TEST

static const struct {
	const char	*name, *fill;	/* repeated until it is full */
	size_t		 want;		/* its length then */
} sentences[] = {
	{ "short", "", 0 },
	{ "ASCII", "x", 510 },
	{ "two bytes", "\xc4\x85", 510 },
	{ "three bytes", "\xe2\x82\xac", 510 },
	{ "four bytes", "\xf0\x9f\x98\x80", 508 },
};

/* Sentences go to JSON and to the database: no character may be cut. */
START_TEST(why)
{
	char text[1024] = "";

	while (*sentences[_i].fill != '\0' && strlen(text) < 600)
		strncat(text, sentences[_i].fill, 5);
	ck_assert(scope_fail(&sc, E_BUSY, "%s", text) == E_BUSY);
	ck_assert_msg(strlen(sc.why) == sentences[_i].want, "%s: got %zu",
	    sentences[_i].name, strlen(sc.why));
	ck_assert_int_eq(str_utf8(sc.why, strlen(sc.why)), 1);
	ck_assert(strncmp(sc.why, text, strlen(sc.why)) == 0);
	scope_fail(&sc, E_GONE, "%s %d", "next", 2);
	same_text("the last one counts", sc.why, "next 2");
}
END_TEST

START_TEST(err_table)
{
	for (int i = 0; i < E__MAX; i++) {
		ck_assert_ptr_nonnull(err_info[i].name);
		ck_assert_int_ge(err_info[i].status, 200);
		for (int k = 0; k < i; k++)
			ck_assert_str_ne(err_info[i].name, err_info[k].name);
	}
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("scope");

	tcase_add_loop_test(t, memory, 0, LEN(sizes));
	tcase_add_test(t, closers_run_last_first);
	tcase_add_test(t, begins_empty);
	tcase_add_loop_test(t, why, 0, LEN(sentences));
	tcase_add_test(t, err_table);
	return run_case("scope", t);
}
