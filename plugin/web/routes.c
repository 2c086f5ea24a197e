/* The table of routes, and the small answers that need no room of their own. */
#include "web/routes.h"

#include "base/str.h"
#include "store/migrate.h"
#include "web/counts.h"
#include "web/metrics.h"
#include "web/notifications.h"
#include "web/peers.h"
#include "web/terms_page.h"

#include <string.h>

typedef enum err (*route_fn)(struct scope *, const struct house *,
    const struct request *, struct answer *);

static enum err
healthz(struct scope *sc, const struct house *h, const struct request *rq,
    struct answer *ret)
{
	(void)sc;
	(void)h;
	(void)rq;
	*ret = answer_text("text/plain", "alive\n");
	return E_OK;
}

static enum err
readyz(struct scope *sc, const struct house *h, const struct request *rq,
    struct answer *ret)
{
	enum err e;

	(void)rq;
	if ((e = db_ready(sc, h->db)) != E_OK ||
	    (e = migrate_check(sc, h->db, h->config->serve.max_body)) != E_OK)
		return e;
	*ret = answer_text("text/plain", "ready\n");
	return E_OK;
}

static const struct {
	const char	*method, *path;
	int		 is_prefix;
	route_fn	 fn;		/* NULL: ROUTE_HOOK */
	int		 takes_head;
} routes[] = {
	{ "POST", NOTIFY_PATH, 0, notifications_take, 0 },
	{ "POST", "/hook/",   1, NULL, 0 },
	{ "POST", PEERS_PATH, 1, peers_take, 0 },
	{ "GET",  "/healthz", 0, healthz, 0 },
	{ "GET",  "/readyz",  0, readyz, 0 },
	{ "GET",  "/metrics", 0, metrics, 0 },
	{ "GET",  "/terms",   0, terms_page, 1 },
	{ "GET",  "/terms.json", 0, terms_page_json, 1 },
};

static int
route_index(const struct request *rq)
{
	for (int i = 0; i < LEN(routes); i++) {
		size_t n = strlen(routes[i].path);

		if (strncmp(rq->path, routes[i].path, n) == 0 &&
		    (routes[i].is_prefix || rq->path[n] == '\0'))
			return i;
	}
	return -1;
}

enum route_kind
route_find(const struct request *rq)
{
	int i = route_index(rq);

	if (i < 0 || !str_same(rq->method, routes[i].method))
		return ROUTE_NOW;
	if (routes[i].fn == notifications_take)
		return ROUTE_NOTIFICATION;
	if (routes[i].fn == peers_take)
		return ROUTE_EXCHANGE;
	return routes[i].fn == NULL ? ROUTE_HOOK : ROUTE_NOW;
}

const struct proof *
route_proof(const struct config *c, const struct request *rq)
{
	const struct desk_settings *d = intake_desk(c, rq->path);

	if (d != NULL)
		return d->desk->proof;
	return route_find(rq) == ROUTE_EXCHANGE ? &proof_standard_webhooks :
	    NULL;
}

enum err
route_admit(const struct config *c, struct scope *sc,
    const struct request *rq, int64_t len)
{
	switch (route_find(rq)) {
	case ROUTE_HOOK:
		return intake_admit(c, sc, rq);
	case ROUTE_NOTIFICATION:
		return notifications_admit(c, sc, rq, len);
	case ROUTE_EXCHANGE:
		return peers_admit(c, sc, rq, len);
	case ROUTE_NOW:
		break;
	}
	BUG("a request without a body is admitted");
}

static const char *
counted(struct scope *sc, const struct config *c, const struct request *rq)
{
	const struct desk_settings *d = intake_desk(c, rq->path);

	if (d != NULL)
		return d->conf.name;
	return route_find(rq) == ROUTE_NOTIFICATION ? NOTIFY_NAME :
	    peers_counted(sc, c, rq->path);
}

void
route_count(struct scope *sc, const struct house *h, const struct request *rq,
    enum err e, enum intake_stage stage, const struct delivery *d)
{
	enum route_kind kind = rq->path == NULL ? ROUTE_NOW : route_find(rq);

	/* The rooms of the others count what they have seen. */
	if (kind == ROUTE_HOOK || (kind != ROUTE_NOW && stage == AT_THE_DOOR))
		counts_add(h->counts, counted(sc, h->config, rq),
		    intake_count(e, stage, d));
}

static int
takes(int i, const char *method)
{
	return str_same(method, routes[i].method) ||
	    (routes[i].takes_head && str_same(method, "HEAD"));
}

static struct answer
other_method(struct scope *sc, int i, enum err *ret)
{
	const char *head = routes[i].takes_head ? " and HEAD" : "";
	struct answer a;

	*ret = scope_fail(sc, E_SHAPE, "this path takes %s%s only",
	    routes[i].method, head);
	a = answer_as(sc, E_SHAPE, 405);
	a.headers = str_fmt(sc, "Allow: %s%s\r\n", routes[i].method,
	    routes[i].takes_head ? ", HEAD" : "");
	return a;
}

struct answer
route_answer(struct scope *sc, const struct house *h, const struct request *rq,
    enum err *ret)
{
	int i = route_index(rq);
	struct answer a = { .status = 0 };

	*ret = E_GONE;
	if (i < 0) {
		scope_fail(sc, E_GONE, "no such path");
		return answer_outcome(sc, E_GONE);
	}
	if (!takes(i, rq->method))
		return other_method(sc, i, ret);
	*ret = routes[i].fn(sc, h, rq, &a);
	return a.status != 0 ? a : answer_outcome(sc, *ret);
}
