"""Tries to break: after an erasure no trace of the person is left in any column of any table, nothing that concerns
somebody else has changed, proof still replays, and neither a repeat nor the ticket itself brings anything back.
"""

import time

from house import TOP, Sender, new_secret
from trial import FakeRt, fake_desk, import_customers, run_program

WHO, OTHER = "jan.q7x9@contoso.example", "olivia.k3v8@fabrikam.example"
TENANT = "6f2c1e0a-5d1b-4c55-9a34-0d4f5a1c7e21"


def run(t):
    rt, secret = FakeRt().start(), new_secret()
    try:
        return stories(t, rt, secret)
    finally:
        rt.stop()


def stories(t, rt, secret):
    cspdesk = t.cspdesk(t.mariadb(), [])
    cspdesk.desks = [fake_desk(cspdesk, rt, secret, mode="enforce")]
    cspdesk.start()
    import_customers(cspdesk)
    nginx = t.nginx(cspdesk).start()
    house = House(t, rt, secret, cspdesk, f"{nginx.url}/hook/rt")
    tickets = [talk(house, who) for who in (WHO, OTHER)]
    agent(house)
    columns = [soak(house, ticket, who) for ticket, who in zip(tickets, (WHO, OTHER))]
    t.same(columns[0] >= 8, True, f"columns that hold the person: {columns[0]}")
    refused(house, tickets[0])
    sender(house, *tickets)
    brought_back(house, tickets[0])
    customer(house, tickets[0])
    t.same(house.erase("ticket", f"rt/{tickets[1]}", "--force")[0], 0, "erase ticket")
    t.same(house.traces(OTHER), ["delivery"], "traces of the other after erase ticket: a dead letter without a ticket")
    t.same(house.erase("sender", OTHER)[0], 0, "erase sender")
    t.same(house.traces(OTHER), [], "traces of the other after erase sender")
    t.stop_cspdesk(cspdesk)
    return {"columns": columns[0]}


class House:
    def __init__(self, t, rt, secret, cspdesk, url):
        self.t, self.rt, self.secret, self.cspdesk, self.url = t, rt, secret, cspdesk, url
        self.sql = cspdesk.sql

    def hook(self, ticket, transaction):
        return Sender(self.url, self.secret, keep_alive=False).post(self.rt.event(ticket, transaction),
                                                                    id=f"rt-{transaction}")[0]

    def erase(self, *args, env=None):
        return run_program([self.cspdesk.binary, "erase", *args, "-c", self.cspdesk.conf], env=env)

    def quiet(self):
        return self.sql("SELECT (SELECT COUNT(*) FROM delivery WHERE state = 'new') + (SELECT COUNT(*) FROM job WHERE "
                        "state IN ('ready', 'claimed')) + (SELECT COUNT(*) FROM lane WHERE lease IS NOT NULL)") == [["0"]]

    def dump(self):
        # the running work writes into two by itself: times only
        names = [row[0] for row in self.sql("SHOW TABLES") if row[0] not in ("worker", "retention", "tally")]
        tables = {name: [] for name in names}
        for row in self.sql(";".join(f"SELECT '{name}', x.* FROM `{name}` x" for name in names)):
            tables[row[0]].append(row[1:])
        return tables

    def traces(self, needle):
        """Tables with a row that shows it, in any case."""
        return [name for name, rows in self.dump().items()
                if any(needle.lower() in str(value).lower() for row in rows for value in row)]


def talk(house, who):
    """A ticket from a first message to its notes."""
    ticket = house.rt.new_ticket(who, "Teams", f"it does not work, says {who}\n/csp escalate\n")
    first = house.rt.transactions(ticket)[0]
    first["at"] -= 3
    house.t.same(house.hook(ticket, first["id"]), 204, "a hook")
    house.t.until(f"the notes for {who}", lambda: house.rt.notes(ticket) and house.quiet(), 20)
    return ticket


def agent(house):
    house.sql("INSERT INTO agent (id, name, email, made_at, imported_at) VALUES (7, 'Anna', 'anna@partner.example', 0, "
              "0); INSERT INTO agent_right VALUES (7, 'escalate', NULL, 0, 253402300799000)")


