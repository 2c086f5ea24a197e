"""Tries to break: cspdesk doctor, which must be silent about a healthy house and name every staged fault with its mend.

On a fake RT one thing is broken at a time, seen by name, and mended; on a real RT the healthy run, a right that was
revoked, a hook that nobody hears and a secret that is another one.
"""

import contextlib
import json
import subprocess
import threading

from house import Mariadb, Sender, free_port, new_secret
from trial import FakeRt, RtHouse, Trial, fake_desk, import_customers, run_program
import parts

AGENTS = "name,email,identities,rights,roles,from,to,language\nAnna Nowak,anna@partner.example,rt:anna,escalate," \
    "admin_agent,,,pl\n"
# A tablespace that cannot grow: what a full disk or a quota looks like from inside.
SMALL = {"innodb_data_file_path": "ibdata1:40M", "innodb_file_per_table": 0}


def run(t):
    other = Trial(t.name, t.where / "real", t.soak, t.seed, t.binary)
    real = threading.Thread(target=guarded, args=(other, on_real_rt))
    real.start()
    house = Patient(t)
    try:
        healthy(t, house)
        quiet(t, house)
        for name, wanted, break_it in FAULTS:
            staged(t, house, name, wanted, break_it)
        healthy(t, house)
        stopped(t, house)
    finally:
        house.rt.stop()
        real.join()
        t.checks, t.failures = t.checks + other.checks, t.failures + other.failures
    return {"staged faults": len(FAULTS) + 8}


def guarded(t, fn):
    try:
        fn(t)
    except Exception as e:      # a thread's failure must be the scenario's
        t.check(False, f"on a real RT: {type(e).__name__}: {e}")


class Patient:
    """cspdesk on a fake desk that sends the hooks of doctor's test ticket."""

    def __init__(self, t):
        self.t, self.rt, self.secret = t, FakeRt().start(), new_secret()
        self.mariadb = Mariadb(t.where, "mariadb-cspdesk", settings=SMALL).start()
        self.cspdesk = t.cspdesk(self.mariadb, [], {"doctor": {"wait_secs": 2}})
        self.desk = fake_desk(self.cspdesk, self.rt, self.secret, default_queue="Support")
        self.cspdesk.desks = [self.desk]
        self.cspdesk.start()
        import_customers(self.cspdesk)
        self.cspdesk.run("import", "agents", parts.write(self.cspdesk.home / "agents.csv", AGENTS))
        self.nginx = t.nginx(self.cspdesk).start()
        self.cspdesk.settings["doctor"]["url"] = self.nginx.url
        self.cspdesk.write_conf()
        self.rt.hook_secret, self.rt.hook_url = self.secret, f"{self.nginx.url}/hook/rt"
        self.rt.hook = self.send

    def send(self, ticket, transaction):
        sender = Sender(self.rt.hook_url, self.secret, keep_alive=False)
        sender.post(self.rt.event(ticket, transaction, "note"), id=f"rt-{transaction}")

    def ask(self, *args):
        """(exit code, {name: check}); names of the desk's checks as printed."""
        rc, out, err = run_program([self.cspdesk.binary, "doctor", "--json", *args, "-c", self.cspdesk.conf])
        self.t.check(not err, f"doctor complains: {err!r}")
        return rc, {c["name"]: c for c in json.loads(out)["checks"]} if out else {}

    @contextlib.contextmanager
    def setting(self, **desk):
        """The configuration with another entry of the desk."""
        self.cspdesk.desks = [{**self.desk, **desk}]
        self.cspdesk.write_conf()
        yield
        self.cspdesk.desks = [self.desk]
        self.cspdesk.write_conf()

    @contextlib.contextmanager
    def fake(self, **attributes):
        was = {name: getattr(self.rt, name) for name in attributes}
        for name, value in attributes.items():
            setattr(self.rt, name, value)
        yield
        for name, value in was.items():
            setattr(self.rt, name, value)

    @contextlib.contextmanager
    def sql(self, there, back):
        self.mariadb.sql(there, "cspdesk")
        yield
        self.mariadb.sql(back, "cspdesk")

    @contextlib.contextmanager
    def fails(self, what, kind, **more):
        self.rt.fail(what, kind, times=None, **more)
        yield
        self.rt.mend()

    @contextlib.contextmanager
    def tls(self, certificate, **desk):
        """The same desk over TLS."""
        files = make_certificate(self.cspdesk.home, **certificate)
        over = FakeRt()
        over.__dict__.update({k: v for k, v in self.rt.__dict__.items() if k not in ("server", "url", "stopping")})
        over.start(certificate=files)
        with self.setting(**{"url": over.url, "ca_file": files[0], **desk}):
            yield
        over.stop()
        self.rt.next_transaction = over.next_transaction

    @contextlib.contextmanager
    def mode_of(self, path, mode):
        was = path.stat().st_mode
        path.chmod(mode)
        yield
        path.chmod(was)

    @contextlib.contextmanager
    def top(self, **settings):
        """The configuration with other settings outside of desks."""
        was = self.cspdesk.settings
        self.cspdesk.settings = {**was, **settings}
        self.cspdesk.write_conf()
        yield
        self.cspdesk.settings = was
        self.cspdesk.write_conf()

    def doctor(self, **settings):
        return self.top(doctor={**self.cspdesk.settings["doctor"], **settings})

    def old_schema(self):
        number, name, digest = self.cspdesk.sql("SELECT number, name, digest FROM schema_version "
                                                "ORDER BY number DESC LIMIT 1")[0]
        return self.sql(f"DELETE FROM schema_version WHERE number = {number}",
                        f"INSERT INTO schema_version (number, name, digest) VALUES ({number}, '{name}', '{digest}')")

    def new_schema(self):
        return self.sql("INSERT INTO schema_version (number, name, digest) VALUES (9999, 'x', 'x')",
                        "DELETE FROM schema_version WHERE number = 9999")

    def password(self):
        return (self.cspdesk.secrets / "app.password").read_text().strip()


