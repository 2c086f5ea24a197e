/* Reads and writes what is shared; an offer's words are ours only if known. */
#include "shared.h"

#include "base/str.h"
#include "policy/words.h"
#include "store/exchange.h"
#include "store/opening.h"

#include <string.h>
#include <strings.h>

enum { GUID = 36 };		/* bytes of a subscription's id */

/* Members of an offer that are facts; with words: one of them or nothing. */
static const struct {
	const char		*member;
	enum told		 told;
	const char *const	*words;
} offered[] = {
	{ "class", TOLD_CLASS, words_class },
	{ "topic", TOLD_TOPIC, words_topic },
	{ "product", TOLD_PRODUCT, words_product },
	{ "version", TOLD_VERSION, words_version },
	{ "subscription", TOLD_SUBSCRIPTION, NULL },
	{ "service", TOLD_SERVICE, NULL },
	{ "impact", TOLD_IMPACT, NULL },
	{ "began", TOLD_BEGAN, NULL },
	{ "steps", TOLD_STEP, NULL },
};

static void
tell(struct case_state *s, enum told what, const char *value,
    const struct exchange_message *m)
{
	if (value == NULL || *value == '\0' || s->told[what] != NULL)
		return;
	s->told[what] = value;
	s->told_by[what] = (struct told_by){ s->exchange->peer, m->at };
}

/* Whose it is: a tenant that is a customer of ours. */
static enum err
find_name(struct scope *sc, struct db *db, const char *tenant,
    const char **ret)
{
	struct db_row row;
	enum err e = db_one(sc, db, STMT_CUSTOMER_OF_TENANT, DB_ARGS(
	    db_text(tenant)), &row);

	*ret = e == E_OK ? row.col[0] : NULL;
	return e == E_GONE ? E_OK : e;
}

static enum err
take_offer(struct scope *sc, struct db *db, struct case_state *s)
{
	const char *tenant, *name = NULL;
	struct exchange_message m;
	enum err e = exchange_offer(sc, db, s->exchange, &m);

	if (e != E_OK)
		return e == E_GONE ? E_OK : e;
	for (int i = 0; i < LEN(offered); i++) {
		const char *is = exchange_text(&m, offered[i].member);

		if (is != NULL && (offered[i].words == NULL ||
		    word_find(offered[i].words, is) != WORD_UNKNOWN) &&
		    (offered[i].told != TOLD_SUBSCRIPTION ||
		    strlen(is) == GUID))
			tell(s, offered[i].told, is, &m);
	}
	tell(s, TOLD_SEVERITY, word_at(words_severity,
	    s->exchange->is.severity.is), &m);
	if ((tenant = exchange_text(&m, "customer.tenant")) != NULL)
		e = find_name(sc, db, tenant, &name);
	tell(s, TOLD_CUSTOMER, name, &m);
	return e;
}

/* The opening that made this ticket; 0: we did not make it. */
static enum err
find_opening(struct scope *sc, struct db *db, const struct settle *s,
    int64_t *ret)
{
	const struct thread *th = s->thread;
	struct opening o;
	enum err e;

	*ret = 0;
	if (th->nevents == 0 || th->events[0].by != AUTHOR_SELF)
		return E_OK;
	e = opening_of(sc, db, s->desk->conf.name, s->ticket, th->subject,
	    &o);
	if (e == E_OK)
		*ret = o.id;
	return e == E_GONE ? E_OK : e;
}

enum err
shared_read(struct scope *sc, struct db *db, const struct settle *s,
    struct turn *t)
{
	struct exchange *x = scope_alloc(sc, sizeof(*x));
	struct peer *p = scope_alloc(sc, sizeof(*p));
	int64_t opening;
	enum err e;

	if ((e = find_opening(sc, db, s, &opening)) != E_OK ||
	    (e = exchange_of_case(sc, db, t->state.row.id, opening, x))
	    != E_OK)
		return e == E_GONE ? E_OK : e;
	t->state.exchange = x;
	if ((e = peer_find(sc, db, x->peer, p)) == E_OK)
		t->peer = p;
	else if (e != E_GONE)
		return e;
	if (x->ours != SIDE_PROVIDER)
		return E_OK;
	e = exchange_requests(sc, db, x, &t->state.requests);
	return e == E_OK ? take_offer(sc, db, &t->state) : e;
}

enum err
shared_peer(struct turn *t, const char *provider, const struct peer **ret)
{
	struct peer *all;
	int n;
	enum err e = peer_list(t->sc, t->arg, &all, &n);

	*ret = NULL;
	for (int i = 0; e == E_OK && i < n && *ret == NULL; i++) {
		const struct peer *p = &all[i];

		if (p->side == SIDE_PROVIDER && peer_holds(p, t->sc->now) &&
		    provider != NULL && p->provider != NULL &&
		    strcasecmp(p->provider, provider) == 0)
			*ret = p;
	}
	return e;
}

enum err
shared_write(struct scope *sc, struct db *db, const struct turn *t)
{
	struct exchange *x = t->state.exchange;

	return x == NULL || memcmp(&x->is, &x->was, sizeof(x->is)) == 0 ?
	    E_OK : exchange_save(sc, db, x);
}
