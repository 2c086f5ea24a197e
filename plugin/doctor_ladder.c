/* Is the collections policy the one that customers can read? */
#include "doctor.h"

#include "billing/terms_ladder.h"
#include "store/terms.h"

#include <string.h>

/* Could a debtor be written to at all? NULL: yes. */
static const char *
keeps(const struct doctor *d)
{
	const struct collections_settings *c = &d->config.collections;
	const struct desk_settings *desk = config_desk(&d->config, c->desk);

	if (desk == NULL)
		return "collections.desk is not set";
	return desk->mode == MODE_ENFORCE ? NULL : "its desk may not be "
	    "written to";
}

enum health
doctor_see_ladder(struct doctor *d)
{
	const struct ladder *l = policy_ladder(d->sc, d->policy);
	struct terms_version v = { .number = 0 };
	const struct terms *t;
	enum err e;

	if (l == NULL)
		return doctor_untried(d, "the policy has no ladder: nobody "
		    "who owes is written to");
	if (keeps(d) != NULL)
		return doctor_untried(d, "nobody who owes is written to: %s",
		    keeps(d));
	e = terms_current(d->sc, d->db, &v);
	if (e != E_OK && e != E_GONE)
		return doctor_db_fault(d);
	if (e == E_OK && terms_parse(d->sc, v.document, strlen(v.document),
	    &t) == E_OK && terms_same_ladder(d->sc, l, t->ladder))
		return doctor_ok(d, "is published as it stands, with version "
		    "%lld of the terms", (long long)v.number);
	return doctor_warn(d, "Publish it: cspdesk terms publish FILE", "is "
	    "not published as it stands%s", l->needs_published ? ": debtors "
	    "get no final notice" : "");
}
