"""Tries to break: in each cloud its own hosts are asked and linked, and no others; what a cloud or a type of partner is
shut out of is refused with the reason, and nobody is asked.

No address is configured: a proxy of the test leads to the fakes by the names of Microsoft's real hosts, over TLS, and
writes down who is asked for. One house is first a partner in the cloud of the US Government, then one in China, then an
indirect reseller who has inherited all that was under way.
"""

import json
import re
import time

import parts
from microsoft import CHINA, CLIENT, CONTOSO, HOSTS, PARTNER_CENTER, notifications
from scenario_microsoft import CUSTOMERS, READY, SOON, SUB, SUBSCRIPTION, House
from trial import run_program
from wire import ask

US = HOSTS["us-government"]
# What a note may link there, apart from what is the same in all clouds.
LINKS = {"portal.azure.us", "high.admin.powerplatform.microsoft.us", "partner.microsoft.com"}
NOTES = ("/csp triage technical azure A", "/csp triage technical microsoft365 B", "/csp triage commercial partner-center C",
         "/csp escalate", "/csp escalate A via premier", "/csp escalate via azure-plan", "/csp case 618040512345678",
         "/csp case 618040512345679", "/csp microsoft Please look again", "/csp packet", "/csp why", "/csp release x",
         "/csp duplicate", "/csp bug", "/csp resolve", "/csp hand-over Tatra", "/csp take-back", "/csp help")


def run(t):
    house = House(t, "us-government", partner={"cloud": "us-government"})
    government(t, house)
    asked = list(house.microsoft.tunnel.asked)
    inherited(t, house)
    china(t, house)
    inputs = reseller(t, house)
    house.stop()
    return {"connections in the Government's cloud": len(asked), "inputs of a reseller": inputs}


def configure(house, group, **members):
    house.host.settings[group] = {**house.host.settings.get(group, {}), **members}
    house.host.write_conf()


def stop_work(house, name="work1"):
    house.host.term(name)
    house.host.wait(name)


def program(house, *args, stdin=None):
    return run_program([house.host.binary, *args, "-c", house.host.conf], stdin=stdin)


def doctor(house):
    return {c["name"]: c for c in json.loads(program(house, "doctor", "microsoft", "--json")[1])["checks"]}


# ---- US Government

def government(t, house):
    house.host.run("token", "set", stdin=house.microsoft.refresh_token + "\n")
    configure(house, "microsoft", facts_secs=1)
    house.microsoft.graph.delegate(CONTOSO, "Contoso", ["f023fd81-a637-4b56-95fd-791ac0226033"])
    house.host.work()
    opened(t, house)
    linked(t, house)
    followed(t, house)
    t.until("Partner Center and Graph have told of the customer", lambda: house.sql(
        "SELECT COUNT(*) FROM customer_microsoft WHERE relationship_at > 0 AND gdap_at > 0") != [["0"]], SOON)
    stop_work(house)
    logins(t, house)
    fakes = house.microsoft.fakes
    t.same(house.microsoft.tunnel.hosts(), sorted(US.values()), "hosts that were asked in the Government's cloud")
    for name, host in US.items():
        t.same(fakes[name].names, {host}, f"names that TLS was asked for, {name}")
        t.same({(r["headers"].get("Host"), r["status"] == 421) for r in fakes[name].requests}, {(host, False)},
               f"hosts of requests, {name}")
    aims = {m["aud"] for m in house.microsoft.login.made("token")}
    t.same(aims, {f"https://{US[name]}" for name in ("arm", "partner_center", "graph")}, "what tokens are made out for")


def opened(t, house):
    """From its opening to its end at Azure Support of that cloud."""
    before = int(house.balance()[0])
    ticket = house.ticket(READY + SUBSCRIPTION + "/csp escalate via premier")
    house.says(ticket, "Microsoft's ticket: ")
    name = house.name(ticket)
    there = house.azure.tickets[SUB, name]
    house.azure.engineer_says(SUB, name, "Please send the activity log.")
    house.read_now()
    house.says(ticket, "Please send the activity log.")
    house.note(ticket, "/csp microsoft The log is attached.")
    t.until("Microsoft has our answer", lambda: "log is attached" in json.dumps(there["messages"], default=str), SOON)
    house.azure.set_ticket(SUB, name, status="Closed")
    house.read_now()
    house.says(ticket, "Microsoft has closed its ticket.")
    t.same((house.unit(ticket), house.balance()), (["consumed"], [str(before - 1), "0"]), "its unit")


