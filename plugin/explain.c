/*
 * Codes become sentences here and nowhere else; a code without a sentence is
 * shown as it is, so that no receipt is ever silent.
 */
#include "explain.h"

#include "base/json.h"
#include "base/str.h"
#include "policy/words.h"

#include <string.h>

enum { TEXT_BYTES = 32768, DEPTH = 8 };

struct teller {
	struct scope		*sc;
	const struct texts	*texts;
	const char		*language;
	struct buf		 buf;
};

static const char *
code(struct teller *t, const char *group, const char *word)
{
	if (word == NULL)
		return "-";
	return text_or(t->sc, t->texts, t->language,
	    str_fmt(t->sc, "%s.%s", group, word), word);
}

static void
tell(struct teller *t, const char *key, const char *const *pairs)
{
	buf_fmt(&t->buf, "%s\n", text_fill(t->sc, t->texts, t->language, key,
	    pairs));
}

static void
tell_outcome(struct teller *t, const struct cJSON *d)
{
	const char *rule = json_text(d, "rule");

	tell(t, str_fmt(t->sc, "outcome.%s", json_text(d, "outcome")),
	    PAIRS("route", code(t, "route", json_text(d, "route")), "rule",
	    rule == NULL ? "-" : rule));
	if (json_text(d, "vehicle") != NULL)
		tell(t, "explain.way", PAIRS("vehicle",
		    code(t, "vehicle", json_text(d, "vehicle")), "channel",
		    code(t, "channel", json_text(d, "channel"))));
}

static void
tell_response(struct teller *t, const struct cJSON *d)
{
	int64_t minutes = json_int(d, "response.target_minutes", -1);

	if (minutes >= 0)
		buf_fmt(&t->buf, "%s\n", text_count(t->sc, t->texts,
		    t->language, "explain.response", minutes, PAIRS("calendar",
		    code(t, "calendar", json_text(d, "response.calendar")))));
}

/* The part of a path that names the fact: a list's is the first. */
static const char *
fact_name(struct teller *t, const char *path)
{
	const char *dot = path == NULL ? NULL : strrchr(path, '.');

	if (dot == NULL)
		return path;
	return str_same(dot, ".-") ? str_copy(t->sc, path,
	    strcspn(path, ".")) : dot + 1;
}

static const char *
fact(struct teller *t, const char *path)
{
	const char *name = fact_name(t, path);

	if (word_find(words_check, name) != WORD_UNKNOWN)
		return str_fmt(t->sc, "%s %s", name, code(t, "check", name));
	return code(t, "fact", name);
}

static void
tell_missing(struct teller *t, const struct cJSON *d)
{
	const struct cJSON *it = json_first(json_at(d, "missing"));

	if (it != NULL)
		tell(t, "note.missing", NULL);
	for (; it != NULL; it = json_next(it))
		buf_fmt(&t->buf, "- %s\n", fact(t, json_value(it)));
}

static void
tell_refused(struct teller *t, const struct cJSON *d)
{
	const struct cJSON *it = json_first(json_at(d, "refused"));

	if (it != NULL)
		tell(t, "explain.refused", NULL);
	for (; it != NULL; it = json_next(it)) {
		const char *id = json_text(it, "entitlement");

		buf_fmt(&t->buf, "- %s%s%s%s: %s\n",
		    code(t, "vehicle", json_text(it, "vehicle")),
		    id == NULL ? "" : " (", id == NULL ? "" : id,
		    id == NULL ? "" : ")",
		    code(t, "reason", json_text(it, "reason")));
	}
}

static void
tell_warnings(struct teller *t, const struct cJSON *d)
{
	for (const struct cJSON *it = json_first(json_at(d, "warnings"));
	    it != NULL; it = json_next(it))
		tell(t, "explain.warning", PAIRS("warning",
		    code(t, "warning", json_value(it))));
}

/* The group of texts with the words of a fact. */
static const char *
group_of(struct teller *t, const struct cJSON *change)
{
	const char *name = fact_name(t, json_text(change, "fact"));

	if (word_find(words_check, name) != WORD_UNKNOWN)
		return "mark";
	return str_same(name, "via") ? "vehicle" : name;
}

/* A fact's value: of an object it is told which, or only that there is one. */
static const char *
shown(struct teller *t, const struct cJSON *change, const char *member)
{
	const struct cJSON *v = json_at(change, member);

	if (v == NULL)
		return code(t, "note", "nothing");
	switch (json_kind(v)) {
	case JSON_NULL:
		return code(t, "note", "nothing");
	case JSON_FLAG:
		return code(t, "flag", json_true(change, member) ? "yes" :
		    "no");
	case JSON_TEXT:
		return code(t, group_of(t, change), json_value(v));
	case JSON_OBJECT:
		return json_text(v, "vehicle") == NULL ?
		    code(t, "flag", "yes") :
		    code(t, "vehicle", json_text(v, "vehicle"));
	case JSON_NUMBER:
	case JSON_LIST:
		break;
	}
	return json_print(t->sc, v);
}

static void
tell_nearest(struct teller *t, const struct cJSON *d)
{
	const struct cJSON *it = json_first(json_at(d, "nearest"));

	if (it != NULL)
		tell(t, "explain.nearest", PAIRS("outcome",
		    code(t, "would", json_text(it, "outcome"))));
	for (; it != NULL; it = json_next(it))
		tell(t, "explain.change", PAIRS("fact",
		    fact(t, json_text(it, "fact")), "from",
		    shown(t, it, "from"), "to", shown(t, it, "to")));
}

enum err
explain(struct scope *sc, const struct texts *texts, const char *language,
    const char *decision, const char **ret)
{
	struct teller t = { .sc = sc, .texts = texts, .language = language };
	const struct cJSON *d;

	if (json_parse(sc, decision, strlen(decision), DEPTH, &d) != E_OK ||
	    word_find(words_outcome, json_text(d, "outcome")) == WORD_UNKNOWN)
		return scope_fail(sc, E_SHAPE, "this is not a decision");
	buf_init(&t.buf, sc, TEXT_BYTES);
	tell_outcome(&t, d);
	tell_response(&t, d);
	tell_missing(&t, d);
	tell_warnings(&t, d);
	tell_refused(&t, d);
	tell_nearest(&t, d);
	*ret = str_trim(t.buf.at);
	return E_OK;
}
