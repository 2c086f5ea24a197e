/*
 * What cspdesk says to people: conf/messages/LANGUAGE.conf, every language
 * complete. Texts hold {name} where a value goes.
 */
#ifndef TEXTS_H
#define TEXTS_H

#include "base/scope.h"

struct texts;

/*
 * Reads DIR/en.conf and DIR/pl.conf. E_SHAPE with file:line: a text is
 * missing in one of them, unknown, empty, or has other {names} than en.
 */
enum err texts_load(struct scope *, const char *dir, const struct texts **ret)
	    MUST_USE;

/*
 * The text `key` ("note.customer") in `language`, {names} filled from pairs
 * name, value, ..., NULL. An unknown key is our bug.
 */
const char	*text_fill(struct scope *, const struct texts *,
		    const char *language, const char *key,
		    const char *const *pairs);
/* The same without values, or `other` where there is no such text. */
const char	*text_or(struct scope *, const struct texts *,
		    const char *language, const char *key, const char *other);
#define PAIRS(...)	(const char *const[]){ __VA_ARGS__, NULL }

#endif
