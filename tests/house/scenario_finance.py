"""Tries to break: what Microsoft bills the partner opens one ticket in the finance queue, however many workers, deaths and
pages there are; each day of warning is told once; what is paid closes it; and a reseller asks Partner Center nothing. Who
asks about his bill is answered from his own data, once, and who bought from Microsoft itself is told its portal.

A fake RT and Partner Center over TLS.
"""

import datetime
import shutil
import time

import parts
import wire
from house import TOP, new_secret
from microsoft import CONTOSO, FABRIKAM, Microsoft
from trial import FakeRt, fake_desk, run_program

POINTS = ("bill.read", "bill.learned", "bill.opening")
AGENTS = "name,email,identities,rights,roles,from,to,language\nAnna Nowak,anna@partner.example,rt:anna,,admin_agent,,,en\n"
CUSTOMERS = f"""\
name,tenant,domains,language,relationship,gdap_roles,gdap_ends,azure_rbac,direct_paid,gdap_auto_extend,on_call
Contoso,{CONTOSO},contoso.example,pl,yes,,,,no,,
Fabrikam,{FABRIKAM},fabrikam.example,en,yes,,,,no,,
Wingtip,,wingtip.example,pl,no,,,,yes,,
"""
SUBSCRIPTIONS = """\
id,customer,product,name,kind,state,from,to,auto_renew
3f1c0e0a-5d1b-4c55-9a34-0d4f5a1c7e01,Contoso,microsoft365,Contoso Premium,nce,suspended,2026-03-01,2027-02-28,no
3f1c0e0a-5d1b-4c55-9a34-0d4f5a1c7e02,Fabrikam,microsoft365,Fabrikam Basic,nce,active,2026-05-01,2027-04-30,yes
"""
CALENDARS = """\
calendars = ( {{ name = "business-hours"; zone = "UTC"; hours = ( {{ days = "{}"; from = "00:00"; to = "24:00"; }} ); }} );
"""
HEAD = "number,issued,currency,total,paid,due,kind,amends,state,account\n"


def run(t):
    house = House(t)
    for story in (learned, warned, paid, imported, refused, said, explained, asked, elsewhere, reseller):
        story(t, house)
    house.stop()
    return {"asked": len(house.away.partner_center.requests), "tickets": len(house.rt.tickets)}


def day(left):
    """The day of which so many days are left; in the last seconds of a day the next is waited for."""
    while time.time() % 86400 > 86340:
        time.sleep(1)
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=left)).strftime("%Y-%m-%d")


class House:
    def __init__(self, t):
        self.t, self.rt = t, FakeRt().start()
        self.away = Microsoft(t.where, t.where / "secrets").start()
        shutil.copytree(TOP / "conf" / "policy", t.where / "policy")
        self.works()
        self.host = t.cspdesk(t.mariadb(), [], {"policy": t.where / "policy", "finance": {"desk": "rt", "queue": "Finance", "poll_hours": 1},
                                                **self.away.settings()}, secrets=t.where / "secrets")
        self.host.desks = [fake_desk(self.host, self.rt, new_secret(), timeout_secs=1, mode="enforce",
                                     default_queue="Support", sweep_secs=1)]
        self.host.prepare()
        self.sql = self.host.sql

    def works(self, days="mon-sun"):
        """When the partner does."""
        parts.write(self.t.where / "policy" / "calendars.conf", CALENDARS.format(days))

    def take(self, rows, *more, head=HEAD):
        file = parts.write(self.t.where / "invoices.csv", head + rows)
        rc, out, err = run_program([self.host.binary, "import", "microsoft-invoices", file, *more, "-c", self.host.conf])
        return rc, (out + err).replace(str(file), "FILE")

    def doctor(self):
        rc, out, _ = run_program([self.host.binary, "doctor", "microsoft", "-c", self.host.conf])
        return next(line for line in out.splitlines() if " microsoft invoices " in line)

    def ask(self):
        """Partner Center is asked again, to the end."""
        before = self.asked_at()
        self.sql("UPDATE poll SET due_at = 0")
        self.t.until("Partner Center is asked again", lambda: self.asked_at() > before, 20)

    def due(self, number, left):
        self.sql(f"UPDATE microsoft_invoice SET due = '{day(left)}' WHERE number = '{number}'")

    def asked_at(self):
        return int(self.sql("SELECT COALESCE(asked_at, 0) FROM poll")[0][0])

    def again(self, change=lambda: None):
        """A worker that looks at once, instead of in a while; after the change."""
        for name, process in list(self.host.processes.items()):
            if process.running():
                self.host.term(name)
                self.host.wait(name)
        change()
        self.host.work()

    def tickets(self, number):
        return [n for n, x in self.rt.tickets.items() if number in x["subject"]]

    def texts(self, number):
        """What stands in its one ticket."""
        found = self.tickets(number)
        return self.rt.notes(found[0]) if len(found) == 1 else [f"{len(found)} tickets"]

    def hears(self, number, n, words):
        self.t.until(f"{number} hears {words!r}", lambda: len(self.texts(number)) == n and words in self.texts(number)[-1], 20)

    def told(self, ticket):
        return [text for text in self.rt.notes(ticket) if "A question about a bill" in text]

    def replies(self, ticket):
        return [x["text"] for x in self.rt.transactions(ticket, "cspdesk") if x["type"] == "Correspond"]

    def answers(self, ticket):
        """Notes that are neither advice nor about a bill."""
        return len([x for x in self.rt.notes(ticket) if "A question about a bill" not in x and "/csp help" not in x])

    def stop(self):
        self.t.stop_cspdesk(self.host)
        self.rt.stop()
        self.away.stop()


