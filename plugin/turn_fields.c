/* The desk's fields show the case; what others wrote there is put back. */
#include "turn_do.h"

#include "base/str.h"

static const char *
shown_field(const struct thread *th, const char *name, int *ret_is_there)
{
	*ret_is_there = 0;
	for (int i = 0; i < th->nfields; i++)
		if (str_same(th->fields[i].name, name)) {
			*ret_is_there = 1;
			return th->fields[i].value;
		}
	return NULL;
}

void
turn_fields(struct turn *t, const struct event *ev)
{
	const struct case_row *c = &t->state.row;
	const char *const want[DESK_FIELDS] = { c->class, c->product,
	    c->severity, c->tier, c->holder, c->vehicle, c->number };
	struct order o = { .kind = ORDER_SET };
	int there;

	o.fields = scope_alloc(t->sc, sizeof(*o.fields) * DESK_FIELDS);
	for (int i = 0; i < DESK_FIELDS; i++) {
		const char *is = shown_field(t->thread, t->desk->field[i],
		    &there);
		const char *to = want[i] == NULL ? "" : want[i];

		if (there && !str_same(to, is == NULL ? "" : is))
			o.fields[o.nfields++] = (struct desk_field){
			    t->desk->field[i], to };
	}
	if (o.nfields > 0)
		deed_order(t, ev, &o);
}
