/*
 * What a customer has bought, as a suspension of it must know it: his
 * subscriptions, and of each active Azure plan how many Azure subscriptions
 * are active in it (DOMAIN 6.4, E21).
 */
#ifndef MICROSOFT_PARTNER_BOUGHT_H
#define MICROSOFT_PARTNER_BOUGHT_H

#include "microsoft/partner_read.h"

/*
 * A story (service.h) that only reads: all pages of his subscriptions, then of
 * what is in each plan. Where that may not be read, it is not told.
 */
enum err partner_bought_story(struct scope *, const struct service_task *,
	    struct service_step *ret) MUST_USE;
/* The answers of the told story. */
enum err partner_bought(struct scope *, const struct api_reply *got, int ngot,
	    struct partner_subscription **ret, int *ret_n) MUST_USE;

#endif
