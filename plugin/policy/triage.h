/*
 * Triage: from the text of a ticket to a suggestion of what it is about.
 * It only suggests; an agent decides.
 *
 * All words, weights and limits are policy rows (conf/policy/triage.conf).
 * Quoted replies, signatures, disclaimers and mail headers do not count. What
 * the words do not say clearly stays unknown.
 */
#ifndef POLICY_TRIAGE_H
#define POLICY_TRIAGE_H

#include "base/scope.h"

struct triage_words;	/* owned by the scope they were loaded in */

enum { TRIAGE_WHY = 24 };

/* A fact and the word that spoke for it, as it stands in the policy row. */
struct triage_why {
	const char	*fact;
	const char	*word;
};

struct triage {
	const char		*language;	/* "en", "pl" or NULL */
	int			 class;		/* words_class */
	int			 topic;		/* words_topic */
	int			 product;	/* words_product */
	int			 severity;	/* words_severity */
	struct triage_why	 why[TRIAGE_WHY];
	int			 nwhy;
};

/* Reads DIR/triage.conf. E_GONE: not readable; E_SHAPE: file:line. */
enum err triage_load(struct scope *, const char *dir,
	    const struct triage_words **ret) MUST_USE;

/*
 * Total and pure: any UTF-8 gives an answer, the same text the same answer,
 * in time that grows with the length of the text. It looks at the first MiB
 * and at 64 KiB of what cleaning leaves. NULL is an empty text.
 */
void	 triage(struct scope *, const struct triage_words *,
	    const char *subject, const char *body, int is_html,
	    struct triage *ret);

/* Only what the sender wrote himself: no quotes, signatures, headers. */
const char *triage_own(struct scope *, const struct triage_words *,
	    const char *subject, const char *body, int is_html);

/* One line of JSON as DESIGN 5 shows it; null for what is unknown. */
const char *triage_json(struct scope *, const struct triage *);

#endif
