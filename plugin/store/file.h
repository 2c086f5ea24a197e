/*
 * Files of the ticket that an agent named: what is known of each, and where it
 * went (table case_file).
 *
 *	named -> file_due() -> file_claim() -> it is fetched -+-> read
 *	         (with an escalation: and sent to Microsoft)  +-> sent
 *	                                                      +-> failed
 *
 * What came of it has the ticket's lane run, as news from outside has; its
 * commit says so by file_told().
 */
#ifndef STORE_FILE_H
#define STORE_FILE_H

#include "policy/facts.h"
#include "store/db.h"

enum file_state { FILE_NAMED, FILE_READ, FILE_SENT, FILE_FAILED, FILE__MAX };
extern const char *const file_states[FILE__MAX + 1];

/* Bytes of the columns. */
enum { FILE_NAME_MOST = 255, FILE_TYPE_MOST = 127 };

struct case_file {
	int64_t		 case_id;
	const char	*id;		/* the desk's, see desk.h */
	const char	*name, *type;	/* type: NULL: not told */
	int64_t		 bytes;		/* -1: it was not read yet */
	const char	*digest;	/* SHA-256 in hex, or NULL */
	enum file_state	 state;
	const char	*why;		/* of FILE_FAILED, or NULL */
	int64_t		 agent, named_at;	/* ms */
	const char	*by;		/* his name; only read */
	int64_t		 escalation;	/* whose ticket gets it; 0: none */
	int64_t		 due_at;	/* ms; 0: not to be fetched */
	int		 failures, lasting;
	int		 is_told;
	const char	*desk, *ticket;	/* of the case; only of file_due() */
};

/* All of a case, in the order in which they were named. */
enum err file_list(struct scope *, struct db *, int64_t case_id,
	    struct list *ret) MUST_USE;
/* Inside a transaction: named, or to be sent; it begins anew. */
enum err file_put(struct scope *, struct db *, const struct case_file *)
	    MUST_USE;
/* Inside a transaction: those that no ticket at Microsoft is to get. */
enum err file_drop(struct scope *, struct db *, int64_t case_id) MUST_USE;

/* Those of a desk that are to be fetched by now, up to `most`. */
enum err file_due(struct scope *, struct db *, const char *desk, int most,
	    struct list *ret) MUST_USE;
/* Moves `due_at` on to `until`. E_GONE: somebody else was quicker. */
enum err file_claim(struct scope *, struct db *, struct case_file *,
	    int64_t until) MUST_USE;
/*
 * Inside a transaction: what came of a claimed one, to be fetched again at
 * `due_at` if that is not 0. Else the case's lane will run. What an agent has
 * named anew meanwhile stays as he named it.
 */
enum err file_learn(struct scope *, struct db *, const struct case_file *,
	    int64_t due_at) MUST_USE;
/* Inside a transaction: the case knows that state. E_SEEN: it did. */
enum err file_told(struct scope *, struct db *, int64_t case_id,
	    const char *id, const char *state) MUST_USE;

#endif
