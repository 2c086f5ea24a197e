"""Tries to break: a clock warns, tells, and takes each step once, whoever works and whoever is killed meanwhile; it rests
while the customer has the case; nothing of it reaches a desk that is only watched; bad files are refused with their line.

Nobody waits for minutes here: the database's times are moved back.
"""

import shutil
import urllib.request

import parts
from house import Sender, new_secret
from trial import FakeRt, fake_desk, import_customers, run_program, told

CUSTOMERS = """\
name,tenant,domains,organisation,language,relationship,gdap_roles,gdap_ends,azure_rbac,provider,channel,offer,group
Contoso Polska,,contoso.example,,pl,,,,,,,standard,
Fabrikam,,fabrikam.example,,en,,,,,,,,
"""
AGENTS = """\
name,email,identities,rights,roles,from,to,language
Anna Nowak,anna@partner.example,rt:anna,escalate,admin_agent,,,en
Piotr Lis,piotr@partner.example,rt:piotr,lead,,,,pl
"""
CLOCKS = """\
targets = ( { holder = "partner"; tier = "tier-2"; minutes = 50; calendar = "24x7"; },
            { holder = "partner"; minutes = 100; calendar = "24x7"; } );
steps = ( { at = 100; then = "notify-lead"; }, { at = 150; then = "raise-priority"; },
          { at = 200; then = "next-tier"; holder = "partner"; } );
"""
MINUTE = 60000
AGE = ("UPDATE clock SET started_at = started_at - {0}, ended_at = ended_at - {0} WHERE case_id = {1} ORDER BY started_at;"
       "UPDATE case_clock SET since = since - {0} WHERE case_id = {1} AND since > 0;"
       "UPDATE timer SET due_at = due_at - {0}, is_told = 0 WHERE case_id = {1} AND name = 'clock'")


def run(t):
    house = House(t, "enforce")
    story(t, house)
    killed(t, house)
    rests(t, house)
    late(t, house)
    refused(t, house)
    house.stop()
    observed = House(t, "observe", "observed")
    watched(t, observed)
    observed.stop()


class House:
    def __init__(self, t, mode, name="cspdesk"):
        self.t, self.rt, secret, self.aged = t, FakeRt().start(), new_secret(), 0
        self.rt.queues["Support L2"] = []
        self.cspdesk = t.cspdesk(t.mariadb(f"mariadb-{name}"), [], name=name)
        self.policy = parts.make_dir(self.cspdesk.home) / "policy"
        shutil.copytree(parts.TOP / "conf" / "policy", self.policy)
        parts.write(self.policy / "clocks.conf", CLOCKS)
        self.cspdesk.settings["policy"] = self.policy
        self.cspdesk.desks = [fake_desk(self.cspdesk, self.rt, secret, mode=mode, raised_priority="70")]
        self.cspdesk.prepare()
        import_customers(self.cspdesk, CUSTOMERS)
        self.cspdesk.run("import", "agents", parts.write(self.cspdesk.home / "agents.csv", AGENTS))
        self.cspdesk.serve()
        self.cspdesk.work("work1")
        self.cspdesk.work("work2")
        self.front = t.nginx(self.cspdesk, name=f"front-{name}").start()
        self.sender = Sender(f"{self.front.url}/hook/rt", secret, keep_alive=False)

    def stop(self):
        self.t.stop_cspdesk(self.cspdesk)
        self.front.stop()
        self.rt.stop()

    def ticket(self, email="jan@contoso.example"):
        """A new ticket whose clock runs; its case."""
        ticket = self.rt.new_ticket(email, "Teams", "Teams does not work for anybody.")
        self.poke(ticket, self.rt.transactions(ticket)[-1]["id"])
        self.t.until("a clock", lambda: self.due(ticket))
        return ticket

    def poke(self, ticket, transaction):
        self.sender.post(self.rt.event(ticket, transaction), id=f"rt-{transaction}")

    def say(self, ticket, text, **more):
        self.poke(ticket, self.rt.say(ticket, text, **more))

    def case(self, ticket):
        return self.cspdesk.sql(f"SELECT id FROM `case` WHERE ticket = '{ticket}'")[0][0]

    def due(self, ticket):
        """Minutes from its start to the clock's next look, or None."""
        rows = self.cspdesk.sql("SELECT t.due_at - k.since FROM timer t JOIN case_clock k ON k.case_id = t.case_id JOIN "
                                f"`case` c ON c.id = t.case_id WHERE c.ticket = '{ticket}' AND t.name = 'clock'")
        return round(int(rows[0][0]) / MINUTE) if rows else None

    def age(self, ticket, minutes):
        """A millisecond more each time: no time is due twice."""
        self.aged += 1
        self.cspdesk.sql(AGE.format(minutes * MINUTE + self.aged, self.case(ticket)))

    def notes(self, ticket, key):
        """Notes with the text of that key, as far as its first value."""
        start = told("en")[key].split("{")[0]
        return [n for n in self.rt.notes(ticket) if start in n]

    def field(self, ticket, name):
        with self.rt.lock:
            return self.rt.tickets[ticket][name]

    def breaches(self):
        with urllib.request.urlopen(f"{self.front.url}/metrics", timeout=20) as answer:
            lines = answer.read().decode().splitlines()
        return [line.split()[-1] for line in lines if line.startswith("cspdesk_clock_breaches_total{")]


