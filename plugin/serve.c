/*
 * The master: one listening socket, a set of processes that answer on it.
 * It reads the configuration, forks, and replaces who dies. It touches
 * neither request nor database.
 *
 *	HUP   check the new configuration, fork processes with it, and only
 *	      then tell the old ones to finish: no request is dropped
 *	TERM  take the socket's name away, let everyone finish, leave
 */
#include "serve.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "config.h"
#include "serve_child.h"
#include "texts.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_CHILDREN = 128, RESPAWN_MS = 1000, NEEDS = NEEDS_APP_DB |
    NEEDS_HOOK_SECRETS | NEEDS_EXCHANGE_IN };

struct child {
	pid_t	pid;		/* 0: free */
	int	generation;
	int64_t	born;		/* ms */
};

struct master {
	const char	*path;		/* of the configuration */
	struct scope	 sc;		/* owns configuration and texts */
	struct config	 config;
	const struct texts *texts;
	struct counts	*counts;	/* of all processes */
	int		 listener, lock;
	int		 passed_in;	/* the socket is somebody else's */
	int		 generation;
	struct child	 child[MOST_CHILDREN];
	sigset_t	 signals;
};

/* One master at a time: a socket's name can be taken over, a lock cannot. */
static enum err
take_lock(struct master *m)
{
	const char *path = str_fmt(&m->sc, "%s.lock", m->config.serve.socket);

	m->lock = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
	if (m->lock < 0)
		return scope_fail(&m->sc, E_BROKEN, "cannot make %s: %s", path,
		    strerror(errno));
	if (flock(m->lock, LOCK_EX | LOCK_NB) != 0)
		return scope_fail(&m->sc, E_BROKEN, "another serve uses %s",
		    m->config.serve.socket);
	return E_OK;
}

static enum err
bind_socket(struct master *m)
{
	const char *path = m->config.serve.socket;
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	mode_t mask = umask(0117);	/* born as 0660, never wider */
	struct stat st;
	int ok;

	memcpy(sun.sun_path, path, strlen(path));
	/* Only what an earlier serve left; anything else makes bind() fail. */
	if (lstat(path, &st) == 0 && S_ISSOCK(st.st_mode))
		unlink(path);
	m->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	ok = m->listener >= 0 &&
	    bind(m->listener, (struct sockaddr *)&sun, sizeof(sun)) == 0 &&
	    listen(m->listener, (int)m->config.serve.backlog) == 0;
	umask(mask);
	return ok ? E_OK : scope_fail(&m->sc, E_BROKEN, "cannot listen on "
	    "%s: %s", path, strerror(errno));
}

/* systemd's way to hand over a socket: descriptor 3 (sd_listen_fds(3)). */
static int
socket_passed_in(void)
{
	const char *pid = getenv("LISTEN_PID"), *fds = getenv("LISTEN_FDS");
	int64_t n;

	return str_int(pid, &n) && n == getpid() && str_int(fds, &n) && n == 1;
}

static enum err
refuse_tcp(struct master *m)
{
	struct sockaddr_storage sa;
	socklen_t len = sizeof(sa);

	if (getsockname(m->listener, (struct sockaddr *)&sa, &len) != 0 ||
	    sa.ss_family != AF_UNIX)
		return scope_fail(&m->sc, E_BROKEN, "the socket passed in must "
		    "be a unix socket: FastCGI over TCP proves nothing");
	fcntl(m->listener, F_SETFL, fcntl(m->listener, F_GETFL) | O_NONBLOCK);
	return E_OK;
}

static enum err
open_socket(struct master *m)
{
	enum err e;

	m->passed_in = socket_passed_in();
	if (m->passed_in) {
		m->listener = 3;
		return refuse_tcp(m);
	}
	if ((e = take_lock(m)) != E_OK)
		return e;
	return bind_socket(m);
}

static void
start_child(struct master *m, struct child *c)
{
	pid_t pid = fork();

	if (pid < 0) {
		log_line(LOG_ERROR, "serve", "fork: %s", strerror(errno));
		return;
	}
	if (pid > 0) {
		*c = (struct child){ pid, m->generation, clock_steady() };
		return;
	}
	/* A master killed outright must not leave processes behind. */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	close(m->lock);
	_exit(serve_child(&m->config, m->texts, m->counts, m->listener));
}

static void
fill(struct master *m)
{
	int have = 0;

	for (int i = 0; i < MOST_CHILDREN; i++)
		have += m->child[i].pid != 0 &&
		    m->child[i].generation == m->generation;
	for (int i = 0; i < MOST_CHILDREN; i++)
		if (have < m->config.serve.processes && m->child[i].pid == 0) {
			start_child(m, &m->child[i]);
			have++;
		}
}

