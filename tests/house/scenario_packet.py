"""Tries to break the hand-over packet: a Microsoft 365 case that goes by a portal leaves an internal note from which a
person can open the request without reading the ticket; no secret, no internal note and no command of a customer is in
it, the customer is not the contact, and what the customer knows of it is nothing.
"""

import signal

import parts
from house import Sender, new_secret
from trial import FakeRt, fake_desk, run_program, told

AGENTS = """\
name,email,identities,rights,roles,from,to,language
Anna Nowak,anna@partner.example,rt:anna,escalate waive,admin_agent,,,en
"""
CUSTOMERS = """\
name,tenant,domains,organisation,language,relationship,gdap_roles,gdap_ends,azure_rbac
Contoso Polska,%s,contoso.example,,pl,yes,service_support_administrator,2030-12-31,yes
"""
TENANT = "6f2c1e0a-5d1b-4c55-9a34-0d4f5a1c7e21"
FIRST = """\
Hello, Teams does not start for anybody, error 0xCAA82EE2.
My password: Summer2026!
Call me: +48 600 700 800.
/csp escalate A
[csp #1]
"""
TRIAGE = "/csp triage technical microsoft365 B break-fix\n/csp set environment customer\n"
CHECKS = "".join(f"/csp check P{i} done\n" for i in range(1, 11) if i not in (1, 3)) + \
    "/csp check P1: no incident at 07:30\n/csp check P3: sign-in log read, AADSTS50076\n"
TOLD = "/csp set impact 120 people cannot work\n/csp set began 2026-11-20 07:10 UTC\n/csp set step cleared the cache\n" \
    "/csp set step another network\n"
LONG = "".join(f"line {i} of what happened\n" for i in range(400))


def run(t):
    house = House(t)
    first = before(t, house)
    whole(t, house, first)
    long_one(t, house)
    polish(t, house)
    refused(t, house)
    watched(t, house)
    total = sum(len(house.rt.notes(x)) for x in house.rt.tickets)
    house.stop()
    return {"notes": total}


class House:
    """One host and a fake desk in which Anna writes notes."""

    def __init__(self, t):
        self.t, self.rt, self.secret = t, FakeRt().start(), new_secret()
        self.host = t.cspdesk(t.mariadb(), [])
        self.host.desks = [fake_desk(self.host, self.rt, self.secret)]
        self.host.prepare()
        self.host.serve()
        self.front = t.nginx(self.host).start()
        self.sender = Sender(f"{self.front.url}/hook/rt", self.secret)
        self.host.run("import", "agents", parts.write(t.where / "agents.csv", AGENTS))
        self.host.run("import", "customers", parts.write(t.where / "customers.csv", CUSTOMERS % TENANT))
        self.host.work("work1")

    def ticket(self, text=FIRST):
        ticket = self.rt.new_ticket("jan.kowalski@contoso.example", "Teams does not start", text)
        self.tell(ticket, self.rt.tickets[ticket]["transactions"][-1]["id"])
        return ticket

    def tell(self, ticket, id):
        self.t.same(self.sender.post(self.rt.event(ticket, id), id=f"rt-{id}")[0], 204, "a hook")
        self.t.until("nothing waits", lambda: self.host.sql(
            "SELECT (SELECT COUNT(*) FROM delivery WHERE state = 'new') + (SELECT COUNT(*) FROM job WHERE state IN "
            "('ready', 'claimed'))") == [["0"]], 30)

    def note(self, ticket, text):
        """What cspdesk writes into the ticket after Anna's note, oldest first."""
        known = len(self.rt.notes(ticket))
        self.tell(ticket, self.rt.say(ticket, text, "Comment", "anna"))
        return self.rt.notes(ticket)[known:]

    def again(self, **desk):
        """The only worker starts again with the desk as it is set now."""
        self.host.desks[0].update(desk)
        self.host.write_conf()
        work = self.host.processes["work1"]
        work.signal(signal.SIGTERM)
        work.stop()
        self.host.work("work1")

    def check(self):
        return run_program([self.host.binary, "check", "-c", self.host.conf])

    def stop(self):
        self.t.stop_cspdesk(self.host)
        self.rt.stop()


def has(t, note, *texts):
    for text in texts:
        t.check(text in note, f"no {text!r} in {note!r}")


def lacks(t, note, *texts):
    for text in texts:
        t.check(text not in note, f"{text!r} stands in {note!r}")


def before(t, house):
    """Before anything is told it says what is missing, and escalates nothing."""
    ticket, en = house.ticket(), told("en")
    notes = house.note(ticket, "/csp packet")
    t.same(len(notes), 1, "notes after /csp packet")
    has(t, notes[0], en["handover.missing"], en["lack.impact"], en["lack.began"], en["lack.steps"], en["handover.not-yet"],
        en["handover.nowhere"], "Customer: Contoso Polska")
    t.same(house.host.sql("SELECT COUNT(*) FROM escalation"), [["0"]], "escalations by /csp packet and a customer")
    return ticket


