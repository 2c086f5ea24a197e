/* The file of peers, and rows of table peer. */
#include "store/peer.h"

#include "policy/date.h"
#include "policy/words.h"
#include "store/people.h"

#include <string.h>

enum {
	NAME, SIDE, URL, PROVIDER, DESK, QUEUE, REQUESTOR, LANGUAGE, RELAY,
	ACCEPT, RATE, FROM, TO, COLUMNS
};
enum { MOST_PEERS = 1000, MOST_URL = 1000, MOST_DESK = 32, MOST_RATE = 6000 };

const char *const peer_accepts[] = {
	[ACCEPT_KNOWN] = "known", [ACCEPT_ALL] = "all", [ACCEPT_ASK] = "ask",
	NULL
};

int
peer_is_name(const char *s)
{
	size_t n = strlen(s);

	return n > 0 && n <= PEER_NAME &&
	    strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == n;
}

static const char *
check_name(struct scope *sc, const char **cell)
{
	(void)sc;
	return peer_is_name(*cell) ? NULL : "may have a-z, 0-9 and - only, 31 "
	    "of them at most";
}

/* In the clear only to this host, where a proxy may speak TLS for us. */
static const char *
check_url(struct scope *sc, const char **cell)
{
	static const char *const begins[] = { "https://", "http://127.0.0.1:",
	    "http://localhost:", "http://[::1]:" };
	const char *s = *cell;

	(void)sc;
	for (int i = 0; i < LEN(begins); i++) {
		size_t n = strlen(begins[i]);

		if (strncmp(s, begins[i], n) == 0 && s[n] != '\0' &&
		    strpbrk(s, " \t\r\n<>\"#?") == NULL)
			return NULL;
	}
	return "not an https URL like https://desk.example/exchange/ours";
}

static const struct import_column columns[COLUMNS] = {
	[NAME]      = { .name = "name", .fault = check_name,
	    .flags = IMPORT_MUST | IMPORT_FILLED },
	[SIDE]      = { .name = "side", .words = exchange_sides,
	    .flags = IMPORT_MUST | IMPORT_FILLED },
	[URL]       = { .name = "url", .fault = check_url, .most = MOST_URL,
	    .flags = IMPORT_MUST | IMPORT_FILLED },
	[PROVIDER]  = { .name = "provider" },
	[DESK]      = { .name = "desk", .most = MOST_DESK },
	[QUEUE]     = { .name = "queue" },
	[REQUESTOR] = { .name = "requestor", .fault = import_mail },
	[LANGUAGE]  = { .name = "language", .words = import_languages },
	[RELAY]     = { .name = "relay", .words = import_flags },
	[ACCEPT]    = { .name = "auto_accept", .words = peer_accepts },
	[RATE]      = { .name = "rate",
	    .number = { 1, MOST_RATE, " of messages a minute" } },
	[FROM]      = { .name = "from", .fault = import_day, .group = 1 },
	[TO]        = { .name = "to", .fault = import_day, .group = 1 },
};

/* What belongs to one side only. */
static const struct {
	int			column;
	enum exchange_side	side;
	int			must;
} belongs[] = {
	{ PROVIDER, SIDE_PROVIDER, 1 }, { RELAY, SIDE_PROVIDER, 0 },
	{ DESK, SIDE_RESELLER, 1 }, { QUEUE, SIDE_RESELLER, 1 },
	{ REQUESTOR, SIDE_RESELLER, 1 }, { ACCEPT, SIDE_RESELLER, 0 },
};

static void
check_side(struct scope *sc, struct import *im, struct import_line *l)
{
	int side = word_find(exchange_sides, l->cell[SIDE]);

	for (int i = 0; i < LEN(belongs); i++) {
		int column = belongs[i].column;
		int is_filled = *l->cell[column] != '\0';

		if (is_filled && (int)belongs[i].side != side)
			import_fault(sc, im, l, column, "is for a peer that "
			    "is a %s", exchange_sides[belongs[i].side]);
		if (!is_filled && (int)belongs[i].side == side &&
		    belongs[i].must)
			import_fault(sc, im, l, column, "a peer that is a %s "
			    "needs it", exchange_sides[side]);
	}
}

static int
is_desk(const struct people_sources *desks, const char *name)
{
	for (int i = 0; i < desks->n; i++)
		if (str_same(desks->at[i].desk, name))
			return 1;
	return 0;
}

/* A case must find its one peer by the provider's name. */
static void
check_alone(struct scope *sc, struct import *im, struct import_line *l,
    const char *const *other)
{
	if (str_same(l->cell[PROVIDER], other[PROVIDER]) &&
	    !str_same(l->cell[NAME], other[NAME]) &&
	    import_overlap(l->cell, other, FROM, TO))
		import_fault(sc, im, l, PROVIDER, "the peer %s speaks for %s "
		    "on the same days", other[NAME], other[PROVIDER]);
}

