"""Tries to break: a debtor is told each step of the collections policy once, on its day, whoever is killed when and by two
workers; a dispute, a hold, a payment or a missing address stops it; and it asks people, but suspends nothing.

A fake RT. Days go by in the database: what is overdue, and what was done, is moved into the past.
"""

import datetime
import json
import shutil

import parts
from house import TOP, new_secret
from trial import FakeRt, fake_desk, run_program

AGENTS = """\
name,email,identities,rights,roles,from,to,language
Anna Nowak,anna@partner.example,rt:anna,billing,admin_agent,,,en
Jan Bury,jan@partner.example,rt:jan,escalate,helpdesk_agent,,,en
Marta Wilk,marta@partner.example,rt:marta,lead,admin_agent,,,en
"""
CUSTOMERS = """\
name,domains,language,billing_contact,vip
Contoso,contoso.example,pl,bills@contoso.example,no
Fabrikam,fabrikam.example,en,{fabrikam},no
Northwind,northwind.example,en,bills@northwind.example,yes
"""
BOUGHT = "a4c1340d-6911-4758-bba3-0c4c6007d161"
POINTS = ("lane.remembered", "lane.planned", "job.claim", "job.write", "job.written")
DAYS = (("invoice", "due"), ("invoice", "issued"), ("debt", "since"), ("debt", "resumed"), ("debt_step", "day"), ("debt_step", "shown_day"))
SOON = 40


def day(n):
    """So many days from today, as files write it."""
    return (datetime.datetime.now(datetime.timezone.utc).date() + datetime.timedelta(days=n)).isoformat()


def run(t):
    house = House(t)
    published(t, house)
    first(t, house)
    second(t, house)
    nobody_to_write_to(t, house)
    dispute_and_hold(t, house)
    asked(t, house)
    paid(t, house)
    house.stop()
    return {"replies": sum(len(house.replies(c)) for c in ("Contoso", "Fabrikam", "Northwind")), "kills": len(POINTS)}


class House:
    def __init__(self, t):
        self.t, self.rt, self.looks = t, FakeRt().start(), 0
        self.host = t.cspdesk(t.mariadb(), [], {"collections": {"desk": "rt", "queue": "Collections", "look_secs": 1},
                                                "work": {"tries": 8, "backoff_max_ms": 500}, "policy": every_day(t)})
        self.host.desks = [fake_desk(self.host, self.rt, new_secret(), mode="enforce", timeout_secs=1, sweep_secs=1)]
        self.host.prepare()
        self.sql = self.host.sql
        self.take("agents", AGENTS)
        self.take("customers", CUSTOMERS.format(fabrikam=""))
        self.take("subscriptions", "id,customer,product,name,kind,state,quantity,provider,from,to,auto_renew\n"
                  f"{BOUGHT},Contoso,microsoft365,Business Premium,nce,active,25,,{day(-60)},{day(300)},yes\n")

    def doctor(self):
        """Its row about the collections policy."""
        out = run_program([self.host.binary, "doctor", "microsoft", "--json", "-c", self.host.conf])[1]
        return next(c["health"] for c in json.loads(out)["checks"] if c["name"] == "collections policy")

    def take(self, kind, text):
        got = run_program([self.host.binary, "import", kind, parts.write(self.t.where / f"{kind}.csv", text), "-c", self.host.conf])
        self.t.same(got[0], 0, f"import of {kind}: {got[2]}")

    def ticket(self, customer):
        return next((n for n, x in self.rt.tickets.items() if x["queue"] == "Collections" and customer in x["subject"]), None)

    def texts(self, customer, kind):
        """What cspdesk wrote into the debtor's ticket, but its first text."""
        ticket = self.ticket(customer)
        return [] if ticket is None else [x["text"] for x in self.rt.transactions(ticket, by="cspdesk")[1:] if x["type"] == kind]

    def replies(self, customer):
        return self.texts(customer, "Correspond")

    def notes(self, customer):
        return self.texts(customer, "Comment")

    def until(self, what, fn):
        self.t.until(what, fn, SOON)

    def later(self, days):
        """So many days go by, and every debtor is looked at."""
        for table, column in DAYS:
            self.sql(f"UPDATE {table} SET {column} = DATE_SUB({column}, INTERVAL {days} DAY) WHERE {column} IS NOT NULL")
        self.look()

    def look(self):
        """Every debtor's timer is due; returns when each was looked at."""
        self.looks += 1
        self.sql("REPLACE INTO timer (case_id, name, due_at) "
                 f"SELECT case_id, 'debt', {self.looks} FROM debt WHERE case_id IS NOT NULL")
        self.until("every debtor was looked at", lambda: self.idle() and self.sql(
            f"SELECT COUNT(*) FROM timer WHERE due_at = {self.looks}") == [["0"]])

    def idle(self):
        return self.sql("SELECT (SELECT COUNT(*) FROM job WHERE state IN ('ready', 'claimed')) + "
                        "(SELECT COUNT(*) FROM delivery WHERE state = 'ready')") == [["0"]]

    def says(self, who, customer, text):
        """An agent's note in the debtor's ticket, and cspdesk's answer."""
        seen = len(self.notes(customer))
        self.rt.say(self.ticket(customer), text, kind="Comment", by=who)
        self.until(f"an answer to {text}", lambda: len(self.notes(customer)) > seen)
        return self.notes(customer)[-1]

    def steps(self, customer):
        return [int(r[0]) for r in self.sql("SELECT s.step FROM debt_step s JOIN debt d ON d.id = s.debt_id JOIN customer c "
                                            f"ON c.id = d.customer_id WHERE c.name = '{customer}' ORDER BY s.step")]

    def given(self, customer):
        """Steps that the desk has shown to him."""
        return [int(r[0]) for r in self.sql("SELECT s.step FROM debt_step s JOIN debt d ON d.id = s.debt_id JOIN customer c ON c.id "
                                            f"= d.customer_id WHERE c.name = '{customer}' AND job_id IS NULL AND shown_day <= "
                                            f"'{day(0)}' ORDER BY s.step")]

    def stop(self):
        self.t.stop_cspdesk(self.host)
        self.rt.stop()


