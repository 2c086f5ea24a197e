/* Accounts, customers and providers: will each case find where it goes? */
#include "doctor.h"

#include "base/str.h"
#include "policy/date.h"
#include "policy/words.h"

#include <strings.h>

enum health
doctor_see_accounts(struct doctor *d)
{
	const char *first = d->config.microsoft.tenant;
	struct db_rows rows;

	if (db_all(d->sc, d->db, STMT_DOCTOR_ACCOUNTS, DB_NONE, &rows) != E_OK)
		return doctor_db_fault(d);
	for (int i = 0; i < rows.n; i++)
		if (strcasecmp(rows.row[i].col[1], first) == 0)
			return doctor_fault(d, "That account is the setting "
			    "partner: leave the column account of its "
			    "customers empty (cspdesk import customers), and "
			    "give this one its own tenant",
			    "account %s has the tenant of microsoft.tenant",
			    rows.row[i].col[0]);
	for (int i = 0; i < rows.n; i++)
		if (db_num(&rows.row[i], 3) == 0)
			return doctor_warn(d, "Say who does: cspdesk import "
			    "customers, column account", "no customer "
			    "belongs to account %s (%s)", rows.row[i].col[0],
			    rows.row[i].col[2]);
	if (rows.n == 0)
		return doctor_ok(d, "the setting partner alone (%s)",
		    words_partner[d->config.partner.type]);
	return doctor_ok(d, "%d besides the setting partner", rows.n);
}

/* How many, and the first of them. */
static enum err
count(struct doctor *d, enum stmt s, const struct db_val *v, int n,
    int64_t *ret_n, const char **ret_first)
{
	struct db_row row;
	enum err e = db_one(d->sc, d->db, s, v, n, &row);

	if (e == E_OK) {
		*ret_n = db_num(&row, 0);
		*ret_first = row.col[1];
	}
	return e;
}

enum health
doctor_see_providers(struct doctor *d)
{
	const char *unserved, *unreached, *idle;
	int64_t nunserved, nunreached, nidle;
	char today[DATE_TEXT];

	date_text(date_of(d->sc->now), today);
	if (count(d, STMT_DOCTOR_UNSERVED, DB_ARGS(db_int(
	    d->config.partner.type == PARTNER_RESELLER), db_text(today)),
	    &nunserved, &unserved) != E_OK ||
	    count(d, STMT_DOCTOR_UNREACHED, DB_ARGS(db_text(today)),
	    &nunreached, &unreached) != E_OK ||
	    count(d, STMT_DOCTOR_IDLE, DB_ARGS(db_text(today)), &nidle,
	    &idle) != E_OK)
		return doctor_db_fault(d);
	if (nunserved > 0)
		return doctor_warn(d, "cspdesk import customers or "
		    "subscriptions with the column provider, or import "
		    "providers with a default", "%lld customers of a "
		    "reseller's account have no provider, %s for one",
		    (long long)nunserved, unserved);
	if (nunreached > 0)
		return doctor_warn(d, "cspdesk import providers with its "
		    "channel and days, or name another", "%lld providers of "
		    "customers are not known or do not serve today, %s for "
		    "one", (long long)nunreached, unreached);
	if (nidle > 0)
		return doctor_warn(d, "Mend the name, or end it by its column "
		    "to", "%lld providers serve nobody, %s for one",
		    (long long)nidle, idle);
	return doctor_ok(d, "each is reached, and serves somebody");
}
