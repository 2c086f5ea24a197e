/* What stands on this host: configuration, secrets, serve, nginx. */
#include "doctor.h"

#include "advise.h"
#include "base/clock.h"
#include "base/str.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* Reads the configuration again with one more kind of secret. */
static enum err
load(struct doctor *d, int needs)
{
	struct config c;
	enum err e = config_load(d->sc, d->file, d->needs | needs, &c);

	if (e != E_OK)
		return e;
	d->config = c;
	d->needs |= needs;
	return E_OK;
}

static enum health
see_configuration(struct doctor *d)
{
	if (load(d, NEEDS_NOTHING) != E_OK)
		return doctor_fault(d, "Mend it; cspdesk check --settings "
		    "lists every setting", "%s", d->sc->why);
	if (d->only != NULL && *d->only != '@' &&
	    !str_same(d->only, DOCTOR_MICROSOFT) &&
	    config_desk(&d->config, d->only) == NULL)
		return doctor_fault(d, "Name one of desks[].name", "%s has no "
		    "desk \"%s\"", d->file, d->only);
	return doctor_ok(d, "%s, %d desks", d->file, d->config.ndesks);
}

static enum health
see_policy(struct doctor *d)
{
	const struct advisor *a;

	if (advisor_load(d->sc, &d->config, &a) != E_OK)
		return doctor_fault(d, "Mend that line, or take the file that "
		    "came with cspdesk", "%s", d->sc->why);
	d->texts = a->texts;
	d->policy = a->policy;
	return doctor_ok(d, "%s", d->config.policy);
}

static enum health
see_secret(struct doctor *d, int needs, const char *what)
{
	static const char mend[] = "It must be a file of one line that the "
	    "user of serve and work can read, and others cannot (chmod 640)";

	if (load(d, needs) != E_OK)
		return doctor_fault(d, mend, "%s", d->sc->why);
	return doctor_ok(d, "%s can be read by us and not by others", what);
}

static enum health
see_password(struct doctor *d)
{
	return see_secret(d, NEEDS_APP_DB, "database.password_file");
}

static enum health
see_hook_secrets(struct doctor *d)
{
	return see_secret(d, NEEDS_HOOK_SECRETS, "desks[].secrets");
}

/* 0, or errno. */
static int
connect_unix(const char *path)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), rc;

	if (fd < 0)
		return errno;
	memcpy(sa.sun_path, path, strnlen(path, sizeof(sa.sun_path) - 1));
	rc = connect(fd, (struct sockaddr *)&sa, sizeof(sa)) == 0 ? 0 : errno;
	close(fd);
	return rc;
}

static enum health
see_serve(struct doctor *d)
{
	const char *path = d->config.serve.socket;
	int rc = connect_unix(path);

	if (rc == EACCES)
		return doctor_untried(d, "this user may not connect to %s; "
		    "try it as root or as serve's user", path);
	if (rc != 0)
		return doctor_fault(d, "Start cspdesk serve; if it runs, see "
		    "serve.socket", "nobody listens on %s (%s)", path,
		    strerror(rc));
	return doctor_ok(d, "listens on %s", path);
}

static enum health
see_nginx(struct doctor *d)
{
	const struct doctor_settings *s = &d->config.doctor;
	struct call c = { .method = "GET" };

	if (*s->url == '\0')
		return doctor_untried(d, "not asked: doctor.url is not set");
	c.url = str_fmt(d->sc, "%s/healthz", s->url);
	doctor_call(d, &c, s->ca_file, &d->at.first);
	if (d->at.first.e != E_OK)
		return doctor_no_answer(d, &d->at.first);
	if (d->at.first.status != 200)
		return doctor_fault(d, "Include cspdesk's locations in that "
		    "server of nginx (conf/nginx), and see that fastcgi_pass "
		    "names serve.socket", "%s answers %d instead of 200",
		    c.url, d->at.first.status);
	return doctor_ok(d, "%s answers", c.url);
}

static enum health
see_nginx_certificate(struct doctor *d)
{
	return doctor_certificate(d, &d->at.first);
}

const struct check doctor_house[] = {
	{ "configuration", see_configuration, { NULL }, 1 },
	{ "policy and texts", see_policy, { "configuration" }, 1 },
	{ "database password", see_password, { "configuration" }, 1 },
	{ "hook secrets", see_hook_secrets, { "configuration" }, 1 },
	{ "serve", see_serve, { "configuration" }, 0 },
	{ "nginx", see_nginx, { "configuration" }, 0 },
	{ "nginx certificate", see_nginx_certificate, { "nginx" }, 0 },
	{ NULL, NULL, { NULL }, 0 }
};
