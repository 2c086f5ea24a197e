/*
 * Reads conf/policy/triage.conf into phrases, thresholds and implications.
 * Refuses with file:line what could never do what its author meant: unknown
 * words, phrases that are empty or stand twice, weights out of bounds.
 */
#include "policy/triage_words.h"

#include "base/conf.h"
#include "base/str.h"
#include "policy/plain.h"
#include "policy/words.h"

#include <stddef.h>

enum { WEIGHT_MAX = 100, PHRASES_MAX = 20000, IMPLIES_MAX = 200 };

static const char *const words_language[] = { "en", "pl", NULL };
static const char *const words_negation[] = { "not", NULL };

const struct fact_info triage_facts[FACT__MAX] = {
	[FACT_TOPIC]    = { "topic", words_topic },
	[FACT_CLASS]    = { "class", words_class },
	[FACT_PRODUCT]  = { "product", words_product },
	[FACT_SEVERITY] = { "severity", words_severity },
	[FACT_LANGUAGE] = { "language", words_language },
	[FACT_LINE]     = { "line", words_line },
	[FACT_NEGATION] = { "negation", words_negation },
};
_Static_assert((int)FACT__MAX <= (int)PHRASE_FACTS, "room for all facts");

static const struct setting settings[] = {
	{ "subject_percent", SET_INT, offsetof(struct triage_words, subject),
	  "150", 100, 1000, NULL, "Weight of a phrase in the subject." },
	{ "negation_reach", SET_INT, offsetof(struct triage_words, reach),
	  "4", 0, 20, NULL, "Words behind a negation that do not count." },
	{ "language_share", SET_INT,
	  offsetof(struct triage_words, language_share), "10", 1, 100, NULL,
	  "Percent of all words that must be of a language." },
	{ "language_lead", SET_INT,
	  offsetof(struct triage_words, language_lead), "60", 51, 100, NULL,
	  "Percent of known words that must be of the one language." },
	{ NULL, 0, 0, NULL, 0, 0, NULL, NULL }
};

static const struct setting threshold_rows[] = {
	{ "least", SET_INT, offsetof(struct threshold, least), NULL, 1, 1000,
	  NULL, "Weight from which a fact is said." },
	{ "margin", SET_INT, offsetof(struct threshold, margin), NULL, 0, 1000,
	  NULL, "How much more than the next word it must have." },
	{ NULL, 0, 0, NULL, 0, 0, NULL, NULL }
};

static enum err
read_word(struct scope *sc, const struct config_setting_t *n,
    const char *const *words, int *ret)
{
	if (conf_text(n) == NULL)
		return conf_bad(sc, n, "must be a word in quotes");
	*ret = word_find(words, conf_text(n));
	if (*ret == WORD_UNKNOWN)
		return conf_bad(sc, n, "unknown word \"%s\"", conf_text(n));
	return E_OK;
}

/* A word of the fact, or "ignore" or "none" for a fact that is decided. */
static enum err
read_means(struct scope *sc, const struct config_setting_t *row,
    const char *name, int fact, int *ret)
{
	const struct config_setting_t *n = conf_at(row, name);

	if (n == NULL)
		return conf_bad(sc, row, "needs %s = \"...\"", name);
	*ret = MEANS_IGNORE;
	if (fact < FACTS_DECIDED && str_same(conf_text(n), "ignore"))
		return E_OK;
	*ret = MEANS_NOTHING;
	if (fact < FACTS_DECIDED && str_same(conf_text(n), "none"))
		return E_OK;
	return read_word(sc, n, triage_facts[fact].words, ret);
}

static enum err
read_weight(struct scope *sc, const struct config_setting_t *n, int *ret)
{
	int64_t v = 1;

	if (n != NULL && !conf_int(n, &v))
		return conf_bad(sc, n, "must be a whole number");
	if (v < 1 || v > WEIGHT_MAX)
		return conf_bad(sc, n, "weight %lld is outside 1..%d",
		    (long long)v, WEIGHT_MAX);
	*ret = (int)v;
	return E_OK;
}

static enum err
read_language(struct scope *sc, const struct config_setting_t *n, int *ret)
{
	*ret = WORD_UNKNOWN;
	if (n == NULL)
		return E_OK;
	*ret = word_find(words_language, conf_text(n));
	if (*ret == WORD_UNKNOWN)
		return conf_bad(sc, n, "unknown language, must be \"en\" or "
		    "\"pl\"");
	return E_OK;
}

