"""Tries to break, in a real RT and with the fake Partner Center: what accounting imports becomes notices in the debtor's
ticket, which he gets by mail; what is asked for shows its consequences; the second person's approval suspends, his payment
brings the restore, and all of it stands in the ticket.
"""

import datetime
import re
import shutil

import parts
from house import TOP
from microsoft import FABRIKAM, FAKE, Microsoft
from trial import RtHouse

SUB, SOON = "50b00000-0000-4000-8000-000000000001", 40
AGENTS = """\
name,email,identities,rights,roles,from,to,language
Anna Nowak,anna@partner.example,rt:anna,billing,admin_agent,,,en
Piotr Lis,piotr@partner.example,rt:piotr,billing,billing_admin,,,en
"""
CUSTOMERS = f"""\
name,tenant,domains,language,billing_contact
Fabrikam,{FABRIKAM},fabrikam.example,en,olivia.brown@fabrikam.example
"""
BOUGHT = f"""\
id,customer,product,name,kind,state,quantity,from,to,auto_renew
{SUB},Fabrikam,microsoft365,Business Premium,nce,active,15,{{}},{{}},yes
"""
LADDER = """\
ladder = { steps = ( { step = 1; days = 3; }, { step = 2; days = 10; }, { step = 3; days = 20; }, { step = 4; days = 30; } );
	between_days = 3; notice_days = 10; calendar = "24x7"; vip_notices = true; needs_published = false;
	last_call_term_days = 14; last_call_suspended_day = 80; };
"""
# Days go by: what was done was done earlier, and what waits for a day is due.
AGE = ("UPDATE debt_step SET day = DATE_SUB(day, INTERVAL {0} DAY), shown_day = DATE_SUB(shown_day, INTERVAL {0} DAY); "
       "UPDATE invoice SET due = DATE_SUB(due, INTERVAL {0} DAY), "
       "issued = DATE_SUB(issued, INTERVAL {0} DAY); UPDATE timer SET due_at = 1000 + {1}, is_told = 0 WHERE name = 'debt'")


def day(days):
    return datetime.datetime.now(datetime.timezone.utc).date() + datetime.timedelta(days=days)


def run(t):
    house = Money(t)
    ticket = reminded(t, house)
    suspended(t, house, ticket)
    restored(t, house, ticket)
    house.stop()
    return {"notes": len(house.notes(ticket)), "mails": len(house.mails())}


def collecting(where):
    """Settings of somebody who collects, with a policy of his own."""
    policy = parts.make_dir(where / "cspdesk") / "policy"
    shutil.copytree(TOP / "conf" / "policy", policy)
    parts.write(policy / "ladder.conf", LADDER)
    return {"policy": policy, "collections": {"desk": "rt", "queue": "Billing", "look_secs": 1}}


def bought():
    return BOUGHT.format(day(-200), day(165))


class Debts:
    """Of an RtHouse: what its debtor sees. `aged`: how often days went by."""
    aged = 0

    def take(self, kind, text):
        self.cspdesk.run("import", kind, parts.write(self.trial.where / f"{kind}.csv", text))

    def age(self, days):
        self.aged += 1      # no time is due twice
        self.cspdesk.sql(AGE.format(days, self.aged))

    def ticket(self):
        rows = self.cspdesk.sql("SELECT c.ticket FROM debt d JOIN `case` c ON c.id = d.case_id")
        return int(rows[0][0]) if rows else None

    def replies(self, ticket):
        """What cspdesk has answered in public."""
        return [x["content"] for x in self.rt.thread(ticket) if x["creator"] == "cspdesk" and x["type"] == "Correspond"]

    def mails(self):
        """To the debtor."""
        said = [f.read_text(errors="replace") for f in (self.rt.home / "mail").iterdir()]
        return [m for m in said if "olivia.brown@fabrikam.example" in m]

    def says(self, ticket, text, times=1):
        """So many of our notes have it; the last one."""
        found = lambda: [n["content"] for n in self.notes(ticket) if text in n["content"]]
        self.trial.until(f"a note of ticket {ticket} says {text!r}", lambda: len(found()) >= times, SOON)
        return (found() or [""])[-1]


def standing(partner_center):
    row = partner_center.bought.row(SUB)
    return row["status"], row["autoRenewEnabled"]


