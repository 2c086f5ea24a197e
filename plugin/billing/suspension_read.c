/* Loads the rows of suspension.conf. */
#include "billing/suspension_in.h"

#include "base/conf.h"
#include "base/str.h"
#include "policy/words.h"

#include <stddef.h>

#define AT(member)	offsetof(struct suspension_policy, member)

static const struct number {
	const char	*name;
	size_t		 at;
	int64_t		 least, most;
} numbers[] = {
	{ "approve_hours", AT(approve_hours), 1, 720 },
	{ "facts_hours", AT(facts_hours), 1, 8760 },
	{ "pending_hours", AT(pending_hours), 0, 720 },
	{ "legacy_deleted_days", AT(deleted_days), 1, 1000 },
	{ "legacy_deleted_days_china", AT(deleted_days_china), 1, 1000 },
	{ "nce_expired_days", AT(expired_days), 0, 1000 },
	{ "nce_disabled_days", AT(disabled_days), 0, 1000 },
};

static enum err
read_numbers(struct scope *sc, const struct config_setting_t *group,
    struct suspension_policy *p)
{
	for (int i = 0; i < LEN(numbers); i++) {
		const struct number *n = &numbers[i];
		const struct config_setting_t *at = conf_at(group, n->name);
		int64_t *to = (int64_t *)((char *)p + n->at);

		if (!conf_int(at, to) || *to < n->least || *to > n->most)
			return conf_bad(sc, at == NULL ? group : at, "needs "
			    "%s = %lld to %lld", n->name, (long long)n->least,
			    (long long)n->most);
	}
	return E_OK;
}

static enum err
read_roles(struct scope *sc, const struct config_setting_t *group,
    struct suspension_policy *p)
{
	const struct config_setting_t *all = conf_at(group, "roles"), *n;

	if (all == NULL || !conf_is_list(all))
		return conf_bad(sc, group, "needs roles = [ .. ]");
	for (int i = 0; (n = conf_nth(all, i)) != NULL; i++) {
		int role = word_find(words_role, conf_text(n));

		if (role == WORD_UNKNOWN)
			return conf_bad(sc, n, "\"%s\" is no role of Partner "
			    "Center", conf_text(n) == NULL ? "" :
			    conf_text(n));
		p->roles |= 1 << role;
	}
	n = conf_at(group, "roles_unknown");
	if (!conf_bool(n, &p->roles_unknown))
		return conf_bad(sc, n == NULL ? group : n, "needs "
		    "roles_unknown = true or false");
	if (p->roles == 0 && !p->roles_unknown)
		return conf_bad(sc, all, "has no role, so nobody could ever "
		    "ask");
	return E_OK;
}

enum err
suspension_policy_load(struct scope *sc, const char *dir,
    const struct suspension_policy **ret)
{
	static const char *const top[] = { "suspension", NULL };
	static const char *const known[] = { "approve_hours", "facts_hours",
	    "pending_hours", "legacy_deleted_days", "legacy_deleted_days_china",
	    "nce_expired_days", "nce_disabled_days", "roles", "roles_unknown",
	    NULL };
	struct suspension_policy *p = scope_alloc(sc, sizeof(*p));
	const struct config_setting_t *root, *group;
	enum err e;

	if ((e = conf_read(sc, str_fmt(sc, "%s/suspension.conf", dir), &root))
	    != E_OK || (e = conf_known(sc, root, top)) != E_OK)
		return e;
	group = conf_at(root, "suspension");
	if (group == NULL || !conf_is_group(group))
		return conf_bad(sc, root, "needs suspension = { .. }");
	if ((e = conf_known(sc, group, known)) != E_OK ||
	    (e = read_numbers(sc, group, p)) != E_OK ||
	    (e = read_roles(sc, group, p)) != E_OK)
		return e;
	*ret = p;
	return E_OK;
}
