/*
 * Who somebody is. Zammad tells the roles of a user by number, and of a role
 * its name, its groups and the numbers of its permissions, but to us it never
 * says which number is the permission ticket.agent. So an agent is who has
 *
 *  - a role called "Agent", the one that Zammad brings along, or
 *  - a role that gives groups: Zammad takes the groups from a role without
 *    ticket.agent (app/models/role.rb), or
 *  - groups of his own, and a role that strangers do not get when they sign
 *    up: those never hold ticket.agent.
 *
 * Whoever has a role that we are not shown is unknown, and commands nothing.
 */
#include "zammad.h"

#include "base/str.h"

static const struct cJSON *
asset(const struct zammad_book *b, const char *what, const char *id)
{
	const char *path = str_fmt(b->sc, "assets.%s.%s", what, id);
	const struct cJSON *j = json_at(b->all, path);

	return j == NULL ? json_at(b->history, path) : j;
}

/* {"3": ["full"]}, or of old versions [3]. */
static int
has_groups(const struct cJSON *j)
{
	return json_first(json_at(j, "group_ids")) != NULL;
}

static int
says_no(const struct cJSON *j, const char *name)
{
	const struct cJSON *it = json_at(j, name);

	return it != NULL && json_kind(it) == JSON_FLAG && !json_true(it, "");
}

/* Does this role make its owner an agent? */
static int
is_agents(struct scope *sc, const struct cJSON *role,
    const struct cJSON *user)
{
	const char *name = json_text(role, "name");

	if (says_no(role, "active"))
		return 0;
	if (name != NULL && str_same(str_lower(sc, name), "agent"))
		return 1;
	return has_groups(role) ||
	    (has_groups(user) && says_no(role, "default_at_signup"));
}

static enum author_kind
by_roles(const struct zammad_book *b, const struct cJSON *user)
{
	const struct cJSON *roles = json_at(user, "role_ids");
	enum author_kind kind = AUTHOR_CUSTOMER;

	if (roles == NULL || !json_is_array(roles))
		return AUTHOR_UNKNOWN;
	for (const struct cJSON *it = json_first(roles); it != NULL;
	    it = json_next(it)) {
		const char *id = zammad_id(b->sc, it, "");
		const struct cJSON *role = id == NULL ? NULL :
		    asset(b, "Role", id);

		if (role == NULL)
			kind = AUTHOR_UNKNOWN;
		else if (is_agents(b->sc, role, user))
			return AUTHOR_AGENT;
	}
	return kind;
}

/* Zammad keeps logins and addresses in lower case. */
static int
is_us(const struct zammad_book *b, const struct cJSON *user)
{
	const char *us = str_lower(b->sc, b->conf->user);

	return str_same(json_text(user, "login"), us) ||
	    str_same(json_text(user, "email"), us);
}

enum author_kind
zammad_author(const struct zammad_book *b, const char *id)
{
	const struct cJSON *user;

	if (id == NULL)
		return AUTHOR_UNKNOWN;
	if (str_same(id, "1"))
		return AUTHOR_SYSTEM;
	if ((user = asset(b, "User", id)) == NULL)
		return AUTHOR_UNKNOWN;
	return is_us(b, user) ? AUTHOR_SELF : by_roles(b, user);
}

static const char *
full_name(struct scope *sc, const struct cJSON *user)
{
	const char *first = zammad_text(sc, user, "firstname");
	const char *last = zammad_text(sc, user, "lastname");

	if (first == NULL || last == NULL)
		return first == NULL ? last : first;
	return str_fmt(sc, "%s %s", first, last);
}

struct person
zammad_person(const struct zammad_book *b, const char *id)
{
	const struct cJSON *user = id == NULL ? NULL : asset(b, "User", id);

	return (struct person){ .id = id,
	    .login = zammad_text(b->sc, user, "login"),
	    .email = zammad_text(b->sc, user, "email"),
	    .name = full_name(b->sc, user),
	    .language = zammad_text(b->sc, user, "preferences.locale"),
	    .is_outside = zammad_author(b, id) == AUTHOR_CUSTOMER };
}
