/*
 * The schema, in numbered steps that are built into the program.
 */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include "store/db.h"

/* The newest step that this program knows. */
int	 migrate_newest(void);

/*
 * Applies, as the admin account, every step that is missing, then the rights
 * of `app_account` ("name@host"). Safe to repeat and to run on two hosts at
 * once. E_SHAPE: the database is newer than this program, a step was changed
 * after it was applied, or the account's name is not one. `say` gets a line
 * per step.
 */
enum err migrate_run(struct scope *, struct db *admin,
	    const char *app_account, void (*say)(const char *)) MUST_USE;

/*
 * Is the schema the one this program was built for, and does the server take
 * a body of `max_body` bytes? E_BROKEN with what to do.
 */
enum err migrate_check(struct scope *, struct db *, int64_t max_body)
	    MUST_USE;

#endif
