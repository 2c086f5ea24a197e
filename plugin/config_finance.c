/* The settings of group `finance`, and what must fit. */
#include "config.h"

#include "base/str.h"

#define ROW(name, member, type, preset, min, max, says) \
	{ name, type, offsetof(struct finance_settings, member), preset, \
	  min, max, NULL, says }

const struct setting finance_rows[] = {
	ROW("desk", desk, SET_TEXT, "", 0, 32, "The desk in which a ticket is "
	    "opened when an invoice of Microsoft's must be paid soon; empty: "
	    "nobody is warned."),
	ROW("queue", queue, SET_TEXT, "", 0, 190, "The queue of those who pay "
	    "Microsoft."),
	ROW("net_days", rule.net_days, SET_INT, "60", 1, 365, "Days from the "
	    "day of such an invoice until it must be paid, unless it says "
	    "another day."),
	ROW("warn_days", warn_days, SET_TEXT, "14 7 1 0 -1 -7 -30", 1, 100,
	    "So many days before that day they are warned, with blanks "
	    "between; below 0: so many after it. The first opens the ticket, "
	    "the others are notes in it."),
	ROW("poll_hours", poll_hours, SET_INT, "0", 0, 168, "How often "
	    "Partner Center is asked for those invoices, in hours; 0: never, "
	    "they are imported."),
	{ NULL, SET_TEXT, 0, NULL, 0, 0, NULL, NULL }
};

static enum err
check_desk(struct scope *sc, const struct config_setting_t *n,
    const struct config *c)
{
	const struct finance_settings *f = &c->finance;
	const struct desk_settings *d = config_desk(c, f->desk);

	if (d == NULL)
		return conf_bad(sc, conf_at(n, "desk"), "no desk is called "
		    "\"%s\"", f->desk);
	if (d->desk->open_ticket == NULL)
		return conf_bad(sc, conf_at(n, "desk"), "cspdesk cannot open "
		    "tickets in desks of kind %s", d->kind);
	return *f->queue != '\0' ? E_OK : conf_bad(sc, n, "queue must be set, "
	    "because desk is");
}

enum err
finance_load(struct scope *sc, const struct config_setting_t *root,
    struct config *c)
{
	const struct config_setting_t *n = conf_at(root, "finance");
	struct finance_settings *f = &c->finance;
	const char *why;
	enum err e = conf_fill(sc, n, c->file, finance_rows, NULL, f);

	if (e != E_OK)
		return e;
	if ((why = due_steps_read(f->warn_days, &f->rule)) != NULL)
		return conf_bad(sc, conf_at(n, "warn_days"), "%s", why);
	return *f->desk == '\0' ? E_OK : check_desk(sc, n, c);
}
