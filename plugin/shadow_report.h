/*
 * What `cspdesk shadow` prints, in words or as JSON: tickets with another
 * outcome, those that lack a fact, and how many of each.
 */
#ifndef SHADOW_REPORT_H
#define SHADOW_REPORT_H

#include "shadow.h"

struct shadow_report;

enum err shadow_report_begin(struct scope *, int json,
	    struct shadow_report **ret) MUST_USE;
/* shadow.tell, with the report as its argument. */
void	 shadow_report_ticket(void *report, const struct shadow_ticket *);
/* The rest, once the shadow has run. Would anything change? */
int	 shadow_report_end(struct shadow_report *, const struct shadow *);

#endif
