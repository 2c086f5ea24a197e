"""make test and make soak: everything that can be red, one line each, and at last how many were.

    python3 -B tests/house/suite.py test|soak [NAME...]      some of them
    python3 -B tests/house/suite.py one NAME                 a scenario alone; its result as JSON is the last line

Only a scenario that failed leaves its databases and logs, below var/test/NAME.

The seed is printed, and SEED in the environment repeats it. CSPDESK names another binary for the scenarios.
"""

import importlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor

from house import TOP, HouseError, stop_everything
from trial import Trial

VAR = TOP / "var" / "test"
SCENARIOS = {f.stem.removeprefix("scenario_") for f in pathlib.Path(__file__).parent.glob("scenario_*.py")}
LONGEST = ["year", "units", "walk"]     # first, so that nothing waits for one of them in the end
MOST_SECS = {"test": 900, "soak": 5400}
FUZZ_SECS = {"test": 5, "soak": 60}
AT_ONCE = {"test": 2, "soak": 1}       # scenarios: they mostly wait
UNITS = {"gcc": "asan", "clang": "fuzz"}        # compiler: mode; clang's objects are those of the fuzzers, too


class Suite:
    """Runs and counts; `only` is a set of names, empty for all."""

    def __init__(self, mode, seed, only):
        self.mode, self.seed, self.only = mode, seed, only
        self.passed = self.failed = 0
        self.lock = threading.Lock()        # of what is printed and counted

    def wants(self, name):
        return not self.only or name in self.only

    def line(self, name, ok, secs, counts):
        print(f"{'ok  ' if ok else 'FAIL'} {name:<14} {secs:6.1f} s  {counts}", flush=True)

    def count(self, passed, failed):
        self.passed += passed
        self.failed += failed

    # ---- what make builds and checks

    def compiled(self):
        """Before the scenarios: beside a compiler they wait in vain."""
        if os.environ.get("LINT") == "1":
            self.lint()
        for cc, mode in UNITS.items():
            if self.wants("unit"):
                self.unit(cc, mode)
        if self.wants("fuzz"):
            self.fuzz()

    def told(self, name, passed, failed, secs, counts, out, log):
        """One line, and what was wrong."""
        with self.lock:
            self.count(passed, failed)
            self.line(name, not failed, secs, counts)
            if failed:
                tell(out, VAR / log)

    def lint(self):
        started = time.monotonic()
        rc, out = self.make("lint.log", "lint")
        self.told("lint", rc == 0, rc != 0, time.monotonic() - started, f"{out.count(chr(10))} lines" if rc else "", out,
                  "lint.log")

    def build(self):
        """The binaries of the scenarios: where the clock is set (clock.py), the sanitizers cannot be; without them nothing
        else makes sense."""
        started = time.monotonic()
        for mode in ("asan", "release"):
            rc, out = self.make("build.log", f"MODE={mode}")
            if rc:
                break
        self.told("build", rc == 0, rc != 0, time.monotonic() - started, "MODE=asan, MODE=release", worst(out), "build.log")
        return rc == 0

    def make(self, log, *args):
        """make with a log in var/test; (exit code, all that was said)."""
        VAR.mkdir(parents=True, exist_ok=True)
        env = {k: v for k, v in os.environ.items() if not k.startswith("MAKE") and k != "MFLAGS"}
        done = subprocess.run(["make", "-j2", *args], cwd=TOP, env=env, capture_output=True, text=True,
                              errors="replace")
        out = done.stdout + done.stderr
        (VAR / log).write_text(out)
        return done.returncode, out

    def unit(self, cc, mode):
        """make check: each suite says `100%: Checks: 12, Failures: 0, Errors: 0`."""
        started, log = time.monotonic(), f"unit-{cc}.log"
        rc, out = self.make(log, "-k", "check", f"MODE={mode}", f"CC={cc}")
        found = re.findall(r"Checks: (\d+), Failures: (\d+), Errors: (\d+)", out)
        checks, bad = sum(int(f[0]) for f in found), sum(int(f[1]) + int(f[2]) for f in found)
        if rc and not bad:      # did not compile, or died without saying how many
            bad, checks = 1, checks + 1
        self.told(f"unit {cc}", checks - bad, bad, time.monotonic() - started, f"{len(found)} suites, {checks} checks",
                  worst(out), log)

    def fuzz(self):
        """make fuzz: every parser for some seconds from its seeds; each target counts once."""
        started, secs = time.monotonic(), FUZZ_SECS[self.mode]
        rc, out = self.make("fuzz.log", "fuzz", f"SECONDS={secs}", f"SEED={self.seed}")
        found = re.findall(r"^fuzz (\S+): (ok|FAILED)(.*)$", out, re.M)
        bad = sum(f[1] != "ok" for f in found)
        if rc and not bad or not found:
            bad, found = 1, found + [("build", "FAILED", "")]
        self.told("fuzz", len(found) - bad, bad, time.monotonic() - started,
                  "; ".join(f"{name}{said}" for name, _, said in found) + f"; {secs} s each", out, "fuzz.log")

    # ---- scenarios

    def scenario(self, name):
        """In a process of its own, so that one that hangs or dies takes nothing with it."""
        VAR.mkdir(parents=True, exist_ok=True)
        started, log = time.monotonic(), VAR / f"{name}.log"
        with open(log, "w", encoding="utf-8") as out:
            child = subprocess.Popen([sys.executable, "-B", __file__, "one", name], stdout=out, stderr=out,
                                     env={**os.environ, "SEED": str(self.seed), "SCALE": self.mode})
            try:
                child.wait(MOST_SECS[self.mode])
                result = read_result(log)
            except subprocess.TimeoutExpired:
                child.send_signal(signal.SIGTERM)
                child.wait()
                result = broken(f"not ready after {MOST_SECS[self.mode]} s")
            except BaseException:
                child.send_signal(signal.SIGTERM)
                child.wait()
                raise
        with self.lock:
            self.tell(name, result, time.monotonic() - started, log)

    def tell(self, name, result, secs, log):
        self.count(result["passed"], not result["passed"])
        counts = ", ".join(f"{v} {k}" for k, v in {"checks": result["checks"], **result["counts"]}.items())
        self.line(name, result["passed"], secs, counts)
        for failure in result["failures"][:12]:
            print(f"       {failure}")
        if not result["passed"]:
            more = len(result["failures"]) - 12
            print(f"       {f'and {more} more; ' if more > 0 else ''}{relative(log)}, logs below "
                  f"{relative(VAR / name)}", flush=True)


