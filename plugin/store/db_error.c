/* A table and two switches over the numbers of server and client library. */
#include "store/db_error.h"

#include <mysql.h>
#include <mysqld_error.h>
#include <errmsg.h>

enum { WSREP_NOT_READY = 1047 };

enum err
db_error(unsigned int number)
{
	switch (number) {
	case ER_DUP_ENTRY:
		return E_SEEN;
	case ER_LOCK_WAIT_TIMEOUT:
	case ER_LOCK_DEADLOCK:
	case ER_CHECKREAD:
	case WSREP_NOT_READY:
	case ER_QUERY_INTERRUPTED:
	case ER_CON_COUNT_ERROR:
	case ER_TOO_MANY_USER_CONNECTIONS:
	case ER_HOST_IS_BLOCKED:
	case ER_OPTION_PREVENTS_STATEMENT:	/* read-only for a while */
	case ER_SERVER_SHUTDOWN:
	case ER_CONNECTION_KILLED:
	case CR_CONNECTION_ERROR:
	case CR_CONN_HOST_ERROR:
	case CR_UNKNOWN_HOST:
	case CR_SERVER_GONE_ERROR:
	case CR_SERVER_LOST:
	case CR_SERVER_LOST_EXTENDED:
		return E_BUSY;
	default:
		return E_BROKEN;
	}
}

int
db_error_is_lost(unsigned int number)
{
	return (number >= CR_MIN_ERROR && number <= CR_MAX_ERROR) ||
	    number == ER_SERVER_SHUTDOWN || number == ER_CONNECTION_KILLED;
}

static const struct {
	unsigned int	number;
	enum db_trouble	trouble;
} troubles[] = {
	{ CR_CONNECTION_ERROR,		DB_AWAY },
	{ CR_CONN_HOST_ERROR,		DB_AWAY },
	{ CR_UNKNOWN_HOST,		DB_AWAY },
	{ CR_SERVER_GONE_ERROR,		DB_AWAY },
	{ CR_SERVER_LOST,		DB_AWAY },
	{ CR_SERVER_LOST_EXTENDED,	DB_AWAY },
	{ ER_SERVER_SHUTDOWN,		DB_AWAY },
	{ ER_ACCESS_DENIED_ERROR,	DB_PASSWORD },
	{ ER_ACCESS_DENIED_NO_PASSWORD_ERROR, DB_PASSWORD },
	{ ER_BAD_DB_ERROR,		DB_NO_DATABASE },
	{ ER_DBACCESS_DENIED_ERROR,	DB_NO_DATABASE },
	{ ER_NO_SUCH_TABLE,		DB_NO_TABLE },
	{ ER_BAD_FIELD_ERROR,		DB_NO_TABLE },
	{ ER_TABLEACCESS_DENIED_ERROR,	DB_NO_RIGHT },
	{ ER_COLUMNACCESS_DENIED_ERROR,	DB_NO_RIGHT },
	{ ER_OPTION_PREVENTS_STATEMENT,	DB_READ_ONLY },
	{ ER_OPEN_AS_READONLY,		DB_READ_ONLY },
	{ ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION, DB_READ_ONLY },
	{ ER_RECORD_FILE_FULL,		DB_FULL },
	{ ER_DISK_FULL,			DB_FULL },
	{ ER_ERROR_ON_WRITE,		DB_FULL },
	{ ER_CON_COUNT_ERROR,		DB_CROWDED },
	{ ER_TOO_MANY_USER_CONNECTIONS,	DB_CROWDED },
	{ ER_MAX_PREPARED_STMT_COUNT_REACHED, DB_CROWDED },
	{ WSREP_NOT_READY,		DB_NOT_SYNCED },
};

enum db_trouble
db_error_trouble(unsigned int number)
{
	for (int i = 0; i < LEN(troubles); i++)
		if (troubles[i].number == number)
			return troubles[i].trouble;
	return DB_OTHER;
}