def soak(house, ticket, who):
    """The person's address into every column that sql/personal.txt calls personal; how many there are."""
    case = house.sql(f"SELECT id FROM `case` WHERE ticket = '{ticket}'")[0][0]
    house.sql(f"INSERT INTO case_fact VALUES ({case}, 'customer', 'x', 7, 0); INSERT INTO case_check VALUES ({case}, "
              f"'P2', 'waived', 'x', 7, 0); INSERT INTO case_file (case_id, file, name, state, agent_id, named_at) VALUES "
              f"({case}, '1-2', 'x', 'failed', 7, 0); INSERT INTO escalation (case_id, agent_id, right_name, right_starts, "
              "right_ends, made_at, route, channel, state, receipt_version) VALUES "
              f"({case}, 7, 'escalate', 0, 253402300799000, 5, 'r', 'c', 'closed', 98); INSERT INTO outside_news "
              "VALUES (LAST_INSERT_ID(), 'message-1', 'message', 0, 'x', 'x', 1); INSERT INTO opening (desk, queue, "
              "subject, text, mark, ticket, state, due_at, made_at) VALUES ('rt', 'q', 's', 't', "
              f"LPAD('{ticket}', 16, '0'), '{ticket}', 'done', 0, 0); INSERT INTO linked SELECT "
              f"MAX(id), LAST_INSERT_ID(), 'p', 'a', 'x' FROM escalation WHERE case_id = {case}; INSERT INTO "
              f"exchange_case (peer, name, ours, case_id, made_at) VALUES ('shop', LPAD('{ticket}', 36, '0'), 'provider', "
              f"{case}, 0); INSERT INTO exchange_news (exchange_id, seq, type, state, has_won, kept_at, body) VALUES "
              "(LAST_INSERT_ID(), 1, 'offer', 'told', 1, 0, 'x'); INSERT "
              "IGNORE INTO terms VALUES (1, 'h', '{\"offers\":[]}', 0); INSERT INTO terms_shown (case_id, version, offer, "
              f"language, job_id, planned_at, shown_at) VALUES ({case}, 1, 'o', 'en', {case}, 0, 0); INSERT INTO charge "
              "(case_id, number, agent_id, message, line, made_at, day, kind, amount, price, shown_case, terms, offer, text) "
              f"VALUES ({case}, 1, 7, 'm', 1, 0, 0, 'minutes', 0, 'free', {case}, 1, 'o', 'x'); INSERT INTO debt "
              f"(customer_id, is_open, since, begun_at, ended_at, digest, case_id) SELECT MIN(id), NULL, '2026-01-01', 0, 0, "
              f"'-', {case} FROM customer")
    rows = [line.split() for line in (TOP / "sql" / "personal.txt").read_text().splitlines() if line[:1] not in "#"]
    personal = [(table, column) for table, column, kind in rows if kind == "person"]
    for table, column in personal:
        keys = {row[0] for row in house.sql(f"SHOW COLUMNS FROM `{table}`")}
        where = (f"ticket = '{ticket}'" if "ticket" in keys else f"case_id = {case}" if "case_id" in keys else
                 f"exchange_id IN (SELECT id FROM exchange_case WHERE case_id = {case})" if "exchange_id" in keys else
                 f"escalation_id IN (SELECT id FROM escalation WHERE case_id = {case})")
        text = f"From: <{who.upper()}>." if column != "digest" else who
        house.sql(f"UPDATE `{table}` SET `{column}` = '{text}' WHERE {where}")
        house.t.check(house.sql(f"SELECT COUNT(*) FROM `{table}` WHERE {where}") != [["0"]],
                      f"a row of {table} to try {column} with")
    house.sql("INSERT INTO delivery (desk, dedupe, ticket, source, state, due_at, received_at, request, body) VALUES "
              f"('rt', 'dead:{ticket}', '', 'hook', 'dead', 0, 0, 'r', 'a <{who}> b')")
    house.sql(f"INSERT IGNORE INTO answered VALUES ('rt', SHA2('{who}', 256), 1)")
    return len(personal)


