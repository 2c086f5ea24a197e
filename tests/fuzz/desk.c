/*
 * Hostile bytes for the adapter DESK; the Makefile builds one of each folder
 * hooks/DESK/fuzz. The first byte chooses the way in: 'p' a proven hook, 't'
 * the answers to a re-read of ticket 1, 's' to a sweep, 'a' to doctor. Of
 * several answers each begins behind a RECORD SEPARATOR.
 */
#include "desk.h"

#include "base/str.h"

#include <string.h>

int	LLVMFuzzerTestOneInput(const unsigned char *, size_t);

enum { MOST_ANSWERS = 8, SEPARATOR = 0x1e };

static const char *const fields[] = { "CSP class", "", "CSP holder" };
static const struct desk_conf conf = {
	DESK, "http://desk.example", "cspdesk", "1-2-3", fields, 3
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
	for (int i = 0; i < t->nfiles; i++)
		n += touch(t->files[i].id) + touch(t->files[i].name) +
		    touch(t->files[i].type);
	return n;
}

struct answers {
	struct reply	got[MOST_ANSWERS];
	int		n;
};

/* The next answer, for as long as there are bytes; then an empty one. */
static void
answer(struct answers *a, struct scope *sc, const char **s, size_t *left)
{
	const char *end = *left == 0 ? NULL : memchr(*s, SEPARATOR, *left);
	size_t len = end == NULL ? *left : (size_t)(end - *s);

	a->got[a->n++] = (struct reply){ 200, str_copy(sc, *s, len), len };
	*s += len + (end != NULL);
	*left -= len + (end != NULL);
}

static enum err
read_thread(struct scope *sc, const struct desk *d, const char *s, size_t len,
    struct thread *ret)
{
	struct answers a = { .n = 0 };
	struct call c;

	while (a.n < MOST_ANSWERS && d->read(sc, &conf, "1", a.got, a.n, &c))
		answer(&a, sc, &s, &len);
	return d->thread(sc, &conf, "1", a.got, a.n, ret);
}

static enum err
read_about(struct scope *sc, const struct desk *d, const char *s, size_t len,
    struct about *ret)
{
	struct answers a = { .n = 0 };
	struct call c;

	while (a.n < MOST_ANSWERS && d->probe->ask(sc, &conf, "00ff", a.got,
	    a.n, &c))
		answer(&a, sc, &s, &len);
	return d->probe->about(sc, &conf, a.got, a.n, ret);
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
	if (how == 't' && (e = read_thread(sc, d, s, len, &t)) == E_OK)
		seen = touch_thread(&t);
	if (how == 's')
		e = d->swept(sc, &conf, &got, &c);
	if (how == 'a' && d->probe != NULL &&
	    (e = read_about(sc, d, s, len, &a)) == E_OK)
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
	if (feed(&sc, desk_find(DESK), (char)data[0], s, len - 1) != E_OK &&
	    sc.why[0] == '\0')
		BUG("refused without a sentence");
	scope_end(&sc);
	return 0;
}
