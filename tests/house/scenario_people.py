"""Tries to break: who may do what comes from one file, imported whole or not at all, and the database itself holds every
escalation to a right that held when it was made.
"""

import datetime
import re
import time

import parts
from house import HouseError
from trial import run_program

OPEN = 253402300799000
HEADER = "name,email,identities,rights,roles,from,to,language\n"
ANNA = "Anna Nowak,anna@partner.example,rt:anna rt2:anna.n,escalate waive,admin_agent,,,pl\n"
JAN = "Jan Lis,,rt:jan,billing lead,,,,\n"
NOT_IN_THE_FILE = (
    ("J,,zz:anna,,,,,\n", ":2:3: identities: no desk zz is configured"),
    ("J,,rt:CSPDESK,,,,,\n", ":2:3: identities: CSPDESK is cspdesk's own user at the desk rt, not a person"),
    ("J,,,boss,,,,\n", ":2:4: rights: the right boss is not escalate, waive, billing or lead"),
    ("J,,,,,,,de\nK,,,,,2026-02-30,,\n", ":3:6: from: not a day like 2026-12-31"),
    ("J,,rt:anna,,,,,\n", ":2:3: identities: rt:anna belongs to somebody else, or is there twice"),
)


def run(t):
    house = People(t)
    stories = (imports, repeats, refuses, ends_and_begins, exchanges_logins, the_wall, ends_a_used_right, grants)
    for story in stories:
        story(t, house)
    t.stop_cspdesk(house.cspdesk)
    return {"stories": len(stories), "rights": len(house.rights())}


class People:
    def __init__(self, t):
        self.cspdesk = t.cspdesk(t.mariadb(), [])
        self.file = t.where / "agents.csv"
        desk = {"kind": "rt", "url": "http://127.0.0.1:9", "user": "cspdesk", "mode": "observe",
                "timeout_secs": 2,
                "token_file": self.secret("token"), "secrets": [{"file": self.secret("hook")}]}
        self.cspdesk.desks = [{"name": "rt", **desk}, {"name": "rt2", **desk}]
        self.cspdesk.prepare()

    def secret(self, name):
        parts.make_dir(self.cspdesk.home)
        parts.make_dir(self.cspdesk.secrets, 0o700)
        text = "whsec_" + "A" * 43 + "=\n" if name == "hook" else "1-2-3\n"
        return parts.write(self.cspdesk.secrets / name, text, 0o600)

    def take(self, rows, *options):
        """Imports; (exit code, what was said)."""
        self.file.write_text(HEADER + rows, encoding="utf-8")
        self.file.chmod(0o644)
        rc, out, err = run_program([self.cspdesk.binary, "import", "agents", self.file, *options,
                                    "-c", self.cspdesk.conf])
        return rc, (out + err).strip()

    def sql(self, text):
        return self.cspdesk.sql(text)

    def app(self, text):
        """As the account of serve and work: "" or the number of the error."""
        password = (self.cspdesk.secrets / "app.password").read_text().strip()
        rc, _, err = run_program(["mariadb", "--no-defaults", "--user=cspdesk_app", f"--password={password}",
                                  f"--socket={self.cspdesk.mariadb.socket}", "cspdesk", "-e", text])
        return "" if rc == 0 else re.search(r"ERROR (\d+)", err)[1]

    def rights(self, name="%"):
        return self.sql("SELECT name, right_name, role, starts, ends FROM agent_right r JOIN agent a ON "
                        f"a.id = r.agent_id WHERE name LIKE '{name}' ORDER BY name, right_name, starts, ends")

    def live(self, name):
        now = ms()
        return {r[1]: r for r in self.rights(name) if int(r[3]) <= now < int(r[4])}

    def logins(self):
        return {f"{s}:{i}": a for s, i, a in self.sql(
            "SELECT source, external_id, name FROM agent_identity LEFT JOIN agent ON id = agent_id")}

    def everything(self):
        return self.rights(), self.logins(), self.sql("SELECT name, email, language FROM agent ORDER BY name")


def ms():
    return int(time.time() * 1000)


def day(offset):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=offset)).strftime("%Y-%m-%d")


def imports(t, h):
    before = h.everything()
    t.same(h.take(ANNA + JAN, "--dry-run"), (0, "2 agents would be imported: 2 added, 0 changed, 0 unchanged"), "dry run")
    t.same(h.everything(), before, "after a dry run")
    t.same(h.take(ANNA + JAN), (0, "2 agents imported: 2 added, 0 changed, 0 unchanged"), "import")
    t.same({k: r[2] for k, r in h.live("Anna%").items()}, {"escalate": "admin_agent", "waive": "admin_agent"}, "Anna")
    t.same({k: r[2:3] + r[4:] for k, r in h.live("Jan%").items()},
           {"billing": [None, str(OPEN)], "lead": [None, str(OPEN)]}, "Jan")
    t.same(h.logins(), {"rt:anna": "Anna Nowak", "rt2:anna.n": "Anna Nowak", "rt:jan": "Jan Lis"}, "logins")


