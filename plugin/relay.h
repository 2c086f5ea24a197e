/*
 * A linked ticket (store/linked.h) is nobody's case: nothing is triaged,
 * decided, advised or answered in it, and no command of it is carried out.
 * What is written there becomes news of the case whose ticket it belongs to;
 * in the ticket of a request (store/suspension.h), which waits for a person's
 * word, only a note in its case's ticket.
 */
#ifndef RELAY_H
#define RELAY_H

#include "settle.h"
#include "store/linked.h"

/* Did we make this ticket ourselves? Only then it is worth asking. */
int	 relay_is_ours(const struct thread *);
/*
 * Who wrote there, by which the case knows what it means; OUTSIDE_WHAT__MAX:
 * none of its business. Pure.
 */
enum outside_what relay_what(const struct linked *, const struct event *);
/*
 * What he wrote, as plain text; of what he quotes only that he does, for all
 * of it stands in the linked ticket. Pure.
 */
const char *relay_words(struct scope *, const struct event *);
/*
 * The note that tells it, in that language; NULL: none does. No command of
 * ours is in it, and no marker. Pure.
 */
const char *relay_note(struct scope *, const struct texts *,
	    const char *language, int what, const char *by,
	    const char *text);
/*
 * Inside a transaction: if the ticket is a linked one, its case hears, once,
 * of what is new. *ret_is: it is one.
 */
enum err relay(struct scope *, struct db *, struct settle *, int *ret_is)
	    MUST_USE;

#endif
