"""Tries to break: what is too old goes and nothing else does, whoever is killed meanwhile; a key refuses a repeat to its
last day; a ticket that is read again after years executes nothing twice; a receipt still replays.
"""

import re
import time

from house import TOP, Sender, new_secret
from trial import FakeRt, fake_desk, import_customers, run_program

DAY = 86400000
KEPT = {"bodies_days": 10, "dedupe_days": 40, "payloads_days": 20, "jobs_days": 60, "dead_days": 100,
        "cases_days": 90, "answered_days": 3, "receipts_days": 400, "invoices_days": 1000, "rows": 50, "every_secs": 86400}
# table, state, days old: what is left of such a row. "x" is gone, "bare" has lost its text.
ROWS = (
    ("delivery", "done", 9, "whole"), ("delivery", "done", 11, "bare"), ("delivery", "done", 39, "bare"),
    ("delivery", "done", 41, "x"), ("delivery", "dead", 41, "whole"), ("delivery", "dead", 99, "whole"),
    ("delivery", "dead", 101, "x"), ("delivery", "new", 500, "whole"),
    ("job", "done", 19, "whole"), ("job", "done", 21, "bare"), ("job", "done", 61, "x"),
    ("job", "dead", 61, "whole"), ("job", "dead", 101, "x"), ("job", "ready", 500, "whole"),
)
PER_ROW = 120       # of each of them, so that it takes several steps


def run(t):
    rt, secret = FakeRt().start(), new_secret()
    try:
        return stories(t, rt, secret)
    finally:
        rt.stop()


def stories(t, rt, secret):
    cspdesk = t.cspdesk(t.mariadb(), [], {"retention": KEPT})
    cspdesk.desks = [fake_desk(cspdesk, rt, secret, mode="enforce")]
    cspdesk.start()
    import_customers(cspdesk)
    nginx = t.nginx(cspdesk).start()
    house = House(t, rt, secret, cspdesk, f"{nginx.url}/hook/rt")
    read_again(house)
    cspdesk.term("work1")
    cspdesk.wait("work1")
    explained(house)
    ages(house)
    last_day(house)
    receipts(house)
    by_work(house)
    t.stop_cspdesk(cspdesk)
    return {"rows": len(ROWS) * PER_ROW}


class House:
    def __init__(self, t, rt, secret, cspdesk, url):
        self.t, self.rt, self.secret, self.cspdesk, self.url = t, rt, secret, cspdesk, url
        self.sql = cspdesk.sql

    def hook(self, ticket, transaction):
        return Sender(self.url, self.secret, keep_alive=False).post(self.rt.event(ticket, transaction),
                                                                    id=f"rt-{transaction}")[0]

    def one(self, query):
        return self.sql(query)[0][0]

    def quiet(self):
        return self.one("SELECT (SELECT COUNT(*) FROM delivery WHERE state = 'new') + (SELECT COUNT(*) FROM job WHERE "
                        "state IN ('ready', 'claimed'))") == "0"

    def retention(self, *args, env=None):
        return run_program([self.cspdesk.binary, "retention", *args, "-c", self.cspdesk.conf], env=env)


def ago(days):
    return int(time.time() * 1000) - days * DAY


