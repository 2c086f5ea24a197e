/* The settings of group `collections`, and what must fit. */
#include "config.h"

#include "base/str.h"

#include <string.h>

#define ROW(member, type, preset, min, max, says) \
	{ #member, type, offsetof(struct collections_settings, member), \
	  preset, min, max, NULL, says }

const struct setting collections_rows[] = {
	ROW(desk, SET_TEXT, "", 0, 32, "The desk in which a customer who is "
	    "late with what he owes gets a ticket; empty: none."),
	ROW(queue, SET_TEXT, "", 0, 191, "Its queue for these tickets; empty: "
	    "the desk's default_queue."),
	ROW(look_secs, SET_INT, "60", 1, 86400, "How often work looks what "
	    "invoices and payments have changed."),
	ROW(terms_url, SET_TEXT, "", 0, 500, "Where customers read /terms, for "
	    "the notices to debtors; empty: they say no address."),
	{ NULL, SET_TEXT, 0, NULL, 0, 0, NULL, NULL }
};

enum err
collections_load(struct scope *sc, const struct config_setting_t *root,
    struct config *c)
{
	const struct config_setting_t *at = conf_at(root, "collections");
	struct collections_settings *s = &c->collections;
	const struct desk_settings *d;
	enum err e = conf_fill(sc, at, c->file, collections_rows, NULL, s);

	if (e == E_OK && *s->terms_url != '\0' &&
	    strncmp(s->terms_url, "https://", 8) != 0)
		return conf_bad(sc, conf_at(at, "terms_url"), "must begin "
		    "with https://");
	if (e != E_OK || *s->desk == '\0')
		return e;
	if ((d = config_desk(c, s->desk)) == NULL)
		return conf_bad(sc, conf_at(at, "desk"), "no desk %s is "
		    "configured", s->desk);
	if (d->desk->open_ticket == NULL)
		return conf_bad(sc, conf_at(at, "desk"), "cspdesk cannot open "
		    "tickets in desks of kind %s", d->kind);
	if (*s->queue == '\0')
		s->queue = d->default_queue;
	if (*s->queue == '\0')
		return conf_bad(sc, at, "queue must be set, or the desk's "
		    "default_queue");
	return E_OK;
}
