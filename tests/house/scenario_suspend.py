"""Tries to break: nothing is suspended at Microsoft but by two persons who held the right billing when they asked and
approved; the database itself refuses everything else, whoever writes it, and what was asked cannot be changed. Notes of
anybody else ask for nothing; who approves sees what was shown; payment, dispute and time end what was not sent.

A fake RT, and Partner Center over TLS.
"""

import datetime
import re
import time

import parts
from house import HouseError, new_secret
from microsoft import CONTOSO, Microsoft
from trial import FakeRt, fake_desk, run_program

OPEN = 253402300799000
FOREIGN_KEY, CHECK, NOT_NULL, DUPLICATE, DENIED = "1452", "4025", "1048", "1062", ("1142", "1143")
SUBSCRIPTION = "a4c1340d-6911-4758-bba3-0c4c6007d161"
PEOPLE = ("name,email,identities,rights,roles,from,to,language\n"
          "Anna,anna@partner.example,rt:anna rt:anna2,billing,billing_admin,,,\n"
          "Bea,Bea@partner.example,rt:bea,billing escalate,admin_agent,,,\n"
          "Bea of nights,bea@PARTNER.example,rt:nightly,billing,admin_agent,,,\n"
          "Jan,jan@partner.example,rt:jan,escalate waive lead,admin_agent,,,\n"
          "Ola,,rt:ola,billing,billing_admin,,,\nPawel,,rt:pawel,billing,billing_admin,,,\n")
SOON = 40


def run(t):
    house = House(t)
    stories = (the_wall, no_way_around, the_rightful_way, ends_a_used_right, nobody_else, two_persons, restored, in_time,
               read_anew, stopped, told)
    try:
        for story in stories:
            story(t, house)
        t.stop_cspdesk(house.cspdesk)
    finally:
        house.rt.stop()
        house.away.stop()
    return {"stories": len(stories), "requests": int(house.sql("SELECT COUNT(*) FROM suspension")[0][0])}