def whole(t, house, ticket):
    """Escalated: the packet is complete, clean, and the number ends it."""
    en, rt = told("en"), house.rt
    house.note(ticket, "He is so rude, and owes us money.")
    house.tell(ticket, rt.say(ticket, "Does it start in the browser?", "Correspond", "anna"))
    house.tell(ticket, rt.say(ticket, "It does not.\n"))
    house.note(ticket, TRIAGE + CHECKS + TOLD)
    notes = house.note(ticket, "/csp escalate")
    t.need(len(notes) == 2, f"an answer and a packet after /csp escalate: {notes}")
    has(t, notes[0], "Escalated. Open it by")
    packet = notes[1]
    has(t, packet, "Title: Teams does not start\n", "Product: Microsoft 365\n", "Severity: B (moderate",
        f"Customer's tenant: {TENANT}\n", "Contact (at the partner): Anna Nowak, anna@partner.example",
        f"CTID={TENANT}&", "Began: 2026-11-20 07:10 UTC",
        "120 people cannot work", "error 0xCAA82EE2", "no incident at 07:30", "AADSTS50076",
        "- cleared the cache\n- another network\n", "Does it start in the browser?", "It does not.",
        "https://admin.microsoft.com/", en["handover.number"], "My password: [removed: password]",
        en["finding.password"], f"{en['finding.phone']} in")
    lacks(t, packet, en["handover.missing"], "Summer2026", "so rude", "\n/csp", "[csp #1]\n", "jan.kowalski@")
    t.check(packet.rstrip().endswith("]") and packet.count("[csp #") == 1, f"one marker, ours: {packet[-60:]!r}")
    notes = house.note(ticket, "/csp packet")
    t.same(len(notes), 1, "notes after /csp packet again")
    t.same(notes[0].rsplit("\n", 1)[0], packet.rsplit("\n", 1)[0], "the packet, shown again")
    has(t, house.note(ticket, "/csp case 618040512345678")[0], "618040512345678")
    t.same(house.host.sql(f"SELECT number, holder FROM `case` WHERE ticket = '{ticket}'"),
           [["618040512345678", "microsoft"]], "the case")
    has(t, house.note(ticket, "/csp packet")[0], "618040512345678")
    t.same([x["type"] for x in rt.transactions(ticket, "cspdesk") if x["type"] != "Comment"], [], "what the customer sees")


def long_one(t, house):
    """What does not fit into one note comes in two, and what agents tell has its limit."""
    ticket = house.ticket(LONG)
    house.note(ticket, TRIAGE + CHECKS)
    for i in range(9):
        house.tell(ticket, house.rt.say(ticket, LONG))
    notes = [house.note(ticket, f"/csp set step {'x' * 900}{i}")[0] for i in range(5)]
    t.check("more than 4000 bytes" in notes[4] and "more than" not in notes[3], f"the fifth step: {notes[4][:90]!r}")
    for i in range(1, 5):
        house.note(ticket, f"/csp check P{i}: {'y' * 900}{i}")
    parts_ = house.note(ticket, "/csp packet")
    t.check(len(parts_) == 2 and parts_[0].startswith("(1/2)\n") and parts_[1].startswith("(2/2)\n"),
            f"two notes: {[x[:20] for x in parts_]}")
    has(t, "".join(parts_), *(f"x{i}\n" for i in range(4)), *(f"y{i}\n" for i in range(1, 5)), "line 0 of what happened")
    has(t, house.note(ticket, "/csp set step -")[0], "step: -")
    lacks(t, "".join(house.note(ticket, "/csp packet")), "x0\n")


def polish(t, house):
    """The agent is spoken to in the desk's language, Microsoft in English."""
    house.again(language="pl")
    ticket, pl = house.ticket(), told("pl")
    note = house.note(ticket, "/csp packet")[0]
    has(t, note, pl["handover.missing"], pl["lack.impact"], pl["handover.copy"], "Title: Teams does not start")
    house.again(language="en")


def refused(t, house):
    """A policy that names no such channel, or a link that is not safe, is refused by cspdesk check."""
    own = t.where / "policy"
    own.mkdir()
    for file in (parts.TOP / "conf" / "policy").iterdir():
        (own / file.name).write_text(file.read_text())
    text = (own / "packet.conf").read_text()
    house.host.settings["policy"] = str(own)
    house.host.write_conf()
    for was, bad, says in (("https://portal.azure.com", "http://portal.azure.com", "https://"),
                           ('path = "azure"', 'path = "azur"', "path.azur"),
                           ('"services-hub-portal"', '"service-hub"', "no such word")):
        parts.write(own / "packet.conf", text.replace(was, bad))
        rc, _, err = house.check()
        t.check(rc == 2 and "packet.conf:" in err and says in err, f"{bad}: {rc} {err}")
    parts.write(own / "packet.conf", text)


def watched(t, house):
    """A desk that is only watched gets no packet."""
    house.again(mode="observe")
    ticket = house.ticket()
    house.note(ticket, TRIAGE + CHECKS + TOLD)
    t.same(house.note(ticket, "/csp escalate\n/csp packet"), [], "notes in observe")
    t.same(house.host.sql(f"SELECT e.channel FROM escalation e JOIN `case` c ON c.id = e.case_id WHERE c.ticket = '{ticket}'"),
           [["m365-admin-portal"]], "decided all the same")
