/* The table of clouds. */
#include "microsoft/cloud.h"

#include "policy/words.h"

const char *const api_names[API__MAX + 1] = {
	[API_ARM] = "arm", [API_PARTNER_CENTER] = "partner_center",
	[API_GRAPH] = "graph"
};

/* All DOMAIN 6.1. The US Government has the commercial Partner Center. */
#define PARTNER_CENTER		"https://api.partnercenter.microsoft.com"
#define PARTNER_CENTER_CHINA \
	"https://partner.partnercenterapi.microsoftonline.cn"

static const struct cloud clouds[] = {
	[CLOUD_COMMERCIAL] = { "https://login.microsoftonline.com",
	    { "https://management.azure.com", PARTNER_CENTER,
	    "https://graph.microsoft.com" },
	    { "https://management.azure.com", PARTNER_CENTER,
	    "https://graph.microsoft.com" } },
	[CLOUD_US_GOVERNMENT] = { "https://login.microsoftonline.us",
	    { "https://management.usgovcloudapi.net", PARTNER_CENTER,
	    "https://graph.microsoft.us" },
	    { "https://management.usgovcloudapi.net", PARTNER_CENTER,
	    "https://graph.microsoft.us" } },
	[CLOUD_CHINA] = { "https://login.partner.microsoftonline.cn",
	    { "https://management.chinacloudapi.cn", PARTNER_CENTER_CHINA,
	    "https://microsoftgraph.chinacloudapi.cn" },
	    { "https://management.chinacloudapi.cn", PARTNER_CENTER_CHINA,
	    "https://microsoftgraph.chinacloudapi.cn" } },
};

const struct cloud *
cloud_at(int cloud)
{
	if (cloud < 0 || cloud >= LEN(clouds))
		BUG("no cloud %d", cloud);
	return &clouds[cloud];
}