class House:
    def __init__(self, t):
        self.t, self.rt = t, FakeRt().start()
        self.away = Microsoft(t.where, t.where / "secrets").start()
        self.cspdesk = t.cspdesk(t.mariadb(), [], {"work": {"backoff_max_ms": 500}, **self.away.settings(timeout_secs=2)},
                                 secrets=t.where / "secrets")
        self.cspdesk.desks = [fake_desk(self.cspdesk, self.rt, new_secret(), mode="enforce", sweep_secs=1)]
        self.cspdesk.prepare()
        self.file = t.where / "agents.csv"
        self.people(t, PEOPLE)
        self.sql("INSERT INTO customer (id, name) VALUES (3, 'Fabrikam')")
        self.sql("INSERT INTO `case` (id, desk, ticket, version, is_closed, opened_at, updated_at, customer_id) "
                 "VALUES (1, 'rt', '1', 0, 0, 0, 0, 3)")
        self.id = {name: int(i) for i, name in self.sql("SELECT id, name FROM agent")}
        self.starts = {int(a): int(s) for a, s in
                       self.sql("SELECT agent_id, starts FROM agent_right WHERE right_name = 'billing'")}

    def people(self, t, text):
        self.file.write_text(text, encoding="utf-8")
        self.file.chmod(0o644)
        rc, out, err = run_program([self.cspdesk.binary, "import", "agents", self.file, "-c", self.cspdesk.conf])
        t.same(rc, 0, f"import of agents: {out}{err}")

    def sql(self, text):
        return self.cspdesk.sql(text)

    def app(self, text):
        """As the account of serve and work: "" or the number of the error."""
        password = (self.cspdesk.secrets / "app.password").read_text().strip()
        rc, _, err = run_program(["mariadb", "--no-defaults", "--user=cspdesk_app", f"--password={password}",
                                  f"--socket={self.cspdesk.mariadb.socket}", "cspdesk", "-e", text])
        return "" if rc == 0 else re.search(r"ERROR (\d+)", err)[1]

    def open(self):
        """A debtor with all notices, what he has bought, two tickets of his, and a worker."""
        run = self.cspdesk.run
        run("import", "customers", parts.write(self.t.where / "customers.csv", "name,tenant,domains\n"
                                               f"Contoso,{CONTOSO},contoso.example\n"))
        self.mail, self.teams = (self.away.partner_center.subscription(CONTOSO) for _ in range(2))
        run("import", "subscriptions", parts.write(
            self.t.where / "subscriptions.csv", "id,customer,product,name,kind,state,from,to,auto_renew\n" + "".join(
                f"{id},Contoso,microsoft365,{name},nce,active,{day(-60)},{day(300)},yes\n"
                for id, name in ((self.mail, "Business Premium"), (self.teams, "Teams")))))
        customer = self.sql("SELECT id FROM customer WHERE name = 'Contoso'")[0][0]
        self.sql("INSERT INTO invoice (number, customer, customer_id, issued, due, currency, minor, state, open_minor, told_at) "
                 f"VALUES ('F1', 'Contoso', {customer}, '{day(-60)}', '{day(-40)}', 'PLN', 100000, 'open', 100000, {ms()}); "
                 f"INSERT INTO debt (customer_id, since, begun_at, digest) VALUES ({customer}, '{day(-40)}', {ms()}, ''); " +
                 "".join(f"INSERT INTO debt_step (debt_id, step, day) SELECT MAX(id), {step}, '{day(-ago)}' FROM debt; "
                         for step, ago in ((1, 37), (2, 30), (3, 20), (4, 10))))
        self.ticket, self.other = (self.rt.new_ticket("jan@contoso.example", "Overdue", "We cannot pay.") for _ in range(2))
        self.cspdesk.work()
        for ticket in (self.ticket, self.other):
            self.t.until("a case of each ticket", lambda: self.rt.notes(ticket), SOON)

    def says(self, who, text, part, ticket=None, kind="Comment"):
        """Somebody writes into the ticket; the answer of cspdesk with that part."""
        ticket = ticket or self.ticket
        seen = len(self.rt.notes(ticket))
        self.rt.say(ticket, text, kind=kind, by=who)
        self.t.until(f"{part!r} after {who}: {text}", lambda: any(part in n for n in self.rt.notes(ticket)[seen:]), SOON)
        return next(n for n in self.rt.notes(ticket)[seen:] if part in n)

    def hears(self, text):
        self.t.until(f"a note: {text}", lambda: any(text in n for n in self.rt.notes(self.ticket)), SOON)

    def open_requests(self):
        return self.sql("SELECT id, state FROM suspension WHERE is_open = 1 ORDER BY id")

    def status(self, id):
        return self.away.partner_center.bought.row(id)["status"]

    def row(self, n, **other):
        """A request by Anna, approved by Bea, as it may be; what is wrong stands in `other`."""
        now = ms()
        row = {"id": n, "case_id": 1, "customer_id": 3, "subscription": SUBSCRIPTION, "kind": "suspend",
               "way": "microsoft", "state": "approved", "basis": "-", "asked_by": self.id["Anna"],
               "asked_starts": self.starts[self.id["Anna"]], "asked_ends": OPEN, "asked_email": "anna@partner.example",
               "asked_at": now, "expires_at": now + 60000, "approved_by": self.id["Bea"],
               "approved_starts": self.starts[self.id["Bea"]], "approved_ends": OPEN,
               "approved_email": "Bea@partner.example", "approved_at": now, "due_at": now, **other}
        values = ", ".join("NULL" if v is None else repr(v) for v in row.values())
        return f"INSERT INTO suspension ({', '.join(row)}) VALUES ({values})"


def ms():
    return int(time.time() * 1000)


def unapproved(**other):
    return {"approved_by": None, "approved_starts": None, "approved_ends": None, "approved_email": None,
            "approved_at": None, **other}


