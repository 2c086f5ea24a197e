/* What turn.c and turn_command.c share; nobody else includes it. */
#ifndef TURN_DO_H
#define TURN_DO_H

#include "base/str.h"
#include "command.h"
#include "turn.h"

struct deed	*deed_add(struct turn *, enum deed_kind, const struct event *);
/* Only as far as the desk's mode goes. */
void		 deed_order(struct turn *, const struct event *,
		    const struct order *);
void		 deed_note(struct turn *, const struct event *, const char *);

/*
 * What the case's customer has bought is read at Microsoft, after the turn. 0:
 * we cannot ask there for him.
 */
int		 turn_ask_bought(struct turn *, const struct event *);

/* The support terms, to whoever opened the ticket. */
void		 turn_first_reply(struct turn *, const struct event *);
/*
 * For who is no customer of ours: where Microsoft answers him itself. "": he
 * was told in this ticket. NULL: he is ours, or nobody knows where.
 */
const char	*turn_portal(const struct turn *, const char *language);
/*
 * The same because an agent asks for it: whenever a person can read it, and
 * not only once. NULL: it goes out; or key of why it cannot.
 */
const char	*turn_send_terms(struct turn *, const struct event *);
/* The customer is told how it works; never a machine, and once a day. */
void		 turn_answer(struct turn *, const struct event *);

struct packet;

/* One note's commands on their way. */
struct errand {
	struct turn		*t;
	const struct event	*ev;
	const struct author	*by;
	const struct command	*c;
	struct buf		 answer;
	enum { NO_PACKET, PACKET_ASKED, PACKET_NEEDED } packet;
};

/* One more sentence of the answer. */
void		 answer(struct errand *, const char *key,
		    const char *const *pairs);
void		 answer_add(struct errand *, const char *sentence);
/* What the agent writes in his own words; "-" takes it away. */
void		 tell_words(struct errand *, enum told);
/* The hand-over packet, if it was asked for, in at most so many notes. */
enum { PACKET_NOTES = 2 };
void		 turn_packet(struct errand *);
/* Its parts, without secrets. */
void		 turn_packet_parts(const struct errand *, const struct facts *,
		    struct packet *ret);
void		 do_packet(struct errand *);
/* A fact that the agent says; NULL says nothing. */
void		 tell(struct errand *, enum told, const char *value);
void		 close_ticket(struct errand *);

struct decision;
/*
 * The facts and the decision as they stand, kept as a receipt and told in
 * sentences.
 */
void		 turn_decide(struct errand *, int action, int via,
		    struct facts *, struct decision *ret);
/* The case leaves us, as it was decided; the escalation. */
struct deed	*turn_leave(struct errand *, const struct decision *);
void		 do_escalate(struct errand *);
void		 do_case(struct errand *);
void		 do_release(struct errand *);
void		 do_bug(struct errand *);
/* The case's unit, if it has one and the agent may. */
void		 give_back(struct errand *);
/* TIMER_UNIT: is it known by now what became of the unit? */
void		 turn_ask_unit(struct turn *, const struct event *);
/* The case is not at Microsoft any more; unless its unit's fate is unknown. */
void		 turn_end_escalation(struct turn *, const struct event *);

/* Microsoft's number is known, and so the unit is spent; agent 0: it told. */
void		 turn_number(struct turn *, const struct event *,
		    const char *number, int64_t agent);
/* Microsoft has no case of this: the unit is free, the escalation over. */
void		 turn_release(struct turn *, const struct event *,
		    const char *why);

/* turn_microsoft.c: does a service of Microsoft's open tickets there? */
int		 turn_opens(const struct turn *, const char *channel);
/* Key of what it would need and nobody told, or NULL. */
const char	*turn_open_lacks(const struct turn *, const char *channel);
/*
 * Why nothing of Microsoft's in this cloud takes a request of these facts by
 * that channel, one of service_refusals; NULL: something does.
 */
const char	*turn_closed(const struct turn *, const char *channel,
		    const struct facts *);
/* Has it opened by that. */
void		 turn_open(struct turn *, const struct event *,
		    struct deed *escalation);
