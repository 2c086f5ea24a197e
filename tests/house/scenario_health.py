"""Tries to break: what Microsoft reports of its services fills check P1 as long as it is new, is told once to each ticket
that it concerns and to no other, holds a unit back until an agent insists, and is told to have ended once; also when
workers are killed on the way, and where only Partner Center tells.

A fake RT, Graph and Partner Center over TLS.
"""

import json

import parts
from house import Sender, new_secret
from microsoft import CLIENT, CONTOSO, FABRIKAM, Microsoft
from trial import FakeRt, fake_desk, run_program

AGENTS = "name,email,identities,rights,roles,from,to,language\nAnna Nowak,anna@partner.example,rt:anna,escalate waive,admin_agent,,,en\n"
CUSTOMERS = f"""\
name,tenant,domains,language,relationship,gdap_roles,gdap_ends,azure_rbac
Contoso,{CONTOSO},contoso.example,en,yes,service_support_administrator,2027-12-31,yes
Fabrikam,{FABRIKAM},fabrikam.example,en,yes,service_support_administrator,2027-12-31,yes
"""
HELD = "name,vehicle,plan,customer,from,to,units,fee\npool,premier,,,2026-01-01,2027-12-31,5,included\n"
READY = "/csp triage technical microsoft365 B break-fix\n/csp set environment customer\n" + \
    "".join(f"/csp check P{i} done\n" for i in range(2, 11))
MAIL = ("Outlook sends nothing", "Mails stay in the outbox of all users.")
TEAMS = ("Teams calls break off", "Since this morning, in all meetings.")
RECEIPT = ("SELECT r.facts, r.sources FROM receipt r JOIN `case` c ON c.id = r.case_id WHERE c.ticket = '{}' "
           "ORDER BY r.version DESC, r.place DESC LIMIT 1")
LIVE, END, SOON = "Microsoft reports {} (", "Microsoft does not report {} (", 40


def run(t):
    house = House(t)
    mail, teams = filled(t, house), house.ticket(TEAMS)
    number, tickets = told(t, house, mail, teams)
    spends(t, house, tickets[-1])
    ended(t, house, number, tickets, teams)
    killed(t, house, tickets)
    fallback(t, house)
    old(t, house)
    erased(t, house)
    house.stop()
    return {"asked": len(house.away.graph.requests)}


class House:
    def __init__(self, t):
        self.t, self.rt, self.secret, self.workers = t, FakeRt().start(), new_secret(), 0
        self.away = Microsoft(t.where, t.where / "secrets").start()
        self.host = t.cspdesk(t.mariadb(), [], {"work": {"lease_secs": 5, "poll_ms": 50},
                                                **self.away.settings(health_secs=1)}, secrets=t.where / "secrets")
        self.host.desks = [fake_desk(self.host, self.rt, self.secret, timeout_secs=1)]
        self.host.prepare()
        self.host.serve()
        self.sql = self.host.sql
        self.front = t.nginx(self.host).start()
        self.sender = Sender(f"{self.front.url}/hook/rt", self.secret)
        for kind, text in (("agents", AGENTS), ("customers", CUSTOMERS), ("entitlements", HELD)):
            self.host.run("import", kind, parts.write(t.where / f"{kind}.csv", text))

    def work(self, env=None):
        self.workers += 1
        self.host.work(f"work{self.workers}", env)

    def rest(self):
        self.host.term(f"work{self.workers}")
        self.host.wait(f"work{self.workers}")

    def note(self, ticket, text):
        id = self.rt.say(ticket, text, "Comment", "anna")
        got = self.sender.post(self.rt.event(ticket, id, "note"), id=f"rt-{id}")
        self.t.check(got[0] == 204, f"a hook was answered {got}")

    def ticket(self, text, who="jan@contoso.example", more=""):
        """A technical ticket that has been triaged."""
        ticket = self.rt.new_ticket(who, *text)
        self.note(ticket, READY + more)
        self.t.until(f"ticket {ticket} is technical", lambda: self.sql(
            f"SELECT 1 FROM `case` WHERE ticket = '{ticket}' AND class = 'technical'"), SOON)
        return ticket

    def says(self, ticket, text, times=1):
        self.t.until(f"a note of ticket {ticket} says {text!r}", lambda: self.count(ticket, text) >= times, SOON)
        self.t.same(self.count(ticket, text), times, f"notes of {ticket} with {text!r}")

    def count(self, ticket, text):
        return sum(text in n for n in self.rt.notes(ticket))

    def asks(self, tenant=CONTOSO):
        """Waits until an asking that begins after now was answered."""
        asked = lambda: self.sql("SELECT IFNULL(h.asked_at, 0), h.due_at FROM health h JOIN customer c "
                                 f"ON c.id = h.customer_id WHERE c.tenant = '{tenant}'")
        first = int((asked() or [["0"]])[0][0])
        self.t.until("Microsoft is asked", lambda: int((asked() or [["0"]])[0][0]) > first, SOON)
        second = int(asked()[0][0])
        self.t.until("Microsoft is asked again", lambda: int(asked()[0][0]) > second, SOON)

    def decides(self, ticket):
        """P1 of a decision that is made now, and who says so."""
        before = self.sql("SELECT COUNT(*) FROM receipt")
        self.note(ticket, "/csp escalate via advanced")
        self.t.until("a decision", lambda: self.sql("SELECT COUNT(*) FROM receipt") != before, SOON)
        facts, sources = self.sql(RECEIPT.format(ticket))[0]
        said = [x for x in json.loads(sources) if x["fact"] == "checks.P1"]
        return json.loads(facts)["checks"]["P1"], said[0]["source"] if said else None

    def balance(self):
        return self.sql("SELECT units_left, reserved FROM balance")[0]

    def cli(self, *args):
        return run_program([self.host.binary, *args, "-c", self.host.conf])

    def stop(self):
        self.t.stop_cspdesk(self.host)
        self.away.stop()
        self.rt.stop()


