"""A long file of customers: in, in again, broken, and out."""

import random
import shutil
import time
import uuid

import parts
from house import Cspdesk, Mariadb
from trial import run_program

BROKEN = 50
HEAD = "name,tenant,domains,organisation,language,relationship,gdap_roles,gdap_ends,azure_rbac,offer\n"
STEPS = ("new customers", "the same again", "all changed", "50 lines broken", "export")


class Files:
    def __init__(self, where, lines):
        shutil.rmtree(where, ignore_errors=True)
        self.where, self.lines, self.wrong = parts.make_dir(where), lines, []
        self.mariadb = Mariadb(where, "mariadb")
        self.cspdesk = Cspdesk(where, self.mariadb)

    def start(self):
        self.mariadb.start()
        self.cspdesk.prepare()
        return self

    def measure(self, say):
        n, got = self.lines, {"lines": self.lines}
        bad = set(random.Random(1).sample(range(n), BROKEN))
        wanted = {"new customers": f"{n} added, 0 changed, 0 unchanged", "the same again": f"0 added, 0 changed, {n} unchanged",
                  "all changed": f"0 added, {n} changed, 0 unchanged"}
        for what in STEPS[:3]:
            rc, out, err, got[what] = self.take(self.text("premium" if what == "all changed" else "standard"))
            self.need(rc == 0 and wanted[what] in out, f"{what}: {rc} {out} {err[-300:]}")
            self.need(f"{n} of {n} lines" in err, f"{what}: no progress")
        before = self.mariadb.sql("CHECKSUM TABLE customer, customer_domain", "cspdesk")
        rc, out, err, got["50 lines broken"] = self.take(self.text("standard", bad))
        self.need(rc == 2 and err.count(": tenant: not a GUID") == BROKEN, f"broken lines: {rc} {out} {err[-300:]}")
        after = self.mariadb.sql("CHECKSUM TABLE customer, customer_domain", "cspdesk")
        self.need(before == after, "a file with broken lines changed something")
        begin = time.monotonic()
        lines = self.cspdesk.run("export", "customers").count("\n")
        got["export"] = round(time.monotonic() - begin, 2)
        self.need(lines == n + 1, f"export has {lines} lines")
        for what in STEPS:
            say(f"{what:<20} {got[what]:>6.2f} s")
        return got

    def need(self, ok, sentence):
        if not ok:
            self.wrong.append(sentence)

    def text(self, offer, broken=()):
        tenant = [str(uuid.UUID(int=i + (4 << 76) + (8 << 60))) for i in range(self.lines)]
        return HEAD + "".join(
            f"Customer {i:06},{'broken' if i in broken else tenant[i]},c{i}.example mail.c{i}.example,Org {i},en,yes,"
            f"service_support_administrator,2027-06-30,no,{offer}\n" for i in range(self.lines))

    def take(self, text):
        file = parts.write(self.where / "customers.csv", text)
        begin = time.monotonic()
        rc, out, err = run_program([self.cspdesk.binary, "import", "customers", file, "-c", self.cspdesk.conf])
        return rc, out, err, round(time.monotonic() - begin, 2)
