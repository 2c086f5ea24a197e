/*
 * How long each kind of thing is kept, and what must fit together: a key that
 * refuses repeats must outlive every repeat that can still come.
 */
#ifndef CONFIG_RETENTION_H
#define CONFIG_RETENTION_H

#include "base/conf.h"

struct config;

/* Days; in dead_days, invoices_days and receipts_days 0 is for ever. */
struct retention_settings {
	int64_t	bodies_days, dedupe_days, payloads_days, jobs_days;
	int64_t	dead_days, cases_days, answered_days, receipts_days;
	int64_t	invoices_days;
	int64_t	every_secs, rows, share;
};

extern const struct setting retention_rows[];

/* After everything else was read. E_SHAPE: file:line and what to change. */
enum err retention_check(struct scope *, const struct config_setting_t *root,
	    const struct config *) MUST_USE;

#endif
