/*
 * The words that facts, policy rows and answers may use (DESIGN 5). Each list
 * ends with NULL; a fact holds the index, or WORD_UNKNOWN. The enums name
 * the few words that the engine itself must know; all others are only data.
 */
#ifndef POLICY_WORDS_H
#define POLICY_WORDS_H

enum { WORD_UNKNOWN = -1 };

/* Facts. */
extern const char *const words_class[];
extern const char *const words_topic[];
extern const char *const words_product[];
extern const char *const words_severity[];
extern const char *const words_version[];
extern const char *const words_publisher[];
extern const char *const words_environment[];
extern const char *const words_action[];
extern const char *const words_actor[];
extern const char *const words_role[];
extern const char *const words_partner[];
extern const char *const words_cloud[];
extern const char *const words_way[];		/* how a provider is reached */
extern const char *const words_mark[];		/* of a check */
extern const char *const words_vehicle[];
extern const char *const words_plan[];
extern const char *const words_subscription[];	/* how it was bought */
extern const char *const words_holder[];
extern const char *const words_fee[];

/* Who may have a case, in both its desks (sql: clock.holder). */
extern const char *const words_ball[];

/* Answers. */
extern const char *const words_outcome[];
extern const char *const words_route[];
extern const char *const words_channel[];
extern const char *const words_calendar[];
extern const char *const words_missing[];	/* facts that a decision asks */
extern const char *const words_check[];

/* Policy rows. */
extern const char *const words_flag[];
extern const char *const words_switch[];
extern const char *const words_then[];		/* what a rule does */
extern const char *const words_need[];		/* a right, see policy/view.h */
extern const char *const words_cost[];

enum { CHECK_HEALTH };		/* P1 */
enum { MARK_DONE, MARK_WAIVED };
enum { FLAG_NO, FLAG_YES };
enum { ACTION_ESCALATE, ACTION_HAND_OVER };
enum { WAY_EXCHANGE, WAY_EMAIL, WAY_PORTAL, WAY__MAX };
enum { PARTNER_DIRECT_BILL, PARTNER_PROVIDER, PARTNER_RESELLER };
enum { CLOUD_COMMERCIAL, CLOUD_US_GOVERNMENT, CLOUD_CHINA };
enum { SUBSCRIPTION_LEGACY, SUBSCRIPTION_NCE, SUBSCRIPTION_AZURE_PLAN };
enum { ENVIRONMENT_CUSTOMER, ENVIRONMENT_OWN };
enum { HOLDER_PARTNER, HOLDER_CUSTOMER };
enum { FEE_INCLUDED, FEE_PAID };
enum { OUTCOME_ALLOW, OUTCOME_ROUTE, OUTCOME_BLOCK, OUTCOME_DENY };
enum { ROUTE_MICROSOFT, ROUTE_PROVIDER, ROUTE_PARTNER,
    ROUTE_PRODUCT_PORTAL = 5 };
enum then { THEN_VEHICLE, THEN_ROUTE, THEN_BLOCK, THEN_DENY };
enum need {
	NEED_RELATIONSHIP, NEED_GDAP, NEED_GDAP_SUPPORT, NEED_RBAC,
	NEED_RBAC_OR_ENTRA, NEED__MAX
};
enum cost { COST_FREE, COST_UNIT, COST_PAID, COST__MAX };

/* The index of `word`, or WORD_UNKNOWN (also for NULL). */
int		 word_find(const char *const *list, const char *word);
/* The word at an index; NULL for WORD_UNKNOWN. */
const char	*word_at(const char *const *list, int index);
/* All words of a list as bits. */
int		 words_all(const char *const *list);

/*
 * Is it a question about a bill, as the partner can answer it from what he
 * knows himself?
 */
int		 word_is_billing(int class, int topic);
/*
 * Who publishes a product (words_publisher): the vocabulary's are Microsoft's,
 * but for "other", of which nobody knows.
 */
int		 word_publisher(int product);
/* Is a vehicle bought as one of words_plan? By its word. */
int		 word_has_plan(const char *vehicle);
/* Who has the case once it went a route: a word of table case's holder. */
const char	*word_holder(int route);

#endif
