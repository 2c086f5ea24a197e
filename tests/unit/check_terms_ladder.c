/*
 * The collections policy as it is published: what is kept comes back, other
 * documents are refused, and people read the policy's own numbers.
 */
#include "policy_with.h"

#include "billing/terms_ladder.h"

static const struct ladder *
shipped(const char *file, const char *from, const char *to)
{
	const struct policy *p;
	enum err e = policy_load(&sc, policy_with(file, from, to), &p);

	ck_assert_msg(e == E_OK, "%s: %s", to, sc.why);
	return policy_ladder(&sc, p);
}

static const struct ladder *
usual(void)
{
	return shipped("ladder.conf", "ladder = {", "ladder = {");
}

static const char *
document(const struct ladder *l)
{
	struct terms t = { .ladder = l };

	return terms_canonical(&sc, &t);
}

START_TEST(kept)
{
	const char *text = document(usual());
	const struct terms *t;

	same_text("the document", text, "{\"offers\":[],\"collections\":{"
	    "\"steps\":[{\"step\":1,\"days\":3},{\"step\":2,\"days\":10},"
	    "{\"step\":3,\"days\":20},{\"step\":4,\"days\":30}],"
	    "\"between_days\":3,\"notice_days\":10,\"support_step\":0,"
	    "\"business_days\":true,\"last_call\":{\"term_days\":14,"
	    "\"suspended_day\":80}}}");
	same_outcome("read", terms_parse(&sc, text, strlen(text), &t), E_OK,
	    "");
	same_text("again", terms_canonical(&sc, t), text);
	ck_assert(terms_same_ladder(&sc, t->ladder, usual()));
}
END_TEST

/* What was published before there were ladders stays what it was. */
START_TEST(old)
{
	const struct terms *t;

	same_outcome("read", terms_parse(&sc, "{\"offers\":[]}", 13, &t),
	    E_OK, "");
	ck_assert(t->ladder == NULL);
	same_text("again", terms_canonical(&sc, t), "{\"offers\":[]}");
	ck_assert(terms_same_ladder(&sc, NULL, t->ladder));
	ck_assert(!terms_same_ladder(&sc, usual(), t->ladder));
}
END_TEST

/* Is another ladder another policy to who reads it? */
static const struct {
	const char	*file, *from, *to;
	int		 is_same;
} others[] = {
	{ "ladder.conf", "vip_notices = true", "vip_notices = false", 1 },
	{ "ladder.conf", "needs_published = true", "needs_published = false",
	    1 },
	{ "ladder.conf", "days = 20", "days = 21", 0 },
	{ "ladder.conf", "{ step = 2; days = 10; },", "", 0 },
	{ "ladder.conf", "between_days = 3", "between_days = 4", 0 },
	{ "ladder.conf", "notice_days = 10", "notice_days = 9", 0 },
	{ "ladder.conf", "calendar = \"business-hours\"",
	    "calendar = \"24x7\"", 0 },
	{ "ladder.conf", "last_call_term_days = 14",
	    "last_call_term_days = 13", 0 },
	{ "ladder.conf", "last_call_suspended_day = 80",
	    "last_call_suspended_day = 50", 0 },
	{ "settings.conf", "limit_debtors = false", "limit_debtors = true",
	    0 },
};

START_TEST(other)
{
	const struct ladder *l = shipped(others[_i].file, others[_i].from,
	    others[_i].to);

	ck_assert_msg(terms_same_ladder(&sc, l, usual()) ==
	    others[_i].is_same, "%s", others[_i].to);
}
END_TEST

static const struct {
	const char	*from, *to, *why;
} bad[] = {
	{ "\"steps\":[", "\"steps\":4,\"was\":[",
	    "terms: $.collections.steps" },
	{ "\"step\":4", "\"step\":5", "terms: $.collections.steps" },
	{ "\"days\":30", "\"days\":-1", "terms: $.collections.steps" },
	{ "\"days\":30", "\"days\":3000", "terms: $.collections.steps" },
	{ "\"notice_days\":10", "\"notice_days\":\"ten\"",
	    "terms: $.collections.notice_days" },
	{ "\"last_call\"", "\"call\"",
	    "terms: $.collections.last_call.term_days" },
};

START_TEST(refused)
{
	const char *text = changed(document(usual()), bad[_i].from,
	    bad[_i].to);
	const struct terms *t;

	same_outcome(bad[_i].to, terms_parse(&sc, text, strlen(text), &t),
	    E_SHAPE, bad[_i].why);
}
END_TEST

static const char *
in_words(const char *language, const struct ladder *l)
{
	struct terms_words w = { .sc = &sc, .language = language };

	same_outcome("texts", texts_load(&sc, "conf/messages", NULL,
	    &w.texts), E_OK, "");
	return terms_say_ladder(&w, l);
}

static const struct {
	const char	*language, *file, *from, *to, *want;
	int		 is_there;
} said[] = {
	{ "en", "ladder.conf", "", "", "3 days after the due date: We send a "
	    "reminder", 1 },
	{ "en", "ladder.conf", "", "", "30 days after the due date: At the "
	    "earliest 10 days after the final notice two people", 1 },
	{ "en", "ladder.conf", "days = 3;", "days = 0;",
	    "On the due date: We send a reminder", 1 },
	{ "en", "ladder.conf", "days = 3;", "days = 1;",
	    "1 day after the due date: We send a reminder", 1 },
	{ "en", "ladder.conf", "", "", "14 days before that. If it has no "
	    "such term, we tell you on day 80", 1 },
	{ "en", "ladder.conf", "", "", "on the next working day", 1 },
	{ "en", "ladder.conf", "\"business-hours\"", "\"24x7\"",
	    "on the next working day", 0 },
	{ "en", "ladder.conf", "{ step = 2; days = 10; },", "",
	    "second reminder", 0 },
	{ "en", "settings.conf", "", "", "Technical requests wait", 0 },
	{ "en", "settings.conf", "limit_debtors = false",
	    "limit_debtors = true", "Users then lose access. Technical "
	    "requests wait until payment", 1 },
	{ "en", "settings.conf", "limit_debtors = false;\n\t"
	    "limit_debtors_step = 4", "limit_debtors = true;\n\t"
	    "limit_debtors_step = 5", "Users then lose access. Technical "
	    "requests wait until payment", 1 },
	{ "pl", "ladder.conf", "", "", "20 dni po terminie płatności: Wysyłamy "
	    "ostateczne wezwanie do zapłaty", 1 },
	{ "pl", "ladder.conf", "days = 3;", "days = 1;",
	    "1 dzień po terminie płatności: Wysyłamy przypomnienie", 1 },
	{ "pl", "ladder.conf", "", "", "Najwcześniej 10 dni po "
	    "ostatecznym wezwaniu dwie osoby", 1 },
};

START_TEST(words)
{
	const char *text = in_words(said[_i].language, shipped(said[_i].file,
	    said[_i].from, said[_i].to));

	ck_assert_msg((strstr(text, said[_i].want) != NULL) ==
	    said[_i].is_there, "%s: %s\nin\n%s", said[_i].is_there ? "no" :
	    "there is", said[_i].want, text);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("terms_ladder");

	tcase_add_test(t, kept);
	tcase_add_test(t, old);
	tcase_add_loop_test(t, other, 0, LEN(others));
	tcase_add_loop_test(t, refused, 0, LEN(bad));
	tcase_add_loop_test(t, words, 0, LEN(said));
	return run_case("terms_ladder", t);
}
