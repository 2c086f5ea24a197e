/*
 * A policy from its folder or from its canonical form: tree, tables, checks,
 * hash. The same compiler reads both, so both have the same hash.
 */
#include "policy/policy.h"

#include "base/crypto.h"
#include "base/str.h"
#include "policy/table.h"

#include <string.h>

static enum err
compile(struct scope *sc, const struct node *root, const struct policy **ret)
{
	struct policy *p = scope_alloc(sc, sizeof(*p));
	char hex[SHA256_HEX];
	enum err e;

	if ((e = table_read(sc, root, p)) != E_OK)
		return e;
	if ((e = policy_check(sc, p)) != E_OK)
		return e;
	table_ready(sc, p);
	p->canonical = table_json(sc, p);
	crypto_sha256_hex(p->canonical, strlen(p->canonical), hex);
	p->hash = str_fmt(sc, "sha256:%s", hex);
	*ret = p;
	return E_OK;
}

enum err
policy_load(struct scope *sc, const char *dir, const struct policy **ret)
{
	const struct node *root;
	enum err e;

	e = node_from_file(sc, str_fmt(sc, "%s/policy.conf", dir), &root);
	return e == E_OK ? compile(sc, root, ret) : e;
}

enum err
policy_compile(struct scope *sc, const char *canonical,
    const struct policy **ret)
{
	const struct node *root;
	enum err e = node_from_json(sc, canonical, &root);

	return e == E_OK ? compile(sc, root, ret) : e;
}

const char *
policy_canonical(const struct policy *p)
{
	return p->canonical;
}

const char *
policy_hash(const struct policy *p)
{
	return p->hash;
}

const char *
policy_tier(const struct policy *p, int number)
{
	const struct tier *t = p->table[TABLE_TIERS].at;

	return number < 1 || number > p->table[TABLE_TIERS].n ? NULL :
	    t[number - 1].row.id;
}

static const struct tier *
tier_at(const struct policy *p, int number)
{
	return (const struct tier *)p->table[TABLE_TIERS].at + number - 1;
}

int
policy_tier_number(const struct policy *p, const char *id)
{
	for (int i = 1; i <= p->table[TABLE_TIERS].n; i++)
		if (str_same(tier_at(p, i)->row.id, id))
			return i;
	return 0;
}

int
policy_tier_by_queue(const struct policy *p, const char *queue)
{
	for (int i = 1; i <= p->table[TABLE_TIERS].n; i++)
		if (str_same(tier_at(p, i)->queue, queue))
			return i;
	return 0;
}

const char *
policy_tier_queue(const struct policy *p, int number)
{
	return tier_at(p, number)->queue;
}

int
policy_tier_opens(const struct policy *p, int number, const char *offer)
{
	const struct list *offers = &tier_at(p, number)->offers;
	const char *const *names = offers->at;

	for (int i = 0; i < offers->n; i++)
		if (str_same(names[i], offer))
			return 1;
	return offers->n == LIST_UNKNOWN;
}

int
policy_may_waive(const struct policy *p, const char *check, int roles)
{
	const struct check *c = p->table[TABLE_CHECKS].at;

	for (int i = 0; i < p->table[TABLE_CHECKS].n; i++)
		if (str_same(c[i].row.id, check))
			return roles != WORD_UNKNOWN &&
			    (c[i].waived_by & (uint32_t)roles) != 0;
	return 0;
}

int64_t
policy_max_age(const struct policy *p, const char *fact)
{
	const struct max_age *a = p->table[TABLE_MAX_AGE].at;

	for (int i = 0; i < p->table[TABLE_MAX_AGE].n; i++)
		if (str_same(a[i].fact, fact))
			return a[i].seconds;
	return -1;
}

const struct row *
row_at(const struct list *rows, size_t size, int n)
{
	return (const void *)((const char *)rows->at + size * (size_t)n);
}

const struct settings *
policy_settings(const struct policy *p)
{
	return p->table[TABLE_SETTINGS].at;
}

const void *
policy_match(const struct policy *p, enum table_id t, const struct view *v)
{
	for (int i = 0; i < p->table[t].n; i++) {
		const struct row *r = row_at(&p->table[t], tables[t].size, i);

		if (cell_match(r->cell, v))
			return r;
	}
	return NULL;
}

int64_t
policy_few_units(const struct policy *p)
{
	return policy_settings(p)->units;
}