def the_wall(t, h):
    """The same for the program's account and for root: keys and checks, not rights of accounts."""
    anna, bea, jan, night = (h.id[n] for n in ("Anna", "Bea", "Jan", "Bea of nights"))
    now, starts = ms(), h.starts
    h.sql(f"INSERT INTO agent_right VALUES ({bea}, 'billing', NULL, {now - 9000}, {now - 5000})")
    escalate = int(h.sql(f"SELECT starts FROM agent_right WHERE agent_id = {jan} AND right_name = 'escalate'")[0][0])
    refused = (
        ("one person twice", {"approved_by": anna, "approved_starts": starts[anna], "approved_email": None}, CHECK),
        ("one address twice", {"asked_by": bea, "asked_starts": starts[bea], "asked_email": "Bea@partner.example",
                               "approved_by": night, "approved_starts": starts[night],
                               "approved_email": "bea@PARTNER.example"}, CHECK),
        ("one login twice", {"asked_login": "anna", "approved_login": "anna"}, CHECK),
        ("nobody approved", unapproved(), CHECK),
        ("nobody approved, sending", unapproved(state="sending"), CHECK),
        ("nobody approved, done", unapproved(state="done", before_image="{}"), CHECK),
        ("approved without a right's begin", {"approved_starts": None}, CHECK),
        ("approved without a right's end", {"approved_ends": None}, CHECK),
        ("approved at no time", {"approved_at": None}, CHECK),
        ("approver without the right", {"approved_by": jan, "approved_starts": escalate}, FOREIGN_KEY),
        ("asker without the right", {"asked_by": jan, "asked_starts": escalate}, FOREIGN_KEY),
        ("another right", {"right_name": "escalate"}, CHECK),
        ("another right of both", {"right_name": "escalate", "asked_by": jan, "asked_starts": escalate}, CHECK),
        ("in capitals", {"right_name": "BILLING"}, CHECK),
        ("an unknown agent", {"approved_by": 999}, FOREIGN_KEY),
        ("an ended right", {"approved_starts": now - 9000, "approved_ends": now - 5000}, CHECK),
        ("an ended right, said to be open", {"approved_starts": now - 9000}, FOREIGN_KEY),
        ("asked before the right began", {"asked_at": starts[anna] - 1}, CHECK),
        ("approved before it was asked", {"approved_at": now - 1000, "asked_at": now}, CHECK),
        ("approved too late", {"approved_at": now + 60000, "expires_at": now + 60000}, CHECK),
        ("done without an image", {"state": "done"}, CHECK),
        ("a restore of nothing", {"kind": "restore"}, CHECK),
        ("a suspension that undoes one", {"of_id": 1}, CHECK),
        ("a restore of what is not there", {"kind": "restore", "of_id": 77}, FOREIGN_KEY),
        ("no asker", {"asked_by": None}, NOT_NULL),
        ("no customer", {"customer_id": 99}, FOREIGN_KEY),
        ("no case", {"case_id": 99}, FOREIGN_KEY),
    )
    for what, other, error in refused:
        sql = h.row(1, **other)
        t.same(h.app(sql), error, f"the wall, {what}")
        try:
            h.sql(sql)
            t.check(False, f"the wall let root in: {what}")
        except HouseError as e:
            t.check(f"ERROR {error}" in str(e), f"the wall, root, {what}: {e}")
    t.same(h.sql("SELECT COUNT(*) FROM suspension"), [["0"]], "requests after all that")