/* All phrases of a row; `like` has what they share. */
static enum err
read_phrases(struct scope *sc, const struct config_setting_t *says,
    const struct phrase *like, struct phrases *ps)
{
	const struct config_setting_t *n;

	for (int i = 0; (n = conf_nth(says, i)) != NULL; i++) {
		struct phrase *p = &ps->at[ps->n];
		const char *bad;

		if (conf_text(n) == NULL)
			return conf_bad(sc, n, "must be a phrase in quotes");
		*p = *like;
		p->id = ps->n++;
		if ((bad = phrase_parse(sc, conf_text(n), p)) != NULL)
			return conf_bad(sc, n, "phrase \"%s\" %s",
			    conf_text(n), bad);
	}
	return E_OK;
}

static enum err
read_row(struct scope *sc, const struct config_setting_t *row, int fact,
    struct phrases *ps)
{
	static const char *const names[] = {
		"word", "language", "weight", "says", NULL
	};
	const struct config_setting_t *says = conf_at(row, "says");
	struct phrase like = { .fact = fact };
	enum err e;

	if (!conf_is_group(row))
		return conf_bad(sc, row, "must be a group { ... }");
	if ((e = conf_known(sc, row, names)) != E_OK)
		return e;
	if ((e = read_means(sc, row, "word", fact, &like.means)) != E_OK)
		return e;
	if ((e = read_language(sc, conf_at(row, "language"),
	    &like.language)) != E_OK)
		return e;
	if ((e = read_weight(sc, conf_at(row, "weight"),
	    &like.weight)) != E_OK)
		return e;
	if (!conf_is_list(says) || conf_count(says) == 0)
		return conf_bad(sc, row, "needs says = [ \"phrase\", ... ]");
	return read_phrases(sc, says, &like, ps);
}

static int
count_phrases(const struct config_setting_t *root)
{
	int n = 0;

	for (int f = 0; f < FACT__MAX; f++) {
		const struct config_setting_t *rows =
		    conf_at(root, triage_facts[f].name);

		for (int i = 0; i < conf_count(rows); i++)
			n += conf_count(conf_at(conf_nth(rows, i), "says"));
	}
	return n;
}

/* The node of a phrase, by its place among all. */
static const struct config_setting_t *
node_of(const struct config_setting_t *root, int id)
{
	for (int f = 0; f < FACT__MAX; f++) {
		const struct config_setting_t *rows =
		    conf_at(root, triage_facts[f].name);

		for (int i = 0; i < conf_count(rows); i++) {
			const struct config_setting_t *says =
			    conf_at(conf_nth(rows, i), "says");

			if (id < conf_count(says))
				return conf_nth(says, id);
			id -= conf_count(says);
		}
	}
	BUG("phrase %d of nowhere", id);
}

static enum err
refuse_twins(struct scope *sc, const struct config_setting_t *root,
    const struct phrases *ps)
{
	for (int i = 0; i < ps->n; i++) {
		const struct phrase *twin = phrases_twin(ps, &ps->at[i]);

		if (twin != NULL)
			return conf_bad(sc, node_of(root, i), "phrase \"%s\" "
			    "stands before already, as \"%s\"",
			    ps->at[i].says, twin->says);
	}
	return E_OK;
}

static enum err
read_facts(struct scope *sc, const struct config_setting_t *root,
    struct phrases *ps)
{
	int most = count_phrases(root);
	enum err e = E_OK;

	if (most > PHRASES_MAX)
		return conf_bad(sc, root, "more than %d phrases", PHRASES_MAX);
	ps->at = scope_alloc(sc, (size_t)(most + 1) * sizeof(*ps->at));
	for (int f = 0; e == E_OK && f < FACT__MAX; f++) {
		const struct config_setting_t *rows, *row;

		rows = conf_at(root, triage_facts[f].name);
		if (!conf_is_list(rows))
			return conf_bad(sc, rows == NULL ? root : rows, "%s "
			    "must be a list ( { word, says }, ... )",
			    triage_facts[f].name);
		for (int i = 0; e == E_OK &&
		    (row = conf_nth(rows, i)) != NULL; i++)
			e = read_row(sc, row, f, ps);
	}
	if (e != E_OK)
		return e;
	phrases_index(sc, ps);
	return refuse_twins(sc, root, ps);
}

