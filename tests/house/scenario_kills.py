"""Tries to break: acknowledged means kept, and one advice is one note, whoever is killed when.

Mails go into a real RT and signed hooks into serve; meanwhile serve and work are killed at every named point of the
program and at random moments, and both databases and RT are stopped and started. Then everything is counted.
"""

import collections
import os
import re
import signal
import threading
import time

from house import HouseError, Sender, TOP
from load import Load, stored
from trial import RtHouse, markers

OUTSIDE = ("serve -9", "serve master -9", "serve child -9", "work -9")
SWEEP_SECS = 3
REACH_SECS = 12
SENDERS = ("jan.kowalski@contoso.example", "olivia@fabrikam.example", "eve@stranger.example")
TEXTS = ("Teams does not work for anybody, urgent.\n", "Our invoice shows too many seats.\n",
         "How do I add a user to a group?\n", "Faktura za październik jest błędna.\n", "Azure VM is down.\n")


def run(t):
    house = RtHouse(t, sweep_secs=SWEEP_SECS, overlap_secs=30).start()
    killer, mails = Killer(t, house), Mails(t, house)
    stage_dead_letter(t, house)
    load = Load(f"{house.front.url}/hook/rt", house.secret(), mails.hook, senders=2, rate=10, stubborn=True)
    mails.start()
    load.start()
    killer.everything(300 if t.soak else 30)
    mails.stop()
    load.stop()
    end(t, house)
    counts = judge(t, house, load)
    killer.tell()
    t.stop_cspdesk(house.cspdesk)
    return {"kills": sum(killer.kills.values()), "points": len(killer.points), "outages": killer.outages,
            "mails": mails.sent, "hooks answered 204": len(load.kept), "sent again": load.again, **counts,
            "seed": t.seed}


def points():
    """Every FAULT("name") of the program."""
    found = set()
    for file in (TOP / "plugin").glob("**/*.c"):
        found.update(re.findall(r'FAULT\("([\w.]+)"\)', file.read_text(encoding="utf-8")))
    return sorted(found)


class Killer:
    """Kills in rounds; each round leaves a healthy serve and work behind."""

    def __init__(self, t, house):
        self.t, self.house, self.cspdesk = t, house, house.cspdesk
        self.points, self.kills = points(), collections.Counter()
        self.outages, self.missed = 0, []
        self.breaks = [self.database_dies, self.database_restarts, self.rt_database_restarts, self.rt_restarts]

    def everything(self, kills):
        todo = []
        while sum(self.kills.values()) < kills:
            if not todo:
                todo = self.points + list(OUTSIDE)
                self.t.dice.shuffle(todo)
            name = todo.pop()
            disturb = sum(self.kills.values()) % 6 == 5 and threading.Thread(target=self.disturb)
            if disturb:
                disturb.start()
            self.outside(name) if name in OUTSIDE else self.inside(name)
            if disturb:
                disturb.join()
            if len(self.missed) > 3 + kills // 20:
                raise HouseError(f"these points are not arrived at: {self.missed}")
        for name in self.points:
            self.t.check(self.kills[name] > 0, f"nothing was ever killed at {name}")

    def inside(self, point):
        """The process is started so that it dies at the n-th arrival at the point."""
        who = "serve" if point.startswith("serve.") or point.startswith("db.") and self.t.dice.random() < 0.5 \
            else "work"
        arrival = self.t.dice.randint(1, 8 if point.startswith(("serve.", "db.")) else 3)
        env = {"CSPDESK_FAULT": f"{point}:{arrival}"}
        self.replace(who, env)
        place = self.log_size("serve")
        end = time.monotonic() + REACH_SECS
        while time.monotonic() < end and not self.is_dead(who, place):
            time.sleep(0.02)
        if self.is_dead(who, place):
            self.kills[point] += 1
        else:
            self.missed.append(f"{who} {point}:{arrival}")
        self.cspdesk.kill(self.name(who))
        self.start(who)

    def outside(self, name):
        time.sleep(self.t.dice.uniform(0.1, 1.0))
        process = self.cspdesk.processes[self.name(name.split()[0])]
        if name == "serve child -9":
            children = process.children()
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

    def replace(self, who, env):
        """Ends the running one politely, and starts the one that will die: maybe before its first answer."""
        self.cspdesk.term(self.name(who))
        self.cspdesk.wait(self.name(who))
        self.cspdesk._spawn(self.name(who), who, env)

    def log_size(self, name):
        return self.cspdesk.processes[name].log.stat().st_size

    def is_dead(self, who, place):
        process = self.cspdesk.processes[self.name(who)]
        if not process.running():
            return True
        if who == "work":
            return False
        with open(process.log, "rb") as log:
            log.seek(place)
            return b"ended: signal 9" in log.read()

    # ---- what else goes away meanwhile

    def disturb(self):
        fn = self.breaks[self.outages % len(self.breaks)]
        self.outages += 1
        try:
            fn()
        except HouseError as e:
            self.t.check(False, f"{fn.__name__}: {e}")

    def database_dies(self):
        self.house.mariadb.kill()
        time.sleep(self.t.dice.uniform(0.2, 2))
        self.house.mariadb.start()

    def database_restarts(self):
        self.house.mariadb.stop()
        time.sleep(self.t.dice.uniform(0.2, 2))
        self.house.mariadb.start()

    def rt_database_restarts(self):
        self.house.rt_mariadb.stop()
        time.sleep(self.t.dice.uniform(0.2, 2))
        self.house.rt_mariadb.start()

    def rt_restarts(self):
        self.house.rt.stop()
        time.sleep(self.t.dice.uniform(0.2, 2))
        self.house.rt.start()

    def tell(self):
        print("kills: " + ", ".join(f"{name} {n}" for name, n in sorted(self.kills.items())), flush=True)
        if self.missed:
            print(f"not arrived at in {REACH_SECS} s: {self.missed}", flush=True)


