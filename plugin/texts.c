/*
 * Loads the languages and checks them against each other: English says which
 * texts there are, the words of the vocabulary and the list here say which
 * there must be.
 */
#include "texts_in.h"

#include "base/conf.h"
#include "base/str.h"
#include "billing/suspension.h"
#include "billing/terms.h"
#include "microsoft/allowed.h"
#include "microsoft/partner_change.h"
#include "packet.h"
#include "policy/clocks.h"
#include "policy/portal.h"
#include "policy/words.h"
#include "store/file.h"
#include "store/suspension.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Facts, and where they come from, where a receipt tells what is known. */
static const char *const known_words[] = {
	"type", "class", "topic", "product", "version", "severity",
	"publisher", "environment", "tenant", "offer",
	"reseller_relationship", "gdap", "azure_rbac", "on_call_24x7",
	"direct_paid_subscription", "overdue_step", "provider",
	"entitlements", NULL
};
static const char *const source_words[] = {
	"words", "product", "assumed", "import", "settings", "domain",
	"organisation", "ledger", "agent", "partner-center-api",
	"graph", "account", "subscription", "default-provider", "debt",
	NULL
};

/* Of a unit, and of a ticket at Microsoft; none: there is none. */
static const char *const fate_words[] = {
	"none", "reserved", "consumed", "released", "refunded", NULL
};
static const char *const there_words[] = {
	"none", "unknown", "open", "attention", "closed", NULL
};

/* Why a request came to nothing; others are those of a refusal. */
static const char *const suspend_why_words[] = {
	"paid", "disputed", "held", "right", "erased", "microsoft",
	"unreached", "account", "taken-back", "provider", "vip", "too-late",
	"pending", NULL
};

/* What it asks for by a word that somebody chose: `group`.`word`. */
static const struct word_list {
	const char		*group;
	const char *const	*words;
} word_lists[] = {
	{ "class", words_class }, { "topic", words_topic },
	{ "product", words_product }, { "check", words_check },
	{ "fact", words_missing }, { "outcome", words_outcome },
	{ "would", words_outcome }, { "route", words_route },
	{ "flag", words_flag }, { "mark", words_mark },
	{ "publisher", words_publisher },
	{ "environment", words_environment }, { "action", words_action },
	{ "kind", words_actor }, { "type", words_partner },
	{ "vehicle", words_vehicle }, { "channel", words_channel },
	{ "price", terms_prices }, { "performer", terms_performers },
	{ "support", words_topic }, { "fate", fate_words },
	{ "there", there_words }, { "known", known_words },
	{ "source", source_words }, { "holder", clock_holders },
	{ "ball", words_ball },
	{ "no-call", service_refusals }, { "packet", packet_words },
	{ "lack", portal_parts }, { "finding", finding_words },
	{ "severity", words_severity }, { "file", file_states },
	{ "bought", bought_states },
	{ "suspend-then", suspension_thens },
	{ "suspend-mind", suspension_minds },
	{ "suspend-no", suspension_refusals },
	{ "suspend-state", suspension_states },
	{ "suspend-why", suspend_why_words },
	{ "suspend-lost", partner_change_members },
};

/*
 * Words that the policy or the terms have of their own: any may have a text,
 * in all languages then.
 */
static const char *const open_groups[] = {
	"reason", "warning", "spoken", "path", NULL
};

static int
is_open(struct scope *sc, const char *key)
{
	return word_find(open_groups, str_copy(sc, key, strcspn(key, "."))) !=
	    WORD_UNKNOWN;
}

/* May there be such a text? */
static int
is_known(struct scope *sc, const char *key)
{
	const char *word = strchr(key, '.') + 1;
	const char *group = str_copy(sc, key, (size_t)(word - 1 - key));

	for (int i = 0; i < LEN(word_lists); i++)
		if (str_same(word_lists[i].group, group) &&
		    word_find(word_lists[i].words, word) != WORD_UNKNOWN)
			return 1;
	return word_find(texts_needed, key) != WORD_UNKNOWN ||
	    word_find(texts_counted, key) != WORD_UNKNOWN || is_open(sc, key);
}

