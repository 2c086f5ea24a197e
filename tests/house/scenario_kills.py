"""Tries to break: acknowledged means kept, and one advice is one note, whoever is killed when.

Mails go into a real RT and signed hooks into serve; meanwhile serve and work are killed at every named point of the
program and at random moments, and both databases and RT are stopped and started. Then everything is counted.
"""

import collections
import re
import threading
import time

from house import HouseError, Sender, TOP
from load import Load
from storm import OUTSIDE, Storm, come_to_rest, hook_body, judge_deliveries, judge_markers, tickets_of
from trial import RtHouse

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
    come_to_rest(t, house, SWEEP_SECS)
    counts = judge(t, house, load)
    killer.tell()
    t.stop_cspdesk(house.cspdesk)
    return {"kills": sum(killer.kills.values()), "points": len(killer.points), "outages": killer.outages.total(),
            "mails": mails.sent, "hooks answered 204": len(load.kept), "sent again": load.again, **counts,
            "seed": t.seed}


def points():
    """Every FAULT("name") of the program, but for those that scenarios of their own are killed at."""
    found, own = set(), ("retention.", "erase.", "unit.", "service.", "opening.", "exchange.", "token.", "audit.", "file.",
                                "health.", "bill.", "certificate.", "suspension.", "serve.unproven", "debt.")
    for file in (TOP / "plugin").glob("**/*.c"):
        found.update(re.findall(r'FAULT\("([\w.]+)"\)', file.read_text(encoding="utf-8")))
    return sorted(name for name in found if not name.startswith(own))


class Killer(Storm):
    """Kills in rounds; each round leaves a healthy serve and work behind."""

    def __init__(self, t, house):
        super().__init__(t, house)
        self.points, self.missed = points(), []

    def everything(self, kills):
        todo = []
        while sum(self.kills.values()) < kills:
            if not todo:
                todo = self.points + list(OUTSIDE)
                self.t.dice.shuffle(todo)
            name = todo.pop()
            disturb = sum(self.kills.values()) % 6 == 5 and threading.Thread(
                target=self.disturb, args=[self.breaks[self.outages.total() % len(self.breaks)]])
            if disturb:
                disturb.start()
            if name in OUTSIDE:
                time.sleep(self.t.dice.uniform(0.1, 1.0))
                self.outside(name)
            else:
                self.inside(name)
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
        return id, hook_body(id, ticket)


def stage_dead_letter(t, house):
    got = Sender(f"{house.front.url}/hook/rt", house.secret()).post("no JSON", id="staged")
    t.same(got[0], 204, "the staged dead letter")


def judge(t, house, load):
    deliveries = judge_deliveries(t, house, load.kept, ["dead:staged"])
    tickets = tickets_of(house)
    notes = judge_notes(t, house, tickets)
    return {"deliveries": deliveries, "tickets": len(tickets), "notes": notes}


def judge_notes(t, house, tickets):
    """One note per advice: as many as receipts, each with its job's marker, no marker twice."""
    notes = house.rt.newest_notes("cspdesk")
    judge_markers(t, house, notes)
    found = collections.Counter(note["ticket"] for note in notes)
    receipts = dict(house.cspdesk.sql("SELECT c.ticket, COUNT(*) FROM receipt r JOIN `case` c ON c.id = r.case_id "
                                      "GROUP BY c.ticket"))
    wrong = [(x, found[x], receipts.get(str(x))) for x in sorted(tickets)
             if not found[x] or str(found[x]) != receipts.get(str(x))]
    t.same(wrong[:5], [], f"tickets whose notes are not as many as their receipts ({len(wrong)})")
    return len(notes)