def make_certificate(home, days, name="IP:127.0.0.1"):
    """A certificate that signs itself; (certificate, key). With negative days it has ended."""
    key, request, cert = (home / f"tls.{x}" for x in ("key", "csr", "pem"))
    extra = parts.write(home / "tls.ext", f"subjectAltName={name}\n")
    for argv in (["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key,
                  "-out", request, "-subj", "/CN=desk"],
                 ["x509", "-req", "-in", request, "-signkey", key, "-days", days, "-extfile", extra, "-out", cert]):
        subprocess.run(["openssl", *map(str, argv)], check=True, capture_output=True)
    parts.own(key)
    parts.own(cert)
    return cert, key


# name of the check, words of what it says and of its mend, health, exit code
def fault(check, *words, health="fault", rc=1):
    return check, words, health, rc


def warning(check, *words):
    return fault(check, *words, health="warning", rc=0)


# What is broken, how it must be told, and the breaking, which ends with its mending.
FAULTS = (
    ("wrong token", fault("token", "401", "is not known", "fake.token", "Auth Tokens"),
     lambda h: h.fake(token="another")),
    ("token of another user", fault("user", "belongs to anna", "user says cspdesk"),
     lambda h: h.fake(about_user="anna")),
    ("unprivileged user", fault("token", "403", "may not ask"), lambda h: h.fails("about", "forbidden")),
    ("right revoked", fault("rights", "lacks CommentOnTicket", '"Support"', "hooks/rt/install"),
     lambda h: h.fake(queues={"Support": ["CommentOnTicket"], "Microsoft": []})),
    ("note taken and not written", fault("note", "was not done", "Comments added"), lambda h: h.fails("comment", "lie")),
    ("field not written", fault("field", '"CSP Microsoft number"', "was not done"), lambda h: h.fails("set", "lie")),
    ("hook not installed", fault("extension", "no cspdesk extension", "hooks/rt/install"),
     lambda h: h.fails("about", "gone")),
    ("old extension", fault("extension", "1.0, this program needs", "hooks/rt/install"),
     lambda h: h.fake(extension="1.0")),
    ("no answer that can be read", fault("extension", "not understood"), lambda h: h.fails("about", "garbage")),
    ("scrip switched off", fault("hook", "the scrip is off", "hooks/rt/install"),
     lambda h: h.fake(hook_fault="the scrip is off")),
    ("hooks to another path", fault("hook", "/hook/rx", "not to /hook/rt", "--url"),
     lambda h: h.fake(hook_url=f"{h.nginx.url}/hook/rx")),
    ("another hook secret", fault("hook secret", "none of desks[].secrets", "401", "--secret-file"),
     lambda h: h.fake(hook_secret=new_secret())),
    ("no hook comes", fault("hook arrives", "no hook came within 2 s", "answers from here"),
     lambda h: h.fake(hook=lambda ticket, transaction: None)),
    ("hooks to a dead port", fault("hook arrives", "from here nobody answers"),
     lambda h: h.fake(hook_url=f"http://127.0.0.1:{free_port()}/hook/rt", hook=lambda ticket, transaction: None)),
    ("hooks to another server", fault("hook arrives", "not as cspdesk does"),
     lambda h: h.fake(hook_url=f"{h.nginx.url}/elsewhere/hook/rt", hook=lambda ticket, transaction: None)),
    ("desk refused", fault("answer", "gives no answer", "mend host and port"),
     lambda h: h.setting(url=f"http://127.0.0.1:{free_port()}")),
    ("desk hangs", fault("answer", "gives no answer", "hangs"), lambda h: h.fails("about", "hang", secs=3)),
    ("desk broken", fault("answer", "answers 500", "log"), lambda h: h.fails("about", "error")),
    ("certificate untrusted", fault("answer", "not trusted", "ca_file"),
     lambda h: h.tls({"days": 90}, ca_file="")),
    ("certificate expired", fault("answer", "has expired", "Renew"), lambda h: h.tls({"days": -1})),
    ("certificate of another host", fault("answer", "gives no answer", "name"),
     lambda h: h.tls({"days": 90, "name": "DNS:elsewhere.example"})),
    ("certificate ends soon", warning("certificate", "ends in", "Renew"), lambda h: h.tls({"days": 7})),
    ("ca_file is not there", fault("answer", "ca_file"), lambda h: h.tls({"days": 90}, ca_file="/nowhere.pem")),
    ("clock of the desk", fault("clock", "serve.skew_secs (300)", "time server"), lambda h: h.fake(skew=900)),
    ("clock of the desk a little", warning("clock", "from ours"), lambda h: h.fake(skew=-60)),
    ("no such queue", fault("queues", "microsoft_queue", '"Nowhere"'), lambda h: h.setting(microsoft_queue="Nowhere")),
    ("no such field", fault("fields", '"CSP class"'), lambda h: h.fake(fields=["CSP tier"])),
    ("secret has ended", fault("old secrets", "of every secret has passed"),
     lambda h: h.setting(secrets=[{**h.desk["secrets"][0], "until": "2026-01-01T00:00:00Z"}])),
    ("old secret is listed", warning("old secrets", "1 secrets", "Remove"),
     lambda h: h.setting(secrets=[h.desk["secrets"][0],
                                  {**h.desk["secrets"][0], "until": "2026-01-01T00:00:00Z"}])),
    ("hook secret for all", fault("hook secrets", "hook.secret can be read by others", "chmod", rc=2),
     lambda h: h.mode_of(h.cspdesk.secrets / "hook.secret", 0o644)),
    ("token for all", fault("token file", "fake.token can be read by others", "chmod", rc=2),
     lambda h: h.mode_of(h.cspdesk.secrets / "fake.token", 0o644)),
    ("no policy", fault("policy and texts", "/nowhere", rc=2), lambda h: h.top(policy="/nowhere")),
    ("schema too old", fault("schema", "this program needs", "cspdesk migrate"), lambda h: h.old_schema()),
    ("schema too new", fault("schema", "this program knows", "newer cspdesk"), lambda h: h.new_schema()),
    ("missing grant", fault("database rights", "INSERT command denied", "`customer`", "cspdesk migrate"),
     lambda h: h.sql("REVOKE INSERT ON cspdesk.customer FROM cspdesk_app@localhost",
                     "GRANT INSERT ON cspdesk.customer TO cspdesk_app@localhost")),
    ("too many rights", warning("least rights", "more rights than it needs", "REVOKE"),
     lambda h: h.sql("GRANT DELETE ON cspdesk.* TO cspdesk_app@localhost",
                     "REVOKE DELETE ON cspdesk.* FROM cspdesk_app@localhost")),
    ("packet too small", fault("packet size", "serve.max_body needs", "max_allowed_packet"),
     lambda h: h.sql("SET GLOBAL max_allowed_packet = 1048576", "SET GLOBAL max_allowed_packet = 67108864")),
    ("read-only", fault("database write", "read-only", "read_only"),
     lambda h: h.sql("SET GLOBAL read_only = ON", "SET GLOBAL read_only = OFF")),
    ("commits not flushed", warning("durability", "innodb_flush_log_at_trx_commit is 2"),
     lambda h: h.sql("SET GLOBAL innodb_flush_log_at_trx_commit = 2",
                     "SET GLOBAL innodb_flush_log_at_trx_commit = 1")),
    ("wrong password", fault("database", "Access denied", "database.password_file"),
     lambda h: h.sql("ALTER USER cspdesk_app@localhost IDENTIFIED BY 'another'",
                     f"ALTER USER cspdesk_app@localhost IDENTIFIED BY '{h.password()}'")),
    ("nginx elsewhere", fault("nginx", "answers 404", "conf/nginx"),
     lambda h: h.doctor(url=f"{h.nginx.url}/elsewhere")),
    ("nginx down", fault("nginx", "gives no answer", "Start it"),
     lambda h: h.doctor(url=f"http://127.0.0.1:{free_port()}")),
    ("dead letter", warning("dead letters", "1 dead letters", "queue list"),
     lambda h: h.sql("INSERT INTO delivery (desk, dedupe, ticket, source, state, due_at, received_at, request) VALUES "
                     "('rt', 'x', '1', 'hook', 'dead', 0, 0, 'x')", "DELETE FROM delivery WHERE dedupe = 'x'")),
    ("nobody's account", warning("accounts", "no customer belongs to account Second (direct-bill)", "column account"),
     lambda h: h.sql("INSERT INTO account (name, tenant, type, cloud) VALUES ('Second', UUID(), 'direct-bill', 'commercial')",
                     "DELETE FROM account")),
    ("a reseller without a provider", warning("providers", "1 customers of a reseller's account have no provider, "
                                              "Fabrikam for one", "column provider"),
     lambda h: h.sql("INSERT INTO account (id, name, tenant, type, cloud) VALUES (7, 'R', UUID(), 'indirect-reseller', "
                     "'commercial'); UPDATE customer SET account_id = 7 WHERE name = 'Fabrikam'",
                     "UPDATE customer SET account_id = NULL; DELETE FROM account")),
    ("a provider that serves no more", warning("providers", "1 providers of customers are not known or do not serve today, "
                                               "Old for one", "days"),
     lambda h: h.sql("INSERT INTO provider (name, channel, address, ends) VALUES ('Old', 'email', 'x@y', '2020-12-31'); "
                     "UPDATE customer SET provider = 'Old' WHERE name = 'Fabrikam'",
                     "UPDATE customer SET provider = NULL; DELETE FROM provider")),
    ("a provider of nobody", warning("providers", "1 providers serve nobody, Distri for one", "Mend the name"),
     lambda h: h.sql("INSERT INTO provider (name, channel, address) VALUES ('Distri', 'email', 'x@y')",
                     "DELETE FROM provider")),
    ("nobody may escalate", warning("agents", "no agent of this desk", "import agents"),
     lambda h: h.sql("UPDATE agent_identity SET source = 'elsewhere'", "UPDATE agent_identity SET source = 'rt'")),
)