def read_again(house):
    """A customer tried a command; his case is closed and forgotten; two years later he writes once more."""
    t, rt = house.t, house.rt
    ticket = rt.new_ticket("jan@contoso.example", "Teams", "it does not work\n/csp escalate A\n")
    first = rt.transactions(ticket)[0]
    first["at"] -= 3     # the floor has the desk's seconds
    t.same(house.hook(ticket, first["id"]), 204, "the hook")
    t.until("the first notes", lambda: rt.notes(ticket) and house.quiet(), 20)
    notes = len(rt.notes(ticket))
    house.sql(f"UPDATE `case` SET is_closed = 1, updated_at = {ago(91)} WHERE ticket = '{ticket}'")
    house.sql("INSERT INTO exchange_case (peer, name, ours, case_id, made_at) SELECT 'shop', 'x', 'provider', id, 0 FROM "
              "`case`; INSERT INTO exchange_news (exchange_id, seq, type, state, has_won, kept_at, body) SELECT id, 1, 'offer', 'told', 1, 0, '{}' FROM exchange_case")
    others = house.one("SELECT COUNT(*) FROM message_seen")
    rc, _, err = house.retention("--now", env={"CSPDESK_FAULT": "retention.floor:1"})
    t.same((rc, err), (-9, ""), "killed between floor and messages")
    t.same(house.sql(f"SELECT floor, has_seen FROM `case` WHERE ticket = '{ticket}'"), [["0", "1"]], "after the kill")
    t.same(house.one("SELECT COUNT(*) FROM message_seen"), others, "messages after the kill")
    t.same(house.retention("--now")[0], 0, "retention --now")
    t.same(house.one(f"SELECT COUNT(*) FROM message_seen WHERE ticket = '{ticket}'"), "0", "messages left")
    t.same(house.one("SELECT COUNT(*) FROM held_back"), "0", "what was held back")
    t.same(house.sql("SELECT body FROM exchange_news"), [[None]], "what a reseller offered")
    t.check(int(house.one("SELECT floor FROM `case`")) > 0, "the case has a floor")
    before = house.sql("SELECT COUNT(*) FROM receipt")
    t.same(house.hook(ticket, 999999), 204, "a poke without anything new")
    t.until("it is read", house.quiet, 20)
    t.same(len(rt.notes(ticket)), notes, "notes after a poke without anything new")
    t.same(house.sql("SELECT COUNT(*) FROM receipt"), before, "receipts after it")
    later = rt.say(ticket, "it is back\n")
    t.same(house.hook(ticket, later), 204, "a hook after two years")
    t.until("it is read, too", lambda: house.quiet() and house.one(
        f"SELECT COUNT(*) FROM message_seen WHERE message LIKE '%{later}%'") != "0", 20)
    t.same(house.sql("SELECT COUNT(*) FROM held_back"), [["0"]], "the old command was not held back again")
    t.same([n for n in rt.notes(ticket)[notes:] if "escalate" in n.lower() and "/csp" in n], [], "notes on it")


def explained(house):
    """Every statement of retention that touches a large table walks an index."""
    text = (TOP / "sql" / "statements.sql").read_text()
    found = re.findall(r"-- name: ((?:bodies|dedupe|payloads|jobs|dead|dead_jobs|answered|seen)_(?:due|go))\s.*\n"
                       r"([^;]+);", text)
    house.t.same(len(found), 16, "statements of retention")
    fill(house, 20)
    for table in ("delivery", "job", "answered", "`case`"):
        house.sql(f"ANALYZE TABLE {table}")
    for name, sql in found:
        plan = house.sql(f"EXPLAIN {sql.replace('LIMIT ?', 'LIMIT 50').replace('?', str(ago(100)))}")
        house.t.check(all(row[3] in ("range", "ref") and row[5] == "ageing" for row in plan if row[2]),
                      f"{name} walks {plan}")
    house.sql("DELETE FROM delivery; DELETE FROM job; DELETE FROM lane; DELETE FROM answered")


