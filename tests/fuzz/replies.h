/*
 * Hostile answers of a service of Microsoft's: "200 BODY", 0x1e, "404 BODY",
 * and so on; and what every request must be.
 */
#ifndef TESTS_FUZZ_REPLIES_H
#define TESTS_FUZZ_REPLIES_H

#include "microsoft/service.h"

#include "base/str.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_REPLIES = 12, BETWEEN = 0x1e };

static inline int
split(struct scope *sc, const unsigned char *data, size_t len,
    struct api_reply *ret)
{
	const char *s = str_copy(sc, (const char *)data, len);
	const char *end = s + len, *cut;
	int n = 0;

	for (; s < end && n < MOST_REPLIES; s = cut + 1) {
		char *body;

		cut = memchr(s, BETWEEN, (size_t)(end - s));
		if (cut == NULL)
			cut = end;
		ret[n].status = (int)strtol(s, &body, 10);
		body += *body == ' ' && body < cut;
		ret[n].len = (size_t)(cut - body);
		ret[n++].body = str_copy(sc, body, (size_t)(cut - body));
	}
	return n;
}

static inline void
sound(const struct api_call *c)
{
	for (const char *s = c->url; *s != '\0'; s++)
		if ((unsigned char)*s <= ' ' || (unsigned char)*s > '~')
			BUG("an URL with byte %d", *s);
	for (int i = 0; i < c->nheaders; i++)
		if (strpbrk(c->header[i].value, "\r\n") != NULL)
			BUG("a header of several lines");
}

#endif
