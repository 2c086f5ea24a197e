"""make run: a whole house in var/, a short story told once, then everything stays up until Ctrl-C."""

import atexit
import fcntl
import os
import signal
import sys
import time

from house import BINARY, TOP, House, HouseError, await_true
from microsoft import FABRIKAM, SUBSCRIPTIONS, Microsoft

VAR = TOP / "var"
STARTED = float(os.environ.get("HOUSE_STARTED") or time.time())
CUSTOMERS = """\
name,tenant,domains,organisation,language,relationship,gdap_roles,gdap_ends,azure_rbac
Contoso Polska,6f2c1e0a-5d1b-4c55-9a34-0d4f5a1c7e21,contoso.example,Contoso Polska sp. z o.o.,pl,yes,,,
Fabrikam,b1a7c3de-84f2-4d0e-8a0b-2f6f3c9d5e10,fabrikam.example,,en,yes,service_support_administrator,2031-12-31,yes
"""
AGENTS = """\
name,email,identities,rights,roles,from,to,language
Anna Nowak,anna@partner.example,rt:anna,escalate waive,admin_agent,,,en
"""
ENTITLEMENTS = """\
name,vehicle,plan,customer,from,to,units,fee
premier,premier,,,2026-01-01,2031-12-31,25,included
"""

# Who, what is told on the screen, and what is done; a mail is recognised by its Message-ID, so that a second run
# sends nothing twice.
JAN, OLIVIA = "Jan Kowalski <jan.kowalski@contoso.example>", "Olivia Brown <olivia.brown@fabrikam.example>"
TEAMS = """\
Dzień dobry,

od rana Teams nie działa u nikogo w firmie, przy logowaniu widzimy błąd 0xCAA82EE2. Outlook działa.
Proszę o pilną pomoc, za godzinę mamy spotkanie zarządu.

Pozdrawiam
Jan Kowalski, Contoso Polska
"""
INVOICE = """\
Hello,

our invoice for October shows 25 Business Premium seats, but we have 20 people. Could you please check?

Kind regards,
Olivia Brown, Fabrikam
"""
CHECKING = "Sprawdziłam kondycję usług: w naszym regionie nie ma incydentu. Proszę Jana o ślad z przeglądarki."
MACHINE = """\
Hello,

our virtual machine vm1 in Azure does not start since this morning: AllocationFailed. Production is down.

Kind regards,
Olivia Brown, Fabrikam
"""
ESCALATE = "/csp triage technical azure B break-fix\n/csp set environment customer\n" + "".join(
    f"/csp check P{i} done\n" for i in range(1, 11)) + f"""\
/csp set subscription {SUBSCRIPTIONS[FABRIKAM]}
/csp set service Virtual Machine running Linux
/csp escalate via premier
"""
TRACE = "Dzień dobry, ślad z przeglądarki w załączeniu. W wersji internetowej Teams jest tak samo."


def say(line):
    print(f"{time.time() - STARTED:6.1f} s  {line}", flush=True)


def main():
    lock = only_one()
    microsoft = fake_microsoft()
    desk, port = os.environ.get("DESK", "rt"), int(os.environ.get("PORT", "8080"))
    money = {"desk": "rt" if desk == "rt" else "", "queue": "Billing"}
    house = House(VAR, desk=desk, port=port, binary=os.environ.get("CSPDESK", BINARY), say=say,
                  settings={**microsoft.settings(poll_secs=60, health_secs=60), "collections": money, "finance": money,
                            "doctor": {"url": f"http://127.0.0.1:{port}"}},
                  desk_settings={"mode": "enforce", "default_queue": "Support"})
    house.start()
    house.cspdesk.run("token", "set", stdin=microsoft.refresh_token + "\n")
    agents = AGENTS if house.rt else AGENTS.replace("rt:anna", "")
    for kind, text in (("customers", CUSTOMERS), ("agents", agents), ("entitlements", ENTITLEMENTS)):
        import_table(house.cspdesk, kind, text)
    decisions = Decisions(house.rt) if house.rt else None
    if decisions:
        tell_story(house.rt, decisions)
    where_to_look(house, microsoft)
    if os.environ.get("RUN_ONCE") != "1":
        say("Ctrl-C stops everything")
        try:
            stay(house, decisions)
        except (KeyboardInterrupt, SystemExit):         # Ctrl-C and TERM: what we stayed for
            say("stopping")
    lock.close()


def only_one():
    """A lock on var/, so that a second make run does not take the first one's daemons for leftovers."""
    VAR.mkdir(exist_ok=True)
    lock = open(VAR / "lock", "a", encoding="ascii")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise HouseError(f"a house already runs in {VAR}; stop it with Ctrl-C there first") from None
    return lock


def fake_microsoft():
    """Microsoft's login and APIs, which remember what was made in them from run to run."""
    microsoft = Microsoft(VAR, VAR / "cspdesk" / "secrets").load().start()
    atexit.register(microsoft.save)
    say("Microsoft is a fake: its login, Azure Support, Partner Center and Graph")
    return microsoft


