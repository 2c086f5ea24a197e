"""Does a house that holds much decide as fast as a new one? Tickets are settled in two databases by turns, of which one
has 100,000 customers and 1,000,000 receipts with all that belongs to them; and its statements are explained. Commits do
not wait for the disk, so that nothing hides what reading costs.
"""

import json
import shutil
import subprocess
import time

import stock
from house import BINARY, HouseError, Mariadb
from plans import Plans

PROGRAM = BINARY.parent / "tests" / "bench" / "settle"
FEW, DAYS = 20, 600


class Flat:
    def __init__(self, where, receipts, customers, tickets):
        self.where, self.receipts, self.customers, self.tickets, self.wrong = where, receipts, customers, tickets, []

    def measure(self, say):
        shutil.rmtree(self.where)
        new, old = (stock.house(self.where, Mariadb(self.where, f"mariadb-{name}", durable=False,
                                                    settings=stock.SETTINGS).start(), name) for name in ("new", "old"))
        started = time.monotonic()
        stock.surround(new, FEW)
        stock.load_receipts(old, self.receipts // 20, 29, self.where / "rows")
        stock.age(old, 19)
        stock.surround(old, self.customers)
        for house in (new, old):
            Plans(house.sql, 1000, DAYS).fill()
            stock.settle_down(house.mariadb)
        counts = {t: int(old.sql(f"SELECT COUNT(*) FROM `{t}`")[0][0]) for t in
                  ("customer", "case", "receipt", "delivery", "job", "message_seen")}
        say(f"{time.monotonic() - started:.0f} s to fill: " + ", ".join(f"{n} {t}" for t, n in counts.items()))
        if counts["receipt"] < self.receipts or counts["customer"] < self.customers:
            self.wrong.append(f"there are only {counts}")
        if self.customers >= 100000:    # what is small is read through for good reason
            self.wrong += Plans(old.sql, self.receipts, DAYS).readers()
        got = self._settle(new, old)
        ratio = got["b"]["p50_us"] / got["a"]["p50_us"]
        say(f"{'':<20}{'p50 us':>9}{'p95 us':>9}")
        for name, side in (("nearly empty", "a"), ("much in it", "b")):
            say(f"{name:<20}{got[side]['p50_us']:>9}{got[side]['p95_us']:>9}")
        return {"counts": counts, "tickets": got["tickets"], "new": got["a"], "old": got["b"], "ratio": round(ratio, 3)}

    def _settle(self, new, old):
        done = subprocess.run([PROGRAM, new.conf, old.conf, str(self.tickets), str(FEW), str(self.customers)],
                              stdout=subprocess.PIPE, text=True)
        if done.returncode:
            raise HouseError(f"settle ended with {done.returncode}")
        return json.loads(done.stdout)
