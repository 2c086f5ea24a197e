/*
 * The facts that `cspdesk decide` reads (DESIGN 5). Everything may be
 * unknown but the time, the action, the kind of actor, and an entitlement's
 * id, vehicle and holder; unknown is WORD_UNKNOWN, COUNT_UNKNOWN,
 * DAY_UNKNOWN, NULL or LIST_UNKNOWN and never counts as yes.
 */
#ifndef POLICY_FACTS_H
#define POLICY_FACTS_H

#include "policy/member.h"

enum { FACTS_BYTES = 1024 * 1024, CHECKS = 10 };

struct facts_partner {
	int		 known;
	int		 type;			/* words_partner */
	int		 cloud;			/* words_cloud */
};

struct facts_request {
	int		 known;
	int		 action;		/* words_action */
	int		 actor_known;
	int		 actor;			/* words_actor */
	int		 roles;			/* bits of words_role */
	int		 via;			/* words_vehicle */
};

struct facts_issue {
	int		 known;
	int		 class;			/* words_class */
	int		 topic;			/* words_topic */
	int		 product;		/* words_product */
	int		 version;		/* words_version */
	int		 severity;		/* words_severity */
	int		 publisher;		/* words_publisher */
	int		 environment;		/* words_environment */
	const char	*category;
	const char	*language;
};

struct facts_gdap {
	int		 known;
	int		 auto_extend;		/* a flag */
	struct list	 roles;			/* texts, an open list */
	int64_t		 ends;			/* a day, which still counts */
};

struct facts_customer {
	int		 known;
	int		 provider_known;
	int		 provider_way;		/* words_way */
	int		 relationship;		/* flags: */
	int		 azure_rbac;
	int		 on_call;
	int		 direct_paid;
	const char	*tenant;
	const char	*provider;		/* its name */
	const char	*offer;
	struct facts_gdap gdap;
	int64_t		 overdue_step;
};

struct facts_checks {
	int		 known;
	int		 mark[CHECKS];		/* words_mark, P1 first */
};

struct entitlement {
	const char	*id;
	int		 vehicle;		/* words_vehicle */
	int		 plan;			/* words_plan */
	int		 holder;		/* words_holder */
	int		 fee;			/* words_fee */
	int64_t		 from, to;		/* days, both count */
	int64_t		 units_left;		/* COUNT_UNKNOWN: no counter */
};

struct facts {
	int64_t			 now;		/* milliseconds */
	struct facts_partner	 partner;
	struct facts_request	 request;
	struct facts_issue	 issue;
	struct facts_customer	 customer;
	struct facts_checks	 checks;
	struct list		 entitlements;	/* struct entitlement */
};

extern const struct member facts_members[];

/*
 * Exactly one JSON object by the rules of DESIGN 5. E_SHAPE or E_LIMIT with
 * one sentence that names the JSON path or the byte; `ret` is then unset.
 */
enum err facts_parse(struct scope *, const char *, size_t len,
	    struct facts *ret) MUST_USE;
/* The canonical form: same facts, same bytes; facts_parse() reads it back. */
const char *facts_json(struct scope *, const struct facts *);

#endif
