/* Does Partner Center's hook hear anything, and can it be proven? */
#include "doctor.h"

#include "base/clock.h"
#include "base/str.h"
#include "store/audit.h"
#include "store/notice.h"

static const char *
day_of(struct scope *sc, int64_t ms)
{
	char text[CLOCK_TEXT];

	if (ms == 0)
		return "never";
	clock_text(ms, text);
	return str_dup(sc, text);
}

enum health
doctor_see_notices(struct doctor *d)
{
	struct audit_place log;
	struct notice_state st;

	if (!d->config.notify.accept)
		return doctor_untried(d, "notifications.accept is not set");
	if (notice_state(d->sc, d->db, &st) != E_OK ||
	    audit_find(d->sc, d->db, &log) != E_OK)
		return doctor_db_fault(d);
	if (st.cert_ends <= d->sc->now && st.refused != NULL)
		return doctor_fault(d, "If that is Microsoft's, see "
		    "notifications.* and the way there from work's host",
		    "no notification can be proven: %s", st.refused);
	if (st.last == 0 && st.unproven == 0)
		return doctor_warn(d, "cspdesk hook install " NOTIFY_NAME
		    " has Partner Center send them, and a test", "no "
		    "notification has ever come");
	if (st.unknown > 0)
		return doctor_warn(d, "See columns note and body of table "
		    "notice", "%lld notifications are proven, but not "
		    "understood", (long long)st.unknown);
	if (log.note != NULL)
		return doctor_warn(d, "See cspdesk's right to read it, and "
		    "the row of the API", "Partner Center's audit log is read "
		    "up to %s only: %s", day_of(d->sc, log.complete_to),
		    log.note);
	return doctor_ok(d, "last at %s, test at %s, certificate until %s, "
	    "%lld wait for theirs, %lld to be read again; audit log read up "
	    "to: %s", day_of(d->sc, st.last), day_of(d->sc, st.last_test),
	    day_of(d->sc, st.cert_ends), (long long)st.unproven,
	    (long long)st.due, day_of(d->sc, log.complete_to));
}
