/* The file of people: what a line says, and every way to get it wrong. */
#include "store/people_csv.h"
#include "same.h"

#include "base/clock.h"

#define HEADER	"name,email,identities,rights,roles,from,to,language\n"

static const struct people_source sources[] = {
	{ "rt", "cspdesk" }, { "rt2", NULL }
};

static const struct people_sources logins = { sources, LEN(sources) };

/* What import_run() does before it asks the database. */
static enum err
read_file(const char *text, struct import *im)
{
	enum err e;

	*im = (struct import){ .kind = &people_kind, .file = "f",
	    .csv = text, .arg = &logins };
	e = import_read(&sc, im);
	return e == E_OK ? import_verdict(&sc, im) : e;
}

/* A person on one line, as far as it was said. */
static const char *
show(const struct person_row *p)
{
	char from[CLOCK_TEXT], to[CLOCK_TEXT];
	struct buf b;

	buf_init(&b, &sc, 4096);
	buf_fmt(&b, "%s|%s|%s|", p->name, p->email == NULL ? "-" : p->email,
	    p->language == NULL ? "-" : p->language);
	for (int i = 0; i < p->nidentities; i++)
		buf_fmt(&b, " %s/%s", p->identities[i].source,
		    p->identities[i].external_id);
	for (int i = 0; i < RIGHT__MAX; i++)
		if (p->wants[i])
			buf_fmt(&b, " %s=%s", right_words[i],
			    p->role[i] == NULL ? "-" : p->role[i]);
	clock_text(p->from, from);
	clock_text(p->to, to);
	buf_fmt(&b, " %s %s", from, to);
	return b.at;
}

#define ALWAYS	"1970-01-01T00:00:00Z 9999-12-31T23:59:59Z"

static const struct {
	const char	*name, *row, *want;
} good[] = {
	{ "all", "Anna Nowak,a@p.example,rt:anna rt2:anna.n,escalate waive,"
	    "admin_agent,2026-11-01,2027-12-31,pl", "Anna Nowak|a@p.example|"
	    "pl| rt/anna rt2/anna.n escalate=admin_agent waive=admin_agent "
	    "2026-11-01T00:00:00Z 2028-01-01T00:00:00Z" },
	{ "name only", "Jan,,,,,,,", "Jan|-|-| " ALWAYS },
	{ "no roles", "Jan,,rt:jan,lead billing,,,,", "Jan|-|-| rt/jan "
	    "billing=- lead=- " ALWAYS },
	{ "a role for each", "Jan,,,billing escalate,billing_admin "
	    "helpdesk_agent,,,en", "Jan|-|en| escalate=helpdesk_agent "
	    "billing=billing_admin " ALWAYS },
	{ "colon in a login", "Jan,,rt:a:b,,,,,", "Jan|-|-| rt/a:b " ALWAYS },
	{ "one day", "Jan,,,,,2026-11-20,2026-11-20,", "Jan|-|-| "
	    "2026-11-20T00:00:00Z 2026-11-21T00:00:00Z" },
	{ "last day there is", "Jan,,,,,,9999-12-31,", "Jan|-|-| " ALWAYS },
	{ "our user at another desk", "Jan,,rt2:cspdesk,,,,,",
	    "Jan|-|-| rt2/cspdesk " ALWAYS },
};

START_TEST(row)
{
	struct import im;

	same_outcome(good[_i].name, read_file(str_fmt(&sc, HEADER "%s",
	    good[_i].row), &im), E_OK, "");
	ck_assert_int_eq(im.n, 1);
	same_text(good[_i].name, show(im.own), good[_i].want);
}
END_TEST

