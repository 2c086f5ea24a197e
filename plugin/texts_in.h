/*
 * What texts are made of: for texts.c (which there must be), texts_read.c (a
 * file), text_fill.c (what is said) and text_preview.c alone.
 */
#ifndef TEXTS_IN_H
#define TEXTS_IN_H

#include "locales.h"
#include "texts.h"

enum { MOST_TEXTS = 1000 };

struct config_setting_t;

struct text {
	const char			*key;
	const char			*form[LOCALE_FORMS];
	const struct config_setting_t	*node;
	int				 counted;	/* else only form[0] */
	int				 is_local;	/* the partner's own */
};

struct language {
	const struct locale	*locale;
	struct text		 text[MOST_TEXTS];
	int			 n;
};

struct texts {
	struct language	language[LOCALES];
};

/* What the code asks for by name, and by name with a number; NULL-ended. */
extern const char *const texts_needed[], *const texts_counted[];

/* Adds the texts of a file to a language. */
enum err	 texts_read(struct scope *, const char *path,
		    struct language *) MUST_USE;
/* NULL: there is none. */
const struct text *texts_find(const struct language *, const char *key);
/* "one, few, many" */
const char	*texts_forms(struct scope *, const struct locale *);
/* The {name} at or after `s`, or NULL. */
const char	*texts_next_name(const char *s, size_t *ret_len);
/* A {name} of `a`, in any of its forms, that no form of `b` has, or NULL. */
const char	*texts_lacks(struct scope *, const struct text *a,
		    const struct text *b);

#endif
