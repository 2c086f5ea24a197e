/* From facts to cells. What is not known for sure stays unknown. */
#include "policy/view.h"

#include "base/str.h"
#include "policy/date.h"

#include <string.h>
#include <strings.h>

static const struct { enum cell cell; size_t offset; } plain[] = {
	{ CELL_ACTION,		offsetof(struct facts, request.action) },
	{ CELL_ACTOR,		offsetof(struct facts, request.actor) },
	{ CELL_CLASS,		offsetof(struct facts, issue.class) },
	{ CELL_TOPIC,		offsetof(struct facts, issue.topic) },
	{ CELL_PRODUCT,		offsetof(struct facts, issue.product) },
	{ CELL_VERSION,		offsetof(struct facts, issue.version) },
	{ CELL_SEVERITY,	offsetof(struct facts, issue.severity) },
	{ CELL_PUBLISHER,	offsetof(struct facts, issue.publisher) },
	{ CELL_ENVIRONMENT,	offsetof(struct facts, issue.environment) },
	{ CELL_TYPE,		offsetof(struct facts, partner.type) },
	{ CELL_CLOUD,		offsetof(struct facts, partner.cloud) },
	{ CELL_PROVIDER,	offsetof(struct facts, customer.provider_way) },
	{ CELL_RELATIONSHIP,	offsetof(struct facts, customer.relationship) },
	{ CELL_DIRECT_PAID,	offsetof(struct facts, customer.direct_paid) },
	{ CELL_RBAC,		offsetof(struct facts, customer.azure_rbac) },
	{ CELL_ON_CALL,		offsetof(struct facts, customer.on_call) },
};

static int
flag(int yes)
{
	return yes ? FLAG_YES : FLAG_NO;
}

static int
share(const struct list *a, const struct list *b)
{
	const char *const *x = a->at, *const *y = b->at;

	for (int i = 0; i < a->n; i++)
		for (int k = 0; k < b->n; k++)
			if (strcmp(x[i], y[k]) == 0)
				return 1;
	return 0;
}

/* GDAP is live with a role and until its last day (DESIGN 5). */
static int
gdap_live(const struct facts *f)
{
	const struct facts_gdap *g = &f->customer.gdap;

	if (g->roles.n == 0 ||
	    (g->ends != DAY_UNKNOWN && g->ends < date_of(f->now)))
		return FLAG_NO;
	return g->roles.n == LIST_UNKNOWN || g->ends == DAY_UNKNOWN ?
	    WORD_UNKNOWN : FLAG_YES;
}

static int
gdap_with(const struct facts *f, const struct list *roles)
{
	int live = gdap_live(f);

	return live == FLAG_YES ? flag(share(&f->customer.gdap.roles, roles)) :
	    live;
}

/* E17: unless it is known to be extended by itself. */
static int
gdap_soon(const struct settings *s, const struct facts *f)
{
	const struct facts_gdap *g = &f->customer.gdap;

	if (gdap_live(f) != FLAG_YES)
		return gdap_live(f);
	return flag(g->auto_extend != FLAG_YES &&
	    g->ends - date_of(f->now) <= s->gdap_days);
}

static int
overdue(const struct settings *s, const struct facts *f)
{
	int64_t step = f->customer.overdue_step;

	return step == COUNT_UNKNOWN ? WORD_UNKNOWN :
	    flag(step >= s->overdue_step);
}

static int
is_advisory(const struct policy *p, int vehicle)
{
	const struct vehicle *v = p->table[TABLE_VEHICLES].at;

	for (int i = 0; i < p->table[TABLE_VEHICLES].n; i++)
		if (v[i].vehicle == vehicle && v[i].advisory)
			return FLAG_YES;
	return FLAG_NO;
}

static int
may(const struct policy *p, const struct facts *f, const struct view *v)
{
	const struct roles *r = policy_match(p, TABLE_ROLES, v);

	if (f->request.roles == WORD_UNKNOWN)
		return WORD_UNKNOWN;
	return flag(r != NULL && (r->roles & (uint32_t)f->request.roles) != 0);
}

