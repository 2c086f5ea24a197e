"""Tries to break: what an agent escalates is opened at Microsoft once, and what happens there is seen in the desk.

A fake RT and a fake Azure Support over TLS. First one ticket from its opening to its end, then refusals; then every
call fails in every way while the only worker is killed on its way: one ticket each, units and notes agree.
"""

import json
import time

import parts
from house import Sender, new_secret
from microsoft import CONTOSO, FAKE, SUBSCRIPTIONS, Microsoft
from trial import FakeRt, fake_desk, run_program

AGENTS = """\
name,email,identities,rights,roles,from,to,language
Anna Nowak,anna@partner.example,rt:anna,escalate waive,admin_agent,,,en
"""
CUSTOMERS = f"""\
name,tenant,domains,language,relationship,gdap_roles,gdap_ends,azure_rbac
Contoso,{CONTOSO},contoso.example,en,yes,service_support_administrator,2027-12-31,yes
Nameless,,nameless.example,en,yes,service_support_administrator,2027-12-31,yes
"""
HELD = """\
name,vehicle,plan,customer,from,to,units,fee
pool,premier,,,2026-01-01,2027-12-31,%d,included
"""
READY = "/csp triage technical azure B break-fix\n/csp set environment customer\n" + \
    "".join(f"/csp check P{i} done\n" for i in range(1, 11))
SUBSCRIPTION = f"/csp set subscription {SUBSCRIPTIONS[CONTOSO]}\n/csp set service Virtual Machine running Linux\n"
POINTS = ("service.send", "service.answered", "service.settled", "job.claimed", "lane.settled", "job.written",
          "db.commit", "db.committed")
SOON, REACH_SECS, TALKS = 40, 8, 5
SUB = SUBSCRIPTIONS[CONTOSO]


def run(t):
    house = House(t)
    story(t, house)
    lacking(t, house)
    refusals(t, house)
    denied(t, house)
    away(t, house)
    by_portal(t, house)
    labelled(t, house)
    counted = storm(t, house, 1000 if t.soak else 50)
    house.stop()
    return {**counted, "seed": t.seed}


class House:
    """A desk in mode enforce, and a partner who may open tickets at Azure Support."""

    def __init__(self, t, cloud=None, **settings):
        self.t, self.rt, self.secret = t, FakeRt().start(), new_secret()
        self.microsoft = Microsoft(t.where, t.where / "secrets", cloud=cloud).start()
        self.azure = self.microsoft.azure
        settings = {"work": {"lease_secs": 7, "poll_ms": 50, "breaker_failures": 1000, "tries": 200}, **settings}
        self.host = t.cspdesk(t.mariadb(), [], {**settings, **self.microsoft.settings(poll_secs=60, contact_phone="+48123456789")},
                              secrets=t.where / "secrets")
        self.host.desks = [fake_desk(self.host, self.rt, self.secret, mode="enforce", timeout_secs=1)]
        self.host.prepare()
        self.host.serve()
        self.sql = self.host.sql
        self.front = t.nginx(self.host).start()
        self.sender = Sender(f"{self.front.url}/hook/rt", self.secret)
        for kind, text in (("agents", AGENTS), ("customers", CUSTOMERS), ("entitlements", HELD % 6)):
            self.host.run("import", kind, parts.write(t.where / f"{kind}.csv", text))

    def note(self, ticket, text):
        id = self.rt.say(ticket, text, "Comment", "anna")
        got = self.sender.post(self.rt.event(ticket, id, "note"), id=f"rt-{id}")
        self.t.check(got[0] == 204, f"a hook was answered {got}")

    def ticket(self, commands, who="jan@contoso.example"):
        ticket = self.rt.new_ticket(who, "VM cannot start", "AllocationFailed since this morning\npassword: Sekret-77x!\n")
        self.note(ticket, commands)
        return ticket

    def says(self, ticket, text, times=1, secs=SOON):
        self.t.until(f"a note of ticket {ticket} says {text!r}",
                     lambda: sum(text in n for n in self.rt.notes(ticket)) >= times, secs)
        self.t.same(sum(text in n for n in self.rt.notes(ticket)), times, f"notes of {ticket} with {text!r}")

    def unit(self, ticket):
        return [x[0] for x in self.sql("SELECT e.unit FROM escalation e JOIN `case` c ON c.id = e.case_id "
                                       f"WHERE c.ticket = '{ticket}' ORDER BY e.id")]

    def balance(self):
        return self.sql("SELECT units_left, reserved FROM balance")[0]

    def made(self):
        """Tickets at Microsoft by our names."""
        return {name: row for (_, name), row in self.azure.tickets.items()}

    def name(self, ticket):
        return self.sql("SELECT o.name FROM outside o JOIN escalation e ON e.id = o.escalation_id JOIN `case` c "
                        f"ON c.id = e.case_id WHERE c.ticket = '{ticket}' ORDER BY e.id DESC LIMIT 1")[0][0]

    def read_now(self):
        self.sql("UPDATE outside SET due_at = 1000 WHERE due_at IS NOT NULL")

    def holder(self, ticket):
        return self.sql(f"SELECT holder FROM `case` WHERE ticket = '{ticket}'")[0][0]

    def stop(self):
        self.t.stop_cspdesk(self.host)
        self.microsoft.stop()
        self.rt.stop()


