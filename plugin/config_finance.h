/*
 * Where the partner's own people are warned that an invoice of Microsoft's
 * must be paid, and how those are learned.
 */
#ifndef CONFIG_FINANCE_H
#define CONFIG_FINANCE_H

#include "base/conf.h"
#include "billing/due_rule.h"

struct config;

struct finance_settings {
	const char	*desk, *queue;	/* "": nobody is warned */
	const char	*warn_days;
	int64_t		 poll_hours;	/* 0: never */
	struct due_rule	 rule;
};

extern const struct setting finance_rows[];

/* After the desks. E_SHAPE: file:line, and what to set. */
enum err finance_load(struct scope *, const struct config_setting_t *root,
	    struct config *) MUST_USE;

#endif
