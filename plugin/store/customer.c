/* Rows of tables customer and customer_domain. */
#include "store/customer.h"

#include "base/str.h"
#include "store/provider.h"
#include "store/subscription.h"

#include <string.h>

/* Of a fact that was imported and told by Microsoft the later counts. */
static void
take_later(const struct db_row *row, struct customer *c)
{
	int64_t relationship_at = db_num(row, 19), gdap_at = db_num(row, 23);

	if (relationship_at > c->told_at) {
		c->relationship = row->col[18];
		c->relationship_at = relationship_at;
	}
	if (gdap_at > c->told_at) {
		c->gdap_roles = row->col[20];
		c->gdap_ends = row->col[21];
		c->gdap_auto_extend = row->col[22];
		c->gdap_at = gdap_at;
	}
}

static enum err
find_one(struct scope *sc, struct db *db, enum stmt by, const char *what,
    struct customer *ret)
{
	struct db_row row;
	enum err e = db_one(sc, db, by, DB_ARGS(db_text(what)), &row);

	if (e == E_OK) {
		*ret = (struct customer){ .id = db_num(&row, 0),
		    .name = row.col[1], .tenant = row.col[2],
		    .organisation = row.col[3], .language = row.col[4],
		    .relationship = row.col[5], .gdap_roles = row.col[6],
		    .gdap_ends = row.col[7], .azure_rbac = row.col[8],
		    .provider = row.col[9], .channel = row.col[10],
		    .told_at = db_num(&row, 11), .offer = row.col[12],
		    .group = row.col[13], .direct_paid = row.col[14],
		    .gdap_auto_extend = row.col[15], .on_call = row.col[16],
		    .more_told_at = db_num(&row, 17),
		    .account = account_read(&row, 24),
		    .provider_at = db_num(&row, 27) };
		take_later(&row, ret);
	}
	return e;
}

/* Domains are kept in ASCII; any other cannot be a customer's. */
static const char *
domain_of(const char *email)
{
	const char *at = email == NULL ? NULL : strrchr(email, '@');

	for (const char *c = at; c != NULL && *c != '\0'; c++)
		if ((unsigned char)*c >= 0x80)
			return NULL;
	return at == NULL ? NULL : at + 1;
}

enum err
customer_find(struct scope *sc, struct db *db, const char *email,
    const char *organisation, struct customer *ret)
{
	const char *domain = domain_of(email);
	enum customer_by by = BY_ORGANISATION;
	enum err e = E_GONE;

	memset(ret, 0, sizeof(*ret));
	if (organisation != NULL)
		e = find_one(sc, db, STMT_CUSTOMER_BY_ORGANISATION,
		    organisation, ret);
	if (e == E_GONE && domain != NULL) {
		by = BY_DOMAIN;
		e = find_one(sc, db, STMT_CUSTOMER_BY_DOMAIN,
		    str_lower(sc, domain), ret);
	}
	if (e == E_OK)
		ret->by = by;
	return e == E_GONE ? E_OK : e;
}

enum err
customer_by_name(struct scope *sc, struct db *db, const char *name,
    struct customer *ret)
{
	return find_one(sc, db, STMT_CUSTOMER_BY_NAME, name, ret);
}

enum err
customer_served(struct scope *sc, struct db *db, int is_reseller,
    struct customer *c)
{
	enum err e = E_OK;

	if (is_reseller && c->id != 0)
		e = subscription_serving(sc, db, c->id, &c->bought);
	if (e == E_OK && (is_reseller || c->provider != NULL))
		e = provider_serving(sc, db, c->provider, c->id,
		    &c->providers);
	return e;
}

const struct import_names customer_names = { STMT_CUSTOMER_NAMES, "customer" };