def learned(t, house):
    """Killed at each place; two workers in the end; two to a page."""
    pc = house.away.partner_center
    pc.style.size = 2
    house.near = pc.invoice(1240.5, days_ago=53)
    house.far = pc.invoice(99.99, days_ago=10)
    house.partly = pc.invoice(500.0, "EUR", days_ago=60)
    pc.pay(house.partly, 400.01)
    pc.pay(pc.invoice(10.0, days_ago=58))
    pc.credit(pc.invoice(30.0, days_ago=57), 30.0)
    house.old = pc.invoice(7.0, days_ago=400)
    for point in POINTS:
        house.sql("UPDATE poll SET due_at = 0")
        house.host.work("work1", {"CSPDESK_FAULT": f"{point}:1"})
        t.same(house.host.wait("work1"), -9, f"work at {point}")
    house.sql("UPDATE poll SET due_at = 0")
    house.host.work("work1")
    house.host.work("work2")
    for number in (house.near, house.partly):
        t.until(f"{number} has its ticket", lambda n=number: house.tickets(n), 20)
    t.until("both cases are there", lambda: house.sql("SELECT COUNT(*) FROM `case`") == [["2"]], 20)
    t.same(len(house.rt.tickets), 2, "tickets")
    t.same({x["queue"] for x in house.rt.tickets.values()}, {"Finance"}, "queues")
    t.check("1,240.50" in house.texts(house.near)[0] and "7 days are left" in house.texts(house.near)[0], "the first text")
    t.check("€99.99" in house.texts(house.partly)[0] and "That is today" in house.texts(house.partly)[0], "what is open")
    t.same(house.sql("SELECT COUNT(*) FROM microsoft_invoice"), [["7"]], "what is known")
    t.same({r["method"] for r in pc.requests}, {"GET"}, "methods")


def warned(t, house):
    """Days pass: the next step is a note, once, whoever looks how often."""
    house.again(lambda: house.due(house.near, 1))
    house.hears(house.near, 2, "1 day is left")
    house.again(lambda: house.due(house.near, -8))
    house.hears(house.near, 3, "8 days overdue")
    house.again()
    house.ask()
    t.same(len(house.texts(house.near)), 3, "texts in its ticket")
    t.same(house.sql("SELECT (SELECT COUNT(*) FROM receipt) + (SELECT COUNT(*) FROM timer)"), [["0"]],
           "what a bill's ticket is decided, and the clocks of it")


def paid(t, house):
    """That it is, is told on a day off, too; that another must be, is not."""
    off = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=3)
    house.again(lambda: (house.works(f"{off:%a}".lower()), house.due(house.far, 1)))
    pc = house.away.partner_center
    pc.pay(house.near)
    pc.credit(house.partly, 99.99)
    house.ask()
    for number, n in ((house.near, 4), (house.partly, 2)):
        house.hears(number, n, "is open any more (Partner Center)")
        ticket = house.tickets(number)[0]
        t.until(f"{number}'s ticket is closed", lambda x=ticket: house.rt.tickets[x]["status"] == "resolved", 20)
    t.same(house.tickets(house.far), [], "tickets on a day off")
    house.again(lambda: (house.works(), house.due(house.far, 50)))
    house.ask()
    t.same(len(house.texts(house.near)), 4, "texts in its ticket")


