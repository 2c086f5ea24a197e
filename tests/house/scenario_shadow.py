"""Tries to break: another policy is tried on decisions that were really made. Exactly the tickets whose last decision
comes out otherwise are told, those apart that lack a fact; nothing is changed, and what is bad or old is said.
"""

import datetime
import json
import shutil

import parts
from house import TOP, new_secret
from trial import FakeRt, fake_desk, import_customers, run_program

AGENTS = """\
name,email,identities,rights,roles,from,to,language
Anna Nowak,anna@partner.example,rt:anna,escalate,global_admin,,,en
Jan Kos,kos@partner.example,rt:kos,escalate,helpdesk_agent,,,en
"""
TEAMS = "Teams does not work for anybody since this morning."
AZURE = "The Azure virtual machine in production is down."
TECHNICAL = "/csp triage technical microsoft365 B break-fix\n/csp escalate"
ALL_AZURE = '{ id = "reseller-azure";'
ASKS = '{ id = "azure-asks"; when = { product = "azure"; version = "unknown"; };\n' \
       '  then = "block"; missing = [ "version" ]; },\n'


def run(t):
    rt = FakeRt().start()
    try:
        return stories(t, rt)
    finally:
        rt.stop()


class Shadow:
    """Runs it with the policy that ships, less what a story changes in it."""

    def __init__(self, t, cspdesk):
        self.t, self.cspdesk, self.made = t, cspdesk, 0

    def policy(self, *changes):
        """A folder with the policy that ships; changes are (file, text, another text)."""
        self.made += 1
        where = self.t.where / f"policy{self.made}"
        shutil.copytree(TOP / "conf" / "policy", where)
        for name, old, new in changes:
            text = (where / name).read_text(encoding="utf-8")
            self.t.need(old in text, f"{name} has {old}")
            (where / name).write_text(text.replace(old, new), encoding="utf-8")
        return where

    def raw(self, where, *args):
        return run_program([self.cspdesk.binary, "shadow", where, *args, "-c", self.cspdesk.conf])

    def told(self, what, changed, lacking, *changes, args=()):
        """Exactly these tickets are told; the report as JSON."""
        where = self.policy(*changes)
        code, out, err = self.raw(where, "--json", *args)
        self.t.same((code, err), (1 if changed or lacking else 0, ""), f"{what}: exit code")
        got = json.loads(out)
        for name, wanted in (("changed", changed), ("lacking", lacking)):
            self.t.same(sorted(x["ticket"] for x in got[name]), sorted(wanted), f"{what}: {name}")
        text = self.raw(where, *args)[1]
        self.t.same(sorted(x.split()[0] for x in text.splitlines() if x.startswith("  rt/")),
                    sorted(f"rt/{x}" for x in [*changed, *lacking]), f"{what}: the same in words")
        return got


def stories(t, rt):
    cspdesk = t.cspdesk(t.mariadb(durable=False), [], {"partner": {"type": "indirect-reseller"}})
    cspdesk.desks = [fake_desk(cspdesk, rt, new_secret(), mode="observe", sweep_secs=1, in_flight=8)]
    cspdesk.start()
    import_customers(cspdesk)
    cspdesk.run("import", "agents", parts.write(cspdesk.home / "agents.csv", AGENTS))
    cspdesk.sql("UPDATE customer SET provider = 'Distributor', channel = 'email', relationship = 'yes', told_at = "
                "1000 * UNIX_TIMESTAMP()")
    tickets = decide(t, rt, cspdesk)
    t.stop_cspdesk(cspdesk)
    before, shadow = kept(cspdesk), Shadow(t, cspdesk)
    changed_policies(t, shadow, tickets)
    days(t, cspdesk, shadow, tickets)
    t.same(kept(cspdesk), before, "what shadow left behind")
    bad(t, shadow)
    old(t, cspdesk, shadow, tickets)
    return {"receipts": receipts(cspdesk), "tickets": sum(map(len, tickets.values()))}


def kept(cspdesk):
    names = ", ".join(f"`{row[0]}`" for row in cspdesk.sql("SHOW TABLES"))
    return cspdesk.sql(f"CHECKSUM TABLE {names}")


def receipts(cspdesk):
    return int(cspdesk.sql("SELECT COUNT(*) FROM receipt")[0][0])


def decide(t, rt, cspdesk):
    """Tickets by what becomes of them: a sweep finds each, and each step has its receipt before the next."""
    def wait(n):
        t.until(f"{n} receipts", lambda: receipts(cspdesk) >= n, 60)

    def new(email, text):
        return rt.new_ticket(email, text[:20], text)
    got = {"teams": [new("jan@contoso.example", TEAMS) for _ in range(6)],
           "azure": [new("jan@contoso.example", AZURE) for _ in range(4)],
           "stranger": [new("x@nowhere.example", TEAMS) for _ in range(3)],
           "anna": [new("olivia@fabrikam.example", AZURE)], "kos": [new("olivia@fabrikam.example", AZURE)],
           "now azure": [new("jan@contoso.example", TEAMS)]}
    wait(16)
    for who in ("anna", "kos"):
        rt.say(got[who][0], TECHNICAL, "Comment", who)
    rt.say(got["now azure"][0], "/csp triage technical azure B break-fix", "Comment", "kos")
    wait(18)
    rt.say(got["now azure"][0], "It is the virtual machine, after all.")
    wait(19)
    return got


