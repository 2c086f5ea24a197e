/*
 * Whole conversations with Microsoft's services, as they are written down in
 * tests/golden/SERVICE/NAME; tests/golden/README.md has their form. Every
 * request is compared to the byte. GOLDEN=write writes the requests and the
 * outcome down anew; the task and the answers stay.
 */
#include "talk.h"
#include "talk_health.h"

#include "microsoft/partner_change.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

enum { MAX_FILE = 1 << 20 };

static const struct service talk_change = {
	.change = partner_change_story, .read = partner_look_story
};

static const struct {
	const char	*folder;
	const struct service *service;
} services[] = {
	{ "azure", &service_azure },
	{ "partner-center", &service_partner_center },
	{ "partner-lists", &talk_lists },
	{ "partner-change", &talk_change },
	{ "health", &talk_health },
};

static void
write_down(const char *path, const char *text)
{
	FILE *f = fopen(path, "we");

	ck_assert_msg(f != NULL && fputs(text, f) >= 0 && fclose(f) == 0,
	    "cannot write %s", path);
}

/* The first line that differs; the whole is more than Check can say. */
static void
same_lines(const char *path, const char *got, const char *want)
{
	int line = 1;

	for (; *got == *want && *got != '\0'; got++, want++)
		line += *got == '\n';
	ck_assert_msg(*got == *want, "%s:%d: got from the difference on\n%.500s"
	    "\nwant\n%.500s", path, line, got, want);
}

static void
as_written(const struct service *s, const char *path)
{
	struct talk t;
	char *text;

	ck_assert_msg(str_file(&sc, path, MAX_FILE, &text, NULL) == E_OK, "%s",
	    sc.why);
	ck_assert_msg(talk_read(s, text, &t) == E_OK, "%s: %s", path,
	    sc.why);
	if (str_same(getenv("GOLDEN"), "write"))
		write_down(path, talk_run(&t));
	else
		same_lines(path, talk_run(&t), text);
}

/*
 * Whatever goes wrong on the way, in the place of any answer: it is no
 * success, and it never proves that nothing was done. Half an answer may do
 * where nothing is read from it.
 */
static const struct api_reply faults[] = {
	{ .status = 408, .body = "" },
	{ .status = 429, .body = "{}", .len = 2, .retry_ms = 7000 },
	{ .status = 500, .body = "" },
	{ .status = 503, .body = "<html>busy</html>", .len = 17 },
	{ .status = 200, .body = "{\"id\":\"/subscr", .len = 14 },
	{ .status = 200, .body = "<html>log in</html>", .len = 19 },
};

static void
with_fault(const struct service *s, const char *path, int i)
{
	struct service_step step;
	struct talk t;
	char *text;

	ck_assert(str_file(&sc, path, MAX_FILE, &text, NULL) == E_OK);
	ck_assert(talk_read(s, text, &t) == E_OK);
	for (int at = 0; at < t.nanswers; at++) {
		enum err e = talk_step(&t, at, &faults[i], &step);

		ck_assert_msg(step.refused == NULL && (e != E_OK ||
		    faults[i].status == 200), "%s: fault %d in the place of "
		    "answer %d: %s, refused: %s", path, i, at + 1,
		    err_info[e].name, step.refused == NULL ? "no" :
		    step.refused);
	}
}

static void
each(int i, void (*run)(const struct service *, const char *, int), int arg)
{
	glob_t g = { 0 };
	const char *pattern = str_fmt(&sc, "tests/golden/%s/*",
	    services[i].folder);

	ck_assert_msg(glob(pattern, 0, NULL, &g) == 0, "no %s: run from the "
	    "project's top", pattern);
	for (size_t k = 0; k < g.gl_pathc; k++)
		run(services[i].service, g.gl_pathv[k], arg);
	globfree(&g);
}

static void
one(const struct service *s, const char *path, int arg)
{
	(void)arg;
	as_written(s, path);
}

START_TEST(written)
{
	each(_i, one, 0);
}
END_TEST

START_TEST(faulty)
{
	each(_i % LEN(services), with_fault, _i / LEN(services));
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("talks");

	tcase_add_loop_test(t, written, 0, LEN(services));
	tcase_add_loop_test(t, faulty, 0, LEN(services) * LEN(faults));
	return run_case("talks", t);
}
