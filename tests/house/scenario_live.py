"""The story of issue 7 in a real RT, with the fake Microsoft: Azure by its API, Microsoft 365 by packet and number.

What happens there stands in the ticket as internal notes, in its fields and in cspdesk explain; no customer sees any of
it; each side's closing does what the settings say. Every body of the story holds a word that nothing may tell: no log,
no output, no receipt, no reason that is kept.
"""

import json
import time

import hushed
from house import Sender, ask
from hushed import NEEDLE
from microsoft import FABRIKAM, FAKE, SUBSCRIPTIONS, Microsoft, notifications
from scenario_story import restart
from trial import RtHouse, told

SUB = SUBSCRIPTIONS[FABRIKAM]
OLIVIA = "Olivia Brown <olivia.brown@fabrikam.example>"
AGENTS = """\
name,email,identities,rights,roles,from,to,language
Anna Nowak,anna@partner.example,rt:anna,escalate waive,admin_agent,,,en
"""
CUSTOMERS = f"""\
name,tenant,domains,language,relationship,gdap_roles,gdap_ends,azure_rbac
Fabrikam,{FABRIKAM},fabrikam.example,en,yes,service_support_administrator,2031-12-31,yes
"""
HELD = """\
name,vehicle,plan,customer,from,to,units,fee
azure,azure-plan,prodirect,Fabrikam,2026-01-01,2031-12-31,3,included
pool,premier,,,2026-01-01,2031-12-31,2,included
"""
CHECKED = "/csp set environment customer\n" + "".join(f"/csp check P{i} done\n" for i in range(1, 11))
AZURE = "/csp triage technical azure B break-fix\n" + CHECKED + \
    f"/csp set subscription {SUB}\n/csp set service Virtual Machine running Linux\n"
M365 = "/csp triage technical microsoft365 B break-fix\n" + CHECKED
NUMBER, SOON = "CSP Microsoft number", 40
# What the database keeps of decisions and errors; the texts of a ticket are not among it.
KEPT = ("SELECT CONCAT_WS(' ', facts, decision, sources) FROM receipt", "SELECT note FROM job WHERE note IS NOT NULL",
        "SELECT note FROM delivery WHERE note IS NOT NULL", "SELECT note FROM lane WHERE note IS NOT NULL")


def run(t):
    house = Live(t)
    azure(t, house)
    resolved(t, house)
    portal(t, house)
    noticed(t, house)
    unseen(t, house)
    nothing_told(t, house)
    house.stop()
    return {"notes": len(house.rt.newest_notes("cspdesk")), "outputs": len(hushed.said)}


class Live(RtHouse):
    def __init__(self, t):
        self.microsoft = Microsoft(t.where, t.where / "cspdesk" / "secrets").start()
        super().__init__(t, {**self.microsoft.settings(contact_phone="+48123456789"),
                             **self.microsoft.notification_settings()}, mode="enforce", language="en")
        self.start()
        self.sql, self.there = self.cspdesk.sql, self.microsoft.azure
        for kind, text in (("agents", AGENTS), ("customers", CUSTOMERS), ("entitlements", HELD)):
            (t.where / f"{kind}.csv").write_text(text)
            self.cspdesk.run("import", kind, t.where / f"{kind}.csv")
        self.cspdesk.run("token", "set", stdin=self.microsoft.refresh_token + "\n")

    def ticket(self, subject):
        return self.rt.mail(OLIVIA, "Support", subject, f"It does not work since this morning. {NEEDLE}\n")

    def says(self, ticket, text, times=1):
        """So many of our notes have it; the last one."""
        found = lambda: [n["content"] for n in self.notes(ticket) if text in n["content"]]
        self.trial.until(f"a note of ticket {ticket} says {text!r}", lambda: len(found()) >= times, SOON)
        self.trial.same(len(found()), times, f"notes of {ticket} with {text!r}")
        return (found() or [""])[-1]

    def explained(self, ticket, *texts):
        """cspdesk explain, as an agent reads it."""
        said = self.cspdesk.run("explain", f"rt/{ticket}")
        for text in texts:
            self.trial.check(text in said, f"no {text!r} in {said!r}")

    def field(self, ticket, name):
        return next((f["values"][0] if f["values"] else "" for f in self.rt.rest("GET", f"ticket/{ticket}", user="root")
                     ["CustomFields"] if f["name"] == name), None)

    def status(self, ticket):
        return self.rt.rest("GET", f"ticket/{ticket}", user="root")["Status"]

    def name(self, ticket):
        return self.sql("SELECT o.name FROM outside o JOIN escalation e ON e.id = o.escalation_id JOIN `case` c ON c.id = "
                        f"e.case_id WHERE c.ticket = '{ticket}' ORDER BY e.id DESC LIMIT 1")[0][0]

    def read_now(self):
        self.sql("UPDATE outside SET due_at = 1000 WHERE due_at IS NOT NULL")

    def stop(self):
        self.trial.stop_cspdesk(self.cspdesk)
        self.microsoft.stop()


