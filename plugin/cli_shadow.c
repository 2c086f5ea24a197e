/*
 * cspdesk shadow: which tickets another policy would decide otherwise. Its
 * exit codes are diff's, so a failure is never taken for a difference.
 */
#include "cli.h"

#include "advise.h"
#include "base/str.h"
#include "policy/date.h"
#include "shadow_report.h"

enum { USUAL_DAYS = 30, MOST_DAYS = 36600 };
enum { NOTHING_CHANGES, SOMETHING_CHANGES, NOT_DONE };

static enum err
read_days(struct scope *sc, const char *text, int64_t *ret)
{
	*ret = USUAL_DAYS;
	if (text == NULL || (str_int(text, ret) && *ret >= 1 &&
	    *ret <= MOST_DAYS))
		return E_OK;
	return scope_fail(sc, E_SHAPE, "--days must be a whole number from 1 "
	    "to %d", MOST_DAYS);
}

/* The policy with all that stands beside it, as cspdesk check reads it. */
static enum err
read_policy(struct scope *sc, const struct config *c, const char *dir,
    const struct policy **ret)
{
	struct config other = *c;
	const struct advisor *advisor;
	enum err e;

	other.policy = dir;
	if ((e = advisor_load(sc, &other, &advisor)) == E_OK)
		*ret = advisor->policy;
	return e;
}

static enum err
run(struct scope *sc, const struct args *a, int *ret_changes)
{
	struct shadow s = { .until = sc->now, .tell = shadow_report_ticket };
	struct shadow_report *report;
	struct config c;
	struct db *db;
	int64_t days;
	enum err e;

	if ((e = read_days(sc, a->days, &days)) != E_OK ||
	    (e = config_load(sc, a->config, NEEDS_APP_DB, &c)) != E_OK ||
	    (e = read_policy(sc, &c, a->rest[0], &s.policy)) != E_OK)
		return e;
	db = cli_db(sc, &c.db, DB_PROGRAM);
	if ((e = db_ready(sc, db)) != E_OK ||
	    (e = shadow_report_begin(sc, a->json, &report)) != E_OK)
		return e;
	s.since = s.until - days * DAY_MS;
	s.arg = report;
	if ((e = shadow_run(sc, db, &s)) == E_OK)
		*ret_changes = shadow_report_end(report, &s);
	return e;
}

int
cmd_shadow(struct scope *sc, const struct args *a)
{
	int changes;

	if (a->n != 1)
		return cli_usage("shadow");
	if (run(sc, a, &changes) == E_OK)
		return changes ? SOMETHING_CHANGES : NOTHING_CHANGES;
	cli_complain(sc, E_SHAPE);
	return NOT_DONE;
}
