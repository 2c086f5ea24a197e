/*
 * Text as folded words: lower case, without diacritics and apostrophes
 * ("Zażółć, can't" is "zazolc", "cant"), with what stood between them.
 *
 * Mail addresses are left out, of links only the host stays. A number keeps
 * its value; "2,300" is 2300.
 */
#ifndef POLICY_TOKEN_H
#define POLICY_TOKEN_H

#include "base/scope.h"

/* What stands before a word; phrases cross nothing but GAP_NONE. */
enum gap {
	GAP_NONE,		/* space, hyphen, slash, one line break */
	GAP_COMMA,		/* comma, quote, bracket, dash, colon */
	GAP_STOP		/* end of a sentence, empty line */
};

struct token {
	const char	*text;
	size_t		 len;
	int64_t		 number;	/* -1: not a number */
	enum gap	 gap;		/* before it */
	int		 part;		/* as given to tokens_add() */
};

struct tokens {
	struct token	*at;
	int		 n;
	char		*text;		/* of all tokens */
	size_t		 used, room;	/* of text */
};

/* Makes room for `bytes` of text in all. */
void	 tokens_init(struct tokens *, struct scope *, size_t bytes);
/* Forgets the words, keeps the room. */
void	 tokens_clear(struct tokens *);
/* Adds text behind a GAP_STOP; what has no room is left out. */
void	 tokens_add(struct tokens *, const char *, size_t len, int part);

#endif
