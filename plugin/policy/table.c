/*
 * What a policy may say: the sections, their columns and bounds. A new
 * column is a row here and a member in table.h; nothing else reads names.
 */
#include "policy/table.h"

#include "policy/date.h"
#include "policy/ladder.h"

#define ID		COL("id", COLUMN_TEXT, 1, struct row, id)
#define WHEN		{ "when", COLUMN_CELLS, 0, 0, NULL, 0, 0, NULL }
#define END		{ NULL, COLUMN_TEXT, 0, 0, NULL, 0, 0, NULL }
#define COL(n, t, must, s, m) \
	{ n, t, must, offsetof(s, m), NULL, 0, 0, NULL }
#define WORD(n, t, must, s, m, w) \
	{ n, t, must, offsetof(s, m), w, 0, 0, NULL }
#define INT(n, must, s, m, lo, hi) \
	{ n, COLUMN_INT, must, offsetof(s, m), NULL, lo, hi, NULL }
#define SWITCH(n, c) \
	COL(n, COLUMN_BOOL, 1, struct settings, on[c - CELL_GLOBAL_ADMIN])

enum { YEAR = 366, DAY_SECONDS = 24 * 60 * 60 };

static const struct column settings_columns[] = {
	SWITCH("global_admin", CELL_GLOBAL_ADMIN),
	SWITCH("dynamics_2021", CELL_DYNAMICS_2021),
	SWITCH("reseller_m365", CELL_RESELLER_M365),
	SWITCH("limit_debtors", CELL_LIMIT_DEBTORS),
	SWITCH("entra_role", CELL_ENTRA_ROLE),
	INT("gdap_ends_soon_days", 1, struct settings, gdap_days, 0, YEAR),
	INT("nearly_expired_days", 1, struct settings, ends_days, 0, YEAR),
	INT("nearly_out_units", 1, struct settings, units, 0, 1000),
	INT("limit_debtors_step", 1, struct settings, overdue_step, 1, 100),
	COL("gdap_support_roles", COLUMN_TEXTS, 1, struct settings,
	    support_roles),
	COL("gdap_entra_roles", COLUMN_TEXTS, 1, struct settings,
	    entra_roles),
	WORD("cost_order", COLUMN_ORDER, 1, struct settings, order,
	    words_cost),
	END
};

static const struct column roles_columns[] = {
	WHEN,
	WORD("roles", COLUMN_WORDS, 1, struct roles, roles, words_role),
	END
};

static const struct column rule_columns[] = {
	ID, WHEN,
	WORD("then", COLUMN_WORD, 1, struct rule, then, words_then),
	WORD("route", COLUMN_WORD, 0, struct rule, route, words_route),
	WORD("missing", COLUMN_WORDS, 0, struct rule, missing, words_missing),
	COL("reason", COLUMN_TEXT, 0, struct rule, reason),
	WORD("vehicle", COLUMN_WORD, 0, struct rule, vehicle, words_vehicle),
	COL("tier", COLUMN_BOOL, 0, struct rule, tier),
	END
};

static const struct column check_columns[] = {
	ID, WHEN,
	COL("says", COLUMN_TEXT, 1, struct check, says),
	WORD("waived_by", COLUMN_WORDS, 1, struct check, waived_by,
	    words_role),
	END
};

static const struct column needs_columns[] = {
	WHEN, COL("facts", COLUMN_CELLSET, 1, struct needs, facts), END
};

static const struct column rights_columns[] = {
	WHEN,
	WORD("needs", COLUMN_WORDS, 1, struct rights, needs, words_need),
	END
};

static const struct column name_columns[] = {
	COL("name", COLUMN_TEXT, 1, struct vehicle_name, name),
	COL("from", COLUMN_DATE, 0, struct vehicle_name, from),
	COL("to", COLUMN_DATE, 0, struct vehicle_name, to),
	END
};

static const struct table name_table = {
	"names", name_columns, sizeof(struct vehicle_name), STAGE_FACTS,
	0, 0, 0, 0, 0
};

static const struct column serves_columns[] = { WHEN, END };

static const struct table serves_table = {
	"serves", serves_columns, sizeof(struct row), STAGE_VEHICLE,
	0, 1, 0, 1, 0
};

static const struct column vehicle_columns[] = {
	ID,
	WORD("vehicle", COLUMN_WORD, 1, struct vehicle, vehicle,
	    words_vehicle),
	COL("held", COLUMN_BOOL, 1, struct vehicle, held),
	COL("advisory", COLUMN_BOOL, 0, struct vehicle, advisory),
	COL("from", COLUMN_DATE, 0, struct vehicle, from),
	COL("to", COLUMN_DATE, 0, struct vehicle, to),
	{ "names", COLUMN_ROWS, 1, offsetof(struct vehicle, names), NULL,
	    0, 0, &name_table },
	{ "serves", COLUMN_ROWS, 1, offsetof(struct vehicle, serves), NULL,
	    0, 0, &serves_table },
	END
};

static const struct column channel_columns[] = {
	WHEN,
	WORD("channel", COLUMN_WORD, 1, struct channel, channel,
	    words_channel),
	END
};

