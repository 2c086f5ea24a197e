/*
 * The cases that we share with a provider or a reseller, and what the other
 * side says of them (exchange/exchange.h).
 *
 *	serve: delivery of desk "@PEER", ticket: the case's name
 *	   -> its lane: exchange_hear(): message, case -> delivery of our ticket
 *	   -> its lane: the news are events of the case (EVENT_OUTSIDE)
 *	a turn of our case -> exchange_save(), and jobs of desk "@PEER"
 */
#ifndef STORE_EXCHANGE_H
#define STORE_EXCHANGE_H

#include "exchange/exchange.h"
#include "policy/member.h"
#include "store/db.h"
#include "store/opening.h"

/* Of EVENT_OUTSIDE: its field, where outside_whats has other words. */
#define EXCHANGE_NEWS	"exchange"

struct exchange {
	int64_t			 id;		/* 0: new in this turn */
	const char		*peer, *name;
	enum exchange_side	 ours;
	int64_t			 case_id;	/* 0: no case of ours yet */
	int64_t			 opening;	/* 0: none */
	const char		*reference;	/* theirs, or NULL */
	int64_t			 answer_by;	/* ms; 0: nobody waits */
	int			 version;	/* as it was read */
	struct exchange_case	 is, was;	/* was: as it was read */
};

/* "@PEER": the desk of its deliveries and jobs; in the scope. */
const char	*exchange_desk(struct scope *, const char *peer);

/*
 * The case's newest, with the case's id written into it if its ticket was made
 * for it (`opening`; 0: it was not). Inside a transaction. E_GONE: it has none.
 */
enum err exchange_of_case(struct scope *, struct db *, int64_t case_id,
	    int64_t opening, struct exchange *ret) MUST_USE;
/* What the reseller told of it in the first place. E_GONE: nothing, yet. */
enum err exchange_offer(struct scope *, struct db *, const struct exchange *,
	    struct exchange_message *ret) MUST_USE;

/*
 * What the reseller asks for now, a subscription each: list of struct
 * exchange_request without those that were taken back; none, once the case is
 * not shared any more.
 */
enum err exchange_requests(struct scope *, struct db *,
	    const struct exchange *, struct list *ret) MUST_USE;

/* Does its reseller ask to suspend that subscription, still? */
enum err exchange_is_wanted(struct scope *, struct db *, int64_t exchange,
	    const char *subscription, int *ret) MUST_USE;

/*
 * Inside a transaction: writes it, or makes it and its id. E_BUSY: another
 * version is there by now; read and decide again.
 */
enum err exchange_save(struct scope *, struct db *, struct exchange *)
	    MUST_USE;

/*
 * Inside a transaction: a message of that peer, who is what `ours` is not,
 * with its bytes, and all that waited for it. Known ones change nothing. Ours
 * is poked, if we have a case. E_DENIED: they may not say that.
 */
enum err exchange_hear(struct scope *, struct db *, const char *peer,
	    enum exchange_side ours, const char *body,
	    struct exchange *ret) MUST_USE;

struct exchange_news {
	int64_t		 exchange;
	int		 seq, has_won;	/* seq 0: a dead letter */
	const char	*body;		/* of seq 0: "TYPE why" */
};
/* What the case has not heard of, in the order of its side. */
enum err exchange_waiting(struct scope *, struct db *, int64_t case_id,
	    struct exchange_news **ret, int *ret_n) MUST_USE;
/* Inside a transaction: it has. E_SEEN: it had. */
enum err exchange_told(struct scope *, struct db *,
	    const struct exchange_news *) MUST_USE;

/*
 * Inside a transaction: that message of the case did not get through, in
 * either direction, and why; our ticket will be told. E_OK, too, where the case
 * is not known.
 */
enum err exchange_dead(struct scope *, struct db *, const char *peer,
	    const char *name, enum exchange_type, const char *why) MUST_USE;
/* Inside a transaction: the reseller is told that we do not take it. */
enum err exchange_decline(struct scope *, struct db *, struct exchange *,
	    const char *why) MUST_USE;
/* As linked_opened(): an offer's ticket that cannot be made is declined. */
enum err exchange_opened(struct scope *, struct db *, const struct opening *,
	    enum opening_end, const char *why) MUST_USE;

#endif
