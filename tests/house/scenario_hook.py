"""Tries to break: cspdesk hook, which must install a webhook in a fake Zammad, change only what differs, go on where it
stopped, and take out exactly what it put in.
"""

import copy
import json
import os
import signal
import subprocess

from house import Mariadb
from trial import fake_desk, run_program
from fake_zammad import FakeZammad
import parts

SECRET, ADMIN = "a-text-of-more-than-24-letters", "fake-admin-token"
TRIGGERS = ["cspdesk.agent-message", "cspdesk.changed", "cspdesk.created", "cspdesk.customer-message", "cspdesk.doctor"]
FIELDS = ["csp_class", "csp_holder", "csp_microsoft_number", "csp_product", "csp_severity", "csp_tier", "csp_vehicle"]
FOREIGN = {"name": "msp.created", "activator": "action", "execution_condition_mode": "selective", "active": True,
           "condition": {"ticket.action": {"operator": "is", "value": "create"}}, "perform": {}}
# Who changed a row last, and when, is no content of it.
WHEN = ("updated_at", "updated_by_id")


class Office:
    """A fake Zammad and cspdesk with nginx before it; nothing is installed yet."""

    def __init__(self, t):
        self.t, self.desk = t, FakeZammad().start()
        self.mariadb = Mariadb(t.where, "mariadb-cspdesk").start()
        self.cspdesk = t.cspdesk(self.mariadb, [])
        self.nginx = t.nginx(self.cspdesk).start()
        self.cspdesk.settings["doctor"] = {"url": self.nginx.url}
        self.entry = fake_desk(self.cspdesk, self.desk, SECRET, name="zammad", kind="zammad")
        self.cspdesk.desks = [self.entry]
        self.cspdesk.start(works=0)

    def hook(self, *args, token=ADMIN):
        """(exit code, stdout, stderr) of cspdesk hook."""
        args = [self.cspdesk.binary, "hook", *args, "-c", self.cspdesk.conf]
        return run_program(args, env={"CSPDESK_ADMIN_TOKEN": token or ""})

    def lines(self, *args, rc=0, token=ADMIN):
        got, out, err = self.hook(*args, token=token)
        self.t.check(got == rc and not err, f"{args}: {got} {out!r} {err!r}")
        return out.splitlines()

    def refuses(self, what, words, *args, rc=1, token=ADMIN):
        got, out, err = self.hook(*args, token=token)
        self.t.check(got == rc and not out and err.count("\n") == 1, f"{what}: {got} {out!r} {err!r}")
        for word in words:
            self.t.check(word in err, f"{what}: no {word!r} in {err!r}")

    def state(self):
        """What an administrator sees of webhooks, triggers and attributes."""
        with self.desk.lock:
            return copy.deepcopy([{k: {n: v for n, v in row.items() if n not in WHEN} for k, row in rows.items()}
                                  for rows in (self.desk.webhooks, self.desk.triggers, self.desk.attributes)])

    def wrote(self, do):
        """What `do` asks of Zammad that may change it."""
        before = len(self.desk.requests)
        do()
        return [r[2] for r in self.desk.requests[before:] if r[1] != "GET"]


def run(t):
    office = Office(t)
    try:
        refusals(t, office)
        dry(t, office)
        fresh(t, office)
        delivers(t, office)
        differs(t, office)
        interrupted(t, office)
        existing(t, office)
        t.stop_cspdesk(office.cspdesk)
    finally:
        office.desk.stop()


