"""What a scenario gets: a directory, dice, checks that count, and the parts of a house with short waits."""

import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import threading

import hushed
import parts
from house import TOP, Cspdesk, HouseError, Mariadb, Nginx, free_port, rt_desk
from rt import Rt
from told import told

sys.path.append(str(TOP / "tests" / "fakes"))
from fake_rt import FakeRt
from fake_zammad import FakeZammad
from fake_zammad_jobs import sign as hub_signature

Mariadb.syncs = False       # tests kill processes, never the machine
BAD_WORDS = re.compile(r"ERROR: AddressSanitizer|runtime error:|LeakSanitizer|AddressSanitizer:DEADLYSIGNAL|"
                       r"cspdesk: bug at")
# Short leases and waits: what takes minutes in an office takes seconds here.
FAST = {"work": {"poll_ms": 50, "lease_secs": 7, "grace_secs": 1, "backoff_ms": 200, "backoff_max_ms": 2000,
                 "breaker_secs": 1, "drain_secs": 5},
        "serve": {"processes": 2, "drain_secs": 5}}
CUSTOMERS = """\
name,tenant,domains,organisation,language
Contoso Polska,6f2c1e0a-5d1b-4c55-9a34-0d4f5a1c7e21,contoso.example,Contoso Polska sp. z o.o.,pl
Fabrikam,b1a7c3de-84f2-4d0e-8a0b-2f6f3c9d5e10,fabrikam.example,Fabrikam Ltd,en
"""


class Trial:
    """check() counts and goes on; need() stops the scenario. `where` is a fresh directory of its own."""

    def __init__(self, name, where, soak=False, seed=0, binary=None):
        self.name, self.soak, self.seed = name, soak, seed
        self.where = pathlib.Path(where).resolve()
        self.binary = pathlib.Path(binary or TOP / "build" / "asan" / "cspdesk")
        self.dice = random.Random(seed)
        self.checks, self.failures, self.lock = 0, [], threading.Lock()
        shutil.rmtree(self.where, ignore_errors=True)
        self.where.mkdir(parents=True)
        parts.check_reachable(self.where)

    # ---- checking

    def check(self, ok, sentence):
        with self.lock:
            self.checks += 1
            if not ok:
                self.failures.append(sentence)
        return bool(ok)

    def same(self, got, wanted, what):
        return self.check(got == wanted, f"{what}: {short(got)}, wanted {short(wanted)}")

    def need(self, ok, sentence):
        if not self.check(ok, sentence):
            raise HouseError("the scenario cannot go on after that")

    def until(self, what, fn, secs=30, every=0.05):
        """Waits for it; False and a failure if it does not come."""
        try:
            self.check(parts.await_true(what, fn, secs, every), what)
            return True
        except HouseError as e:
            return self.check(False, str(e))

    def scan_logs(self):
        """What the sanitizers and our own BUG() said anywhere below the trial's directory, and secrets that were told."""
        for sentence in hushed.look(self.where):
            self.check(False, sentence)
        for log in sorted(self.where.glob("**/log/*.log")):
            for line in log.read_text(errors="replace").splitlines():
                if BAD_WORDS.search(line):
                    self.check(False, f"{log.relative_to(self.where)}: {line.strip()[:200]}")
                    break

    # ---- making a house

    def mariadb(self, name="mariadb-cspdesk", durable=True):
        return Mariadb(self.where, name, durable=durable).start()

    def cspdesk(self, mariadb, desks, settings=None, name="cspdesk", secrets=None):
        return Cspdesk(self.where, mariadb, self.binary, desks, merge(FAST, settings or {}), name, secrets)

    def nginx(self, cspdesk, rt_socket=None, name=".", tls=None):
        home = self.where / name
        home.mkdir(parents=True, exist_ok=True)
        return Nginx(home, free_port(), cspdesk.socket if cspdesk else "/nobody", rt_socket, tls=tls)

    def stop_cspdesk(self, *hosts):
        """TERM to every process: each must end by itself with 0, which is also when leaks are told."""
        for host in hosts:
            host.stop()
            for name, process in host.processes.items():
                if process.popen.returncode not in (0, -9):
                    self.check(False, f"{host.home.name}/{name} ended with {process.popen.returncode} after TERM")


class RtHouse:
    """RT, cspdesk and their databases with two nginx: `front` takes hooks and may be stopped, `desk` is RT's own."""

    def __init__(self, trial, settings=None, rt_workers=4, **desk):
        self.trial = trial
        self.mariadb = Mariadb(trial.where, "mariadb-cspdesk")
        self.rt_mariadb = Mariadb(trial.where, "mariadb-rt", durable=False)
        self.cspdesk = trial.cspdesk(self.mariadb, [], settings)
        self.front = trial.nginx(self.cspdesk)
        desk_port = free_port()
        self.rt = Rt(trial.where, self.rt_mariadb, f"http://127.0.0.1:{desk_port}", f"{self.front.url}/hook/rt",
                     rt_workers)
        (trial.where / "desk").mkdir()
        self.desk = Nginx(trial.where / "desk", desk_port, "/nobody", self.rt.socket)
        self.cspdesk.desks = [rt_desk(self.rt, **{"sweep_secs": 3600, "timeout_secs": 2, **desk})]

    def start(self, works=1):
        starters = [threading.Thread(target=m.start) for m in (self.mariadb, self.rt_mariadb)]
        for thread in starters:
            thread.start()
        for thread in starters:
            thread.join()
        self.rt.prepare()
        self.cspdesk.start(works)
        import_customers(self.cspdesk)
        self.rt.start()
        self.desk.start()
        self.front.start()
        return self

    def secret(self):
        return self.rt.secret_file.read_text().split("\n")[0].strip()

    def notes(self, ticket):
        return [n for n in self.rt.newest_notes("cspdesk") if n["ticket"] == ticket]


def fake_desk(cspdesk, fake, secret, **other):
    """The entry of `desks` for a FakeRt; writes its token and the hook's secret for the daemons."""
    parts.make_dir(cspdesk.home)
    parts.make_dir(cspdesk.secrets, 0o700)
    token = parts.write(cspdesk.secrets / "fake.token", fake.token + "\n", 0o600)
    file = parts.write(cspdesk.secrets / "hook.secret", secret + "\n", 0o600)
    return {"name": "rt", "kind": "rt", "url": fake.url, "user": fake.user, "token_file": token,
            "secrets": [{"file": file}], "mode": "notes", "language": "en", "sweep_secs": 3600, "overlap_secs": 5,
            "timeout_secs": 2, **other}


def import_customers(cspdesk, text=CUSTOMERS):
    file = parts.write(cspdesk.home / "customers.csv", text)
    cspdesk.run("import", "customers", file)


def run_program(argv, stdin=None, env=None, cwd=None):
    """Runs it as the daemons' user; (exit code, stdout, stderr), whatever it answers."""
    done = subprocess.run(parts.as_daemon(argv), input=stdin or "", text=True, capture_output=True, cwd=cwd,
                          env={**os.environ, **(env or {})}, timeout=60)
    hushed.said.append(done.stdout + done.stderr)
    return done.returncode, done.stdout, done.stderr


def merge(base, over):
    both = dict(base)
    for key, value in over.items():
        both[key] = merge(both[key], value) if isinstance(value, dict) and isinstance(both.get(key), dict) else value
    return both


def short(value):
    text = str(value)
    return text if len(text) < 160 else text[:157] + "..."


def markers(text):
    """The job ids of the markers in a note."""
    return [int(n) for n in re.findall(r"\[csp #(\d+)\]", text)]
