/*
 * What MariaDB alone can do: one row a commit, from several connections, the
 * same INSERT that serve makes, with nothing around it.
 *
 *	commits CONF CONNECTIONS SECONDS BYTES PREFIX
 *
 * Prints the number of commits and the milliseconds they took, as JSON.
 */
#include "config.h"

#include "base/clock.h"
#include "base/str.h"
#include "store/db.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char digest[] =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

struct job {
	const struct config	*config;
	const char		*prefix, *body;
	size_t			 bytes;
	int64_t			 begin, end;	/* steady ms */
	int			 number;
};

static enum err
insert(struct scope *sc, struct db *db, const struct job *j, int64_t n)
{
	return db_do(sc, db, STMT_DELIVERY_ADD, DB_ARGS(db_text("bench"),
	    db_text(str_fmt(sc, "%s-%d-%lld", j->prefix, j->number,
	    (long long)n)), db_text(digest), db_text("1"), db_text("hook"),
	    db_text("new"), db_int(sc->now), db_int(sc->now), db_text(sc->id),
	    db_text(NULL), db_bytes(j->body, j->bytes)), NULL);
}

/* One connection: all begin together, when everybody is connected. */
static int64_t
commit_many(const struct job *j)
{
	struct db *db = db_new(&j->config->db, DB_PROGRAM);
	struct scope sc;
	int64_t n = 0;
	enum err e;

	scope_begin(&sc, clock_now());
	e = db_ready(&sc, db);
	while (clock_steady() < j->begin)
		usleep(1000);
	while (e == E_OK && clock_steady() < j->end) {
		scope_end(&sc);
		scope_begin(&sc, clock_now());
		if ((e = insert(&sc, db, j, n)) == E_OK)
			n++;
	}
	if (e != E_OK)
		fprintf(stderr, "commits: %s\n", sc.why);
	scope_end(&sc);
	db_free(&db);
	return e == E_OK ? n : -1;
}

static int
start_one(const struct job *j, int *ret_fd)
{
	int fd[2];
	int64_t n;

	if (pipe(fd) != 0)
		return 0;
	if (fork() == 0) {
		n = commit_many(j);
		_exit(write(fd[1], &n, sizeof(n)) == sizeof(n) ? 0 : 1);
	}
	close(fd[1]);
	*ret_fd = fd[0];
	return 1;
}

/* The sum of what all have committed, or -1. */
static int64_t
collect(const int *fd, int n)
{
	int64_t sum = 0, one;

	for (int i = 0; i < n; i++) {
		if (read(fd[i], &one, sizeof(one)) != sizeof(one) || one < 0)
			sum = -1;
		else if (sum >= 0)
			sum += one;
		close(fd[i]);
	}
	while (wait(NULL) > 0)
		;
	return sum;
}

int
main(int argc, char **argv)
{
	enum { MOST = 64, CONNECT_MS = 300 };
	struct config c;
	struct scope sc;
	struct job j = { .config = &c };
	int fd[MOST], n = argc == 6 ? (int)strtol(argv[2], NULL, 10) : 0;
	int64_t secs, sum;
	char *body;

	scope_begin(&sc, clock_now());
	if (n < 1 || n > MOST ||
	    config_load(&sc, argv[1], NEEDS_APP_DB, &c) != E_OK) {
		fprintf(stderr, "commits: use: commits CONF CONNECTIONS "
		    "SECONDS BYTES PREFIX; %s\n", sc.why);
		return 2;
	}
	secs = strtol(argv[3], NULL, 10);
	j.bytes = (size_t)strtol(argv[4], NULL, 10);
	j.body = body = scope_alloc(&sc, j.bytes + 1);
	memset(body, 'x', j.bytes);
	j.prefix = argv[5];
	j.begin = clock_steady() + CONNECT_MS;
	j.end = j.begin + secs * SECOND;
	for (j.number = 0; j.number < n; j.number++)
		if (!start_one(&j, &fd[j.number]))
			return 1;
	sum = collect(fd, n);
	printf("{\"commits\":%lld,\"ms\":%lld}\n", (long long)sum,
	    (long long)secs * SECOND);
	scope_end(&sc);
	return sum < 0;
}
