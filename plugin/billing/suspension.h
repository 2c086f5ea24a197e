/*
 * May a subscription be suspended because its customer does not pay, and what
 * will come of it? Pure: facts go in; codes, days and a basis come out. The
 * same function is asked when it is asked for, when it is approved, and when
 * it is restored (DOMAIN 5, 5.1, E19 to E22; DESIGN, promise 7).
 */
#ifndef BILLING_SUSPENSION_H
#define BILLING_SUSPENSION_H

#include "policy/date.h"
#include "policy/ladder.h"

struct suspension_policy;	/* owned by the scope it was loaded in */

/* Reads DIR/suspension.conf. E_GONE: not readable; E_SHAPE: file:line. */
enum err suspension_policy_load(struct scope *, const char *dir,
	    const struct suspension_policy **ret) MUST_USE;

/*
 * How long (ms) an approved request waits where Microsoft is still working at
 * something else.
 */
int64_t	 suspension_pending_ms(const struct suspension_policy *);

/* A subscription's state at Microsoft, as we know it. */
enum bought_state {
	BOUGHT_ACTIVE, BOUGHT_PENDING, BOUGHT_SUSPENDED, BOUGHT_EXPIRED,
	BOUGHT_DISABLED, BOUGHT_DELETED, BOUGHT__MAX
};
extern const char *const bought_states[];	/* NULL-ended */

/* Who asks or approves. Two with one mail address are one person. */
struct suspension_person {
	int64_t		 id;		/* 0: nobody */
	int		 may_bill;	/* the right holds now */
	int		 roles;		/* bits of words_role, WORD_UNKNOWN */
	const char	*email, *login;	/* or NULL */
};

enum suspension_act { ACT_ASK, ACT_APPROVE, ACT_RESTORE };

struct suspension_facts {
	enum suspension_act	 act;
	int64_t			 now;		/* ms */
	int64_t			 today;		/* as debts count days */
	struct suspension_person	 asker, approver;
	/* Of ACT_APPROVE. */
	int64_t			 asked_at, expires_at;	/* ms */
	const char		*shown;			/* its basis */

	/* The account of the customer, and who is asked to do it. */
	int		 partner, cloud;	/* words_partner, words_cloud */
	int		 has_provider;		/* of a reseller: it is known */
	/* Microsoft, or the provider, can be asked by us: it is set up. */
	int		 can_send;

	/* The subscription. Unknown: WORD_UNKNOWN, DAY_UNKNOWN. */
	int		 kind;			/* words_subscription */
	int		 state;			/* enum bought_state */
	int64_t		 term_ends;		/* day, the last of its term */
	int		 auto_renew;		/* words_flag, these four */
	int		 is_scheduled;		/* a change at the term's end */
	int		 is_queued;		/* something is under way */
	int		 is_trial;
	int64_t		 azure_active;		/* Azure subscriptions inside
						   a plan; -1: unknown */
	int64_t		 told_at;		/* ms: all this */
	/* In Microsoft's words, of that time (ms); NULL: not told. */
	const char		*scheduled, *reasons;
	int64_t			 read_at;

	/* The debt; id 0: nothing is overdue. */
	struct {
		int64_t		 id;
		int		 step;
		/* Days on which he was shown it: [LADDER_STEPS], 0: never */
		const int64_t	*shown_day;
		int64_t		 resumed;	/* day: a dispute or hold ended
						   last; 0: never */
		int		 disputed, held, vip;
	} debt;
	const struct ladder	*ladder;	/* NULL: the policy has none */
	/*
	 * Our reseller asks for it, whose debtor he is: that he owes, and was
	 * told in time, is the reseller's to look at.
	 */
	int		 is_asked;

	/* Of ACT_RESTORE. */
	int64_t		 suspended_at;	/* ms: done by us; 0: it was not */
	int		 has_image;	/* what was there before is known */
	/* Microsoft itself has reasons to suspend it: words_flag. */
	int		 is_microsofts;
};

struct suspension_note {
	const char	*code;
	int64_t		 day;		/* DAY_UNKNOWN: without one */
	int64_t		 n;		/* of days or things; 0: none */
	const char	*text;		/* in Microsoft's words, or NULL */
};
enum { SUSPENSION_NOTES = 8 };

struct suspension_verdict {
	/* Why not, or code NULL. */
	struct suspension_note	 refused;
	/* Of ACT_APPROVE: what was asked is over with it, ask again. */
	int			 is_over;
	int			 by_provider;	/* not at Microsoft by us */
	/* What we know of the subscription refused it, or is old. */
	int			 is_to_be_read;
	/* What will happen, and what to mind. */
	struct suspension_note	 then[SUSPENSION_NOTES];
	struct suspension_note	 mind[SUSPENSION_NOTES];
	int			 nthen, nmind;
	/*
	 * All of what will happen that does not depend on the day on which it
	 * is done: ASCII, kept with the request and compared when it is
	 * approved.
	 */
	const char		*basis;
	int64_t			 expires_at;	/* ms; of ACT_ASK */
};

/* Total. Consequences are told also where it is refused. */
void	 suspension_decide(struct scope *, const struct suspension_policy *,
	    const struct suspension_facts *, struct suspension_verdict *ret);

/* Every code that a verdict can hold, for the texts. NULL-ended. */
extern const char *const suspension_refusals[], *const suspension_thens[],
    *const suspension_minds[];

#endif