def unit(word):
    return f"unit: {told('en')[f'fate.{word}']}."


def azure(t, house):
    """Refused once, opened then; Microsoft asks, and closes: the desk is told, and its ticket is the agents'."""
    ticket = house.ticket("VM does not start")
    house.says(ticket, told("en")["note.title"])
    house.rt.comment(ticket, AZURE)
    house.there.refuse_next(400, "SubscriptionNotAllowed", "This plan has no technical support.")
    house.rt.comment(ticket, "/csp escalate via azure-plan")
    house.says(ticket, "This plan has no technical support.")
    house.explained(ticket, unit("released"))
    house.rt.comment(ticket, "/csp escalate via azure-plan")
    house.says(ticket, "Microsoft's ticket: ")
    name = house.name(ticket)
    number = house.there.tickets[SUB, name]["properties"]["supportTicketId"]
    t.until("RT's field has the number", lambda: house.field(ticket, NUMBER) == number, SOON)
    t.same(house.field(ticket, "CSP holder"), "microsoft", "RT's field of the holder")
    house.explained(ticket, unit("released"), unit("consumed"), f"Number: {number}")
    house.there.engineer_says(SUB, name, f"Please send the <b>activity log</b>. {NEEDLE}")
    house.read_now()
    house.says(ticket, "Please send the activity log.")
    t.until("RT's field of the holder", lambda: house.field(ticket, "CSP holder") == "partner", SOON)
    house.there.set_ticket(SUB, name, status="Closed")
    house.read_now()
    house.says(ticket, "Microsoft has closed its ticket.")
    house.explained(ticket, f"there: {told('en')['there.closed']}")
    t.same(house.status(ticket), "new", "the ticket in RT when Microsoft's is closed")


def resolved(t, house):
    """An agent resolves the ticket in RT: Microsoft's is closed, too; a customer who is back finds nothing there."""
    ticket = house.ticket("VM is slow")
    house.rt.comment(ticket, AZURE + "/csp escalate via azure-plan")
    house.says(ticket, "Microsoft's ticket: ")
    house.rt.rest("PUT", f"ticket/{ticket}", {"Status": "resolved"})
    there = house.there.tickets[SUB, house.name(ticket)]["properties"]
    t.until("Azure's ticket is closed", lambda: there["status"] == "Closed", SOON)
    house.says(ticket, "Microsoft has closed its ticket.")
    t.same(house.status(ticket), "resolved", "the ticket in RT after our notes")
    house.rt.mail(OLIVIA, "Support", "VM is slow", "It is slow again.\n", ticket=ticket)
    house.says(ticket, "This ticket is open again")


