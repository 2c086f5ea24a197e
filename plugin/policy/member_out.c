/*
 * Writes a record by its rows: the canonical form of facts. The order is the
 * rows', the null is the reader's unknown; reading it again gives the same
 * record.
 */
#include "policy/member.h"

#include "base/clock.h"
#include "policy/date.h"
#include "policy/words.h"

#include <string.h>

static void write_value(struct json_out *, const struct member *,
    const char *name, const void *at);

static void
write_time(struct json_out *o, const char *name, int64_t v, int instant)
{
	char text[CLOCK_TEXT];

	if (instant)
		clock_text(v, text);
	else if (v != DAY_UNKNOWN)
		date_text(v, text);
	json_put(o, name, v == DAY_UNKNOWN ? NULL : text);
}

static void
write_words(struct json_out *o, const char *name, int bits,
    const char *const *words)
{
	if (bits == WORD_UNKNOWN) {
		json_put(o, name, NULL);
		return;
	}
	json_open(o, name, '[');
	for (int i = 0; words[i] != NULL; i++)
		if (bits & 1 << i)
			json_put(o, NULL, words[i]);
	json_close(o);
}

static void
write_texts(struct json_out *o, const char *name, const struct list *list)
{
	const char *const *text = list->at;

	if (list->n == LIST_UNKNOWN) {
		json_put(o, name, NULL);
		return;
	}
	json_open(o, name, '[');
	for (int i = 0; i < list->n; i++)
		json_put(o, NULL, text[i]);
	json_close(o);
}

static void
write_list(struct json_out *o, const struct member *m, const char *name,
    const struct list *list)
{
	if (list->n == LIST_UNKNOWN) {
		json_put(o, name, NULL);
		return;
	}
	json_open(o, name, '[');
	for (int i = 0; i < list->n; i++) {
		json_open(o, NULL, '{');
		member_write(o, m->members,
		    (const char *)list->at + m->size * (size_t)i);
		json_close(o);
	}
	json_close(o);
}

static void
write_object(struct json_out *o, const struct member *m, const char *name,
    const void *record)
{
	if (!*(const int *)(const void *)((const char *)record + m->offset)) {
		json_put(o, name, NULL);
		return;
	}
	json_open(o, name, '{');
	member_write(o, m->members, record);
	json_close(o);
}

static void
write_flag(struct json_out *o, const char *name, int v)
{
	if (v == WORD_UNKNOWN)
		json_put(o, name, NULL);
	else
		json_put_bool(o, name, v == FLAG_YES);
}

static void
write_count(struct json_out *o, const char *name, int64_t v)
{
	if (v == COUNT_UNKNOWN)
		json_put(o, name, NULL);
	else
		json_put_int(o, name, v);
}

static void
write_value(struct json_out *o, const struct member *m, const char *name,
    const void *record)
{
	const void *at = (const char *)record + m->offset;

	switch (m->type) {
	case MEMBER_SCHEMA:
		json_put_int(o, name, 1);
		break;
	case MEMBER_INSTANT:
	case MEMBER_DATE:
		write_time(o, name, *(const int64_t *)at,
		    m->type == MEMBER_INSTANT);
		break;
	case MEMBER_WORD:
		json_put(o, name, word_at(m->words, *(const int *)at));
		break;
	case MEMBER_WORDS:
		write_words(o, name, *(const int *)at, m->words);
		break;
	case MEMBER_TEXT:
		json_put(o, name, *(const char *const *)at);
		break;
	case MEMBER_TEXTS:
		write_texts(o, name, at);
		break;
	case MEMBER_FLAG:
		write_flag(o, name, *(const int *)at);
		break;
	case MEMBER_COUNT:
		write_count(o, name, *(const int64_t *)at);
		break;
	case MEMBER_OBJECT:
		write_object(o, m, name, record);
		break;
	case MEMBER_LIST:
		write_list(o, m, name, at);
		break;
	}
}

void
member_write(struct json_out *o, const struct member *rows,
    const void *record)
{
	for (; rows->name != NULL; rows++)
		write_value(o, rows, rows->name, record);
}

const char *
member_value(struct scope *sc, const struct member_at *at,
    const void *record)
{
	struct json_out o;

	if (at->append)
		return "null";
	json_begin(&o, sc, 64 * 1024);
	write_value(&o, at->row, NULL, record);
	return json_end(&o);
}
