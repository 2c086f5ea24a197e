"""What breaks a whole house while it works, and what must be true when all is quiet again.

Shared by the scenarios that kill (kills: at every named point of the program; mixed: at random under mixed load).
"""

import collections
import os
import signal
import time

from house import HouseError
from load import stored
from trial import markers

OUTSIDE = ("serve -9", "serve master -9", "serve child -9", "work -9")


class Storm:
    """Kills and stops parts of a RtHouse, one at a time; each method leaves the part running again.

    `kills` and `outages` count. `spared` are pids that are never killed alone; whoever kills serve as a whole kills
    its children.
    """

    def __init__(self, t, house):
        self.t, self.house, self.cspdesk = t, house, house.cspdesk
        self.kills, self.outages, self.spared = collections.Counter(), collections.Counter(), set()
        self.breaks = [self.database_dies, self.database_restarts, self.rt_database_restarts, self.rt_restarts]

    # ---- kills of cspdesk

    def outside(self, name):
        """One of OUTSIDE, at any moment."""
        process = self.cspdesk.processes[self.name(name.split()[0])]
        if name == "serve child -9":
            children = [pid for pid in process.children() if pid not in self.spared]
            if children:
                os.kill(self.t.dice.choice(children), signal.SIGKILL)
        elif name == "serve master -9":     # its children hear of it and finish
            os.kill(process.pid, signal.SIGKILL)
            process.popen.wait()
            self.start("serve")
        else:
            self.cspdesk.kill(process.name)
            self.start(name.split()[0])
        self.kills[name] += 1

    def name(self, who):
        return "serve" if who == "serve" else "work1"

    def start(self, who):
        """With the database away serve still answers, so it counts as started."""
        if who == "serve":
            self.cspdesk.serve()
        else:
            self.cspdesk.work()

    # ---- what else goes away for a moment

    def disturb(self, fn):
        self.outages[fn.__name__] += 1
        try:
            fn()
        except HouseError as e:
            self.t.check(False, f"{fn.__name__}: {e}")

    def pause(self):
        time.sleep(self.t.dice.uniform(0.2, 2))

    def database_dies(self):
        self.house.mariadb.kill()
        self.pause()
        self.house.mariadb.start()

    def database_restarts(self):
        self._restart(self.house.mariadb)

    def rt_database_restarts(self):
        self._restart(self.house.rt_mariadb)

    def rt_restarts(self):
        self._restart(self.house.rt)

    def rt_dies(self):
        self.house.rt.kill()
        self.pause()
        self.house.rt.start()

    def front_restarts(self):
        self._restart(self.house.front)

    def front_dies(self):
        self.house.front.kill()
        self.pause()
        self.house.front.start()

    def desk_restarts(self):
        self._restart(self.house.desk)

    def _restart(self, part):
        part.stop()
        self.pause()
        part.start()


def hook_body(id, ticket):
    """What RT's extension would send of a ticket."""
    return ('{"desk":"rt","event":"message","id":"%s","initiator":"x","occurred_at":"2026-11-20T09:00:00Z",'
            '"schema":"csp.event/1","ticket":{"id":"%d"},"transaction":{"id":"1","type":"Correspond"}}' % (id, ticket))


def tickets_of(house):
    return {int(r[0]) for r in house.rt_mariadb.sql(
        "SELECT DISTINCT k.id FROM Tickets k JOIN Transactions t ON t.ObjectId = k.id WHERE t.Type = 'Create' AND "
        "t.ObjectType = 'RT::Ticket' AND k.Type = 'ticket'", "rt5")}


def come_to_rest(t, house, sweep_secs, secs=120):
    """Until nothing waits and every ticket has a note; then some sweeps more, for what would come twice."""
    def quiet():
        waiting = house.cspdesk.sql("SELECT COUNT(*) FROM delivery WHERE state = 'new' UNION ALL "
                                    "SELECT COUNT(*) FROM job WHERE state IN ('ready', 'claimed')")
        return all(r == ["0"] for r in waiting) and \
            tickets_of(house) <= {n["ticket"] for n in house.rt.newest_notes("cspdesk")}
    t.until("everything comes to rest", quiet, secs, every=0.5)
    time.sleep(2 * sweep_secs + 4)
    t.until("everything stays at rest", quiet, secs / 4, every=0.5)


def judge_deliveries(t, house, kept, dead):
    """Acknowledged is kept and done; dead is exactly what had to be; nothing waits and nobody holds a lease."""
    sql, ids = house.cspdesk.sql, stored(house.cspdesk)
    lost = sorted(set(kept) - ids)
    t.same(lost[:5], [], f"hooks answered 204 that are no delivery ({len(lost)})")
    found = sorted(r[0] for r in sql("SELECT dedupe FROM delivery WHERE state = 'dead'"))
    t.same(found, sorted(dead), "dead deliveries")
    t.same(sql("SELECT COUNT(*) FROM delivery WHERE state = 'new'"), [["0"]], "deliveries that wait")
    t.same(sql("SELECT COUNT(*) FROM lane WHERE lease IS NOT NULL"), [["0"]], "leases that are held")
    t.same(sql("SELECT DISTINCT state FROM job"), [["done"]], "states of jobs")
    return len(ids)


def judge_markers(t, house, written):
    """Each job that writes a text has it in RT once, and nothing there has another marker. `written`: our texts."""
    used = [m for text in written for m in markers(text["content"])]
    t.same([m for m, n in collections.Counter(used).items() if n > 1], [], "markers that are there twice")
    t.check(len(used) == len(written), "each note and reply has one marker")
    done = {int(r[0]) for r in house.cspdesk.sql("SELECT id FROM job WHERE state = 'done' AND "
                                                 "JSON_VALUE(payload, '$.kind') IN ('note', 'reply')")}
    t.same(sorted(set(used) ^ done)[:5], [], "jobs without note or notes without job")
