/*
 * A scope is a list of memory blocks and a list of closers. Small requests
 * share a block; a request above a quarter of a block gets its own.
 */
#include "base/scope.h"

#include "base/crypto.h"
#include "base/str.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 16 * 1024, LARGE = BLOCK_SIZE / 4 };

struct block {
	struct block		*next;
	size_t			 used;
	alignas(max_align_t) unsigned char bytes[];
};

struct closer {
	struct closer	*next;
	void		(*close)(void *);
	void		*handle;
};

void
scope_begin(struct scope *sc, int64_t now)
{
	memset(sc, 0, sizeof(*sc));
	sc->now = now;
	crypto_random_hex(sc->id, sizeof(sc->id));
}

void
scope_end(struct scope *sc)
{
	while (sc->closers != NULL) {
		struct closer *c = sc->closers;

		sc->closers = c->next;
		c->close(c->handle);
	}
	while (sc->blocks != NULL) {
		struct block *b = sc->blocks;

		sc->blocks = b->next;
		free(b);
	}
}

void *
scope_unowned(size_t size)
{
	void *p = calloc(1, size);

	if (p == NULL)
		BUG("out of memory");
	return p;
}

static struct block *
block_new(size_t size)
{
	return scope_unowned(sizeof(struct block) + size);
}

/* A large block goes behind the current one, which still has room. */
static void *
alloc_large(struct scope *sc, size_t size)
{
	struct block *b = block_new(size);

	b->used = BLOCK_SIZE;
	if (sc->blocks == NULL) {
		sc->blocks = b;
	} else {
		b->next = sc->blocks->next;
		sc->blocks->next = b;
	}
	return b->bytes;
}

void *
scope_alloc(struct scope *sc, size_t size)
{
	const size_t unit = alignof(max_align_t);
	size_t room = (size + unit - 1) / unit * unit;
	void *p;

	if (room > LARGE)
		return alloc_large(sc, room);
	if (sc->blocks == NULL || sc->blocks->used + room > BLOCK_SIZE) {
		struct block *b = block_new(BLOCK_SIZE);

		b->next = sc->blocks;
		sc->blocks = b;
	}
	p = sc->blocks->bytes + sc->blocks->used;
	sc->blocks->used += room;
	return p;
}

void
scope_own(struct scope *sc, void (*close)(void *), void *handle)
{
	struct closer *c = scope_alloc(sc, sizeof(*c));

	*c = (struct closer){ sc->closers, close, handle };
	sc->closers = c;
}

enum err
scope_fail(struct scope *sc, enum err e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(sc->why, sizeof(sc->why), fmt, ap);
	va_end(ap);
	/*
	 * It may quote a stranger's bytes, and end in half a character; but it
	 * goes into logs and columns that take UTF-8 only.
	 */
	sc->why[str_utf8_cut(sc->why, sizeof(sc->why) - 2)] = '\0';
	str_utf8_mend(sc->why);
	return e;
}