static enum err
compare_one(struct scope *sc, const struct text *a, const struct text *b,
    const char *name_of_b)
{
	const char *name;

	if (b == NULL)
		return conf_bad(sc, a->node, "is missing in %s.conf",
		    name_of_b);
	if (a->counted != b->counted)
		return conf_bad(sc, a->node, "has %s, in %s.conf %s",
		    a->counted ? "forms by number" : "one text", name_of_b,
		    b->counted ? "forms by number" : "one text");
	if ((name = texts_lacks(sc, a, b)) != NULL)
		return conf_bad(sc, a->node, "has %s, which %s.conf has not",
		    name, name_of_b);
	return E_OK;
}

/* Every text of `a` must be in `b`, with the same {names}. */
static enum err
compare(struct scope *sc, struct language *a, struct language *b)
{
	enum err e = E_OK;

	for (int i = 0; e == E_OK && i < a->n; i++)
		e = compare_one(sc, &a->text[i],
		    texts_find(b, a->text[i].key), b->locale->name);
	return e;
}

static enum err
compare_all(struct scope *sc, struct texts *t)
{
	enum err e = E_OK;

	for (int i = 1; e == E_OK && i < LOCALES; i++) {
		e = compare(sc, &t->language[0], &t->language[i]);
		if (e == E_OK)
			e = compare(sc, &t->language[i], &t->language[0]);
	}
	return e;
}

static enum err
need(struct scope *sc, struct texts *t, const char *key, int by_number,
    const char *dir)
{
	const struct text *text = texts_find(&t->language[0], key);

	if (text == NULL)
		return scope_fail(sc, E_SHAPE, "%s/en.conf: %s is missing",
		    dir, key);
	if (text->counted != by_number)
		return conf_bad(sc, text->node, by_number ? "must have forms "
		    "by number: %s" : "may not have forms by number (%s)",
		    texts_forms(sc, t->language[0].locale));
	return E_OK;
}

static enum err
need_words(struct scope *sc, struct texts *t, const char *dir)
{
	enum err e = E_OK;

	for (int i = 0; i < LEN(word_lists); i++)
		for (int k = 0; e == E_OK && word_lists[i].words[k] != NULL;
		    k++)
			e = need(sc, t, str_fmt(sc, "%s.%s",
			    word_lists[i].group, word_lists[i].words[k]), 0,
			    dir);
	for (int i = 0; e == E_OK && texts_needed[i] != NULL; i++)
		e = need(sc, t, texts_needed[i], 0, dir);
	for (int i = 0; e == E_OK && texts_counted[i] != NULL; i++)
		e = need(sc, t, texts_counted[i], 1, dir);
	return e;
}

/* A text that nobody ever reads is a slip of the pen. */
static enum err
refuse_unknown(struct scope *sc, struct texts *t)
{
	const struct language *en = &t->language[0];

	for (int i = 0; i < en->n; i++)
		if (!is_known(sc, en->text[i].key))
			return conf_bad(sc, en->text[i].node, "there is no "
			    "such text; remove it or mend its name");
	return E_OK;
}

static enum err
load_shipped(struct scope *sc, const char *dir, struct texts *t)
{
	enum err e = E_OK;

	for (int i = 0; e == E_OK && i < LOCALES; i++) {
		t->language[i].locale = &locales[i];
		e = texts_read(sc, str_fmt(sc, "%s/%s.conf", dir,
		    locales[i].name), &t->language[i]);
	}
	if (e == E_OK && (e = compare_all(sc, t)) == E_OK &&
	    (e = need_words(sc, t, dir)) == E_OK)
		e = refuse_unknown(sc, t);
	return e;
}

const char *
texts_key(const struct texts *t, int i)
{
	return i < t->language[0].n ? t->language[0].text[i].key : NULL;
}

