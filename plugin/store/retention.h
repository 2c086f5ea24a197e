/*
 * What goes with time (conf: retention): a table of rules, each a setting and
 * statements of sql/statements.sql. Every step is one short transaction, can
 * be repeated, and needs no memory of the one before: whoever is killed in
 * the middle has only done less.
 *
 *	dedupe keys, with the last of a ticket its idle lane; earlier bodies
 *	jobs, earlier their payloads; dead letters of both kinds
 *	message_seen and held_back of closed cases: the case keeps a floor;
 *	and what a reseller offered of them
 *	digests of answered senders; incidents that nobody tells of any more
 *
 * Never here: cases and escalations (they hold the floor and are proof),
 * terms_shown, and what has not been carried out yet. Receipts, policies that
 * no receipt names, and charges only go by receipts_go(), which needs the
 * admin's account: that of serve and work may not delete them.
 */
#ifndef STORE_RETENTION_H
#define STORE_RETENTION_H

#include "config.h"
#include "store/db.h"

enum { RETENTION_RULES = 14 };

struct retention_due {
	const char	*what;		/* "bodies" */
	int64_t		 days;		/* 0: kept for ever */
	int64_t		 rows;
	int64_t		 oldest;	/* ms, 0 if there is none */
};

/* What rule `i` would delete now. */
enum err retention_due(struct scope *, struct db *,
	    const struct retention_settings *, int i,
	    struct retention_due *ret) MUST_USE;

struct retention_done {
	const char	*what;
	int64_t		 rows;		/* that this step deleted or emptied */
	int		 more;		/* there may be more of them */
};

/*
 * One step of rule `i`, one transaction, about `rows` of the settings; a case
 * goes with all of its messages.
 */
enum err retention_step(struct scope *, struct db *,
	    const struct retention_settings *, int i,
	    struct retention_done *ret) MUST_USE;

/*
 * Takes the turn to delete and moves the next one on to `until` (ms), so
 * that one worker at a time deletes. E_GONE: not due, or another has it.
 */
enum err retention_claim(struct scope *, struct db *, int64_t until) MUST_USE;
/* Whoever has or wants the turn waits until then. */
enum err retention_rest(struct scope *, struct db *, int64_t until) MUST_USE;

/*
 * Receipts of cases that are closed, unchanged and without an open escalation
 * for receipts_days, then policies; then charges, with all of their case
 * together. With the admin's account only; with `dry_run` counts. `ret` has
 * RETENTION_PROOF: receipts, policies, charges.
 */
enum { RETENTION_PROOF = 3 };
enum err receipts_go(struct scope *, struct db *,
	    const struct retention_settings *, int dry_run,
	    struct retention_due *ret) MUST_USE;

#endif