static const struct {
	const char	*name, *rows, *why;
} bad[] = {
	{ "no name", ",,,,,,,", "f:2:1: name: must not be empty" },
	{ "email", "J,anna,,,,,,", "f:2:2: email: not an address" },
	{ "language", "J,,,,,,,de", "f:2:8: language: not one of: en, pl" },
	{ "no desk", "J,,anna,,,,,",
	    "f:2:3: identities: the identity anna is not like "
	    "desk:login" },
	{ "no login", "J,,rt:,,,,,",
	    "f:2:3: identities: the identity rt: is not" },
	{ "other desk", "J,,zz:anna,,,,,", "f:2:3: identities: no desk zz is "
	    "configured" },
	{ "our user", "J,,rt:cspdesk,,,,,",
	    "f:2:3: identities: cspdesk is cspdesk's "
	    "own user at the desk rt" },
	{ "our user in capitals", "J,,rt:CspDesk,,,,,",
	    "f:2:3: identities: CspDesk is "
	    "cspdesk's own user at the desk rt" },
	{ "right", "J,,,admin,,,,", "f:2:4: rights: the right admin is not" },
	{ "right in capitals", "J,,,Escalate,,,,", "f:2:4: rights: the right "
	    "Escalate is not" },
	{ "right twice", "J,,,lead lead,,,,",
	    "f:2:4: rights: the right lead is "
	    "there twice" },
	{ "role", "J,,,lead,boss,,,", "f:2:5: roles: boss is not a role" },
	{ "roles", "J,,,lead,admin_agent sales_agent,,,",
	    "f:2:5: roles: there are "
	    "2 roles for 1 rights" },
	{ "date", "J,,,,,20.11.2026,,", "f:2:6: from: not a day like" },
	{ "no such day", "J,,,,,,2026-02-30,", "f:2:7: to: not a day like" },
	{ "time", "J,,,,,2026-11-20T09:00:00Z,,", "f:2:6: from: not a day" },
	{ "order", "J,,,,,2026-11-20,2026-11-19,", "f:2:7: to: the last day is "
	    "before the first" },
	{ "twice", "J,,,,,,,\nK,,,,,,,\nJ,,,,,,,", "f:4:1: name: J stands "
	    "in line 2" },
	{ "every line", "J,,,x,,,,\nK,,,,,,,\nL,,,,,,,de", "f:2:4: rights: the "
	    "right x is not escalate, waive, billing or lead\n"
	    "f:4:8: language: not one of: en, pl\n" },
	{ "columns", "J,,,", "f:2: has 4 columns" },
};

START_TEST(refused)
{
	struct import im;

	same_outcome(bad[_i].name, read_file(str_fmt(&sc, HEADER "%s",
	    bad[_i].rows), &im), E_SHAPE, "f: ");
	ck_assert_msg(strncmp(im.faults.at, bad[_i].why, strlen(bad[_i].why))
	    == 0, "%s: got %s, want %s", bad[_i].name, im.faults.at,
	    bad[_i].why);
}
END_TEST

START_TEST(header)
{
	struct import im;

	same_outcome("header", read_file("name,email\nAnna,\n", &im), E_SHAPE,
	    "f: the header is wrong; nothing was imported. The columns are "
	    "name,email,identities,");
	ck_assert_ptr_nonnull(strstr(im.faults.at, "f:1: there is no column "
	    "rights\n"));
}
END_TEST

enum { NOW = 1000 };

static const struct {
	const char	*name;
	int		 wants;
	const char	*should, *has;
	int64_t		 from, starts;
	int		 want;
} kept[] = {
	{ "runs", 1, NULL, NULL, 0, 500, 1 },
	{ "begins now", 1, NULL, NULL, 0, NOW, 1 },
	{ "runs, from before", 1, NULL, NULL, 700, 500, 1 },
	{ "runs, but later is said", 1, NULL, NULL, 1500, 500, 0 },
	{ "begins later, as said", 1, NULL, NULL, 1500, 1500, 1 },
	{ "begins later than said", 1, NULL, NULL, 1400, 1500, 0 },
	{ "begins later, now is said", 1, NULL, NULL, 0, 1500, 0 },
	{ "not listed", 0, NULL, NULL, 0, 500, 0 },
	{ "same role", 1, "admin_agent", "admin_agent", 0, 500, 1 },
	{ "another role", 1, "admin_agent", "sales_agent", 0, 500, 0 },
	{ "a role now", 1, "admin_agent", NULL, 0, 500, 0 },
	{ "no role now", 1, NULL, "admin_agent", 0, 500, 0 },
};

START_TEST(keeps)
{
	struct person_row p = { .from = kept[_i].from };
	int got;

	p.wants[RIGHT_WAIVE] = kept[_i].wants;
	p.role[RIGHT_WAIVE] = kept[_i].should;
	got = person_keeps(&p, RIGHT_WAIVE, kept[_i].has, kept[_i].starts,
	    NOW);
	ck_assert_msg(got == kept[_i].want, "%s: got %d", kept[_i].name, got);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("people_csv");

	tcase_add_loop_test(t, row, 0, LEN(good));
	tcase_add_loop_test(t, refused, 0, LEN(bad));
	tcase_add_test(t, header);
	tcase_add_loop_test(t, keeps, 0, LEN(kept));
	return run_case("people_csv", t);
}