def fill(house, n=PER_ROW):
    """n rows of every kind and age, written as if that long ago."""
    case = house.one("SELECT MIN(id) FROM `case`")
    for place, (table, state, days, _) in enumerate(ROWS):
        at, seq = ago(days), 1000000 + place * 1000
        if table == "delivery":
            house.sql("INSERT INTO delivery (desk, dedupe, digest, ticket, source, state, due_at, received_at, request, "
                      f"body) SELECT 'rt', CONCAT('{place}-', seq), REPEAT('0', 64), CONCAT('t', {place}), 'hook', "
                      f"'{state}', {ago(0) + DAY}, {at} - seq, 'r', 'text' FROM seq_1_to_{n}")
        else:
            house.sql("INSERT INTO job (case_id, seq, desk, ticket, payload, state, due_at, made_at, ended_at) SELECT "
                      f"{case}, {seq} + seq, 'rt', 't{place}', 'text', '{state}', {ago(0) + DAY}, {at}, "
                      f"{at} - seq FROM seq_1_to_{n}")
    house.sql("INSERT INTO lane (desk, ticket) SELECT DISTINCT desk, ticket FROM delivery WHERE ticket LIKE 't%'")
    house.sql("INSERT IGNORE INTO opening (desk, queue, subject, text, mark, state, due_at, made_at, ended_at) SELECT "
              f"'rt', 'q', 's', 'text', LPAD(seq, 16, '0'), 'dead', 0, 0, {ago(0)} - seq * 60 * {DAY} FROM seq_1_to_2")
    house.sql("INSERT IGNORE INTO invoice (number, customer, issued, due, currency, minor, state, open_minor, told_at) VALUES " +
              ", ".join(f"('{number}', 'x', '2020-01-01', '2020-01-01', 'PLN', 5, 'open', {open}, {ago(days)})"
                        for number, open, days in (("gone", 0, 1001), ("open", 5, 1001), ("told", 0, 999))) +
              "; INSERT IGNORE INTO payment (reference, invoice, day, currency, minor, told_at) VALUES ('of gone', 'gone', "
              "'2020-01-01', 'PLN', 5, 0), ('of open', 'open', '2020-01-01', 'PLN', 5, 0); INSERT IGNORE INTO debt (id, "
              f"customer_id, is_open, since, begun_at, ended_at, digest) VALUES (1, 1, NULL, '2020-01-01', 0, {ago(1001)}, '-'), "
              f"(2, 2, NULL, '2020-01-01', 0, {ago(999)}, '-'); INSERT IGNORE INTO debt_step (debt_id, step, day) VALUES (1, 1, '2020-01-01')")
    old = ", ".join(f"({n}, {case}, 1, '{n}', '{kind}', 'microsoft', '{state}', '-', {of}, 97, 0, 9, 5, 8, 98, 0, 9, 6, "
                    f"'x', 'y', 0, {ago(days)})" for n, kind, state, of, days in (
                        (1, "suspend", "done", "NULL", 91), (2, "restore", "done", 1, 91), (3, "suspend", "done", "NULL", 91),
                        (4, "suspend", "refused", "NULL", 91), (5, "suspend", "refused", "NULL", 89)))
    house.sql("INSERT IGNORE INTO agent (id, name, made_at, imported_at) VALUES (97, 'A', 0, 0), (98, 'B', 0, 0); INSERT IGNORE "
              "INTO agent_right VALUES (97, 'billing', NULL, 0, 9), (98, 'billing', NULL, 0, 9); INSERT IGNORE INTO suspension "
              "(id, case_id, customer_id, subscription, kind, way, state, basis, of_id, asked_by, asked_starts, asked_ends, "
              "asked_at, expires_at, approved_by, approved_starts, approved_ends, approved_at, before_image, after_image, "
              f"due_at, ended_at) VALUES {old}")
    house.sql("INSERT INTO answered SELECT 'rt', SHA2(seq, 256), FLOOR(UNIX_TIMESTAMP() / 86400) - seq FROM seq_0_to_9")


def left(house):
    """place -> how its rows look now, or None when they are not all alike."""
    looks = {}
    for place, (table, state, _, _) in enumerate(ROWS):
        text, tell = ("body", f"dedupe LIKE '{place}-%'") if table == "delivery" else ("payload", f"ticket = 't{place}'")
        rows = house.sql(f"SELECT COUNT(*), SUM(COALESCE({text}, '') = 'text'), SUM(is_bare) FROM {table} WHERE {tell} "
                         f"AND state = '{state}'")[0]
        looks[place] = {("0", None, None): "x", (str(PER_ROW), str(PER_ROW), "0"): "whole",
                        (str(PER_ROW), "0", str(PER_ROW)): "bare"}.get(tuple(rows))
    return looks


def ages(house):
    """Counted first, killed at several places, run to the end: exactly what is too old is gone."""
    t, wanted = house.t, {place: row[3] for place, row in enumerate(ROWS)}
    fill(house)
    whole = left(house)
    t.same(set(whole.values()), {"whole"}, "the rows as they were made")
    rc, out, err = house.retention()
    t.same((rc, err), (0, ""), "retention without options")
    due = {line[:26].strip(): line.split(" days ")[1].split()[0] for line in out.splitlines()}
    t.same(due, {"bodies": str(3 * PER_ROW), "dedupe keys": str(PER_ROW), "payloads of jobs": str(2 * PER_ROW),
                 "jobs": str(PER_ROW),
                 "dead deliveries": str(PER_ROW), "dead jobs": str(PER_ROW), "dead tickets to open": "1",
                 "messages of closed cases": "0",
                 "notifications": "0", "incidents": "0", "images of subscriptions": "3", "invoices": "1", "ended debts": "1", "answered senders": "6"}, "what it would delete")
    t.same(left(house), whole, "the rows after counting")
    for step in (1, 2, 4, 7):
        rc, _, _ = house.retention("--now", env={"CSPDESK_FAULT": f"retention.step:{step}"})
        t.same(rc, -9, f"killed in step {step}")
    rc, out, err = house.retention("--now")
    t.same((rc, err), (0, ""), "retention --now")
    t.check("so far" in out, f"it tells how far it is: {out}")
    t.same(left(house), wanted, "what is left of each kind and age")
    t.same(house.one("SELECT COUNT(*) FROM answered"), "4", "answered: today and three days")
    t.same(house.sql("SELECT state, text FROM opening ORDER BY id"), [["dead", "text"], ["done", ""]],
           "tickets that were not opened")
    t.same([house.sql(f"SELECT {key} FROM {table} ORDER BY 1") for key, table in (("number", "invoice"), ("reference", "payment"),
           ("customer_id", "debt"), ("step", "debt_step"))], [[["open"], ["told"]], [["of open"]], [["2"]], []], "debts")
    t.same(house.sql("SELECT id FROM suspension WHERE before_image = 'x' AND after_image = 'y' ORDER BY id"), [["3"], ["5"]],
           "images of what is suspended still, and of what was refused lately")
    lanes = {row[0] for row in house.sql("SELECT ticket FROM lane WHERE ticket LIKE 't%'")}
    t.same(lanes, {f"t{p}" for p, row in enumerate(ROWS) if row[0] == "delivery" and row[3] != "x"}, "lanes")
    again = house.retention()[1]
    t.same(re.findall(r"days +(\d+)", again), ["0"] * 14, f"what it would delete after that: {again}")


