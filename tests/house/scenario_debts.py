"""Tries to break: what customers owe is what accounting tells, however it tells it; a debtor gets one ticket, whoever is
killed when and by two workers; his debt ends when all is paid and another one begins with what nobody reminded him of.

A fake RT; what is said in the ticket is scenario_ladder's.
"""

import datetime
import json
import shutil

import parts
from house import TOP, new_secret
from trial import FakeRt, fake_desk, run_program

CUSTOMERS = """\
name,domains,language,billing_contact,vip
Contoso,contoso.example,pl,bills@accountants.example,yes
Fabrikam,fabrikam.example,en,,yes
"""
HEAD = "number,customer,issued,due,currency,amount"
POINTS = ("debt.begun", "debt.opening", "opening.claimed", "opening.asked", "opening.settled")
RECEIPT = ("SELECT r.facts, r.sources FROM receipt r JOIN `case` c ON c.id = r.case_id WHERE c.ticket = '{}' "
           "ORDER BY r.version DESC, r.place DESC LIMIT 1")
SOON = 40


def day(n):
    """So many days from today, as files write it."""
    return (datetime.datetime.now(datetime.timezone.utc).date() + datetime.timedelta(days=n)).isoformat()


def run(t):
    house = House(t)
    told(t, house)
    ticket = once(t, house)
    known(t, house, 0)
    paid_in_parts(t, house)
    another(t, house, ticket)
    open_items(t, house)
    many(t, house)
    days(t, house)
    modes(t, house)
    house.stop()
    return {"tickets": len(house.debtors()), "kills": len(POINTS) + 1}


def silent(t):
    """The policy that ships, at all hours, but that a VIP hears nothing: here each step is the scenario's."""
    folder = t.where / "policy"
    shutil.copytree(TOP / "conf" / "policy", folder)
    ladder = folder / "ladder.conf"
    text = ladder.read_text(encoding="utf-8").replace("vip_notices = true", "vip_notices = false")
    ladder.write_text(text.replace('calendar = "business-hours"', 'calendar = "24x7"'), encoding="utf-8")
    return folder


class House:
    def __init__(self, t):
        self.t, self.rt = t, FakeRt().start()
        self.host = t.cspdesk(t.mariadb(), [], {"collections": {"desk": "rt", "queue": "Collections", "look_secs": 1},
                                                "work": {"tries": 8, "backoff_max_ms": 500}, "policy": silent(t)})
        self.desk = fake_desk(self.host, self.rt, new_secret(), mode="enforce", timeout_secs=1, sweep_secs=1)
        self.host.desks = [self.desk]
        self.host.prepare()
        self.sql = self.host.sql
        self.take("customers", CUSTOMERS)

    def take(self, kind, text, *more, rc=0):
        file = parts.write(self.t.where / f"{kind}.csv", text)
        got = run_program([self.host.binary, "import", kind, file, *more, "-c", self.host.conf])
        self.t.same(got[0], rc, f"import of {kind}: {got[2]}")
        return got[1] + got[2]

    def invoices(self, *rows, more=(), head=HEAD):
        return self.take("invoices", "\n".join([head, *(",".join(map(str, r)) for r in rows)]) + "\n", *more)

    def pays(self, *rows):
        return self.take("payments", "reference,invoice,customer,day,currency,amount\n" +
                         "".join(",".join(map(str, r)) + "\n" for r in rows))

    def open(self, number):
        return int(self.sql(f"SELECT open_minor FROM invoice WHERE number = '{number}'")[0][0])

    def debts(self):
        """(customer, is it open) of each, oldest first."""
        return [tuple(r) for r in self.sql("SELECT c.name, IFNULL(d.is_open, 0) FROM debt d JOIN customer c "
                                           "ON c.id = d.customer_id ORDER BY d.id")]

    def debtors(self):
        """The debtors' tickets that the desk has."""
        return [n for n, x in self.rt.tickets.items() if x["queue"] == "Collections"]

    def until(self, what, debts):
        self.t.until(what, lambda: self.debts() == debts, SOON)
        self.t.same(self.debts(), debts, what)

    def rounds(self):
        """Waits until every worker has looked once more: what is to come, has come."""
        self.sql("INSERT INTO invoice (number, customer, issued, due, currency, minor, state, open_minor, told_at) "
                 "VALUES ('look', 'Contoso', '2026-01-01', '2026-01-01', 'XXX', 0, 'open', 0, 0)")
        self.t.until("a round", lambda: self.sql("SELECT 1 FROM invoice WHERE number = 'look' AND customer_id > 0"), SOON)
        self.sql("DELETE FROM invoice WHERE number = 'look'")

    def says(self, *command):
        return run_program([self.host.binary, *command, "-c", self.host.conf])[1]

    def doctor(self):
        """What doctor says of debtors."""
        return next(line for line in self.says("doctor", "--no-write").splitlines() if line.split()[1:2] == ["debtors"])

    def facts(self, text="Teams is slow"):
        """The step of Contoso's debt, as a decision in a new ticket of theirs has it, and who says so."""
        ticket = self.rt.new_ticket("jan@contoso.example", text, "Teams does not work for anybody.")
        self.t.until("a decision", lambda: self.sql(RECEIPT.format(ticket)), SOON)
        facts, sources = self.sql(RECEIPT.format(ticket))[0]
        said = [x["source"] for x in json.loads(sources) if x["fact"] == "customer.overdue_step"]
        return json.loads(facts)["customer"]["overdue_step"], said

    def stop(self):
        self.t.stop_cspdesk(self.host)
        self.rt.stop()