def refused(house, ticket):
    """Bad names, open tickets, work under way, an open escalation: one sentence, and nothing changes."""
    t, before = house.t, house.dump()
    case = house.sql(f"SELECT id FROM `case` WHERE ticket = '{ticket}'")[0][0]
    spoilt = (("", "", ("sender", WHO), 1, "is open"), ("", "", ("customer", "Nobody"), 1, "no customer"),
              ("", "", ("sender", "jan"), 2, "not a mail address"), ("", "", ("sender", "anna@partner.example"), 1,
                                                                    "agent"),
              ("", "", ("ticket", "999"), 1, "nothing is known"), ("", "", ("ticket", "zz/1"), 2, "DESK/TICKET"),
              ("", "", ("sender",), 2, "use:"), ("", "", ("dog", "x"), 2, "use:"),
              (f"UPDATE job SET state = 'ready', due_at = {int(time.time() * 1000) + 10**9} WHERE case_id = {case}",
               f"UPDATE job SET state = 'done', due_at = 0 WHERE case_id = {case}", ("sender", WHO, "--force"), 1,
               "being worked on"),
              (f"INSERT INTO escalation (id, case_id, agent_id, right_name, right_starts, right_ends, made_at, severity, vehicle, route, channel, entitlement, reference, state, receipt_version) VALUES (NULL, {case}, 7, 'escalate', 0, 253402300799000, 5, NULL, NULL, 'r', "
               "'c', NULL, NULL, 'open', 99)", "DELETE FROM escalation WHERE receipt_version = 99", ("ticket", ticket), 1, "open escalation"))
    for spoil, mend, args, code, words in spoilt:
        house.sql(spoil)
        now = house.dump()
        rc, _, err = house.erase(*args)
        t.check(rc == code and words in err, f"erase {args}: {rc} {err!r}, wanted {code} {words!r}")
        t.same(house.dump(), now, f"all tables after erase {args}")
        house.sql(mend)
    house.sql("UPDATE job SET due_at = 0")
    before["job"] = house.sql("SELECT * FROM job")
    t.same(house.dump(), before, "all tables after what was refused")


def others(house, ticket):
    """Whatever belongs to another ticket or to nobody."""
    case = house.sql(f"SELECT id FROM `case` WHERE ticket = '{ticket}'")[0][0]
    return house.sql(";".join(f"SELECT * FROM `{name}` WHERE {where}" for name, where in (
        ("delivery", f"ticket = '{ticket}' OR dedupe = 'dead:{ticket}'"), ("job", f"case_id = {case}"),
        ("lane", f"ticket = '{ticket}'"), ("case", f"id = {case}"), ("case_fact", f"case_id = {case}"),
        ("case_check", f"case_id = {case}"), ("receipt", "1"), ("escalation", "1"), ("clock", "1"),
        ("message_seen", "1"), ("held_back", "1"), ("policy", "1"), ("agent", "1"), ("customer", "1"),
        ("customer_domain", "1"), ("answered", f"address = SHA2('{OTHER}', 256)"))))


def sender(house, ticket, other):
    """Shown first, killed once, done: nothing of him is left, everything of the other is."""
    t = house.t
    house.sql(f"UPDATE `case` SET is_closed = 1 WHERE ticket = '{ticket}'")
    before, kept = house.dump(), others(house, other)
    t.check(len(house.traces(WHO)) >= 5, f"he is in {house.traces(WHO)}")
    rc, out, _ = house.erase("sender", WHO.title(), "--dry-run")
    t.check(rc == 0 and f"rt/{ticket}" in out and f"rt/{other}" not in out and "nothing was changed" in out,
            f"erase --dry-run: {rc} {out}")
    t.same(house.dump(), before, "all tables after --dry-run")
    t.same(house.erase("sender", WHO, env={"CSPDESK_FAULT": "erase.ticket:2"})[0], -9, "killed in the second ticket")
    rc, out, err = house.erase("sender", WHO)
    t.check(rc == 0 and "backups" in out and "desk itself" in out, f"erase sender: {rc} {out} {err}")
    t.same(house.traces(WHO), [], "traces of him")
    t.same(others(house, other), kept, "what belongs to the other")
    t.same(house.sql(f"SELECT COUNT(*) FROM answered WHERE address = SHA2('{WHO}', 256)"), [["0"]], "his digests")
    done = house.sql("SELECT kind, by_whom <> '', ended_at IS NULL FROM erasure ORDER BY id")
    t.same(done, [["sender", "1", "1"], ["sender", "1", "0"]], "the record of both")
    t.check(house.cspdesk.run("replay").endswith(" 0 differ\n"), "replay after erasure")


