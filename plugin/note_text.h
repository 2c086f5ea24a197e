/*
 * A note as its reader sees it, line by line. Of HTML: tags, comments,
 * scripts and everything quoted or hidden are gone, blocks and <br> end lines,
 * runs of white space are one blank, entities are characters. Attribute text
 * never becomes text. What a browser would read otherwise is left out rather
 * than let in.
 */
#ifndef NOTE_TEXT_H
#define NOTE_TEXT_H

#include "base/scope.h"

/*
 * Lines end with \n; the last one only if the note ended it. Pure, and linear
 * in the length of the note.
 */
const char	*note_text(struct scope *, const char *html);
/* The character that "amp" or "#x20AC" stands for, or 0. */
unsigned	 note_entity(const char *name, size_t len);

#endif
