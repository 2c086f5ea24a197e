/*
 * Phrases of the policy, and where they stand in a text.
 *
 *     teams            the word           (a slip of the pen is forgiven
 *     faktur*          words that begin so      from six letters on)
 *     office!          exactly so spelt, also "haker*!"
 *     #25 user*        a number of 25 or more, then the word
 *     all _ users      any one word between
 *
 * A slip is one letter too many, too few, wrong or swapped with the next. The
 * first letter must be right, and a stem's last; a word that begins any phrase
 * as it is has no slip.
 */
#ifndef POLICY_PHRASE_H
#define POLICY_PHRASE_H

#include "policy/token.h"

enum { PHRASE_WORDS = 8, PHRASE_FACTS = 8, PHRASE_INITIALS = 37 };

enum pattern_kind { PATTERN_WORD, PATTERN_STEM, PATTERN_NUMBER, PATTERN_ANY };

struct pattern {
	enum pattern_kind	 kind;
	int			 exactly;	/* no slips */
	const char		*text;
	size_t			 len;
	int64_t			 least;		/* of a number */
};

struct phrase {
	const char	*says;		/* as it stands in the policy */
	struct pattern	 word[PHRASE_WORDS];
	int		 n;
	int		 id;		/* place among all phrases */
	int		 fact;		/* below PHRASE_FACTS */
	int		 means;		/* what it says about the fact */
	int		 language;	/* or -1 */
	int		 weight;
};

struct phrases {
	struct phrase		*at;
	int			 n;
	const struct phrase	**by;	/* by first letter or digit */
	int			 first[PHRASE_INITIALS + 1];
};

/* The words of a phrase; NULL, or what is wrong with it. */
const char *phrase_parse(struct scope *, const char *says,
	    struct phrase *ret);
/* Sorts what stands in at[0..n) for phrases_at(). */
void	 phrases_index(struct scope *, struct phrases *);
/* A phrase of the same fact that reads the same and stands before, or NULL. */
const struct phrase *phrases_twin(const struct phrases *,
	    const struct phrase *);

/*
 * For every fact the longest phrase that begins at word i (of two equal ones
 * the first in the policy), or NULL.
 */
void	 phrases_at(const struct phrases *, const struct tokens *, int i,
	    const struct phrase *ret[PHRASE_FACTS]);

#endif
