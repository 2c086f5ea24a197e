/*
 * Phrases found in a text add weight to the words of facts; a fact is said
 * when its best word has enough weight and enough more than the next. Each
 * phrase counts once in the subject and once in the body, so that a long log
 * does not outvote a sentence. Pure; knows no word of any language.
 */
#include "policy/triage.h"

#include "base/json.h"
#include "base/str.h"
#include "policy/plain.h"
#include "policy/triage_words.h"
#include "policy/words.h"

#include <string.h>

enum {
	RAW_MAX = 1024 * 1024, HTML_MAX = 256 * 1024, TEXT_MAX = 64 * 1024,
	SUBJECT_MAX = 1024, JSON_MAX = 8 * 1024
};
enum { WHY_PER_FACT = TRIAGE_WHY / FACTS_DECIDED, LANGUAGES = 2 };
enum part { PART_SUBJECT = 1, PART_BODY = 2 };

/* One reading of one ticket. */
struct reading {
	const struct triage_words *words;
	struct tokens		 text;
	unsigned char		*seen;		/* bits of parts, per phrase */
	const struct phrase	**found;	/* in the order of the text */
	int			 nfound;
	int			 score[FACTS_DECIDED][MEANS_NOTHING + 1];
	int			 votes[LANGUAGES];
	int			 covered[FACT__MAX];	/* up to this word */
	int			 negated;		/* up to this word */
	int			 is[FACTS_DECIDED];
};

const char *
triage_own(struct scope *sc, const struct triage_words *w,
    const char *subject, const char *body, int is_html)
{
	const struct phrases *ps = &w->phrases;
	int forward = plain_is_forward(sc, ps, FACT_LINE,
	    subject == NULL ? "" : subject);
	size_t len = str_utf8_cut(body, RAW_MAX);

	body = is_html ? plain_html(sc, body, len, HTML_MAX) :
	    str_copy(sc, body, len);
	return plain_own(sc, ps, FACT_LINE, body, forward, TEXT_MAX);
}

static void
take_text(struct scope *sc, struct reading *r, const char *subject,
    const char *body, int is_html)
{
	body = triage_own(sc, r->words, subject, body, is_html);
	tokens_init(&r->text, sc, SUBJECT_MAX + TEXT_MAX);
	tokens_add(&r->text, subject, str_utf8_cut(subject, SUBJECT_MAX),
	    PART_SUBJECT);
	tokens_add(&r->text, body, strlen(body), PART_BODY);
}

/* How far a negation that ends before word `i` reaches. */
static int
reach_of(const struct reading *r, int i)
{
	int end = i + (int)r->words->reach;

	for (int k = i; k < end && k < r->text.n; k++)
		if (r->text.at[k].gap != GAP_NONE)
			return k;
	return end;
}

static void
count(struct reading *r, const struct phrase *p, int i)
{
	int part = r->text.at[i].part, weight = p->weight * 100;

	if (p->language >= 0)
		r->votes[p->language]++;
	if (r->seen[p->id] & part)
		return;
	if (r->seen[p->id] == 0)
		r->found[r->nfound++] = p;
	r->seen[p->id] |= (unsigned char)part;
	if (part == PART_SUBJECT)
		weight = (int)(p->weight * r->words->subject);
	r->score[p->fact][p->means] += weight;
}

static void
take_phrase(struct reading *r, const struct phrase *p, int i)
{
	if (i < r->covered[p->fact])
		return;
	r->covered[p->fact] = i + p->n;
	if (p->fact == FACT_NEGATION)
		r->negated = reach_of(r, i + p->n);
	else if (p->fact == FACT_LANGUAGE)
		r->votes[p->means]++;
	else if (p->fact < FACTS_DECIDED && p->means != MEANS_IGNORE &&
	    (i >= r->negated || p->fact == FACT_SEVERITY))
		count(r, p, i);
}

static void
take_phrases(struct reading *r)
{
	const struct phrase *best[PHRASE_FACTS];

	for (int i = 0; i < r->text.n; i++) {
		phrases_at(&r->words->phrases, &r->text, i, best);
		for (int f = 0; f < FACT__MAX; f++)
			if (best[f] != NULL)
				take_phrase(r, best[f], i);
	}
}