def every_day(t):
    """The policy that ships, but that it knows no day off: the scenario runs on any day."""
    folder = t.where / "policy"
    shutil.copytree(TOP / "conf" / "policy", folder)
    ladder = folder / "ladder.conf"
    ladder.write_text(ladder.read_text(encoding="utf-8").replace('calendar = "business-hours"', 'calendar = "24x7"'), encoding="utf-8")
    return folder


def published(t, house):
    """Doctor says whether customers can read the ladder as it stands."""
    ladder = t.where / "policy" / "ladder.conf"
    is_now = ladder.read_text(encoding="utf-8")
    t.same(house.doctor(), "warning", "doctor, nothing is published")
    house.host.run("terms", "publish", TOP / "conf" / "terms.conf")
    t.same(house.doctor(), "ok", "doctor, published")
    ladder.write_text(is_now.replace("notice_days = 10", "notice_days = 9"), encoding="utf-8")
    t.same(house.doctor(), "warning", "doctor, changed since")
    ladder.write_text(is_now, encoding="utf-8")


def first(t, house):
    """Killed at each point, then two workers: the reminder is written once, with the terms, and that is evidence."""
    house.take("invoices", "number,customer,issued,due,currency,amount\n"
               f"F/1,Contoso,{day(-17)},{day(-3)},PLN,1234.50\nF/2,Fabrikam,{day(-17)},{day(-3)},EUR,10\n"
               f"F/3,Northwind,{day(-17)},{day(-3)},EUR,20\n")
    for point in POINTS:
        house.host.work("work1", {"CSPDESK_FAULT": f"{point}:1"})
        t.same(house.host.wait("work1"), -9, f"work at {point}")
    house.host.work("work2")
    house.host.work("work3")
    house.until("reminders", lambda: house.replies("Contoso") and house.replies("Northwind"))
    house.look()
    house.look()
    t.same([len(house.replies(c)) for c in ("Contoso", "Northwind", "Fabrikam")], [1, 1, 0], "reminders")
    text = house.replies("Contoso")[0]
    for wanted in ("przypominamy", "F/1", "1234,50\u00a0zł", "Wsparcie podstawowe", "Gdy faktura nie jest opłacona", "wersji 1"):
        t.check(wanted in text, f"the reminder: no {wanted!r} in {text}")
    t.same(house.sql("SELECT s.version, s.offer, s.language, c.name FROM terms_shown s JOIN customer c ON c.id = s.customer_id "
                     "ORDER BY c.name"), [["1", "basic", "pl", "Contoso"], ["1", "basic", "en", "Northwind"]], "evidence")


