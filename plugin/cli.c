/* What the subcommands share. */
#include "cli.h"

#include "base/csv.h"
#include "base/http.h"
#include "base/str.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_WORDS = 8192, MOST_PAGE = 64 << 20 };

int
cli_complain(struct scope *sc, enum err e)
{
	fprintf(stderr, "cspdesk: %s\n", sc->why);
	return e == E_SHAPE || e == E_LIMIT ? 2 : 1;
}

static void
close_db(void *db)
{
	struct db *p = db;

	db_free(&p);
}

struct db *
cli_db(struct scope *sc, const struct db_conf *conf, enum db_use use)
{
	struct db *db = db_new(conf, use);

	scope_own(sc, close_db, db);
	return db;
}

static void
close_http(void *http)
{
	struct http *h = http;

	http_free(&h);
}

struct http *
cli_http(struct scope *sc)
{
	struct http *h = http_new();

	scope_own(sc, close_http, h);
	return h;
}

enum err
cli_ticket(struct scope *sc, const struct config *c, const char *name,
    struct db_val *ret)
{
	const char *slash = strchr(name, '/');
	const char *desk = slash == NULL ? NULL :
	    str_copy(sc, name, (size_t)(slash - name));

	if (desk == NULL && c->ndesks == 1)
		desk = c->desks[0].conf.name;
	if (desk == NULL || config_desk(c, desk) == NULL)
		return scope_fail(sc, E_SHAPE, "\"%s\" is not like "
		    "DESK/TICKET with a desk of the configuration", name);
	ret[0] = db_text(desk);
	ret[1] = db_text(slash == NULL ? name : slash + 1);
	return E_OK;
}

const char *
cli_person(struct scope *sc)
{
	const char *sudo = getenv("SUDO_USER");
	struct passwd *pw;

	if (geteuid() == 0 && sudo != NULL && *sudo != '\0')
		return str_fmt(sc, "%.64s", sudo);
	pw = getpwuid(getuid());
	return pw == NULL ? str_fmt(sc, "uid %lu", (unsigned long)getuid()) :
	    str_fmt(sc, "%.64s", pw->pw_name);
}

static const struct cli_verb *
find_verb(const struct args *a, const struct cli_verb *v, int n)
{
	for (int i = 0; a->n > 0 && i < n; i++)
		if (str_same(a->rest[0], v[i].name) && a->n >= v[i].least &&
		    a->n <= v[i].most)
			return &v[i];
	return NULL;
}

int
cli_verbs(struct scope *sc, const struct args *a, const char *command,
    const struct cli_verb *verbs, int n)
{
	const struct cli_verb *v = find_verb(a, verbs, n);
	struct cli_run r = { .sc = sc, .a = a };
	enum err e;

	if (v == NULL)
		return cli_usage(command);
	if ((e = config_load(sc, a->config, NEEDS_APP_DB, &r.config)) == E_OK) {
		r.db = cli_db(sc, &r.config.db, DB_PROGRAM);
		e = v->run(&r);
	}
	return e == E_OK ? 0 : cli_complain(sc, e);
}

enum err
cli_reason(const struct cli_run *r, int first, int most, const char *preset,
    const char **ret)
{
	struct buf b;

	buf_init(&b, r->sc, MOST_WORDS);
	for (int i = first; i < r->a->n; i++)
		buf_fmt(&b, "%s%s", i == first ? "" : " ", r->a->rest[i]);
	*ret = str_trim(b.at);
	if (**ret == '\0')
		*ret = preset;
	if (*ret == NULL)
		return scope_fail(r->sc, E_SHAPE, "say why: it is kept and "
		    "shown to whoever asks");
	return !b.full && strlen(*ret) <= (size_t)most ? E_OK : scope_fail(
	    r->sc, E_LIMIT, "the reason is longer than %d bytes", most);
}

static enum err
export_page(struct scope *sc, struct db *db, const struct cli_table *t,
    int *ret_more)
{
	struct scope page;
	struct buf b;
	enum err e;

	scope_begin(&page, sc->now);
	buf_init(&b, &page, MOST_PAGE);
	*ret_more = 0;
	if ((e = t->page(&page, db, t->arg, &b, ret_more)) != E_OK)
		scope_fail(sc, e, "%s", page.why);
	else if (b.full || fwrite(b.at, 1, b.len, stdout) != b.len)
		e = scope_fail(sc, E_BROKEN, "cannot write what was asked for");
	scope_end(&page);
	return e;
}

int
cli_export(struct scope *sc, const struct args *a, const struct cli_table *t)
{
	struct config c;
	struct db *db;
	struct buf b;
	int more = 1;
	enum err e = config_load(sc, a->config, NEEDS_APP_DB, &c);

	if (e != E_OK)
		return cli_complain(sc, e);
	db = cli_db(sc, &c.db, DB_PROGRAM);
	buf_init(&b, sc, MOST_WORDS);
	csv_add(&b, t->header, t->n);
	if ((e = db_ready(sc, db)) == E_OK)
		fputs(b.at, stdout);
	while (e == E_OK && more)
		e = export_page(sc, db, t, &more);
	if (e == E_OK && fflush(stdout) != 0)
		e = scope_fail(sc, E_BROKEN, "cannot write what was asked for");
	return e == E_OK ? 0 : cli_complain(sc, e);
}
