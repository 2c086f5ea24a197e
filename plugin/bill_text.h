/* What people are told of a bill (store/bill.h), in a language. Pure. */
#ifndef BILL_TEXT_H
#define BILL_TEXT_H

#include "store/bill.h"
#include "texts.h"

struct bill_words {
	struct scope		*sc;
	const struct texts	*texts;
	const char		*language;
};

/* A text of group `bill` about it. */
const char	*bill_say(const struct bill_words *, const char *key,
		    const struct bill *);
/* "7 days are left." */
const char	*bill_when(const struct bill_words *, int64_t left);

#endif
