/* What a request stood on when it was approved, looked at again. */
#include "store/suspension.h"

#include "store/debt.h"
#include "store/exchange.h"

/* Have they who asked and approved the right to bill now? */
static enum err
still(struct scope *sc, struct db *db, int64_t id, struct db_row *ret)
{
	return db_one(sc, db, STMT_SUSPENSION_STILL, DB_ARGS(db_int(sc->now),
	    db_int(sc->now), db_int(id)), ret);
}

enum err
suspension_asker(struct scope *sc, struct db *db, struct suspension *s)
{
	struct db_row row;
	enum err e = still(sc, db, s->id, &row);

	if (e != E_OK)
		return e;
	s->asker_may = db_num(&row, 0) > 0;
	s->asked_login = row.col[2];
	return E_OK;
}

/* What people do who spare him. */
static const char *
spared(const struct debt *d)
{
	return d->disputed.at != 0 ? "disputed" : d->held.at != 0 ? "held" :
	    d->is_vip ? "vip" : NULL;
}

/*
 * Is it the debt that people were asked about, or has he paid that one and
 * owes by now what he had no notice of?
 */
static int
is_due(const struct debt *d)
{
	return d != NULL && d->ends == DAY_UNKNOWN &&
	    d->step >= LADDER_REQUEST &&
	    d->since < d->step_day[LADDER_REQUEST];
}

/* Why the debt does not ask for a suspension any more, or NULL. */
static enum err
look_at_debt(struct scope *sc, struct db *db, int64_t customer,
    const char **ret)
{
	const struct debt *d;
	enum err e = debt_of_case(sc, db, 0, customer, &d);

	if (e != E_OK)
		return e;
	*ret = is_due(d) ? spared(d) : "paid";
	return E_OK;
}

/* The same of what a reseller asked for; our own dispute and hold count. */
static enum err
look_at_request(struct scope *sc, struct db *db, const struct suspension *s,
    const char **ret)
{
	const struct debt *d;
	int is_wanted;
	enum err e = exchange_is_wanted(sc, db, s->exchange, s->subscription,
	    &is_wanted);

	if (e == E_OK)
		e = debt_of_case(sc, db, 0, s->customer, &d);
	if (e != E_OK)
		return e;
	*ret = !is_wanted ? "taken-back" : d == NULL || d->ends !=
	    DAY_UNKNOWN ? NULL : spared(d);
	return E_OK;
}

enum err
suspension_still(struct scope *sc, struct db *db, const struct suspension *s,
    const char **ret)
{
	struct db_row row;
	enum err e = still(sc, db, s->id, &row);

	if (e != E_OK)
		return e;
	*ret = db_num(&row, 0) > 0 && db_num(&row, 1) > 0 ? NULL : "right";
	if (*ret != NULL || s->kind != SUSPENSION_SUSPEND)
		return E_OK;
	return s->exchange != 0 ? look_at_request(sc, db, s, ret) :
	    look_at_debt(sc, db, s->customer, ret);
}