def story(t, house):
    house.host.work()
    ticket = house.ticket(READY + SUBSCRIPTION + "/csp escalate via premier")
    house.says(ticket, "cspdesk opens the ticket at Microsoft")
    house.says(ticket, "Microsoft's ticket: ")
    name = house.name(ticket)
    t.same(list(house.made()), [name], "tickets at Microsoft")
    there = house.azure.tickets[SUB, name]
    number = there["properties"]["supportTicketId"]
    t.check(any(number in n for n in house.rt.notes(ticket)), f"the note has its number {number}")
    t.same((house.unit(ticket), house.balance()), (["consumed"], ["5", "0"]), "the unit of what was opened")
    t.same(house.holder(ticket), "microsoft", "who has the ball")
    contact = there["properties"]["contactDetails"]
    t.same(contact["primaryEmailAddress"], "csp-desk@partner.example", "whom Microsoft answers")
    t.check("contoso.example" not in json.dumps(contact), "the customer's address is not the contact's")
    t.check("AllocationFailed" in there["properties"]["description"] and "Sekret-77x" not in
            json.dumps(there["properties"]), f"no secret of the customer's: {there['properties']['description']!r}")
    house.note(ticket, "/csp triage A")
    t.until("Microsoft has severity A", lambda: there["properties"]["severity"] == "critical", SOON)
    house.azure.engineer_says(SUB, name, "Please send the <b>activity log</b>.")
    house.read_now()
    house.says(ticket, "Please send the activity log.")
    t.same(house.holder(ticket), "partner", "who has the ball when Microsoft asks")
    house.note(ticket, "/csp triage B")
    house.says(ticket, "The severity at Microsoft was not changed")
    house.note(ticket, "/csp microsoft The log is attached in the portal.")
    t.until("Microsoft has our answer", lambda: "The log is attached" in json.dumps(there["messages"], default=str), SOON)
    t.same(house.holder(ticket), "microsoft", "who has the ball when we answered")
    house.azure.set_ticket(SUB, name, status="Closed")
    house.read_now()
    house.says(ticket, "Microsoft has closed its ticket.")
    t.same(house.holder(ticket), "partner", "who has the ball in the end")
    house.says(ticket, "Please send the activity log.")
    t.check(number in house.host.run("explain", f"rt/{ticket}"), "explain has the number")


def lacking(t, house):
    """Nothing is escalated by half: what is missing is said, and no unit is taken."""
    before = house.balance(), list(house.made())
    ticket = house.ticket(READY + "/csp escalate via premier")
    house.says(ticket, "tell the Azure subscription first")
    nameless = house.ticket(READY + SUBSCRIPTION + "/csp escalate via premier", "jan@nameless.example")
    t.until("the nameless customer's ticket is answered", lambda: house.rt.notes(nameless), SOON)
    t.same((house.unit(ticket), house.unit(nameless)), ([], []), "escalations of what lacks something")
    t.same((house.balance(), list(house.made())), before, "units and tickets after what lacks something")


def refusals(t, house):
    """What is proven to be refused gives its unit back, and may be tried again."""
    house.azure.refuse_next(400, "SubscriptionNotAllowed", "This plan has no technical support.")
    ticket = house.ticket(READY + SUBSCRIPTION + "/csp escalate via premier")
    house.says(ticket, "This plan has no technical support.")
    t.until("the unit is free", lambda: house.unit(ticket) == ["released"], SOON)
    t.same(house.balance(), ["5", "0"], "units after a refusal")
    house.note(ticket, "/csp escalate via premier")
    house.says(ticket, "Microsoft's ticket: ")
    t.same((house.unit(ticket), house.balance()), (["released", "consumed"], ["4", "0"]), "tried again")


