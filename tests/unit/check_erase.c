/* Which texts an erasure finds: exactly the address, in any case. */
#include "same.h"

#include "store/erase.h"

#include <regex.h>

static const struct {
	const char	*name;
	int		 is_domain;
	const char	*text;
	int		 found;		/* -1: not a name to look for */
} texts[] = {
	{ "jan@a.example", 0, "jan@a.example", 1 },
	{ "jan@a.example", 0, "From: <JAN@A.example>", 1 },
	{ "Jan@A.Example", 0, "write to jan@a.example.", 1 },
	{ "jan@a.example", 0, "{\"initiator\":\"jan@a.example\"}", 1 },
	{ "jan@a.example", 0, "jan@a.example, ann@a.example", 1 },
	{ "jan@a.example", 0, "jan@a.example.pl", 0 },
	{ "jan@a.example", 0, "jan@a.example-b.pl", 0 },
	{ "jan@a.example", 0, "marjan@a.example", 0 },
	{ "jan@a.example", 0, "x.jan@a.example", 0 },
	{ "jan@a.example", 0, "jan@aXexample", 0 },
	{ "jan@a.example", 0, "jan at a.example", 0 },
	{ "jan+x@a.example", 0, "jan+x@a.example", 1 },
	{ "jan+x@a.example", 0, "jannx@a.example", 0 },
	{ "j.n@a.example", 0, "jan@a.example", 0 },
	{ "a.example", 1, "jan@a.example", 1 },
	{ "a.example", 1, "jan@mail.A.Example", 1 },
	{ "a.example", 1, "https://www.a.example/", 1 },
	{ "a.example", 1, "jan@a.example.pl", 0 },
	{ "a.example", 1, "jan@bba.example", 0 },
	{ "jan", 0, "", -1 }, { "@a.example", 0, "", -1 },
	{ "jan@", 0, "", -1 }, { "a@b@c", 0, "", -1 },
	{ "jan@a.example", 1, "", -1 }, { "", 0, "", -1 },
	{ "jan @a.example", 0, "", -1 }, { "jan\\@a.example", 0, "", -1 },
	{ "[^a]@a.example", 0, "", -1 }, { "jan\n@a.example", 0, "", -1 },
};

/* MariaDB's "(?i)" is a flag of regcomp(); the rest means the same in both. */
START_TEST(pattern)
{
	const char *p = erase_pattern(&sc, texts[_i].name,
	    texts[_i].is_domain);
	regex_t re;
	int got;

	if (texts[_i].found < 0) {
		same_text(texts[_i].name, p, NULL);
		return;
	}
	ck_assert_msg(p != NULL && strncmp(p, "(?i)", 4) == 0, "%s: %s",
	    texts[_i].name, p == NULL ? "-" : p);
	ck_assert_int_eq(regcomp(&re, p + 4, REG_EXTENDED | REG_ICASE |
	    REG_NOSUB), 0);
	got = regexec(&re, texts[_i].text, 0, NULL, 0) == 0;
	regfree(&re);
	ck_assert_msg(got == texts[_i].found, "%s in \"%s\": got %d",
	    texts[_i].name, texts[_i].text, got);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("erase");

	tcase_add_loop_test(t, pattern, 0, LEN(texts));
	return run_case("erase", t);
}