def told(t, house):
    """A dry run changes nothing; accounting's other customers are kept until they are ours."""
    rows = (("F-1", "Contoso", day(-20), day(-5), "PLN", "120.50"), ("F-2", "Contoso", day(-2), day(12), "PLN", "80"),
            ("S-1", "Stranger", day(-90), day(-60), "PLN", "9.00"))
    for more, kept in ((("--dry-run",), "0"), ((), "3"), ((), "3")):
        out = house.invoices(*rows, more=more)
        t.check("1 of them is of nobody who is a customer here: Stranger" in out, f"import says {out}")
        t.same(house.sql("SELECT COUNT(*) FROM invoice"), [[kept]], f"invoices after {more}")
    t.check("3 invoices imported: 0 added, 0 changed, 3 unchanged" in out, f"import again says {out}")
    t.check("1 invoices that are overdue are of nobody" in house.doctor(), house.doctor())
    house.sql("UPDATE accounting SET told_at = told_at - 5 * 86400000")
    t.check("told something last 5 days ago" in house.doctor(), house.doctor())
    house.sql("UPDATE accounting SET told_at = told_at + 5 * 86400000")
    t.check("no list of open items" in house.take("payments", "reference\n", "--open-items", rc=2), "a list of payments")
    t.check("--as-of" in house.take("invoices", HEAD + "\n", "--as-of", "soon", rc=2), "a day that is none")


def once(t, house):
    """Killed at each point, then two workers: one debt, one ticket, and it is the customer's case."""
    for point in POINTS:
        house.host.work("work1", {"CSPDESK_FAULT": f"{point}:1"})
        t.same(house.host.wait("work1"), -9, f"work at {point}")
    house.host.work("work2")
    house.host.work("work3")
    t.until("the debtor's ticket is known", lambda: house.sql("SELECT 1 FROM debt WHERE case_id IS NOT NULL"), SOON)
    house.rounds()
    t.same((house.debts(), len(house.debtors())), ([("Contoso", "1")], 1), "debts and tickets")
    ticket = house.debtors()[0]
    opened = house.rt.tickets[ticket]
    t.same((opened["email"], opened["subject"].split(" [")[0]), ("bills@accountants.example",
           "Faktury po terminie płatności: Contoso"), "the ticket")
    t.check("firmy Contoso" in opened["transactions"][0]["text"], f"its text: {opened['transactions'][0]['text']}")
    house.rt.say(ticket, "We have paid yesterday.")
    t.until("it is the customer's, whoever writes", lambda: house.sql(
        f"SELECT 1 FROM `case` k JOIN customer c ON c.id = k.customer_id WHERE k.ticket = '{ticket}' AND c.name = 'Contoso'"), SOON)
    out = house.says("explain", f"rt/{ticket}")
    t.check(all(x in out for x in ("about what Contoso owes", "PLN\u00a0120.50", "- F-1, due on", f"ticket rt/{ticket}")) and
            "F-2" not in out, f"explain: {out}")
    t.same(house.sql("SELECT (SELECT COUNT(*) FROM receipt) + (SELECT COUNT(*) FROM timer WHERE name = 'clock')"), [["0"]],
           "advice and clocks in a ticket that is no support")
    return ticket


