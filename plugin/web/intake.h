/*
 * The way in: request -> proof -> key -> one row. Several requests that
 * could be read together share one commit; each is answered after it.
 */
#ifndef WEB_INTAKE_H
#define WEB_INTAKE_H

#include "config.h"
#include "store/delivery.h"
#include "web/counts.h"
#include "web/request.h"

struct intake {
	struct scope		*sc;		/* the request's own */
	const struct request	*rq;
	struct delivery		 delivery;
	enum err		 e;		/* what to answer */
};

/* Whose hooks this path takes; NULL: no desk's. */
const struct desk_settings *intake_desk(const struct config *,
	    const char *path);

/*
 * Is a request worth its body? Asks what the path and the headers tell;
 * E_GONE, E_DENIED, E_SHAPE.
 */
enum err intake_admit(const struct config *, struct scope *,
	    const struct request *) MUST_USE;

/*
 * Proves and shapes `in->rq` for POST /hook/DESK. in->e is E_OK when
 * in->delivery is to be stored; nothing is stored yet.
 */
void	intake_shape(const struct config *, struct intake *in);

/*
 * Stores those of `in` that are E_OK, all in one transaction, and leaves the
 * outcome in each: E_OK committed, E_SEEN a repeat, E_BUSY or E_UNSURE try
 * again. What breaks the common transaction is stored by itself, so that one
 * cannot spoil the others.
 */
void	intake_store(struct db *, struct intake *in, int n);

/* How far a hook came, when its outcome is known. */
enum intake_stage { AT_THE_DOOR, PROVING, STORING };

/* What it counts as; the delivery may be NULL before STORING. */
enum count	intake_count(enum err, enum intake_stage,
		    const struct delivery *);

#endif
