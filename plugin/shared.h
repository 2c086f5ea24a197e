/*
 * The part of a turn that another desk shares: the case as both sides have
 * it, and what a reseller's offer says of ours (store/exchange.h).
 */
#ifndef SHARED_H
#define SHARED_H

#include "settle.h"

/*
 * Inside a transaction, after state_read(): fills in what is shared of the
 * case, and its peer. What no agent of ours told is as the reseller told it.
 */
enum err shared_read(struct scope *, struct db *, const struct settle *,
	    struct turn *) MUST_USE;
/* A turn's find_peer(); its arg is the database. NULL: nobody does today. */
enum err shared_peer(struct turn *, const char *provider,
	    const struct peer **ret) MUST_USE;
/* Inside a transaction: what the turn made of it. E_BUSY: decide again. */
enum err shared_write(struct scope *, struct db *, const struct turn *)
	    MUST_USE;

#endif