static int
fact_find(const char *name)
{
	for (int f = 0; f < FACTS_DECIDED; f++)
		if (str_same(triage_facts[f].name, name))
			return f;
	return -1;
}

static enum err
read_fact(struct scope *sc, const struct config_setting_t *row,
    const char *name, int *ret)
{
	const struct config_setting_t *n = conf_at(row, name);

	*ret = fact_find(conf_text(n));
	if (*ret < 0)
		return conf_bad(sc, n == NULL ? row : n, "%s must be one of "
		    "topic, class, product, severity", name);
	return E_OK;
}

/* { fact, word, then, is, weight }; `is` may be "none", which clears. */
static enum err
read_implication(struct scope *sc, const struct config_setting_t *row,
    struct implication *ret)
{
	static const char *const names[] = {
		"fact", "word", "then", "is", "weight", NULL
	};
	enum err e;

	if (!conf_is_group(row))
		return conf_bad(sc, row, "must be a group { ... }");
	if ((e = conf_known(sc, row, names)) != E_OK ||
	    (e = read_fact(sc, row, "fact", &ret->fact)) != E_OK ||
	    (e = read_fact(sc, row, "then", &ret->then)) != E_OK ||
	    (e = read_means(sc, row, "word", ret->fact, &ret->word)) != E_OK ||
	    (e = read_means(sc, row, "is", ret->then, &ret->means)) != E_OK ||
	    (e = read_weight(sc, conf_at(row, "weight"),
	    &ret->weight)) != E_OK)
		return e;
	if (ret->word >= MEANS_IGNORE || ret->means == MEANS_IGNORE)
		return conf_bad(sc, row, "goes from a word to a word or "
		    "\"none\"");
	if (ret->then == ret->fact ||
	    (ret->means != MEANS_NOTHING && ret->then < ret->fact))
		return conf_bad(sc, row, "%s is not decided after %s",
		    triage_facts[ret->then].name, triage_facts[ret->fact].name);
	return E_OK;
}

static enum err
read_implies(struct scope *sc, const struct config_setting_t *root,
    struct triage_words *w)
{
	const struct config_setting_t *rows = conf_at(root, "implies"), *row;
	int most = conf_count(rows);
	enum err e = E_OK;

	if (most > IMPLIES_MAX)
		return conf_bad(sc, rows, "more than %d rows", IMPLIES_MAX);
	w->implies = scope_alloc(sc, (size_t)(most + 1) * sizeof(*w->implies));
	for (int i = 0; e == E_OK && (row = conf_nth(rows, i)) != NULL; i++)
		e = read_implication(sc, row, &w->implies[w->nimplies++]);
	return e;
}

static enum err
read_thresholds(struct scope *sc, const struct config_setting_t *root,
    const char *path, struct triage_words *w)
{
	static const char *const names[] = {
		"topic", "class", "product", "severity", NULL
	};
	const struct config_setting_t *all = conf_at(root, "decide");
	enum err e = conf_known(sc, all, names);

	for (int f = 0; e == E_OK && f < FACTS_DECIDED; f++)
		e = conf_fill(sc, conf_at(all, triage_facts[f].name),
		    str_fmt(sc, "%s: decide.%s", path, triage_facts[f].name),
		    threshold_rows, NULL, &w->threshold[f]);
	return e;
}

enum err
triage_load(struct scope *sc, const char *dir,
    const struct triage_words **ret)
{
	static const char *const others[] = {
		"topic", "class", "product", "severity", "language", "line",
		"negation", "decide", "implies", NULL
	};
	struct triage_words *w = scope_alloc(sc, sizeof(*w));
	const char *path = str_fmt(sc, "%s/triage.conf", dir);
	const struct config_setting_t *root;
	enum err e;

	if ((e = conf_read(sc, path, &root)) != E_OK ||
	    (e = conf_fill(sc, root, path, settings, others, w)) != E_OK ||
	    (e = read_thresholds(sc, root, path, w)) != E_OK ||
	    (e = read_facts(sc, root, &w->phrases)) != E_OK ||
	    (e = read_implies(sc, root, w)) != E_OK)
		return e;
	*ret = w;
	return E_OK;
}