def refusals(t, o):
    """Each says what is missing, by name, and nothing changes."""
    before = o.state()
    o.refuses("own token", ("lacks admin.webhook, admin.trigger, admin.object", "Profile > Token Access",
                            "--token-file FILE"), "install", "zammad", token=None)
    o.refuses("unknown token", ("knows no such token as this one (401)",), "install", "zammad", token="nobody's")
    o.desk.tokens["half"] = (2, ("admin.webhook", "admin.object"))
    o.refuses("half a token", ("lacks admin.trigger;",), "install", "zammad", token="half")
    o.refuses("no such desk", ('no desk "nobody"',), "install", "nobody", rc=2)
    o.refuses("no address", ('"ftp://x" is no address',), "install", "zammad", "--url", "ftp://x", rc=2)
    o.refuses("two lines", ("white space",), "install", "zammad", token="a\nFrom: eva", rc=2)
    token = parts.write(o.cspdesk.secrets / "open.token", ADMIN + "\n", 0o644)
    o.refuses("a token that all may read", (str(token),), "install", "zammad", "--token-file", token, rc=2)
    o.desk.webhooks[900], o.desk.attributes["other"] = {"id": 900, "name": "x", "endpoint": "http://x"}, {
        "id": 901, "name": "other", "object": "Ticket", "data_type": "input", "active": True, "to_create": False,
        "to_migrate": True, "to_delete": True, "live": True, "default": "", "editable": True}
    o.refuses("somebody's deletion waits", ("attribute other waits in Zammad",), "install", "zammad", rc=2)
    del o.desk.webhooks[900], o.desk.attributes["other"]
    o.desk.users[o.desk.me].update(login="other", email="other@msp.example")
    o.refuses("somebody else's token", ("is other's, desks[].user says cspdesk@",), "install", "zammad", rc=2)
    o.desk.users[o.desk.me].update(login="cspdesk@msp.example", email="CSPdesk@msp.example")
    rc, _, err = run_program([o.cspdesk.binary, "hook", "install"])
    t.check(rc == 2 and err.startswith("use: cspdesk hook install DESK"), f"wrong use: {rc} {err!r}")
    o.cspdesk.desks.append({**o.entry, "name": "rt", "kind": "rt"})
    o.cspdesk.write_conf()
    o.refuses("RT", ("rt: RT gets its part on its own host: run hooks/rt/install",), "install", "rt", rc=2)
    o.cspdesk.desks.pop()
    o.cspdesk.write_conf()
    t.same(o.state(), before, "Zammad after refusals")
    t.same(o.cspdesk.sql("SELECT COUNT(*) FROM hook_former"), [["0"]], "what is remembered after refusals")


def dry(t, o):
    got = []
    t.same(o.wrote(lambda: got.extend(o.lines("install", "zammad", "--dry-run"))), [], "writes of --dry-run")
    t.same(len(got), 14, f"changes that --dry-run tells of: {got}")
    t.check(all(line.startswith("would change: ") for line in got), f"--dry-run: {got}")
    t.same(o.wrote(lambda: o.lines("status", "zammad", rc=1)), [], "writes of status")


def fresh(t, o):
    """All is made; again nothing changes; the administrator's token is nowhere."""
    o.desk.triggers[800] = dict(FOREIGN, id=800)
    got = o.lines("install", "zammad")
    t.same(len(got), 14, f"changes: {got}")
    hooks = list(o.desk.webhooks.values())
    t.same([(h["name"], h["endpoint"], h["signature_token"], h["ssl_verify"], h["active"], h["customized_payload"])
            for h in hooks], [("cspdesk", f"{o.nginx.url}/hook/zammad", SECRET, True, True, False)], "webhook")
    own = [x for x in o.desk.triggers.values() if x["name"] != FOREIGN["name"]]
    t.same(sorted(x["name"] for x in own), TRIGGERS, "triggers")
    t.same({x["perform"]["notification.webhook"]["webhook_id"] for x in own}, {hooks[0]["id"]}, "webhook of triggers")
    me = str(o.desk.me)
    t.same(sum(f'"{me}"' in json.dumps(x["condition"]) for x in own), 4, "triggers that know our user")
    t.same(sorted(n for n, a in o.desk.attributes.items() if a["live"]), FIELDS, "attributes that are live")
    t.check(all(a["screens"]["edit"]["ticket.agent"]["shown"] for a in o.desk.attributes.values()), "shown to agents")
    t.same(o.desk.attributes["csp_class"]["display"], "CSP class", "what people read")
    t.same(o.wrote(lambda: t.same(o.lines("install", "zammad"), ["nothing changed"], "again")), [], "writes of again")
    t.same(o.desk.triggers[800], dict(FOREIGN, id=800), "somebody else's trigger")
    kept = str(o.cspdesk.sql("SELECT * FROM hook_former"))
    t.check(ADMIN not in kept and SECRET not in kept, f"a secret in {kept}")


