/* The story of one webhook, from bytes to a committed row. */
#include "web/intake.h"

#include "base/fault.h"
#include "base/str.h"
#include "web/verify.h"

#include <string.h>

/* One statement must stay well below max_allowed_packet. */
enum { TX_TRIES = 10, AT_ONCE_BYTES = 1024 * 1024 };

const struct desk_settings *
intake_desk(const struct config *c, const char *path)
{
	static const char prefix[] = "/hook/";
	size_t n = sizeof(prefix) - 1;

	return strncmp(path, prefix, n) == 0 ? config_desk(c, path + n) : NULL;
}

/*
 * Proven bytes that we cannot shape are kept, as a dead letter under a key of
 * its own: the sweep must still find the change that they were about.
 */
static void
keep_dead(struct intake *in)
{
	in->delivery.key = str_fmt(in->sc, "dead:%s", in->rq->webhook_id);
	in->delivery.ticket = NULL;
	in->delivery.note = str_dup(in->sc, in->sc->why);
	in->e = E_OK;
}

enum err
intake_admit(const struct config *c, struct scope *sc,
    const struct request *rq)
{
	const struct desk_settings *d = intake_desk(c, rq->path);

	if (d == NULL)
		return scope_fail(sc, E_GONE, "no desk is configured for this "
		    "path");
	return verify_headers(sc, d->desk->proof, c->serve.skew_secs, rq);
}

static enum err
prove(const struct config *c, struct intake *in, struct proven *ret)
{
	const struct desk_settings *d = intake_desk(c, in->rq->path);
	enum err e = intake_admit(c, in->sc, in->rq);

	if (e != E_OK)
		return e;
	if (in->rq->len == 0)
		return scope_fail(in->sc, E_SHAPE, "the body is empty");
	return verify_origin(in->sc, d, in->rq, ret);
}

void
intake_shape(const struct config *c, struct intake *in)
{
	const struct desk_settings *d = intake_desk(c, in->rq->path);
	struct proven pv;
	struct poke poke;

	if ((in->e = prove(c, in, &pv)) != E_OK)
		return;
	in->delivery = (struct delivery){ .desk = d->conf.name,
	    .key = pv.id, .source = SOURCE_HOOK, .at = in->sc->now,
	    .request = in->sc->id, .body = pv.body, .len = pv.len,
	    .same_bytes = d->desk->same_bytes };
	in->e = d->desk->poke(in->sc, &pv, &poke);
	if (in->e == E_OK && strlen(poke.ticket) <= DELIVERY_TICKET &&
	    strlen(poke.key) <= DELIVERY_KEY) {
		in->delivery.ticket = poke.ticket;
		in->delivery.key = poke.key;
	} else {
		keep_dead(in);
	}
}

struct batch {
	struct intake	*in;
	int		 n;
};

/*
 * May run again after a conflict, so outcomes of the last run go first. What
 * failed before this transaction stays as it is: it has no delivery.
 */
static enum err
store(struct scope *sc, struct db *db, void *arg)
{
	struct batch *b = arg;
	enum err e;

	for (int i = 0; i < b->n; i++) {
		if (b->in[i].delivery.desk == NULL)
			continue;
		e = delivery_add(sc, db, &b->in[i].delivery);
		if (e != E_OK && e != E_SEEN)
			return e;
		b->in[i].e = e;
		FAULT("serve.stored");
	}
	return E_OK;
}

static void
store_one(struct db *db, struct intake *in)
{
	struct batch b = { in, 1 };
	enum err e = db_ready(in->sc, db);

	if (e == E_OK)
		e = db_tx(in->sc, db, TX_TRIES, store, &b);
	if (e != E_OK)
		in->e = e;
}

static void
set_all(struct intake *in, int n, enum err e)
{
	for (int i = 0; i < n; i++)
		if (in[i].delivery.desk != NULL)
			in[i].e = scope_fail(in[i].sc, e, "%s",
			    "the database is away");
}

/* The deliveries of a batch; 0 if they are too large for one statement. */
static int
list(const struct intake *in, int n, const struct delivery **ret)
{
	size_t bytes = 0;
	int found = 0;

	for (int i = 0; i < n; i++) {
		if (in[i].delivery.desk == NULL)
			continue;
		bytes += in[i].delivery.len;
		ret[found++] = &in[i].delivery;
	}
	return bytes <= AT_ONCE_BYTES ? found : 0;
}

/*
 * Nearly always nothing is in the way. If something is, nothing is stored or
 * we cannot know, and the slower way below finds out for each of them.
 */
static int
store_at_once(struct db *db, struct intake *in, int n)
{
	const struct delivery **d;
	struct scope sc;
	int found;
	enum err e;

	scope_begin(&sc, in[0].sc->now);
	d = scope_alloc(&sc, sizeof(*d) * (size_t)n);
	e = db_ready(&sc, db);
	if (e == E_OK && (found = list(in, n, d)) > 0)
		e = delivery_add_all(&sc, db, d, found);
	else
		e = E_BUSY;
	FAULT("serve.stored");
	scope_end(&sc);
	return e == E_OK;
}

void
intake_store(struct db *db, struct intake *in, int n)
{
	struct batch b = { in, n };
	struct scope sc;
	enum err e;

	if (store_at_once(db, in, n))
		return;
	if (n == 1) {
		store_one(db, in);
		return;
	}
	scope_begin(&sc, in[0].sc->now);
	if ((e = db_ready(&sc, db)) == E_OK)
		e = db_tx(&sc, db, TX_TRIES, store, &b);
	scope_end(&sc);
	/* A database that hangs must not be asked once for each of them. */
	if (e == E_BUSY || e == E_UNSURE)
		set_all(in, n, e);
	for (int i = 0; e == E_BROKEN && i < n; i++)
		if (in[i].delivery.desk != NULL)
			store_one(db, &in[i]);
}

enum count
intake_count(enum err e, enum intake_stage stage, const struct delivery *d)
{
	switch (e) {
	case E_OK:
		return d->note != NULL ? COUNT_UNSHAPED : COUNT_STORED;
	case E_SEEN:
		return COUNT_REPEATED;
	case E_DENIED:
		return stage == AT_THE_DOOR ? COUNT_HEADERS : COUNT_SIGNATURE;
	case E_SHAPE:
		return COUNT_MALFORMED;
	case E_LIMIT:
		return COUNT_TOO_LARGE;
	case E_GONE:
		return COUNT_NO_DESK;
	case E_BUSY:
	case E_UNSURE:
		return COUNT_DATABASE;
	case E_BROKEN:
	case E__MAX:
		break;
	}
	return COUNT_BROKEN;
}
