/* Names and words of the cells, and what it means that a row matches. */
#include "policy/cell.h"

#include "policy/words.h"

#include <stddef.h>
#include <string.h>

const struct cell_info cell_info[CELL__MAX] = {
	[CELL_ACTION] = { STAGE_FACTS, "action", words_action },
	[CELL_ACTOR] = { STAGE_FACTS, "actor", words_actor },
	[CELL_CLASS] = { STAGE_FACTS, "class", words_class },
	[CELL_PRODUCT] = { STAGE_FACTS, "product", words_product },
	[CELL_VERSION] = { STAGE_FACTS, "version", words_version },
	[CELL_TOPIC] = { STAGE_FACTS, "topic", words_topic },
	[CELL_PUBLISHER] = { STAGE_FACTS, "publisher", words_publisher },
	[CELL_ENVIRONMENT] = { STAGE_FACTS, "environment", words_environment },
	[CELL_TYPE] = { STAGE_FACTS, "type", words_partner },
	[CELL_CLOUD] = { STAGE_FACTS, "cloud", words_cloud },
	[CELL_PROVIDER] = { STAGE_FACTS, "provider", words_way },
	[CELL_RELATIONSHIP] = { STAGE_FACTS, "reseller_relationship",
	    words_flag },
	[CELL_DIRECT_PAID] = { STAGE_FACTS, "direct_paid_subscription",
	    words_flag },
	[CELL_GDAP] = { STAGE_FACTS, "gdap", words_flag },
	[CELL_GDAP_SUPPORT] = { STAGE_FACTS, "gdap_support_role", words_flag },
	[CELL_GDAP_SOON] = { STAGE_FACTS, "gdap_ends_soon", words_flag },
	[CELL_RBAC] = { STAGE_FACTS, "azure_rbac", words_flag },
	[CELL_ON_CALL] = { STAGE_FACTS, "on_call_24x7", words_flag },
	[CELL_OVERDUE] = { STAGE_FACTS, "overdue", words_flag },
	[CELL_ENGLISH] = { STAGE_FACTS, "english", words_flag },
	[CELL_ADVISORY] = { STAGE_FACTS, "via_advisory", words_flag },
	[CELL_GLOBAL_ADMIN] = { STAGE_FACTS, "global_admin", words_switch },
	[CELL_DYNAMICS_2021] = { STAGE_FACTS, "dynamics_2021", words_switch },
	[CELL_RESELLER_M365] = { STAGE_FACTS, "reseller_m365", words_switch },
	[CELL_LIMIT_DEBTORS] = { STAGE_FACTS, "limit_debtors", words_switch },
	[CELL_ENTRA_ROLE] = { STAGE_FACTS, "entra_role", words_switch },
	[CELL_MAY] = { STAGE_ROLES, "may", words_flag },
	[CELL_VEHICLE] = { STAGE_VEHICLE, "vehicle", words_vehicle },
	[CELL_HOLDER] = { STAGE_VEHICLE, "holder", words_holder },
	[CELL_PLAN] = { STAGE_VEHICLE, "plan", words_plan },
	[CELL_SEVERITY] = { STAGE_FACTS, "severity", words_severity },
	[CELL_ROUTE] = { STAGE_OUTCOME, "route", words_route },
	[CELL_OUTCOME] = { STAGE_OUTCOME, "outcome", words_outcome },
	[CELL_OFFERED] = { STAGE_OUTCOME, "language_offered", words_flag },
	[CELL_LOW_UNITS] = { STAGE_OUTCOME, "units_nearly_out", words_flag },
	[CELL_ENDS_SOON] = { STAGE_OUTCOME, "ends_soon", words_flag },
};

int
cell_named(const char *name)
{
	for (int c = 0; name != NULL && c < CELL__MAX; c++)
		if (strcmp(cell_info[c].name, name) == 0)
			return c;
	return CELL__MAX;
}

uint32_t
cell_bits(enum cell c)
{
	uint32_t bits = CELL_UNKNOWN;

	for (int i = 0; cell_info[c].words[i] != NULL; i++)
		bits |= UINT32_C(1) << i;
	return bits;
}

int
cell_accepts(uint32_t accepts, int word)
{
	return (accepts & (word == WORD_UNKNOWN ? CELL_UNKNOWN :
	    UINT32_C(1) << word)) != 0;
}

enum fit
cell_fit(const uint32_t *accepts, const struct view *v, enum cell *ret_cell)
{
	enum fit fit = FIT_YES;

	for (int c = 0; c < CELL__MAX; c++) {
		if (cell_accepts(accepts[c], v->at[c]))
			continue;
		if (v->at[c] != WORD_UNKNOWN) {
			*ret_cell = c;
			return FIT_NO;
		}
		if (fit == FIT_YES)
			*ret_cell = c;
		fit = FIT_UNKNOWN;
	}
	return fit;
}

int
cell_match(const uint32_t *accepts, const struct view *v)
{
	enum cell c;

	return cell_fit(accepts, v, &c) == FIT_YES;
}
