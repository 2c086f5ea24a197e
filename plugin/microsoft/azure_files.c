/*
 * A file for a ticket of Azure's (DOMAIN 8): announced with its size, then
 * sent piece by piece. A ticket that is there has a workspace for files by
 * its own number, as Microsoft's example of New-AzSupportFileAndUpload shows;
 * so a file never holds up the opening.
 *
 * Our name of the file is the key: what is announced already is not announced
 * again, and a piece that is sent again is the same piece.
 */
#include "microsoft/azure_files.h"

#include "microsoft/arm_error.h"
#include "microsoft/azure_tale.h"
#include "microsoft/told.h"

#include "base/crypto.h"
#include "base/json.h"

#include <string.h>

/* Of Microsoft.Support 2024-04-01: two pieces of 2.5 MB each. */
enum { PIECE = AZURE_FILE_MOST / 2, MAX_BODY = 1000 };

static size_t
piece_of(const struct service_task *task)
{
	return task->content_len < PIECE ? task->content_len : PIECE;
}

static int
pieces_of(const struct service_task *task)
{
	return (int)((task->content_len + PIECE - 1) / PIECE);
}

static const char *
body_file(struct scope *sc, const struct service_task *task)
{
	struct json_out out;

	json_begin(&out, sc, MAX_BODY);
	json_open(&out, NULL, '{');
	json_open(&out, "properties", '{');
	json_put_int(&out, "chunkSize", (int64_t)piece_of(task));
	json_put_int(&out, "fileSize", (int64_t)task->content_len);
	json_put_int(&out, "numberOfChunks", pieces_of(task));
	json_close(&out);
	json_close(&out);
	return json_end(&out);
}

/* Base64 needs no escapes; it is large, so it is copied once only. */
static const char *
body_piece(struct scope *sc, const struct service_task *task, int i)
{
	size_t from = (size_t)i * PIECE, left = task->content_len - from;
	const struct bytes piece = { (const unsigned char *)task->content +
	    from, left < PIECE ? left : PIECE };

	return str_fmt(sc, "{\"content\":\"%s\",\"chunkIndex\":%d}",
	    crypto_to_base64(sc, piece), i);
}

/* Is what Azure has by our name what we have? */
static enum err
is_same(struct azure_tale *t, const struct api_reply *r)
{
	const struct cJSON *j;
	const char *size;
	int64_t bytes = 0;
	enum err e = told_parse(t->sc, r, &j);

	if (e != E_OK)
		return e;
	size = told_text(t->sc, j, "properties.fileSize");
	if (!str_int(size, &bytes))
		return scope_fail(t->sc, E_SHAPE, "Azure's file has no "
		    "$.properties.fileSize: %s", told_start(t->sc, r));
	if (bytes == (int64_t)t->task->content_len)
		return E_OK;
	return azure_refuse(t, scope_fail(t->sc, E_SHAPE, "Azure has a file "
	    "%s already, of %s bytes", t->task->file, size));
}

static enum err
announce(struct azure_tale *t, const char *url)
{
	const struct api_reply *r = azure_ask(t, "GET", url, NULL);
	enum err e;

	if (r == NULL)
		return E_OK;
	if (r->status == 404 && (r = azure_ask(t, "PUT", url,
	    body_file(t->sc, t->task))) == NULL)
		return E_OK;
	if ((e = arm_error(t->sc, r)) != E_OK)
		return told_is_refusal(r->status) ? azure_refuse(t, e) : e;
	return is_same(t, r);
}

/* Azure answers 204; a page with words is somebody's on the way. */
static enum err
judge(struct azure_tale *t, const struct api_reply *r)
{
	enum err e = arm_error(t->sc, r);

	if (e != E_OK)
		return told_is_refusal(r->status) ? azure_refuse(t, e) : e;
	return r->len == 0 ? E_OK : scope_fail(t->sc, E_SHAPE, "Azure "
	    "answered a file's piece with %d and words: %s", r->status,
	    told_start(t->sc, r));
}

static enum err
send(struct azure_tale *t, const char *url)
{
	enum err e = E_OK;

	for (int i = 0; e == E_OK && i < pieces_of(t->task) &&
	    !azure_is_over(t); i++) {
		/* Told again, what was answered is not made again. */
		const char *body = t->at < t->task->ngot ? NULL :
		    body_piece(t->sc, t->task, i);
		const struct api_reply *r = azure_ask(t, "POST", url, body);

		if (r != NULL)
			e = judge(t, r);
	}
	return e;
}

static const char *
file_url(const struct azure_tale *t, const char *file, const char *rest)
{
	return str_fmt(t->sc, "/subscriptions/%s" AZURE_SUPPORT
	    "/fileWorkspaces/%s/files/%s%s?" AZURE_VERSION, t->subscription,
	    t->name, file, rest);
}

enum err
azure_file(struct scope *sc, const struct service_task *task,
    struct service_step *ret)
{
	struct azure_tale t = { .sc = sc, .task = task, .step = ret };
	const char *file;
	enum err e;

	memset(ret, 0, sizeof(*ret));
	if ((e = told_path(sc, task->subscription, &t.subscription)) != E_OK ||
	    (e = told_path(sc, task->number, &t.name)) != E_OK ||
	    (e = told_path(sc, task->file, &file)) != E_OK)
		return e;
	if (task->content_len == 0 || task->content_len > AZURE_FILE_MOST)
		return azure_refuse(&t, scope_fail(sc, E_LIMIT, "Azure takes "
		    "files of 1 to %d bytes; this one has %zu",
		    AZURE_FILE_MOST, task->content_len));
	e = announce(&t, file_url(&t, file, ""));
	return e != E_OK || azure_is_over(&t) ? e :
	    send(&t, file_url(&t, file, "/upload"));
}
