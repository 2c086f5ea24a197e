/* Builds a line in memory and writes it with one call, so lines never mix. */
#include "base/log.h"

#include "base/clock.h"
#include "base/json.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Escaped, every byte of a field may become six. */
enum { LINE_MAX_BYTES = 16384, FIELD_MAX_BYTES = 300 };

static const char *const levels[LOG__MAX] = { "info", "warn", "error" };

static enum log_level
level_of(enum err e)
{
	switch (e) {
	case E_OK:
	case E_SEEN:
	case E_GONE:
		return LOG_INFO;
	case E_DENIED:
	case E_SHAPE:
	case E_LIMIT:
	case E_BUSY:
	case E_UNSURE:
		return LOG_WARN;
	case E_BROKEN:
	case E__MAX:
		break;
	}
	return LOG_ERROR;
}

static void
line_begin(struct json_out *o, struct scope *sc, enum log_level level,
    const char *part)
{
	char now[CLOCK_TEXT];

	clock_text(clock_now(), now);
	json_begin(o, sc, LINE_MAX_BYTES);
	json_open(o, NULL, '{');
	json_put(o, "time", now);
	json_put(o, "level", levels[level]);
	json_put(o, "part", part);
}

static void
line_end(struct json_out *o)
{
	json_close(o);
	buf_puts(&o->buf, "\n");
	/* A log that cannot be written has nobody to be told to. */
	if (write(STDERR_FILENO, o->buf.at, o->buf.len) < 0)
		return;
}

/* A stranger's text at a length and in letters that keep the line whole. */
static const char *
shown(struct scope *sc, const char *text)
{
	char *s = str_copy(sc, text, str_utf8_cut(text, FIELD_MAX_BYTES));

	str_utf8_mend(s);
	return s;
}

void
log_story(struct scope *sc, const char *part, enum err e,
    const struct log_field *f)
{
	struct json_out o;

	line_begin(&o, sc, level_of(e), part);
	json_put(&o, "id", sc->id);
	for (; f != NULL && f->name != NULL; f++) {
		if (f->text != NULL)
			json_put(&o, f->name, shown(sc, f->text));
		else
			json_put_int(&o, f->name, f->number);
	}
	json_put(&o, "err", err_info[e].name);
	if (e != E_OK && sc->why[0] != '\0')
		json_put(&o, "why", sc->why);
	line_end(&o);
}

void
log_line(enum log_level level, const char *part, const char *fmt, ...)
{
	struct scope sc;
	struct json_out o;
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	scope_begin(&sc, clock_now());
	line_begin(&o, &sc, level, part);
	json_put_int(&o, "pid", getpid());
	json_put(&o, "text", text);
	line_end(&o);
	scope_end(&sc);
}
