/* Terms, evidence and charges, as a turn asks for them. */
#include "case_terms.h"

#include "base/clock.h"
#include "base/str.h"
#include "store/charge.h"
#include "store/terms.h"
#include "turn.h"

#include <string.h>

enum { MOST_TOLD = 20 };	/* elsewhere, the newest */

const char *
case_terms_day(struct scope *sc)
{
	char day[CLOCK_TEXT];

	clock_text(sc->now, day);
	return str_copy(sc, day, strcspn(day, "T"));
}

struct offer_customer
case_terms_customer(const struct turn *t)
{
	const struct customer *who = &t->state.who;

	return (struct offer_customer){ who->id == 0 ? NULL : who->name,
	    who->offer, who->group };
}

enum err
case_terms_now(struct scope *sc, struct db *db, struct turn *t)
{
	const struct offer_customer who = case_terms_customer(t);
	struct terms_shown before = { .customer = t->state.who.id };
	struct terms_version v;
	const struct terms *all;
	enum err e = terms_current(sc, db, &v);

	if (e != E_OK)
		return e == E_GONE ? E_OK : e;
	if ((e = terms_parse(sc, v.document, strlen(v.document), &all))
	    != E_OK)
		return e;
	t->terms.number = before.version = v.number;
	t->terms.ladder = all->ladder;
	t->terms.offer = offer_of(all, &who, case_terms_day(sc));
	e = terms_shown_case(sc, db, t->state.row.id, &t->terms.is_done);
	if (e != E_OK || before.customer == 0 || t->terms.offer == NULL)
		return e;
	before.offer = t->terms.offer->name;
	return terms_shown_before(sc, db, &before, &t->terms.is_shown);
}

/* The next one behind `n`; a version is parsed once. */
static enum err
read_told(struct turn *t, const struct db_row *r, struct terms_told *all,
    int n)
{
	struct terms_told *to = &all[n];

	*to = (struct terms_told){ .version = db_num(r, 0),
	    .case_id = db_num(r, 1), .offer = r->col[2], .at = db_num(r, 3),
	    .ticket = str_fmt(t->sc, "%s/%s", r->col[4], r->col[5]) };
	for (int i = 0; i < n && to->terms == NULL; i++)
		if (all[i].version == to->version)
			to->terms = all[i].terms;
	return to->terms != NULL ? E_OK : terms_parse(t->sc, r->col[6],
	    strlen(r->col[6]), &to->terms);
}

static enum err
find_told(struct turn *t)
{
	struct db_val id = db_int(t->state.row.id);
	struct db_val who = db_int(t->state.who.id);
	struct db_rows here, there = { 0 };
	struct terms_told *at;
	enum err e;
	int n = 0;

	if ((e = db_all(t->sc, t->arg, STMT_TERMS_TOLD_HERE, DB_ARGS(id, who),
	    &here)) != E_OK || (t->state.who.id != 0 &&
	    (e = db_all(t->sc, t->arg, STMT_TERMS_TOLD, DB_ARGS(who, id,
	    db_int(MOST_TOLD)), &there)) != E_OK))
		return e;
	at = scope_alloc(t->sc, sizeof(*at) * (size_t)(here.n + there.n + 1));
	for (int i = 0; e == E_OK && i < here.n; i++)
		e = read_told(t, &here.row[i], at, n++);
	for (int i = 0; e == E_OK && i < there.n; i++)
		e = read_told(t, &there.row[i], at, n++);
	t->shown.told = (struct list){ .n = n, .at = at };
	return e;
}

enum err
case_terms_find(struct turn *t)
{
	enum err e = case_terms_now(t->sc, t->arg, t);

	if (e == E_OK)
		e = find_told(t);
	/* What this turn has charged already stays on the list. */
	if (e == E_OK && !t->shown.is_read)
		e = charge_list(t->sc, t->arg, t->state.row.id,
		    &t->shown.charges);
	t->shown.is_read = e == E_OK;
	t->shown.customer = t->state.who.id;
	return e;
}

const struct terms_told *
case_terms_shown(const struct turn *t, const struct terms_offer **ret_offer)
{
	const struct offer_customer who = case_terms_customer(t);
	const struct terms_told *all = t->shown.told.at;

	for (int i = 0; i < t->shown.told.n; i++) {
		*ret_offer = offer_of(all[i].terms, &who,
		    case_terms_day(t->sc));
		if (all[i].at > 0 && *ret_offer != NULL &&
		    str_same((*ret_offer)->name, all[i].offer))
			return &all[i];
	}
	return NULL;
}