def repeats(t, h):
    before = h.everything()
    for rows in (ANNA + JAN, JAN, ANNA, ""):
        t.same(h.take(rows)[0], 0, "repeated import")
        t.same(h.everything(), before, "after a repeat, or without a person")


def refuses(t, h):
    before = h.everything()
    for rows, why in NOT_IN_THE_FILE:
        rc, said = h.take(rows)
        t.same(rc, 2, "exit code of a bad file")
        t.check(why in said, f"{rows!r}: {said}")
        t.same(h.everything(), before, f"after {rows!r}")
    rc, said = h.take("New,,rt:new,,,,,\nThief,,rt:jan,escalate,,,,\n")
    t.same((rc, h.everything()), (2, before), "a good line before a bad one")


def ends_and_begins(t, h):
    h.take("Ewa,,rt:ewa,escalate lead,,,,\n")
    old = h.live("Ewa")
    t.same(h.take("Ewa,,rt:ewa,escalate,,,,\n")[0], 0, "import without a right")
    t.same(h.live("Ewa"), {"escalate": old["escalate"]}, "only the right listed, as it was")
    t.same(len(h.rights("Ewa")), 2, "the other one is kept with its end")
    h.take("Ewa,,rt:ewa,escalate lead,,,,\n")
    again = h.live("Ewa")["lead"]
    t.check(int(again[3]) > int(old["lead"][3]), "a right given again begins again")
    h.take("Ewa,,rt:ewa,escalate,sales_agent,,,\n")
    t.same([r[2] for r in h.live("Ewa").values()], ["sales_agent"], "another role")
    h.take(f"Ewa,,rt:ewa,billing,,{day(2)},{day(9)},\n")
    t.same(h.live("Ewa"), {}, "a right of the future")
    h.take(f"Ewa,,rt:ewa,billing,,{day(3)},{day(9)},\n")
    ahead = [r for r in h.rights("Ewa") if int(r[4]) > ms() and r[3] != r[4]]
    t.same(len(ahead), 1, "one right of the future, moved by a day")
    t.same(int(ahead[0][4]) - int(ahead[0][3]), 7 * 86400000, "its days")
    h.take("Ewa,,rt:ewa,,,,,\n")
    t.same([r for r in h.rights("Ewa") if int(r[4]) > ms() and r[3] != r[4]], [], "taken back before it began")
    h.take(f"Ewa,,rt:ewa,waive,,,{day(-1)},\n")
    t.same(h.live("Ewa"), {}, "over before it was written down")


def exchanges_logins(t, h):
    h.take("Ola,,rt:one,,,,,\nPawel,,rt:two,,,,,\n")
    t.same(h.take("Ola,,rt:two,,,,,\nPawel,,rt:one,,,,,\n")[0], 0, "an exchange")
    t.same({k: v for k, v in h.logins().items() if k in ("rt:one", "rt:two")},
           {"rt:one": "Pawel", "rt:two": "Ola"}, "logins exchanged")
    h.take("Ola,,,,,,,\n")
    t.same(h.logins()["rt:two"], None, "a login not listed any more is nobody's")
    t.same(h.take("Pawel,,rt:one rt:two,,,,,\n")[0], 0, "taking it over")
    t.same(h.sql("SELECT COUNT(*) FROM agent_identity WHERE external_id IN ('one ', 'ONE')"), [["0"]],
           "logins with a blank behind, or in capitals")


def escalation(agent, right, starts, ends, made, version=1):
    return ("INSERT INTO escalation (case_id, agent_id, right_name, right_starts, right_ends, made_at, severity, "
            "vehicle, route, channel, state, receipt_version) VALUES (1, "
            f"{agent}, {right}, {starts}, {ends}, {made}, 'B', 'premier', 'microsoft', 'azure-portal', 'open', {version})")


FOREIGN_KEY, CHECK, NOT_NULL, DUPLICATE, DENIED = "1452", "4025", "1048", "1062", ("1142", "1143")