def changed_policies(t, shadow, tickets):
    t.same(shadow.told("the same policy", [], [])["summary"]["tickets_the_same"], 16, "tickets that stay")
    m365 = [*tickets["teams"], *tickets["anna"], *tickets["kos"]]
    got = shadow.told("reseller_m365 off", m365, [], ("settings.conf", "reseller_m365 = true", "reseller_m365 = false"))
    t.same(got["summary"]["receipts_with_another_outcome"], len(m365) + 1, "with the one that was replaced")
    for x in got["changed"]:
        t.same((x["from"]["outcome"], x["to"]), ("block", {
            "outcome": "route", "route": "provider", "channel": "email", "vehicle": None, "rule": "reseller-m365-off"}),
            f"ticket {x['ticket']}")
    got = shadow.told("global_admin off", tickets["anna"], [],
                      ("settings.conf", "global_admin = true", "global_admin = false"))
    t.same(got["changed"][0]["to"]["rule"], "role-may-not", "anna's")
    azure = [*tickets["azure"], *tickets["now azure"]]
    got = shadow.told("Azure asks the version", [], azure, ("rules.conf", ALL_AZURE, ASKS + ALL_AZURE))
    t.same([x["lacks"] for x in got["lacking"]], [["version"]] * len(azure), "what they lack")
    t.same(got["summary"]["facts"], {"version": len(azure)}, "by fact")
    got = shadow.told("another name of a rule", [], [], ("rules.conf", ALL_AZURE, ALL_AZURE.replace("azure", "a")))
    t.same(got["summary"]["of_them_by_another_rule"], len(azure), "by another rule")


def days(t, cspdesk, shadow, tickets):
    """Receipts of forty days ago; then they are of today again."""
    move = "UPDATE receipt r JOIN `case` c ON c.id = r.case_id SET decided_at = decided_at %s WHERE c.ticket IN (%s)"
    old, ago = ",".join(tickets["teams"]), 40 * 86400000
    m365 = ("settings.conf", "reseller_m365 = true", "reseller_m365 = false")
    young = [*tickets["anna"], *tickets["kos"]]
    cspdesk.sql(move % (f"- {ago}", old))
    shadow.told("thirty days", young, [], m365)
    shadow.told("a day", young, [], m365, args=("--days", "1"))
    shadow.told("fifty days", young + tickets["teams"], [], m365, args=("--days", "50"))
    got = shadow.told("41 days", young + tickets["teams"], [], m365, args=("--days", "41"))
    length = [datetime.datetime.fromisoformat(got["summary"][x].rstrip("Z")) for x in ("since", "until")]
    t.same((length[1] - length[0]).days, 41, "the days that it tells")
    cspdesk.sql(move % (f"+ {ago}", old))


def bad(t, shadow):
    where = shadow.policy(("rules.conf", 'then = "deny"', 'then = "denied"'))
    code, out, err = shadow.raw(where)
    t.check((code, out) == (2, "") and "rules.conf:16: rules[0].then" in err, f"a bad policy: {code} {err}")
    for what, args, says in (("no such folder", ("/nowhere",), "/nowhere/policy.conf"), ("no folder", (), "use:"),
                             ("no days", (where, "--days", "0"), "--days must be"),
                             ("days in words", (where, "--days", "ten"), "--days must be"),
                             ("too many days", (where, "--days", "36601"), "--days must be")):
        code, out, err = run_program([shadow.cspdesk.binary, "shadow", *args, "-c", shadow.cspdesk.conf])
        t.check((code, out) == (2, "") and says in err, f"{what}: {code} {out} {err}")


def old(t, cspdesk, shadow, tickets):
    """Receipts, and policies, of another schema are told; the others are compared all the same."""
    def where(ticket):
        return f"WHERE case_id = (SELECT id FROM `case` WHERE ticket = {ticket})"
    one, two, three = tickets["teams"][:3]
    id = cspdesk.sql(f"SELECT id FROM receipt {where(one)}")[0][0]
    cspdesk.sql(f"UPDATE receipt SET facts = REPLACE(facts, '\"schema\":1', '\"schema\":2') {where(one)};"
                f"UPDATE receipt SET decision = '{{}}' {where(two)};"
                "INSERT INTO policy (hash, canonical, stored_at) SELECT 'sha256:old', REPLACE(canonical, '\"schema\":1',"
                f" '\"schema\":0'), 0 FROM policy; UPDATE receipt SET policy = 'sha256:old' {where(three)}")
    m365 = ("settings.conf", "reseller_m365 = true", "reseller_m365 = false")
    got = shadow.told("old ones among them", [*tickets["teams"][2:], *tickets["anna"], *tickets["kos"]], [], m365)
    t.same(got["summary"]["unread"], {"receipts": 2, "first": int(id), "why": "$.schema must be 1"}, "unread")
    t.same(got["summary"]["by_outdated_policies"], 1, "by outdated policies")
    text = shadow.raw(shadow.policy(m365))[1]
    t.check(f"2 receipts are of another schema and were not compared; the first is {id}: $.schema must be 1" in text and
            "1 receipts are by policies that this program no longer compiles" in text, f"told in words: {text}")
