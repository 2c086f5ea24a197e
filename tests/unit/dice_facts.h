/*
 * Facts by dice: those of tests/decide/base.json, of which some became
 * something else. It walks the rows of the facts, so it knows every fact that
 * there is.
 */
#ifndef TESTS_UNIT_DICE_FACTS_H
#define TESTS_UNIT_DICE_FACTS_H

#include "base/str.h"
#include "policy/date.h"
#include "policy/facts.h"

#include <string.h>

struct dice {
	struct scope	*sc;
	uint64_t	 state;		/* not 0 */
	int64_t		 now;		/* days lie around it */
	int		 wild;		/* of 1000 facts so many change */
};

/* 0 to n - 1, by xorshift. */
static inline int
dice_throw(struct dice *d, int n)
{
	d->state ^= d->state << 13;
	d->state ^= d->state >> 7;
	d->state ^= d->state << 17;
	return (int)(d->state % (uint64_t)n);
}

static inline int
dice_length(const char *const *words)
{
	int n = 0;

	while (words[n] != NULL)
		n++;
	return n;
}

static inline const char *
dice_text(struct dice *d)
{
	static const char *const texts[] = {
		"basic", "standard", "premium", "en", "pl", "de-AT",
		"service_support_administrator", "global_reader",
		"helpdesk_administrator", "za\xc5\xbc\xc3\xb3\xc5\x82\xc4\x87",
		"\"quoted\"\t\\ and so on", "",
	};

	return texts[dice_throw(d, LEN(texts))];
}

static inline void dice_change(struct dice *, const struct member *,
    void *record);

static inline struct list
dice_list(struct dice *d, const struct member *m)
{
	int n = dice_throw(d, 4);
	char *items = scope_alloc(d->sc, m->size * (size_t)n + 1);
	int wild = d->wild;

	d->wild = 1000;
	for (int i = 0; i < n; i++) {
		char *item = items + m->size * (size_t)i;

		for (const struct member *r = m->members; r->name != NULL; r++)
			dice_change(d, r, item);
		((struct entitlement *)(void *)item)->id = str_fmt(d->sc,
		    "e%d", i);
	}
	d->wild = wild;
	return (struct list){ n, items };
}

static inline struct list
dice_texts(struct dice *d)
{
	int n = dice_throw(d, 4);
	const char **texts = scope_alloc(d->sc, sizeof(*texts) * 4);

	for (int i = 0; i < n; i++)
		texts[i] = dice_text(d);
	return (struct list){ n, texts };
}

/* Another value, or none, for one fact; of an object for those below. */
static inline void
dice_change(struct dice *d, const struct member *m, void *record)
{
	char *at = (char *)record + m->offset;
	int *word = (void *)at;
	int64_t *number = (void *)at;
	int none = !m->must && dice_throw(d, 3) == 0;

	if (m->type == MEMBER_OBJECT &&
	    (m->must || (*word && dice_throw(d, 10) > 0))) {
		for (m = m->members; m->name != NULL; m++)
			dice_change(d, m, record);
		return;
	}
	if (m->type != MEMBER_OBJECT && dice_throw(d, 1000) >= d->wild)
		return;
	switch (m->type) {
	case MEMBER_SCHEMA:
	case MEMBER_INSTANT:
		break;
	case MEMBER_DATE:
		*number = none ? DAY_UNKNOWN : date_of(d->now) - 40 +
		    dice_throw(d, 400);
		break;
	case MEMBER_COUNT:
		*number = none ? COUNT_UNKNOWN : dice_throw(d, 6);
		break;
	case MEMBER_WORD:
		*word = none ? -1 : dice_throw(d, dice_length(m->words));
		break;
	case MEMBER_WORDS:
		*word = none ? -1 : dice_throw(d, 1 << dice_length(m->words));
		break;
	case MEMBER_FLAG:
		*word = none ? -1 : dice_throw(d, 2);
		break;
	case MEMBER_TEXT:
		*(const char **)(void *)at = none ? NULL : dice_text(d);
		break;
	case MEMBER_TEXTS:
		*(struct list *)(void *)at = none ?
		    (struct list){ LIST_UNKNOWN, NULL } : dice_texts(d);
		break;
	case MEMBER_LIST:
		*(struct list *)(void *)at = none ?
		    (struct list){ LIST_UNKNOWN, NULL } : dice_list(d, m);
		break;
	case MEMBER_OBJECT:
		*word = !*word;
		break;
	}
}

/* Their canonical text; they are read from it, as all facts are. */
static inline const char *
dice_facts(struct dice *d, const struct facts *base, struct facts *ret)
{
	struct facts f = *base;
	const char *text;

	f.now = d->now;
	for (const struct member *m = facts_members; m->name != NULL; m++)
		dice_change(d, m, &f);
	text = facts_json(d->sc, &f);
	if (facts_parse(d->sc, text, strlen(text), ret) != E_OK)
		BUG("%s: %s", d->sc->why, text);
	return text;
}

static inline enum err
dice_base(struct scope *in, struct facts *ret)
{
	char *text;
	size_t len;
	enum err e = str_file(in, "tests/decide/base.json", FACTS_BYTES, &text,
	    &len);

	return e == E_OK ? facts_parse(in, text, len, ret) : e;
}

#endif
