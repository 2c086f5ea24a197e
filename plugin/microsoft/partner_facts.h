/* What Microsoft knows of one customer, as the facts of his cases need it. */
#ifndef MICROSOFT_PARTNER_FACTS_H
#define MICROSOFT_PARTNER_FACTS_H

#include "microsoft/partner_read.h"

/*
 * A story (service.h) that only reads: the customer at Partner Center, then
 * the relationships at Graph. Its outcome is what partner_facts() makes of
 * the answers. Without the right to read GDAP it ends well all the same.
 */
enum err partner_facts_story(struct scope *, const struct service_task *,
	    struct service_step *ret) MUST_USE;

struct partner_facts {
	/* "yes", "no": is he our customer? NULL: not told. */
	const char	*relationship;
	int		 has_gdap;	/* 0: Graph did not tell */
	struct partner_gdap gdap;
};

/* `tenant` and the answers are the told story's. */
enum err partner_facts(struct scope *, const char *tenant,
	    const struct api_reply *got, int ngot, struct partner_facts *ret)
	    MUST_USE;

#endif
