"""Tries to break: a receipt proves its decision. Many cases are decided, cspdesk is restarted with another policy on
disk, more are decided; then every stored receipt must replay to the same bytes, and a changed one must be noticed.
"""

import shutil

import parts
from house import TOP, new_secret
from trial import FakeRt, fake_desk, import_customers, run_program

TEXTS = (
    "Teams does not work for anybody since this morning.",
    "Our invoice for October is wrong, 25 seats instead of 20.",
    "Od rana nikt nie może się zalogować do Outlooka, pilne!",
    "Proszę o zwiększenie limitu rdzeni w Azure w regionie West Europe.",
    "How do I share a mailbox with a colleague?",
    "Hello, just a question.",
    "Dynamics 365 pokazuje błąd przy zapisie faktury u kilku osób.",
    "We think that our tenant was hacked, there are strange sign-ins.",
    "Prosimy o przeniesienie subskrypcji do innego partnera.",
    "The Azure virtual machine in production is down.",
)
SENDERS = ("jan@contoso.example", "olivia@fabrikam.example", "somebody@nowhere.example")


def run(t):
    rt = FakeRt().start()
    try:
        return stories(t, rt)
    finally:
        rt.stop()


def stories(t, rt):
    half = 500 if t.soak else 60
    cspdesk = t.cspdesk(t.mariadb(), [], {"work": {"lanes": 16}})
    policy = cspdesk.home / "policy"
    shutil.copytree(TOP / "conf" / "policy", policy)
    parts.make_dir(cspdesk.home)
    cspdesk.settings["policy"] = str(policy)
    desk = fake_desk(cspdesk, rt, new_secret(), mode="observe", sweep_secs=1, in_flight=8)
    cspdesk.desks = [desk]
    cspdesk.start()
    import_customers(cspdesk)
    decide(t, rt, cspdesk, half)
    change_policy(t, cspdesk, policy)
    decide(t, rt, cspdesk, half)
    hashes = cspdesk.sql("SELECT COUNT(DISTINCT policy), COUNT(*) FROM receipt")[0]
    t.same(hashes[0], "2", "policies that decided")
    t.check(int(hashes[1]) >= 2 * half, f"receipts: {hashes[1]}")
    said = cspdesk.run("replay")
    t.same(said.strip(), f"{hashes[1]} receipts gave the same bytes, 0 differ", "replay")
    explained(t, cspdesk)
    tampered(t, cspdesk)
    t.stop_cspdesk(cspdesk)
    return {"receipts": int(hashes[1])}


def decide(t, rt, cspdesk, n):
    """n tickets without a hook; the sweep finds them, and each gets its decision."""
    before = receipts(cspdesk)
    for i in range(n):
        rt.new_ticket(SENDERS[i % len(SENDERS)], f"Ticket {i}", TEXTS[i % len(TEXTS)])
    t.until(f"{n} more decisions", lambda: receipts(cspdesk) >= before + n, 240, 0.5)


def receipts(cspdesk):
    return int(cspdesk.sql("SELECT COUNT(*) FROM receipt")[0][0])


def change_policy(t, cspdesk, policy):
    """Another threshold; work reads it by HUP."""
    file = policy / "settings.conf"
    text = file.read_text()
    changed = text.replace("nearly_expired_days = 30", "nearly_expired_days = 31")
    t.need(changed != text, "settings.conf has nearly_expired_days = 30")
    file.write_text(changed)
    cspdesk.hup("work1")
    log = cspdesk.home / "log" / "work1.log"
    t.until("work has read it", lambda: log.read_text().count("working for 1 desks") == 2)


def explained(t, cspdesk):
    for language, word in (("en", "Before it may go"), ("pl", "Zanim sprawa")):
        said = cspdesk.run("explain", "1", "-l", language)
        t.check(word in said, f"explain in {language}: {said[:200]}")


def tampered(t, cspdesk):
    """Somebody with the database's root password changed one receipt."""
    cspdesk.sql("UPDATE receipt SET decision = REPLACE(decision, '\"outcome\":\"', '\"outcome\":\"x') WHERE id = "
                "(SELECT MIN(id) FROM receipt)")
    code, out, err = run_program([cspdesk.binary, "replay", "-c", cspdesk.conf])
    t.same(code, 1, "exit code of a replay that differs")
    t.check("1 differ" in out and "receipt" in err, f"replay of a changed receipt: {out} {err}")