def count(house, ticket, part):
    return sum(n.count(part) for n in house.rt.notes(ticket))


def step(t, house, ticket, minutes, part, due):
    """So many minutes later there is one more of it, and the next look is then."""
    house.age(ticket, minutes)
    t.until(part, lambda: count(house, ticket, part) == 1)
    t.until(f"{part}: the next look", lambda: house.due(ticket) == due)


def story(t, house):
    """From the first message over warning, breach and priority to the next tier, whose clock is its own."""
    ticket = house.ticket()
    t.same(house.due(ticket), 70, "the first look")
    step(t, house, ticket, 70, "70 of 100 min are used", 100)
    explained(t, house, ticket, "70 of 100 min are used (24x7); due ")
    step(t, house, ticket, 30, "the target of 100 min (24x7) is over", 150)
    t.same(count(house, ticket, "Please look at it: Piotr Lis."), 1, "notes for the lead")
    step(t, house, ticket, 50, "Priority: 70", 200)
    t.until("the priority", lambda: house.field(ticket, "priority") == "70")
    step(t, house, ticket, 50, "Tier: tier-2; the ticket goes to Support L2.", 35)
    t.until("the queue", lambda: house.field(ticket, "queue") == "Support L2")
    step(t, house, ticket, 35, "35 of 50 min are used", 50)
    t.same(house.cspdesk.sql(f"SELECT tier FROM `case` WHERE ticket = '{ticket}'"), [["tier-2"]], "the tier")
    t.until("the breach is counted", lambda: house.breaches() == ["1"])
    other = house.ticket("olivia@fabrikam.example")
    house.age(other, 210)
    t.until("a tier that was not bought", lambda: count(house, other, "does not open it") == 1)
    t.same(house.field(other, "queue"), "Support", "its queue")


def explained(t, house, ticket, says):
    text = house.cspdesk.run("explain", ticket)
    t.check(says in text, f"explain says {text!r}")