def linked(t, house):
    """Packets of what goes by portals have that cloud's links."""
    for product, link in (("azure", "https://portal.azure.us/#create/Microsoft.Support"),
                          ("dynamics365", "https://high.admin.powerplatform.microsoft.us")):
        ticket = house.ticket(READY.replace("azure", product) + "/csp escalate")
        house.says(ticket, link)
    found = {host for ticket in house.rt.tickets for note in house.rt.notes(ticket)
             for host in re.findall(r"https?://([\w.-]+)", note)}
    t.check("portal.azure.us" in found and found <= LINKS, f"hosts that notes link: {sorted(found)}")


def followed(t, house):
    """What a person opened in a portal is read in Partner Center, which is the commercial one, with that login's token."""
    number = house.microsoft.partner_center.cases.add("Mailbox moves stall", customer=CONTOSO)
    ticket = house.ticket(READY.replace("azure", "microsoft365") + f"/csp escalate via premier\n/csp case {number}")
    house.says(ticket, "Microsoft's ticket is open.")
    house.note(ticket, "/csp microsoft The report is attached.")
    t.until("Partner Center has our note",
            lambda: [n for n in house.microsoft.partner_center.cases.rows[number]["notes"] if "attached" in n["text"]], SOON)


def logins(t, house):
    """Version 1 of the login asks for a resource, and a certificate's assertion names the authority: both that cloud's."""
    file, key = house.microsoft.authority.issue("client", "/CN=cspdesk")
    both = parts.write(house.host.secrets / "client.pem", file.read_text() + key.read_text(), 0o600)
    secret = house.host.settings["microsoft"].pop("secret_file")
    house.microsoft.login.apps[CLIENT].update(certificate=file)
    configure(house, "microsoft", token_version="v1", certificate_file=both)
    found = doctor(house)
    for name in ("azure token", "partner center token", "person's token", "graph token", "azure support", "partner center",
                 "service requests", "graph"):
        t.check(found[name]["health"] == "ok", f"doctor in the Government's cloud: {name}: {found[name]['says']}")
    del house.host.settings["microsoft"]["certificate_file"]
    configure(house, "microsoft", token_version="v2", secret_file=secret)


def inherited(t, house):
    """A notification that waits for its certificate, as of a partner who was none of these before."""
    configure(house, "notifications", **house.microsoft.notification_settings()["notifications"])
    restart_serve(house)
    t.same(notify(house), 200, "a notification that is accepted")
    t.same(house.sql("SELECT COUNT(*) FROM unproven"), [["1"]], "notifications that wait")
    configure(house, "notifications", accept=False)


def restart_serve(house):
    stop_work(house, "serve")
    house.host.serve()


def notify(house):
    body = notifications.event(CONTOSO, "a4c1340d-6911-4758-bba3-0c4c6007d161", time.time())
    return ask(house.front.url + "/hook/partner-center", house.microsoft.notifier.headers(body), "POST", body)[0]


# ---- China

def china(t, house):
    """What has neither API nor portal there is refused with the reason; nobody is asked, and no unit is taken."""
    configure(house, "partner", cloud="china")
    configure(house, "microsoft", facts_secs=0)
    rc, _, err = program(house, "check")
    t.check(rc == 0 and "microsoft.arm (https://management.chinacloudapi.cn) is not used for tickets" in err and
            "microsoft.partner_center (https://partner.partnercenterapi.microsoftonline.cn) is not used" in err,
            f"check in China: {rc} {err!r}")
    house.microsoft.tunnel.ways[f"{CHINA}:443"] = house.microsoft.login.port
    found = doctor(house)
    for name in ("azure token", "person's token"):
        t.check(found[name]["health"] == "untried" and "21Vianet" in found[name]["says"], f"doctor in China: {found[name]}")
    house.microsoft.tunnel.asked.clear()
    before = house.balance()
    house.read_now()
    house.host.work()
    for product, via in (("azure", " via premier"), ("microsoft365", " via premier"), ("azure", "")):
        ticket = house.ticket(READY.replace("azure", product) + SUBSCRIPTION + f"/csp escalate{via}")
        house.says(ticket, "Not escalated, and nobody was asked: no portal is known")
        t.same(house.unit(ticket), [], f"escalations of {product}{via} in China")
    t.until("what was under way was looked at", lambda: house.sql(
        "SELECT COUNT(*) FROM outside WHERE due_at = 1000") == [["0"]], SOON)
    stop_work(house)
    t.same((house.balance(), house.microsoft.tunnel.asked), (before, []), "units, and who was asked in China")


