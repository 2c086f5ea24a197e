/* What people will read, before they do: texts with sample values in them. */
#ifndef TEXT_PREVIEW_H
#define TEXT_PREVIEW_H

#include "texts.h"

/*
 * One text, its {names} filled with what they usually stand for; one that
 * depends on a number once for each of a few numbers, a line for each. The
 * key must be one of texts_key().
 */
const char	*text_preview(struct scope *, const struct texts *,
		    const char *language, const char *key);

#endif
