"""Tries to break: units are never overspent, whoever races for the last one and whoever is killed when.

Sixty-four workers want the last unit at once, on one server and on two nodes of a cluster: one gets it, each time. Then
workers are killed between the three writes that move a unit; ledger, balance, escalations and the desk's notes agree.
"""

import datetime
import json
import os
import time

import parts
import wire
from house import Galera, Sender, new_secret
from trial import FakeRt, fake_desk, run_program

WORKERS = 64
AGENTS = """\
name,email,identities,rights,roles,from,to,language
Anna Nowak,anna@partner.example,rt:anna,escalate waive,admin_agent,,,en
"""
HELD = """\
name,vehicle,plan,customer,from,to,units,fee
race,product-incident,,,2026-01-01,2027-12-31,%d,included
"""
READY = "/csp triage technical on-premises B break-fix\n/csp set version n\n/csp set environment own\n" + \
    "".join(f"/csp check P{i} done\n" for i in range(1, 11))
POINTS = ("unit.marked", "unit.moved", "lane.planned", "db.commit", "db.committed", "lane.settled", "job.written")
FATES = {"/csp case 61804": ("consumed", "The unit is spent."),
         "/csp release refused as billing": ("released", "It may be escalated again."),
         "/csp duplicate": ("released", "The unit is given back."),
         "/csp case 61805\n/csp bug": ("refunded", "Microsoft has confirmed a bug.")}
REACH_SECS, TRIES = 12, 10


def run(t):
    rounds = 1000 if t.soak else 30
    os.environ["ASAN_OPTIONS"] = "quarantine_size_mb=2"     # what so many workers keep of the freed would fill the machine
    one = House(t, [t.mariadb()], "one")
    files(t, one)
    runs_out(t, one)
    raced = race(t, one, rounds)
    one.stop()
    two = House(t, Galera(t.where / "g", 2).start().nodes, "two")
    clustered = race(t, two, rounds)
    two.stop()
    killed = kills(t, House(t, [t.mariadb("mariadb-kills")], "kills", "notes", {"lease_secs": 4, "poll_ms": 50}),
                   500 if t.soak else 30)
    return {"workers": WORKERS, "races": raced, "races on two nodes": clustered, **killed, "seed": t.seed}


HEAD = "name,vehicle,plan,customer,from,to,units,fee"
BAD_LINES = (
    (",product-incident,,,2026-01-01,2026-12-31,,", "name: must not be empty"),
    ("x,signature,,,2026-01-01,2026-12-31,,", "vehicle: not one of: commercial, csp-entitlement"),
    ("x,azure-plan,,,2026-01-01,2026-12-31,,", "bought as a plan; say which"),
    ("x,advanced,prodirect,,2026-01-01,2026-12-31,,", "this vehicle has no plans"),
    ("x,azure-plan,pro,,2026-01-01,2026-12-31,,", "plan: not one of: developer"),
    ("x,advanced,,,2026-02-30,2026-12-31,,", "from: not a day like 2026-12-31"),
    ("x,advanced,,,2026-12-31,2026-01-01,,", "to: the last day is before the first"),
    ("x,advanced,,,2026-01-01,2026-12-31,-1,", "units are a number from 0"),
    ("x,advanced,,,2026-01-01,2026-12-31,many,", "units are a number from 0"),
    ("x,advanced,,,2026-01-01,2026-12-31,,free", "fee: not one of: included, paid"),
    ("x,advanced,,Nobody Ltd,2026-01-01,2026-12-31,,", 'no customer is called "Nobody Ltd"'),
    ("race,advanced,,,2026-01-01,2026-12-31,,", "another vehicle needs another name"),
    ("race,product-incident,,,2026-01-01,2026-12-31,,", "units of race are counted"))


def files(t, house):
    """What is wrong with a file of entitlements is said with its line, and nothing is changed; what is right counts."""
    host, before = house.hosts[0], house.sql("SELECT * FROM entitlement")
    good = "y,advanced,,,2026-01-01,2026-12-31,5,paid"
    for line, says in BAD_LINES:
        got = import_held(t, host, f"{HEAD}\n{good}\n{line}\n")
        t.check(got[0] == 2 and ".csv:3:" in got[2] and says in got[2], f"{line}: {got}")
    got = import_held(t, host, "\n".join([HEAD, *(x for x, _ in BAD_LINES[:6])]))
    t.check("6 of 6 lines are wrong" in got[2], f"all the bad lines are named: {got[2]!r}")
    got = import_held(t, host, f"{HEAD}\n{good}\n{good}\n")
    t.check(":3:1: name: y stands in line 2 already" in got[2], f"a name twice: {got}")
    got = import_held(t, host, f"{HEAD}\n{good}\n", "--dry-run")
    t.same(got[:2], (0, "1 entitlements would be imported: 1 added, 0 changed, 0 unchanged\n"), "a dry run")
    t.same(house.sql("SELECT * FROM entitlement"), before, "what bad files and a dry run changed")
    for units, ledger in ((5, "grant 5"), (5, "grant 5"), (8, "grant 5; grant 3"), (2, "grant 5; grant 3; correct -6")):
        import_held(t, host, f"{HEAD}\ny,advanced,,,2026-01-01,2026-12-31,{units},paid\n")
        got = house.sql("SELECT move, l.units_left FROM ledger l JOIN entitlement e ON e.id = l.entitlement_id "
                        "WHERE name = 'y' ORDER BY l.id")
        t.same("; ".join(" ".join(x) for x in got), ledger, f"{units} units")
    brought(t, house)
    corrections(t, host)
    house.sql("DELETE FROM ledger; DELETE FROM balance WHERE units_left = 3; DELETE FROM entitlement WHERE name = 'y'")


