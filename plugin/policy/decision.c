/* The decision as JSON: the shape and order of DESIGN 5, nothing else. */
#include "policy/decide.h"

#include "policy/words.h"

enum { DECISION_MAX = 4 * 1024 * 1024 };

static void
put_texts(struct json_out *o, const char *name, const struct list *list)
{
	const char *const *text = list->at;

	json_open(o, name, '[');
	for (int i = 0; i < list->n; i++)
		json_put(o, NULL, text[i]);
	json_close(o);
}

static void
put_response(struct json_out *o, const struct decision *d)
{
	if (!d->has_response) {
		json_put(o, "response", NULL);
		return;
	}
	json_open(o, "response", '{');
	if (d->minutes == COUNT_UNKNOWN)
		json_put(o, "target_minutes", NULL);
	else
		json_put_int(o, "target_minutes", d->minutes);
	json_put(o, "calendar", word_at(words_calendar, d->calendar));
	json_close(o);
}

static void
put_refused(struct json_out *o, const struct decision *d)
{
	const struct refused *r = d->refused.at;

	json_open(o, "refused", '[');
	for (int i = 0; i < d->refused.n; i++, r++) {
		json_open(o, NULL, '{');
		json_put(o, "vehicle", word_at(words_vehicle, r->vehicle));
		json_put(o, "entitlement", r->entitlement);
		json_put(o, "reason", r->reason);
		json_close(o);
	}
	json_close(o);
}

static void
put_nearest(struct json_out *o, const struct decision *d)
{
	json_open(o, "nearest", '[');
	for (int i = 0; i < d->nnearest; i++) {
		json_open(o, NULL, '{');
		json_put(o, "fact", d->nearest[i].fact);
		json_put_raw(o, "from", d->nearest[i].from);
		json_put_raw(o, "to", d->nearest[i].to);
		json_put(o, "outcome", word_at(words_outcome,
		    d->near_outcome));
		json_put(o, "vehicle", word_at(words_vehicle,
		    d->near_vehicle));
		json_close(o);
	}
	json_close(o);
}

const char *
decision_json(struct scope *sc, const struct decision *d)
{
	struct json_out o;

	json_begin(&o, sc, DECISION_MAX);
	json_open(&o, NULL, '{');
	json_put_int(&o, "schema", 1);
	json_put_int(&o, "engine", ENGINE);
	json_put(&o, "outcome", word_at(words_outcome, d->outcome));
	json_put(&o, "route", word_at(words_route, d->route));
	json_put(&o, "channel", word_at(words_channel, d->channel));
	json_put(&o, "vehicle", word_at(words_vehicle, d->vehicle));
	json_put(&o, "entitlement", d->entitlement);
	json_put(&o, "tier", d->tier);
	json_put(&o, "rule", d->rule);
	put_texts(&o, "missing", &d->missing);
	put_texts(&o, "warnings", &d->warnings);
	put_response(&o, d);
	put_refused(&o, d);
	put_nearest(&o, d);
	json_put(&o, "policy", d->policy);
	json_close(&o);
	return json_end(&o);
}
