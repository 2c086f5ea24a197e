/* A policy that is not there, or has another hash now, does not compile. */
#include "stored_policy.h"

#include "base/str.h"

const struct stored_policy *
stored_policy(struct scope *sc, struct db *db, struct stored_policy **list,
    const char *hash)
{
	struct stored_policy *k;
	struct db_row row;

	for (k = *list; k != NULL && !str_same(k->hash, hash); k = k->next)
		;
	if (k == NULL) {
		k = scope_alloc(sc, sizeof(*k));
		*k = (struct stored_policy){ *list, str_dup(sc, hash), NULL,
		    0 };
		*list = k;
		if (db_one(sc, db, STMT_POLICY_FIND, DB_ARGS(db_text(hash)),
		    &row) != E_OK ||
		    policy_compile(sc, row.col[0], &k->policy) != E_OK ||
		    !str_same(policy_hash(k->policy), hash))
			k->policy = NULL;
	}
	k->uses++;
	return k;
}
