"""Tries to break: open tickets from before become cases, whatever the mode, and the desk sees reads only; page by page,
once, never a closed one; afterwards such a ticket is a ticket like any other, without a first answer."""

import parts
from house import Sender
from trial import FakeRt, fake_desk, import_customers

OPEN, CLOSED, PAGE = 45, 5, 10
SECRET = "a secret of at least 24 bytes"


def run(t):
    fake = FakeRt().start()
    fake.page = PAGE
    make_tickets(fake)
    mariadb = t.mariadb()
    cspdesk = t.cspdesk(mariadb, [])
    cspdesk.desks = [fake_desk(cspdesk, fake, SECRET, mode="enforce", overlap_secs=600)]
    front = t.nginx(cspdesk)
    cspdesk.prepare()
    import_customers(cspdesk)
    said(t, cspdesk)
    cspdesk.serve()
    cspdesk.work()
    front.start()
    imported(t, cspdesk, fake)
    known(t, cspdesk, fake, front)
    refused(t, cspdesk, fake)
    t.stop_cspdesk(cspdesk)
    front.stop()
    fake.stop()
    return {"imported": OPEN, "pages": len([r for r in fake.requests if r[2] == "open"])}


def make_tickets(fake):
    """Every ninth is closed; the first one waits for the customer."""
    for i in range(OPEN + CLOSED):
        ticket = fake.new_ticket(f"jan{i}@contoso.example", "Teams", "Teams does not work for anybody.")
        if i % 10 == 9:
            fake.tickets[ticket]["status"] = "resolved"
    fake.say(1, "Since when?", by="anna")


def said(t, cspdesk):
    """Only counted, imported, and once more: all before work has looked at any."""
    count = "SELECT COUNT(*) FROM delivery"
    for argv, says, rows in ((("--dry-run",), f"{OPEN} would be imported, 0 known", 0), ((), f"{OPEN} imported, 0 known", OPEN),
                             (("--dry-run",), f"0 would be imported, {OPEN} known", OPEN), ((), f"0 imported, {OPEN} known", OPEN)):
        text = cspdesk.run("import", "tickets", "rt", *argv)
        t.check(f"{OPEN} open tickets at rt: {says} already" in text, f"import {argv} says {text!r}")
        t.same(cspdesk.sql(count), [[str(rows)]], f"deliveries after import {argv}")


def imported(t, cspdesk, fake):
    """Cases with customer, class and product; no receipt, no job; the desk was only read."""
    t.until("all are settled", lambda: cspdesk.sql("SELECT COUNT(*) FROM delivery WHERE state <> 'done'") == [["0"]], 30)
    rows = cspdesk.sql("SELECT c.ticket, k.name, c.class, c.product, c.is_closed FROM `case` c "
                       "JOIN customer k ON k.id = c.customer_id")
    t.same(len(rows), OPEN, "cases")
    t.same({tuple(r[1:]) for r in rows}, {("Contoso Polska", "technical", "microsoft365", "0")}, "what is known of them")
    t.same([int(r[0]) for r in rows if int(r[0]) % 10 == 0], [], "closed tickets with a case")
    for table in ("receipt", "job", "answered"):
        t.same(cspdesk.sql(f"SELECT COUNT(*) FROM {table}"), [["0"]], f"rows of {table}")
    t.same({r[1] for r in fake.requests}, {"GET"}, "what the desk was asked")
    t.same(len([r for r in fake.requests if r[2] == "open"]), 4 * 5, "pages of four imports")


def known(t, cspdesk, fake, front):
    """A new message in an imported ticket gets advice and fields, and no public reply; an import leaves it alone."""
    transaction = fake.say(1, "Since Monday. Outlook, too.")
    Sender(f"{front.url}/hook/rt", SECRET).post(fake.event(1, transaction), id=f"rt-{transaction}")
    t.until("a note on an imported ticket", lambda: fake.notes(1), 20)
    t.until("its jobs are done", lambda: cspdesk.sql("SELECT COUNT(*) FROM job WHERE state <> 'done'") == [["0"]], 20)
    t.same([x["type"] for x in fake.transactions(1, "cspdesk")], ["Comment"], "what cspdesk wrote into it")
    text = cspdesk.run("import", "tickets", "rt")
    t.check(f"0 imported, {OPEN} known" in text, f"import of known tickets says {text!r}")


def refused(t, cspdesk, fake):
    """A desk that nobody configured, and one that fails half-way: what was imported stays, the rest comes later."""
    t.check('no desk "other"' in failing(cspdesk, "other"), "import from a desk that is not there")
    fake.new_ticket("jan@contoso.example", "Late", "late")
    fake.fail("open", "error")
    t.check("500" in failing(cspdesk, "rt"), "import from a desk that fails")
    t.check("1 imported" in cspdesk.run("import", "tickets", "rt"), "import after a failure")


def failing(cspdesk, desk):
    try:
        return "done: " + cspdesk.run("import", "tickets", desk)
    except parts.HouseError as e:
        return str(e)
