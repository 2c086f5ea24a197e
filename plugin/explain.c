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
		tell(t, "explain.response", PAIRS("minutes",
		    str_fmt(t->sc, "%lld", (long long)minutes), "calendar",
		    code(t, "calendar", json_text(d, "response.calendar"))));
}

static void
tell_missing(struct teller *t, const struct cJSON *d)
{
	const struct cJSON *it = json_first(json_at(d, "missing"));

	if (it != NULL)
		tell(t, "note.missing", NULL);
	for (; it != NULL; it = json_next(it)) {
		const char *name = json_value(it);
		int check = word_find(words_check, name) != WORD_UNKNOWN;

		buf_fmt(&t->buf, "- %s%s%s\n", check ? name : "",
		    check ? " " : "", code(t, check ? "check" : "fact", name));
	}
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

/* A value of any kind, as JSON has it. */
static const char *
shown(struct teller *t, const struct cJSON *it, const char *member)
{
	const struct cJSON *v = json_at(it, member);

	if (v == NULL)
		return text_fill(t->sc, t->texts, t->language, "note.nothing",
		    NULL);
	if (json_value(v) != NULL)
		return json_value(v);
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
		tell(t, "explain.change", PAIRS("fact", json_text(it, "fact"),
		    "from", shown(t, it, "from"), "to", shown(t, it, "to")));
}

enum err
explain(struct scope *sc, const struct texts *texts, const char *language,
    const char *decision, const char **ret)
{
	struct teller t = { .sc = sc, .texts = texts, .language = language };
	const struct cJSON *d;
	enum err e = json_parse(sc, decision, strlen(decision), DEPTH, &d);

	if (e != E_OK)
		return e;
	if (word_find(words_outcome, json_text(d, "outcome")) == WORD_UNKNOWN)
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
