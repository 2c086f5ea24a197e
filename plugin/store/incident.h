/*
 * The health of Microsoft's services, a customer at a time: what was told
 * (tables health, incident), and which cases were told of it (incident_case).
 *
 *	customer_claim() -> Microsoft is asked -> health_learn(): rows, and a
 *	delivery for each open technical case if there is news
 *
 * The delivery has the ticket's lane run; its turn looks at the incidents of
 * its case, and its commit says which were told.
 */
#ifndef STORE_INCIDENT_H
#define STORE_INCIDENT_H

#include "microsoft/health.h"
#include "store/db.h"

struct health_answer {
	int64_t		 customer;
	enum health_source source;
	int64_t		 asked;		/* ms, before the first request */
	int64_t		 next;		/* to be asked again */
	int64_t		 every;		/* ms: after twice this all is news */
	const struct incident *in;
	int		 n;
	int		 nlive, ncases;	/* out: incidents; cases that hear */
};

/*
 * Inside a transaction. What this source had told of and does not any more
 * has ended. An answer that is older than another one changes nothing.
 */
enum err health_learn(struct scope *, struct db *, struct health_answer *)
	    MUST_USE;
/* Nobody told, and why. */
enum err health_failed(struct scope *, struct db *, int64_t customer,
	    int64_t next, const char *why) MUST_USE;

/* An incident, no advisory, as a case may hear of it. */
struct case_incident {
	int64_t		 id;
	const char	*number, *source, *service, *title;	/* theirs */
	int64_t		 started, ended, seen;	/* ms; 0: not told, is live */
	int		 is_told;	/* the case has heard of it */
	int		 concerns;	/* the case; is_told, until a turn */
	int64_t		 others;	/* open tickets that have, too */
	const char	*tickets;	/* ten of them at most, or NULL */
};

/* What was told of a customer, with what one of his cases has not heard. */
struct tenant_health {
	int64_t		 case_id;
	int64_t		 customer;	/* 0: of nobody */
	int64_t		 asked;		/* ms; 0: nobody ever told */
	const char	*source;	/* health_sources */
	struct case_incident *at;
	int		 n;
};

/* Of another customer, for `case_id` of it. */
enum err health_of_case(struct scope *, struct db *, int64_t customer,
	    struct tenant_health *) MUST_USE;
/* Inside a transaction: the case has heard of it, or of its end. */
enum err incident_told(struct scope *, struct db *, int64_t case_id,
	    int64_t incident, int is_end) MUST_USE;

/* A live one in all tenants together. */
struct incident_row {
	const char	*number, *kind, *service, *title, *status;
	int64_t		 started, seen;	/* ms; 0: not told */
	int64_t		 tenants;
	const char	*tickets;	/* DESK/TICKET, by blanks, or NULL */
};
enum err incident_list(struct scope *, struct db *, struct incident_row **ret,
	    int *ret_n) MUST_USE;

/* For doctor: how it goes with all customers. */
struct health_state {
	int64_t		 told, failed;	/* customers */
	int64_t		 last;		/* ms; 0: never */
	const char	*note;		/* of one that failed, or NULL */
};
enum err health_state(struct scope *, struct db *, struct health_state *ret)
	    MUST_USE;

#endif
