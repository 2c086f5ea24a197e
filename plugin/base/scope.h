/*
 * A scope lives exactly as long as one request, one task or one command, and
 * owns everything made for it. Nothing in a scope is freed by hand.
 *
 * Allocation cannot fail: what a stranger can make large is capped at the
 * door, so "out of memory" is the machine's condition and the process dies.
 * That is safe, because nothing is acknowledged before its commit and every
 * lease expires.
 */
#ifndef BASE_SCOPE_H
#define BASE_SCOPE_H

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct scope {
	struct block	*blocks;	/* memory */
	struct closer	*closers;	/* foreign handles, last in first out */
	int64_t		 now;		/* ms since 1970 UTC, read once */
	char		 id[33];	/* request id or random, for logs */
	char		 why[512];	/* set with every outcome but E_OK */
};

/* Starts a scope at time `now` (ms) with a random id. */
void	 scope_begin(struct scope *, int64_t now);
/* Closes what is owned, frees all memory. Harmless on an ended scope. */
void	 scope_end(struct scope *);
/* `size` zeroed bytes, aligned for anything, never NULL. */
void	*scope_alloc(struct scope *, size_t size);
/* The same for what outlives every scope: the caller frees it. */
void	*scope_unowned(size_t size);
/* Calls close(handle) at the end of the scope, last handle first. */
void	 scope_own(struct scope *, void (*close)(void *), void *handle);
/* Writes the sentence for the operator and returns `e`. */
enum err scope_fail(struct scope *, enum err e, const char *, ...)
	    PRINTF(3, 4);

#endif