def imported(t, house):
    """Of another account, from a file; and twice the same."""
    parts.write(t.where / "accounts.csv", "name,tenant,type,cloud\nOther,7a1c0e0a-5d1b-4c55-9a34-0d4f5a1c7e99,direct-bill,commercial\n")
    house.host.run("import", "accounts", t.where / "accounts.csv")
    rows = (f"E1,2026-01-05,EUR,1000.5,,{day(14)},,,,Other\n"
            f"E2,2026-01-06,PLN,20.00,,{day(10)},invoice,,void,\nE3,2026-01-07,PLN,5.00,,,credit-note,E2,,\n")
    rc, said_dry = house.take(rows, "--dry-run")
    t.same((rc, said_dry), (0, "3 microsoft-invoices would be imported: 3 added, 0 changed, 0 unchanged\n"), "dry run")
    t.same(house.sql("SELECT COUNT(*) FROM microsoft_invoice WHERE number LIKE 'E%'"), [["0"]], "rows after a dry run")
    house.take(rows)
    t.same(house.take(rows)[1], "3 microsoft-invoices imported: 0 added, 0 changed, 3 unchanged\n", "the same again")
    house.again()
    t.until("E1 has its ticket", lambda: house.tickets("E1"), 20)
    t.check("(Other)" in house.texts("E1")[0] and "€1,000.50" in house.texts("E1")[0], f"{house.texts('E1')}")
    exported = house.host.run("export", "microsoft-invoices")
    t.check(f"E1,2026-01-05,EUR,1000.50,0.00,{day(14)},invoice,,open,Other" in exported and
            "E3,2026-01-07,PLN,-5.00,0.00,,credit-note,E2,open," in exported, f"the export: {exported}")
    rc, out = house.take(exported.split("\n", 1)[1], head=exported.split("\n", 1)[0] + "\n")
    t.check(rc == 0 and " 0 added, 0 changed" in out, f"its own export: {out}")
    t.check("1 changed" in house.take("E1,2026-01-05,EUR,1000.50,paid\n", head="number,issued,currency,total,state\n")[1], "paid")
    house.again()
    house.hears("E1", 2, "is open any more (imported)")
    t.same(house.tickets("E2"), [], "the ticket of what is void")


def refused(t, house):
    """Each fault at its place, and nothing of the file is taken."""
    rc, out = house.take("F1,2026-13-05,EUR,1,,,,,,\nF2,2026-01-05,euro,1,,,,,,\nF3,2026-01-05,EUR,1.234,,,,,,\n"
                         "F4,2026-01-05,EUR,-1,,,,,,\nF5,2026-01-05,EUR,1,-1,,,,,\nF6,2026-01-05,EUR,1,,2026-01-04,,,,\n"
                         "F7,2026-01-05,EUR,1,,,,,,Nobody\nF8,2026-01-05,EUR,1,,,,F8,,\n")
    t.same(rc, 2, "exit code")
    for place in ("2:2: issued: not a day", "3:3: currency: not a currency", "4:4: total: not an amount of EUR like 120.00",
                  "6:5: paid: must not be below 0", "7:6: due: the last day", "9:8: amends: it cannot amend itself"):
        t.check(f"FILE:{place}" in out, f"no {place} in {out}")
    rc, out = house.take("F4,2026-01-05,EUR,-1,,,,,,\nF7,2026-01-05,EUR,1,,,,,,Nobody\n")
    for place in ("2:4: total: only a credit note", "3:10: account: no account is called"):
        t.check(f"FILE:{place}" in out, f"no {place} in {out}")
    t.same(house.sql("SELECT COUNT(*) FROM microsoft_invoice WHERE number LIKE 'F%'"), [["0"]], "what was taken")


def said(t, house):
    """Doctor tells what is open, and why Partner Center did not answer."""
    pc = house.away.partner_center
    t.check(house.doctor().startswith("warn") and f"1 of 2 that are open are overdue, {house.old}" in house.doctor(), house.doctor())
    house.take(f"{house.old},2025-01-01,PLN,7,void\n", head="number,issued,currency,total,state\n")
    t.check(house.doctor().startswith("ok ") and " 1 are open" in house.doctor(), house.doctor())
    pc.refuse_next(403, 900150, "The role lacks this right", "invoices")
    house.sql("UPDATE poll SET due_at = 0")
    t.until("Partner Center has refused", lambda: house.sql("SELECT COUNT(note) FROM poll") == [["1"]], 20)
    t.check("900150" in house.doctor(), house.doctor())
    house.ask()
    house.again(lambda: house.due(house.far, -1))
    t.until(f"{house.far} has its ticket", lambda: house.tickets(house.far), 20)
    t.check(house.doctor().startswith("warn") and "1 of 1 that are open are overdue" in house.doctor(), house.doctor())


