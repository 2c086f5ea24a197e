/* Do we hear who owes us, and does he? */
#include "doctor.h"

#include "base/clock.h"
#include "base/str.h"
#include "policy/date.h"
#include "policy/policy.h"
#include "store/debt.h"

enum { DAY_SECS = 86400 };

struct counts {
	int64_t		 told;		/* ms; 0: never */
	int64_t		 strangers;	/* overdue, of nobody known here */
	const char	*stranger;
	int64_t		 open, silent;	/* debts; without a contact */
	const char	*unreached;
};

static enum err
count(struct doctor *d, struct counts *ret)
{
	char today[DATE_TEXT];
	struct db_row row;
	enum err e;

	date_text(date_of(d->sc->now), today);
	if ((e = debt_told(d->sc, d->db, &ret->told)) != E_OK ||
	    (e = db_one(d->sc, d->db, STMT_DOCTOR_STRANGERS, DB_ARGS(
	    db_text(today)), &row)) != E_OK)
		return e;
	ret->strangers = db_num(&row, 0);
	ret->stranger = row.col[1];
	if ((e = db_one(d->sc, d->db, STMT_DOCTOR_DEBTS, DB_NONE, &row)) !=
	    E_OK)
		return e;
	ret->open = db_num(&row, 0);
	ret->silent = db_num(&row, 1);
	ret->unreached = row.col[2];
	return E_OK;
}

/* Does accounting tell us, and lately enough for its word to count? */
static int
is_fresh(const struct doctor *d, const struct counts *c)
{
	int64_t most = policy_max_age(d->policy, "customer.overdue_step");

	return most < 0 || d->sc->now - c->told <= most * SECOND;
}

static enum health
see_way(struct doctor *d, const struct counts *c)
{
	const struct desk_settings *desk = config_desk(&d->config,
	    d->config.collections.desk);

	if (desk == NULL)
		return doctor_warn(d, "Set collections.desk and "
		    "collections.queue", "%lld customers are late with what "
		    "they owe, and get no ticket", (long long)c->open);
	if (desk->mode != MODE_ENFORCE)
		return doctor_warn(d, "Set its mode to enforce", "%lld "
		    "customers are late with what they owe, and are not "
		    "written to: desk %s may not be", (long long)c->open,
		    desk->conf.name);
	if (policy_ladder(d->sc, d->policy) == NULL)
		return doctor_warn(d, "Write the section ladder of "
		    "conf/policy/ladder.conf", "%lld customers are late with "
		    "what they owe, and the policy has no steps",
		    (long long)c->open);
	return doctor_warn(d, "cspdesk import customers, column "
	    "billing_contact", "%lld of %lld who are late with what they owe "
	    "have no billing contact, %s for one", (long long)c->silent,
	    (long long)c->open, c->unreached);
}

enum health
doctor_see_debts(struct doctor *d)
{
	static const char import[] = "cspdesk import invoices and payments, "
	    "as often as accounting can";
	const struct collections_settings *s = &d->config.collections;
	const struct desk_settings *desk = config_desk(&d->config, s->desk);
	struct counts c = { 0 };

	if (count(d, &c) != E_OK)
		return doctor_db_fault(d);
	if (c.told == 0 && desk == NULL)
		return doctor_untried(d, "accounting tells nothing, and "
		    "collections.desk is not set");
	if (c.told == 0)
		return doctor_warn(d, import, "collections.desk is set, but "
		    "accounting has told nothing");
	if (!is_fresh(d, &c))
		return doctor_warn(d, import, "accounting told something last "
		    "%lld days ago: who owes what counts as unknown",
		    (long long)((d->sc->now - c.told) / SECOND / DAY_SECS));
	if (c.open > 0 && (desk == NULL || desk->mode != MODE_ENFORCE ||
	    c.silent > 0 || policy_ladder(d->sc, d->policy) == NULL))
		return see_way(d, &c);
	if (c.strangers > 0)
		return doctor_warn(d, "cspdesk import customers with the names "
		    "that accounting has, if they are yours here", "%lld "
		    "invoices that are overdue are of nobody who is a customer "
		    "here, %s for one", (long long)c.strangers, c.stranger);
	return doctor_ok(d, "%lld customers are late with what they owe",
	    (long long)c.open);
}
