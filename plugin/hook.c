/* One request after the other, as the adapter says. */
#include "hook.h"

#include "base/clock.h"
#include "base/http.h"
#include "base/str.h"
#include "store/former.h"

#include <stdio.h>
#include <string.h>

/* What a change that is only planned is answered. */
static const char planned[] = "{\"id\":0}";

/* A new column of a large table takes its time. */
enum { MARK_BYTES = 8, CHANGE_SECS = 300 };

typedef enum err next_fn(struct scope *, const struct desk_task *,
    struct desk_step *);

/* The secret that counts, if it is a text that can be typed into a desk. */
static const struct hook_secret *
live_secret(const struct scope *sc, const struct hook *h)
{
	for (int i = 0; i < h->desk->nsecrets; i++)
		if (h->desk->secrets[i].until > sc->now)
			return &h->desk->secrets[i];
	return NULL;
}

static const char *
as_text(struct scope *sc, struct bytes b)
{
	for (size_t i = 0; i < b.len; i++)
		if (b.at[i] <= ' ' || b.at[i] > '~')
			return NULL;
	return str_copy(sc, (const char *)b.at, b.len);
}

/* Tells one secret from another without telling what it is. */
static const char *
mark(struct scope *sc, struct bytes key)
{
	static const char what[] = "csp.hook";
	const struct bytes part = { (const unsigned char *)what,
	    sizeof(what) - 1 };
	unsigned char mac[DIGEST_BYTES];
	struct buf b;

	(void)crypto_hmac(DIGEST_SHA256, key, &part, 1, mac);
	buf_init(&b, sc, 2 * MARK_BYTES);
	for (int i = 0; i < MARK_BYTES; i++)
		buf_fmt(&b, "%02x", mac[i]);
	return b.at;
}

static enum err
find_url(struct scope *sc, struct hook *h)
{
	const char *base = h->config->doctor.url, *url = h->url;
	int slash = *base != '\0' && base[strlen(base) - 1] == '/';

	if (url == NULL && *base == '\0')
		return scope_fail(sc, E_SHAPE, "say where the desk reaches "
		    "cspdesk: --url https://.../hook/%s, or doctor.url in %s",
		    h->desk->conf.name, h->config->file);
	if (url == NULL)
		url = str_fmt(sc, "%s%shook/%s", base, slash ? "" : "/",
		    h->desk->conf.name);
	if ((strncmp(url, "http://", 7) != 0 &&
	    strncmp(url, "https://", 8) != 0) ||
	    strpbrk(url, " \t\r\n\"") != NULL)
		return scope_fail(sc, E_SHAPE, "\"%s\" is no address of a "
		    "hook: it must begin with http:// or https://", url);
	h->task.url = url;
	return E_OK;
}

static enum err
prepare(struct scope *sc, struct hook *h)
{
	const struct hook_secret *s = live_secret(sc, h);

	if (s == NULL)
		return scope_fail(sc, E_SHAPE, "%s: \"until\" of every secret "
		    "has passed; give the desk a new one in %s",
		    h->desk->conf.name, h->config->file);
	h->task.conf = &h->desk->conf;
	h->task.token = h->token != NULL ? h->token : h->desk->conf.token;
	h->task.secret = as_text(sc, s->key);
	h->task.mark = mark(sc, s->key);
	h->task.got = h->got;
	return find_url(sc, h);
}

static const struct desk_install *
installer(const struct hook *h)
{
	static const struct desk_install none = { 0 };
	const struct desk_install *i = h->desk->desk->install;

	return i == NULL ? &none : i;
}

static enum err
has(struct scope *sc, const struct hook *h, next_fn *fn)
{
	const char *instead = installer(h)->instead;

	if (fn != NULL)
		return E_OK;
	if (instead != NULL)
		return scope_fail(sc, E_SHAPE, "%s: %s", h->desk->conf.name,
		    instead);
	return scope_fail(sc, E_SHAPE, "%s: this kind of desk cannot be "
	    "installed from here; see hooks/%s/README.md",
	    h->desk->conf.name, h->desk->kind);
}

static enum err
ask(struct scope *sc, const struct hook *h, const struct call *c, int64_t secs,
    struct reply *ret)
{
	struct http_call *hc = scope_alloc(sc, sizeof(*hc));

	*hc = (struct http_call){ .method = c->method, .url = c->url,
	    .auth = c->auth, .body = c->body, .ca_file = h->desk->ca_file,
	    .timeout_ms = secs * SECOND,
	    .max_reply = (size_t)h->config->work.max_reply };
	http_ask(h->http, sc, hc);
	*ret = (struct reply){ hc->status, hc->reply, hc->len };
	return hc->e == E_OK ? E_OK : scope_fail(sc, hc->e, "%s %s: %s",
	    c->method, c->url, hc->why);
}

static enum err
take_step(struct scope *sc, struct hook *h, const struct desk_step *step,
    int is_kept)
{
	struct reply *r = &h->got[h->task.ngot++];
	enum err e = E_OK;

	if (step->says != NULL && h->dry_run) {
		*r = (struct reply){ 201, planned, sizeof(planned) - 1 };
		return E_OK;
	}
	if (is_kept && step->says != NULL && step->former.thing != NULL)
		e = former_add(sc, h->db, h->desk->conf.name, &step->former);
	if (e != E_OK && e != E_SEEN)
		return e;
	return ask(sc, h, &step->call, step->says == NULL ?
	    h->desk->timeout_secs : CHANGE_SECS, r);
}