def relative(path):
    return pathlib.Path(path).relative_to(TOP)


def worst(out):
    """The lines that say what is wrong: of Check, of the compiler, of a sanitizer; else the last ones."""
    lines = [line for line in out.splitlines() if re.search(r":[FE]:|error:|ERROR|\*\*\*", line)]
    return "\n".join(lines[:12]) or out


def tell(out, log=None):
    print("\n".join("       " + line for line in out.strip().splitlines()[-12:]), flush=True)
    if log:
        print(f"       all of it: {relative(log)}", flush=True)


def broken(why):
    return {"passed": False, "failures": [why], "checks": 0, "counts": {}}


def read_result(log):
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    try:
        return json.loads(lines[-1])
    except (ValueError, IndexError):
        return broken("the scenario ended without a result: " + (lines[-1] if lines else "it said nothing"))


def attempt(trial):
    """Runs one scenario; whatever happens becomes a result."""
    counts, started = {}, time.monotonic()
    try:
        counts = importlib.import_module(f"scenario_{trial.name}").run(trial) or {}
    except HouseError as e:
        trial.check(False, str(e))
    except Exception as e:      # a fault of the scenario itself must not hide the others
        traceback.print_exc()
        trial.check(False, f"{type(e).__name__}: {e}")
    stop_everything()
    trial.scan_logs()
    return {"passed": not trial.failures, "failures": trial.failures, "checks": trial.checks, "counts": counts,
            "secs": round(time.monotonic() - started, 1)}


def one(name, seed):
    trial = Trial(name, VAR / name, os.environ.get("SCALE") == "soak", seed, os.environ.get("CSPDESK"))
    result = attempt(trial)
    for failure in result["failures"]:
        print(f"FAIL {failure}")
    if result["passed"]:        # its databases are some hundred MB; all of them together once filled a disk
        shutil.rmtree(trial.where, ignore_errors=True)
    print(json.dumps(result))
    return 0 if result["passed"] else 1


def everything(mode, seed, only):
    suite, started = Suite(mode, seed, only), time.monotonic()
    print(f"make {mode}, SEED={seed}", flush=True)
    if os.environ.get("CSPDESK") or suite.build():
        suite.compiled()
        with ThreadPoolExecutor(AT_ONCE[mode]) as pool:
            list(pool.map(suite.scenario, filter(suite.wants, LONGEST + sorted(SCENARIOS - set(LONGEST)))))
    print(f"     everything     {time.monotonic() - started:6.1f} s  SEED={seed}")
    print(f"{suite.passed} passed, {suite.failed} failed", flush=True)
    return 1 if suite.failed else 0


def main():
    mode, names = sys.argv[1], sys.argv[2:]
    seed = int(os.environ.get("SEED") or time.time_ns() % 1000000)
    return one(names[0], seed) if mode == "one" else everything(mode, seed, set(names))


if __name__ == "__main__":
    sys.exit(main())