# What a fault may bring with it: the same "lie" keeps the status from changing, an ended secret proves nothing.
ALSO = {"field not written": ["status"], "secret has ended": ["hook secret"]}
# What a healthy house on http and without terms, on one node, cannot be asked.
UNASKED = {"nginx certificate", "cluster", "certificate", "terms", "collections policy", "partner center hook",
           "debtors", "microsoft invoices"}


def bad(got):
    return [name for name, c in got.items() if c["health"] in ("fault", "warning")]


def healthy(t, house):
    """All well: exit 0; one test ticket, closed, however often; no case of it, and nothing of us in it but notes."""
    for turn in range(2):
        rc, got = house.ask()
        t.same(rc, 0, f"exit code of a healthy house ({[got[n] for n in bad(got)]})")
        t.same({n for n, c in got.items() if c["health"] != "ok"}, UNASKED, "checks that are not ok")
    own = [x for x in house.rt.tickets.values() if x["subject"] == "cspdesk doctor"]
    t.same([x["status"] for x in own], ["resolved"], "test tickets")
    t.same(own[0]["fields"]["CSP Microsoft number"], [], "the field that was written")
    t.until("the hooks are settled", lambda: house.cspdesk.sql(
        "SELECT COUNT(*) FROM delivery WHERE state <> 'done'") == [["0"]], 15)
    t.same(house.cspdesk.sql("SELECT COUNT(*) FROM `case`"), [["0"]], "cases")
    t.same([x["type"] for x in own[0]["transactions"] if "doctor" not in (x["text"] or "doctor")], [],
           "what work wrote into the test ticket")