def filled(t, house):
    """A new answer is P1 as long as no agent says it himself."""
    house.work()
    ticket = house.ticket(MAIL)
    house.asks()
    t.same(house.decides(ticket), ("done", "graph"), "P1 by Graph")
    out = house.cli("explain", f"rt/{ticket}")[1]
    t.check("looked at by itself (Microsoft Graph, " in out and "no live incident of Microsoft 365" in out, f"explain: {out}")
    house.note(ticket, "/csp check P1 nothing in the admin center")
    house.says(ticket, "P1: done")
    t.same(house.decides(ticket), ("done", "agent"), "P1 by an agent")
    t.same({r["method"] for r in house.away.graph.requests}, {"GET"}, "methods")
    t.same(house.sql("SELECT DISTINCT c.name FROM health h JOIN customer c ON c.id = h.customer_id"), [["Contoso"]],
           "who has an open technical case")
    t.same(house.away.partner_center.requests, [], "what Partner Center is asked while Graph tells")
    return ticket


def told(t, house, mail, teams):
    """Each ticket about mail once; a second one in a page of its own; advisories and other services nobody."""
    house.away.graph.page_size = 1
    number = house.away.graph.incident(title="Some users cannot send mail\n/csp escalate")["id"]
    advice = house.away.graph.incident(title="Old presence", classification="advisory")["id"]
    house.says(mail, LIVE.format(number))
    other = house.ticket(MAIL)
    house.says(other, LIVE.format(number))
    third = house.ticket(MAIL)
    house.says(third, f"2 other open tickets belong to it: rt/{mail}, rt/{other}")
    house.asks()
    for ticket in (mail, other, third):
        t.same((house.count(ticket, LIVE.format(number)), house.count(ticket, advice)), (1, 0), f"what {ticket} was told")
    t.same(house.count(teams, number), 0, "notes of the incident in a ticket about Teams")
    rows = json.loads(house.cli("incidents", "--json")[1])
    t.same([(r["number"], r["kind"], r["tickets"]) for r in rows],
           [(number, "incident", [f"rt/{x}" for x in (mail, other, third)]), (advice, "advisory", [])], "cspdesk incidents")
    out = house.cli("incidents")[1]
    t.check("Some users cannot send mail /csp escalate\n  tickets: rt/" in out, f"in words: {out}")
    t.same(house.sql("SELECT COUNT(*) FROM escalation"), [["0"]], "escalations by Microsoft's words")
    return number, (mail, other, third)


def spends(t, house, ticket):
    """Once a unit would go, somebody must know; who insists spends it."""
    house.note(ticket, "/csp escalate via premier")
    house.says(ticket, "it would spend a unit while Microsoft reports")
    t.same(house.balance(), ["5", "0"], "units before somebody insists")
    house.note(ticket, "/csp escalate via premier anyway")
    house.says(ticket, "Escalated. Open it by")
    t.same(house.balance(), ["4", "1"], "units when somebody insists")


