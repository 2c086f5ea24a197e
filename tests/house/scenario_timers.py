"""Tries to break: a timer that is due looks at its ticket once, whoever works and whatever dies; a closed ticket has
none; the desk is only read."""

from trial import FakeRt, fake_desk, import_customers

TICKETS = 40
SET = ("INSERT INTO timer (case_id, name, due_at) SELECT id, 'clock', 1000 + id FROM `case` "
       "ON DUPLICATE KEY UPDATE due_at = VALUES(due_at), is_told = 0")
DONE = "SELECT COUNT(*) FROM delivery WHERE source = 'timer' AND state = 'done'"


def run(t):
    fake = FakeRt().start()
    cspdesk = t.cspdesk(t.mariadb(), [])
    cspdesk.desks = [fake_desk(cspdesk, fake, "a secret of at least 24 bytes")]
    cspdesk.prepare()
    import_customers(cspdesk)
    tickets = [fake.new_ticket(f"jan{i}@contoso.example", "Teams", "Teams does not work for anybody.")
               for i in range(TICKETS)]
    cspdesk.run("import", "tickets", "rt")
    cspdesk.work()
    settled(t, cspdesk, "the import")
    once(t, cspdesk, fake)
    killed(t, cspdesk)
    closed(t, cspdesk, fake, tickets[0])
    t.stop_cspdesk(cspdesk)
    fake.stop()
    return {"timers": 2 * TICKETS + 1}


def settled(t, cspdesk, what):
    t.until(f"{what} is settled",
            lambda: cspdesk.sql("SELECT COUNT(*) FROM delivery WHERE state <> 'done'") == [["0"]], 30)


def timers(cspdesk):
    """Those of the past: the clocks that they start look at later times."""
    return int(cspdesk.sql("SELECT COUNT(*) FROM timer WHERE due_at < 1000000")[0][0])


def once(t, cspdesk, fake):
    """All are due at once and two work: one delivery each, which reads the ticket and writes nothing."""
    cspdesk.work("work2")
    before = len(fake.requests)
    cspdesk.sql(SET)
    t.until("no timer is left", lambda: timers(cspdesk) == 0, 30)
    settled(t, cspdesk, "the timers")
    t.same(cspdesk.sql(DONE), [[str(TICKETS)]], "deliveries of timers")
    t.same({r[1] for r in fake.requests[before:]}, {"GET"}, "what the desk was asked")


def killed(t, cspdesk):
    """A worker dies with timers half told and lanes half done."""
    cspdesk.sql(SET.replace("1000", "2000"))
    cspdesk.kill("work1")
    t.until("no timer is left after a kill", lambda: timers(cspdesk) == 0, 40)
    settled(t, cspdesk, "the timers after a kill")
    t.same(cspdesk.sql(DONE), [[str(2 * TICKETS)]], "deliveries of timers after a kill")


def closed(t, cspdesk, fake, ticket):
    """Only the timer makes us see that the ticket was closed; those that are not due go, too."""
    fake.tickets[ticket]["status"] = "resolved"
    cspdesk.sql("UPDATE timer t JOIN `case` c ON c.id = t.case_id SET t.due_at = 3000, t.is_told = 0 "
                f"WHERE c.ticket = '{ticket}'")
    t.until("the timer of a closed ticket is gone", lambda: timers(cspdesk) == 0, 20)
    t.same(cspdesk.sql("SELECT COUNT(*) FROM timer"), [[str(TICKETS - 1)]], "timers of all others")
    t.same(cspdesk.sql(f"SELECT is_closed FROM `case` WHERE ticket = '{ticket}'"), [["1"]], "the case of a closed ticket")