def brought(t, house):
    """A membership says the units that nobody wrote, by the programme of its first day."""
    for membership, vehicle, first, want in (
            ("solutions-partner", "signature-cloud", "2026-01-01", "50"), ("gold", "signature-cloud", "2023-03-01", "10"),
            ("solutions-partner", "signature-cloud", "2023-03-01", None), ("partner-launch", "signature-cloud", "2026-01-01", "0"),
            ("solutions-partner", "product-incident", "2026-01-01", "20"),
            ("partner-launch", "product-incident", "2026-01-01", "is not published for that day; say the units"),
            ("platinum", "product-incident", "2026-01-01", "membership: not one of: action-pack, silver")):
        got = import_held(t, house.hosts[0], f"{HEAD},membership\nz,{vehicle},,,{first},2027-12-31,,included,{membership}\n")
        rows = house.sql("SELECT granted FROM entitlement WHERE name = 'z'")
        t.check(rows == [[want]] or (want and want in got[2] and not rows), f"{membership}, {vehicle}, {first}: {rows} {got}")
        house.sql("DELETE l FROM ledger l JOIN entitlement e ON e.id = l.entitlement_id WHERE name = 'z'; DELETE b FROM "
                  "balance b JOIN entitlement e ON e.id = b.entitlement_id WHERE name = 'z'; DELETE FROM entitlement "
                  "WHERE name = 'z'")


def corrections(t, host):
    for args, rc, says in ((("add", "y", "4", "refunded", "by", "phone"), 0, "6 left, 0 reserved, of 2"),
                           (("take", "y", "3", "spent in the portal"), 0, "3 left"), (("take", "y", "4", "more"), 2,
                           "y has only 3 left"), (("add", "y", "0", "x"), 2, "not a number of units"),
                           (("add", "z", "1", "x"), 1, 'no entitlement is called "z"'), (("add", "y", "1"), 2, "use:"),
                           (("add", "y", "1", "", " "), 2, "say why"),
                           (("ledger", "y"), 0, "refunded by phone"), (("list",), 0, "3 left, 0 reserved"), (("open",), 0,
                           "no unit is waiting")):
        got = run_program([host.binary, "units", *args, "-c", host.conf])
        t.check(got[0] == rc and says in got[1] + got[2], f"units {args}: {got}")
    got = run_program([host.binary, "units", "list", "--json", "-c", host.conf])
    t.check('"name":"y"' in got[1] and '"units_left":3' in got[1], f"units list --json: {got}")