def known(t, house, step):
    t.same(house.facts(), (step, ["debt"]), "the step in a decision")


def paid_in_parts(t, house):
    """A payment twice is one; part of it leaves the debt; too much is told and lowers what else is owed."""
    before = house.sql("SELECT k.version, d.digest FROM debt d JOIN `case` k ON k.id = d.case_id")[0]
    for added, unchanged in ((1, 0), (0, 1)):
        out = house.pays(("B-1", "F-1", "", day(-1), "PLN", "100"))
        t.check(f"{added} added, 0 changed, {unchanged} unchanged" in out, f"payments: {out}")
    t.same(house.open("F-1"), 2050, "what is left of F-1")
    t.until("its ticket looks again", lambda: house.sql("SELECT digest FROM debt")[0][0] != before[1], SOON)
    t.check(house.sql("SELECT k.version FROM debt d JOIN `case` k ON k.id = d.case_id")[0] != before[:1], "and a turn with it")
    house.sql("INSERT INTO debt_step (debt_id, step, day) SELECT id, 4, '" + day(-1) + "' FROM debt")
    known(t, house, 4)
    for name in ("work2", "work3"):
        house.host.term(name)
        house.host.wait(name)
    out = house.pays(("B-2", "", "Contoso", day(0), "PLN", "1000"), ("B-3", "X-9", "", day(0), "PLN", "5"))
    t.check("1 of them of invoices that are not known" in out, f"payments: {out}")
    house.host.work("work1", {"CSPDESK_FAULT": "debt.ended:1"})
    t.same(house.host.wait("work1"), -9, "work at debt.ended")
    t.same(house.debts(), [("Contoso", "1")], "debts after a kill")
    house.host.work("work2")
    house.host.work("work3")
    house.until("all is paid", [("Contoso", "0")])
    known(t, house, 0)
    t.check("S-1" not in house.pays(("B-2", "", "Contoso", day(0), "PLN", "15")), "nobody has paid too much")
    house.until("the mended payment is too little", [("Contoso", "0"), ("Contoso", "1")])


def another(t, house, ticket):
    """Who has paid all that he was reminded of, and is late with something new, begins anew."""
    house.sql(f"INSERT INTO debt_step (debt_id, step, day) SELECT id, 4, '{day(-3)}' FROM debt WHERE is_open = 1")
    house.invoices(("F-3", "Contoso", day(-9), day(-3), "EUR", "7.00"))
    house.rounds()
    t.same(house.debts()[1:], [("Contoso", "1")], "with an item that is named, it goes on")
    out = house.pays(("B-4", "F-1", "", day(0), "PLN", "30"))
    t.check("invoice F-1 of Contoso is paid with 9.50 PLN too much" in out, f"paid too much: {out}")
    house.until("another has begun", [("Contoso", "0"), ("Contoso", "0"), ("Contoso", "1")])
    t.until("it has a ticket, too", lambda: len(set(house.debtors()) - {ticket}) == 2, SOON)


def many(t, house):
    """More than one look has time for: for each of them a debt begins, and ends."""
    house.sql("INSERT INTO customer (id, name) SELECT 1000 + seq, CONCAT('Many ', seq) FROM seq_1_to_450; INSERT INTO invoice (number, "
              "customer, customer_id, issued, due, currency, minor, state, open_minor, told_at) SELECT CONCAT('M-', seq), 'Many', "
              f"1000 + seq, '{day(-15)}', '{day(-1)}', 'EUR', 100, 'open', 100, 0 FROM seq_1_to_450")
    count = "SELECT COUNT(*), COUNT(DISTINCT customer_id), COALESCE(SUM(is_open), 0) FROM debt WHERE customer_id > 1000"
    t.until("450 are late", lambda: house.sql(count) == [["450", "450", "450"]], SOON)
    house.sql("UPDATE invoice SET state = 'paid', open_minor = 0 WHERE customer_id > 1000")
    t.until("450 have paid", lambda: house.sql(count) == [["450", "450", "0"]], SOON)
    house.sql("DELETE FROM debt WHERE customer_id > 1000; DELETE FROM invoice WHERE customer_id > 1000; "
              "DELETE FROM customer WHERE id > 1000")