class Money(Debts, RtHouse):
    def __init__(self, t):
        self.microsoft = Microsoft(t.where, t.where / "cspdesk" / "secrets").start()
        super().__init__(t, {**self.microsoft.settings(), **collecting(t.where)}, mode="enforce", language="en")
        self.start()
        self.there = self.microsoft.partner_center
        self.there.subscription(FABRIKAM, "Business Premium", id=SUB, commitmentEndDate=f"{day(165)}T00:00:00Z")
        self.take("agents", AGENTS)
        self.take("customers", CUSTOMERS)
        self.take("subscriptions", bought())
        self.cspdesk.run("token", "set", stdin=self.microsoft.refresh_token + "\n")

    def has(self):
        """What the debtor has of what he bought."""
        return standing(self.there)

    def stop(self):
        self.trial.stop_cspdesk(self.cspdesk)
        self.microsoft.stop()


def reminded(t, house):
    """A dry run changes nothing; then three notices, each once, each a mail; and people are asked."""
    text = f"number,customer,issued,due,currency,amount\nF/1,Fabrikam,{day(-18)},{day(-4)},EUR,1234.50\n"
    file = parts.write(t.where / "invoices.csv", text)
    house.cspdesk.run("import", "invoices", file, "--dry-run")
    t.same(house.cspdesk.sql("SELECT COUNT(*) FROM invoice"), [["0"]], "invoices after a dry run")
    house.take("invoices", text)
    house.take("invoices", text)
    t.until("the debtor's ticket", house.ticket, SOON)
    ticket = house.ticket()
    for number, days in ((1, 0), (2, 10), (3, 10)):
        house.age(days)
        t.until(f"notice {number}", lambda: len(house.replies(ticket)) == number, SOON)
        said = house.replies(ticket)[-1]
        t.check("F/1" in said and "1234.50" in said.replace(",", "").replace(" ", ""), f"notice {number}: {said!r}")
    house.age(10)
    house.says(ticket, f"/csp suspend {SUB}")
    t.same(len(house.replies(ticket)), 3, "notices when people are asked")
    t.until("they came by mail", lambda: len(house.mails()) >= 3, SOON)
    t.same(house.has(), ("active", True), "what he has by then")
    return ticket


def asked(t, house, ticket):
    """One person is not enough, nor is the customer; then the second one approves. What was shown."""
    house.rt.comment(ticket, f"/csp suspend {SUB}")
    shown = house.says(ticket, "/csp approve ")
    number = re.search(r"/csp approve (\d+)", shown)[1]
    before = len(house.notes(ticket))
    house.rt.comment(ticket, f"/csp approve {number}")
    house.rt.mail("Olivia <olivia.brown@fabrikam.example>", "Billing", "Re: invoice", f"/csp approve {number}\n", ticket=ticket)
    t.until("both are answered", lambda: len(house.notes(ticket)) >= before + 2, SOON)
    t.same(house.has(), ("active", True), "after one person and a mail")
    house.rt.comment(ticket, f"/csp approve {number}", user="piotr")
    return shown


def pays(t, house, ticket):
    """Told twice; he is thanked once, and people are asked."""
    text = f"reference,invoice,day,currency,amount\nB-1,F/1,{day(0)},EUR,1234.50\n"
    house.take("payments", text)
    house.take("payments", text)
    t.until("the thanks", lambda: "all that was overdue is paid" in house.replies(ticket)[-1], SOON)
    t.check(f"/csp restore {SUB}" in house.says(ticket, "has paid all that was overdue"), "how to restore")


def suspended(t, house, ticket):
    """What will happen is shown before."""
    shown = asked(t, house, ticket)
    t.check(f"billed until the end of its term, {day(165).day} {day(165):%B %Y}" in shown, f"what will happen: {shown!r}")
    t.until("it is suspended", lambda: house.has() == ("suspended", False), SOON)
    t.until("and told", lambda: house.cspdesk.sql("SELECT state, is_news FROM suspension") == [["done", "0"]], SOON)
    t.same(len(house.there.made("subscription")), 1, "changes at Partner Center")
    explained = house.cspdesk.run("explain", f"rt/{ticket}")
    t.check("Anna Nowak" in explained and "Piotr Lis" in explained, f"explain names both: {explained!r}")


def restored(t, house, ticket):
    """A person restores, and what was there before is there again."""
    pays(t, house, ticket)
    house.rt.comment(ticket, f"/csp restore {SUB}")
    t.until("it is restored", lambda: house.has() == ("active", True), SOON)
    t.until("and told", lambda: house.cspdesk.sql("SELECT kind, state FROM suspension WHERE is_news = 0 ORDER BY id") ==
            [["suspend", "done"], ["restore", "done"]], SOON)
    t.same(len(house.replies(ticket)), 5, "three notices, how it works, and the thanks")
    t.check(not any(FAKE in m for m in house.mails()), "a customer was told what is internal")
