"""Tries to break: the database itself keeps serve and work from changing what is proof, and no process holds a secret
that it does not need.
"""

import parts
from house import HouseError, Sender, new_secret
from trial import FakeRt, fake_desk, run_program

REFUSED = (
    "DELETE FROM receipt", "UPDATE receipt SET decision = '{}'", "TRUNCATE TABLE receipt", "DROP TABLE receipt",
    "ALTER TABLE receipt ADD COLUMN x INT", "UPDATE policy SET canonical = ''", "DELETE FROM policy",
    "DELETE FROM `case`", "UPDATE message_seen SET seen_at = 0", "DROP TABLE job", "DROP DATABASE cspdesk",
    "CREATE TABLE x (i INT)", "CREATE TRIGGER x BEFORE INSERT ON job FOR EACH ROW SET @a = 1",
    "INSERT INTO schema_version (number, name, digest) VALUES (5, 'x', 'x')", "DELETE FROM schema_version",
    "DELETE FROM customer", "DELETE FROM agent", "DELETE FROM agent_right", "DELETE FROM escalation",
    "DELETE FROM case_fact", "DELETE FROM erasure", "INSERT INTO erasure (kind, by_whom, begun_at) VALUES (1, 'x', 0)",
    "SELECT * FROM erasure", "DELETE FROM retention", "INSERT INTO retention VALUES ('x', 0)",
    "DELETE FROM ledger", "UPDATE ledger SET units_left = 0", "DELETE FROM balance", "DELETE FROM entitlement",
    "UPDATE balance SET entitlement_id = 1", "UPDATE escalation SET made_at = 0", "UPDATE escalation SET agent_id = 1",
    "GRANT ALL ON cspdesk.* TO cspdesk_app@localhost", "SET GLOBAL max_connections = 5",
    "SELECT * FROM mysql.global_priv", "SELECT LOAD_FILE('/etc/passwd') INTO OUTFILE '/tmp/x'",
)


def run(t):
    rt, secret = FakeRt().start(), new_secret()
    cspdesk = t.cspdesk(t.mariadb(), [])
    cspdesk.desks = [fake_desk(cspdesk, rt, secret)]
    cspdesk.prepare()
    hide_admin(t, cspdesk)
    works_without_admin(t, cspdesk, rt, secret)
    refusals(t, cspdesk)
    own_secrets_only(t, cspdesk, rt, secret)
    t.stop_cspdesk(cspdesk)
    rt.stop()
    return {"refusals": len(REFUSED)}


def hide(path, hidden=True):
    """Nobody but root can read it; or its owner again."""
    path.chmod(0 if hidden else 0o600)


def hide_admin(t, cspdesk):
    hide(cspdesk.secrets / "admin.password")
    rc, _, err = run_program([cspdesk.binary, "migrate", "-c", cspdesk.conf])
    t.check(rc != 0 and "admin.password" in err, f"migrate without the admin's secret: {rc} {err!r}")


def works_without_admin(t, cspdesk, rt, secret):
    """The whole way from hook to note while the admin's secret cannot be read."""
    cspdesk.serve()
    cspdesk.work()
    ticket = rt.new_ticket("jan@contoso.example", "Teams", "it does not work")
    poke(t, cspdesk, rt, secret, ticket)
    t.until("a note without the admin's secret", lambda: rt.notes(ticket), 15)
    admin = (cspdesk.secrets / "admin.password")
    hide(admin, False)
    password = admin.read_text().strip()
    hide(admin)
    for name, process in cspdesk.processes.items():
        for pid in [process.pid, *process.children()]:
            t.check(not holds(pid, password), f"{name} ({pid}) holds the admin's password")


def holds(pid, password):
    """Is it in the process's environment or arguments? (Its memory is not read: it never read the file.)"""
    needle = password.encode()
    for name in ("environ", "cmdline"):
        with open(f"/proc/{pid}/{name}", "rb") as f:
            if needle in f.read():
                return True
    return False


def poke(t, cspdesk, rt, secret, ticket):
    if not hasattr(cspdesk, "front"):
        cspdesk.front = t.nginx(cspdesk).start()
    transaction = rt.say(ticket, "more of it")
    got = Sender(f"{cspdesk.front.url}/hook/rt", secret).post(rt.event(ticket, transaction), id=f"rt-{transaction}")
    t.same(got[0], 204, "the hook's answer")


def refusals(t, cspdesk):
    """Each statement as cspdesk_app, on a database that holds something to lose."""
    before = cspdesk.sql("SELECT COUNT(*) FROM receipt") + cspdesk.sql("CHECKSUM TABLE receipt, policy")
    t.check(before[0] != ["0"], "there is a receipt to defend")
    password = (cspdesk.secrets / "app.password").read_text().strip()
    for statement in REFUSED:
        rc, _, err = run_program(["mariadb", "--no-defaults", "--user=cspdesk_app", f"--password={password}",
                                  f"--socket={cspdesk.mariadb.socket}", "-e", statement, "cspdesk"])
        t.check(rc != 0 and "denied" in err.lower(), f"cspdesk_app may: {statement} ({rc} {err.strip()!r})")
    after = cspdesk.sql("SELECT COUNT(*) FROM receipt") + cspdesk.sql("CHECKSUM TABLE receipt, policy")
    t.same(after, before, "receipts and policies after all that")


def own_secrets_only(t, cspdesk, rt, secret):
    """serve runs without the desk's token, work without the hook's secret."""
    cspdesk.stop()
    token, hook = cspdesk.secrets / "fake.token", cspdesk.secrets / "hook.secret"
    hide(token)
    try:
        t.check(cspdesk.serve().running(), "serve without the token")
    except HouseError as e:
        t.check(False, f"serve without the token: {e}")
    hide(token, False)
    hide(hook)
    cspdesk.work("work-without-secret")
    ticket = rt.new_ticket("jan@contoso.example", "Outlook", "neither does this")
    poke(t, cspdesk, rt, secret, ticket)
    t.until("a note by a work that cannot read the hook's secret", lambda: rt.notes(ticket), 15)
    hide(hook, False)
    parts.own(hook)
