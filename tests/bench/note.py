"""Webhook to note: how long after RT made a transaction our internal note is in its ticket.

A real RT and cspdesk with the settings that ship. Tickets come one after the other, each when the last one has its note
and a moment has passed. A clock of its own watches RT's database: a ticket counts from when its first transaction can
be read there, its note from when that can be read there.
"""

import subprocess
import threading
import time

from house import House, HouseError
from parts import as_daemon, await_true

WARM_UP, PAUSE, EVERY = 5, 0.3, 0.004
SHIPPED = {"work": {"poll_ms": 200, "lease_secs": 60}, "serve": {"processes": 4}}
DESK = {"sweep_secs": 60, "overlap_secs": 120, "timeout_secs": 20}
TEXTS = ("Teams does not work for anybody since this morning, error 0xCAA82EE2.\n",
         "Our invoice for October shows 25 seats, but we have 20 people.\n",
         "Od rana nikt nie może się zalogować do Outlooka, pilne!\n")


class Watch(threading.Thread):
    """Asks RT's database again and again, by one connection, and keeps when a ticket and its note were first there."""

    def __init__(self, mariadb):
        super().__init__(daemon=True)
        self.client = subprocess.Popen(as_daemon([
            "mariadb", "--no-defaults", "--batch", "--skip-column-names", "--unbuffered", "--user=root",
            f"--socket={mariadb.socket}", "rt5"]), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self.made, self.noted, self.newest, self.stopping = {}, {}, 0, threading.Event()

    def run(self):
        while not self.stopping.wait(EVERY):
            for id, ticket, kind in self.fresh():
                self.newest = max(self.newest, id)
                (self.made if kind == "Create" else self.noted).setdefault(ticket, time.time())

    def fresh(self):
        self.client.stdin.write(
            "SELECT t.id, t.ObjectId, t.Type FROM Transactions t JOIN Users u ON u.id = t.Creator WHERE "
            f"t.id > {self.newest} AND t.ObjectType = 'RT::Ticket' AND (t.Type = 'Create' OR "
            "t.Type = 'Comment' AND u.Name = 'cspdesk'); SELECT 0;\n")
        rows = []
        while (line := self.client.stdout.readline().split()) != ["0"]:
            if not line:
                raise HouseError("the client that watches RT's database ended")
            rows.append((int(line[0]), int(line[1]), line[2]))
        return rows

    def stop(self):
        self.stopping.set()
        self.join()
        self.client.stdin.close()
        self.client.wait()


class Note:
    def __init__(self, where, tickets):
        self.house = House(where, settings=SHIPPED, desk_settings=DESK)
        self.tickets, self.wrong = tickets, []

    def start(self):
        self.house.start()
        self.watch = Watch(self.house.rt_mariadb)
        self.watch.start()
        return self

    def measure(self, say):
        tickets = [self._one(i) for i in range(WARM_UP + self.tickets)][WARM_UP:]
        self.watch.stop()
        made, noted = self.watch.made, self.watch.noted
        hook = {int(t): int(at) / 1000 for t, at in self.house.cspdesk.sql(
            "SELECT ticket, MIN(received_at) FROM delivery WHERE source = 'hook' GROUP BY ticket")}
        decided = {int(t): int(at) / 1000 for t, at in self.house.cspdesk.sql(
            "SELECT ticket, MIN(made_at) FROM job GROUP BY ticket")}
        self.wrong += [f"ticket {t}: no hook or no note" for t in tickets if t not in hook or t not in noted]
        good = [t for t in tickets if t in hook and t in noted]
        parts = {"transaction to hook": [hook[t] - made[t] for t in good],
                 "hook to decision": [decided[t] - hook[t] for t in good],
                 "decision to note": [noted[t] - decided[t] for t in good],
                 "hook to note": [noted[t] - hook[t] for t in good],
                 "transaction to note": [noted[t] - made[t] for t in good]}
        rows = {name: {f"p{q}_ms": round(1000 * quantile(secs, q)) for q in (50, 95, 99, 100)}
                for name, secs in parts.items()}
        say(f"{len(good)} tickets, ms".ljust(22) + "".join(f"{q:>8}" for q in ("p50", "p95", "p99", "max")))
        for name, row in rows.items():
            say(name.ljust(22) + "".join(f"{ms:>8}" for ms in row.values()))
        return {"tickets": len(good), **rows}

    def _one(self, i):
        house = self.house
        ticket = house.rt.mail(f"U{i} <u{i}@customer.example>", "Support", f"Ticket {i}", TEXTS[i % len(TEXTS)])
        try:
            await_true(f"the note in ticket {ticket}", lambda: ticket in self.watch.noted, 30)
        except HouseError as e:
            self.wrong.append(str(e))
        time.sleep(PAUSE)
        return ticket


def quantile(values, percent):
    """The smallest value that so many per cent do not exceed."""
    return sorted(values)[max(0, -(-len(values) * percent // 100) - 1)]