def second(t, house):
    """A week later, and not before; looked at twice it is said once."""
    house.later(6)
    t.same(house.steps("Contoso"), [1], "a day too early")
    house.rt.fail("correspond", "lie", times=None)
    house.later(1)
    house.until("replies are dead", lambda: house.sql("SELECT COUNT(*) FROM job WHERE state = 'dead'") == [["2"]])
    t.same((house.steps("Contoso"), house.given("Contoso")), ([1, 2], [1]), "a notice that the desk refuses")
    house.rt.mend()
    house.host.run("queue", "retry", "all-dead", "rt")
    house.look()
    t.same((house.given("Contoso"), len(house.replies("Contoso"))), ([1, 2], 2), "step 2")
    t.check("drugie przypomnienie" in house.replies("Contoso")[1], f"step 2: {house.replies('Contoso')[1]}")


def nobody_to_write_to(t, house):
    """Who has no billing contact is told nothing; an agent is told, once; when there is one it begins."""
    told = [n for n in house.notes("Fabrikam") if "no billing contact" in n]
    t.same((house.steps("Fabrikam"), len(told)), ([], 1), f"Fabrikam, who was told {told}")
    house.take("customers", CUSTOMERS.format(fabrikam="bills@fabrikam.example"))
    house.rt.tickets[house.ticket("Fabrikam")]["email"] = "bills@fabrikam.example"
    house.look()
    t.same((house.steps("Fabrikam"), len(house.replies("Fabrikam"))), ([1], 1), "Fabrikam with a contact")


def dispute_and_hold(t, house):
    """Written by who may, in any ticket of the customer; the minimum notice begins anew when they end."""
    house.later(10)
    t.same(house.steps("Contoso"), [1, 2, 3], "the final notice")
    t.check("ostateczne wezwanie do zapłaty" in house.replies("Contoso")[2], f"step 3: {house.replies('Contoso')[2]}")
    elsewhere = house.rt.new_ticket("kim@contoso.example", "The invoice", "It is too high.")
    house.rt.say(elsewhere, "/csp dispute the price is wrong", kind="Comment", by="jan")
    house.until("the dispute is known", lambda: house.sql("SELECT dispute_why FROM debt WHERE dispute_why IS NOT NULL") ==
                [["the price is wrong"]])
    house.later(30)
    t.same((house.steps("Contoso"), len(house.replies("Contoso"))), ([1, 2, 3], 3), "in dispute")
    t.check("takes the right billing or lead" in house.says("jan", "Contoso", "/csp hold they wait"), "a hold by Jan")
    house.says("anna", "Contoso", "/csp hold they wait")
    house.says("jan", "Contoso", "/csp dispute end it was right")
    house.later(30)
    t.same(house.steps("Contoso"), [1, 2, 3], "on hold")
    house.says("anna", "Contoso", "/csp hold end")
    house.look()
    house.later(9)
    t.same(house.steps("Contoso"), [1, 2, 3], "the minimum notice")


def asked(t, house):
    """Two persons are asked, a VIP's lead is told, and nothing is suspended by that."""
    house.later(1)
    house.look()
    t.same(house.steps("Contoso"), [1, 2, 3, 4], "step 4")
    asked = [n for n in house.notes("Contoso") if "/csp suspend" in n]
    t.check(len(asked) == 1 and f"Business Premium: /csp suspend {BOUGHT}" in asked[0], f"what is asked: {asked}")
    vip = [n for n in house.notes("Northwind") if "VIP" in n]
    t.check(house.steps("Northwind")[-1] == 4 and len(vip) == 1 and "Marta Wilk" in vip[0], f"the VIP: {vip}")
    t.same(house.sql("SELECT COUNT(*) FROM suspension"), [["0"]], "suspensions")


def paid(t, house):
    """Thanks, and the ticket is done; a second look says nothing more."""
    house.take("payments", f"reference,invoice,customer,day,currency,amount\nB-1,F/1,,{day(0)},PLN,1234.50\n")
    house.until("thanks", lambda: len(house.replies("Contoso")) == 4)
    t.check("dziękujemy" in house.replies("Contoso")[3], f"thanks: {house.replies('Contoso')[3]}")
    house.until("it is resolved", lambda: house.rt.tickets[house.ticket("Contoso")]["status"] == "resolved")
    house.look()
    t.same((len(house.replies("Contoso")), house.steps("Contoso")[-1]), (4, 6), "after a second look")