def no_way_around(t, h):
    """From what was asked rightfully, by changing it; and what the program's account may not touch at all."""
    anna, bea = h.id["Anna"], h.id["Bea"]
    t.same(h.app(h.row(1, **unapproved(state="asked"))), "", "a rightful request")
    t.same(h.app(h.row(2, **unapproved(state="asked"))), DUPLICATE, "a second one for the same subscription")
    yes = f"approved_by = %s, approved_starts = {h.starts[bea]}, approved_ends = {OPEN}, approved_at = {ms()}"
    for what, change, error in (
            ("approved by nobody", "state = 'approved'", CHECK), ("done by nobody", "state = 'done'", CHECK),
            ("sent by nobody", "state = 'sending'", CHECK),
            ("by the asker", f"state = 'approved', {yes % anna}".replace(str(h.starts[bea]), str(h.starts[anna])), CHECK),
            ("by one without it", f"state = 'approved', {yes % h.id['Jan']}", FOREIGN_KEY),
            ("too late", f"state = 'approved', {yes % bea}".replace("approved_at = ", "approved_at = 90000 + "), CHECK)):
        t.same(h.app(f"UPDATE suspension SET {change} WHERE id = 1"), error, f"changed: {what}")
    for sql in ("DELETE FROM suspension", "TRUNCATE TABLE suspension", "UPDATE suspension SET kind = 'restore'",
                "UPDATE suspension SET asked_by = 1", "UPDATE suspension SET asked_email = NULL",
                "UPDATE suspension SET asked_login = NULL",
                "UPDATE suspension SET expires_at = expires_at + 1", "UPDATE suspension SET asked_at = 0",
                "UPDATE suspension SET subscription = 'x'", "UPDATE suspension SET case_id = 1",
                "UPDATE suspension SET basis = 'x'", "UPDATE suspension SET customer_id = 3",
                "UPDATE suspension SET right_name = 'lead'", "UPDATE suspension SET way = 'provider'",
                "UPDATE suspension SET of_id = 1", "ALTER TABLE suspension DROP CONSTRAINT two_persons"):
        t.check(h.app(sql) in DENIED, f"the program's account may {sql}")


def the_rightful_way(t, h):
    anna, bea = h.id["Anna"], h.id["Bea"]
    t.same(h.app(f"UPDATE suspension SET state = 'approved', approved_by = {bea}, approved_starts = {h.starts[bea]}, "
                 f"approved_ends = {OPEN}, approved_at = {ms()} WHERE id = 1"), "", "approved by the second person")
    t.same(h.app("UPDATE suspension SET state = 'sending' WHERE id = 1"), "", "claimed")
    t.same(h.app("UPDATE suspension SET state = 'done' WHERE id = 1"), CHECK, "done without what was there before")
    t.same(h.app("UPDATE suspension SET state = 'done', before_image = '{}' WHERE id = 1"), "", "done")
    one = {"approved_by": anna, "approved_starts": h.starts[anna], "approved_email": None}
    t.same(h.app(h.row(2, kind="restore", of_id=1, **one)), "", "a restore by one person")
    t.same(h.app(h.row(3, **unapproved(state="asked"))), DUPLICATE, "asked again while that is under way")
    t.same(h.app("UPDATE suspension SET state = 'withdrawn' WHERE id = 2"), "", "the restore is withdrawn")
    t.same(h.app(h.row(3, **unapproved(state="asked"))), "", "asked again")
    ola, pawel = h.id["Ola"], h.id["Pawel"]
    t.same(h.app(h.row(4, subscription=SUBSCRIPTION.replace("a", "b"), asked_by=ola, asked_starts=h.starts[ola],
                       asked_email=None, approved_by=pawel, approved_starts=h.starts[pawel], approved_email=None)), "",
           "two persons without an address")


def ends_a_used_right(t, h):
    """The rights of those who asked and approved end by an import, and the requests point to them still."""
    h.people(t, PEOPLE.replace("Anna,anna@partner.example,rt:anna rt:anna2,billing", "Anna,anna@partner.example,rt:anna,")
             .replace("rt:bea,billing escalate", "rt:bea,escalate"))
    live = h.sql(f"SELECT a.name FROM agent_right r JOIN agent a ON a.id = r.agent_id WHERE right_name = 'billing' AND "
                 f"starts <= {ms()} AND ends > {ms()} ORDER BY a.name")
    t.same(live, [["Bea of nights"], ["Ola"], ["Pawel"]], "who may bill now")
    rows = h.sql(f"SELECT id, asked_ends < {OPEN}, approved_ends < {OPEN}, asked_at < asked_ends FROM suspension ORDER BY id")
    t.same(rows, [["1", "1", "1", "1"], ["2", "1", "1", "1"], ["3", "1", None, "1"], ["4", "0", "0", "1"]],
           "the requests, and rights that have ended")
    t.check(h.app(h.row(5, subscription=SUBSCRIPTION.replace("a", "c"))) == FOREIGN_KEY, "the ended rights were taken")
    h.sql("UPDATE suspension SET state = 'withdrawn'")
    h.people(t, PEOPLE)
    h.open()