def delivers(t, o):
    """A mail, an agent's change and a note each come as a hook that serve takes; what we write ourselves does not."""
    eva = o.desk.agent("eva@msp.example", "Eva", "Lang")
    ticket = o.desk.mail("jan@contoso.example", "Teams", "it does not work")
    o.desk.note(ticket, eva, "/csp why")
    o.desk.update(ticket, {"priority_id": 3}, eva)
    o.desk.mail("jan@contoso.example", "Re: Teams", "still", ticket=ticket)
    o.desk.note(ticket, o.desk.me, "[csp #1]")
    o.desk.update(ticket, {"csp_class": "technical"}, o.desk.me)
    o.desk.run_jobs()
    got = [(d["trigger"], d["status"]) for d in o.desk.jobs.deliveries]
    t.same(got, [(f"cspdesk.{n}", 204) for n in ("created", "agent-message", "changed", "customer-message")], "hooks")
    t.same(o.cspdesk.sql("SELECT COUNT(*), MIN(ticket) FROM delivery"), [["4", str(ticket)]], "deliveries")
    test = o.desk.create({"title": "cspdesk doctor", "customer_id": o.desk.me}, {"body": "x"}, o.desk.me)
    o.desk.note(test, o.desk.me, "cspdesk doctor")
    o.desk.run_jobs()
    t.same([d["trigger"] for d in o.desk.jobs.deliveries[4:]], ["cspdesk.doctor"] * 2, "hooks of doctor's ticket")
    got = o.lines("status", "zammad")
    t.check("webhook cspdesk to" in got[0] and "6 hooks to us, 0 failed" in got[1], f"status: {got}")
    o.nginx.stop()
    o.desk.note(ticket, eva, "again")
    o.desk.run_jobs()
    o.nginx.start()
    t.until("the hook comes later", lambda: o.desk.run_jobs() or not o.desk.jobs.queue)
    got = o.lines("status", "zammad", rc=1)
    t.check("failed, the newest: no answer at 20" in got[1], f"status after a failure: {got}")
    o.desk.jobs.log.clear()


def differs(t, o):
    """One thing is edited: status tells it, install puts it back, and says what it was."""
    hook = next(iter(o.desk.webhooks.values()))
    was = o.state()
    for edit, wanted in (
            (lambda: hook.update(endpoint="http://old/hook"), "webhook cspdesk: endpoint http://old/hook -> http"),
            (lambda: hook.update(signature_token="other"), "webhook cspdesk: signature_token is another"),
            (lambda: row(o, "cspdesk.changed").update(active=False), "trigger cspdesk.changed: active false -> true"),
            (lambda: row(o, "cspdesk.created")["condition"]["ticket.created_by_id"].update(value="1"),
             "trigger cspdesk.created: condition {")):
        edit()
        got = o.lines("status", "zammad", rc=1)
        t.check(got[0].startswith("differs: " + wanted), f"{wanted}: {got}")
        got = o.lines("install", "zammad")
        t.check(len(got) == 1 and got[0].startswith(wanted), f"{wanted}: {got}")
        t.same(o.state(), was, f"Zammad after {wanted}")
    # What Zammad's pages make of ids, and a secret that it does not show, are the same.
    row(o, "cspdesk.created")["perform"]["notification.webhook"]["webhook_id"] = str(hook["id"])
    row(o, "cspdesk.customer-message")["condition"]["article.sender_id"] = {"operator": "is", "value": ["2"],
                                                                            "value_completion": ""}
    hook["signature_token"] = "**********"
    t.same(o.lines("install", "zammad"), ["nothing changed"], "what pages write")
    hook["signature_token"] = SECRET
    moved = f"{o.nginx.url}/hook/zammad/b"
    t.same(len(o.lines("install", "zammad", "--url", moved)), 1, "changes for another address")
    t.same(hook["endpoint"], moved, "the other address")
    o.desk.webhooks.clear()
    got = o.lines("install", "zammad")
    t.check(len(got) == 6 and "perform" in got[1], f"webhook gone: {got}")


def row(o, name):
    return next(x for x in o.desk.triggers.values() if x["name"] == name)


def empty(o):
    o.desk.triggers.clear()
    o.desk.webhooks.clear()
    o.desk.attributes.clear()


