/*
 * The collections policy as a ladder (DOMAIN 5.1): which step is next for a
 * debtor, when, and why not. Pure. Nothing here suspends: step 4 asks people,
 * and what they do is theirs (DESIGN, promise 7).
 *
 * Days are those of the calendar's zone. A step is made from its day on while
 * the calendar works, so with hours from 9 to 17 nobody hears anything at
 * night: what comes due in the evening waits for the next morning on which
 * somebody works. Only what is paid is over at once.
 *
 * Steps: 1 reminder, 2 second reminder with the date, 3 final notice, 4 two
 * persons are asked, 5 suspended, 6 paid, 7 last call.
 */
#ifndef POLICY_LADDER_H
#define POLICY_LADDER_H

#include "policy/calendar.h"
#include "policy/date.h"
#include "policy/policy.h"

enum { LADDER_STEPS = 9 };	/* 0: none; 1 to 8 */
enum { LADDER_REMINDER = 1, LADDER_SECOND, LADDER_FINAL, LADDER_REQUEST,
    LADDER_SUSPENDED, LADDER_PAID, LADDER_CALL };

/* As the policy writes it, and as it is published (billing/terms.h). */
struct ladder {
	int64_t		 days[LADDER_REQUEST + 1];	/* -1: no such step */
	int64_t		 between_days, notice_days;
	int64_t		 call_term_days, call_suspended_day;
	int64_t		 support_step;	/* from it on technical cases of a
					   debtor are held back; 0: never */
	const char	*calendar;
	int		 vip_notices, needs_published;
};
/* NULL: this policy has none, so no debtor hears anything. */
const struct ladder *policy_ladder(struct scope *, const struct policy *);
/* E_SHAPE: its calendar is not among those. */
enum err ladder_check(struct scope *, const struct policy *,
	    const struct calendars *) MUST_USE;

/* Whose days and hours count: the ladder's, or without one the default. */
const struct calendar *policy_calendar(struct scope *, const struct policy *,
	    const struct calendars *);

/* A subscription that was suspended for this debt and is still. */
struct ladder_stopped {
	int	 kind;			/* words_subscription */
	int64_t	 since, term_ends;	/* days; DAY_UNKNOWN */
};
/* On which day the last call for it comes; DAY_UNKNOWN: on none. */
int64_t	 ladder_call_day(const struct ladder *,
	    const struct ladder_stopped *);

struct ladder_facts {
	int64_t		 now;		/* ms */
	int64_t		 since;		/* day: the oldest open item was due */
	int		 step;		/* the highest one done; 0: none */
	const int64_t	*step_day;	/* [LADDER_STEPS], when; 0: not done */
	int		 disputed, held, vip, has_contact, is_paid;
	int64_t		 held_until;	/* last day; 0: until it is ended */
	int64_t		 resumed;	/* a dispute or hold ended; 0: never */
	int		 is_published;	/* this ladder, as it stands */
	const struct calendar		*calendar;	/* policy_calendar() */
	const struct ladder_stopped	*stopped;
	int		 nstopped;
};

enum ladder_do { LADDER_WAIT, LADDER_NOTICE, LADDER_ASK, LADDER_LAST_CALL,
    LADDER_END };
#define LADDER_NEVER	INT64_MAX
struct ladder_move {
	enum ladder_do	 act;
	int		 step;		/* that it makes, or waits to make; 0 */
	int64_t		 next;		/* ms: look again; LADDER_NEVER: not
					   by time alone */
	/*
	 * Why it waits: "paid" "disputed" "held" "vip" "no-contact"
	 * "not-published"; of LADDER_ASK: "vip", the lead is told instead; of
	 * LADDER_LAST_CALL: why only agents hear it. NULL: nothing is in its
	 * way but its hour.
	 */
	const char	*why;
};

/* What is to be done now, if anything. `l` may be NULL. */
void	 ladder_next(const struct ladder *, const struct ladder_facts *,
	    struct ladder_move *ret);
/*
 * The first day on which a step up to LADDER_REQUEST can come if nothing
 * changes and each is made on its day; DAY_UNKNOWN: it never does.
 */
int64_t	 ladder_day(const struct ladder *, const struct ladder_facts *,
	    int step);

#endif
