/* A ring of a few answers, each in a scope of its own. */
#include "kept.h"

#include "base/str.h"

#include <stdlib.h>

enum { KEPT_MOST = 64 };

struct kept {
	struct one {
		struct scope	 sc;
		const char	*key, *body;
		size_t		 len;
		int64_t		 until;	/* ms; 0: the place is free */
	} one[KEPT_MOST];
	int	next;
};

struct kept *
kept_new(void)
{
	return scope_unowned(sizeof(struct kept));
}

static void
forget(struct one *o)
{
	if (o->until != 0)
		scope_end(&o->sc);
	o->until = 0;
}

void
kept_free(struct kept **k)
{
	for (int i = 0; *k != NULL && i < KEPT_MOST; i++)
		forget(&(*k)->one[i]);
	free(*k);
	*k = NULL;
}

/* What the answer depends on. */
static const char *
key_of(struct scope *sc, const struct api_call *c)
{
	return str_fmt(sc, "%d %d %s %s %s", (int)c->api, (int)c->as,
	    c->tenant == NULL ? "-" : c->tenant, c->method, c->url);
}

int
kept_find(struct kept *k, struct scope *sc, const struct api_call *c,
    struct api_reply *ret)
{
	const char *key;

	if (c->keep_ms == 0)
		return 0;
	key = key_of(sc, c);
	for (int i = 0; i < KEPT_MOST; i++) {
		const struct one *o = &k->one[i];

		if (o->until <= sc->now || !str_same(o->key, key))
			continue;
		*ret = (struct api_reply){ .status = 200,
		    .body = str_copy(sc, o->body, o->len), .len = o->len };
		return 1;
	}
	return 0;
}

void
kept_add(struct kept *k, const struct api_call *c, const struct api_reply *r,
    int64_t now)
{
	struct one *o = &k->one[k->next];

	if (c->keep_ms == 0 || r->status != 200)
		return;
	k->next = (k->next + 1) % KEPT_MOST;
	forget(o);
	scope_begin(&o->sc, now);
	o->key = key_of(&o->sc, c);
	o->body = str_copy(&o->sc, r->body, r->len);
	o->len = r->len;
	o->until = now + c->keep_ms;
}