def runs_out(t, house):
    """What ends takes its units along; what runs out is told in the log, once, and by doctor and /metrics."""
    host, day = house.hosts[0], lambda n: (datetime.date.today() + datetime.timedelta(n)).isoformat()
    import_held(t, host, f"{HEAD}\nold,advanced,,,2026-01-01,{day(-1)},4,paid\nfew,premier,,,2026-01-01,{day(900)},1,\n"
                f"none,premier,,,2026-01-01,{day(900)},0,\nsoon,advanced,,,2026-01-01,{day(20)},,paid\n"
                f"near,azure-plan,standard,,2026-01-01,{day(7)},30,\nfar,advanced,,,2026-01-01,{day(61)},,\n")
    # `race` has no units yet, and is told of as well
    want = {("few", "low"), ("none", "out"), ("soon", "30"), ("near", "7"), ("race", "out")}
    told = []
    for i in range(2):
        log = host.work("work1").log
        t.until("the units of what ended expire", lambda: house.sql(
            "SELECT units_left FROM balance b JOIN entitlement e ON e.id = b.entitlement_id WHERE name = 'old'") == [["0"]], 20)
        t.until("all warnings are kept", lambda: house.sql("SELECT COUNT(*) FROM entitlement_warning") == [["5"]], 20)
        host.term("work1")
        host.wait("work1")
        told = [(x["entitlement"], x["warning"]) for x in map(json.loads, log.read_text().splitlines()) if "warning" in x]
    t.same(sorted(told), sorted(want), "warnings in the log, of two workers one after the other")
    t.same(house.sql("SELECT l.units_left FROM ledger l JOIN entitlement e ON e.id = l.entitlement_id WHERE name = 'old' "
                     "ORDER BY l.id"), [["4"], ["-4"]], "the ledger of what ended")
    metrics = wire.fastcgi_get(host.socket, "/metrics")[1]
    for sample in ('cspdesk_units_left{entitlement="few",vehicle="premier"} 1\n', 'units_reserved{entitlement="few"',
                   'cspdesk_entitlement_end_timestamp_seconds{entitlement="soon"'):
        t.check(sample in metrics, f"/metrics has {sample!r}")
    got = run_program([host.binary, "doctor", "--json", "--no-write", "-c", host.conf])[1]
    units = next(x for x in json.loads(got)["checks"] if x["name"] == "units")
    t.check(units["health"] == "warning" and "few has 1 units left" in units["says"], f"doctor: {units}")
    house.sql("UPDATE balance SET units_left = 3 WHERE units_left = 30")
    got = run_program([host.binary, "doctor", "--json", "--no-write", "-c", host.conf])[1]
    units = next(x for x in json.loads(got)["checks"] if x["name"] == "units")
    t.check(units["health"] == "fault" and "1 balances are not what their ledger says" in units["says"], f"doctor: {units}")
    house.sql("DELETE FROM entitlement_warning; DELETE l FROM ledger l JOIN entitlement e ON e.id = l.entitlement_id "
              "WHERE name <> 'race'; DELETE b FROM balance b JOIN entitlement e ON e.id = b.entitlement_id "
              "WHERE name <> 'race'; DELETE FROM entitlement WHERE name <> 'race'")


def import_held(t, host, text, *args):
    file = parts.write(t.where / "some.csv", text)
    return run_program([host.binary, "import", "entitlements", file, *args, "-c", host.conf])


class House:
    """A desk with tickets that may all be escalated, and workers on each node of the database."""

    def __init__(self, t, nodes, name, mode="observe", work=None):
        self.mode, self.work = mode, {"lanes": 1, "poll_ms": 300, **(work or {})}
        self.t, self.rt, self.secret = t, FakeRt().start(), new_secret()
        self.hosts = [self.host(node, f"{name}{i + 1}") for i, node in enumerate(nodes)]
        self.sql = self.hosts[0].sql
        self.front = t.nginx(self.hosts[0], name=f"front-{name}").start()
        self.sender, self.said = Sender(f"{self.front.url}/hook/rt", self.secret), 0
        self.hosts[0].run("import", "agents", parts.write(t.where / "agents.csv", AGENTS))
        self.hold(0)

    def host(self, node, name):
        host = self.t.cspdesk(node, [], {"work": self.work}, name=name,
                              secrets=self.t.where / "secrets")
        host.desks = [fake_desk(host, self.rt, self.secret, mode=self.mode, timeout_secs=1)]
        host.prepare()
        host.serve()
        return host

    def hold(self, units):
        self.hosts[0].run("import", "entitlements", parts.write(self.t.where / "held.csv", HELD % units))

    def workers(self, n):
        for i in range(n):
            host = self.hosts[i % len(self.hosts)]
            host.work(f"work{i + 1}")

    def tickets(self, n):
        numbers = [self.rt.new_ticket("jan@contoso.example", "Exchange", "it is down") for _ in range(n)]
        for number in numbers:
            self.note(number, READY)
        self.rest("tickets are ready")
        return numbers

    def note(self, ticket, text):
        """What Anna writes, and its hook, which a desk sends again as long as it is told to."""
        id = self.rt.say(ticket, text, "Comment", "anna")
        for _ in range(TRIES):
            got = self.sender.post(self.rt.event(ticket, id, "note"), id=f"rt-{id}")
            if got[0] not in (503, 504):
                break
            time.sleep(1)
        self.t.check(got[0] == 204, f"a hook was answered {got}")
        return id

    def rest(self, what, secs=90):
        self.t.until(what, lambda: self.sql("SELECT (SELECT COUNT(*) FROM delivery WHERE state = 'new') + "
                                            "(SELECT COUNT(*) FROM job WHERE state IN ('ready', 'claimed'))")
                     == [["0"]], secs, 0.05)

    def balance(self):
        return self.sql("SELECT units_left, reserved FROM balance")[0]

    def agrees(self):
        """The ledger's sums are the balance, and what is reserved is what escalations say."""
        got = self.sql("SELECT b.units_left, b.reserved, SUM(l.units_left), SUM(l.reserved), (SELECT COUNT(*) FROM "
                       "escalation WHERE unit = 'reserved') FROM balance b JOIN ledger l USING (entitlement_id)")[0]
        self.t.check(got[0] == got[2] and got[1] == got[3] == got[4], f"ledger, balance, escalations: {got}")

    def stop(self):
        self.t.stop_cspdesk(*self.hosts)
        self.rt.stop()