def killed(t, house):
    """Workers die at every point of the turn that takes a step: it is taken once all the same."""
    for name in ("work1", "work2"):
        house.cspdesk.term(name)
        house.cspdesk.wait(name)
    house.cspdesk.work("work1")
    tickets = [house.ticket() for _ in range(4)]
    house.cspdesk.term("work1")
    house.cspdesk.wait("work1")
    for ticket, point in zip(tickets, ("lane.reread", "lane.remembered", "lane.planned", "lane.settled")):
        house.age(ticket, 175)
        dying = house.cspdesk.work(f"dies-{point}", env={"CSPDESK_FAULT": f"{point}:1"})
        t.until(f"a worker dies at {point}", lambda: not dying.running())
    for name in ("work1", "work2"):
        house.cspdesk.work(name)
    for ticket in tickets:
        t.until("the breach after a kill", lambda: count(house, ticket, "is over") == 1)
        t.until("the priority after a kill", lambda: house.field(ticket, "priority") == "70")
    t.until("all is settled", lambda: house.cspdesk.sql("SELECT (SELECT COUNT(*) FROM delivery WHERE state = 'new') + "
                                                        "(SELECT COUNT(*) FROM job WHERE state <> 'done')") == [["0"]])
    for ticket in tickets:
        t.same(count(house, ticket, "is over"), 1, "breaches after a kill")


def rests(t, house):
    """While the customer has it no time passes; an agent's answer just in time leaves nothing to tell."""
    ticket = house.ticket()
    house.age(ticket, 20.5)
    house.say(ticket, "/csp check P1: no incident", by="anna", kind="Comment")
    t.until("the check", lambda: count(house, ticket, "P1: done"))
    t.same(house.due(ticket), 70, "the first look after a check")
    explained(t, house, ticket, "- P1 service health and message center looked at: done, Anna Nowak, 20")
    explained(t, house, ticket, ": no incident\nClock (")
    house.say(ticket, "Which version is it?", by="anna")
    t.until("it rests", lambda: house.due(ticket) is None)
    explained(t, house, ticket, "20 of 100 min are used (24x7); it rests.")
    house.age(ticket, 1000)
    house.say(ticket, "The newest one.")
    t.until("it goes on", lambda: house.due(ticket) == 1070)
    t.same(count(house, ticket, "Clock ("), 0, "notes of a clock that is in time")


def late(t, house):
    """What was said while nobody worked counts from when it was said."""
    ticket = house.ticket()
    house.age(ticket, 60.5)
    house.cspdesk.sql("UPDATE sweep SET since = since - %d" % (120 * MINUTE))   # we knew the desk by then
    said = house.rt.say(ticket, "Which version is it?", by="anna")
    house.rt.transactions(ticket)[-1]["at"] -= 30 * 60
    house.poke(ticket, said)
    t.until("it rests", lambda: house.due(ticket) is None)
    explained(t, house, ticket, "30 of 100 min are used (24x7); it rests.")


def refused(t, house):
    """cspdesk check names file and line; nothing is started with such a file."""
    for file, text, says in (
            ("clocks.conf", CLOCKS.replace("tier-2", "tier-7"), "clocks.conf:1: targets[0].tier: the policy has no tier"),
            ("calendars.conf", 'calendars = ( { name = "business-hours"; zone = "Europe/Nowhere"; } );',
             "calendars.conf:1: calendars[0].zone: needs zone"),
            ("holidays-pl.txt", "2026-12-25 Boże Narodzenie\n2026-13-01 Nowy Rok\n", "holidays-pl.txt:2: must be a day")):
        path = house.policy / file
        before = path.read_text()
        parts.write(path, text)
        rc, _, err = run_program([house.cspdesk.binary, "check", "-c", house.cspdesk.conf])
        t.check(rc == 2 and says in err, f"check of a bad {file}: {rc} {err!r}")
        parts.write(path, before)
    rc, _, err = run_program([house.cspdesk.binary, "check", "-c", house.cspdesk.conf])
    t.check(rc == 0, f"check of the good files: {rc} {err!r}")


def watched(t, house):
    """Decided and recorded: the case knows its breach, the desk was only read."""
    ticket = house.ticket()
    house.age(ticket, 175)
    t.until("the breach is counted", lambda: house.breaches() == ["1"])
    t.same(house.cspdesk.sql("SELECT reached FROM case_clock"), [["150"]], "how far it came")
    t.same({r[1] for r in house.rt.requests}, {"GET"}, "what the desk was asked")
