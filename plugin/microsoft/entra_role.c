/*
 * The roles that conf/policy/settings.conf names, and those that partners ask
 * for most, by Microsoft's list of built-in roles. Ids are the same in every
 * cloud.
 */
#include "microsoft/entra_role.h"

#include "base/err.h"

#include <stddef.h>
#include <strings.h>

static const struct {
	const char	*id, *name;
} roles[] = {
	{ "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3",
	    "application_administrator" },
	{ "c4e39bd9-1100-46d3-8c65-fb160da0071f",
	    "authentication_administrator" },
	{ "b0f54661-2d74-4c50-afa3-1ec803f12efe", "billing_administrator" },
	{ "158c047a-c907-4556-b7ef-446551a6b5f7",
	    "cloud_application_administrator" },
	{ "7698a772-787b-4ac8-901f-60d6b08affd2",
	    "cloud_device_administrator" },
	{ "17315797-102d-40b4-93e0-432062caca18", "compliance_administrator" },
	{ "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9",
	    "conditional_access_administrator" },
	{ "88d8e3e3-8f55-4a1e-953a-9b9898b8876b", "directory_readers" },
	{ "9360feb5-f418-4baa-8175-e2a00bac4301", "directory_writers" },
	{ "8329153b-31d0-4727-b945-745eb3bc5f31",
	    "domain_name_administrator" },
	{ "44367163-eba1-44c3-98af-f5787879f96a",
	    "dynamics_365_administrator" },
	{ "29232cdf-9323-42fd-ade2-1d097af3e4de", "exchange_administrator" },
	{ "a9ea8996-122f-4c74-9520-8edcd192826c", "fabric_administrator" },
	{ "62e90394-69f5-4237-9190-012177145e10", "global_administrator" },
	{ "f2ef992c-3afb-46b9-b7cf-a126ee74c451", "global_reader" },
	{ "fdd7a751-b60b-444a-984c-02652fe8fa1c", "groups_administrator" },
	{ "729827e3-9c14-49f7-bb1b-9608f156bbb8", "helpdesk_administrator" },
	{ "3a2c62db-5318-420d-8d74-23affee5d9d5", "intune_administrator" },
	{ "4d6ac14f-3453-41d0-bef9-a3e0c569773a", "license_administrator" },
	{ "790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b", "message_center_reader" },
	{ "2b745bdf-0803-4d80-aa65-822c4493daac",
	    "office_apps_administrator" },
	{ "966707d0-3269-4727-9be2-8c3a10f19b9d", "password_administrator" },
	{ "11648597-926c-4cf3-9c36-bcebb0ba8dcc",
	    "power_platform_administrator" },
	{ "7be44c8a-adaf-4e2a-84d6-ab2649e08a13",
	    "privileged_authentication_administrator" },
	{ "e8611ab8-c189-46e8-94e1-60213ab1f814",
	    "privileged_role_administrator" },
	{ "4a5d8f65-41da-4de4-8968-e035b65339cf", "reports_reader" },
	{ "194ae4cb-b126-40b2-bd5b-6091b380977d", "security_administrator" },
	{ "5d6b6bb7-de71-4623-b4af-96380a352509", "security_reader" },
	{ "f023fd81-a637-4b56-95fd-791ac0226033",
	    "service_support_administrator" },
	{ "f28a1f50-f6e7-4571-818b-6a12f2af6b6c",
	    "sharepoint_administrator" },
	{ "69091246-20e8-4a56-aa4d-066075b2a7a8", "teams_administrator" },
	{ "fe930be7-5e62-47db-91af-98c3a49a38b1", "user_administrator" },
};

const char *
entra_role(const char *id)
{
	for (int i = 0; i < LEN(roles); i++)
		if (strcasecmp(roles[i].id, id) == 0)
			return roles[i].name;
	return NULL;
}