class Mails:
    """Customers write, about twice a second: new tickets, now and then a reply. Repeats what RT did not take."""

    def __init__(self, t, house):
        self.t, self.rt, self.sent, self.tickets = t, house.rt, 0, []
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)

    def start(self):
        self.thread.start()

    def stop(self):
        self.stopping.set()
        self.thread.join(60)

    def run(self):
        dice = self.t.dice.__class__(self.t.seed + 1)      # its own: threads must not share the killer's
        while not self.stopping.is_set():
            self.sent += 1
            ticket = dice.choice(self.tickets) if self.tickets and dice.random() < 0.2 else None
            self.write(dice, ticket)
            self.stopping.wait(0.3)

    def write(self, dice, ticket):
        sender, text, headers = dice.choice(SENDERS), dice.choice(TEXTS), {"Message-ID": f"<m{self.sent}@kill.example>"}
        while True:
            try:
                number = self.rt.mail(f"A <{sender}>", "Support", f"Mail {self.sent}", text, headers, ticket=ticket)
                if number not in self.tickets:
                    self.tickets.append(number)
                return
            except (OSError, HouseError):       # RT or its database is away; a mail server tries again
                time.sleep(0.3)

    def hook(self, number):
        """A signed hook of a ticket that exists, with an id that RT does not use."""
        if not self.tickets:
            return None
        id, ticket = f"kill-{number}", self.tickets[number % len(self.tickets)]
        return id, ('{"desk":"rt","event":"message","id":"%s","initiator":"x","occurred_at":"2026-11-20T09:00:00Z",'
                    '"schema":"csp.event/1","ticket":{"id":"%d"},"transaction":{"id":"1","type":"Correspond"}}' %
                    (id, ticket))


def stage_dead_letter(t, house):
    got = Sender(f"{house.front.url}/hook/rt", house.secret()).post("no JSON", id="staged")
    t.same(got[0], 204, "the staged dead letter")


def tickets_of(house):
    return {int(r[0]) for r in house.rt_mariadb.sql(
        "SELECT DISTINCT k.id FROM Tickets k JOIN Transactions t ON t.ObjectId = k.id WHERE t.Type = 'Create' AND "
        "t.ObjectType = 'RT::Ticket' AND k.Type = 'ticket'", "rt5")}


def end(t, house):
    """Until nothing waits and every ticket has its note; then some sweeps more, for what would come twice."""
    sql = house.cspdesk.sql

    def quiet():
        waiting = sql("SELECT COUNT(*) FROM delivery WHERE state = 'new' UNION ALL "
                      "SELECT COUNT(*) FROM job WHERE state IN ('ready', 'claimed')")
        return all(r == ["0"] for r in waiting) and \
            tickets_of(house) <= {n["ticket"] for n in house.rt.newest_notes("cspdesk")}
    t.until("everything comes to rest", quiet, 120, every=0.5)
    time.sleep(2 * SWEEP_SECS + 4)
    t.until("everything stays at rest", quiet, 30, every=0.5)


def judge(t, house, load):
    sql, ids = house.cspdesk.sql, stored(house.cspdesk)
    lost = sorted(set(load.kept) - ids)
    t.same(lost[:5], [], f"hooks answered 204 that are no delivery ({len(lost)})")
    states = dict(sql("SELECT state, COUNT(*) FROM delivery GROUP BY state"))
    t.same(states.get("new", "0"), "0", "deliveries that wait")
    t.same(sql("SELECT dedupe FROM delivery WHERE state = 'dead'"), [["dead:staged"]], "dead deliveries")
    jobs = dict(sql("SELECT state, COUNT(*) FROM job GROUP BY state"))
    t.same(sorted(jobs), ["done"], "states of jobs")
    t.same(sql("SELECT COUNT(*) FROM lane WHERE lease IS NOT NULL"), [["0"]], "leases that are held")
    tickets = tickets_of(house)
    notes = judge_notes(t, house, tickets)
    return {"deliveries": len(ids), "tickets": len(tickets), "notes": notes}


def judge_notes(t, house, tickets):
    """One note per advice: as many as receipts, each with its job's marker, no marker twice."""
    found = collections.defaultdict(list)
    for note in house.rt.newest_notes("cspdesk"):
        found[note["ticket"]].append(markers(note["content"]))
    used = [m for notes in found.values() for marks in notes for m in marks]
    twice = [m for m, n in collections.Counter(used).items() if n > 1]
    t.same(twice, [], "markers that are there twice")
    t.check(all(len(marks) == 1 for notes in found.values() for marks in notes), "each note has one marker")
    done = {int(r[0]) for r in house.cspdesk.sql("SELECT id FROM job WHERE state = 'done'")}
    t.same(sorted(set(used) ^ done)[:5], [], "jobs without note or notes without job")
    receipts = dict(house.cspdesk.sql("SELECT c.ticket, COUNT(*) FROM receipt r JOIN `case` c ON c.id = r.case_id "
                                      "GROUP BY c.ticket"))
    wrong = [(x, len(found[x]), receipts.get(str(x))) for x in sorted(tickets)
             if not found[x] or str(len(found[x])) != receipts.get(str(x))]
    t.same(wrong[:5], [], f"tickets whose notes are not as many as their receipts ({len(wrong)})")
    return len(used)
