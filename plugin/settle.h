/*
 * What one re-read makes of a case: in the caller's transaction, everything
 * new in the thread is remembered, turned into deeds, and written.
 */
#ifndef SETTLE_H
#define SETTLE_H

#include "advise.h"
#include "store/tally.h"

struct settle {
	const struct advisor		*advisor;
	const struct desk_settings	*desk;
	const char			*ticket;
	const struct thread		*thread;
	const struct triage		*triage;	/* of the thread */
	int64_t				 since;		/* we know the desk */
	int				 is_import;	/* history is strict */
	int				 is_told;	/* by people too */
	int				 is_news;	/* no history */
	struct tally			*tally;		/* out: counted */
	int				 nnew, njobs;	/* out: for the log */
};

/*
 * E_BUSY: somebody else settled the case meanwhile; run it again. The
 * database may be left as it is only by rolling back.
 */
enum err settle_case(struct scope *, struct db *, struct settle *) MUST_USE;

#endif