def denied(t, house):
    """No right at Azure: agents are told at once and once, nothing is lost, and the right that is given ends it."""
    before, sub = house.balance(), house.azure.subscriptions[SUB.lower()]
    roles, sub["roles"] = sub["roles"], {}
    ticket = house.ticket(READY + SUBSCRIPTION + "/csp escalate via premier")
    house.says(ticket, "cspdesk may not open it at Microsoft")
    t.same((house.unit(ticket), house.holder(ticket)), (["reserved"], "partner"), "what is denied")
    tries = lambda: int(house.sql(f"SELECT MAX(tries) FROM job WHERE desk = 'microsoft' AND ticket = '{ticket}'")[0][0])
    t.until("it is tried on", lambda: tries() > 2, SOON)
    house.says(ticket, "cspdesk may not open it at Microsoft")
    sub["roles"] = roles
    house.says(ticket, "Microsoft's ticket: ")
    t.same((house.unit(ticket), house.holder(ticket)), (["consumed"], "microsoft"), "what was denied")
    t.same(house.balance(), [str(int(before[0]) - 1), "0"], "units after a denial")


def away(t, house):
    """While Microsoft is away nothing is lost, and nobody is told that it was opened."""
    house.azure.faults.order("gateway", "", times=None)
    ticket = house.ticket(READY + SUBSCRIPTION + "/csp escalate via premier")
    house.says(ticket, "cspdesk opens the ticket at Microsoft")
    house.note(ticket, "/csp release it takes too long")
    house.says(ticket, "cspdesk is still opening it")
    t.same((house.unit(ticket), house.balance()), (["reserved"], ["2", "1"]), "a unit while Microsoft is away")
    house.azure.faults.clear()
    house.says(ticket, "Microsoft's ticket: ")
    t.same((house.unit(ticket), house.balance()), (["consumed"], ["2", "0"]), "the unit when Microsoft is back")


def by_portal(t, house):
    """What a person opens in a portal is told by its number, and read in Partner Center from then on."""
    house.host.run("token", "set", stdin=house.microsoft.refresh_token + "\n")
    cases = house.microsoft.partner_center.cases
    ticket = house.ticket(READY.replace("azure", "microsoft365") + "/csp escalate via premier")
    house.says(ticket, "tell its number with /csp case NUMBER")
    t.same((house.unit(ticket), house.balance()), (["reserved"], ["1", "1"]), "a unit before the number is known")
    number = cases.add("Mailbox moves stall", customer=CONTOSO)
    house.note(ticket, f"/csp case {number}")
    house.says(ticket, "Microsoft's ticket is open.")
    t.same((house.unit(ticket), house.balance()), (["consumed"], ["1", "0"]), "the unit when the number is told")
    cases.engineer_says(number, "Please send the move report")
    house.read_now()
    house.says(ticket, "Please send the move report")
    house.says(ticket, "Microsoft's ticket waits for us.")
    t.same(house.holder(ticket), "partner", "who has the ball when Microsoft waits")
    house.note(ticket, "/csp microsoft The report is attached in the portal.")
    ours = lambda: [n for n in cases.rows[number]["notes"] if "report is attached" in n["text"]]
    t.until("Partner Center has our note", ours, SOON)
    cases.set(number, status="closed")
    house.read_now()
    house.says(ticket, "Microsoft has closed its ticket.")
    t.same((len(ours()), house.holder(ticket)), (1, "partner"), "our notes there, and who has the ball in the end")
    nobodys(t, house)
    house.host.kill("work1")


def nobodys(t, house):
    """A number that Partner Center does not show: after a few looks that is said, and nobody looks any more."""
    ticket = house.ticket(READY.replace("azure", "microsoft365") + "/csp escalate via premier")
    house.says(ticket, "tell its number with /csp case NUMBER")
    house.note(ticket, "/csp case 618040500000000")
    for i in range(3):
        t.until(f"look {i + 1} failed", lambda: int(house.sql("SELECT MAX(failures) FROM outside WHERE number = "
                                                              "'618040500000000'")[0][0] or 0) > i, SOON)
        house.read_now()
    house.says(ticket, "Microsoft's ticket is not read any more")
    t.same(house.sql("SELECT due_at FROM outside WHERE number = '618040500000000'"), [[None]], "when it is read again")


def labelled(t, house):
    """Nobody takes a fake for Microsoft: every note says what it is, and nothing goes to a customer."""
    notes = [n for ticket in house.rt.tickets for n in house.rt.notes(ticket)]
    t.check(notes and all(n.startswith(f"[{FAKE}]\n") for n in notes), f"notes that own up: {notes[:1]}")
    t.same([x["type"] for ticket in house.rt.tickets for x in house.rt.transactions(ticket, "cspdesk")
            if x["type"] == "Correspond"], [], "what customers were told of it")


