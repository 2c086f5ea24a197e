/*
 * GET /metrics: Prometheus' text format, 0.0.4. What serve itself counted is
 * always there; of the database what can be read, and whether it can.
 */
#ifndef WEB_METRICS_H
#define WEB_METRICS_H

#include "web/routes.h"

/* Always E_OK: a part that cannot be read is left out. */
enum err metrics(struct scope *, const struct house *, const struct request *,
	    struct answer *ret) MUST_USE;

#endif