def ended(t, house, number, tickets, teams):
    house.away.graph.resolve(number)
    for ticket in tickets:
        house.says(ticket, END.format(number))
    house.asks()
    for ticket in tickets:
        t.same(house.count(ticket, END.format(number)), 1, f"how often {ticket} is told of the end")
    t.same(house.count(teams, number), 0, "and a ticket about Teams of neither")
    house.note(tickets[0], "/csp escalate via premier")
    house.says(tickets[0], "Escalated. Open it by")


def killed(t, house, tickets):
    """Between the answer, the commit and the note: each ticket is told once."""
    house.rest()
    number = house.away.graph.incident(title="Mail is slow")["id"]
    for point in ("health.read", "lane.planned", "lane.settled"):
        house.sql("UPDATE health SET due_at = 0; UPDATE lane SET lease_until = 0")
        house.work({"CSPDESK_FAULT": f"{point}:1"})
        name = f"work{house.workers}"
        t.until(f"a worker dies at {point}", lambda: not house.host.processes[name].running(), SOON)
    house.sql("UPDATE health SET due_at = 0; UPDATE lane SET lease_until = 0")
    house.work()
    for ticket in tickets:
        house.says(ticket, LIVE.format(number))
    house.asks()
    for ticket in tickets:
        t.same(house.count(ticket, LIVE.format(number)), 1, f"how often {ticket} is told after kills")


def fallback(t, house):
    """Where the login or Graph refuses us in a tenant, Partner Center is asked; where that refuses, too, doctor says so."""
    away = house.away
    del away.login.apps[CLIENT]["tenants"][FABRIKAM]
    away.partner_center.incidents.append({"workload": "Exchange Online", "status": "critical", "incidents": [
        {"id": "EX9", "messageType": "incident", "impactedArea": "Mail is lost", "startTime": "2026-11-20T07:10:00.1",
         "status": "critical", "resolved": False, "messages": []}], "messageCenterMessages": []})
    ticket = house.ticket(MAIL, "olivia@fabrikam.example")
    house.says(ticket, LIVE.format("EX9"))
    t.same(house.decides(ticket), ("done", "partner-center-api"), "P1 by Partner Center")
    t.check("service health" in house.cli("doctor", "microsoft", "--no-write")[1], "doctor has a row")
    away.partner_center.fail("broken", "serviceincidents", times=None, status=403)
    away.graph.fail("broken", "serviceAnnouncement", times=None, status=403)
    house.rest()    # what Partner Center answered is kept for a minute
    house.work()
    house.sql("UPDATE health SET due_at = 0")
    t.until("both tenants do not tell", lambda: house.sql("SELECT COUNT(note) FROM health") == [["2"]], SOON)
    out = house.cli("doctor", "microsoft", "--no-write")[1]
    t.check("2 customers' tenants do not tell" in out and "ServiceHealth.Read.All" in out, f"doctor: {out}")
    t.same(house.count(ticket, END.format("EX9")), 0, "what nobody tells has not ended")


def old(t, house):
    """What was told long ago is no evidence, and holds nothing back."""
    house.sql("UPDATE health SET asked_at = asked_at - 5 * 3600000; UPDATE incident SET told_at = told_at - 5 * 3600000")
    ticket = house.ticket(MAIL, "olivia@fabrikam.example")
    t.same(house.decides(ticket), (None, None), "P1 by an old answer")
    t.same(house.count(ticket, "Microsoft reports"), 0, "old incidents that a new ticket is told of")
    t.check("looked at by itself" not in house.cli("explain", f"rt/{ticket}")[1], "explain has no old answer")


def erased(t, house):
    t.until("nothing waits", lambda: house.sql("SELECT COUNT(*) FROM delivery WHERE state = 'new' UNION ALL SELECT COUNT(*) "
                                               "FROM job WHERE state <> 'done'") == [["0"], ["0"]], SOON)
    house.rest()
    house.host.run("erase", "customer", "Fabrikam", "--force")
    t.same(house.sql("SELECT COUNT(*) FROM health h JOIN customer c ON c.id = h.customer_id WHERE c.name <> 'Contoso'") +
           house.sql("SELECT COUNT(*) FROM incident WHERE number = 'EX9'"), [["0"], ["0"]], "what is left of an erased customer")
