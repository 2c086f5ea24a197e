/*
 * A mail as only what its sender wrote: HTML to text, then without quoted
 * replies, signatures, disclaimers, banners and mail headers.
 *
 * What the first words of a line say about it (enum line_kind) is data: phrases
 * of one fact. Forwarded text counts, a quoted reply does not. Forwarded is
 * what follows a LINE_FORWARD, or headers when the subject says so.
 */
#ifndef POLICY_PLAIN_H
#define POLICY_PLAIN_H

#include "policy/phrase.h"

enum line_kind {
	LINE_SIGN_OFF,		/* the signature begins, if the line is short */
	LINE_THANKS,		/* the same, if something was said before */
	LINE_DISCLAIMER,	/* from here on nothing is the sender's */
	LINE_BANNER,		/* this paragraph is the mail system's */
	LINE_REPLY,		/* quoted text follows */
	LINE_WROTE,		/* the same, ending a line: "Ann wrote:" */
	LINE_FORWARD,		/* forwarded text follows */
	LINE_HEADER,		/* a mail header, with a colon behind it */
	LINE_SUBJECT,		/* a subject that begins so is a forward's */
	LINE_AFTER		/* a postscript: the sender's again */
};

extern const char *const words_line[];

/* Text of HTML; quotes begin with "> ". At most `max` bytes. */
const char *plain_html(struct scope *, const char *, size_t len, size_t max);
/*
 * What counts of a plain text, at most `max` bytes. `fact` is the one whose
 * phrases mean an enum line_kind.
 */
const char *plain_own(struct scope *, const struct phrases *, int fact,
	    const char *text, int is_forward, size_t max);
/* Does a subject say that the mail is a forwarded one? */
int	 plain_is_forward(struct scope *, const struct phrases *, int fact,
	    const char *subject);

#endif
