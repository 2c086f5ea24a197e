/* The table of outcomes, and the end of a process that found its own bug. */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

const struct err_info err_info[E__MAX] = {
	[E_OK]     = { "ok",     204 },
	[E_DENIED] = { "denied", 401 },
	[E_SHAPE]  = { "shape",  400 },
	[E_LIMIT]  = { "limit",  413 },
	[E_SEEN]   = { "seen",   204 },
	[E_GONE]   = { "gone",   404 },
	[E_BUSY]   = { "busy",   503 },
	[E_UNSURE] = { "unsure", 503 },
	[E_BROKEN] = { "broken", 503 },
};

void
err_bug(const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fprintf(stderr, "cspdesk: bug at %s:%d: ", file, line);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
	abort();
}
