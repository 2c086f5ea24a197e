/*
 * What a debtor reads in public, in his language: a notice of the collections
 * policy, the last call, and thanks. Pure; texts live in the scope.
 */
#ifndef DEBT_NOTICE_H
#define DEBT_NOTICE_H

#include "billing/terms_ladder.h"
#include "store/debt.h"

struct debt_notice {
	struct terms_words		 words;
	const struct debt		*debt;
	const struct ladder		*ladder;
	const struct ladder_facts	*facts;
	const struct terms_offer	*offer;	/* his; NULL: none */
	int64_t				 number;	/* of the terms; or 0 */
	const char			*url;	/* theirs; "": not told */
};

/* Of step 1, 2 or 3; `is_whole`: with his offer and the policy in words. */
const char	*debt_notice_text(const struct debt_notice *, int step,
		    int is_whole);
/* A line for each subscription is `lost`; how to pay and whom to ask. */
const char	*debt_notice_call(const struct debt_notice *,
		    const char *lost);
const char	*debt_notice_thanks(const struct debt_notice *,
		    int is_suspended);

/* "21 November 2026" of a day. */
const char	*debt_day_text(const struct terms_words *, int64_t day);

#endif