/* It is on its way: whether Microsoft has it is not known yet. */
int		 turn_is_opening(const struct turn *);
/* What is known by `number` is read from now on; NULL: nobody can. */
const struct outside *turn_follow(struct turn *, const char *number);
void		 do_microsoft(struct errand *);
/* The same severity there as here, where that can be asked for. */
void		 turn_outside_severity(struct errand *, const char *severity);
/* The desk's ticket is closed, and stays so; what of Microsoft's? */
void		 turn_ends_here(struct turn *, const struct event *,
		    int by_agent);
/*
 * How files that are named now get to Microsoft: by a person; by us once a
 * ticket is open there; or by us now.
 */
enum file_way { FILES_BY_HAND, FILES_LATER, FILES_NOW };
enum file_way	 turn_file_way(const struct turn *);
/* turn_file.c */
void		 do_attach(struct errand *);
/* A ticket is open there: what was named goes into it. */
void		 turn_send_files(struct turn *, const struct event *);
/* The case is shared now: what was named is read again, and told there. */
void		 turn_share_files(struct turn *, const struct event *);
/* OUTSIDE_FILE: is: its id. */
void		 turn_file_news(struct turn *, const struct event *);
/* What the packet tells of them; NULL: there are none. */
const char	*turn_packet_files(const struct turn *);
/* What an agent should know of them before it is sent. */
void		 turn_put_files(const struct turn *, struct buf *);

/* TIMER_DEBT: the next step of the collections policy, if it is its day. */
void		 turn_debt(struct turn *, const struct event *);
/* What the customer owes, and when it is looked at again; "": nothing. */
const char	*turn_debt_tell(const struct turn *);
/* Today, as days of debts are counted. */
int64_t		 turn_debt_day(const struct turn *);
/* turn_dispute.c */
void		 do_dispute(struct errand *);
void		 do_hold(struct errand *);

/* EVENT_OUTSIDE: field: outside_whats; is: value; text. */
void		 turn_outside(struct turn *, const struct event *);

/* turn_hand_over.c: is the case with a provider? */
int		 turn_is_handed(const struct turn *);
/* Our ticket was closed: the provider's part in it is over, too. */
void		 turn_hand_ends(struct turn *, const struct event *,
		    int by_agent);
void		 do_hand_over(struct errand *);
void		 do_take_back(struct errand *);
void		 do_provider(struct errand *);

/*
 * turn_linked.c, for a provider who is reached by e-mail: a linked ticket is
 * opened for that escalation, and the packet is mailed from it; where that
 * cannot be, a person does.
 */
void		 turn_give_mail(struct errand *, struct deed *escalation);
void		 turn_say_mail(struct errand *);
/* Where such a ticket is opened. */
const char	*turn_mail_queue(const struct turn *);
/* Key of what it takes and is not there, or NULL. */
const char	*turn_mail_lacks(struct turn *, const char *provider,
		    struct provider_mail *ret);
/* EVENT_OUTSIDE of a linked ticket; 0: it is none. */
int		 turn_linked(struct turn *, const struct event *, int what);
/* The linked ticket is closed with the escalation. */
void		 turn_linked_end(struct turn *, const struct event *);
/* The packet for somebody to whom it goes without a person's look at it. */
const char	*turn_packet_mail(const struct errand *);

/*
 * turn_request.c: a suspension that is the provider's to do. Is it known who
 * serves the subscription? Then what was just approved is asked of him.
 */
struct suspension;
struct exchange_answer;
int		 turn_can_request(const struct turn *,
		    const char *subscription);
void		 turn_request(struct errand *, const struct suspension *);
/* After a request's end was told here: what the other side hears of it. */
void		 turn_request_told(struct turn *, const struct event *,
		    const struct suspension *);
/* What our reseller asks for that subscription in this case; NULL: not that. */
const struct exchange_request *turn_requested(const struct turn *,
		    const char *subscription, enum exchange_wish);
/* A message's request or answer, if it carries one. */
void		 turn_request_news(struct turn *, const struct event *,
		    const struct exchange_message *);
void		 turn_request_answered(struct turn *, const struct event *,
		    const struct exchange_answer *, const char *text);
/* The case is not the provider's any more: what was asked is not done. */
void		 turn_request_over(struct turn *, const struct event *,
		    const char *why);
/* How one ended that a person has asked the provider for. */
void		 do_answered(struct errand *);
/* Nobody has said that yet, and is told to. */
int		 turn_request_waits(struct errand *);

