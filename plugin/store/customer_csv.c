/*
 * The file of customers. Domains stand in a table of their own; names,
 * tenants, organisations and domains may go from one customer to another
 * within one file, so all that changes is let go before anything is taken.
 */
#include "store/customer.h"

#include "policy/words.h"

#include <stdlib.h>
#include <string.h>

enum {
	NAME, TENANT, DOMAINS, ORGANISATION, LANGUAGE, RELATIONSHIP,
	GDAP_ROLES, GDAP_ENDS, AZURE_RBAC, PROVIDER, CHANNEL, OFFER, GROUP,
	DIRECT_PAID, GDAP_AUTO_EXTEND, ON_CALL, BILLING_CONTACT, VIP, ACCOUNT,
	COLUMNS
};
/* Columns whose age counts, told together; the provider's counts alone. */
enum { FACTS = 1, MORE_FACTS };
enum { MOST_DOMAINS = 4096, MOST_ROLES = 1000, STEP = 1000 };

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* In lower case, sorted, each once. */
static const char *
read_domains(struct scope *sc, const char **cell)
{
	char *save = NULL, *list = str_lower(sc, *cell);
	char **word = scope_alloc(sc, sizeof(*word) * (strlen(list) / 2 + 1));
	struct buf b;
	int n = 0;

	for (char *d = strtok_r(list, " \t\r\n", &save); d != NULL;
	    d = strtok_r(NULL, " \t\r\n", &save)) {
		if (strlen(d) > 191 || d[strspn(d, "abcdefghijklmnopqrstuvwxyz"
		    "0123456789.-")] != '\0')
			return "not names like contoso.example, separated by "
			    "blanks";
		word[n++] = d;
	}
	qsort(word, (size_t)n, sizeof(*word), by_text);
	buf_init(&b, sc, MOST_DOMAINS);
	for (int i = 0; i < n; i++)
		if (i == 0 || strcmp(word[i], word[i - 1]) != 0)
			buf_fmt(&b, "%s%s", i == 0 ? "" : " ", word[i]);
	*cell = b.at;
	return NULL;
}

static const char *
check_roles(struct scope *sc, const char **cell)
{
	(void)sc;
	return (*cell)[strspn(*cell, "abcdefghijklmnopqrstuvwxyz0123456789_ ")]
	    == '\0' ? NULL : "not names like service_support_administrator, "
	    "separated by blanks";
}

static const struct import_column columns[COLUMNS] = {
	[NAME]         = { .name = "name",
	    .flags = IMPORT_MUST | IMPORT_FILLED },
	[TENANT]       = { .name = "tenant", .fault = import_guid },
	[DOMAINS]      = { .name = "domains", .most = MOST_DOMAINS,
	    .fault = read_domains },
	[ORGANISATION] = { .name = "organisation" },
	[LANGUAGE]     = { .name = "language", .words = import_languages },
	[RELATIONSHIP] = { .name = "relationship", .words = import_flags,
	    .group = FACTS },
	[GDAP_ROLES]   = { .name = "gdap_roles", .most = MOST_ROLES,
	    .fault = check_roles, .group = FACTS },
	[GDAP_ENDS]    = { .name = "gdap_ends", .fault = import_day,
	    .group = FACTS },
	[AZURE_RBAC]   = { .name = "azure_rbac", .words = import_flags,
	    .group = FACTS },
	[PROVIDER]     = { .name = "provider" },
	[CHANNEL]      = { .name = "channel", .words = words_way },
	[OFFER]        = { .name = "offer" },
	[GROUP]        = { .name = "group" },
	[DIRECT_PAID]  = { .name = "direct_paid", .words = import_flags,
	    .group = MORE_FACTS },
	[GDAP_AUTO_EXTEND] = { .name = "gdap_auto_extend",
	    .words = import_flags, .group = MORE_FACTS },
	[ON_CALL]      = { .name = "on_call", .words = import_flags,
	    .group = MORE_FACTS },
	[BILLING_CONTACT] = { .name = "billing_contact", .most = 254,
	    .fault = import_mail },
	[VIP]          = { .name = "vip", .words = import_flags },
	[ACCOUNT]      = { .name = "account", .names = &account_names },
};

/* Who has what once the file is in: a line of it, or a row behind them. */
struct owners {
	struct map	*of[3];		/* tenants, organisations, domains */
};

static void
clash(struct scope *sc, struct import *im, struct import_line *l, int column,
    const char *what, int owner)
{
	if (owner < im->n)
		import_fault(sc, im, l, column, "%s belongs to another "
		    "customer already, in line %d", what,
		    im->lines[owner].line);
	else
		import_fault(sc, im, l, column, "%s belongs to another "
		    "customer already, %s", what,
		    im->was.row[owner - im->n].col[NAME + 1]);
}

/* Takes what a customer has; `l` is his line, or NULL. */
static void
take(struct scope *sc, struct import *im, struct owners *o,
    const char *const *cell, int me, struct import_line *l)
{
	static const int at[] = { TENANT, ORGANISATION, DOMAINS };
	char *save, *list;

	for (int i = 0; i < LEN(at); i++) {
		const char *sep = at[i] == DOMAINS ? " " : "";

		save = NULL;
		list = str_dup(sc, cell[at[i]]);
		for (char *s = strtok_r(list, sep, &save); s != NULL;
		    s = strtok_r(NULL, sep, &save)) {
			int other = map_put(o->of[i], s, me);

			if (other >= 0 && l != NULL)
				clash(sc, im, l, at[i], s, other);
		}
	}
}