def race(t, house, rounds):
    house.workers(WORKERS)
    waiting, won = house.tickets(WORKERS), 0
    for i in range(rounds):
        house.hold(i + 1)
        for ticket in waiting:
            house.note(ticket, "/csp escalate via product-incident")
        house.rest(f"round {i + 1}")
        winners = house.sql("SELECT c.ticket FROM escalation e JOIN `case` c ON c.id = e.case_id "
                            "WHERE e.unit = 'reserved'")
        if not t.check(len(winners) == 1 and house.balance() == ["0", "1"],
                       f"round {i + 1}: {winners} won, balance {house.balance()}"):
            break
        won += 1
        house.note(winners[0][0], f"/csp case {50000 + i}")
        waiting = [x for x in waiting if x != winners[0][0]] + house.tickets(1)
        t.same(house.balance(), ["0", "0"], f"round {i + 1}, when the number is known")
    house.agrees()
    t.same(house.sql("SELECT move, COUNT(*) FROM ledger GROUP BY move ORDER BY move"),
           [["grant", str(won)], ["reserve", str(won)], ["consume", str(won)]], "the ledger")
    return won


def kills(t, house, most):
    """Escalations and what becomes of them, while the only worker is killed on its way again and again."""
    house.hold(most * 3)
    fates, killed, missed = {}, 0, 0
    host = house.hosts[0]
    while killed < most and missed < 5 + most // 10:
        first = house.rt.new_ticket("jan@contoso.example", "Exchange", "it is down")
        house.note(first, READY + "/csp escalate via product-incident")
        fates[first] = None
        told = [x[0] for x in house.sql("SELECT c.ticket FROM escalation e JOIN `case` c ON c.id = e.case_id "
                                        "WHERE e.unit = 'reserved'") if fates[x[0]] is None]
        for ticket in told[:2]:
            fates[ticket] = t.dice.choice(list(FATES))
            house.note(ticket, fates[ticket])
        env = {"CSPDESK_FAULT": f"{t.dice.choice(POINTS)}:{t.dice.randint(1, 3)}"}
        worker = host.work("work1", env)
        end = time.monotonic() + REACH_SECS
        while worker.running() and time.monotonic() < end:
            time.sleep(0.02)
        killed, missed = killed + (not worker.running()), missed + worker.running()
        host.kill("work1")
    t.check(killed == most, f"only {killed} kills, {missed} points were not arrived at")
    host.work("work1")
    house.rest("all is done after the kills", 120)
    for ticket, fate in fates.items():
        judge_ticket(t, house, ticket, fate)
    asked(t, house, [x for x, fate in fates.items() if fate is None])
    house.agrees()
    house.stop()
    return {"kills": killed, "escalations": len(fates), "ledger entries": house.sql("SELECT COUNT(*) FROM ledger")[0][0]}


def asked(t, house, open_ones):
    """Of what nobody knows, agents are asked again and again: `units open` has the same tickets."""
    t.check(open_ones, "every unit was told of")
    house.sql("UPDATE timer SET due_at = 1000 WHERE name = 'unit'")
    for ticket in open_ones:
        t.until(f"ticket {ticket} asks", lambda: any("a unit stays reserved" in n for n in house.rt.notes(ticket)), 30)
    got = run_program([house.hosts[0].binary, "units", "open", "-c", house.hosts[0].conf])[1]
    t.same({x.split()[0] for x in got.splitlines()}, {f"rt/{x}" for x in open_ones}, "units open")
    t.same(house.sql("SELECT COUNT(*) FROM timer WHERE name = 'unit' AND due_at > 1000"), [[str(len(open_ones))]],
           "timers that ask again")


def judge_ticket(t, house, ticket, fate):
    """One escalation, its unit where its note put it, and the note that says so in the ticket, once."""
    unit, says = FATES[fate] if fate else ("reserved", "Escalated. Open it by")
    rows = house.sql(f"SELECT e.unit FROM escalation e JOIN `case` c ON c.id = e.case_id WHERE c.ticket = '{ticket}'")
    t.same(rows, [[unit]], f"ticket {ticket} after {fate!r}")
    notes = house.rt.notes(ticket)
    for text in {says, "Escalated. Open it by"}:
        t.same(sum(text in n for n in notes), 1, f"ticket {ticket} after {fate!r}: notes that say {text!r}")
