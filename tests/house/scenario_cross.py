"""Tries to break: every cell of the decision's word lists has exactly one outcome, and no cell breaks the wall or a promise.

The program tests/cross knows what DESIGN and DOMAIN promise and nothing of the policy. make test decides all cells of one
role (its table, tests/cross/roles.txt, is for people to read) and fills up to a million by the dice; make soak decides all.
"""

import re
import shutil
import subprocess

from house import TOP

PROGRAM = TOP / "build" / "release" / "tests" / "cross" / "cross"
POLICY = TOP / "conf" / "policy"
MILLION = 1000000
# Policies that would do harm, and the promise that must be seen broken.
HARMFUL = (
    ("rules.conf", r'\{ id = "customer-never".*?"deny"; \},', "", "the wall"),
    ("rules.conf", r'\{ id = "reseller-azure".*?"provider"; \},', "", "through the provider"),
    ("rules.conf", r'\{ id = "security".*?"msrc"; \},', "", "security to MSRC"),
    ("vehicles.conf", r'product = \[ "microsoft365", "entra-id" \]', 'product = [ "microsoft365", "power-platform" ]',
     "the vehicle covers it"),
    ("rights.conf", r'needs = \[ "reseller_relationship", "gdap-support-role" \]', "needs = [ ]", "a right"))


def run(t):
    log = t.where / "make.log"
    with open(log, "w", encoding="utf-8") as out:
        t.need(subprocess.run(["make", "-s", "cross"], cwd=TOP, stdout=out, stderr=out, check=False).returncode == 0,
               f"make cross: {log}")
    harmful = sum(harm(t, i, *row) for i, row in enumerate(HARMFUL))
    name, cells = ("all", 0) if t.soak else ("roles", 0)
    table, said, decided = cross(t, POLICY, name, 1)
    golden = TOP / "tests" / "cross" / f"{name}.txt"
    t.check(table == golden.read_text(encoding="utf-8"), f"the table is not {golden.relative_to(TOP)}: see {t.where}/{name}.txt")
    product = int(re.search(r"= (\d+) cells", said)[1])
    if not t.soak:
        decided += cross(t, POLICY, "dice", MILLION - decided)[2]
    t.check(decided == product if t.soak else decided == MILLION, f"{decided} cells were decided")
    return {"cells": product, "decided": decided, "harmful policies": harmful, "seed": t.seed}


def cross(t, policy, name, cells, broken=None, seed=None):
    """(the table, what was said, cells decided); `broken` is the promise that must not hold."""
    done = subprocess.run([PROGRAM, policy, name, str(seed or t.seed % 10**9 + 1), str(cells), "2"], capture_output=True, text=True,
                          check=False)
    (t.where / f"{name}.txt").write_text(done.stdout)
    found = sorted(set(re.findall(r"^broken: ([^:]+):", done.stderr, re.M)))
    t.check(done.returncode == (1 if broken else 0) and (not broken or broken in found),
            f"{policy.name}, {name}: {done.returncode}, broken {found}, wanted {broken}; {done.stderr[-600:]}")
    decided = re.search(r"^decided (\d+)", done.stderr, re.M)
    return done.stdout, done.stderr, int(decided[1]) if decided else 0


def harm(t, i, file, pattern, instead, promise):
    """The test can fail: a policy without this row is told from the real one by what it allows."""
    folder = t.where / f"policy{i}"
    shutil.copytree(POLICY, folder)
    text = (folder / file).read_text(encoding="utf-8")
    changed, n = re.subn(pattern, instead, text, count=1, flags=re.S)
    t.need(n == 1, f"{file} has no {pattern}")
    (folder / file).write_text(changed)
    cross(t, folder, "dice", 60000, promise, seed=7)
    return 1
