/* Values as MariaDB's client takes them; db.c's own, nobody else's. */
#ifndef STORE_DB_BIND_H
#define STORE_DB_BIND_H

#include "store/db.h"

#include <mysql.h>

/* One row. The values must outlive the execution. */
void	db_bind(MYSQL_BIND *, const struct db_val *, int n);
/*
 * `nrows` rows of `n` values, row after row, as one array a column. What is
 * a number in one row must be a number in all.
 */
void	db_bind_columns(struct scope *, MYSQL_BIND *, const struct db_val *,
	    int n, int nrows);

#endif
