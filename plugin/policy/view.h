/*
 * The situation that policy rows look at: the facts as cells, and what the
 * policy's settings make of them (a live GDAP right, a role that may). Total
 * and pure; unknown facts give unknown cells.
 *
 * Sources: rights DOMAIN 4.2, GDAP dates E17, overdue E19, language E15.
 */
#ifndef POLICY_VIEW_H
#define POLICY_VIEW_H

#include "policy/facts.h"
#include "policy/table.h"

/* Everything up to STAGE_ROLES; later cells are unknown. */
void	 view_facts(const struct policy *, const struct facts *,
	    struct view *ret);
/*
 * The cells in which a fact has a part, all facts below it included; but not
 * CELL_MAY by way of other cells. All bits: it has a part in everything.
 */
uint64_t view_cells(const struct member *);
/* Rights (bits of words_need) that are not there for sure: words_missing. */
uint32_t view_rights(const struct policy *, const struct facts *,
	    const struct view *, uint32_t needs);
/* Facts (a set of cells) that are unknown: words_missing. */
uint32_t view_unknown(const struct view *, uint64_t cells);
/* Bit of a cell's name in words_missing, or 0. */
uint32_t view_missing(enum cell);
/* Is the tag's language ("de" of "de-AT") in the list? NULL is English. */
int	 view_speaks(const char *tag, const struct list *tags);

#endif
