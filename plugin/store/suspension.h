/*
 * A request to suspend what a debtor bought, or to restore it: written by a
 * turn (turn_suspension.c) for the person who asks, approved by another one,
 * and only then worked at Microsoft or the provider.
 *
 *	asked --another person--> approved --claim--> sending --> done
 *	  |                          |                   |  \---> refused
 *	  |--- time ---> expired     |                   '-- again, or the claim
 *	  '--- paid, disputed, held -'----> withdrawn        ran out
 *
 * A restore needs one person and begins approved. There is one open request
 * for a subscription at most. The database itself refuses what was not asked
 * or approved by a right that held, or by one person or one login alone.
 */
#ifndef STORE_SUSPENSION_H
#define STORE_SUSPENSION_H

#include "policy/member.h"
#include "store/account.h"
#include "store/db.h"
#include "store/opening.h"

enum suspension_kind {
	SUSPENSION_SUSPEND, SUSPENSION_RESTORE, SUSPENSION_KIND__MAX
};
enum suspension_way {
	SUSPENSION_BY_MICROSOFT, SUSPENSION_BY_PROVIDER, SUSPENSION_WAY__MAX
};
enum suspension_state {
	SUSPENSION_ASKED, SUSPENSION_APPROVED, SUSPENSION_SENDING,
	SUSPENSION_DONE, SUSPENSION_REFUSED, SUSPENSION_WITHDRAWN,
	SUSPENSION_EXPIRED, SUSPENSION__MAX
};
/* As the database writes them; NULL-ended. */
extern const char *const suspension_kinds[], *const suspension_ways[],
    *const suspension_states[];

struct suspension {
	int64_t		 id;		/* the number that people write */
	int64_t		 case_id, customer;
	const char	*subscription;	/* GUID */
	const char	*name;		/* as people know it, or NULL */
	enum suspension_kind	kind;
	enum suspension_way	way;
	enum suspension_state	state;
	const char	*basis;		/* shown; billing/suspension.h */
	int64_t		 of;		/* a restore's: what it undoes; or 0 */
	int64_t		 exchange;	/* whose reseller asked for it; 0: our
					   own debtor */
	int64_t		 asked_by, asked_at, expires_at;	/* ms */
	const char	*asked_name, *asked_email;	/* NULL: no address */
	/* Of the desk; to ask and, by suspension_asker(), to approve. */
	const char	*asked_login, *approved_login;
	int64_t		 approved_by, approved_at;	/* 0: nobody yet */
	const char	*approved_name;
	/*
	 * JSON as Microsoft told it before the change; NULL: nothing was
	 * changed yet; "": it was erased.
	 */
	const char	*before;
	const char	*told;		/* words, by blanks: not restored */
	const char	*why;		/* code: why it came to nothing */
	const char	*note;		/* more of it, one sentence; or NULL */
	int64_t		 due_at;	/* ms; moving it on is the claim */
	int		 tries;		/* the running one counted */
	int		 lasting;	/* lasting_with() of store/lane.h */
	int		 answers;	/* that its changes got */
	int		 asker_may;	/* bill still; by suspension_asker() */
	int64_t		 ended_at;	/* 0: it is open */
	int		 is_news;	/* its case has not told it yet */
	const char	*desk, *ticket;	/* of its case */
	/* The ticket from which a provider is mailed; 0: none was asked for. */
	int64_t		 opening;
	const char	*mail_ticket;	/* NULL: it is not there */
	const char	*mail_note;	/* why not; or NULL */
	const char	*mail_to;	/* by suspension_of_opening() only */
	/* By suspension_get() and suspension_claim() only. */
	const char	*tenant;	/* the customer's, or NULL */
	struct account	 account;	/* his */
	/* Of the suspension that a restore undoes. */
	const char	*undo_before, *undo_after;
	/*
	 * By suspension_claim() only: a code, if it was sent perhaps and may
	 * not be sent any more (paid meanwhile, say): it is only read whether
	 * it was done.
	 */
	const char	*stopped;
};

int	 suspension_is_open(const struct suspension *);

/* The number of the next request; see suspension_ask(). */
enum err suspension_next(struct scope *, struct db *, int64_t *ret) MUST_USE;
/*
 * Inside a transaction, for a person with the right billing: a new request.
 * E_BUSY: its number, or the subscription, was just taken; decide again.
 * E_BROKEN: no such right (the wall); nothing of the turn may be kept.
 */
enum err suspension_ask(struct scope *, struct db *,
	    const struct suspension *) MUST_USE;
enum err suspension_restore(struct scope *, struct db *,
	    const struct suspension *) MUST_USE;
/* Also inside one. E_BUSY: it is not asked any more; E_BROKEN: the wall. */
enum err suspension_approve(struct scope *, struct db *,
	    const struct suspension *, int64_t agent) MUST_USE;
