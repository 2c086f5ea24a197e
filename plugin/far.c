/* The cap and the breaker of one far side; numbers only. */
#include "far.h"

int
far_room(const struct far *f, int64_t now)
{
	if (f->is_paused || now < f->open_until)
		return 0;
	if (f->open_until != 0)
		return f->running == 0;
	return f->running < f->cap ? f->cap - f->running : 0;
}

void
far_begin(struct far *f)
{
	f->running++;
}

static int
is_failure(enum err e, int status)
{
	return e == E_BUSY || e == E_UNSURE || status == 429 || status >= 500;
}

void
far_end(struct far *f, int64_t now, enum err e, int status, int64_t wait_ms)
{
	f->running--;
	if (!is_failure(e, status)) {
		f->failures = 0;
		f->open_until = 0;
		return;
	}
	f->failures++;
	if (wait_ms > 0)
		f->open_until = now + wait_ms;
	else if (f->failures >= f->limit)
		f->open_until = now + f->rest_ms;
}
