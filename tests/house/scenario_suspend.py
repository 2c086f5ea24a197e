"""Tries to break: nothing is suspended at Microsoft but by two persons who held the right billing when they asked and
approved; the database itself refuses everything else, whoever writes it, and what was asked cannot be changed.
"""

import re
import time

import parts
from house import HouseError
from trial import run_program

OPEN = 253402300799000
FOREIGN_KEY, CHECK, NOT_NULL, DUPLICATE, DENIED = "1452", "4025", "1048", "1062", ("1142", "1143")
SUBSCRIPTION = "a4c1340d-6911-4758-bba3-0c4c6007d161"
PEOPLE = ("name,email,identities,rights,roles,from,to,language\n"
          "Anna,anna@partner.example,rt:anna rt:anna2,billing,billing_admin,,,\n"
          "Bea,Bea@partner.example,rt:bea,billing escalate,admin_agent,,,\n"
          "Bea of nights,bea@PARTNER.example,rt:nightly,billing,admin_agent,,,\n"
          "Jan,jan@partner.example,rt:jan,escalate waive lead,admin_agent,,,\n"
          "Ola,,rt:ola,billing,billing_admin,,,\nPawel,,rt:pawel,billing,billing_admin,,,\n")


def run(t):
    house = House(t)
    stories = (the_wall, no_way_around, the_rightful_way, ends_a_used_right)
    for story in stories:
        story(t, house)
    t.stop_cspdesk(house.cspdesk)
    return {"stories": len(stories), "requests": int(house.sql("SELECT COUNT(*) FROM suspension")[0][0])}


class House:
    def __init__(self, t):
        self.cspdesk = t.cspdesk(t.mariadb(), [])
        parts.make_dir(self.cspdesk.home)
        parts.make_dir(self.cspdesk.secrets, 0o700)
        token = parts.write(self.cspdesk.secrets / "token", "1-2-3\n", 0o600)
        hook = parts.write(self.cspdesk.secrets / "hook", "whsec_" + "A" * 43 + "=\n", 0o600)
        self.cspdesk.desks = [{"name": "rt", "kind": "rt", "url": "http://127.0.0.1:9", "user": "cspdesk",
                               "mode": "observe", "timeout_secs": 2, "token_file": token, "secrets": [{"file": hook}]}]
        self.cspdesk.prepare()
        self.file = t.where / "agents.csv"
        self.people(t, PEOPLE)
        self.sql("INSERT INTO customer (id, name, imported_at) VALUES (3, 'Fabrikam', 0)"
                 if self.has("customer", "imported_at") else "INSERT INTO customer (id, name) VALUES (3, 'Fabrikam')")
        self.sql("INSERT INTO `case` (id, desk, ticket, version, is_closed, opened_at, updated_at, customer_id) "
                 "VALUES (1, 'rt', '1', 0, 0, 0, 0, 3)")
        self.id = {name: int(i) for i, name in self.sql("SELECT id, name FROM agent")}
        self.starts = {int(a): int(s) for a, s in
                       self.sql("SELECT agent_id, starts FROM agent_right WHERE right_name = 'billing'")}

    def has(self, table, column):
        return bool(self.sql(f"SHOW COLUMNS FROM {table} LIKE '{column}'"))

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
