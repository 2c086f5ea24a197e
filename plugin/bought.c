/* Reads what a suspension is decided upon. */
#include "bought.h"

#include "store/subscription.h"
#include "store/suspension.h"

#include <strings.h>

static int
is_there(const struct bought *b, int64_t id)
{
	for (int i = 0; i < b->n; i++)
		if (b->request[i].id == id)
			return 1;
	return 0;
}

/* The same request may be his and of this case. */
static enum err
add(struct scope *sc, struct db *db, const struct list *more,
    struct bought *b)
{
	const struct suspension *s = more->at;
	struct suspension *all = scope_alloc(sc, sizeof(*all) *
	    (size_t)(b->n + more->n + 1));
	enum err e = E_OK;

	for (int i = 0; i < b->n; i++)
		all[i] = b->request[i];
	b->request = all;
	for (int i = 0; e == E_OK && i < more->n; i++) {
		if (is_there(b, s[i].id))
			continue;
		all[b->n] = s[i];
		if (s[i].state == SUSPENSION_ASKED)
			e = suspension_asker(sc, db, &all[b->n]);
		b->n++;
	}
	return e;
}

enum err
bought_read(struct turn *t, struct bought *ret)
{
	struct bought b = { .customer = t->state.who.id };
	struct db *db = t->arg;
	struct list his, here;
	enum err e;

	if ((e = subscription_owned(t->sc, db, b.customer, &b.owned)) != E_OK ||
	    (e = suspension_of_customer(t->sc, db, b.customer, &his))
	    != E_OK || (e = suspension_of_case(t->sc, db, t->state.row.id,
	    &here)) != E_OK || (e = add(t->sc, db, &his, &b)) != E_OK ||
	    (e = add(t->sc, db, &here, &b)) != E_OK ||
	    (e = suspension_next(t->sc, db, &b.next)) != E_OK)
		return e;
	*ret = b;
	return E_OK;
}

const struct owned *
bought_owned(const struct bought *b, const char *id)
{
	const struct owned *o = b->owned.at;

	for (int i = 0; i < b->owned.n; i++)
		if (strcasecmp(o[i].id, id) == 0)
			return &o[i];
	return NULL;
}

const struct suspension *
bought_open(const struct bought *b, const char *id)
{
	for (int i = 0; i < b->n; i++)
		if (suspension_is_open(&b->request[i]) &&
		    strcasecmp(b->request[i].subscription, id) == 0)
			return &b->request[i];
	return NULL;
}

const struct suspension *
bought_in_force(const struct bought *b, const char *id)
{
	const struct suspension *found = NULL;

	for (int i = 0; i < b->n; i++) {
		const struct suspension *s = &b->request[i];

		if (s->state != SUSPENSION_DONE ||
		    strcasecmp(s->subscription, id) != 0)
			continue;
		if (found == NULL || s->id > found->id)
			found = s;
	}
	return found == NULL || found->kind == SUSPENSION_RESTORE ? NULL :
	    found;
}
