/* Files for a test, in a directory that goes with the test's scope. */
#ifndef TESTS_UNIT_TMP_H
#define TESTS_UNIT_TMP_H

#include "same.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Flat: no test makes a directory in it. */
static inline void
tmp_remove(void *path)
{
	DIR *d = opendir(path);
	struct dirent *e;

	while (d != NULL && (e = readdir(d)) != NULL)
		unlinkat(dirfd(d), e->d_name, 0);
	if (d != NULL)
		closedir(d);
	rmdir(path);
}

static inline const char *
tmp_dir(void)
{
	const char *top = getenv("TMPDIR");
	char *path = str_fmt(&sc, "%s/cspdesk.XXXXXX",
	    top == NULL ? "/tmp" : top);

	ck_assert_msg(mkdtemp(path) != NULL, "cannot make %s", path);
	scope_own(&sc, tmp_remove, path);
	return path;
}

/* The path of the file written, readable by its owner only. */
static inline const char *
tmp_write(const char *dir, const char *name, const char *text)
{
	const char *path = str_fmt(&sc, "%s/%s", dir, name);
	FILE *f = fopen(path, "we");

	ck_assert_msg(f != NULL && fputs(text, f) >= 0 && fclose(f) == 0 &&
	    chmod(path, 0600) == 0, "cannot write %s", path);
	return path;
}

#endif