def brought_back(house, ticket):
    """A repeat is a repeat; a new message is read, and the thread with the old ones too: none of it is kept."""
    t, rt = house.t, house.rt
    n = house.sql("SELECT COUNT(*) FROM delivery")
    t.same(house.hook(ticket, rt.transactions(ticket)[0]["id"]), 204, "a repeat after erasure")
    t.same(house.sql("SELECT COUNT(*) FROM delivery"), n, "deliveries after a repeat")
    later = rt.say(ticket, "it is back\n")
    t.same(house.hook(ticket, later), 204, "a new hook after erasure")
    t.until("it is read", lambda: house.quiet() and house.sql("SELECT COUNT(*) FROM message_seen WHERE message LIKE "
                                                              f"'%{later}%'") != [["0"]], 20)
    t.same(house.traces(WHO), [], "traces of him after his ticket was read again")


def customer(house, ticket):
    t = house.t
    house.sql(f"UPDATE `case` SET is_closed = 1; INSERT INTO case_fact SELECT id, 'customer', 'Contoso Polska', 7, 0 "
              f"FROM `case` WHERE ticket = '{ticket}'")
    t.check({"case_fact", "customer"} <= set(house.traces("contoso polska")), "the customer's name is there")
    for column, kind in [row[:2] for row in house.sql("SHOW COLUMNS FROM customer")]:
        if kind.startswith("varchar") and column != "name":
            house.sql(f"UPDATE customer SET {column} = 'x contoso {column}' WHERE name = 'Contoso Polska'")
    house.sql("INSERT INTO subscription (guid, customer_id, name, kind, state, provider, told_at) SELECT tenant, id, "
              "'Contoso E3', 'nce', 'active', 'of contoso', 0 FROM customer WHERE name = 'Contoso Polska'")
    house.sql("INSERT INTO agent_right VALUES (7, 'billing', NULL, 0, 253402300799000); INSERT INTO suspension (id, "
              "case_id, customer_id, subscription, kind, way, state, basis, asked_by, asked_starts, asked_ends, asked_at, "
              "expires_at, before_image, note, due_at) SELECT 1, c.id, u.id, u.tenant, 'suspend', 'microsoft', 'asked', "
              "'-', 7, 0, 253402300799000, 5, 9, 'of contoso', 'x contoso', 0 FROM customer u, `case` c WHERE u.name = "
              f"'Contoso Polska' AND c.ticket = '{ticket}'")
    house.sql("INSERT INTO invoice (number, customer, customer_id, issued, due, currency, minor, state, open_minor, told_at) "
              "SELECT 'contoso/1', name, id, '2026-01-01', '2026-01-02', 'PLN', 5, 'open', 3, 0 FROM customer WHERE name = "
              "'Contoso Polska'; INSERT INTO payment (reference, invoice, day, currency, minor, told_at) VALUES ('of contoso', "
              "'contoso/1', '2026-01-03', 'PLN', 2, 0); INSERT INTO payment (reference, customer, customer_id, day, currency, "
              "minor, told_at) SELECT 'contoso 2', name, id, '2026-01-03', 'PLN', 2, 0 FROM customer WHERE name = "
              "'Contoso Polska'; UPDATE debt d JOIN customer c ON c.id = d.customer_id SET d.hold_why = 'x contoso' "
              "WHERE c.name = 'Contoso Polska'")
    rc, out, err = house.erase("customer", "Contoso Polska")
    t.same((rc, err), (0, ""), f"erase customer: {out}")
    t.same(house.traces("contoso"), [], "traces of the customer")
    t.same(house.traces(TENANT), ["receipt"], "his tenant")
    t.same(house.sql("SELECT state, why FROM suspension"), [["withdrawn", "erased"]], "what was asked for him")
    t.check(house.cspdesk.run("replay").endswith(" 0 differ\n"), "replay after erasing the customer")
    t.same(house.erase("customer", "Contoso Polska")[0], 1, "erase customer again")
    import_customers(house.cspdesk)
    t.check("customer" in house.traces("contoso"), "the same customer can come back")
