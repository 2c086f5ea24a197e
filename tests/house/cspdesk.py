"""cspdesk itself: its secrets, database, configuration and processes in a directory."""

import os
import pathlib
import signal

import hushed
import parts
import wire
from parts import HouseError, Process, TOP, command, make_dir, write

BINARY = TOP / "build" / "release" / "cspdesk"


class Cspdesk:
    """One host's cspdesk in DIR/NAME, on the given Mariadb.

    prepare() makes what an administrator makes: secrets, database users, configuration, migrated tables; all of it
    may be done again. Then any number of `serve` and `work` processes under names of their own, each with its
    environment (CSPDESK_FAULT=point:count). `settings` goes over the default configuration, group by group. A
    second host on the same database takes the first one's `secrets` directory.
    """

    def __init__(self, where, mariadb, binary=BINARY, desks=(), settings=None, name="cspdesk", secrets=None):
        self.home, self.mariadb, self.binary = pathlib.Path(where).resolve() / name, mariadb, pathlib.Path(binary)
        self.desks, self.settings = list(desks), settings or {}
        self.secrets = pathlib.Path(secrets) if secrets else self.home / "secrets"
        self.socket = parts.socket_path(self.home / "run" / "serve.sock")
        self.conf = self.home / "cspdesk.conf"
        self.processes = {}

    # ---- what an administrator does

    def start(self, works=1):
        self.prepare()
        self.serve()
        for i in range(works):
            self.work(f"work{i + 1}")
        return self

    def prepare(self):
        if not self.binary.exists():
            raise HouseError(f"{self.binary} is not there; run make first")
        for name in (".", "run", "log"):
            make_dir(self.home / name)
        make_dir(self.secrets, 0o700)
        self._create_users()
        self.write_conf()
        self.run("migrate")

    def write_conf(self):
        """Writes the configuration again, e.g. after a change of `settings` or `desks`; hup() makes it count."""
        write(self.conf, libconfig(merged(self._defaults(), self.settings)), 0o640)

    def run(self, *args, stdin=None, env=None):
        """A subcommand with our configuration; its output."""
        out = command([self.binary, *args, "-c", self.conf], stdin=stdin, env=env, cwd=self.home)
        hushed.said.append(out)
        return out

    def sql(self, text):
        return self.mariadb.sql(text, "cspdesk")

    # ---- its processes

    def serve(self, name="serve", env=None):
        """Starts a serve and returns when it answers on its socket."""
        process = self._spawn(name, "serve", env)
        process.await_ready(self.answers)
        return process

    def work(self, name="work1", env=None):
        return self._spawn(name, "work", env)

    def answers(self):
        try:
            return wire.fastcgi_get(self.socket, "/healthz")[0] == 200
        except OSError:
            return False

    def term(self, name):
        self.processes[name].signal(signal.SIGTERM)

    def hup(self, name):
        self.processes[name].signal(signal.SIGHUP)

    def kill(self, name):
        """SIGKILL to the process and its children."""
        return self.processes[name].kill()

    def wait(self, name, secs=20):
        """Until that process has ended by itself; its exit status, minus the signal that killed it."""
        process = self.processes[name]
        parts.await_true(f"{name} to end", lambda: not process.running(), secs)
        return process.kill()

    def stop(self):
        """TERM to all, and waits."""
        running = [p for p in self.processes.values() if p.running()]
        for process in running:
            process.signal(signal.SIGTERM)
        for process in running:
            process.stop()

    def _spawn(self, name, subcommand, env):
        process = Process(self.home, name, [self.binary, subcommand, "-c", self.conf], env=env)
        self.processes[name] = process
        return process

    # ---- what it is made from

    def _create_users(self):
        text = (TOP / "sql" / "users.sql").read_text()
        for who in ("app", "admin"):
            text = text.replace(f"@{who.upper()}_PASSWORD@", self._password(who).read_text().strip())
        self.mariadb.sql(text)

    def _password(self, who):
        path = self.secrets / f"{who}.password"
        if not path.exists():
            write(path, os.urandom(16).hex() + "\n", 0o600)
        return path

    def _defaults(self):
        return {
            "database": {"socket": self.mariadb.socket, "name": "cspdesk", "user": "cspdesk_app",
                         "password_file": self._password("app"), "admin_user": "cspdesk_admin",
                         "admin_password_file": self._password("admin")},
            "serve": {"socket": self.socket, "processes": 2},
            "work": {"poll_ms": 100, "lease_secs": 30},
            "policy": TOP / "conf" / "policy",
            "messages": TOP / "conf" / "messages",
            "messages_local": self.home / "messages.local",
            "desks": self.desks}


def rt_desk(rt, name="rt", **other):
    """The entry of `desks` for an Rt; other settings (mode, language, ...) over it."""
    return {"name": name, "kind": "rt", "url": rt.public_url, "user": "cspdesk", "token_file": rt.token_file,
            "secrets": [{"file": rt.secret_file}], "mode": "notes", "language": "en", "sweep_secs": 10,
            "overlap_secs": 30, "timeout_secs": 10, **other}


def merged(base, over):
    """`over` on top of `base`: groups member by member, all else replaced."""
    both = dict(base)
    for name, value in over.items():
        deeper = isinstance(value, dict) and isinstance(both.get(name), dict)
        both[name] = merged(both[name], value) if deeper else value
    return both


def libconfig(value, depth=0):
    """A value in libconfig's notation: dict is a group, list a list."""
    pad = "\t" * depth
    if isinstance(value, dict):
        lines = "".join(f"{pad}{k} = {libconfig(v, depth + 1)};\n" for k, v in value.items())
        return lines if depth == 0 else f"{{\n{lines}{pad[1:]}}}"
    if isinstance(value, list):
        return "( " + ", ".join(libconfig(v, depth + 1) for v in value) + " )" if value else "()"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return f"{value}L" if isinstance(value, int) and abs(value) > 2**31 - 1 else str(value)
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