static enum err
check_provider(struct scope *sc, struct db *db, struct import *im,
    struct import_line *l)
{
	struct db_row row;
	enum err e = db_one(sc, db, STMT_PEER_PROVIDER, DB_ARGS(
	    db_text(l->cell[PROVIDER])), &row);

	if (e == E_GONE)
		import_fault(sc, im, l, PROVIDER, "no provider is called "
		    "\"%s\"; import providers first", l->cell[PROVIDER]);
	if (e != E_OK && e != E_GONE)
		return e;
	for (int i = 0; i < im->n && &im->lines[i] != l; i++)
		check_alone(sc, im, l, im->lines[i].cell);
	for (int i = 0; i < im->was.n; i++)
		if (map_get(im->by_key, im->was.row[i].col[1]) < 0)
			check_alone(sc, im, l, im->was.row[i].col + 1);
	return E_OK;
}

/* A column that was left out is known only now. */
static enum err
match(struct scope *sc, struct db *db, struct import *im)
{
	enum err e = E_OK;

	for (int i = 0; e == E_OK && i < im->n; i++) {
		struct import_line *l = &im->lines[i];

		if (is_desk(im->arg, l->cell[NAME]))
			import_fault(sc, im, l, NAME, "a desk is called so");
		check_side(sc, im, l);
		import_order(sc, im, l, FROM, TO);
		if (*l->cell[DESK] != '\0' && !is_desk(im->arg, l->cell[DESK]))
			import_fault(sc, im, l, DESK, "no desk %s is "
			    "configured", l->cell[DESK]);
		if (*l->cell[PROVIDER] != '\0')
			e = check_provider(sc, db, im, l);
	}
	return e;
}

const struct import_kind peer_kind = {
	.name = "peers", .columns = columns, .n = COLUMNS, .most = MOST_PEERS,
	.list = STMT_PEER_LIST, .match = match, .writer = { STMT_PEER_ADD,
	    STMT_PEER_SET, STMT_PEER_SET, COLUMNS, 0, import_fill }
};

static struct peer
read_row(const struct db_row *row)
{
	const char *const *c = row->col + 1;
	int accept = c[ACCEPT] == NULL ? ACCEPT_ASK :
	    word_find(peer_accepts, c[ACCEPT]);

	return (struct peer){ .name = c[NAME],
	    .side = (enum exchange_side)word_find(exchange_sides, c[SIDE]),
	    .url = c[URL], .provider = c[PROVIDER], .desk = c[DESK],
	    .queue = c[QUEUE], .requestor = c[REQUESTOR],
	    .language = c[LANGUAGE], .relay = str_same(c[RELAY], "yes"),
	    .accept = (enum peer_accept)accept,
	    .rate = c[RATE] == NULL ? 0 : db_num(row, RATE + 1),
	    .starts = c[FROM], .ends = c[TO] };
}

enum err
peer_list(struct scope *sc, struct db *db, struct peer **ret, int *ret_n)
{
	struct db_rows rows;
	struct peer *list;
	enum err e = db_all(sc, db, STMT_PEER_LIST, DB_ARGS(db_text(""),
	    db_int(MOST_PEERS)), &rows);

	if (e != E_OK)
		return e;
	list = scope_alloc(sc, sizeof(*list) * (size_t)(rows.n + 1));
	for (int i = 0; i < rows.n; i++)
		list[i] = read_row(&rows.row[i]);
	*ret = list;
	*ret_n = rows.n;
	return E_OK;
}

const struct peer *
peer_named(const struct peer *list, int n, const char *name)
{
	for (int i = 0; i < n; i++)
		if (str_same(list[i].name, name))
			return &list[i];
	return NULL;
}

enum err
peer_find(struct scope *sc, struct db *db, const char *name, struct peer *ret)
{
	struct peer *list;
	const struct peer *p;
	int n;
	enum err e = peer_list(sc, db, &list, &n);

	if (e != E_OK)
		return e;
	if ((p = peer_named(list, n, name)) == NULL)
		return scope_fail(sc, E_GONE, "no peer is called %s", name);
	*ret = *p;
	return E_OK;
}

int
peer_holds(const struct peer *p, int64_t now)
{
	char today[DATE_TEXT];

	date_text(date_of(now), today);
	return (p->starts == NULL || strcmp(p->starts, today) <= 0) &&
	    (p->ends == NULL || strcmp(p->ends, today) >= 0);
}
