/*
 * What clocks aim at, and what they bring about (conf/policy/clocks.conf):
 * targets by holder, tier, severity and provider, the first row that matches;
 * and steps at so much percent of the target. Not part of the policy's hash:
 * no decision depends on it.
 */
#ifndef POLICY_CLOCKS_H
#define POLICY_CLOCKS_H

#include "policy/calendar.h"
#include "policy/policy.h"

enum { CLOCK_MINUTE = 60 * 1000 };	/* ms */

/*
 * Who has a clock; customer and isv have none, and pause all others. A
 * reseller has a provider's case while it waits for him.
 */
enum clock_holder {
	CLOCK_PARTNER, CLOCK_PROVIDER, CLOCK_MICROSOFT, CLOCK_RESELLER,
	CLOCK__MAX
};
extern const char *const clock_holders[CLOCK__MAX + 1];

/* What a clock brings about, each once. */
enum clock_do {
	CLOCK_WARN, CLOCK_BREACH, CLOCK_NOTIFY_LEAD, CLOCK_RAISE_PRIORITY,
	CLOCK_NEXT_TIER, CLOCK_DO__MAX
};
struct clock_step {
	int		 at;		/* percent of the target */
	enum clock_do	 then;
	int		 holders;	/* bits of enum clock_holder */
};

struct clock_target {
	int64_t			 minutes;
	const struct calendar	*calendar;
};

/* What a row of targets may ask; NULL: not known. */
struct clock_case {
	enum clock_holder	 holder;
	const char		*tier;		/* id; NULL: the first */
	const char		*severity;
	const char		*provider;
};

struct clocks;		/* owned by the scope it was loaded in */

/*
 * Reads DIR/clocks.conf against the policy's tiers and the calendars. E_GONE:
 * not readable; E_SHAPE: file:line.
 */
enum err clocks_load(struct scope *, const char *dir, const struct policy *,
	    const struct calendars *, const struct clocks **ret) MUST_USE;
const struct calendars *clocks_calendars(const struct clocks *);

/* 0: there is no target, so no clock. */
int	 clocks_target(const struct clocks *, const struct clock_case *,
	    struct clock_target *ret);
/* The n-th step in the order of percent; NULL past the last. */
const struct clock_step *clocks_step(const struct clocks *, int n);
/* Does a clock start anew when its case's severity changes? */
int	 clocks_restart_severity(const struct clocks *);

#endif
