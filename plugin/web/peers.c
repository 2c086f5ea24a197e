/* The story of one message of a peer, from bytes to a committed row. */
#include "web/peers.h"

#include "base/clock.h"
#include "base/fault.h"
#include "base/json.h"
#include "base/str.h"
#include "store/delivery.h"
#include "store/peer.h"
#include "web/counts.h"
#include "web/verify.h"

#include <stdlib.h>
#include <string.h>

enum { TX_TRIES = 10, LOOK_MS = 2000, UNTAKEN = 422, OTHERS = 409,
    TOO_MANY = 429 };

struct peers_cache {
	struct scope	 sc;		/* owns the list */
	struct peer	*list;		/* NULL: never read */
	int		 n;
	int64_t		 looked;	/* steady ms; 0: never */
};

struct peers_cache *
peers_cache_new(void)
{
	return scope_unowned(sizeof(struct peers_cache));
}

void
peers_cache_free(struct peers_cache **c)
{
	scope_end(&(*c)->sc);
	free(*c);
	*c = NULL;
}

/* While the database is away, the peers are those of the last look. */
static enum err
look(struct scope *sc, struct db *db, struct peers_cache *c)
{
	struct scope fresh;
	enum err e;

	if (c->looked != 0 && clock_steady() - c->looked < LOOK_MS)
		return c->list != NULL ? E_OK : scope_fail(sc, E_BUSY, "the "
		    "peers could not be read");
	scope_begin(&fresh, sc->now);
	if ((e = db_ready(&fresh, db)) == E_OK)
		e = peer_list(&fresh, db, &c->list, &c->n);
	c->looked = clock_steady();
	if (e == E_OK) {
		scope_end(&c->sc);
		c->sc = fresh;
		return E_OK;
	}
	if (c->list == NULL)
		scope_fail(sc, e, "%s", fresh.why);
	scope_end(&fresh);
	return c->list != NULL ? E_OK : e;
}

static const struct exchange_keys *
keys_at(const struct config *c, const char *path)
{
	size_t n = strlen(PEERS_PATH);
	const struct exchange_keys *k = strncmp(path, PEERS_PATH, n) != 0 ?
	    NULL : exchange_keys_of(&c->exchange, path + n);

	return k != NULL && k->nin > 0 ? k : NULL;
}

const char *
peers_counted(struct scope *sc, const struct config *c, const char *path)
{
	const struct exchange_keys *k = keys_at(c, path);

	return k == NULL ? NULL : str_fmt(sc, "@%s", k->peer);
}

enum err
peers_admit(const struct config *c, struct scope *sc,
    const struct request *rq, int64_t len)
{
	enum err e;

	if (keys_at(c, rq->path) == NULL)
		return scope_fail(sc, E_GONE, "no peer of that name has a "
		    "secret here");
	if ((e = verify_headers(sc, &proof_standard_webhooks,
	    c->exchange.max_skew_secs, rq)) != E_OK)
		return e;
	if (len > EXCHANGE_BYTES)
		return scope_fail(sc, E_LIMIT, "a message of %lld bytes, %d "
		    "are taken", (long long)len, EXCHANGE_BYTES);
	return len > 0 ? E_OK : scope_fail(sc, E_SHAPE, "the body is empty");
}

struct take {
	const struct house	*house;
	const struct request	*rq;
	const char		*counted;
	const struct peer	*peer;
	struct exchange_message	 m;
	struct delivery		 delivery;
	struct answer		*ret;		/* what is not said by `e` */
	enum count		 count;
};

/* An answer of its own: bad input of which the outcomes do not tell. */
static enum err
refuse(struct scope *sc, struct take *t, int status, const char *pointer)
{
	static const struct { int status; const char *title; } titles[] = {
		{ UNTAKEN, "not a message of the exchange" },
		{ OTHERS, "another message has this id" },
		{ TOO_MANY, "too many messages" },
	};
	int i = 0;

	while (titles[i].status != status)
		i++;
	*t->ret = answer_problem(sc, status, titles[i].title, pointer);
	return E_SHAPE;
}

static enum err
prove(struct scope *sc, const struct take *t)
{
	const struct exchange_keys *k = keys_at(t->house->config,
	    t->rq->path);
	struct hook_secret secrets[EXCHANGE_SECRETS];
	struct proven pv;

	for (int i = 0; i < k->nin; i++)
		secrets[i] = (struct hook_secret){ k->in[i], INT64_MAX };
	return verify_secrets(sc, &proof_standard_webhooks, secrets, k->nin,
	    t->rq, &pv);
}

