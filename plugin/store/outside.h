/*
 * What an escalation became outside: its ticket at Microsoft as it was last
 * read, and the news of it that the case has not heard of yet.
 *
 *	order -> job (store/job.h, desk OUTSIDE_MICROSOFT) --+
 *	                                             +-> outside_learn(): row,
 *	due  -> outside_claim() -> it is read -------+   news, and a delivery
 *
 * The delivery has the ticket's lane run; its commit takes the news as events
 * of the case (EVENT_OUTSIDE) and says so by outside_told().
 */
#ifndef STORE_OUTSIDE_H
#define STORE_OUTSIDE_H

#include "microsoft/service.h"
#include "store/db.h"

/* Where jobs go that no desk does; no desk may have this name. */
#define OUTSIDE_MICROSOFT	"microsoft"

extern const char *const service_statuses[SERVICE__MAX + 1];

struct outside {
	int64_t		 escalation;
	const char	*service;	/* words_channel */
	const char	*name;		/* ours; outside_add() makes it */
	const char	*tenant;	/* NULL: the partner's own */
	const char	*subscription;	/* Azure, or NULL */
	const char	*number;	/* NULL: not known yet */
	enum service_status status;
	const char	*severity;
	int64_t		 due_at;	/* ms; 0: is not read again */
	int		 failures;	/* in a row */
	const char	*desk, *ticket;	/* of the case; only read */
};

enum outside_what {
	OUTSIDE_OPENED,		/* value: the number */
	OUTSIDE_REFUSED,	/* proven: nothing was made; text: why */
	OUTSIDE_FAILED,		/* an order is given up; value: which, text */
	OUTSIDE_DENIED,		/* we may not, and go on trying; the same */
	OUTSIDE_GONE,		/* it is not to be read there; text: why */
	OUTSIDE_STATUS,		/* value: service_statuses */
	OUTSIDE_SEVERITY,	/* value: "A" */
	OUTSIDE_MESSAGE,	/* value: by whom; text */
	/* Never a row of outside_news, but of case_file; value: its id. */
	OUTSIDE_FILE,
	/* Of a case at a provider by e-mail (store/linked.h). */
	OUTSIDE_LINKED,		/* value: the linked ticket; text: packet */
	OUTSIDE_UNLINKED,	/* it cannot be opened; text: why */
	OUTSIDE_PROVIDER,	/* he wrote; value: his address; text */
	OUTSIDE_STRANGER,	/* somebody else did there; the same */
	OUTSIDE_MACHINE,	/* automatic mail or a bounce; text */
	OUTSIDE_COLLEAGUE,	/* an agent did; value: his login; text */
	OUTSIDE_WHAT__MAX
};
extern const char *const outside_whats[OUTSIDE_WHAT__MAX + 1];

struct outside_news {
	int64_t		 escalation;
	const char	*id;		/* of this escalation's, once */
	enum outside_what what;
	int64_t		 at;		/* ms */
	const char	*value, *text;
};

/*
 * Inside a transaction. Where the escalation has one already, it gets another
 * number.
 */
enum err outside_add(struct scope *, struct db *, const struct outside *)
	    MUST_USE;
/* Of the case's open escalation. E_GONE: it has none. */
enum err outside_of_case(struct scope *, struct db *, int64_t case_id,
	    struct outside *ret) MUST_USE;
/* Of an escalation. E_GONE: it has none. */
enum err outside_of_escalation(struct scope *, struct db *, int64_t id,
	    struct outside *ret) MUST_USE;
/* Of the escalation that the case had when the job was made. */
enum err outside_of_job(struct scope *, struct db *, int64_t job,
	    struct outside *ret) MUST_USE;

/* Those that are to be read again by now, up to `most`. */
enum err outside_due(struct scope *, struct db *, int most,
	    struct outside **ret, int *ret_n) MUST_USE;
/* With texts of its own. */
void	 outside_copy(struct scope *, const struct outside *,
	    struct outside *ret);
/* Moves `due_at` on to `next`. E_GONE: somebody else was quicker. */
enum err outside_claim(struct scope *, struct db *, const struct outside *,
	    int64_t next) MUST_USE;

/*
 * Inside a transaction: what is new there; the case's lane will run. News that
 * are known already change nothing.
 */
enum err outside_tell(struct scope *, struct db *, const struct outside *,
	    const struct outside_news *, int n) MUST_USE;
/* The same, with how it stands there now. */
enum err outside_learn(struct scope *, struct db *, const struct outside *,
	    const struct outside_news *, int n) MUST_USE;

/* What the case has not heard of, oldest first. */
enum err outside_waiting(struct scope *, struct db *, int64_t case_id,
	    struct outside_news **ret, int *ret_n) MUST_USE;
/* Inside a transaction: it has. E_SEEN: it had. */
enum err outside_told(struct scope *, struct db *,
	    const struct outside_news *) MUST_USE;

#endif
