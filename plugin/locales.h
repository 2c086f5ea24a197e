/*
 * What differs between languages beyond their words, after CLDR (en is its
 * en-GB): a language is a row here and a file in conf/messages.
 */
#ifndef LOCALES_H
#define LOCALES_H

#include <stdint.h>

enum { LOCALE_FORMS = 3 };

struct currency_sign {
	const char	*currency, *sign;
};

struct locale {
	const char	*name;
	/* The plural forms that a whole number can ask for; NULL ends. */
	const char	*form[LOCALE_FORMS + 1];
	int		(*form_of)(uint64_t);	/* index of form */
	const char	*group, *decimal;	/* in numbers */
	int		 group_from;		/* digits; fewer have none */
	int		 sign_behind;		/* the amount, not before it */
	const struct currency_sign *signs;	/* the others are codes */
	const char	*month[12];		/* as a date has it */
	const char	*day[7];		/* Monday first */
	const char	*day_span[7];		/* "from ... to ..." */
	const char	*from, *to;		/* "from Monday to Friday" */
	const char	*and, *every_day;
	const char	*hour;			/* printf of an int */
};

/* All languages; the first is spoken to those whose own is not here. */
extern const struct locale	locales[];
enum { LOCALES = 2 };

/* Never NULL; of an unknown language, or NULL, the first. */
const struct locale	*locale_find(const char *language);

#endif
