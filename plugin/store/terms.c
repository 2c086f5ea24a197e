/* Rows of table terms. */
#include "store/terms.h"

enum err
terms_current(struct scope *sc, struct db *db, struct terms_version *ret)
{
	struct db_row r;
	enum err e = db_one(sc, db, STMT_TERMS_CURRENT, DB_NONE, &r);

	if (e == E_OK)
		*ret = (struct terms_version){ db_num(&r, 0), r.col[1],
		    r.col[2], db_num(&r, 3) };
	return e;
}
