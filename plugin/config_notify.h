/*
 * Who may tell us what changed in Partner Center, and how much of it we keep
 * before it is proven.
 */
#ifndef CONFIG_NOTIFY_H
#define CONFIG_NOTIFY_H

#include "base/conf.h"

struct config;

struct notify_settings {
	int		 accept;
	const char	*certificate_host, *certificate_path;
	const char	*subject, *issuer, *issuer_hosts;
	const char	*ca_file;	/* "": the system's */
	int64_t		 timeout_secs, recheck_secs;
	int64_t		 max_body, max_unproven, unproven_secs;
	int64_t		 max_age_days, audit_secs;
};

/* The path at which Partner Center reaches us; no desk has its name. */
#define NOTIFY_NAME	"partner-center"
#define NOTIFY_PATH	"/hook/" NOTIFY_NAME

extern const struct setting notify_rows[];

/* After everything else was read. E_SHAPE: file:line and what to change. */
enum err notify_check(struct scope *, const struct config_setting_t *root,
	    const struct config *) MUST_USE;

#endif
