/* The policy that ships, with one change in one file. */
#ifndef TESTS_UNIT_POLICY_WITH_H
#define TESTS_UNIT_POLICY_WITH_H

#include "tmp.h"

static const char *const files[] = {
	"policy.conf", "settings.conf", "rules.conf", "rights.conf",
	"vehicles.conf", "targets.conf", "notices.conf", "nearest.conf",
	"ladder.conf",
};

/* A copy of conf/policy with one change in one file. */
static inline const char *
policy_with(const char *file, const char *from, const char *to)
{
	const char *dir = tmp_dir();
	char *text;

	for (int i = 0; i < LEN(files); i++) {
		same_outcome(files[i], str_file(&sc, str_fmt(&sc,
		    "conf/policy/%s", files[i]), 1 << 20, &text, NULL), E_OK,
		    "");
		tmp_write(dir, files[i], strcmp(files[i], file) == 0 ?
		    changed(text, from, to) : text);
	}
	return dir;
}

#endif
