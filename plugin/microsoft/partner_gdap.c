/*
 * A customer may have given several relationships, each until another day.
 * Beginning with the one that lasts longest, each adds the roles that none
 * before it had; the last that adds any says until when all of them are held.
 */
#include "microsoft/entra_role.h"
#include "microsoft/partner_page.h"
#include "microsoft/partner_read.h"

#include "policy/date.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MAX_ROLES = 4000 };

struct relation {
	const char		*tenant;
	int64_t			 ends;		/* ms */
	const char		*auto_extend;	/* "yes", "no", or NULL */
	const struct cJSON	*roles;
};

/* P0D and PT0S mean: not at all. */
static const char *
read_extension(struct scope *sc, const struct cJSON *j)
{
	const char *s = told_text(sc, j, "autoExtendDuration");

	if (s == NULL)
		return NULL;
	return strpbrk(s, "123456789") == NULL ? "no" : "yes";
}

/* What is not active gives no right, and what has no end is not whole. */
static int
fill_relation(struct scope *sc, const struct cJSON *j, void *row)
{
	struct relation *r = row;

	*r = (struct relation){
		.tenant = told_text(sc, j, "customer.tenantId"),
		.ends = told_time(sc, j, "endDateTime"),
		.auto_extend = read_extension(sc, j),
		.roles = told_at(j, "accessDetails.unifiedRoles")
	};
	return str_same(told_text(sc, j, "status"), "active") &&
	    r->tenant != NULL && r->ends != 0;
}

static int
by_end(const void *a, const void *b)
{
	const struct relation *x = a, *y = b;
	int more = str_same(y->auto_extend, "yes") -
	    str_same(x->auto_extend, "yes");

	return more != 0 ? more : (x->ends < y->ends) - (x->ends > y->ends);
}

static int
has_word(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *s = list; (s = strstr(s, word)) != NULL; s += n)
		if ((s == list || s[-1] == ' ') &&
		    (s[n] == ' ' || s[n] == '\0'))
			return 1;
	return 0;
}

/* How many roles were added. */
static int
add_roles(struct scope *sc, const struct relation *r, struct buf *b)
{
	int n = 0;

	for (const struct cJSON *it = json_first(r->roles); it != NULL;
	    it = json_next(it)) {
		const char *id = told_text(sc, it, "roleDefinitionId");
		const char *name = id == NULL ? NULL : entra_role(id);

		if (name == NULL || has_word(b->at, name))
			continue;
		buf_fmt(b, "%s%s", b->len == 0 ? "" : " ", name);
		n++;
	}
	return n;
}

static void
set_end(struct scope *sc, const struct relation *r, struct partner_gdap *g)
{
	char day[DATE_TEXT];

	date_text(date_of(r->ends), day);
	g->ends = str_dup(sc, day);
	g->auto_extend = r->auto_extend;
}

enum err
partner_gdap(struct scope *sc, const char *tenant,
    const struct api_reply *got, int ngot, struct partner_gdap *ret)
{
	struct partner_rows rows = { .size = sizeof(struct relation),
	    .fill = fill_relation };
	struct partner_gdap g = { 0 };
	struct relation *r;
	struct buf b;
	enum err e = partner_page_read(sc, got, ngot, &rows);

	if (e != E_OK)
		return e;
	r = rows.row;
	qsort(r, (size_t)rows.n, sizeof(*r), by_end);
	buf_init(&b, sc, MAX_ROLES);
	for (int i = 0; i < rows.n; i++) {
		if (strcasecmp(r[i].tenant, tenant) != 0)
			continue;
		if (add_roles(sc, &r[i], &b) > 0 || g.n == 0)
			set_end(sc, &r[i], &g);
		g.n++;
	}
	g.roles = b.at;
	*ret = g;
	return E_OK;
}