def last_day(house):
    """On its last day a key still refuses a repeat; a day later it may come again, and then only as a poke."""
    t, rt = house.t, house.rt
    ticket = rt.new_ticket("olivia@fabrikam.example", "Outlook", "help")
    transaction = rt.transactions(ticket)[0]["id"]
    t.same(house.hook(ticket, transaction), 204, "a hook")
    for days, rows in ((40, "1"), (41, "0")):
        house.sql(f"UPDATE delivery SET state = 'done', received_at = {ago(days) + 60000} WHERE ticket = '{ticket}'")
        house.retention("--now")
        t.same(house.one(f"SELECT COUNT(*) FROM delivery WHERE ticket = '{ticket}'"), rows, f"its row after {days} days")
        t.same(house.hook(ticket, transaction), 204, f"its repeat after {days} days")
        new = house.one(f"SELECT COUNT(*) FROM delivery WHERE ticket = '{ticket}' AND state = 'new'")
        t.same(new, "0" if rows == "1" else "1", f"new deliveries after {days} days")


def receipts(house):
    """Only the admin's account deletes receipts, and only those of cases that have long been closed."""
    t = house.t
    replay = house.cspdesk.run("replay")
    n = int(house.one("SELECT COUNT(*) FROM receipt"))
    t.check(n > 0, "there are receipts")
    t.same(replay.strip(), f"{n} receipts gave the same bytes, 0 differ", "replay after retention")
    house.sql(f"UPDATE receipt SET decided_at = {ago(401)}; UPDATE policy SET stored_at = {ago(401)}")
    t.same(house.retention("--receipts")[0], 0, "retention --receipts while the case is not old")
    t.same(int(house.one("SELECT COUNT(*) FROM receipt")), n, "receipts of cases that changed")
    house.sql(f"UPDATE `case` SET is_closed = 0, updated_at = {ago(401)}")
    house.retention("--receipts")
    t.same(int(house.one("SELECT COUNT(*) FROM receipt")), n, "receipts of open cases")
    house.sql("UPDATE `case` SET is_closed = 1")
    rc, out, _ = house.retention("--receipts", "--dry-run")
    t.check(rc == 0 and re.search(rf"receipts .* {n} to go", out), f"retention --receipts --dry-run: {out}")
    t.same(house.retention("--now")[0], 0, "retention --now")
    t.same(int(house.one("SELECT COUNT(*) FROM receipt")), n, "receipts after --now")
    rc, _, _ = house.retention("--receipts")
    t.same((rc, house.sql("SELECT COUNT(*) FROM receipt"), house.sql("SELECT COUNT(*) FROM policy")),
           (0, [["0"]], [["0"]]), "receipts and policies after --receipts")


def by_work(house):
    """Two workers share it by turns; nobody asks for it."""
    t = house.t
    house.sql("DELETE FROM delivery; DELETE FROM job; DELETE FROM lane; DELETE FROM answered")
    house.cspdesk.settings["retention"] = {**KEPT, "every_secs": 1, "share": 50}
    house.cspdesk.write_conf()
    fill(house)
    house.sql("UPDATE retention SET due_at = 0")
    house.cspdesk.work("work2")
    house.cspdesk.work("work3")
    wanted = {place: row[3] for place, row in enumerate(ROWS)}
    t.until("the workers delete what is too old", lambda: left(house) == wanted, 30, 0.3)
    t.same(left(house), wanted, "what two workers left of each kind and age")