def explained(t, house):
    said = house.host.run("explain", house.tickets(house.far)[0])
    t.check("€" not in said and "99.99" in said and "1 day overdue" in said and said.count("\n- 20") == 1, f"explain: {said}")
    said = house.host.run("explain", house.tickets(house.near)[0], "-l", "pl")
    t.check("nic do zapłaty" in said and said.count("\n- 20") == 3 and "Został 1 dzień" in said, f"explain: {said}")
    house.host.serve()
    metrics = wire.fastcgi_get(house.host.socket, "/metrics")[1]
    for line in ('cspdesk_microsoft_invoices{state="open"} 1', 'cspdesk_microsoft_invoices{state="overdue"} 1'):
        t.check(line in metrics, f"no {line} in the metrics")
    house.host.term("serve")


def asked(t, house):
    """Fabrikam's bill, and then it is Contoso's: each of them sees to what is his."""
    for kind, text in (("agents", AGENTS), ("customers", CUSTOMERS), ("subscriptions", SUBSCRIPTIONS),
                       ("invoices", "number,customer,issued,due,currency,amount\n"
                        f"FV/C1,Contoso,2026-01-01,{day(-3)},PLN,100.00\nFV/F1,Fabrikam,2026-01-01,{day(5)},EUR,70.50\n"
                        f"FV/F2,Fabrikam,2026-01-02,{day(-1)},EUR,9.00\n")):
        house.host.run("import", kind, parts.write(t.where / f"{kind}.csv", text))
    ticket = house.rt.new_ticket("olivia@fabrikam.example", "Our invoice",
                                 "Our invoice for October shows 25 seats, but we have 20 people. Please correct it.\n")
    t.until("the agents are told", lambda: house.told(ticket), 20)
    note = house.told(ticket)[0]
    for words in ("Fabrikam Basic: active, 1 May 2026 to 30 April 2027, renews by itself", "- FV/F2: €9.00", "1 day overdue",
                  "- FV/F1: €70.50", "by Partner Center: /csp escalate"):
        t.check(words in note, f"no {words!r} in {note}")
    t.check("Contoso" not in note and "FV/C1" not in note, f"another customer's data: {note}")
    house.rt.say(ticket, "The invoice is still wrong, please look at the billing.")
    house.rt.say(ticket, "/csp why", "Comment", "anna")
    t.until("the agent is answered", lambda: house.answers(ticket) >= 1, 20)
    t.same(len(house.told(ticket)), 1, "notes about his bill")
    house.rt.say(ticket, "/csp set customer Contoso", "Comment", "anna")
    t.until("it is Contoso's", lambda: len(house.told(ticket)) == 2, 20)
    note = house.told(ticket)[1]
    t.check("Contoso Premium: suspended" in note and "FV/C1" in note and "Fabrikam" not in note and "FV/F" not in note,
            f"another customer's data: {note}")
    t.same([x["type"] for x in house.rt.transactions(ticket, "cspdesk") if "FV/" in x["text"]], ["Comment"] * 2,
           "where it is said")


def elsewhere(t, house):
    ticket = house.rt.new_ticket("jan@wingtip.example", "Outlook", "Outlook nie działa u nikogo, od rana.\n")
    t.until("Wingtip is told where", lambda: house.replies(ticket), 20)
    t.check("https://admin.microsoft.com" in house.replies(ticket)[0] and "kupili Państwo" in house.replies(ticket)[0],
            f"{house.replies(ticket)}")
    house.rt.say(ticket, "Proszę otworzyć zgłoszenie w Microsoft.")
    t.until("it was read", lambda: house.answers(ticket) >= 1, 20)
    t.same(len(house.replies(ticket)), 1, "public replies")


def reseller(t, house):
    """He is warned of what he imports."""
    def change():
        house.asked = len(house.away.partner_center.requests)
        house.host.settings["partner"] = {"type": "indirect-reseller"}
        house.host.write_conf()
        house.sql("UPDATE poll SET due_at = 0")
        house.take(f"R1,2026-01-05,EUR,10,,{day(0)},,,,\n")
    house.again(change)
    t.until("R1 has its ticket", lambda: house.tickets("R1"), 20)
    t.same(len(house.away.partner_center.requests), house.asked, "what a reseller asked")