# ---- an indirect reseller

def reseller(t, house):
    """Whatever comes in, Partner Center is not called: not by the address of the cloud, and not by one that is told."""
    configure(house, "partner", type="indirect-reseller", cloud="commercial")
    configure(house, "notifications", accept=True)
    rc, _, err = program(house, "check")
    t.check(rc == 2 and "accept must be false: an indirect reseller" in err, f"check of a reseller's notifications: {err!r}")
    configure(house, "notifications", accept=False)
    configure(house, "microsoft", facts_secs=1)
    open_all(house)
    away = [house.microsoft.fakes[n] for n in ("partner_center", "certificates", "arm")]
    before, inputs = [f.connections for f in away], 0
    for told in (False, True):
        if told:
            del house.host.settings["microsoft"]["proxy"]
            configure(house, "microsoft", **{n: f"https://127.0.0.1:{house.microsoft.fakes[n].port}" for n in US})
        inputs += flood(t, house, told)
    t.same([f.connections for f in away], before, "connections to Partner Center, certificates and Azure by a reseller")
    t.same([n for n in house.microsoft.tunnel.asked if PARTNER_CENTER in n or "management" in n], [],
           "hosts that a reseller asked for")
    return inputs


def open_all(house):
    """The fakes would answer a reseller, whatever the name and the cloud that they are asked for."""
    house.microsoft.login.only("commercial")
    for fake in house.microsoft.fakes.values():
        fake.host = None
    for name, host in HOSTS["commercial"].items():
        house.microsoft.tunnel.ways[f"{host}:443"] = house.microsoft.fakes[name].port
    house.microsoft.tunnel.asked.clear()


def flood(t, house, told):
    """Everything that may come in, by every door; how much it was."""
    restart_serve(house)
    rc, _, err = program(house, "check")
    t.check(rc == 0 and "microsoft.partner_center (https://" in err and "an indirect reseller" in err,
            f"check of a reseller: {rc} {err!r}")
    stirred = stir(house)
    house.host.work()
    tickets = [house.rt.new_ticket("jan@contoso.example", "Help", f"{t.dice.choice(NOTES)}\nPlease") for _ in range(3)]
    notes = [READY + SUBSCRIPTION, *NOTES, *("\n".join(t.dice.choices(NOTES, k=3)) for _ in range(12))]
    for n, text in enumerate(notes):
        house.note(tickets[n % 3], text)
    t.same(notify(house), 404, "a notification to a reseller")
    commands = (("doctor",), ("doctor", "microsoft"), ("token", "show"), ("import", "customers", parts.write(
        t.where / "again.csv", CUSTOMERS)), ("explain", f"rt/{tickets[0]}"))
    found = [program(house, *c) for c in commands]
    says = next(c for c in json.loads(program(house, "doctor", "microsoft", "--json")[1])["checks"]
                if c["name"] == "partner center token")
    t.check(says["health"] == "untried" and "an indirect reseller" in says["says"] and "is not called" in says["says"] and
            ("127.0.0.1" in says["says"]) == told, f"doctor of a reseller: {says}")
    t.check(all(rc in (0, 1) for rc, _, _ in found), f"commands of a reseller: {found}")
    for what, rows in (("deliveries", "delivery WHERE state = 'new'"), ("readings", "outside WHERE due_at = 1000"),
                       ("jobs", f"(SELECT MAX(tries) AS most FROM job WHERE id IN ({stirred}) GROUP BY ticket) AS j "
                        "WHERE most < 2")):
        t.until(f"a reseller's {what} were looked at",
                lambda rows=rows: house.sql(f"SELECT COUNT(*) FROM {rows}") == [["0"]], SOON)
    stop_work(house)
    return len(notes) + len(commands) + 3


def stir(house):
    """What others left behind becomes due again: readings, jobs, hints, notices. The ids of those jobs."""
    jobs = ",".join(r[0] for r in house.sql("SELECT id FROM job WHERE desk = 'microsoft'"))
    house.sql(f"UPDATE outside SET due_at = 1000 WHERE due_at IS NOT NULL; UPDATE audit SET due_at = 0; DELETE FROM customer_microsoft; "
              f"UPDATE job SET state = 'ready', tries = 0, due_at = 0 WHERE id IN ({jobs})")
    for what in ("subscription", "customer", "access"):
        house.sql(f"INSERT IGNORE INTO due (what, tenant, subscription, poked_at, due_at) VALUES ('{what}', '{CONTOSO}', '', "
                  "1, 0)")
    return jobs
