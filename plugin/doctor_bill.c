/* Will what Microsoft bills the partner be paid in time? */
#include "doctor.h"

#include "store/bill.h"
#include "work.h"

/* Is anybody told? Else *ret_is, and what keeps him from it. */
static enum health
see_way(struct doctor *d, const struct bill_poll *poll, int open, int *ret_is)
{
	const struct finance_settings *f = &d->config.finance;
	const struct desk_settings *desk = config_desk(&d->config, f->desk);

	*ret_is = 1;
	if (bills_wanted(&d->config) && poll->note != NULL)
		return doctor_warn(d, "See the row of its API; until then "
		    "import them: cspdesk import microsoft-invoices",
		    "Partner Center does not tell them: %s", poll->note);
	if (open > 0 && desk == NULL)
		return doctor_warn(d, "Set finance.desk and finance.queue",
		    "%d must be paid, and nobody is warned", open);
	if (open > 0 && desk->mode != MODE_ENFORCE)
		return doctor_warn(d, "Set its mode to enforce", "%d must be "
		    "paid, and nobody is warned: desk %s may not be written "
		    "to", open, f->desk);
	*ret_is = 0;
	return HEALTH_OK;
}

enum health
doctor_see_bills(struct doctor *d)
{
	const struct finance_settings *f = &d->config.finance;
	struct bill_poll poll = { 0 };
	struct bill_count c;
	enum health h;
	int is_bad;

	if (bill_count(d->sc, d->db, &f->rule, &c) != E_OK ||
	    bill_poll(d->sc, d->db, &poll) != E_OK)
		return doctor_db_fault(d);
	h = see_way(d, &poll, c.open, &is_bad);
	if (is_bad)
		return h;
	if (c.over > 0)
		return doctor_warn(d, "Pay Microsoft, or tell cspdesk that it "
		    "is paid or void: cspdesk import microsoft-invoices",
		    "%d of %d that are open are overdue, %s for one", c.over,
		    c.open, c.first);
	if (c.open == 0 && *f->desk == '\0')
		return doctor_untried(d, "none is known, and finance.desk is "
		    "not set");
	return doctor_ok(d, "%d are open, none is overdue; %s", c.open,
	    bills_wanted(&d->config) ? "Partner Center tells them" :
	    "they are imported");
}
