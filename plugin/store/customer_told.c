/* Who is asked about at Microsoft, and rows of table customer_microsoft. */
#include "store/customer_told.h"

static const struct {
	enum stmt	 due, claim, claim_first;
} asked[ASKED__MAX] = {
	[ASKED_FACTS] = { STMT_CUSTOMER_DUE, STMT_CUSTOMER_CLAIM,
	    STMT_CUSTOMER_CLAIM_FIRST },
	[ASKED_HEALTH] = { STMT_HEALTH_DUE, STMT_HEALTH_CLAIM,
	    STMT_HEALTH_CLAIM_FIRST },
};

enum err
customer_due(struct scope *sc, struct db *db, enum asked what, int most,
    struct customer_due **ret, int *ret_n)
{
	struct db_rows rows;
	enum err e = db_all(sc, db, asked[what].due, DB_ARGS(
	    db_int(sc->now), db_int(most)), &rows);

	if (e != E_OK)
		return e;
	*ret = scope_alloc(sc, sizeof(**ret) * (size_t)(rows.n + 1));
	for (*ret_n = 0; *ret_n < rows.n; (*ret_n)++)
		(*ret)[*ret_n] = (struct customer_due){
		    db_num(&rows.row[*ret_n], 0), rows.row[*ret_n].col[1] };
	return E_OK;
}

enum err
customer_claim(struct scope *sc, struct db *db, enum asked what, int64_t id,
    int64_t next)
{
	int64_t changed;
	enum err e = db_do(sc, db, asked[what].claim, DB_ARGS(db_int(next),
	    db_int(id), db_int(sc->now)), &changed);

	if (e == E_OK && changed != 1)
		e = db_do(sc, db, asked[what].claim_first, DB_ARGS(
		    db_int(id), db_int(next)), NULL);
	return e != E_SEEN ? e : scope_fail(sc, E_GONE, "another worker asks "
	    "about customer %lld", (long long)id);
}

enum err
customer_hurry(struct scope *sc, struct db *db, const char *tenant)
{
	if (*tenant == '\0')
		return db_do(sc, db, STMT_CUSTOMER_HURRY_ALL, DB_NONE, NULL);
	return db_do(sc, db, STMT_CUSTOMER_HURRY, DB_ARGS(db_text(tenant)),
	    NULL);
}

enum err
customer_by_tenant(struct scope *sc, struct db *db, const char *tenant,
    int64_t *ret)
{
	struct db_row row;
	enum err e = db_one(sc, db, STMT_CUSTOMER_BY_TENANT, DB_ARGS(
	    db_text(tenant)), &row);

	if (e == E_OK)
		*ret = db_num(&row, 0);
	return e;
}

enum err
customer_learn(struct scope *sc, struct db *db, const struct customer_told *t)
{
	enum err e = db_do(sc, db, STMT_CUSTOMER_ASKED, DB_ARGS(
	    db_int(t->next), db_int(t->id)), NULL);

	if (e == E_OK && t->relationship != NULL)
		e = db_do(sc, db, STMT_CUSTOMER_LEARN_RELATIONSHIP, DB_ARGS(
		    db_text(t->relationship), db_int(sc->now),
		    db_int(t->id)), NULL);
	if (e == E_OK && t->gdap_roles != NULL)
		e = db_do(sc, db, STMT_CUSTOMER_LEARN_GDAP, DB_ARGS(
		    db_text(t->gdap_roles), db_text(t->gdap_ends),
		    db_text(t->gdap_auto_extend), db_int(sc->now),
		    db_int(t->id)), NULL);
	return e;
}
