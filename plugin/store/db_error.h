/* What MariaDB's error numbers mean; only db.c asks. */
#ifndef STORE_DB_ERROR_H
#define STORE_DB_ERROR_H

#include "store/db.h"

enum err	 db_error(unsigned int number);
int		 db_error_is_lost(unsigned int number);	/* the connection */
enum db_trouble	 db_error_trouble(unsigned int number);

#endif
