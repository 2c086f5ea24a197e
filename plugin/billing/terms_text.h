/*
 * An offer in words, piece by piece, so that the page and the mail say the
 * same. Pure; every text lives in the scope.
 */
#ifndef BILLING_TERMS_TEXT_H
#define BILLING_TERMS_TEXT_H

#include "billing/terms.h"
#include "texts.h"

struct terms_words {
	struct scope		*sc;
	const struct texts	*texts;
	const char		*language;
};

/* The title in that language. */
const char	*terms_say_title(const struct terms_words *,
		    const struct terms_offer *);
/* "something is broken"; a word without a text stays as it is. */
const char	*terms_say_type(const struct terms_words *, const char *word);
/* "Monday-Friday, 8:00-17:00" */
const char	*terms_say_span(const struct terms_words *,
		    const struct week_span *);
/* "Free of charge", "250.00 EUR per incident" */
const char	*terms_say_price(const struct terms_words *,
		    const struct terms_offer *);
const char	*terms_say_performer(const struct terms_words *,
		    const struct terms_offer *);
/* "Polish, English" */
const char	*terms_say_languages(const struct terms_words *,
		    const struct terms_offer *);
/* "From 1 January 2026 to 31 December 2026"; NULL: without any end. */
const char	*terms_say_valid(const struct terms_words *,
		    const struct terms_offer *);
/* The whole offer, a line for each thing, as a mail tells it. */
const char	*terms_say_offer(const struct terms_words *,
		    const struct terms_offer *);

#endif