def day(n):
    return (datetime.datetime.now(datetime.timezone.utc).date() + datetime.timedelta(days=n)).isoformat()


def nobody_else(t, h):
    """A customer, an agent in public, a stranger, an agent without the right: answered, and nothing is asked."""
    for who, kind, says in (("customer", "Correspond", "count only from agents"), ("anna", "Correspond", "this one is public"),
                            ("eve", "Comment", "eve is not known"), ("jan", "Comment", "needs the right billing")):
        h.says(who, f"/csp suspend {h.mail}\n/csp approve 1", says, kind=kind)
    t.same(h.open_requests(), [], "requests by anybody else")


def two_persons(t, h):
    note = h.says("anna", "/csp suspend business premium", "/csp approve 5 in this ticket")
    for part in ("its users are blocked", "still billed until the end of its term", "does not renew itself"):
        t.check(part in note, f"{part!r} in {note}")
    h.says("bea", f"/csp suspend {h.mail}", "is asked for (ticket", h.other)
    for who, ticket, says in (("anna", None, "whoever asked for it cannot approve it"), ("jan", None, "needs the right billing"),
                              ("anna2", None, "whoever asked for it cannot approve it"), ("customer", None, "only from agents"),
                              ("bea", h.other, f"was made in ticket {h.ticket}")):
        h.says(who, "/csp approve 5", says, ticket, "Correspond" if who == "customer" else "Comment")
    h.people(t, PEOPLE.replace("rt:anna rt:anna2", "rt:x").replace("rt:ola", "rt:anna rt:anna2").replace("rt:x", "rt:ola"))
    h.says("anna", "/csp approve 5", "whoever asked for it cannot approve it")
    h.people(t, PEOPLE)
    h.says("bea", "/csp suspend Teams", "/csp approve 6")
    h.says("nightly", "/csp approve 6", "count as one person")
    t.same(h.open_requests(), [["5", "asked"], ["6", "asked"]], "requests that nobody else approved")
    t.same(h.away.partner_center.asked("PATCH", h.mail), [], "changes at Partner Center before it is approved")
    note = h.says("bea", "/csp approve 5", "Request 5 is approved")
    t.check("its users are blocked" in note, f"what Bea sees: {note}")
    h.hears("Request 5: Business Premium is suspended")
    t.same(h.status(h.mail), "suspended", "its status at Partner Center")
    h.says("pawel", "/csp approve 5", "there is nothing to approve")
    row = h.sql("SELECT a.name, b.name, state, before_image IS NOT NULL FROM suspension s JOIN agent a ON a.id = asked_by JOIN "
                "agent b ON b.id = approved_by WHERE s.id = 5")
    t.same(row, [["Anna", "Bea", "done", "1"]], "who asked and who approved")


def restored(t, h):
    h.says("jan", f"/csp restore {h.mail}", "needs the right billing")
    t.check("still owes" in h.says("anna", f"/csp restore {h.mail}", "can work again"), "what is shown of a restore")
    h.hears("Business Premium works again")
    t.same(h.status(h.mail), "active", "its status at Partner Center, restored")
    h.says("anna", f"/csp restore {h.mail}", "has restored it since")


def in_time(t, h):
    """Bea asked for 6: its time runs out, by a timer and at an approval."""
    h.sql(f"UPDATE suspension SET expires_at = {ms()} WHERE id = 6; UPDATE timer SET due_at = {ms()} WHERE name = 'suspension'")
    h.hears("Request 6 (Teams) has expired")
    h.says("bea", "/csp suspend Teams", "/csp approve 8")
    h.sql("UPDATE suspension SET basis = 'nce microsoft debt=0' WHERE id = 8")
    h.says("anna", "/csp approve 8", "is not what was shown")
    t.same(h.sql("SELECT id, state, why FROM suspension WHERE id IN (6, 8)"),
           [["6", "expired", "too-late"], ["8", "withdrawn", "changed"]], "requests that are over")


