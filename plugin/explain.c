/*
 * Codes become sentences here and nowhere else; a code without a sentence is
 * shown as it is, so that no receipt is ever silent.
 */
#include "explain.h"

#include "base/json.h"
#include "base/str.h"
#include "policy/date.h"
#include "policy/words.h"

#include <string.h>

enum { TEXT_BYTES = 32768, DEPTH = 8, MINUTE_MS = 60000,
    HOUR_MS = 60 * MINUTE_MS };

struct teller {
	struct scope		*sc;
	const struct texts	*texts;
	const char		*language;
	int64_t			 at;		/* ms: of the decision */
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
group_of(struct teller *t, const char *path)
{
	const char *name = fact_name(t, path);

	if (word_find(words_check, name) != WORD_UNKNOWN)
		return "mark";
	return str_same(name, "via") ? "vehicle" : name;
}

/* Of an object it is told which, or only that there is one. */
static const char *
shown_object(struct teller *t, const struct cJSON *v)
{
	if (json_text(v, "vehicle") != NULL)
		return code(t, "vehicle", json_text(v, "vehicle"));
	return json_text(v, "name") != NULL ? json_text(v, "name") :
	    code(t, "flag", "yes");
}

static const char *
shown_list(struct teller *t, const struct cJSON *v)
{
	struct buf b;

	buf_init(&b, t->sc, 500);
	for (const struct cJSON *it = json_first(v); it != NULL;
	    it = json_next(it))
		buf_fmt(&b, "%s%s", b.len == 0 ? "" : ", ",
		    json_value(it) != NULL ? json_value(it) :
		    json_text(it, "id") != NULL ? json_text(it, "id") : "?");
	return b.len == 0 ? "-" : b.at;
}

/* A fact's value, `path` says of which. */
static const char *
shown(struct teller *t, const char *path, const struct cJSON *v)
{
	if (v == NULL)
		return code(t, "note", "nothing");
	switch (json_kind(v)) {
	case JSON_NULL:
		return code(t, "note", "nothing");
	case JSON_FLAG:
		return code(t, "flag", str_same(json_print(t->sc, v), "true") ?
		    "yes" : "no");
	case JSON_TEXT:
		return code(t, group_of(t, path), json_value(v));
	case JSON_OBJECT:
		return shown_object(t, v);
	case JSON_LIST:
		return shown_list(t, v);
	case JSON_NUMBER:
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
		    shown(t, json_text(it, "fact"), json_at(it, "from")), "to",
		    shown(t, json_text(it, "fact"), json_at(it, "to"))));
}

/* How long before the decision it was told: " (3 hours before)". */
static const char *
age(struct teller *t, const char *at)
{
	static const struct {
		int64_t		 most, unit;
		const char	*key;
	} rows[] = {
		{ 2 * HOUR_MS, MINUTE_MS, "explain.minutes-before" },
		{ 2 * DAY_MS, HOUR_MS, "explain.hours-before" },
		{ INT64_MAX, DAY_MS, "explain.days-before" },
	};
	int64_t then, ms;
	int i = 0;

	if (at == NULL || !instant_parse(t->sc, at, &then))
		return "";
	ms = t->at > then ? t->at - then : 0;
	while (ms > rows[i].most)
		i++;
	return str_fmt(t->sc, ", %s", text_count(t->sc, t->texts, t->language,
	    rows[i].key, ms / rows[i].unit, PAIRS(NULL)));
}

/* Who said it; of an account of the partner's, which one it is. */
static const char *
source(struct teller *t, const struct cJSON *it, const char *who)
{
	const char *what = json_text(it, "source");
	const char *says = code(t, "source", what);

	if (who != NULL && str_same(what, "account"))
		return str_fmt(t->sc, "%s %s", says, who);
	return who != NULL ? who : says;
}

static void
tell_fact(struct teller *t, const struct cJSON *facts, const struct cJSON *it)
{
	const char *path = json_text(it, "fact"), *name = fact_name(t, path);

	tell(t, "explain.fact", PAIRS("fact", word_find(words_check, name) !=
	    WORD_UNKNOWN ? name : code(t, "known", name), "value",
	    shown(t, path, json_at(facts, path)), "source", source(t, it,
	    json_text(it, "who")), "age",
	    age(t, json_text(it, "at"))));
}

static void
tell_facts(struct teller *t, const struct receipt *r)
{
	const struct cJSON *facts, *sources;

	if (r->sources == NULL || r->facts == NULL ||
	    json_parse(t->sc, r->facts, strlen(r->facts), DEPTH, &facts) !=
	    E_OK || json_parse(t->sc, r->sources, strlen(r->sources), DEPTH,
	    &sources) != E_OK)
		return;
	tell(t, "explain.facts", NULL);
	for (const struct cJSON *it = json_first(sources); it != NULL;
	    it = json_next(it))
		tell_fact(t, facts, it);
}

enum err
explain(struct scope *sc, const struct texts *texts, const char *language,
    const struct receipt *r, const char **ret)
{
	struct teller t = { .sc = sc, .texts = texts, .language = language,
	    .at = r->at };
	const struct cJSON *d;

	if (json_parse(sc, r->decision, strlen(r->decision), DEPTH, &d) !=
	    E_OK || word_find(words_outcome, json_text(d, "outcome")) ==
	    WORD_UNKNOWN)
		return scope_fail(sc, E_SHAPE, "this is not a decision");
	buf_init(&t.buf, sc, TEXT_BYTES);
	tell_outcome(&t, d);
	tell_response(&t, d);
	tell_missing(&t, d);
	tell_warnings(&t, d);
	tell_refused(&t, d);
	tell_nearest(&t, d);
	tell_facts(&t, r);
	*ret = str_trim(t.buf.at);
	return E_OK;
}
