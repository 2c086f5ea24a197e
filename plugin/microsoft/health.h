/*
 * What Microsoft tells of its services' health in one tenant: incidents and
 * advisories that are not resolved (DOMAIN 8.1).
 *
 * Graph tells it of the customer's own tenant and needs ServiceHealth.Read.All
 * consented there; Partner Center tells what a partner's own tenant sees of
 * Office, and is asked where Graph is closed to us. Neither tells of Azure:
 * its Service Health is each subscription's own, and is not asked here.
 */
#ifndef MICROSOFT_HEALTH_H
#define MICROSOFT_HEALTH_H

#include "microsoft/service.h"

enum health_source { HEALTH_GRAPH, HEALTH_PARTNER_CENTER, HEALTH__MAX };

/* As tables and receipts have them: "graph", "partner-center-api". */
extern const char *const health_sources[HEALTH__MAX + 1];

/*
 * A story (service.h) that only reads what is not resolved, of the customer's
 * tenant at Graph; its outcome is what health_read() makes of the answers.
 */
extern service_story *const health_stories[HEALTH__MAX];
enum api	health_api(enum health_source);

/* Capped as the table is, and shown to people only through packet_calm(). */
struct incident {
	const char	*number;	/* "EX226792" */
	const char	*service;	/* theirs: "Exchange Online" */
	const char	*title;
	const char	*text;		/* its impact, or NULL */
	const char	*status;	/* their word, or NULL */
	int		 is_advisory;	/* what they do not call an incident */
	int		 is_resolved;
	int64_t		 started, modified, ended;	/* ms; 0: not told */
};

/*
 * All pages of a told story. What has no number, service or title is left
 * out, and so are messages that tell of no incident. E_SHAPE: no list, of
 * which nothing follows. E_LIMIT: more than anybody has.
 */
enum err health_read(struct scope *, const struct api_reply *got, int ngot,
	    struct incident **ret, int *ret_n) MUST_USE;

#endif