def storm(t, house, most):
    """Every call may fail in any way, and the worker is killed on its way: one ticket for each escalation at Azure, and
    of each talk in Partner Center every word once."""
    house.host.run("import", "entitlements", parts.write(t.where / "more.csv", HELD % (most + TALKS + 6)))
    before, tickets, kills, talks = set(house.made()), [], 0, Talks(t, house)
    house.microsoft.storm(t.dice, 0.3)
    while len(tickets) < most or kills < most:
        if len(tickets) < most:
            tickets.append(house.ticket(READY + SUBSCRIPTION + "/csp escalate via premier"))
            talks.go_on()
        talks.make_due()
        env = {"CSPDESK_FAULT": f"{t.dice.choice(POINTS)}:{t.dice.randint(1, 4)}"}
        worker, end = house.host.work("work1", env), time.monotonic() + REACH_SECS
        while worker.running() and time.monotonic() < end:
            time.sleep(0.02)
        kills += not worker.running()
        house.host.kill("work1")
    house.microsoft.storm(t.dice, 0.15)     # what is left is done by one that lives
    house.host.work()
    for ticket in tickets:
        house.says(ticket, "Microsoft's ticket: ", secs=300)
    made = set(house.made()) - before
    t.same(made, {house.name(x) for x in tickets}, "tickets at Microsoft")
    t.same(len(made), most, "tickets at Microsoft")
    for ticket in tickets:
        t.same(house.unit(ticket), ["consumed"], f"the unit of {ticket}")
    talks.judge()
    t.same(house.balance()[1], "0", "units that are reserved")
    asked = [r for fake in house.microsoft.fakes.values() for r in fake.requests]
    return {"escalations": most, "kills": kills, "tickets at Microsoft": len(made), "notes each way": talks.n,
            "requests": len(asked), "that failed": sum(r["fault"] is not None for r in asked),
            "of them at Partner Center": sum(r["fault"] is not None for r in house.microsoft.partner_center.requests)}


class Talks:
    """Service requests of Partner Center in which agents and Microsoft's engineers talk by turns, while facts and audit
    records are read there, too."""

    def __init__(self, t, house):
        self.t, self.house, self.n, self.begun = t, house, 0, int(time.time() * 1000)
        self.away, self.cases = house.microsoft.partner_center, house.microsoft.partner_center.cases
        house.microsoft.graph.delegate(CONTOSO, "Contoso", ["f023fd81-a637-4b56-95fd-791ac0226033"])
        house.microsoft.login.keeps_old = True      # as Microsoft does: else an answer that is cut ends the person's token
        house.host.settings["microsoft"]["facts_secs"] = 1
        house.host.settings.update(house.microsoft.notification_settings())
        house.host.write_conf()
        numbers = [self.cases.add(f"Talk {i}", customer=CONTOSO) for i in range(TALKS)]
        escalate = READY.replace("azure", "microsoft365") + "/csp escalate via premier\n/csp case "
        self.tickets = {number: house.ticket(escalate + number) for number in numbers}

    def go_on(self):
        number = list(self.tickets)[self.n % TALKS]
        self.house.note(self.tickets[number], f"/csp microsoft our word {self.n}.")
        self.cases.engineer_says(number, f"their word {self.n}.")
        self.away.happened("update_customer", "customer", CONTOSO)
        self.n += 1

    def make_due(self):
        self.house.read_now()
        self.house.sql("UPDATE audit SET due_at = 0; UPDATE customer_microsoft SET due_at = 0")

    def there(self, number):
        return "\n".join(note["text"] for note in self.cases.rows[number]["notes"])

    def here(self, number):
        return "\n".join(self.house.rt.notes(self.tickets[number]))

    def judge(self):
        """Nothing is lost, and nothing is there twice; some quiet looks more would show it."""
        self.make_due()
        words = [(n, list(self.tickets)[n % TALKS]) for n in range(self.n)]
        for whose, place in (("our", self.there), ("their", self.here)):
            self.t.until(f"all of {whose} words have come",
                         lambda: all(f"{whose} word {n}." in place(number) for n, number in words), 300, every=0.5)
            self.t.same([n for n, number in words if place(number).count(f"{whose} word {n}.") != 1], [],
                        f"{whose} words that are there twice")
        self.house.microsoft.mend()
        for what, rows in (("the audit log is read to its end", f"audit WHERE complete_to > {self.begun}"),
                           ("Partner Center has told of the customer", "customer_microsoft WHERE relationship_at > 0")):
            self.t.until(what, lambda: self.house.sql(f"SELECT COUNT(*) FROM {rows}") != [["0"]], SOON)