/* The word with the most weight, if it is clearly ahead. */
static int
decide(const struct reading *r, int fact)
{
	const struct threshold *t = &r->words->threshold[fact];
	int best = MEANS_NOTHING, next = 0;

	for (int k = 0; k <= MEANS_NOTHING; k++)
		if (r->score[fact][k] > r->score[fact][best])
			best = k;
	for (int k = 0; k <= MEANS_NOTHING; k++)
		if (k != best && r->score[fact][k] > next)
			next = r->score[fact][k];
	if (best == MEANS_NOTHING || r->score[fact][best] < t->least * 100 ||
	    r->score[fact][best] - next < t->margin * 100)
		return WORD_UNKNOWN;
	return best;
}

/* Adds (or takes back) what the word of a fact says about later facts. */
static void
imply(struct reading *r, int fact, int sign)
{
	for (int i = 0; i < r->words->nimplies; i++) {
		const struct implication *m = &r->words->implies[i];

		if (m->fact == fact && m->word == r->is[fact] &&
		    m->then > fact)
			r->score[m->then][m->means] += sign * m->weight * 100;
	}
}

/* Facts before this one that its word leaves without meaning. */
static void
clear(struct reading *r, int fact)
{
	for (int i = 0; i < r->words->nimplies; i++) {
		const struct implication *m = &r->words->implies[i];

		if (m->fact != fact || m->word != r->is[fact] ||
		    m->then >= fact || r->is[m->then] == WORD_UNKNOWN)
			continue;
		imply(r, m->then, -1);
		r->is[m->then] = WORD_UNKNOWN;
	}
}

static const char *
language_of(const struct reading *r)
{
	const char *const *names = triage_facts[FACT_LANGUAGE].words;
	int best = r->votes[1] > r->votes[0];
	int all = r->votes[0] + r->votes[1];

	if (all == 0 || r->votes[best] * 100 < all * r->words->language_lead ||
	    r->votes[best] * 100 < r->text.n * r->words->language_share)
		return NULL;
	return names[best];
}

static void
add_why(struct triage *t, int fact, const char *word)
{
	t->why[t->nwhy++] = (struct triage_why){ triage_facts[fact].name,
	    word };
}

/* What spoke for a fact: phrases first, then the facts that imply it. */
static void
explain(const struct reading *r, int fact, struct triage *t)
{
	int most = t->nwhy + WHY_PER_FACT;

	if (r->is[fact] == WORD_UNKNOWN)
		return;
	for (int i = 0; i < r->nfound && t->nwhy < most; i++)
		if (r->found[i]->fact == fact &&
		    r->found[i]->means == r->is[fact])
			add_why(t, fact, r->found[i]->says);
	for (int i = 0; i < r->words->nimplies && t->nwhy < most; i++) {
		const struct implication *m = &r->words->implies[i];

		if (m->then == fact && m->means == r->is[fact] &&
		    m->word == r->is[m->fact])
			add_why(t, fact, word_at(triage_facts[m->fact].words,
			    m->word));
	}
}

void
triage(struct scope *sc, const struct triage_words *words,
    const char *subject, const char *body, int is_html, struct triage *ret)
{
	size_t n = (size_t)words->phrases.n + 1;
	struct reading r = { .words = words };

	r.seen = scope_alloc(sc, n);
	r.found = scope_alloc(sc, n * sizeof(*r.found));
	take_text(sc, &r, subject == NULL ? "" : subject,
	    body == NULL ? "" : body, is_html);
	take_phrases(&r);
	for (int f = 0; f < FACTS_DECIDED; f++) {
		r.is[f] = decide(&r, f);
		imply(&r, f, 1);
		clear(&r, f);
	}
	*ret = (struct triage){ .language = language_of(&r),
	    .class = r.is[FACT_CLASS], .topic = r.is[FACT_TOPIC],
	    .product = r.is[FACT_PRODUCT], .severity = r.is[FACT_SEVERITY] };
	for (int f = 0; f < FACTS_DECIDED; f++)
		explain(&r, f, ret);
}

const char *
triage_json(struct scope *sc, const struct triage *t)
{
	struct json_out o;

	json_begin(&o, sc, JSON_MAX);
	json_open(&o, NULL, '{');
	json_put_int(&o, "schema", 1);
	json_put(&o, "language", t->language);
	json_put(&o, "class", word_at(words_class, t->class));
	json_put(&o, "topic", word_at(words_topic, t->topic));
	json_put(&o, "product", word_at(words_product, t->product));
	json_put(&o, "severity", word_at(words_severity, t->severity));
	json_open(&o, "why", '[');
	for (int i = 0; i < t->nwhy; i++) {
		json_open(&o, NULL, '{');
		json_put(&o, "fact", t->why[i].fact);
		json_put(&o, "word", t->why[i].word);
		json_close(&o);
	}
	json_close(&o);
	json_close(&o);
	return json_end(&o);
}