def open_items(t, house):
    """A list of all that is open takes nothing back by hand; an item that comes again is open again."""
    out = house.invoices(("F-2", "Contoso", day(-2), day(12), "PLN", "80"), more=("--open-items",))
    t.check("3 not in the list any more, so paid" in out, f"a whole list: {out}")
    t.same([house.open(n) for n in ("F-1", "F-2", "F-3")], [0, 8000, 0], "what stands open")
    house.until("nothing is overdue", [("Contoso", "0")] * 3)
    house.invoices(("F-3", "Contoso", day(-9), day(-1), "EUR", "7.00"), more=("--open-items",))
    t.same([house.open(n) for n in ("F-2", "F-3")], [0, 700], "what stands open")
    house.until("it is back", [("Contoso", "0")] * 3 + [("Contoso", "1")])
    out = house.take("invoices", HEAD + "\n", "--open-items", rc=2)
    t.check("would make all 1 open" in out and house.open("F-3") == 700, f"a list with nothing: {out}")
    house.take("invoices", f"{HEAD},state\nF-3,Contoso,{day(-9)},{day(-1)},EUR,7.00,paid\n")
    house.invoices(more=("--open-items",))
    t.same(house.open("F-3"), 0, "what is paid")
    house.until("nobody owes anything", [("Contoso", "0")] * 4)


def days(t, house):
    """What a file tells as paid holds payments of the days before it, whichever comes first; in both, a day counts twice."""
    head, row = HEAD + ",open", ("F-4", "Contoso", day(-9), day(30), "KWD", "10.000")
    house.pays(("P-1", "F-4", "", day(-3), "KWD", "1"), ("P-2", "F-4", "", day(-1), "KWD", "2.5"))
    for open, as_of, left in (("", -9, 6500), ("9.000", -2, 6500), ("6.500", 0, 6500), ("6.500", -1, 4000), ("0", 0, 0)):
        house.invoices((*row, open), more=("--as-of", day(as_of)), head=head)
        t.same(house.open("F-4"), left, f"open {open!r} as of {as_of}")
    house.pays(("P-3", "F-4", "", day(0), "KWD", "-2.5"))
    t.same(house.open("F-4"), 2500, "what went back")
    out = house.take("invoices", f"{HEAD},state\nF-4,Contoso,{day(-9)},{day(30)},KWD,10,cancelled\n")
    t.check(house.open("F-4") == 0 and "1 changed" in out, f"cancelled: {out}")


def modes(t, house):
    """Observed, a debtor is known and hears nothing; with notes alone nobody is written to; later it is as it was."""
    known = len(house.debtors())
    for mode, tickets in (("observe", known), ("notes", known + 1)):
        house.t.stop_cspdesk(house.host)
        house.desk["mode"] = mode
        house.host.write_conf()
        house.host.work("work4")
        house.invoices(("G-1", "Fabrikam", day(-90), day(-60), "EUR", "1.00"))
        t.until(f"the debt is known, {mode}", lambda: ("Fabrikam", "1") in house.debts(), SOON)
        if mode == "notes":
            t.until("there is a ticket", lambda: len(house.debtors()) > known, SOON)
            t.check("are not written to: desk rt may not be" in house.doctor(), house.doctor())
        house.rounds()
        t.same(len(house.debtors()), tickets, f"tickets, {mode}")
    opened = house.rt.tickets[house.debtors()[-1]]
    t.same((opened["email"], opened["subject"].split(" [")[0]), (None, "Invoices past their due date: Fabrikam"), "notes alone")
