/* A visitor's wish about language, from the query or from its header. */
#include "web/language.h"

#include "base/str.h"

#include <string.h>
#include <strings.h>

enum { UNNAMED = -1, FULL = 1000 };

/* The value of lang= in the query, compared with each language. */
static const char *
asked_for(const char *query, const char *const *list)
{
	for (const char *s = query; s != NULL; s = strchr(s, '&')) {
		s += *s == '&';
		if (strncmp(s, "lang=", 5) != 0)
			continue;
		for (int i = 0; list[i] != NULL; i++)
			if (strcspn(s + 5, "&") == strlen(list[i]) &&
			    strncmp(s + 5, list[i], strlen(list[i])) == 0)
				return list[i];
	}
	return NULL;
}

/* "1", "0.8", "0.125" in thousandths; what is not a quality is none. */
static int
read_quality(const char *s)
{
	int q = *s == '1' ? FULL : 0, unit = 100;

	if (*s != '0' && *s != '1')
		return 0;
	if (s[1] != '.')
		return q;
	for (s += 2; unit > 0 && *s >= '0' && *s <= '9'; s++, unit /= 10)
		q += (*s - '0') * unit;
	return q > FULL ? FULL : q;
}

/* The quality of the range that begins at `s` and ends before `len`. */
static int
quality(const char *s, size_t len)
{
	const char *semi = memchr(s, ';', len);

	if (semi == NULL)
		return FULL;
	semi += 1 + strspn(semi + 1, " \t");
	return strncasecmp(semi, "q=", 2) == 0 ? read_quality(semi + 2) : FULL;
}

static int
is_range_of(const char *range, const char *language)
{
	size_t n = strlen(language);

	return strncasecmp(range, language, n) == 0 &&
	    strchr("-,; \t", range[n]) != NULL;
}

/* How much `language` is wanted; a name counts before a star. */
static int
wish(const char *header, const char *language)
{
	int named = UNNAMED, star = UNNAMED;

	while (*header != '\0') {
		size_t n;

		header += strspn(header, ", \t");
		n = strcspn(header, ",");
		if (is_range_of(header, language)) {
			int q = quality(header, n);

			named = q > named ? q : named;
		} else if (*header == '*')
			star = quality(header, n);
		header += n;
	}
	return named != UNNAMED ? named : star;
}

/* Where the header names it first; of equal wishes the earlier one wins. */
static size_t
place(const char *header, const char *language)
{
	const char *s = header;

	while (*s != '\0' && !is_range_of(s, language)) {
		s += strcspn(s, ",");
		s += strspn(s, ", \t");
	}
	return (size_t)(s - header);
}

const char *
language_pick(const struct request *rq, const char *const *list)
{
	const char *h = rq->accept_language, *best = list[0];
	const char *asked = asked_for(rq->query, list);
	int most = 0;

	if (asked != NULL || h == NULL)
		return asked != NULL ? asked : best;
	for (int i = 0; list[i] != NULL; i++) {
		int q = wish(h, list[i]);

		if (q > most || (q == most && q > 0 &&
		    place(h, list[i]) < place(h, best))) {
			most = q;
			best = list[i];
		}
	}
	return best;
}
