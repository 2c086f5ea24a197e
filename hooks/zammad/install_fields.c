/*
 * Attributes of tickets: columns, made by a migration that Zammad carries out
 * when it is asked to.
 */
#include "install.h"

#include <string.h>

enum { LONGEST_NAME = 60, FIELD_LENGTH = 255 };

/* Has somebody ordered a change of it that was not carried out yet? */
static int
is_waiting(const struct cJSON *field)
{
	return json_true(field, "to_create") || json_true(field, "to_migrate")
	    || json_true(field, "to_delete") || json_true(field, "to_config");
}

const struct cJSON *
zammad_field(const struct site *s, const char *name)
{
	for (const struct cJSON *it = json_first(s->doc[FIELDS]); it != NULL;
	    it = json_next(it))
		if (str_same(json_text(it, "name"), name) &&
		    str_same(json_text(it, "object"), "Ticket"))
			return it;
	return NULL;
}

static const char *
new_field(const struct site *s, const char *name, const char *display)
{
	struct json_out out;

	json_begin(&out, s->sc, MAX_TEXT);
	json_open(&out, NULL, '{');
	json_put(&out, "object", "Ticket");
	json_put(&out, "name", name);
	json_put(&out, "display", display);
	json_put(&out, "data_type", "input");
	json_open(&out, "data_option", '{');
	json_put(&out, "type", "text");
	json_put_int(&out, "maxlength", FIELD_LENGTH);
	json_put_bool(&out, "null", 1);
	json_put(&out, "default", "");
	json_close(&out);
	json_put_bool(&out, "active", 1);
	/* Agents see it in a ticket; nobody fills it in for a new one. */
	json_put_raw(&out, "screens", "{\"create_middle\":{},\"edit\":{"
	    "\"ticket.agent\":{\"shown\":true,\"required\":false}}}");
	json_close(&out);
	return json_end(&out);
}

/* Zammad wants the whole attribute, even for one member of it. */
const char *
zammad_field_with(const struct site *s, const struct cJSON *have,
    const struct cJSON *over)
{
	static const char *const members[] = {
		"object", "name", "display", "data_type", "data_option",
		"active", "screens", "position"
	};
	struct json_out out;

	json_begin(&out, s->sc, MAX_TEXT);
	json_open(&out, NULL, '{');
	for (int i = 0; i < LEN(members); i++) {
		const struct cJSON *it = zammad_member(over, members[i]);

		if (it == NULL)
			it = zammad_member(have, members[i]);
		if (it != NULL)
			json_put_raw(&out, members[i], json_print(s->sc, it));
	}
	json_close(&out);
	return json_end(&out);
}

static enum err
field_fault(struct site *s, const char *display, const char *name,
    const struct cJSON *have)
{
	const char *type = have == NULL ? "input" : json_text(have,
	    "data_type");
	size_t n = strlen(name);

	if (*name < 'a' || *name > 'z' || n > LONGEST_NAME || (n > 3 &&
	    str_same(name + n - 3, "_id")) || (n > 4 &&
	    str_same(name + n - 4, "_ids")))
		return scope_fail(s->sc, E_SHAPE, "desks[].fields: \"%s\" "
		    "would be %s, which cannot be an attribute's name in "
		    "Zammad", display, name);
	if (!str_same(type, "input") && !str_same(type, "textarea"))
		return scope_fail(s->sc, E_SHAPE, "Zammad's attribute %s is "
		    "of type %s, cspdesk writes text: name another field in "
		    "desks[].fields", name, type);
	if (have != NULL && json_true(have, "to_delete"))
		return scope_fail(s->sc, E_SHAPE, "Zammad's attribute %s "
		    "waits to be deleted: let that be done, or take it back, "
		    "in System > Objects", name);
	return E_OK;
}

static enum err
settle_field(struct site *s, const char *display, int *ret_migrate)
{
	const char *name = zammad_attribute(s->sc, display);
	const struct cJSON *have = zammad_field(s, name), *on;
	struct desk_step step = { .former = { str_fmt(s->sc, "field %s", name),
	    NULL, 1 } };
	enum err e = field_fault(s, display, name, have);

	if (e != E_OK || (have != NULL && json_true(have, "active"))) {
		*ret_migrate |= e == E_OK && is_waiting(have);
		return e;
	}
	*ret_migrate = 1;
	step.says = str_fmt(s->sc, "field %s: %s", name, have == NULL ?
	    str_fmt(s->sc, "new, shown as \"%s\"", display) :
	    "active false -> true");
	if (have == NULL) {
		step.call = site_change_call(s, FIELDS, NULL, new_field(s, name,
		    display));
	} else if ((e = json_parse(s->sc, "{\"active\":true}", 15, 1, &on)) ==
	    E_OK) {
		step.former.was = "{\"active\":false}";
		step.call = site_change_call(s, FIELDS, zammad_id(s->sc, have,
		    "id"), zammad_field_with(s, have, on));
	}
	site_change(s, zammad_sources[FIELDS].right, step);
	return e;
}

static int
is_ours(const struct site *s, const char *name)
{
	const struct desk_conf *c = s->t->conf;

	for (int i = 0; i < c->nfields; i++)
		if (str_same(zammad_attribute(s->sc, c->fields[i]), name))
			return 1;
	for (int i = 0; i < s->t->nformer; i++)
		if (site_is_field(s->t->former[i].thing) &&
		    str_same(s->t->former[i].thing + 6, name))
			return 1;
	return 0;
}

/* Zammad carries out all or nothing: others' changes are not ours to make. */
enum err
site_migrate(struct site *s)
{
	struct desk_step step = { .says = "fields: the database of Zammad is "
	    "brought up to date; Zammad may ask for a restart" };

	for (const struct cJSON *it = json_first(s->doc[FIELDS]); it != NULL;
	    it = json_next(it))
		if (is_waiting(it) && !is_ours(s, json_text(it, "name")))
			return scope_fail(s->sc, E_SHAPE, "a change of "
			    "attribute %s waits in Zammad's System > Objects "
			    "and would be carried out too: update the "
			    "database or discard it there first",
			    json_text(it, "name"));
	step.call = site_ask(s, s->t->token, "POST",
	    "/object_manager_attributes_execute_migrations");
	step.call.body = "{}";
	site_change(s, zammad_sources[FIELDS].right, step);
	return E_OK;
}

enum err
site_fields(struct site *s)
{
	const struct desk_conf *c = s->t->conf;
	int must_migrate = 0;
	enum err e = E_OK;

	for (int i = 0; e == E_OK && i < c->nfields; i++)
		if (*c->fields[i] != '\0')
			e = settle_field(s, c->fields[i], &must_migrate);
	return e == E_OK && must_migrate ? site_migrate(s) : e;
}