def import_table(cspdesk, kind, text):
    file = VAR / f"{kind}.csv"
    file.write_text(text, encoding="utf-8")
    cspdesk.run("import", kind, file)
    say(f"{kind} imported from {file.relative_to(TOP)}")


class Decisions:
    """What cspdesk writes into RT: prints each new internal note as one line, as it appears."""

    def __init__(self, rt):
        self.rt = rt
        old = rt.newest_notes("cspdesk")
        self.tickets, self.last = {n["ticket"] for n in old}, max((n["id"] for n in old), default=0)
        self.told_first = bool(old)

    def look(self):
        for note in self.rt.newest_notes("cspdesk", self.last):
            self.last = note["id"]
            self.tickets.add(note["ticket"])
            lines = [line.strip() for line in note["content"].splitlines() if line.strip()]
            say(f"  decision on ticket {note['ticket']}: {' | '.join(lines[:4])}")
            self._first()
        return self.tickets

    def _first(self):
        if not self.told_first:
            self.told_first = True
            say(f"first note after {time.time() - STARTED:.0f} s")

    def wait_for(self, ticket, secs=30):
        await_true(f"a note of cspdesk on ticket {ticket} (see var/cspdesk/log and var/rt/log)",
                   lambda: ticket in self.look(), secs, every=0.1)


def tell_story(rt, decisions):
    """Two customers write, an agent comments, a customer answers; each step at most once in the life of var/."""
    teams = receive(rt, "teams", JAN, "Support", "Teams nie działa - pilne", TEAMS)
    decisions.wait_for(teams)
    invoice = receive(rt, "invoice", OLIVIA, "Billing", "Question about our October invoice", INVOICE)
    decisions.wait_for(invoice)
    if not any(n["content"].strip() == CHECKING for n in rt.notes(teams, "anna")):
        rt.comment(teams, CHECKING)
        say(f"Anna (agent) comments on ticket {teams}: {CHECKING}")
    receive(rt, "trace", JAN, "Support", "Teams nie działa - pilne", TRACE, ticket=teams)
    escalate(rt, decisions)


def escalate(rt, decisions):
    """A ticket that an agent takes to the fake Microsoft."""
    machine = receive(rt, "machine", OLIVIA, "Support", "VM does not start", MACHINE)
    decisions.wait_for(machine)
    if not any("/csp escalate" in n["content"] for n in rt.notes(machine, "anna")):
        rt.comment(machine, ESCALATE)
        say(f"Anna escalates ticket {machine} to Azure Support")
        await_true(f"Microsoft's number on ticket {machine} (see var/cspdesk/log)", lambda: any(
            "Microsoft's ticket: " in n["content"] for n in rt.notes(machine, "cspdesk")), 30, every=0.1)
    decisions.look()


def receive(rt, name, sender, queue, subject, body, ticket=None):
    message_id = f"<story-{name}@mail.example>"
    known = rt.ticket_of(message_id)
    if known:
        say(f"ticket {known} is there from an earlier run: {subject}")
        return known
    number = rt.mail(sender, queue, subject, body, {"Message-ID": message_id}, ticket=ticket)
    say(f"mail from {sender} to {queue}, {'a reply to' if ticket else 'now'} ticket {number}: {subject}")
    return number


def where_to_look(house, microsoft):
    if house.rt:
        say(f"log in at {house.url}/ as anna, password annapass (agent)")
    say(f"cspdesk answers at {house.url}/healthz; logs are in var/*/log")
    say(f"its command line, with conf/examples to import: {house.cspdesk.binary} doctor -c {house.cspdesk.conf}")
    say(f"what was opened at the fake Microsoft: curl -k {microsoft.azure.url}/-/list_made")
    for sub, name in list(microsoft.azure.tickets)[:1]:
        told = f'{{"subscription": "{sub}", "name": "{name}", "text": "Please send the activity log."}}'
        say(f"to answer there, seen within a minute: curl -k -d '{told}' {microsoft.azure.url}/-/engineer_says")
    told = '{"service": "Microsoft Teams", "title": "Nobody can sign in to Teams"}'
    say(f"to have an incident reported, told within two minutes to tickets about Teams: "
        f"curl -k -d '{told}' {microsoft.graph.url}/-/incident")


def stay(house, decisions):
    daemons = [house.nginx.process, house.mariadb.process, *house.cspdesk.processes.values()]
    daemons += [house.rt.process, house.rt_mariadb.process] if house.rt else []
    while True:
        time.sleep(0.5)
        if decisions:
            decisions.look()
        for daemon in daemons:
            if not daemon.running():
                raise HouseError(f"{daemon.name} ended by itself; its last words:\n{daemon.tail()}")


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)    # a shell's background job has it ignored
    try:
        main()
    except HouseError as e:
        sys.exit(f"house: {e}")
    except KeyboardInterrupt:
        sys.exit(130)
