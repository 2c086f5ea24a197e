/*
 * Service health as conversations: a service whose only story, read, asks the
 * source that `service` names and tells the incidents in the title.
 */
#ifndef TESTS_UNIT_TALK_HEALTH_H
#define TESTS_UNIT_TALK_HEALTH_H

#include "talk_lists.h"

#include "base/clock.h"
#include "microsoft/health.h"

static inline const char *
talk_when(struct scope *s, int64_t at)
{
	char text[CLOCK_TEXT];

	if (at == 0)
		return "-";
	clock_text(at, text);
	return str_dup(s, text);
}

static inline enum err
talk_incidents(struct scope *s, const struct service_task *t,
    struct service_step *ret)
{
	struct incident *in;
	struct buf b;
	int n = 0;
	enum err e = health_read(s, t->got, t->ngot, &in, &n);

	buf_init(&b, s, 1 << 16);
	for (int i = 0; e == E_OK && i < n; i++)
		buf_fmt(&b, "\n%s %s, %s: %s (%s; %s), from %s to %s, changed "
		    "%s, %s", in[i].number, in[i].is_advisory ? "advisory" :
		    "incident", in[i].service, in[i].title,
		    talk_dash(in[i].text), talk_dash(in[i].status),
		    talk_when(s, in[i].started), talk_when(s, in[i].ended),
		    talk_when(s, in[i].modified),
		    in[i].is_resolved ? "resolved" : "live");
	ret->found.title = b.at;
	return e;
}

static inline enum err
talk_health_read(struct scope *s, const struct service_task *t,
    struct service_step *ret)
{
	enum health_source source = str_same(t->service, "graph") ?
	    HEALTH_GRAPH : HEALTH_PARTNER_CENTER;
	enum err e = health_stories[source](s, t, ret);

	if (e != E_OK || ret->call.method != NULL)
		return e;
	return talk_incidents(s, t, ret);
}

static const struct service talk_health = { .read = talk_health_read };

#endif
