/* Reads it where it is kept, by the customer's id alone. */
#include "case_billing.h"

#include "case_terms.h"
#include "store/debt.h"
#include "store/subscription.h"
#include "turn.h"

enum err
case_billing_find(struct turn *t, struct case_billing *ret)
{
	int64_t customer = t->state.who.id;
	struct case_billing b = { 0 };
	struct db *db = t->arg;
	struct db_row row;
	enum err e = db_one(t->sc, db, STMT_BILLING_TOLD, DB_ARGS(
	    db_int(t->state.row.id), db_int(customer)), &row);

	b.is_told = e == E_OK;
	*ret = b;
	if (e != E_GONE)
		return e;
	if ((e = subscription_owned(t->sc, db, customer, &b.owned)) != E_OK ||
	    (e = debt_lines(t->sc, db, customer, &b.lines)) != E_OK ||
	    (e = debt_told(t->sc, db, &b.told_at)) != E_OK ||
	    (e = case_terms_now(t->sc, db, t)) != E_OK)
		return e;
	*ret = b;
	return E_OK;
}

enum err
case_billing_told(struct scope *sc, struct db *db, int64_t case_id,
    int64_t customer)
{
	enum err e = db_do(sc, db, STMT_BILLING_TELL, DB_ARGS(
	    db_int(case_id), db_int(customer), db_int(sc->now)), NULL);

	return e == E_SEEN ? E_BUSY : e;
}
