/*
 * `cspdesk work`: reads tickets again, decides, and carries out what was
 * decided. One process, one connection to the database, many calls at once.
 *
 * The stories (work_lane.c, work_job.c, ...) share this struct; each
 * task of a story has a scope of its own and ends in exactly one log line.
 */
#ifndef WORK_H
#define WORK_H

#include "advise.h"
#include "base/http.h"
#include "config.h"
#include "far.h"
#include "store/db.h"
#include "store/tally.h"

struct work {
	const struct config	*config;
	const struct advisor	*advisor;	/* policy, words, texts */
	struct db		*db;
	const char		*name;		/* in table worker */
	int64_t			 seen_next;	/* steady ms: say so again */
	/* Steady ms: look again. */
	int64_t			 units_next, facts_next, due_next, health_next;
	int64_t			 certificates_next, bills_next, debts_next;
	struct http		*http;
	struct tokens		*tokens;	/* work_token.h */
	struct far		*far;		/* one a desk, in their order;
						   then Microsoft's */
	int			 lanes, jobs, sweeps;	/* under way */
	int			 certificates, audits, files;	/* the same */
	struct tally		 tally;		/* since it was written */
	struct lane_task	*lane_tasks;	/* those lanes */
	int			 sweeps_open;	/* every desk has its row */
	struct service_run	*resting;	/* between two steps */
	struct kept		*kept;		/* answers: kept.h */
	struct side		*sides;		/* peers: work_exchange.c */
	struct {
		int		 rule;		/* the next */
		int		 idle;		/* had nothing, in a row */
		int64_t		 rows;		/* gone since the rest */
	} retention;
	struct {
		int		 walk;		/* work_debt.c; the next */
		int64_t		 after;		/* id: it was looked at */
	} debts;
};

/* Runs until TERM or INT; HUP reads the configuration again. Exit code. */
int	work_main(const char *config_path);

/*
 * Each begins what is due at one desk, as far as there is room. E_BUSY: the
 * database is away.
 */
enum err lanes_begin(struct scope *, struct work *,
	    const struct desk_settings *) MUST_USE;
enum err jobs_begin(struct scope *, struct work *,
	    const struct desk_settings *) MUST_USE;
/* Tickets that we want in the desk (store/opening.h). */
enum err openings_begin(struct scope *, struct work *,
	    const struct desk_settings *) MUST_USE;
/* One file at a time in each worker, whatever its desk. */
enum err files_begin(struct scope *, struct work *,
	    const struct desk_settings *) MUST_USE;
enum err sweeps_begin(struct scope *, struct work *) MUST_USE;

/*
 * Deletes what is too old (store/retention.h), if it is our turn, for no more
 * than retention.share of the time. E_BUSY: the database is away.
 */
enum err retention_begin(struct scope *, struct work *) MUST_USE;

/*
 * Settles notifications that wait for a certificate, and begins to fetch what
 * is missing, a few at a time. E_BUSY: the database is away.
 */
enum err certificates_begin(struct scope *, struct work *) MUST_USE;
/* Begins what is due at Microsoft. E_BUSY: the database is away. */
enum err microsoft_begin(struct scope *, struct work *) MUST_USE;
/*
 * Subscriptions that people want suspended or restored. E_BUSY: the database
 * is away.
 */
enum err suspensions_begin(struct scope *, struct work *) MUST_USE;

/*
 * Begins to read Partner Center's audit log, now and then. E_BUSY: the
 * database is away.
 */
enum err audits_begin(struct scope *, struct work *) MUST_USE;

/*
 * Asks Microsoft what it knows of customers with an open case, and of what
 * somebody told us has changed, if microsoft.facts_secs wants it and our type
 * of partner may; what debtors bought also without that setting.
 */
int	 facts_possible(const struct config *);
int	 facts_wanted(const struct config *);
enum err facts_begin(struct scope *, struct work *) MUST_USE;
enum err due_begin(struct scope *, struct work *) MUST_USE;

/*
 * Hears what peers sent, and sends what is for them. E_BUSY: the database is
 * away.
 */
enum err exchange_begin(struct scope *, struct work *) MUST_USE;
void	exchange_free(struct work *);

/*
 * Asks for the health of Microsoft's services in the tenants of customers
 * with an open technical case, if microsoft.health_secs wants it and our type
 * of partner may.
 */
enum err health_begin(struct scope *, struct work *) MUST_USE;

/*
 * What Microsoft bills the partner: tickets are opened, and told, in the days
 * before it must be paid; and Partner Center is asked now and then, if
 * finance.poll_hours wants it and our type of partner may.
 */
enum err bills_begin(struct scope *, struct work *) MUST_USE;
int	 bills_wanted(const struct config *);
enum err bills_ask(struct scope *, struct work *) MUST_USE;

/* Lets units expire and warns of what runs out, now and then. */
enum err units_begin(struct scope *, struct work *) MUST_USE;

/* Looks now and then who owes us. E_BUSY: the database is away. */
enum err debts_begin(struct scope *, struct work *) MUST_USE;

/* Tasks that may begin at a desk now: its cap and its breaker. */
int	work_room(const struct work *, const struct desk_settings *,
	    int64_t now);

/* A claim that failed: told, unless somebody else was only quicker. */
void	work_unclaimed(struct scope *, const char *part, enum err);

/*
 * One call to a desk, through its breaker. `done` is called once, with `arg`
 * and the outcome in `call.call`.
 */
struct desk_call {
	struct work			*work;
	const struct desk_settings	*desk;
	struct scope			*sc;
	/* Of an answer that is a file, with any bytes; 0: it is JSON. */
	int64_t				 max_bytes;
	struct http_call		 call;
	void				(*done)(struct desk_call *);
	void				*arg;
};

void	desk_call_start(struct desk_call *, const struct call *);
/*
 * The outcome as the story needs it: no answer is E_BUSY or E_UNSURE, an
 * answer what its status means (desk_status()).
 */
enum err desk_call_outcome(struct desk_call *) MUST_USE;

/*
 * Reads a ticket and its thread with as many calls as the adapter asks for.
 * `done` is called once; `thread` is there when `e` is E_OK.
 */
enum { REREAD_CALLS = 8 };

struct reread {
	struct desk_call	 call;		/* work, desk, sc: the caller */
	const char		*ticket;
	void			(*done)(struct reread *);
	void			*arg;
	struct reply		 got[REREAD_CALLS];
	int			 ngot;
	enum err		 e;
	struct thread		 thread;
};

void	reread_start(struct reread *);

#endif
