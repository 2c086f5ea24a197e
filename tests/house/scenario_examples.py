"""Tries to break: each example configuration in conf/examples is good as it stands, and a house that starts with it decides
one and the same Azure ticket as that type of partner must. The reseller's and the provider's share a case with the peers
that their texts tell to import, over TLS. The direct-bill partner takes the files that lie beside it, and its debtor and
those who pay Microsoft get their tickets.

Only paths, addresses and, where Microsoft's services are set up, theirs are replaced: nobody listens there.
"""

import json
import os
import re
import shutil

import parts
from cspdesk import Cspdesk
from house import TOP, Sender, new_secret
from microsoft import ca
from trial import FakeRt, run_program

EXAMPLES = TOP / "conf" / "examples"
AGENTS = """\
name,email,identities,rights,roles,from,to,language
Anna Nowak,anna@partner.example,rt:anna,escalate,admin_agent,,,en
"""
CUSTOMERS = """\
name,tenant,domains,relationship,gdap_roles,gdap_ends,azure_rbac,direct_paid,gdap_auto_extend,on_call
Contoso,6f2c1e0a-5d1b-4c55-9a34-0d4f5a1c7e21,contoso.example,yes,service_support_administrator,2099-12-31,yes,no,yes,no
"""
PROVIDERS = "name,channel,address,default\nDistri SA,email,csp@distri.example,yes\nTatra IT,portal,https://tatra.example,no\n"
BOUGHT = """\
id,customer,product,name,kind,state,provider
3f1c0000-0000-4000-8000-000000000001,Contoso,azure,Azure plan,azure-plan,active,Tatra IT
3f1c0000-0000-4000-8000-000000000002,Contoso,microsoft365,Business Premium,nce,active,
"""
CHECKED = "".join(f"/csp check P{i} done\n" for i in range(1, 11))
AZURE = f"/csp triage technical azure B break-fix\n/csp set environment customer\n{CHECKED}"
MAIL = AZURE.replace("azure", "microsoft365") + "/csp escalate\n"
UNCLEAR = "/csp triage commercial billing\n/csp escalate\n"
# Microsoft's addresses, where nobody answers.
NOWHERE = "".join(f'    {name} = "https://127.0.0.1:9";\n' for name in ("authority", "arm", "partner_center", "graph"))
DIRECT = (("hand-over", "deny", "partner", "nobody-above", "none", None),
          ("escalate", "allow", "microsoft", "technical-azure", "azure-portal", None),)
# The files beside them, in the order of their text, and what they make of the debtor: 1230.00, less 30.00, less 200.00.
TABLES = {"customers": (), "agents": (), "entitlements": (), "subscriptions": (), "invoices": ("--as-of", "2026-11-10"), "payments": (),
          "microsoft-invoices": ()}
OPEN = [["FK/2026/11/2", "-3000"], ["FV/2026/10/17", "103000"], ["FV/2026/10/18", "0"]]
# What is decided on the Azure ticket: action, outcome, route, rule, channel, provider.
WANTED = {"direct-bill": DIRECT, "indirect-provider": DIRECT,
          "indirect-reseller": (("escalate", "route", "provider", "reseller-azure", "portal", "Tatra IT"),
                                ("hand-over", "route", "provider", "hand-over", "portal", "Tatra IT"))}


def run(t):
    names = sorted(f.stem for f in EXAMPLES.glob("*.conf"))
    t.same(names, sorted(WANTED), "the examples")
    mariadb = t.mariadb(durable=False)
    for name in names:
        mariadb.sql("DROP DATABASE IF EXISTS cspdesk")
        example(t, House(t, mariadb, name), name)
    mariadb.sql("DROP DATABASE IF EXISTS cspdesk")
    share(t, House(t, mariadb, "indirect-reseller", "shared-reseller"),
          House(t, t.mariadb("mariadb-provider", durable=False), "indirect-provider", "shared-provider"))
    return {"examples": len(names)}


ALWAYS = """calendars = ( { name = "business-hours"; zone = "Europe/Warsaw";
	hours = ( { days = "mon-sun"; from = "00:00"; to = "24:00"; } ); } );
"""


