/* Loads the rows of allowances.conf and finds one by membership and day. */
#include "policy/allowance.h"

#include "base/conf.h"
#include "base/str.h"
#include "policy/date.h"
#include "policy/words.h"

#include <string.h>

enum { MOST_UNITS = 1000000, NAME_BYTES = 40, LIST_BYTES = 65536 };

struct allowances {
	const char		**names;
	int			 nnames;
	struct allowance	*at;
	int			 n;
};

struct row_dates {
	const char	*from, *to;
};

/* How many there are. */
static enum err
check_list(struct scope *sc, const struct config_setting_t *root,
    const char *name, size_t *ret)
{
	const struct config_setting_t *list = conf_at(root, name);

	if (!conf_is_list(list))
		return conf_bad(sc, list == NULL ? root : list, "must be a "
		    "list: %s = ( ... )", name);
	*ret = (size_t)conf_count(list);
	return E_OK;
}

static enum err
read_names(struct scope *sc, const struct config_setting_t *list,
    struct allowances *a)
{
	const struct config_setting_t *n;

	for (int i = 0; (n = conf_nth(list, i)) != NULL; i++) {
		const char *name = conf_text(n);

		if (name == NULL || *name == '\0' || strlen(name) >= NAME_BYTES)
			return conf_bad(sc, n, "must be a name in quotes, "
			    "shorter than %d", NAME_BYTES);
		if (allowance_has(a, name))
			return conf_bad(sc, n, "\"%s\" stands here twice",
			    name);
		a->names[a->nnames++] = name;
	}
	return E_OK;
}

static enum err
read_units(struct scope *sc, const struct config_setting_t *row, int64_t *ret)
{
	const struct config_setting_t *n = conf_at(row, "units");

	if (str_same(conf_text(n), "unlimited"))
		*ret = ALLOWANCE_UNLIMITED;
	else if (!conf_int(n, ret) || *ret < 0 || *ret > MOST_UNITS)
		return conf_bad(sc, n == NULL ? row : n, "needs units = a "
		    "number from 0 to %d, or \"unlimited\"", MOST_UNITS);
	return E_OK;
}

static enum err
read_dates(struct scope *sc, const struct config_setting_t *row,
    const struct row_dates *d, struct allowance *ret)
{
	ret->to = DAY_UNKNOWN;
	if (!date_parse(sc, d->from, &ret->from))
		return conf_bad(sc, conf_at(row, "from"), "\"%s\" is not a "
		    "day like 2026-01-31", d->from);
	if (*d->to != '\0' && !date_parse(sc, d->to, &ret->to))
		return conf_bad(sc, conf_at(row, "to"), "\"%s\" is not a day "
		    "like 2026-01-31", d->to);
	return ret->to != DAY_UNKNOWN && ret->to < ret->from ? conf_bad(sc,
	    row, "ends before it begins") : E_OK;
}

static int
holds_on(const struct allowance *a, int64_t day)
{
	return day >= a->from && (a->to == DAY_UNKNOWN || day <= a->to);
}

/* Two spans share a day if one of them holds when the other begins. */
static enum err
check_row(struct scope *sc, const struct config_setting_t *row,
    const struct allowances *before, const struct allowance *r)
{
	if (!allowance_has(before, r->membership))
		return conf_bad(sc, conf_at(row, "membership"), "\"%s\" is "
		    "not one of memberships: %s", r->membership,
		    allowance_names(sc, before));
	for (int i = 0; i < before->n; i++) {
		const struct allowance *b = &before->at[i];

		if (b->vehicle == r->vehicle && str_same(b->membership,
		    r->membership) && (holds_on(b, r->from) ||
		    holds_on(r, b->from)))
			return conf_bad(sc, row, "its dates overlap those of "
			    "another row of \"%s\" and \"%s\"", r->membership,
			    words_vehicle[r->vehicle]);
	}
	return E_OK;
}

static enum err
read_row(struct scope *sc, const struct config_setting_t *n,
    struct allowances *a)
{
	static const struct setting who[] = {
		{ "membership", SET_TEXT, offsetof(struct allowance,
		    membership), NULL, 1, NAME_BYTES, NULL,
		    "one of memberships" },
		{ "vehicle", SET_WORD, offsetof(struct allowance, vehicle),
		    NULL, 0, 0, words_vehicle, "what it brings" },
		{ NULL, SET_TEXT, 0, NULL, 0, 0, NULL, NULL }
	};
	static const struct setting when[] = {
		{ "from", SET_TEXT, offsetof(struct row_dates, from), NULL,
		    1, DATE_TEXT, NULL, "the first day" },
		{ "to", SET_TEXT, offsetof(struct row_dates, to), "", 0,
		    DATE_TEXT, NULL, "the last day, if there is one" },
		{ NULL, SET_TEXT, 0, NULL, 0, 0, NULL, NULL }
	};
	static const char *const not_who[] = { "from", "to", "units", NULL };
	static const char *const not_when[] = { "membership", "vehicle",
	    "units", NULL };
	struct allowance *r = &a->at[a->n];
	struct row_dates d = { NULL, NULL };
	enum err e;

	if ((e = conf_fill(sc, n, "", who, not_who, r)) != E_OK ||
	    (e = conf_fill(sc, n, "", when, not_when, &d)) != E_OK ||
	    (e = read_dates(sc, n, &d, r)) != E_OK ||
	    (e = read_units(sc, n, &r->units)) != E_OK ||
	    (e = check_row(sc, n, a, r)) != E_OK)
		return e;
	a->n++;
	return E_OK;
}

enum err
allowances_load(struct scope *sc, const char *dir,
    const struct allowances **ret)
{
	static const char *const known[] = { "memberships", "allowances",
	    NULL };
	struct allowances *a = scope_alloc(sc, sizeof(*a));
	const struct config_setting_t *root, *n;
	size_t names, rows;
	enum err e;

	if ((e = conf_read(sc, str_fmt(sc, "%s/allowances.conf", dir), &root))
	    != E_OK ||
	    (e = conf_known(sc, root, known)) != E_OK ||
	    (e = check_list(sc, root, "memberships", &names)) != E_OK ||
	    (e = check_list(sc, root, "allowances", &rows)) != E_OK)
		return e;
	a->names = scope_alloc(sc, sizeof(*a->names) * (names + 1));
	a->at = scope_alloc(sc, sizeof(*a->at) * (rows + 1));
	e = read_names(sc, conf_at(root, "memberships"), a);
	for (int i = 0; e == E_OK && (n = conf_nth(conf_at(root,
	    "allowances"), i)) != NULL; i++)
		e = read_row(sc, n, a);
	if (e == E_OK)
		*ret = a;
	return e;
}

const struct allowance *
allowance_find(const struct allowances *a, const char *membership, int vehicle,
    int64_t day)
{
	for (int i = 0; i < a->n; i++)
		if (a->at[i].vehicle == vehicle && holds_on(&a->at[i], day) &&
		    str_same(a->at[i].membership, membership))
			return &a->at[i];
	return NULL;
}

int
allowance_has(const struct allowances *a, const char *membership)
{
	for (int i = 0; i < a->nnames; i++)
		if (str_same(a->names[i], membership))
			return 1;
	return 0;
}

const char *
allowance_names(struct scope *sc, const struct allowances *a)
{
	struct buf b;

	buf_init(&b, sc, LIST_BYTES);
	for (int i = 0; i < a->nnames; i++)
		buf_fmt(&b, "%s%s", i == 0 ? "" : ", ", a->names[i]);
	return b.at;
}