void
view_facts(const struct policy *p, const struct facts *f, struct view *v)
{
	static const char *const english[] = { "en" };
	const struct list en = { LEN(english), english };
	const struct settings *s = policy_settings(p);

	for (int c = 0; c < CELL__MAX; c++)
		v->at[c] = WORD_UNKNOWN;
	for (int i = 0; i < LEN(plain); i++)
		v->at[plain[i].cell] = *(const int *)(const void *)
		    ((const char *)f + plain[i].offset);
	for (int i = 0; i < SWITCHES; i++)
		v->at[CELL_GLOBAL_ADMIN + i] = s->on[i];
	v->at[CELL_GDAP] = gdap_live(f);
	v->at[CELL_GDAP_SUPPORT] = gdap_with(f, &s->support_roles);
	v->at[CELL_GDAP_SOON] = gdap_soon(s, f);
	v->at[CELL_OVERDUE] = overdue(s, f);
	v->at[CELL_ENGLISH] = flag(view_speaks(f->issue.language, &en));
	v->at[CELL_ADVISORY] = is_advisory(p, f->request.via);
	v->at[CELL_MAY] = may(p, f, v);
}

/* Facts of which cells are made. */
static const struct { uint64_t cells; size_t offset; } made[] = {
#define GDAP_CELLS	(CELL_BIT(CELL_GDAP) | CELL_BIT(CELL_GDAP_SUPPORT) | \
			    CELL_BIT(CELL_GDAP_SOON))
	{ UINT64_MAX, offsetof(struct facts, now) },
	{ CELL_BIT(CELL_MAY), offsetof(struct facts, request.roles) },
	{ CELL_BIT(CELL_ADVISORY), offsetof(struct facts, request.via) },
	{ CELL_BIT(CELL_ENGLISH), offsetof(struct facts, issue.language) },
	{ GDAP_CELLS, offsetof(struct facts, customer.gdap.roles) },
	{ GDAP_CELLS, offsetof(struct facts, customer.gdap.ends) },
	{ GDAP_CELLS, offsetof(struct facts, customer.gdap.auto_extend) },
	{ CELL_BIT(CELL_OVERDUE), offsetof(struct facts,
	    customer.overdue_step) },
#undef GDAP_CELLS
};

uint64_t
view_cells(const struct member *fact)
{
	uint64_t bits = 0;

	if (fact->type == MEMBER_OBJECT) {
		for (fact = fact->members; fact->name != NULL; fact++)
			bits |= view_cells(fact);
		return bits;
	}
	for (int i = 0; i < LEN(plain); i++)
		if (plain[i].offset == fact->offset)
			bits |= CELL_BIT(plain[i].cell);
	for (int i = 0; i < LEN(made); i++)
		if (made[i].offset == fact->offset)
			bits |= made[i].cells;
	return bits;
}

uint32_t
view_missing(enum cell c)
{
	int i = word_find(words_missing, cell_info[c].name);

	return i == WORD_UNKNOWN ? 0 : UINT32_C(1) << i;
}

uint32_t
view_unknown(const struct view *v, uint64_t cells)
{
	uint32_t bits = 0;

	for (int c = 0; c < CELL__MAX; c++)
		if (cells & UINT64_C(1) << c && v->at[c] == WORD_UNKNOWN)
			bits |= view_missing(c);
	return bits;
}

/* DOMAIN 4.2; 0 if the right is there, else what it lacks. */
static uint32_t
lacks(const struct policy *p, const struct facts *f, const struct view *v,
    enum need need)
{
	enum cell c = CELL_RBAC;
	uint32_t gdap = view_missing(CELL_GDAP);

	switch (need) {
	case NEED_RELATIONSHIP:
		c = CELL_RELATIONSHIP;
		break;
	case NEED_GDAP:
		c = CELL_GDAP;
		break;
	case NEED_GDAP_SUPPORT:
		return v->at[CELL_GDAP_SUPPORT] == FLAG_YES ? 0 : gdap;
	case NEED_RBAC_OR_ENTRA:
		if (gdap_with(f, &policy_settings(p)->entra_roles) == FLAG_YES)
			return 0;
		break;
	case NEED_RBAC:
	case NEED__MAX:
		break;
	}
	return v->at[c] == FLAG_YES ? 0 : view_missing(c);
}

uint32_t
view_rights(const struct policy *p, const struct facts *f,
    const struct view *v, uint32_t needs)
{
	uint32_t bits = 0;

	for (int n = 0; n < NEED__MAX; n++)
		if (needs & UINT32_C(1) << n)
			bits |= lacks(p, f, v, n);
	return bits;
}

int
view_speaks(const char *tag, const struct list *tags)
{
	const char *const *known = tags->at;
	size_t n;

	if (tag == NULL)
		tag = "en";
	n = strcspn(tag, "-_");
	for (int i = 0; i < tags->n; i++)
		if (strlen(known[i]) == n &&
		    strncasecmp(known[i], tag, n) == 0)
			return 1;
	return 0;
}
