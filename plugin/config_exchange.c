/* The settings of group `exchange`, and the files in its folder. */
#include "config.h"

#include "base/log.h"
#include "base/str.h"
#include "store/peer.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_FAULTS = 100 };

#define ROW(member, type, preset, min, max, says) \
	{ #member, type, offsetof(struct exchange_settings, member), preset, \
	  min, max, NULL, says }

const struct setting exchange_rows[] = {
	ROW(secrets, SET_PATH, "/etc/cspdesk/exchange", 0, 4096, "Folder with "
	    "the peers' secrets, one a line: NAME.in proves what the peer "
	    "NAME sends, NAME.out signs what is sent to it."),
	ROW(answer_secs, SET_INT, "14400", 1, 2592000, "How long a provider "
	    "may leave an offer without an answer; then the case comes back "
	    "to us."),
	ROW(max_skew_secs, SET_INT, "300", 1, 86400, "How far a message's "
	    "timestamp may be from our clock."),
	ROW(rate, SET_INT, "120", 1, 6000, "Messages that one peer may send "
	    "in a minute, unless its line says otherwise."),
	ROW(timeout_secs, SET_INT, "20", 1, 600, "Longest time for one call "
	    "to a peer."),
	ROW(ca_file, SET_PATH, "", 0, 4096, "Certificates that sign the "
	    "peers'; empty: the system's."),
	{ NULL, SET_TEXT, 0, NULL, 0, 0, NULL, NULL }
};

static void
add_fault(struct scope *sc, struct exchange_settings *x, const char *why)
{
	if (x->faults == NULL)
		x->faults = scope_alloc(sc, sizeof(*x->faults) * MOST_FAULTS);
	if (x->nfaults < MOST_FAULTS)
		x->faults[x->nfaults++] = str_dup(sc, why);
}

/* A secret a line; lines of blanks are none. */
static enum err
read_keys(struct scope *sc, const char *path, struct bytes *ret, int *ret_n)
{
	const char *all;
	char *save = NULL;
	int n = 0;
	enum err e;

	if ((e = conf_secret_file(sc, path, &all)) != E_OK)
		return e;
	for (char *s = strtok_r(str_dup(sc, all), "\r\n", &save);
	    s != NULL && e == E_OK; s = strtok_r(NULL, "\r\n", &save)) {
		if (*(s = str_trim(s)) == '\0')
			continue;
		if (n == EXCHANGE_SECRETS)
			return scope_fail(sc, E_LIMIT, "%s: has more than %d "
			    "secrets", path, EXCHANGE_SECRETS);
		e = config_key(sc, s, path, &ret[n++]);
	}
	if (e == E_OK && n == 0)
		e = scope_fail(sc, E_SHAPE, "%s: has no secret", path);
	*ret_n = e == E_OK ? n : 0;
	return e;
}

static struct exchange_keys *
keys_named(struct exchange_settings *x, const char *peer)
{
	struct exchange_keys *last = &x->keys[x->nkeys];

	for (struct exchange_keys *k = x->keys; k < last; k++)
		if (str_same(k->peer, peer))
			return k;
	last->peer = peer;
	x->nkeys++;
	return last;
}

/* A file of the folder; other names than NAME.in and NAME.out are others'. */
static void
take_file(struct scope *sc, struct exchange_settings *x, int needs,
    const char *file)
{
	const char *dot = strrchr(file, '.');
	const char *path = str_fmt(sc, "%s/%s", x->secrets, file);
	int is_in = str_same(dot, ".in");
	struct exchange_keys *k;
	const char *name;
	enum err e = E_OK;

	if (dot == file || (!is_in && !str_same(dot, ".out")))
		return;
	name = str_copy(sc, file, (size_t)(dot - file));
	if (!peer_is_name(name)) {
		add_fault(sc, x, str_fmt(sc, "%s: no peer can be called %s: "
		    "a-z, 0-9 and - only", path, name));
		return;
	}
	k = keys_named(x, name);
	if (needs & (is_in ? NEEDS_EXCHANGE_IN : NEEDS_EXCHANGE_OUT))
		e = is_in ? read_keys(sc, path, k->in, &k->nin) :
		    read_keys(sc, path, k->out, &k->nout);
	if (e != E_OK)
		add_fault(sc, x, sc->why);
}

static void
take_folder(struct scope *sc, struct exchange_settings *x, int needs)
{
	struct dirent **list = NULL;
	int n = *x->secrets == '\0' ? 0 : scandir(x->secrets, &list, NULL,
	    alphasort);

	if (n < 0 && errno != ENOENT)
		add_fault(sc, x, str_fmt(sc, "cannot read the folder %s: %s",
		    x->secrets, strerror(errno)));
	x->keys = scope_alloc(sc, sizeof(*x->keys) * (size_t)(n > 0 ? n + 1 :
	    1));
	for (int i = 0; i < n; i++) {
		take_file(sc, x, needs, list[i]->d_name);
		free(list[i]);
	}
	free(list);
}

enum err
exchange_load(struct scope *sc, const struct config_setting_t *root,
    int needs, struct config *c)
{
	const struct config_setting_t *n = conf_at(root, "exchange");
	struct exchange_settings *x = &c->exchange;
	enum err e = conf_fill(sc, n, c->file, exchange_rows, NULL, x);

	if (e != E_OK)
		return e;
	if (n != NULL && 2 * x->timeout_secs + c->work.grace_secs >
	    c->work.lease_secs)
		return conf_bad(sc, n, "twice timeout_secs (%lld) and "
		    "work.grace_secs (%lld) are more than work.lease_secs "
		    "(%lld)", (long long)x->timeout_secs,
		    (long long)c->work.grace_secs,
		    (long long)c->work.lease_secs);
	if (needs & (NEEDS_EXCHANGE_IN | NEEDS_EXCHANGE_OUT))
		take_folder(sc, x, needs);
	return E_OK;
}

void
exchange_log(const struct exchange_settings *x, const char *who)
{
	for (int i = 0; i < x->nfaults; i++)
		log_line(LOG_WARN, who, "%s", x->faults[i]);
}

const struct exchange_keys *
exchange_keys_of(const struct exchange_settings *x, const char *peer)
{
	for (int i = 0; i < x->nkeys; i++)
		if (str_same(x->keys[i].peer, peer))
			return &x->keys[i];
	return NULL;
}
