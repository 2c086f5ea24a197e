/*
 * Hostile bytes for the RT adapter. The first byte chooses the way in: 'p' a
 * proven hook, 't' the answer to a re-read, 's' to a sweep, 'a' to doctor.
 */
#include "desk.h"

#include "base/str.h"

#include <string.h>

int	LLVMFuzzerTestOneInput(const unsigned char *, size_t);

static const struct desk_conf conf = {
	"rt", "http://desk.example", "cspdesk", "1-2-3"
};

/* Reads every byte that the adapter hands out, for the sanitizers. */
static volatile size_t seen;

static size_t
touch(const char *s)
{
	return s == NULL ? 0 : strlen(s);
}

static size_t
touch_thread(const struct thread *t)
{
	size_t n = touch(t->subject) + touch(t->owner) + touch(t->merged_into);

	for (int i = 0; i < t->nfields; i++)
		n += touch(t->fields[i].name) + touch(t->fields[i].value);
	for (int i = 0; i < t->nlinks; i++)
		n += touch(t->links[i]);
	for (int i = 0; i < t->nevents; i++)
		n += touch(t->events[i].id) + touch(t->events[i].text) +
		    touch(t->events[i].field) + touch(t->events[i].author.id);
	return n;
}

static enum err
feed(struct scope *sc, const struct desk *d, char how, const char *s,
    size_t len)
{
	struct proven pv = { "rt-51", s, len };
	struct reply got = { 200, s, len };
	struct thread t = { 0 };
	struct changes c = { 0 };
	struct about a = { 0 };
	struct poke p = { 0 };
	enum err e = E_OK;

	if (how == 'p')
		e = d->poke(sc, &pv, &p);
	if (how == 't' &&
	    (e = d->thread(sc, &conf, "1", &got, 1, &t)) == E_OK)
		seen = touch_thread(&t);
	if (how == 's')
		e = d->swept(sc, &conf, &got, &c);
	if (how == 'a' &&
	    (e = d->probe->about(sc, &conf, &got, 1, &a)) == E_OK)
		seen = touch(a.user) + touch(a.fields) + touch(a.hook_proof);
	for (int i = 0; e == E_OK && i < a.nqueues; i++)
		seen = touch(a.queues[i].name) + touch(a.queues[i].lacks);
	for (int i = 0; e == E_OK && i < c.n; i++)
		seen = touch(c.pokes[i].key) + touch(c.pokes[i].ticket);
	return e;
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t len)
{
	struct scope sc;
	const char *s;

	if (len == 0)
		return 0;
	scope_begin(&sc, 0);
	s = str_copy(&sc, (const char *)data + 1, len - 1);
	if (feed(&sc, desk_find("rt"), (char)data[0], s, len - 1) != E_OK &&
	    sc.why[0] == '\0')
		BUG("refused without a sentence");
	scope_end(&sc);
	return 0;
}
