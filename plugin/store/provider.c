/* The file of providers, and rows of table provider. */
#include "store/provider.h"

#include "policy/words.h"

#include <string.h>

enum { NAME, CHANNEL, ADDRESS, LANGUAGE, RESPONSE, FROM, TO, COLUMNS };
enum { MOST_ADDRESS = 1000, MOST_MINUTES = 525600 };

static const char *
check_minutes(struct scope *sc, const char **cell)
{
	int64_t n;

	if (!str_int(*cell, &n) || n < 1 || n > MOST_MINUTES)
		return "not a number of minutes from 1 to 525600";
	*cell = str_fmt(sc, "%d", (int)n);
	return NULL;
}

static const struct import_column columns[COLUMNS] = {
	[NAME]     = { .name = "name", .flags = IMPORT_MUST | IMPORT_FILLED },
	[CHANNEL]  = { .name = "channel", .words = words_way,
	    .flags = IMPORT_MUST | IMPORT_FILLED },
	[ADDRESS]  = { .name = "address", .most = MOST_ADDRESS,
	    .flags = IMPORT_MUST | IMPORT_FILLED },
	[LANGUAGE] = { .name = "language", .words = import_languages },
	[RESPONSE] = { .name = "response_minutes", .fault = check_minutes },
	[FROM]     = { .name = "from", .fault = import_day, .group = 1 },
	[TO]       = { .name = "to", .fault = import_day, .group = 1 },
};

/* One "@" between two parts, and nothing that could begin another header. */
static int
is_address(const char *s)
{
	const char *at = strchr(s, '@');

	return at != NULL && at != s && at[1] != '\0' &&
	    strchr(at + 1, '@') == NULL && strpbrk(s, " \t\r\n,;<>\"") == NULL;
}

static int
is_url(const char *s)
{
	static const char https[] = "https://";

	return strncmp(s, https, sizeof(https) - 1) == 0 &&
	    s[sizeof(https) - 1] != '\0' &&
	    strpbrk(s, " \t\r\n<>\"") == NULL;
}

static void
check(struct scope *sc, struct import *im, struct import_line *l)
{
	int is_mail = str_same(l->cell[CHANNEL], "email");

	if (is_mail && !is_address(l->cell[ADDRESS]))
		import_fault(sc, im, l, ADDRESS, "not a mail address");
	if (!is_mail && !is_url(l->cell[ADDRESS]))
		import_fault(sc, im, l, ADDRESS, "not an https URL, which the "
		    "channel %s needs", l->cell[CHANNEL]);
	import_order(sc, im, l, FROM, TO);
}

static void
fill(struct scope *sc, const struct import *im, const struct import_line *l,
    struct db_val *ret)
{
	(void)sc;
	(void)im;
	for (int i = 0; i < COLUMNS; i++)
		ret[i] = import_val(l, i);
}

static enum err
write_lines(struct scope *sc, struct db *db, struct import *im)
{
	static const struct import_writer writer = { STMT_PROVIDER_ADD,
	    STMT_PROVIDER_SET, STMT_PROVIDER_SET, COLUMNS, 0, fill };

	return import_write(sc, db, im, &writer);
}

const struct import_kind provider_kind = {
	.name = "providers", .columns = columns, .n = COLUMNS,
	.list = STMT_PROVIDER_LIST, .check = check, .write = write_lines
};