class House(Cspdesk):
    """A cspdesk with that example as its configuration."""

    def __init__(self, t, mariadb, name, home=None):
        super().__init__(t.where, mariadb, t.binary, name=home or name, secrets=t.where / "secrets")
        self.t, self.name, self.rt, self.secret = t, name, FakeRt().start(), new_secret()
        self.providers, self.bought, self.peers, self.keys, self.front, self.trusted = PROVIDERS, BOUGHT, "", {}, None, None
        self.etc = parts.make_dir(self.home / "etc")

    def write_conf(self):
        """Whatever it names below /etc/cspdesk is there, as an administrator would put it."""
        (self.etc / "messages").symlink_to(TOP / "conf" / "messages")
        shutil.copytree(TOP / "conf" / "policy", self.etc / "policy")
        parts.write(self.etc / "policy" / "calendars.conf", ALWAYS)     # debtors are written to in business hours
        files = {"rt.token": self.rt.token, "rt.secret": self.secret, "microsoft.secret": "fake",
                 "refresh.key": os.urandom(32).hex(),
                 "db-app.secret": self._password("app").read_text().strip(),
                 "db-admin.secret": self._password("admin").read_text().strip()}
        parts.make_dir(self.etc / "exchange", 0o700)
        for file, text in {**files, **self.keys}.items():
            parts.write(self.etc / file, text + "\n", 0o600)
        text = (EXAMPLES / f"{self.name}.conf").read_text(encoding="utf-8")
        rest = f'policy = "{self.etc}/policy";\nmessages = "{self.etc}/messages";\nmessages_local = "{self.etc}/none";\n' \
            f'serve = {{ socket = "{self.socket}"; }};\n'
        for was, now in (("/run/mysqld/mysqld.sock", str(self.mariadb.socket)), ("/etc/cspdesk/", f"{self.etc}/"),
                         (f"https://desk.{self.name.split('-')[-1].replace('bill', 'partner')}.example", self.rt.url),
                         ("microsoft = {\n    tenant", f"microsoft = {{\n{NOWHERE}    tenant")):
            self.t.check(was in text or self.name == "indirect-reseller", f"{self.name}.conf has {was!r}")
            text = text.replace(was, now)
        self.t.check("/etc/cspdesk/" not in text and "/run/mysqld/" not in text, "a path of the real house is left")
        text = text.replace("collections = {", "collections = {\n    look_secs = 1;")
        if self.trusted:
            text = text.replace("exchange = {", f'exchange = {{\n    ca_file = "{self.trusted}";')
        parts.write(self.conf, rest + text, 0o640)

    def begin(self):
        self.prepare()
        for kind, text in (("agents", AGENTS), ("providers", self.providers), ("customers", CUSTOMERS),
                           ("subscriptions", self.bought), ("peers", self.peers)):
            if text:
                self.run("import", kind, parts.write(self.home / f"{kind}.csv", text))
        self.serve()
        self.work()
        self.front = self.front or self.t.nginx(self, name=f"{self.home.name}-nginx").start()
        self.sender = Sender(f"{self.front.url}/hook/rt", self.secret)

    def note(self, ticket, text):
        id = self.rt.say(ticket, text, "Comment", "anna")
        self.sender.post(self.rt.event(ticket, id, "note"), id=f"rt-{id}")

    def notes(self, ticket):
        return "\n".join(self.rt.notes(ticket))

    def decides(self, note, subject="VM down", text="It does not start any more."):
        """Facts, decision and sources of each decision on an agent's note in a new ticket, and the notes that answer it."""
        ticket = self.rt.new_ticket("jan@contoso.example", subject, text)
        self.note(ticket, note)
        self.t.until(f"{self.name}: ticket {ticket} is answered", lambda: self.rt.notes(ticket) and not self.sql(
            "SELECT 1 FROM delivery WHERE state <> 'done' UNION SELECT 1 FROM job WHERE state <> 'done'"), 60)
        rows = self.sql("SELECT r.facts, r.decision, r.sources FROM receipt r JOIN `case` c ON c.id = r.case_id "
                        f"WHERE c.ticket = '{ticket}' ORDER BY r.version, r.place")
        found = [[json.loads(x) for x in row] for row in rows]
        return [x for x in found if x[0]["request"]["actor"]["roles"] == ["admin_agent"]], self.notes(ticket)


def example(t, house, name):
    house.begin()
    rc, out, err = run_program([house.binary, "check", "-c", house.conf])
    t.same((rc, err), (0, ""), f"cspdesk check of {name}: {out}")
    found, said = house.decides(AZURE + "".join(f"/csp {row[0]}\n" for row in WANTED[name]))
    got = tuple((f["request"]["action"], d["outcome"], d["route"], d["rule"], d["channel"],
                 f["customer"]["provider"] and f["customer"]["provider"]["name"]) for f, d, _ in found)
    t.same(got, WANTED[name], f"{name}: decisions; the note: {said}")
    t.same({f["partner"]["type"] for f, _, _ in found}, {name}, f"{name}: the type that decided")
    if name == "indirect-reseller":
        reseller(t, house)
    if name == "direct-bill":
        tables(t, house)
    t.stop_cspdesk(house)
    house.rt.stop()


