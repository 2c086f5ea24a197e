/* Open addressing; at most half of the places are taken. */
#include "base/map.h"

#include <string.h>

enum { FIRST_ROOM = 64 };

struct place {
	const char	*key;		/* NULL: free */
	int		 value;
};

struct map {
	struct scope	*sc;
	struct place	*at;
	size_t		 room;		/* a power of two */
	size_t		 n;
};

struct map *
map_new(struct scope *sc)
{
	struct map *m = scope_alloc(sc, sizeof(*m));

	*m = (struct map){ .sc = sc, .room = FIRST_ROOM,
	    .at = scope_alloc(sc, sizeof(*m->at) * FIRST_ROOM) };
	return m;
}

/* Where the key is, or where it would be put (FNV-1a). */
static struct place *
find(const struct map *m, const char *key)
{
	uint64_t h = UINT64_C(14695981039346656037);
	size_t i;

	for (const char *c = key; *c != '\0'; c++)
		h = (h ^ (unsigned char)*c) * UINT64_C(1099511628211);
	for (i = (size_t)(h ^ h >> 32) & (m->room - 1); m->at[i].key != NULL &&
	    strcmp(m->at[i].key, key) != 0; i = (i + 1) & (m->room - 1))
		;
	return &m->at[i];
}

static void
grow(struct map *m)
{
	struct map old = *m;

	m->room *= 2;
	m->at = scope_alloc(m->sc, sizeof(*m->at) * m->room);
	for (size_t i = 0; i < old.room; i++)
		if (old.at[i].key != NULL)
			*find(m, old.at[i].key) = old.at[i];
}

int
map_put(struct map *m, const char *key, int value)
{
	struct place *p = find(m, key);

	if (p->key != NULL)
		return p->value;
	*p = (struct place){ key, value };
	if (++m->n * 2 > m->room)
		grow(m);
	return -1;
}

int
map_get(const struct map *m, const char *key)
{
	const struct place *p = find(m, key);

	return p->key == NULL ? -1 : p->value;
}
