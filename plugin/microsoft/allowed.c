/* Types of partners and clouds that an API is closed to (DOMAIN 3, 6.1, 9). */
#include "microsoft/allowed.h"

#include "policy/words.h"

const char *const service_refusals[] = {
	"type-unknown", "cloud-unknown", "reseller", "reseller-azure",
	"china", "china-azure", "other-account", NO_PORTAL, NULL
};

/* R1: no access to Partner Center's API. R2, E2: no Azure requests. */
static const char *const reseller[API__MAX] = {
	[API_PARTNER_CENTER] = "reseller", [API_ARM] = "reseller-azure"
};
/* 6.1; of Azure Support 8 names no plan that 21Vianet sells (N). */
static const char *const china[API__MAX] = {
	[API_PARTNER_CENTER] = "china", [API_ARM] = "china-azure"
};

const char *
facts_allowed(int partner, enum api api)
{
	if (partner == WORD_UNKNOWN)
		return "type-unknown";
	return partner == PARTNER_RESELLER ? reseller[api] : NULL;
}

const char *
service_allowed(int partner, int cloud, enum api api)
{
	const char *why = facts_allowed(partner, api);

	if (why != NULL)
		return why;
	if (cloud == WORD_UNKNOWN)
		return "cloud-unknown";
	return cloud == CLOUD_CHINA ? china[api] : NULL;
}
