/*
 * What time does to entitlements: their units expire, and who reads the log
 * is told, once each, that one runs out.
 */
#include "work.h"

#include "base/clock.h"
#include "base/log.h"
#include "store/entitlement.h"
#include "store/unit.h"

enum { EVERY_SECS = 600 };

static void
tell(struct scope *sc, const struct entitlement_warning *w)
{
	log_story(sc, "units", E_OK, LOG_FIELDS(LOG_TEXT("entitlement",
	    w->name), LOG_TEXT("warning", w->what), LOG_TEXT("ends", w->ends),
	    LOG_INT("units_left", w->units_left), LOG_INT("days", w->days)));
}

static enum err
warn_all(struct scope *sc, struct work *w)
{
	struct entitlement_warning *all;
	int n;
	enum err e = entitlement_warnings(sc, w->db,
	    policy_few_units(w->advisor->policy), &all, &n);

	for (int i = 0; e == E_OK && i < n; i++) {
		if ((e = entitlement_warn(sc, w->db, &all[i])) == E_OK)
			tell(sc, &all[i]);
		e = e == E_SEEN ? E_OK : e;
	}
	return e;
}

enum err
units_begin(struct scope *sc, struct work *w)
{
	int n;
	enum err e;

	if (clock_steady() < w->units_next)
		return E_OK;
	w->units_next = clock_steady() + EVERY_SECS * SECOND;
	if ((e = units_expire(sc, w->db, &n)) != E_OK)
		return e;
	if (n > 0)
		log_line(LOG_INFO, "units", "%d entitlements have ended with "
		    "units left", n);
	return warn_all(sc, w);
}