def portal(t, house):
    """Microsoft 365: a packet, a number by hand, and from then on what Partner Center knows; its end is ours, if set."""
    cases = house.microsoft.partner_center.cases
    ticket = house.ticket("Mailbox moves stall")
    house.rt.comment(ticket, M365 + "/csp escalate via premier")
    packet = house.says(ticket, "Hand-over packet")
    t.check("Title: Mailbox moves stall" in packet and FABRIKAM in packet, f"the packet: {packet[:200]!r}")
    house.explained(ticket, unit("reserved"), f"there: {told('en')['there.none']}")
    number = cases.add("Mailbox moves stall", customer=FABRIKAM)
    house.rt.comment(ticket, f"/csp case {number}")
    house.says(ticket, "Microsoft's ticket is open.")
    house.explained(ticket, unit("consumed"), f"Number: {number}")
    cases.engineer_says(number, f"Please send the move report {NEEDLE}")
    house.read_now()
    house.says(ticket, "Please send the move report")
    house.says(ticket, "Microsoft's ticket waits for us.")
    house.explained(ticket, f"there: {told('en')['there.attention']}")
    house.cspdesk.settings["microsoft"]["resolve_when_closed"] = True
    restart(house)
    cases.set(number, status="closed")
    house.read_now()
    house.says(ticket, "Microsoft has closed its ticket.")
    t.until("RT's ticket is resolved, too", lambda: house.status(ticket) == "resolved", SOON)


def noticed(t, house):
    """A signed notification whose body has the word, a forged one, and a hook that is none."""
    body = notifications.event(FABRIKAM, "a4c1340d-6911-4758-bba3-0c4c6007d161", time.time(), Note=NEEDLE)
    headers, url = house.microsoft.notifier.headers(body), f"{house.front.url}/hook/partner-center"
    t.same(ask(url, headers, "POST", body)[0], 200, "a notification")
    t.until("it is proven", lambda: house.sql("SELECT COUNT(*) FROM unproven") == [["0"]], SOON)
    t.check(ask(url, headers, "POST", body + b" ")[0] in (400, 401), "a forged notification")
    signed = Sender(f"{house.front.url}/hook/rt", house.secret())
    for i, text in enumerate((json.dumps({"ticket": NEEDLE}), NEEDLE, json.dumps({
            "desk": "rt", "event": NEEDLE, "id": NEEDLE, "schema": "csp.event/1", "ticket": {"id": NEEDLE}}))):
        t.check(ask(f"{house.front.url}/hook/rt", {}, "POST", text.encode())[0] == 401, "an unsigned hook")
        signed.post(text, id=f"odd-{i}")
    t.until("nothing waits", lambda: house.sql("SELECT COUNT(*) FROM delivery WHERE state = 'new'") == [["0"]], SOON)


def unseen(t, house):
    """All of it was internal, says what Microsoft is here, and went to nobody by mail."""
    notes = house.rt.newest_notes("cspdesk")
    t.check(notes and all(n["content"].startswith(f"[{FAKE}]") for n in notes), "a note does not own up")
    said = {x["type"] for ticket in {n["ticket"] for n in notes} for x in house.rt.thread(ticket) if x["creator"] == "cspdesk"}
    t.same(said, {"Comment"}, "what cspdesk wrote into RT")
    mails = [f.read_text(errors="replace") for f in (house.rt.home / "mail").iterdir()]
    t.check(mails, "RT sent no mail at all")
    t.check(not any(FAKE in m or "Microsoft's ticket" in m for m in mails if "olivia" in m), "a customer was told of Microsoft")


def nothing_told(t, house):
    """The logs and outputs of all this are searched when it has ended (trial.py); here is what else tells of it."""
    for args in (("doctor", "microsoft"), ("queue", "list"), ("units", "open"), ("token", "show")):
        house.cspdesk.run(*args)
    metrics = ask(f"{house.front.url}/metrics")[2].decode()
    t.check("cspdesk_" in metrics, f"metrics: {metrics[:80]!r}")
    hushed.said.append(metrics)
    for question in KEPT:
        hushed.said.extend(" ".join(row) for row in house.sql(question))
    hushed.said.extend(n["content"].replace(NEEDLE, "") for n in house.rt.newest_notes("cspdesk"))
    secrets = hushed.words(t.where)
    t.check(len(secrets) >= 7, f"secrets that are searched for: {sorted(map(str, secrets.values()))}")
    t.check(NEEDLE in json.dumps(list(house.there.tickets.values()), default=str), "the word never went to Microsoft")
