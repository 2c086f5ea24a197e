/*
 * Answers that are kept for a while because they are the same for whoever
 * asks (api_call.keep_ms): Azure's services and problem classifications.
 */
#ifndef KEPT_H
#define KEPT_H

#include "microsoft/service.h"

struct kept;

struct kept	*kept_new(void);
void		 kept_free(struct kept **);
/* 1, and what was answered (in the scope), if it may still be given. */
int		 kept_find(struct kept *, struct scope *,
		    const struct api_call *, struct api_reply *ret);
/* A 200 to what says how long it may be kept; the oldest one makes room. */
void		 kept_add(struct kept *, const struct api_call *,
		    const struct api_reply *, int64_t now);

#endif
