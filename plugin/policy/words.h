/*
 * The words that facts, policy rows and answers may use (DESIGN 5). Each list
 * ends with NULL; a fact holds the index, or WORD_UNKNOWN.
 */
#ifndef POLICY_WORDS_H
#define POLICY_WORDS_H

enum { WORD_UNKNOWN = -1 };

extern const char *const words_class[];
extern const char *const words_topic[];
extern const char *const words_product[];
extern const char *const words_severity[];

/* The index of `word`, or WORD_UNKNOWN (also for NULL). */
int		 word_find(const char *const *list, const char *word);
/* The word at an index; NULL for WORD_UNKNOWN. */
const char	*word_at(const char *const *list, int index);

#endif