def read_anew(t, h):
    """What Partner Center says of a plan now counts for the next /csp suspend, and is shown."""
    bought = h.away.partner_center.bought
    plan = h.away.partner_center.subscription(CONTOSO, "Azure plan", "DZH318Z0BPS6:0001:DZH318Z0BML6", billingType="usage")
    bought.active_azure(plan, 2)
    bought.set(h.teams, isTrial=True, scheduledNextTermInstructions={"quantity": 7, "product": {"termDuration": "P1M"}})
    h.sql(f"INSERT INTO subscription (guid, customer_id, name, kind, state, told_at) SELECT '{plan}', customer_id, 'Plan', "
          f"'azure-plan', 'active', {ms()} FROM subscription WHERE guid = '{h.teams}'")
    note = h.says("bea", "/csp suspend Plan", "active is not known")
    t.check("Partner Center is being asked now" in note, f"what is done about it: {note}")
    inside = f"SELECT azure_active FROM subscription WHERE guid = '{plan}'"
    t.until("Partner Center has told it", lambda: h.sql(inside) == [["2"]], SOON)
    t.same(h.sql(f"SELECT trial, scheduled, reasons FROM subscription WHERE guid = '{h.teams}'"), [["yes", "7, P1M", ""]],
           "what it says of another")
    bought.active_azure(plan, 0)
    h.says("bea", "/csp suspend Plan", "2 Azure subscriptions in it are active")
    t.until("Partner Center has told it again", lambda: h.sql(inside) == [["0"]], SOON)
    h.says("bea", "/csp suspend Plan", "/csp approve 9")
    h.says("anna", "/csp approve 9", "is approved")
    h.hears("Request 9: Plan is suspended")
    t.same(h.status(plan), "suspended", "the plan at Partner Center")


def stopped(t, h):
    """A dispute in another ticket, and a payment: told where it was asked."""
    h.says("bea", "/csp suspend Teams", "/csp approve 10")
    h.says("jan", "/csp dispute wrong price", "In dispute", h.other)
    h.hears("Request 10 (Teams) is withdrawn, and nothing was changed. The debt is in dispute")
    h.says("bea", "/csp suspend Teams", "in dispute")
    h.says("jan", "/csp dispute end it was right", "The dispute has ended", h.other)
    h.says("bea", "/csp suspend Teams", "after the end of a dispute or hold")
    h.sql(f"UPDATE debt SET resumed = '{day(-10)}'")
    h.says("bea", "/csp suspend Teams", "/csp approve 11")
    h.sql(f"UPDATE suspension SET expires_at = {ms()} WHERE id = 11")
    h.says("anna", "/csp hold they wait\n/csp approve 11", "On hold")
    t.until("11 is over", lambda: h.open_requests() == [], SOON)
    h.says("anna", "/csp hold end", "The hold has ended")
    h.sql(f"UPDATE debt SET resumed = '{day(-10)}', held_at = 1, held_until = '{day(-1)}'")
    h.says("bea", "/csp suspend Teams", "after the end of a dispute or hold")     # ended by its day
    h.sql("UPDATE debt SET held_at = NULL, held_until = NULL")
    h.says("bea", "/csp suspend Teams", "/csp approve 12")
    h.sql("UPDATE invoice SET state = 'paid', open_minor = 0")
    h.says("anna", "/csp approve 12", "owes nothing that is overdue")
    t.same(h.open_requests(), [], "open requests in the end")
    t.same(h.away.partner_center.asked("PATCH", h.teams), [], "changes of what was never approved")


def told(t, h):
    text = h.cspdesk.run("explain", f"rt/{h.ticket}")
    for part in (f"Request 5 to suspend {h.mail}: done; asked by Anna", "approved by Bea", f"Request 7 to restore {h.mail}: done",
                 f"Request 6 to suspend {h.teams}: expired"):
        t.check(part in text, f"{part!r} in {text}")
    t.same(h.sql("SELECT COUNT(*) FROM suspension WHERE is_news = 1"), [["0"]], "what nobody was told")
    notes = [x["text"] for x in h.rt.transactions(h.ticket, "cspdesk")]
    for part in ("Request 5: Business Premium is suspended", "works again", "has expired", "is withdrawn, and"):
        t.same(len([n for n in notes if part in n]), 1, f"notes that say {part!r}")
