/*
 * The exchange with a provider or a reseller (hooks/exchange/README.md is its
 * page): its messages, and the case as both sides have it. Pure.
 *
 * A case is a value that messages are put into: each in the order of its
 * side, the sides' in any. Whatever that order, both sides end equal.
 */
#ifndef EXCHANGE_H
#define EXCHANGE_H

#include "base/json.h"

#include <stdint.h>

enum { EXCHANGE_VERSION = 1, EXCHANGE_BYTES = 256 * 1024,
    EXCHANGE_ID = 36 + 1 + 8 + 1 + 10,
    EXCHANGE_LINE = 1000 };	/* bytes of a title, a name, a url */

enum exchange_side { SIDE_RESELLER, SIDE_PROVIDER, SIDE__MAX };
enum exchange_type {
	EXCHANGE_HELLO, EXCHANGE_OFFER, EXCHANGE_ACCEPT, EXCHANGE_DECLINE,
	EXCHANGE_MESSAGE, EXCHANGE_STATE, EXCHANGE_FILE, EXCHANGE_RETURN,
	EXCHANGE_WITHDRAW, EXCHANGE_RESOLVE, EXCHANGE_REOPEN, EXCHANGE__MAX
};
enum exchange_state {
	CASE_OFFERED, CASE_ACCEPTED, CASE_DECLINED, CASE_RETURNED,
	CASE_WITHDRAWN, CASE_RESOLVED, CASE__MAX
};
/* Who has the ball, as both sides call him. */
enum exchange_holder {
	BALL_CUSTOMER, BALL_RESELLER, BALL_PROVIDER, BALL_MICROSOFT,
	BALL_PUBLISHER, BALL__MAX
};
extern const char *const exchange_sides[SIDE__MAX + 1];
extern const char *const exchange_types[EXCHANGE__MAX + 1];
extern const char *const exchange_states[CASE__MAX + 1];
extern const char *const exchange_holders[BALL__MAX + 1];

struct exchange_message {
	enum exchange_type	 type;
	const char		*case_id;	/* UUID, small letters */
	enum exchange_side	 side;
	int64_t			 seq, turn;	/* from 1 */
	int64_t			 at;		/* ms */
	int			 holder;	/* WORD_UNKNOWN: not told */
	const char		*severity;	/* NULL: not told */
	const struct cJSON	*all;		/* with the type's members */
};

/*
 * What came, after its signature was proven. E_LIMIT: too long; E_SHAPE: no
 * JSON; E_DENIED: a version, a type or a member that the page does not have;
 * the sentence says which, and *ret_at is its JSON pointer.
 */
enum err	 exchange_parse(struct scope *, const char *body, size_t len,
		    struct exchange_message *ret, const char **ret_at)
		    MUST_USE;
/* A member of the type's own as text, "customer.tenant"; NULL: not told. */
const char	*exchange_text(const struct exchange_message *,
		    const char *path);

/* A member of the type's own: text, or JSON; both NULL: left out. */
struct exchange_part {
	const char	*name, *text, *json;
};
/* The same bytes whenever it is sent; the last part has no name. */
const char	*exchange_json(struct scope *, const struct exchange_message *,
		    const struct exchange_part *);
/* webhook-id: "CASE.SIDE.SEQ". */
const char	*exchange_id(struct scope *, const struct exchange_message *);

/* Small letters, as a case and a subscription are called. */
int		 exchange_is_uuid(const char *);

/*
 * A reseller asks its provider to suspend or to restore what a customer
 * bought, or takes that back; the provider's people decide, and answer.
 */
enum exchange_wish { WISH_SUSPEND, WISH_RESTORE, WISH_WITHDRAW, WISH__MAX };
extern const char *const exchange_wishes[WISH__MAX + 1];

struct exchange_request {
	enum exchange_wish	 kind;
	const char		*subscription;
	const char		*since;		/* day of the debt, or NULL */
	int			 step;		/* of the ladder; 0: not told */
};
struct exchange_answer {
	enum exchange_wish	 kind;
	const char		*subscription;
	int			 is_done;	/* else refused */
};
/* Does it carry one? */
int		 exchange_request(const struct exchange_message *,
		    struct exchange_request *ret);
int		 exchange_answer(const struct exchange_message *,
		    struct exchange_answer *ret);
/* Of members request and answer. */
const char	*exchange_request_json(struct scope *,
		    const struct exchange_request *);
const char	*exchange_answer_json(struct scope *,
		    const struct exchange_answer *);
/* For exchange_parse(): what is wrong with them, at which member; or NULL. */
const char	*exchange_request_fault(struct scope *,
		    const struct exchange_message *, const char **ret_at);

/* A value and the message that set it. */
struct exchange_value {
	int			 is;		/* WORD_UNKNOWN: not set */
	int64_t			 turn;
	enum exchange_side	 side;
};

/* The case as both sides have it. */
struct exchange_case {
	int64_t			 seq[SIDE__MAX]; /* the last one in it */
	int64_t			 turn;		/* the highest in it */
	struct exchange_value	 state, holder, severity;
};

void	exchange_case_init(struct exchange_case *);
/*
 * Puts a message in. E_SEEN: it is in. E_GONE: one of its side is missing
 * before it. E_DENIED: this side may not say that, or not first; nothing has
 * changed. *ret_won: it set the state, not only an older word of it.
 */
enum err exchange_put(struct scope *, struct exchange_case *,
	    const struct exchange_message *, int *ret_won) MUST_USE;
/* The next message of that side: its seq and turn. */
void	exchange_next(const struct exchange_case *, enum exchange_side,
	    struct exchange_message *);

#endif