def the_wall(t, h):
    """The same for the program's account and for root: keys and checks, not rights of accounts."""
    h.take(f"Wanda,,rt:wanda,escalate waive,,,,\nZofia,,rt:zofia,escalate,,{day(5)},,\n")
    h.sql("INSERT INTO `case` (id, desk, ticket, version, is_closed, opened_at, updated_at) "
          "VALUES (1, 'rt', '1', 0, 0, 0, 0)")
    ids = {name: i for i, name in h.sql("SELECT id, name FROM agent")}
    wanda, zofia, now = ids["Wanda"], ids["Zofia"], ms()
    right = {r[1]: r for r in h.rights("Wanda")}
    starts, waive, ahead = right["escalate"][3], right["waive"][3], h.rights("Zofia")[0][3]
    h.sql(f"INSERT INTO agent_right VALUES ({wanda}, 'escalate', NULL, {now - 9000}, {now - 5000})")
    refused = (
        ("an unknown agent", escalation(999, "'escalate'", starts, OPEN, now), FOREIGN_KEY),
        ("an agent without the right", escalation(ids["Jan Lis"], "'escalate'", starts, OPEN, now), FOREIGN_KEY),
        ("an ended right", escalation(wanda, "'escalate'", now - 9000, now - 5000, now), CHECK),
        ("an ended right, said to be open", escalation(wanda, "'escalate'", now - 9000, OPEN, now), FOREIGN_KEY),
        ("the end itself", escalation(wanda, "'escalate'", now - 9000, now - 5000, now - 5000), CHECK),
        ("another right", escalation(wanda, "'waive'", waive, OPEN, now), CHECK),
        ("another right by the name of this", escalation(wanda, "'escalate'", int(waive) - 1, OPEN, now), FOREIGN_KEY),
        ("in capitals", escalation(wanda, "'ESCALATE'", starts, OPEN, now), CHECK),
        ("not begun", escalation(zofia, "'escalate'", ahead, OPEN, now), CHECK),
        ("no agent", escalation("NULL", "'escalate'", starts, OPEN, now), NOT_NULL),
        ("no right", escalation(wanda, "NULL", starts, OPEN, now), NOT_NULL),
        ("no begin", escalation(wanda, "'escalate'", "NULL", OPEN, now), NOT_NULL),
        ("no end", escalation(wanda, "'escalate'", starts, "NULL", now), NOT_NULL),
        ("no time", escalation(wanda, "'escalate'", starts, OPEN, "NULL"), NOT_NULL),
    )
    for what, sql, error in refused:
        t.same(h.app(sql), error, f"the wall, {what}")
        try:
            h.sql(sql)
            t.check(False, f"the wall let root in: {what}")
        except HouseError as e:
            t.check(f"ERROR {error}" in str(e), f"the wall, root, {what}: {e}")
    good = escalation(wanda, "'escalate'", starts, OPEN, now)
    t.same(h.app(good), "", "a rightful escalation")
    t.same(h.app(good), DUPLICATE, "the same decision twice")
    t.same(h.sql("SELECT COUNT(*) FROM escalation"), [["1"]], "escalations")


def ends_a_used_right(t, h):
    wanda, made, ends = h.sql("SELECT agent_id, made_at, right_ends FROM escalation")[0]
    starts = h.live("Wanda")["escalate"][3]
    try:
        h.sql(f"UPDATE agent_right SET ends = {ms()} WHERE agent_id = {wanda} AND ends = {OPEN} AND "
              "right_name = 'escalate'")
        t.check(False, "a used right lost its end behind its escalation's back")
    except HouseError as e:
        t.check("ERROR 1451" in str(e), f"moving the end alone: {e}")
    t.same(h.take(f"Wanda,,rt:wanda,escalate,,,{day(30)},\n")[0], 0, "a used right gets an end")
    t.check(h.live("Wanda")["escalate"][4] != ends, "the end has moved")
    t.same(h.take("Wanda,,rt:wanda,,,,,\n"), (0, "1 agents imported: 0 added, 1 changed, 0 unchanged"), "a used right ends")
    t.same(h.live("Wanda"), {}, "no right is left")
    row = h.sql("SELECT agent_id, right_starts, made_at < right_ends, right_ends <= " + str(ms()) + " FROM escalation")
    t.same(row, [[wanda, starts, "1", "1"]], "the escalation and its right, which has ended")
    t.check(h.app(escalation(wanda, "'escalate'", starts, OPEN, ms(), 2)) == FOREIGN_KEY, "the ended right was taken")
    t.same(h.app("UPDATE escalation SET state = 'closed', reference = '618040512345678'"), "", "closing it later")
    before = h.everything()
    t.same(h.take("Wanda,,rt:wanda,,,,,\n")[0], 0, "the same again")
    t.same(h.everything(), before, "after the same again")
    ahead = ms() + 5000
    h.take("Wanda,,rt:wanda,escalate,,,,\n")
    starts = h.live("Wanda")["escalate"][3]
    t.same(h.app(escalation(wanda, "'escalate'", starts, OPEN, ahead, 3)), "", "by a clock that goes ahead")
    t.same(h.take("Wanda,,rt:wanda,,,,,\n")[0], 0, "ending what a clock ahead of ours used")
    t.same(h.sql("SELECT right_ends - made_at FROM escalation WHERE receipt_version = 3"), [["1"]], "its end")


def grants(t, h):
    for sql in ("DELETE FROM agent_right", "DELETE FROM agent", "DELETE FROM agent_identity", "DELETE FROM escalation",
                "UPDATE escalation SET agent_id = 1", "UPDATE escalation SET made_at = 0",
                "UPDATE escalation SET severity = 'A'", "TRUNCATE TABLE escalation", "DROP TABLE agent_right"):
        t.check(h.app(sql) in DENIED, f"the program's account may {sql}")