/* One that is closer to the word than `*least` is the better guess. */
static void
guess(const char *word, const char *other, const char *meant,
    const char **near, int *least)
{
	int d = str_distance(word, other);

	if (d < *least) {
		*near = meant;
		*least = d;
	}
}

const char *
texts_near(struct scope *sc, const struct texts *t, const char *word)
{
	const char *near = NULL, *key;
	int least = (int)strlen(word) / 3 + 2;

	for (int i = 0; (key = texts_key(t, i)) != NULL; i++) {
		const char *dot = strchr(key, '.');

		guess(word, key, key, &near, &least);
		if (strchr(word, '.') != NULL)
			continue;
		guess(word, dot + 1, key, &near, &least);
		key = str_copy(sc, key, (size_t)(dot - key));
		guess(word, key, key, &near, &least);
	}
	return near == NULL ? "cspdesk texts lists all" :
	    str_fmt(sc, "did you mean %s?", near);
}

/* May the partner's text stand in the place of the shipped one? */
static enum err
check_local(struct scope *sc, const struct text *own,
    const struct text *shipped, const struct locale *l)
{
	const char *name;

	if (own->counted && !shipped->counted)
		return conf_bad(sc, own->node, "must be one text: it does not "
		    "depend on a number");
	if (!own->counted && shipped->counted)
		return conf_bad(sc, own->node, "depends on a number: it must "
		    "be a group with %s", texts_forms(sc, l));
	if ((name = texts_lacks(sc, own, shipped)) != NULL)
		return conf_bad(sc, own->node, "%s is not filled in here; "
		    "the shipped text is \"%s\"", name, shipped->form[0]);
	if ((name = texts_lacks(sc, shipped, own)) != NULL)
		return conf_bad(sc, own->node, "%s is left out; the shipped "
		    "text is \"%s\"", name, shipped->form[0]);
	return E_OK;
}

static enum err
put_local(struct scope *sc, const struct texts *t, struct text *own,
    struct language *l)
{
	const struct text *shipped = texts_find(l, own->key);
	enum err e;

	own->is_local = 1;
	if (shipped == NULL && !is_open(sc, own->key))
		return conf_bad(sc, own->node, "there is no such text; %s",
		    texts_near(sc, t, own->key));
	if (shipped == NULL && l->n == MOST_TEXTS)
		return conf_bad(sc, own->node, "more than %d texts",
		    MOST_TEXTS);
	if (shipped != NULL &&
	    (e = check_local(sc, own, shipped, l->locale)) != E_OK)
		return e;
	l->text[shipped == NULL ? l->n++ : (int)(shipped - l->text)] = *own;
	return E_OK;
}

/* What a partner says otherwise; a folder or a file may be absent. */
static enum err
load_local(struct scope *sc, const char *dir, struct texts *t)
{
	enum err e = E_OK;

	for (int i = 0; e == E_OK && i < LOCALES; i++) {
		const char *path = str_fmt(sc, "%s/%s.conf", dir,
		    locales[i].name);
		struct language *own = scope_alloc(sc, sizeof(*own));

		if (access(path, F_OK) != 0 && errno == ENOENT)
			continue;
		own->locale = &locales[i];
		e = texts_read(sc, path, own);
		for (int k = 0; e == E_OK && k < own->n; k++)
			e = put_local(sc, t, &own->text[k], &t->language[i]);
	}
	return e == E_OK ? compare_all(sc, t) : e;
}

enum err
texts_load(struct scope *sc, const char *dir, const char *local,
    const struct texts **ret)
{
	struct texts *t = scope_alloc(sc, sizeof(*t));
	enum err e = load_shipped(sc, dir, t);

	if (e == E_OK && local != NULL)
		e = load_local(sc, local, t);
	*ret = t;
	return e;
}

const char *
texts_local(struct scope *sc, const struct texts *t, const char *language,
    const char *key)
{
	const struct text *text = texts_find(
	    &t->language[locale_find(language) - locales], key);

	return text == NULL || !text->is_local ? NULL :
	    conf_place(sc, text->node);
}