def tables(t, house):
    """Each file is taken, and taken again it changes nothing."""
    t.same(sorted(f.stem for f in EXAMPLES.glob("*.csv")), sorted(TABLES), "the files")
    for kind, more in TABLES.items():
        for _ in range(2):
            said = house.run("import", kind, EXAMPLES / f"{kind}.csv", *more)
        t.check(re.fullmatch(rf"(\d) {kind} imported: 0 added, 0 changed, \1 unchanged\n", said), f"{kind} again: {said}")
    t.same(house.sql("SELECT number, open_minor FROM invoice ORDER BY number"), OPEN, "what is open")
    house.run("terms", "publish", TOP / "conf" / "terms.conf")
    for queue, of in (("Collections", "faktury@northwind.example"), ("Finance", None)):
        t.until(f"a ticket in {queue}", lambda: [x["email"] for x in house.rt.tickets.values() if x["queue"] == queue] == [of],
                60)


def reseller(t, house):
    """Where its provider comes from, what is done without asking it, and what it must be asked about first."""
    facts, decision, sources = house.decides(MAIL)[0][-1]
    got = decision["outcome"], decision["channel"], "may-be-refused" in decision["warnings"]
    t.same(got, ("allow", "m365-admin-portal", True), "a reseller's Microsoft 365 with GDAP")
    told = {x["fact"]: (x["source"], "at" in x) for x in sources}
    t.same((facts["customer"]["provider"]["name"], told["customer.provider"]), ("Distri SA", ("default-provider", True)),
           "a subscription without a provider of its own")
    found, said = house.decides(UNCLEAR, "Invoice", "The invoice is higher than last month.")
    t.same([d["missing"] for _, d, _ in found], [["provider"]], "billing of two subscriptions")
    t.check("- Azure plan (Tatra IT): /csp set subscription 3f1c0000-0000-4000-8000-000000000001" in said and
            "- Business Premium (Distri SA): /csp set subscription" in said, f"the next step: {said}")


def told(name, kind):
    """The lines that the example tells to import, as a file."""
    text = (EXAMPLES / f"{name}.conf").read_text(encoding="utf-8")
    after = text.split(f"import {kind} {kind}.csv\n", 1)[1]
    return "".join(f"{row}\n" for row in re.match(r"(?:#     \S.*\n)+", after)[0].replace("#     ", "").splitlines())


def share(t, shop, distri):
    """One case, from the reseller's example to the provider's and back."""
    shop.providers, distri.providers = told("indirect-reseller", "providers"), ""
    shop.bought = distri.bought = ""
    root, other_root = (ca.Authority(t.where / name, f"/CN={name}") for name in ("root", "another"))
    certificate = root.issue("localhost", hosts=("localhost", "127.0.0.1"), key=ca.SMALL)
    for file in (root.certificate, other_root.certificate, *certificate):
        parts.own(file)
        file.chmod(0o644)
    for here, other, name, far in ((shop, distri, "provider", "https://csp.provider.example"),
                                   (distri, shop, "reseller", "https://desk.reseller.example")):
        secret = new_secret()
        here.keys[f"exchange/{name}.out"] = secret
        other.keys[f"exchange/{'reseller' if name == 'provider' else 'provider'}.in"] = secret
        other.front = t.nginx(other, name=f"{other.home.name}-nginx", tls=certificate).start()
        here.trusted = root.certificate
        here.peers = told(here.name, "peers").replace(far, other.front.tls_url)
        t.check(other.front.tls_url in here.peers, f"{here.name}: its peer is at {far}: {here.peers}")
    for house in (shop, distri):
        house.begin()
        rc, out, err = run_program([house.binary, "check", "-c", house.conf])
        t.same((rc, err), (0, ""), f"cspdesk check of {house.name}: {out}")
    for house, peer in ((shop, "provider"), (distri, "reseller")):
        out = run_program([house.binary, "doctor", "peer", peer, "-c", house.conf])
        t.same(out[0], 0, f"doctor peer {peer}: {out}")
    conf = parts.write(shop.home / "untrusting.conf", shop.conf.read_text().replace(str(root.certificate),
                                                                                str(other_root.certificate)), 0o640)
    out = run_program([shop.binary, "doctor", "peer", "provider", "-c", conf])
    t.check(out[0] != 0 and "certificate" in out[1] + out[2], f"a peer whose certificate nobody signed: {out}")
    ours = shop.rt.new_ticket("jan@contoso.example", "VM down", "It does not start any more.")
    shop.note(ours, f"{AZURE}/csp hand-over")
    t.until("the provider has accepted it", lambda: "has accepted the case" in shop.notes(ours), 60)
    theirs = max(distri.rt.tickets, key=int)
    distri.note(theirs, "/csp reseller Which size has it?\n/csp resolve")
    t.until("both are closed", lambda: [h.rt.tickets[n]["status"] for h, n in ((shop, ours), (distri, theirs))] ==
            ["resolved"] * 2, 60)
    t.check("From the other desk:\nWhich size has it?" in shop.notes(ours), shop.notes(ours))
    for house in (shop, distri):
        t.stop_cspdesk(house)
        house.rt.stop()