def writes(house, *args):
    before = len(house.rt.requests)
    rc, got = house.ask(*args)
    return rc, got, [r[2] for r in house.rt.requests[before:] if r[1] != "GET"]


def quiet(t, house):
    """--no-write writes nothing; mode observe writes only with --write; wrong use is 2."""
    rc, got, wrote = writes(house, "--no-write")
    t.same((rc, wrote, got["note"]["health"]), (0, [], "untried"), "--no-write")
    with house.setting(mode="observe"):
        rc, got, wrote = writes(house)
        t.same((rc, wrote), (0, []), "observe")
        t.check("--write" in got["test ticket"]["says"], f"observe: {got['test ticket']}")
        rc, got, wrote = writes(house, "rt", "--write")
        t.same((rc, "comment" in wrote, got["hook arrives"]["health"]), (0, True, "ok"), "observe with --write")
    t.same(house.ask("nobody")[0], 2, "exit code for a desk that is not there")
    for args in (["rt", "rt"], ["--write", "--no-write"]):
        rc, out, err = run_program([house.cspdesk.binary, "doctor", *args, "-c", house.cspdesk.conf])
        t.check(rc == 2 and not out and "use: cspdesk doctor" in err, f"{args}: {rc} {out!r} {err!r}")
    rc, out, err = run_program([house.cspdesk.binary, "doctor", "-c", house.cspdesk.conf])
    t.check(rc == 0 and "ok    desk rt: token " in out, f"the lines for people: {out!r}")