/* A change is told when the adapter has taken the answer to it. */
static enum err
run(struct scope *sc, struct hook *h, next_fn *next, int is_kept,
    const char *prefix, const char **ret_says)
{
	const char *under_way = NULL;
	struct desk_step step;
	enum err e;

	while ((e = next(sc, &h->task, &step)) == E_OK) {
		if (under_way != NULL) {
			printf("%s%s\n", prefix, under_way);
			h->changes++;
		}
		*ret_says = step.says;
		if (step.call.method == NULL)
			return E_OK;
		if (h->task.ngot == MOST_STEPS)
			return scope_fail(sc, E_BROKEN, "%s: more than %d "
			    "requests", h->desk->conf.name, MOST_STEPS);
		under_way = step.says;
		if ((e = take_step(sc, h, &step, is_kept)) != E_OK)
			break;
	}
	if (e == E_DENIED && h->token == NULL)
		return scope_fail(sc, e, "%s. Give an administrator's by "
		    "--token-file FILE or CSPDESK_ADMIN_TOKEN", str_dup(sc,
		    sc->why));
	if (under_way != NULL && !h->dry_run)
		return scope_fail(sc, e, "%s. Run it again: it goes on where "
		    "it stopped", str_dup(sc, sc->why));
	return e;
}

static const char *
would(const struct hook *h)
{
	return h->dry_run ? "would change: " : "";
}

static void
print_changes(const struct hook *h)
{
	if (h->changes == 0)
		printf("nothing %s\n", h->dry_run ? "would change" :
		    "changed");
}

enum err
hook_install(struct scope *sc, struct hook *h)
{
	next_fn *next = installer(h)->install;
	const char *says;
	enum err e;

	if ((e = has(sc, h, next)) != E_OK ||
	    (e = prepare(sc, h)) != E_OK ||
	    (h->db != NULL && (e = db_ready(sc, h->db)) != E_OK))
		return e;
	if ((e = run(sc, h, next, 1, would(h), &says)) == E_OK)
		print_changes(h);
	return e;
}

/* A log that cannot be read is no fault of the hook. */
static enum err
read_log(struct scope *sc, struct hook *h, int *ret_failed)
{
	const struct desk_install *in = installer(h);
	struct desk_log log;
	struct call c = { 0 };
	struct reply r;
	enum err e;

	*ret_failed = 0;
	if (in->ask_log == NULL)
		return E_OK;
	in->ask_log(sc, &h->task, &c);
	if ((e = ask(sc, h, &c, h->desk->timeout_secs, &r)) != E_OK)
		return e;
	if (in->log(sc, &h->task, &r, &log) != E_OK) {
		printf("the desk's log of hooks cannot be read: %s\n",
		    sc->why);
		return E_OK;
	}
	*ret_failed = log.failed;
	printf("the desk's log: %d hooks to us, %d failed%s%s\n", log.sent,
	    log.failed, log.failed > 0 ? ", the newest: " : "",
	    log.failed > 0 ? log.newest : "");
	return E_OK;
}

enum err
hook_status(struct scope *sc, struct hook *h, int *ret_well)
{
	next_fn *next = installer(h)->install;
	const char *says;
	int failed;
	enum err e;

	h->dry_run = 1;
	if ((e = has(sc, h, next)) != E_OK ||
	    (e = prepare(sc, h)) != E_OK ||
	    (e = run(sc, h, next, 0, "differs: ", &says)) != E_OK)
		return e;
	if (h->changes == 0)
		printf("%s: %s\n", h->desk->conf.name, says);
	else
		printf("cspdesk hook install %s would change that\n",
		    h->desk->conf.name);
	e = read_log(sc, h, &failed);
	*ret_well = h->changes == 0 && failed == 0;
	return e;
}

/* Those that hold data only if somebody says so. */
static int
choose(struct hook *h, struct desk_former *all, int n)
{
	int kept = 0;

	h->task.former = all;
	for (int i = 0; i < n; i++) {
		if (h->with_fields || !all[i].is_data)
			all[h->task.nformer++] = all[i];
		else
			kept++;
	}
	return kept;
}

enum err
hook_remove(struct scope *sc, struct hook *h)
{
	next_fn *next = installer(h)->remove;
	struct desk_former *all;
	const char *says;
	int n, kept;
	enum err e;

	if ((e = has(sc, h, next)) != E_OK ||
	    (e = db_ready(sc, h->db)) != E_OK ||
	    (e = former_list(sc, h->db, h->desk->conf.name, &all, &n)) !=
	    E_OK)
		return e;
	h->task.conf = &h->desk->conf;
	h->task.token = h->token != NULL ? h->token : h->desk->conf.token;
	h->task.got = h->got;
	kept = choose(h, all, n);
	if (h->task.nformer > 0)
		e = run(sc, h, next, 0, would(h), &says);
	if (e == E_OK && !h->dry_run)
		e = former_end(sc, h->db, h->desk->conf.name,
		    h->with_fields);
	if (e != E_OK)
		return e;
	if (n == 0)
		printf("cspdesk knows of nothing that it changed in %s\n",
		    h->desk->conf.name);
	else
		print_changes(h);
	if (kept > 0)
		printf("%d fields stay with what is in them; --with-fields "
		    "takes them, too\n", kept);
	return E_OK;
}
