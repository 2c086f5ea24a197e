/* Dies where the test said, without any chance to tidy up. */
#include "base/fault.h"

#ifdef CSPDESK_FAULTS
#include <signal.h>
#include <stdlib.h>
#include <string.h>

void
fault_point(const char *name)
{
	static int arrivals;
	const char *want = getenv("CSPDESK_FAULT");
	size_t n = strlen(name);

	if (want == NULL || strncmp(want, name, n) != 0 || want[n] != ':')
		return;
	if (++arrivals >= (int)strtol(want + n + 1, NULL, 10))
		raise(SIGKILL);
}
#else
typedef int fault_is_empty;
#endif