static void
tell(struct master *m, int sig, int only_old)
{
	for (int i = 0; i < MOST_CHILDREN; i++)
		if (m->child[i].pid != 0 &&
		    (!only_old || m->child[i].generation != m->generation))
			kill(m->child[i].pid, sig);
}

/* Returns how many are left. */
static int
reap(struct master *m, int stopping)
{
	int left = 0, status;

	for (int i = 0; i < MOST_CHILDREN; i++) {
		struct child *c = &m->child[i];

		if (c->pid == 0)
			continue;
		if (waitpid(c->pid, &status, WNOHANG) != c->pid) {
			left++;
			continue;
		}
		if (!stopping && c->generation == m->generation) {
			log_line(LOG_WARN, "serve", "process %d ended: %s %d",
			    (int)c->pid, WIFSIGNALED(status) ? "signal" :
			    "exit", WIFSIGNALED(status) ? WTERMSIG(status) :
			    WEXITSTATUS(status));
			if (clock_steady() - c->born < RESPAWN_MS)
				usleep(RESPAWN_MS * 100);
		}
		c->pid = 0;
	}
	return left;
}

static enum err
load(struct scope *sc, const char *path, struct config *ret,
    const struct texts **ret_texts)
{
	enum err e = config_load(sc, path, NEEDS, ret);

	return e == E_OK ? texts_load(sc, ret->messages, ret->messages_local,
	    ret_texts) : e;
}

static void
reload(struct master *m)
{
	struct scope sc;
	struct config fresh;
	const struct texts *texts;

	scope_begin(&sc, clock_now());
	if (load(&sc, m->path, &fresh, &texts) != E_OK) {
		log_line(LOG_ERROR, "serve", "the configuration stays as it "
		    "was: %s", sc.why);
		scope_end(&sc);
		return;
	}
	if (!str_same(fresh.serve.socket, m->config.serve.socket)) {
		log_line(LOG_WARN, "serve", "serve.socket has changed; that "
		    "needs a restart");
		fresh.serve.socket = str_dup(&sc, m->config.serve.socket);
	}
	scope_end(&m->sc);
	m->sc = sc;
	m->config = fresh;
	m->texts = texts;
	m->generation++;
	counts_open(m->counts, &m->config);
	fill(m);
	tell(m, SIGUSR1, 1);
	exchange_log(&m->config.exchange, "serve");
	log_line(LOG_INFO, "serve", "configuration read again");
}

static void
stop(struct master *m)
{
	int64_t until = clock_steady() + m->config.serve.drain_secs * SECOND;

	/* nginx gets "refused" and can say 503, instead of waiting for us. */
	if (!m->passed_in)
		unlink(m->config.serve.socket);
	tell(m, SIGTERM, 0);
	while (reap(m, 1) > 0 && clock_steady() < until)
		usleep(10000);
	tell(m, SIGKILL, 0);
	log_line(LOG_INFO, "serve", "stopped");
}

static enum err
start(struct master *m)
{
	sigset_t blocked;
	enum err e;

	if ((e = load(&m->sc, m->path, &m->config, &m->texts)) != E_OK ||
	    (e = open_socket(m)) != E_OK)
		return e;
	sigemptyset(&m->signals);
	for (int i = 0; i < 4; i++)
		sigaddset(&m->signals,
		    (const int[]){ SIGTERM, SIGINT, SIGHUP, SIGCHLD }[i]);
	/* SIGUSR1 is the children's: they inherit it blocked until ppoll(). */
	blocked = m->signals;
	sigaddset(&blocked, SIGUSR1);
	sigprocmask(SIG_BLOCK, &blocked, NULL);
	exchange_log(&m->config.exchange, "serve");
	m->counts = counts_new(clock_now());
	counts_open(m->counts, &m->config);
	fill(m);
	return E_OK;
}

int
serve_main(const char *config_path)
{
	static const struct timespec now_and_then = { 1, 0 };
	static struct master m;
	int sig = 0;

	m.path = config_path;
	m.lock = -1;
	scope_begin(&m.sc, clock_now());
	if (start(&m) != E_OK) {
		log_line(LOG_ERROR, "serve", "%s", m.sc.why);
		return 1;
	}
	log_line(LOG_INFO, "serve", "answers on %s",
	    m.passed_in ? "the socket passed in" : m.config.serve.socket);
	while (sig != SIGTERM && sig != SIGINT) {
		/* Now and then without a signal: a fork() may have failed. */
		sig = sigtimedwait(&m.signals, NULL, &now_and_then);
		if (sig == SIGHUP)
			reload(&m);
		reap(&m, 0);
		if (sig != SIGTERM && sig != SIGINT)
			fill(&m);
	}
	stop(&m);
	scope_end(&m.sc);
	return 0;
}