static enum err
match(struct scope *sc, struct db *db, struct import *im)
{
	struct owners o = { { map_new(sc), map_new(sc), map_new(sc) } };

	(void)db;
	for (int i = 0; i < im->was.n; i++) {
		const char *const *cell = im->was.row[i].col + 1;

		if (map_get(im->by_key, cell[NAME]) < 0)
			take(sc, im, &o, cell, im->n + i, NULL);
	}
	for (int i = 0; i < im->n; i++)
		take(sc, im, &o, im->lines[i].cell, i, &im->lines[i]);
	return E_OK;
}

static struct db_val
told(struct scope *sc, const struct import *im, int column)
{
	return im->place[column] > 0 ? db_int(sc->now) : db_text(NULL);
}

static void
fill(struct scope *sc, const struct import *im, const struct import_line *l,
    struct db_val *ret)
{
	for (int i = 0; i < ACCOUNT; i++)
		if (i != DOMAINS)
			*ret++ = import_val(l, i);
	*ret++ = import_named(im, l, ACCOUNT);
	*ret++ = told(sc, im, RELATIONSHIP);
	*ret++ = told(sc, im, DIRECT_PAID);
	*ret = told(sc, im, PROVIDER);
}

/* Rows of values for one statement, written when there are enough. */
struct batch {
	struct db	*db;
	enum stmt	 stmt;
	struct db_val	*v;
	int		 width, n;
	enum err	 e;
};

static struct batch
batch_new(struct scope *sc, struct db *db, enum stmt stmt, int width)
{
	return (struct batch){ db, stmt, scope_alloc(sc,
	    sizeof(struct db_val) * (size_t)(width * STEP)), width, 0, E_OK };
}

static void
batch_end(struct scope *sc, struct batch *b)
{
	if (b->e == E_OK && b->n > 0)
		b->e = db_do_many(sc, b->db, b->stmt, b->v, b->width, b->n);
	b->n = 0;
}

static void
batch_add(struct scope *sc, struct batch *b, const struct db_val *v)
{
	memcpy(b->v + b->n * b->width, v, sizeof(*v) * (size_t)b->width);
	if (++b->n == STEP)
		batch_end(sc, b);
}

static int
has_moved(const struct import_line *l, int column)
{
	return strcmp(l->was == NULL ? "" : l->was[column], l->cell[column])
	    != 0;
}

/* What changes its owner belongs to nobody for a moment. */
static enum err
release(struct scope *sc, struct db *db, const struct import *im)
{
	struct batch names = batch_new(sc, db, STMT_CUSTOMER_RELEASE, 1);
	struct batch domains = batch_new(sc, db, STMT_DOMAIN_CLEAR, 1);

	for (int i = 0; i < im->n; i++) {
		const struct import_line *l = &im->lines[i];
		struct db_val id = db_int(l->id);

		if (l->was == NULL)
			continue;
		if (has_moved(l, TENANT) || has_moved(l, ORGANISATION))
			batch_add(sc, &names, &id);
		if (has_moved(l, DOMAINS))
			batch_add(sc, &domains, &id);
	}
	batch_end(sc, &names);
	batch_end(sc, &domains);
	return names.e != E_OK ? names.e : domains.e;
}

static void
add_domains(struct scope *sc, struct batch *b, const char *list, int64_t id)
{
	char *save = NULL, *copy = str_dup(sc, list);

	for (char *d = strtok_r(copy, " ", &save); d != NULL;
	    d = strtok_r(NULL, " ", &save))
		batch_add(sc, b, (struct db_val[]){ db_text(d), db_int(id) });
}

static enum err
write_domains(struct scope *sc, struct db *db, const struct import *im)
{
	struct batch b = batch_new(sc, db, STMT_DOMAIN_ADD, 2);
	struct import_ids ids;
	enum err e = import_ids(sc, db, &customer_names, &ids);

	for (int i = 0; e == E_OK && i < im->n; i++) {
		const struct import_line *l = &im->lines[i];

		if (has_moved(l, DOMAINS))
			add_domains(sc, &b, l->cell[DOMAINS],
			    import_id(&ids, l->cell[NAME]));
	}
	batch_end(sc, &b);
	return e == E_OK ? b.e : e;
}

static enum err
write_lines(struct scope *sc, struct db *db, struct import *im)
{
	int tells = im->place[RELATIONSHIP] > 0 || im->place[DIRECT_PAID] > 0 ||
	    im->place[PROVIDER] > 0;
	struct import_writer writer = { STMT_CUSTOMER_ADD, STMT_CUSTOMER_SET,
	    STMT_CUSTOMER_TOLD, COLUMNS + 2, tells ? 3 : 0, fill };
	enum err e;

	if ((e = release(sc, db, im)) != E_OK ||
	    (e = import_write(sc, db, im, &writer)) != E_OK)
		return e;
	return write_domains(sc, db, im);
}

const struct import_kind customer_kind = {
	.name = "customers", .columns = columns, .n = COLUMNS,
	.list = STMT_CUSTOMER_LIST, .match = match, .write = write_lines
};