/* turn_exchange.c: a new case with that provider, not offered yet. */
void		 turn_exchange_open(struct turn *, const struct peer *);
/* Do both sides of a shared case work on it? */
int		 turn_is_shared(const struct turn *);
/* Puts what we say into the case, and sends it; `parts` as exchange_json(). */
struct exchange_message;
struct exchange_part;
void		 turn_exchange_tell(struct turn *, const struct event *,
		    const struct exchange_message *what,
		    const struct exchange_part *parts);
/* The case is offered to the provider, or told again. */
void		 exchange_give(struct errand *, struct deed *escalation);
void		 exchange_take_back(struct errand *);
void		 exchange_say(struct errand *);
/* The other way: a provider's agents to the reseller. */
void		 do_reseller(struct errand *);
void		 do_accept(struct errand *);
void		 do_decline(struct errand *);
void		 turn_exchange_accept(struct turn *, const struct event *);
/* What happened here, as far as it is the other side's, too. */
void		 turn_exchange_message(struct turn *, const struct event *);
void		 turn_exchange_severity(struct turn *, const struct event *,
		    const char *severity);
void		 turn_exchange_number(struct turn *, const struct event *,
		    const char *number);
/* What Microsoft wrote to the provider. */
void		 turn_exchange_microsoft(struct turn *, const struct event *);
void		 turn_exchange_close(struct turn *, const struct event *);
/* A file that an agent named: what it is and where, never its bytes. */
void		 turn_exchange_file(struct turn *, const struct event *,
		    const struct case_file *, const char *name,
		    const char *url);
/* Our ticket was closed and is open again. */
void		 turn_exchange_reopened(struct turn *, const struct event *);
/* TIMER_ANSWER. */
void		 turn_exchange_late(struct turn *, const struct event *);
/* EVENT_OUTSIDE of the other side; is: "won"; text: its message. */
void		 turn_exchange_news(struct turn *, const struct event *);
/* Who has the shared case, as we call him; NULL: that is not told. */
const char	*turn_exchange_holds(const struct turn *);

/*
 * A live incident that concerns the case, or NULL: before a unit is spent for
 * it, somebody must know.
 */
const struct case_incident *turn_incident(const struct turn *);
/* What fills P1, in a sentence; "" if nothing does. */
const char	*turn_health_tell(const struct turn *);
/* Text of group `health` about one. */
const char	*turn_incident_say(const struct turn *, const char *key,
		    const struct case_incident *);

/* Whose clock begins with an escalation, and towards what. */
void		 turn_clock_escalated(struct turn *, const struct decision *);
/* TIMER_CLOCK: the steps that the clock has reached. */
void		 turn_clock_due(struct turn *, const struct event *);

/* The number of the case's tier. */
int		 turn_tier(const struct turn *);
/*
 * Gives the case another tier, if there is one and the customer's offer opens
 * it, and moves the ticket to its queue; a sentence about what came of it.
 */
const char	*turn_to_tier(struct turn *, const struct event *, int number);
/* A known agent moved the ticket: into a tier's queue, perhaps. */
void		 turn_to_queue(struct turn *, const struct event *);

/* turn_suspension.c */
void		 do_suspend(struct errand *);
void		 do_approve(struct errand *);
void		 do_restore(struct errand *);

/* A timer's event: nobody's. */
void		 turn_timer(struct turn *, const struct event *);

/* turn_ball.c: does the customer, or whoever else asks, say something? */
int		 turn_is_customers(const struct event *);
/* Who has the ball after it; then since when; then whatever else changed. */
void		 turn_pass_ball(struct turn *, const struct event *);
void		 turn_pass_case(struct turn *, const struct event *);
void		 turn_pass_now(struct turn *);

/* turn_charge.c */
void		 do_charge(struct errand *);
/* turn_terms.c: what the customer was shown, and the rest of it now. */
void		 do_terms(struct errand *);
/* The customer's terms and the case's charges, read by now; 0: they cannot. */
int		 turn_terms(struct errand *);
/* "2026-11-21 09:30 (Europe/Warsaw)" */
const char	*turn_time(const struct turn *, int64_t ms);
/* The day there; of now, so that what was added up for a day stays so. */
int64_t		 turn_day(const struct turn *);
/* Are those terms on their way to the customer? */
int		 turn_terms_come(const struct turn *);

/* Carries out a known agent's commands and answers them in one note. */
void		 turn_commands(struct turn *, const struct event *,
		    const struct author *, const struct commands *);

#endif