def interrupted(t, o):
    """Zammad fails, or cspdesk is killed, at every change in turn; the next run goes on, or takes it back."""
    o.lines("remove", "zammad", "--with-fields")
    t.same(o.state(), [{}, {800: dict(FOREIGN, id=800)}, {}], "Zammad after remove")
    t.same(o.lines("remove", "zammad"), ["cspdesk knows of nothing that it changed in zammad"], "remove again")
    empty(o)
    for what, broken, made in (("make", "error", 0), ("make", "error-after", 1), ("make", "garbage", 1),
                               ("attribute-make", "cut", 2), ("migrate", "error", 8), ("migrate", "error-after", 8)):
        o.desk.fail(what, broken)
        got, out, err = o.hook("install", "zammad")
        t.check(got > 0 and "Run it again" in err, f"{what} {broken}: {got} {out!r} {err!r}")
        made_now = len(o.desk.webhooks) + len(o.desk.attributes) + len(o.desk.triggers)
        t.same(made_now, made, f"{what} {broken}: things that are there")
        o.lines("remove", "zammad", "--with-fields")
        t.same(o.state(), [{}, {}, {}], f"{what} {broken}, then removed")
    o.desk.fail("attribute-make", "hang", secs=60)
    killed(t, o, "attribute-make")
    t.check(o.desk.webhooks and len(o.desk.attributes) == 1 and not o.desk.triggers, f"killed: {o.state()}")
    o.desk.mend()
    t.same(len(o.lines("install", "zammad")), 12, "changes that were left")
    t.same(o.lines("status", "zammad")[0][:8], "zammad: ", "status after it went on")
    o.desk.fail("attribute-remove", "error-after")
    t.same(o.hook("remove", "zammad", "--with-fields")[0], 1, "remove is interrupted")
    o.lines("remove", "zammad", "--with-fields")
    t.same(o.state(), [{}, {}, {}], "Zammad after remove went on")
    t.same(o.cspdesk.sql("SELECT COUNT(*) FROM hook_former"), [["0"]], "what is remembered in the end")


def killed(t, o, what):
    """SIGKILL while Zammad lets that request wait."""
    env = {**os.environ, "CSPDESK_ADMIN_TOKEN": ADMIN}
    argv = parts.as_daemon([o.cspdesk.binary, "hook", "install", "zammad", "-c", o.cspdesk.conf])
    before = len(o.desk.asked(what=what))
    process = subprocess.Popen(argv, env=env, stdout=subprocess.DEVNULL, start_new_session=True)
    t.until(f"{what} is asked", lambda: len(o.desk.asked(what=what)) > before)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def existing(t, o):
    """A webhook, a trigger and a field were there before: remove brings them back as they were."""
    call = lambda kind, **said: o.desk.__dict__[kind].update({77: {"id": 77, "note": "by hand", **said}})
    call("webhooks", name="cspdesk", endpoint="http://mine/", signature_token="mine", ssl_verify=False, active=True,
         customized_payload=True, custom_payload="{}", bearer_token="")
    call("triggers", **dict(FOREIGN, name="cspdesk.created", perform={"notification.webhook": {"webhook_id": 77}}))
    o.desk.attributes["csp_tier"] = {
        "id": 78, "name": "csp_tier", "object": "Ticket", "display": "Tier", "data_type": "input",
        "data_option": {"type": "text", "maxlength": 20}, "active": False, "screens": {}, "position": 9, "to_create":
        False, "to_migrate": False, "to_delete": False, "live": True, "default": "", "editable": True}
    before = o.state()
    got = o.lines("install", "zammad")
    t.check("ssl_verify false -> true" in got[0] and "customized_payload true -> false" in got[0], f"changes: {got}")
    t.check("field csp_tier: active false -> true" in got, f"changes: {got}")
    got = o.lines("remove", "zammad")
    t.same(got[-1], "7 fields stay with what is in them; --with-fields takes them, too", "what stays")
    after = o.state()
    t.same(after[:2], before[:2], "webhooks and triggers after remove")
    t.same(sorted(after[2]), FIELDS, "attributes after remove")
    got = []
    t.same(o.wrote(lambda: got.extend(o.lines("remove", "zammad", "--with-fields", "--dry-run"))), [], "writes")
    t.same(len(got), 8, f"what remove --dry-run tells: {got}")
    o.lines("remove", "zammad", "--with-fields")
    t.same(o.state(), before, "Zammad after all is removed")
