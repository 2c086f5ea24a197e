/* What migrate knows before it asks a database. */
#include "same.h"

#include "store/migrate.h"

#include <glob.h>
#include <stdlib.h>

static int
number_of(const char *path)
{
	return (int)strtol(path + strlen("sql/"), NULL, 10);
}

/* And no number is left out or used twice. */
START_TEST(newest_is_the_last_file)
{
	glob_t g = { 0 };
	int first;

	ck_assert_msg(glob("sql/[0-9][0-9][0-9]_*.sql", 0, NULL, &g) == 0,
	    "no steps: run from the project's top");
	first = number_of(g.gl_pathv[0]);
	for (int i = 0; i < (int)g.gl_pathc; i++)
		ck_assert_int_eq(number_of(g.gl_pathv[i]), first + i);
	ck_assert_int_eq(migrate_newest(), first + (int)g.gl_pathc - 1);
	globfree(&g);
}
END_TEST

static const struct {
	const char	*account;
	enum err	 want;
} accounts[] = {
	{ "cspdesk_app@localhost", E_BUSY },	/* fine: asks the database */
	{ "a.b-c@10.0.0.%", E_BUSY },
	{ "app@%", E_BUSY },
	{ "app@::1", E_BUSY },
	{ "", E_SHAPE },
	{ "app", E_SHAPE },
	{ "app@", E_SHAPE },
	{ "@localhost", E_SHAPE },
	{ "app@a@b", E_SHAPE },
	{ "app'@localhost", E_SHAPE },
	{ "app@local'host", E_SHAPE },
	{ "app@local host", E_SHAPE },
	{ "app\\@localhost", E_SHAPE },
	{ "app`@localhost", E_SHAPE },
	{ "app;@localhost", E_SHAPE },
	{ "\xc4\x85@localhost", E_SHAPE },
};

static void
say(const char *line)
{
	ck_abort_msg("applied something: %s", line);
}

START_TEST(account)
{
	static const struct db_conf nowhere = { "/nowhere/db.sock",
	    "127.0.0.1", 1, "cspdesk", "u", "p", 1 };
	struct db *db = db_new(&nowhere, DB_SCRIPTS);
	enum err e = migrate_run(&sc, db, accounts[_i].account, say);

	db_free(&db);
	same_outcome(accounts[_i].account, e, accounts[_i].want,
	    accounts[_i].want == E_BUSY ? "database: connect: " :
	    str_fmt(&sc, "database.app_account \"%s\" is not like",
	    accounts[_i].account));
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("migrate");

	tcase_add_test(t, newest_is_the_last_file);
	tcase_add_loop_test(t, account, 0, LEN(accounts));
	return run_case("migrate", t);
}
