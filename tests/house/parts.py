"""What every part of the house needs: processes that never outlive us, waiting, ports, users, directories."""

import atexit
import os
import pathlib
import pwd
import random
import signal
import socket
import subprocess
import sys
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
DAEMON_USER = "www-data"


class HouseError(Exception):
    """Something the house needs did not happen; the text is one sentence for a person."""


def await_true(what, fn, secs=10, every=0.02):
    """Polls fn until it returns something true and returns that; HouseError with `what` after secs."""
    end = time.monotonic() + secs
    while True:
        got = fn()
        if got:
            return got
        if time.monotonic() > end:
            raise HouseError(f"waited {secs} s for {what}, in vain")
        time.sleep(every)


def free_port():
    """A TCP port on loopback that nobody uses right now, below those that the kernel gives to outgoing connections:
    one of them could take it before the server that we mean it for."""
    while True:
        port = random.randrange(18000, 32000)
        with socket.socket() as s:
            try:
                s.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def is_root():
    return os.geteuid() == 0


def as_daemon(argv):
    """The command as it is run: root steps down to www-data, an ordinary user stays who they are."""
    if not is_root():
        return [str(a) for a in argv]
    return ["setpriv", f"--reuid={DAEMON_USER}", f"--regid={DAEMON_USER}", "--init-groups"] + [str(a) for a in argv]


def own(path):
    """Gives a file or directory to the user that the daemons run as."""
    if is_root():
        user = pwd.getpwnam(DAEMON_USER)
        os.chown(path, user.pw_uid, user.pw_gid)
    return pathlib.Path(path)


def make_dir(path, mode=0o755):
    """A directory that the daemons may write to, with its parents."""
    path = pathlib.Path(path)
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(mode)
    return own(path)


def write(path, text, mode=0o644):
    """Writes a small file for the daemons; never readable by others in between when mode is 0600."""
    path = pathlib.Path(path)
    path.unlink(missing_ok=True)
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(fd, "w", encoding="utf-8") as f:
        f.write(text)
    path.chmod(mode)
    return own(path)


def socket_path(path):
    """The path, if the kernel takes it as the name of a unix socket."""
    if len(os.fsencode(path)) > 107:
        raise HouseError(f"{path} is too long for a unix socket; use a directory with a shorter name")
    return pathlib.Path(path)


def check_reachable(where):
    """Refuses a directory that the daemons' user cannot enter, before six daemons fail on it."""
    if subprocess.run(as_daemon(["test", "-x", where])).returncode:
        raise HouseError(f"the user {DAEMON_USER}, which the daemons run as, cannot enter {where}; "
                         "put the checkout somewhere else or run as an ordinary user")


def command(argv, env=None, stdin=None, cwd=None):
    """Runs a short command as the daemons' user and returns its output; HouseError with its last lines if it fails."""
    done = subprocess.run(as_daemon(argv), input=stdin or "", text=True, capture_output=True, cwd=cwd,
                          env={**os.environ, **(env or {})})
    if done.returncode:
        said = "\n".join((done.stdout + done.stderr).strip().splitlines()[-8:])
        raise HouseError(f"{pathlib.Path(str(argv[0])).name} ended with {done.returncode}: {said}")
    return done.stdout


class Process:
    """One daemon.

    It runs in a session of its own, so Ctrl-C in the terminal reaches us and not it; its output goes to
    DIR/log/NAME.log and its pid to DIR/run/NAME.pid. What is still alive when we leave is stopped, what holds
    data (`last=True`) after those that use it. A process left over from a run that was killed is recognised by
    pid and start time, and stopped before its successor starts.
    """
    alive = []

    def __init__(self, where, name, argv, env=None, last=False):
        self.name, self.last = name, last
        self.log = pathlib.Path(where) / "log" / f"{name}.log"
        self.pid_file = pathlib.Path(where) / "run" / f"{name}.pid"
        for path in (self.log.parent, self.pid_file.parent):
            make_dir(path)
        stop_leftover(self.pid_file)
        with open(self.log, "ab") as out:
            own(self.log)
            self.popen = subprocess.Popen(as_daemon(argv), stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd=where,
                                          env={**os.environ, **(env or {})}, start_new_session=True)
        Process.alive.append(self)
        write(self.pid_file, f"{self.pid} {start_time(self.pid)}\n")

    @property
    def pid(self):
        return self.popen.pid

    def running(self):
        return self.popen.poll() is None

    def children(self):
        """Pids of its direct children, e.g. the processes of a prefork server."""
        try:
            text = pathlib.Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text()
        except OSError:
            return []
        return [int(p) for p in text.split()]

    def signal(self, sig):
        """To the process itself, not to its children."""
        if self.running():
            os.kill(self.pid, sig)

    def stop(self, secs=20):
        """TERM, and KILL for what ignores it; returns the exit status."""
        self.signal(signal.SIGTERM)
        try:
            self.popen.wait(secs)
        except subprocess.TimeoutExpired:
            print(f"house: {self.name} ignored TERM for {secs} s", file=sys.stderr)
        return self.kill()

    def kill(self):
        """SIGKILL to the process and to all of its children at once."""
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        status = self.popen.wait()
        self.pid_file.unlink(missing_ok=True)
        if self in Process.alive:
            Process.alive.remove(self)
        return status

    def await_ready(self, fn, secs=30):
        """Waits until fn is true; if the process dies first, says so with the end of its log."""
        await_true(f"{self.name} to answer (see {self.log})", lambda: fn() or not self.running(), secs)
        if not self.running():
            raise HouseError(f"{self.name} ended with {self.popen.returncode}; its last words:\n{self.tail()}")

    def tail(self, lines=8):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


def start_time(pid):
    """When the kernel started this pid (in ticks since boot), or None; tells a pid from its reuse."""
    try:
        return int(pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
    except (OSError, IndexError):
        return None


def stop_leftover(pid_file):
    try:
        pid, started = (int(w) for w in pid_file.read_text().split())
    except (OSError, ValueError):
        return
    if start_time(pid) != started:
        return
    os.kill(pid, signal.SIGTERM)
    try:
        await_true(f"the old {pid_file.stem} to stop", lambda: start_time(pid) != started, 20)
    finally:
        try:
            os.killpg(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


last_words = []     # functions to be called when nothing runs any more


def stop_everything():
    """TERM to all at once, databases in a second wave when those that use them have gone."""
    for last in (False, True):
        wave = [p for p in reversed(Process.alive) if p.last == last]
        for p in wave:
            p.signal(signal.SIGTERM)
        for p in wave:
            p.stop()
    for fn in last_words:
        fn()


def _leave():
    for sig in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sig, signal.SIG_IGN)
    stop_everything()


def _on_signal(sig, _frame):
    raise SystemExit(128 + sig)


atexit.register(_leave)
for _sig in (signal.SIGTERM, signal.SIGHUP):
    signal.signal(_sig, _on_signal)
