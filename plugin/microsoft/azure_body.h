/*
 * What is written to a ticket of Azure's. E_SHAPE: something is missing that
 * Azure requires, or it is not what Azure takes; the sentence names it.
 */
#ifndef MICROSOFT_AZURE_BODY_H
#define MICROSOFT_AZURE_BODY_H

#include "microsoft/service.h"

/* A new ticket; ids of a service and of its problem classification. */
enum err azure_body_open(struct scope *, const struct service_task *,
	    const char *service, const char *problem, const char **ret)
	    MUST_USE;
/* A communication. */
enum err azure_body_say(struct scope *, const struct service_task *,
	    const char **ret) MUST_USE;
/* The severity and contact that the ticket has not; NULL: it has them. */
enum err azure_body_change(struct scope *, const struct service_task *,
	    const struct api_reply *ticket, const char **ret) MUST_USE;
const char *azure_body_close(struct scope *);
/* Asks whether a ticket's name is free. */
const char *azure_body_name(struct scope *, const char *name);

#endif
