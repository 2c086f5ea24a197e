/*
 * One command line while it is read: words from the left, and the refusal
 * with the sentence that fits.
 */
#ifndef COMMAND_LINE_H
#define COMMAND_LINE_H

#include "command.h"

enum { MOST_LISTS = 4 };

/* Lists of words, one beside the other; unused ones are NULL. */
struct word_lists {
	const char *const	*list[MOST_LISTS];
};

struct line {
	struct scope		*sc;
	const char		*at;	/* what is still to be read */
	const char		*name;	/* of the command, if known already */
	const char		*usage;	/* how it is written */
	struct word_lists	 lists;	/* what could stand there */
	struct command		*cmd;
};

/* The next word, or NULL at the end. Blank, tab, CR and U+00A0 separate. */
const char	*line_word(struct line *);
/* All that is left, trimmed; NULL: nothing. */
const char	*line_rest(struct line *);
/* Looks at the next word without taking it. */
const char	*line_peek(const struct line *);
/* How many bytes of white space are at `s`. */
size_t		 line_blanks(const char *s);

/*
 * The index of `word` in a list, in any letter case, or WORD_UNKNOWN;
 * line_find() looks in line.lists and says in which.
 */
int		 word_in(const char *const *list, const char *word);
int		 line_find(const struct line *, const char *word,
		    int *ret_list);

/* What stands behind "charge". */
void		 line_charge(struct line *);

/* Makes the command a COMMAND_BAD. `word` may be NULL. */
void		 line_refuse(struct line *, const char *key,
		    const char *word);
/*
 * Refuses a word that is in none of line.lists with "KEY-near" when a word of
 * them is close to it, else with KEY.
 */
void		 line_unknown(struct line *, const char *key,
		    const char *word);

/* command_debt.c */
void		 line_dispute(struct line *);
void		 line_hold(struct line *);
/* "12" of "approve 12", "done 12", "refused 12 WHY". */
void		 line_request(struct line *);

#endif