static const struct column response_columns[] = {
	WHEN,
	INT("minutes", 0, struct response, minutes, 1, 60 * 24 * YEAR),
	WORD("calendar", COLUMN_WORD, 1, struct response, calendar,
	    words_calendar),
	END
};

static const struct column language_columns[] = {
	WHEN, COL("tags", COLUMN_TEXTS, 1, struct language, tags), END
};

static const struct column warning_columns[] = {
	WHEN, COL("word", COLUMN_TEXT, 1, struct warning, word), END
};

static const struct column tier_columns[] = {
	ID,
	COL("name", COLUMN_TEXT, 1, struct tier, name),
	COL("queue", COLUMN_TEXT, 0, struct tier, queue),
	COL("offers", COLUMN_TEXTS, 0, struct tier, offers),
	END
};

static const struct column change_columns[] = {
	COL("fact", COLUMN_TEXT, 1, struct change, fact),
	COL("to", COLUMN_JSON, 1, struct change, to),
	COL("unknown_only", COLUMN_BOOL, 0, struct change, unknown_only),
	END
};

static const struct column age_columns[] = {
	COL("fact", COLUMN_TEXT, 1, struct max_age, fact),
	INT("seconds", 1, struct max_age, seconds, 1,
	    (int64_t)YEAR * DAY_SECONDS),
	END
};

static const struct column step_columns[] = {
	INT("step", 1, struct step_row, step, LADDER_REMINDER,
	    LADDER_REQUEST),
	INT("days", 1, struct step_row, days, 0, YEAR),
	END
};

static const struct table step_table = {
	"steps", step_columns, sizeof(struct step_row), STAGE_FACTS,
	0, 0, 0, 0, 0
};

static const struct column ladder_columns[] = {
	{ "steps", COLUMN_ROWS, 1, offsetof(struct ladder_row, steps), NULL,
	    0, 0, &step_table },
	INT("between_days", 1, struct ladder_row, between_days, 1, YEAR),
	INT("notice_days", 1, struct ladder_row, notice_days, 1, YEAR),
	COL("calendar", COLUMN_TEXT, 1, struct ladder_row, calendar),
	COL("vip_notices", COLUMN_BOOL, 1, struct ladder_row, vip_notices),
	COL("needs_published", COLUMN_BOOL, 1, struct ladder_row,
	    needs_published),
	INT("last_call_term_days", 1, struct ladder_row, call_term, 1, YEAR),
	INT("last_call_suspended_day", 1, struct ladder_row, call_suspended,
	    1, YEAR),
	END
};

const struct table tables[TABLE__MAX] = {
	[TABLE_SETTINGS] = { "settings", settings_columns,
	    sizeof(struct settings), STAGE_FACTS, 1, 0, 0, 0, 0 },
	[TABLE_ROLES] = { "roles", roles_columns,
	    sizeof(struct roles), STAGE_FACTS, 0, 0, 1, 1, 0 },
	[TABLE_RULES] = { "rules", rule_columns,
	    sizeof(struct rule), STAGE_ROLES, 0, 0, 1, 1, 0 },
	[TABLE_CHECKS] = { "checks", check_columns,
	    sizeof(struct check), STAGE_ROLES, 0, 0, 0, 0, 0 },
	[TABLE_NEEDS] = { "needs", needs_columns,
	    sizeof(struct needs), STAGE_ROLES, 0, 0, 0, 0, 0 },
	[TABLE_RIGHTS] = { "rights", rights_columns,
	    sizeof(struct rights), STAGE_ROLES, 0, 0, 1, 1, 0 },
	[TABLE_VEHICLES] = { "vehicles", vehicle_columns,
	    sizeof(struct vehicle), STAGE_FACTS, 0, 0, 0, 0, 0 },
	[TABLE_CHANNELS] = { "channels", channel_columns,
	    sizeof(struct channel), STAGE_OUTCOME, 0, 0, 1, 1, 0 },
	[TABLE_RESPONSES] = { "responses", response_columns,
	    sizeof(struct response), STAGE_VEHICLE, 0, 0, 1, 1, 0 },
	[TABLE_LANGUAGES] = { "languages", language_columns,
	    sizeof(struct language), STAGE_VEHICLE, 0, 0, 1, 1, 0 },
	[TABLE_WARNINGS] = { "warnings", warning_columns,
	    sizeof(struct warning), STAGE_OUTCOME, 0, 0, 0, 0, 0 },
	[TABLE_TIERS] = { "tiers", tier_columns,
	    sizeof(struct tier), STAGE_FACTS, 0, 0, 0, 0, 0 },
	[TABLE_NEAREST] = { "nearest", change_columns,
	    sizeof(struct change), STAGE_FACTS, 0, 0, 0, 0, 0 },
	[TABLE_MAX_AGE] = { "fact_max_age", age_columns,
	    sizeof(struct max_age), STAGE_FACTS, 0, 0, 0, 0, 0 },
	[TABLE_LADDER] = { "ladder", ladder_columns,
	    sizeof(struct ladder_row), STAGE_FACTS, 1, 0, 0, 0, 1 },
};
