/*
 * Files of a shared case: the other side is told what an agent of ours named,
 * how large it is, its digest and where it is. Its bytes stay where they are:
 * who needs them asks for them.
 */
#include "turn_do.h"

#include "preflight.h"
#include "policy/words.h"

#include <string.h>

void
turn_exchange_file(struct turn *t, const struct event *ev,
    const struct case_file *f, const char *name, const char *url)
{
	const char *link = *url == '-' || strlen(url) > EXCHANGE_LINE ? NULL :
	    url;

	turn_exchange_tell(t, ev, &(struct exchange_message){
	    .type = EXCHANGE_FILE, .holder = WORD_UNKNOWN },
	    (struct exchange_part[]){ { "name", preflight_clean(t->sc, name),
	    NULL }, { "bytes", NULL, str_fmt(t->sc, "%lld",
	    (long long)f->bytes) }, { "sha256", f->digest, NULL },
	    { "url", link, NULL },
	    { NULL, NULL, NULL } });
}
