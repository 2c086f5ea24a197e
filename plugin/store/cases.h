/*
 * A case: our view of one ticket, with a version that every settle asks for;
 * what has been seen of its thread; and the receipts of what was decided.
 */
#ifndef STORE_CASES_H
#define STORE_CASES_H

#include "store/db.h"

struct case_row {
	int64_t		 id;
	const char	*desk;
	int		 version;
	int64_t		 customer;	/* 0: unknown */
	const char	*language, *class, *topic, *product, *severity;
	int		 is_closed;
	const char	*advice;	/* digest of the last advice, or NULL */
	const char	*tier;		/* NULL: the first */
	const char	*holder;	/* who has the ball; never NULL */
	const char	*vehicle;	/* of the last escalation, or NULL */
	const char	*number;	/* Microsoft's, or NULL */
	int64_t		 floor;		/* events up to it were read; or 0 */
	int64_t		 read_to;	/* newest event read now; case_save() */
};

/* The ticket's case. E_GONE: there is none. */
enum err case_get(struct scope *, struct db *, const char *desk,
	    const char *ticket, struct case_row *ret) MUST_USE;
/* Inside a transaction: the ticket's case, made if there is none. */
enum err case_open(struct scope *, struct db *, const char *desk,
	    const char *ticket, struct case_row *ret) MUST_USE;
/*
 * Inside a transaction: writes it and counts the version up. E_BUSY: another
 * version is there by now; read and decide again.
 */
enum err case_save(struct scope *, struct db *, const struct case_row *)
	    MUST_USE;

/* Ids of the thread's events that have been seen, in the scope. */
enum err seen_list(struct scope *, struct db *, const char *desk,
	    const char *ticket, struct db_rows *ret) MUST_USE;
/* Inside a transaction. E_SEEN: it was there. */
enum err seen_add(struct scope *, struct db *, const char *desk,
	    const char *ticket, const char *message, int line) MUST_USE;

struct receipt {
	const char	*policy;	/* hash */
	const char	*facts, *decision;	/* canonical JSON */
	const char	*sources;	/* of the facts, JSON; NULL: not told */
	int64_t		 at;		/* ms; set by receipt_last() */
};

/*
 * Inside a transaction, before case_save(): belongs to the next version, of
 * which it is receipt number `place`.
 */
enum err receipt_add(struct scope *, struct db *, const struct case_row *,
	    int place, const struct receipt *) MUST_USE;
/* The newest of a ticket. E_GONE: nothing was decided. */
enum err receipt_last(struct scope *, struct db *, const char *desk,
	    const char *ticket, struct receipt *ret) MUST_USE;
/* Whether the ticket is closed now; no new version, no decision. */
enum err case_closed(struct scope *, struct db *, const char *desk,
	    const char *ticket, int is_closed) MUST_USE;
/* Keeps a policy by its hash; harmless when it is kept already. */
enum err policy_keep(struct scope *, struct db *, const char *hash,
	    const char *canonical) MUST_USE;

#endif