/*
 * ... is withdrawn or has expired. `is_news`: its case is to tell it. E_BUSY:
 * it was sent meanwhile.
 */
enum err suspension_close(struct scope *, struct db *,
	    const struct suspension *, enum suspension_state, const char *why,
	    int is_news) MUST_USE;
/*
 * ... was answered by the provider: state, why and note as they are then; its
 * case has told it. What was done, the subscription's row tells, too: nobody
 * else asks Microsoft about it.
 */
enum err suspension_answered(struct scope *, struct db *,
	    const struct suspension *) MUST_USE;
/* ... is mailed to the provider: such a ticket is opened. */
enum err suspension_mail(struct scope *, struct db *,
	    const struct suspension *, const struct opening *) MUST_USE;
/* As linked_opened(): its case tells it, and mails from there. */
enum err suspension_opened(struct scope *, struct db *,
	    const struct opening *, enum opening_end, const char *why)
	    MUST_USE;
/* Whose opening it is: id, case, state, mail_to, desk, ticket. E_GONE: none. */
enum err suspension_of_opening(struct scope *, struct db *, int64_t opening,
	    struct suspension *ret) MUST_USE;
/* ... was told in its case, as it was read: its end may be news still. */
enum err suspension_told(struct scope *, struct db *,
	    const struct suspension *) MUST_USE;

/* All of a case, or of a customer, by number: list of struct suspension. */
enum err suspension_of_case(struct scope *, struct db *, int64_t case_id,
	    struct list *ret) MUST_USE;
enum err suspension_of_customer(struct scope *, struct db *,
	    int64_t customer, struct list *ret) MUST_USE;
/* Sets asker_may and asked_login of one by its id. */
enum err suspension_asker(struct scope *, struct db *, struct suspension *)
	    MUST_USE;
/*
 * Why one that is approved may not be sent any more, or NULL: "right", "paid",
 * "disputed", "held", "vip", "taken-back".
 */
enum err suspension_still(struct scope *, struct db *,
	    const struct suspension *, const char **ret) MUST_USE;
/* E_GONE: there is no such request. */
enum err suspension_get(struct scope *, struct db *, int64_t id,
	    struct suspension *ret) MUST_USE;

/*
 * Inside a transaction: he paid, disputes, or is on hold. What is asked or
 * approved for him and not yet sent is withdrawn, and its cases tell why
 * ("paid", "disputed", "held"). Whoever writes such a thing calls this in the
 * same commit: a request that is claimed meanwhile writes the same row.
 */
enum err suspension_stop(struct scope *, struct db *, int64_t customer,
	    const char *why) MUST_USE;

/* Numbers of those that are approved, or whose claim ran out; not claimed. */
enum err suspension_ready(struct scope *, struct db *, enum suspension_way,
	    int most, int64_t **ret, int *ret_n) MUST_USE;
/* How many wait for us to ask, since when (ms), and why one of them does. */
struct suspension_wait {
	int64_t		 n, since;
	const char	*note;		/* NULL: none was tried in vain */
};
enum err suspension_waiting(struct scope *, struct db *,
	    struct suspension_wait *ret) MUST_USE;
/*
 * Takes one until `until`; commits by itself. What may not be sent any more
 * (paid, disputed, held, a right has ended) is withdrawn in that commit, with
 * `ret->state` so; of what has an image already, `ret->stopped` says it.
 * E_GONE: somebody else has it, or nothing is to be done.
 */
enum err suspension_claim(struct scope *, struct db *, int64_t id,
	    int64_t until, struct suspension *ret) MUST_USE;
/*
 * Before every change: looks at all that again and keeps what is there before
 * it; commits by itself. E_GONE: the claim ran out, or it may not be changed
 * any more; what the next claim says.
 */
enum err suspension_before(struct scope *, struct db *,
	    struct suspension *, const char *image) MUST_USE;

enum suspension_end {
	SUSPENSION_ENDS_DONE, SUSPENSION_ENDS_REFUSED,
	SUSPENSION_ENDS_WITHDRAWN,
	SUSPENSION_AGAIN	/* at `due`; approved, until it has an image */
};
struct suspension_outcome {
	enum suspension_end	 end;
	const char		*after;	/* as Microsoft told it last, or NULL */
	const char		*told;	/* as in struct suspension, or NULL */
	const char		*why, *note;	/* see there */
	/* Of SUSPENSION_AGAIN. */
	int64_t			 due;	/* ms */
	int			 is_news;
};
/*
 * Inside a transaction: what came of it, with `s->lasting`, `s->answers` and
 * `s->tries`. But for SUSPENSION_AGAIN its case's lane is woken and tells it.
 * A suspension that is done has an image; one that was surely not sent may
 * have none again. E_GONE: the claim ran out.
 */
enum err suspension_settle(struct scope *, struct db *,
	    const struct suspension *, const struct suspension_outcome *)
	    MUST_USE;

#endif