def staged(t, house, name, wanted, break_it):
    """One thing is broken: that check says so, the exit code fits, and nothing else is blamed."""
    check, words, health, rc = wanted
    with break_it(house):
        got_rc, got = house.ask()
    told(t, got, name, check, words, health)
    t.same(got_rc, rc, f"{name}: exit code")
    t.same(sorted(bad(got)), sorted([check, *ALSO.get(name, [])]), f"{name}: what is blamed")


def told(t, got, name, check, words, health="fault"):
    found = got.get(check, {"health": "?", "says": "", "mend": ""})
    text = f"{found['says']}. {found['mend']}"
    t.same(found["health"], health, f"{name}: {check} ({text})")
    t.check(found["mend"], f"{name}: no mend for {text!r}")
    for word in words:
        t.check(word in text, f"{name}: no {word!r} in {text!r}")


def full(t, house):
    """The tables have used up what the database may have; not even DROP has room then, so this comes last."""
    house.mariadb.sql("CREATE TABLE filler (id INT AUTO_INCREMENT PRIMARY KEY, x LONGBLOB) ENGINE=InnoDB", "cspdesk")
    try:
        for _ in range(60):
            house.mariadb.sql("INSERT INTO filler (x) VALUES (REPEAT('x', 900000))", "cspdesk")
        t.check(False, "the tablespace did not fill up")
    except parts.HouseError as e:
        t.check("is full" in str(e), f"filling: {e}")
    rc, got = house.ask()
    told(t, got, "full", "database write", ("full", "Make room"))
    t.same(rc, 1, "full: exit code")


