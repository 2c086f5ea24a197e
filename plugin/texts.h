/*
 * What cspdesk says to people: conf/messages/LANGUAGE.conf, every language
 * complete. Texts hold {name} where a value goes.
 */
#ifndef TEXTS_H
#define TEXTS_H

#include "base/scope.h"

struct texts;

/*
 * Reads DIR/en.conf and DIR/pl.conf, then LOCAL/en.conf and LOCAL/pl.conf,
 * where there are such: a partner's own words for some of the texts. LOCAL
 * may be NULL. E_SHAPE with file:line: a text is missing in one language,
 * not known, empty, or has other {names} than its fellows; one that depends
 * on a number has not just the forms of its language.
 */
enum err texts_load(struct scope *, const char *dir, const char *local,
	    const struct texts **ret) MUST_USE;

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
/*
 * The form of a text that the number asks for ("1 ticket", "2 tickets"; it
 * stands in the list `counted`). {n} is the number as the language writes it.
 */
const char	*text_count(struct scope *, const struct texts *,
		    const char *language, const char *key, int64_t n,
		    const char *const *pairs);
/* The keys by position; NULL past the end. */
const char	*texts_key(const struct texts *, int i);
/* "file:line" of the partner's own text, or NULL. */
const char	*texts_local(struct scope *, const struct texts *,
		    const char *language, const char *key);
/* Of a word that is no key: "did you mean note.title?", or what to do. */
const char	*texts_near(struct scope *, const struct texts *,
		    const char *word);
#define PAIRS(...)	(const char *const[]){ __VA_ARGS__, NULL }

/*
 * Values as a language writes them (text_value.c); spaces within a number or
 * before a currency do not break.
 */
/* "1,234"; "1234" and "12 345" in Polish. */
const char	*text_number(struct scope *, const char *language, int64_t n);
/*
 * Whole minor units of an ISO 4217 currency, which may have 0 to 4 digits:
 * "PLN 1,234.50", "€120.00"; "1234,50 zł", "120,00 €".
 */
const char	*text_money(struct scope *, const char *language,
		    int64_t minor, const char *currency);
/*
 * "21 November 2026", "21 listopada 2026" of an existing day "2026-11-21".
 * What is not written like that comes back as it is.
 */
const char	*text_date(struct scope *, const char *language,
		    const char *date);
/* "08:00–17:00", "8:00–17:00" of minutes of the day; 1440 is 24:00. */
const char	*text_hours(struct scope *, const char *language, int from,
		    int to);
/*
 * Weekdays from 1 Monday to 7 Sunday, `last` included: "Saturday", "Saturday
 * and Sunday", "Monday to Friday", "every day".
 */
const char	*text_days(struct scope *, const char *language, int first,
		    int last);
/* "a, b and c" */
const char	*text_list(struct scope *, const char *language,
		    const char *const *items, int n);

#endif
