/*
 * How often triage is right about the labelled tickets of tests/triage (see
 * the README there), and the least that it must be.
 *
 * MISSES=1 in the environment lists the tickets of the tuned set that it gets
 * wrong; those held out are only counted, so that nobody tunes on them.
 */
#include "policy/triage.h"

#include "base/str.h"
#include "policy/words.h"

#include <check.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct scope sc;
static const struct triage_words *words;

static void
setup(void)
{
	scope_begin(&sc, 0);
	ck_assert_msg(triage_load(&sc, "conf/policy", &words) == E_OK, "%s",
	    sc.why);
}

static void
teardown(void)
{
	scope_end(&sc);
}

enum { FACTS = 5, TICKETS_MAX = 400 };
enum set { SET_TUNED, SET_HELD_OUT, SET__MAX };

static const char *const files[] = {
	"tests/triage/english.txt", "tests/triage/polish.txt",
	"tests/triage/mail.txt", "tests/triage/later.txt",
	"tests/triage/fresh.txt", "tests/triage/blind.txt",
};
static const char *const fact_names[FACTS] = {
	"language", "class", "topic", "product", "severity"
};

struct ticket {
	const char	*name;
	const char	*label[FACTS];	/* "-": a person could not tell */
	enum set	 set;
	int		 is_html;
	const char	*subject, *body;
};

struct tally {
	int	 asked, right[FACTS], wrong[FACTS];
};

/* "=== NAME  labels: L C T P S  [set: held-out] [html]" */
static void
read_head(char *line, struct ticket *t)
{
	char *word[12] = { NULL }, *rest = line, *s;
	int n = 0;

	while (n < LEN(word) && (s = strsep(&rest, " \n")) != NULL)
		if (*s != '\0')
			word[n++] = s;
	ck_assert_msg(n >= 8, "%s: labels", word[1]);
	t->name = word[1];
	for (int i = 0; i < FACTS; i++)
		t->label[i] = word[3 + i];
	for (int i = 3 + FACTS; i < n; i++) {
		t->is_html |= str_same(word[i], "html");
		if (str_same(word[i], "held-out"))
			t->set = SET_HELD_OUT;
	}
}

static int
read_tickets(const char *path, struct ticket *t, int n)
{
	char *text, *next;

	ck_assert_msg(str_file(&sc, path, 1 << 20, &text, NULL) == E_OK, "%s",
	    sc.why);
	for (; text != NULL; text = next) {
		char *line = strsep(&text, "\n");

		ck_assert(n < TICKETS_MAX && text != NULL);
		t[n] = (struct ticket){ 0 };
		read_head(line, &t[n]);
		line = strsep(&text, "\n");
		ck_assert_msg(strncmp(line, "Subject:", 8) == 0, "%s",
		    t[n].name);
		t[n].subject = str_trim(line + 8);
		t[n++].body = text;
		next = strstr(text, "\n=== ");
		if (next != NULL)
			*next++ = '\0';
	}
	return n;
}

static void
judge(const struct ticket *t, struct tally *tally)
{
	struct triage got;
	const char *is[FACTS];

	triage(&sc, words, t->subject, t->body, t->is_html, &got);
	is[0] = got.language;
	is[1] = word_at(words_class, got.class);
	is[2] = word_at(words_topic, got.topic);
	is[3] = word_at(words_product, got.product);
	is[4] = word_at(words_severity, got.severity);
	tally->asked++;
	for (int i = 0; i < FACTS; i++) {
		const char *have = is[i] == NULL ? "-" : is[i];

		tally->right[i] += str_same(have, t->label[i]);
		if (str_same(have, t->label[i]))
			continue;
		tally->wrong[i] += is[i] != NULL;
		if (t->set == SET_TUNED && getenv("MISSES") != NULL)
			printf("%s %s: got %s, want %s\n    %s\n", t->name,
			    fact_names[i], have, t->label[i],
			    triage_json(&sc, &got));
	}
}

static void
print_tally(const char *name, const struct tally *t)
{
	printf("triage, %s, %d tickets:", name, t->asked);
	for (int i = 0; i < FACTS; i++)
		printf(" %s %.1f %% (wrong %.1f %%)%s", fact_names[i],
		    100.0 * t->right[i] / t->asked,
		    100.0 * t->wrong[i] / t->asked, i < FACTS - 1 ? "," : "\n");
}

static void
check_targets(const struct tally *t)
{
	static const int least[FACTS] = { 95, 95, 85, 90, 0 };
	int wrong = 0;

	for (int i = 0; i < FACTS; i++) {
		ck_assert_msg(t->right[i] * 100 >= least[i] * t->asked,
		    "%s: %d of %d right, want %d %%", fact_names[i],
		    t->right[i], t->asked, least[i]);
		wrong += t->wrong[i];
	}
	ck_assert_msg(wrong * 100 <= 5 * FACTS * t->asked,
	    "%d of %d answers wrong, want at most 5 %%", wrong,
	    FACTS * t->asked);
}

START_TEST(tickets)
{
	static struct ticket all[TICKETS_MAX];
	struct tally tally[SET__MAX] = { 0 }, sum = { 0 };
	int n = 0;

	for (int i = 0; i < LEN(files); i++)
		n = read_tickets(files[i], all, n);
	ck_assert_int_ge(n, 160);
	for (int i = 0; i < n; i++)
		judge(&all[i], &tally[all[i].set]);
	print_tally("tuned", &tally[SET_TUNED]);
	print_tally("held out", &tally[SET_HELD_OUT]);
	for (int s = 0; s < SET__MAX; s++) {
		sum.asked += tally[s].asked;
		for (int i = 0; i < FACTS; i++) {
			sum.right[i] += tally[s].right[i];
			sum.wrong[i] += tally[s].wrong[i];
		}
	}
	print_tally("all", &sum);
	ck_assert_int_ge(tally[SET_HELD_OUT].asked * 3, n);
	check_targets(&sum);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("triage tickets");
	TCase *t = tcase_create("triage tickets");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, tickets);
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	SRunner *sr = srunner_create(suite());
	int failed;

	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? 0 : 1;
}
