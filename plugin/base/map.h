/* Texts to numbers, in a scope: for what must be found among very many. */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/scope.h"

struct map;

struct map	*map_new(struct scope *);
/*
 * Keeps `value` (0 or more) under `key`, which is not copied, and returns -1;
 * if the key is there already, nothing changes and its value is returned.
 */
int		 map_put(struct map *, const char *key, int value);
/* -1: it is not there. */
int		 map_get(const struct map *, const char *key);

#endif