/* Who it is, and may he say more in this minute? */
static enum err
admit_peer(struct scope *sc, struct take *t)
{
	const struct house *h = t->house;
	int wait;
	enum err e;

	if ((e = look(sc, h->db, h->peers)) != E_OK)
		return e;
	t->peer = peer_named(h->peers->list, h->peers->n, t->counted + 1);
	t->count = COUNT_NO_DESK;
	if (t->peer == NULL || !peer_holds(t->peer, sc->now))
		return scope_fail(sc, E_GONE, t->peer == NULL ? "no peer is "
		    "called %s here" : "the days of the peer %s are over, or "
		    "have not begun", t->counted + 1);
	wait = counts_wait(h->counts, t->counted, sc->now, t->peer->rate != 0 ?
	    t->peer->rate : h->config->exchange.rate);
	if (wait == 0)
		return E_OK;
	t->count = COUNT_TOO_MANY;
	scope_fail(sc, E_BUSY, "more messages than agreed in this minute");
	e = refuse(sc, t, TOO_MANY, NULL);
	t->ret->retry_secs = wait;
	return e;
}

static enum err
read_message(struct scope *sc, struct take *t)
{
	const char *at;
	enum err e = exchange_parse(sc, t->rq->body, t->rq->len, &t->m, &at);

	t->count = e == E_LIMIT ? COUNT_TOO_LARGE : COUNT_MALFORMED;
	if (e == E_DENIED)
		return refuse(sc, t, UNTAKEN, at);
	if (e != E_OK || t->m.type == EXCHANGE_HELLO)
		return e;
	if (t->m.side != t->peer->side) {
		scope_fail(sc, E_DENIED, "/side: %s is a %s to us; nothing "
		    "was taken", t->peer->name,
		    exchange_sides[t->peer->side]);
		return refuse(sc, t, UNTAKEN, "/side");
	}
	if (!str_same(exchange_id(sc, &t->m), t->rq->webhook_id))
		return scope_fail(sc, E_SHAPE, "the webhook-id of this message "
		    "is %s; nothing was taken", exchange_id(sc, &t->m));
	return E_OK;
}

static enum err
answer_hello(struct scope *sc, struct take *t)
{
	char now[CLOCK_TEXT];

	clock_text(sc->now, now);
	*t->ret = answer_text("application/json", str_fmt(sc,
	    "{\"exchange\":[%d],\"can\":[\"request\"],\"at\":\"%s\"}",
	    EXCHANGE_VERSION, now));
	t->counted = NULL;
	return E_OK;
}

/* A repeat is the same message, byte by byte. */
static enum err
keep(struct scope *sc, struct db *db, void *arg)
{
	struct take *t = arg;
	int same = 1;
	enum err e = delivery_add(sc, db, &t->delivery);

	t->count = COUNT_STORED;
	FAULT("serve.stored");
	if (e != E_SEEN)
		return e;
	t->count = COUNT_REPEATED;
	if ((e = delivery_same(sc, db, &t->delivery, &same)) != E_OK)
		return e;
	if (same)
		return E_SEEN;
	t->count = COUNT_CONFLICT;
	scope_fail(sc, E_SHAPE, "%s was taken with other bytes; these were "
	    "not", t->delivery.key);
	return refuse(sc, t, OTHERS, NULL);
}

static enum err
take(struct scope *sc, struct take *t)
{
	enum err e;

	t->count = COUNT_SIGNATURE;
	if ((e = prove(sc, t)) != E_OK || (e = admit_peer(sc, t)) != E_OK ||
	    (e = read_message(sc, t)) != E_OK)
		return e;
	if (t->m.type == EXCHANGE_HELLO)
		return answer_hello(sc, t);
	t->delivery = (struct delivery){ .desk = t->counted,
	    .key = t->rq->webhook_id, .ticket = t->m.case_id,
	    .source = SOURCE_EXCHANGE, .at = sc->now, .request = sc->id,
	    .body = t->rq->body, .len = t->rq->len };
	if ((e = db_ready(sc, t->house->db)) == E_OK)
		e = db_tx(sc, t->house->db, TX_TRIES, keep, t);
	FAULT("serve.committed");
	return e;
}

enum err
peers_take(struct scope *sc, const struct house *h, const struct request *rq,
    struct answer *ret)
{
	struct take t = { .house = h, .rq = rq, .ret = ret,
	    .counted = peers_counted(sc, h->config, rq->path) };
	enum err e = take(sc, &t);

	if (e == E_BUSY || e == E_UNSURE)
		t.count = COUNT_DATABASE;
	else if (e == E_BROKEN)
		t.count = COUNT_BROKEN;
	if (t.counted != NULL)
		counts_add(h->counts, t.counted, t.count);
	return e;
}