def stopped(t, house):
    """Work, then serve, then the database are not there."""
    house.cspdesk.term("work1")
    house.cspdesk.wait("work1")
    rc, got = house.ask()
    told(t, got, "no work", "work", ("no cspdesk work runs", "Start cspdesk work"))
    house.mariadb.sql("INSERT INTO worker VALUES ('hangs/1', UNIX_TIMESTAMP() * 1000); "
                      "UPDATE sweep SET due_at = due_at - 1000 * 3600 * 48", "cspdesk")
    rc, got = house.ask()
    told(t, got, "sweeps stand still", "sweep", ("the last sweep was", "sweep_secs is 3600"))
    house.cspdesk.stop()
    rc, got = house.ask()
    told(t, got, "no serve", "serve", ("nobody listens", "Start cspdesk serve"))
    full(t, house)
    house.mariadb.stop()
    rc, got = house.ask()
    told(t, got, "no database", "database", ("connect", "Start MariaDB"))
    t.same((rc, got["token"]["health"], got["schema"]["health"]), (1, "ok", "untried"), "no database")


# ---- a real RT

class RealPatient:
    def __init__(self, t):
        self.t, self.house = t, RtHouse(t, {"doctor": {"wait_secs": 20}}, default_queue="Support").start()
        self.cspdesk = self.house.cspdesk
        self.cspdesk.run("import", "agents", parts.write(self.cspdesk.home / "agents.csv", AGENTS))
        self.cspdesk.settings["doctor"]["url"] = self.house.front.url
        self.cspdesk.write_conf()

    ask = Patient.ask
    top = Patient.top
    doctor = Patient.doctor

    def restart_rt(self):
        self.house.rt.stop()
        self.house.rt.start()


def on_real_rt(t):
    p = RealPatient(t)
    well(t, p, "a real RT")
    p.house.rt_mariadb.sql("DELETE FROM ACL WHERE RightName IN ('CommentOnTicket', 'ModifyTicket') AND PrincipalId = "
                           "(SELECT id FROM `Groups` WHERE Name = 'cspdesk integration')", "rt5")
    p.restart_rt()
    rc, got = p.ask()
    told(t, got, "right revoked in RT", "rights", ("lacks CommentOnTicket", "hooks/rt/install"))
    told(t, got, "right revoked in RT", "note", ("Permission Denied",))
    told(t, got, "right revoked in RT", "status", ("open",))
    p.house.rt.install_hook()
    p.restart_rt()
    well(t, p, "RT after hooks/rt/install")
    secrets = p.cspdesk.desks[0]["secrets"]
    other = parts.write(p.cspdesk.secrets / "other.secret", new_secret() + "\n", 0o600)
    p.cspdesk.desks[0]["secrets"] = [{"file": other}]
    p.cspdesk.write_conf()
    told(t, p.ask("--no-write")[1], "another secret than RT's", "hook secret", ("none of desks[].secrets",))
    p.cspdesk.desks[0]["secrets"] = secrets
    p.house.front.stop()
    with p.doctor(wait_secs=1, url=""):
        rc, got = p.ask()
    told(t, got, "RT's hooks unheard", "hook arrives", ("from here nobody answers", "rt.log"))
    t.same(p.cspdesk.sql("SELECT COUNT(*) FROM `case`"), [["0"]], "cases after doctor on a real RT")
    t.stop_cspdesk(p.cspdesk)


def well(t, p, what):
    rc, got = p.ask()
    t.same(rc, 0, f"{what}: exit code ({[got[n] for n in bad(got)]})")
    t.same({n for n, c in got.items() if c["health"] != "ok"}, UNASKED, f"{what}: checks that are not ok")
