/*
 * The compiled triage words inside policy/: every phrase of
 * conf/policy/triage.conf with the fact it speaks for, and when a fact is
 * clear enough to be said.
 */
#ifndef POLICY_TRIAGE_WORDS_H
#define POLICY_TRIAGE_WORDS_H

#include "policy/phrase.h"
#include "policy/triage.h"

/* What phrases can speak for. The first four are decided in this order. */
enum fact {
	FACT_TOPIC, FACT_PRODUCT, FACT_CLASS, FACT_SEVERITY, FACT_LANGUAGE,
	FACT_LINE, FACT_NEGATION, FACT__MAX
};
enum { FACTS_DECIDED = FACT_SEVERITY + 1, TRIAGE_WORDS_MAX = 16 };

/* Meanings beside a fact's own words. */
enum {
	MEANS_IGNORE = TRIAGE_WORDS_MAX,	/* "ignore": takes words */
	MEANS_NOTHING				/* "none": stays null */
};

/* What phrases may say about a fact, and how it is called. */
struct fact_info {
	const char		*name;
	const char *const	*words;
};
extern const struct fact_info triage_facts[FACT__MAX];

/* When a fact is said: enough weight, and enough more than the next. */
struct threshold {
	int64_t	 least, margin;
};

/*
 * If one fact has this word, that speaks for a later fact's word; or it
 * leaves an earlier fact without meaning.
 */
struct implication {
	int	 fact, word;
	int	 then, means;	/* of an earlier one: MEANS_NOTHING */
	int	 weight;
};

struct triage_words {
	struct phrases		 phrases;
	struct threshold	 threshold[FACTS_DECIDED];
	struct implication	*implies;
	int			 nimplies;
	int64_t			 subject;	/* percent of a weight */
	int64_t			 reach;		/* words behind a negation */
	int64_t			 language_share;	/* percent of words */
	int64_t			 language_lead;		/* percent of votes */
};

#endif
