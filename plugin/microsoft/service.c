#include "microsoft/service.h"

#include "base/str.h"

static const struct service *const services[] = {
	&service_azure, &service_partner_center,
	NULL
};

const struct service *
service_find(const char *channel)
{
	for (int i = 0; services[i] != NULL; i++)
		if (str_same(services[i]->channel, channel))
			return services[i];
	return NULL;
}
