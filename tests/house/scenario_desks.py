"""The story that every help desk must pass: two desks in one installation, each told the same things at the same time.

RT is a real one; Zammad is a fake that was written from Zammad's documents (tests/fakes/fake_zammad.py). Each step does
something at the desk as its people would, waits until cspdesk has nothing left to do, and looks at the desk itself.
"""

import concurrent.futures
import hashlib
import json
import time

from desks import AGENT, FIELDS, MICROSOFT, QUEUE, STRANGER, RtDesk, ZammadDesk
from house import Mariadb
from trial import import_customers, run_program, told

JAN, OLIVIA, ANNA = "jan@contoso.example", "olivia@fabrikam.example", "anna@partner.example"
TEAMS = "Teams does not work for anybody since this morning, error 0xCAA82EE2. Please help.\n"
INVOICE = "Our invoice for October shows 25 seats, but we have 20 people. Please correct it.\n"
SWEEP_SECS = 2
IDLE = "SELECT (SELECT COUNT(*) FROM delivery WHERE state = 'new') + " \
       "(SELECT COUNT(*) FROM job WHERE state IN ('ready', 'claimed'))"


def run(t):
    house = House(t)
    house.start()
    healthy(t, house)
    told = [Told(t, house, desk) for desk in house.desks]
    for story in (created, customer_answers, silent_note, commands, files, wall, forged, turned_internal, moves, status_and_link,
                  fields, echoes, repeated, bad_hooks):
        with concurrent.futures.ThreadPoolExecutor() as at_once:
            list(at_once.map(story, told))
    for desk in told:       # one after the other: nobody's hooks come through meanwhile
        lost(desk)
    nothing_left(t, house)
    counts = {f"{d.name} tickets": int(house.sql(f"SELECT COUNT(*) FROM `case` WHERE desk = '{d.name}'")[0][0])
              for d in house.desks}
    house.stop()
    return counts


class House:
    def __init__(self, trial):
        self.trial = trial
        self.mariadb = Mariadb(trial.where, "mariadb-cspdesk")
        self.cspdesk = trial.cspdesk(self.mariadb, [])
        self.front = trial.nginx(self.cspdesk)
        self.desks = [RtDesk(trial, self.front), ZammadDesk(trial, self.front)]

    def start(self):
        self.mariadb.start()
        for desk in self.desks:
            desk.make()
        self.cspdesk.desks = [{**d.settings(), "mode": "enforce", "default_queue": QUEUE, "sweep_secs": 3600,
                               "timeout_secs": 2} for d in self.desks]
        self.cspdesk.prepare()
        import_customers(self.cspdesk)
        agents = self.trial.where / "agents.csv"
        logins = " ".join(f"{d.name}:{d.login(AGENT)}" for d in self.desks)
        agents.write_text("name,email,identities,rights,roles,from,to,language\n"
                          f"Anna Nowak,{ANNA},{logins},escalate waive,admin_agent,,,en\n")
        self.cspdesk.run("import", "agents", agents)
        self.cspdesk.start()
        self.front.start()
        for desk in self.desks:
            desk.install(self.cspdesk)

    def sql(self, text):
        return self.cspdesk.sql(text)

    def idle(self):
        return self.sql(IDLE) == [["0"]]

    def stop(self):
        self.trial.stop_cspdesk(self.cspdesk)
        for desk in self.desks:
            desk.stop()


def healthy(t, house):
    """cspdesk doctor finds no fault in either; what an agent's token is not told at a desk is no fault."""
    rc, out, err = run_program([house.cspdesk.binary, "doctor", "--json", "-c", house.cspdesk.conf])
    checks = json.loads(out)["checks"]
    for desk in house.desks:
        own = {c["name"]: c["health"] for c in checks if c["desk"] == desk.name}
        t.check({own.get(n) for n in ("token", "queues", "rights", "note", "hook arrives", "status")} == {"ok"},
                f"{desk.name}: doctor says {own}")
    t.check(rc == 0, f"doctor ends with {rc}: {[c for c in checks if c['health'] == 'fault']} {err}")


class Told:
    """One desk in the story; check() and same() say which."""

    def __init__(self, trial, house, desk):
        self.trial, self.house, self.desk = trial, house, desk

    def check(self, ok, sentence):
        return self.trial.check(ok, f"{self.desk.name}: {sentence}")

    def same(self, got, wanted, what):
        return self.trial.same(got, wanted, f"{self.desk.name}: {what}")

    def until(self, what, fn, secs=20):
        return self.trial.until(f"{self.desk.name}: {what}", fn, secs)

    def case(self, ticket, what):
        row = self.house.sql(f"SELECT {what} FROM `case` WHERE desk = '{self.desk.name}' AND ticket = '{ticket}'")
        return row[0] if row else None

    def count(self, table, ticket, where="TRUE"):
        return int(self.house.sql(f"SELECT COUNT(*) FROM {table} x JOIN `case` c ON c.id = x.case_id WHERE c.desk = "
                                  f"'{self.desk.name}' AND c.ticket = '{ticket}' AND {where}")[0][0])

    def seen(self, ticket):
        return int(self.house.sql(f"SELECT COUNT(*) FROM message_seen WHERE desk = '{self.desk.name}' AND "
                                  f"ticket = '{ticket}'")[0][0])

    def settle(self):
        """Until cspdesk has been idle for a moment: a hook may be on its way."""
        quiet = 0
        for _ in range(400):
            quiet = quiet + 1 if self.house.idle() else 0
            if quiet == 6:
                return
            time.sleep(0.05)
        self.check(False, "never idle")

    def create(self, sender=JAN, subject="Teams", text=TEAMS, **more):
        ticket = self.desk.create(sender, subject, text, **more)
        self.until("a case", lambda: self.case(ticket, "1"))
        self.settle()
        return ticket

    def after(self, ticket, act):
        """Does it and returns what cspdesk wrote since: notes, replies."""
        before, seen = self.desk.ours(ticket), self.seen(ticket)
        act()
        self.until("it was read", lambda: self.seen(ticket) > seen)
        self.settle()
        fresh = self.desk.ours(ticket)[len(before):]
        return [text for kind, text in fresh if kind == "note"], [text for kind, text in fresh if kind == "reply"]


def created(s):
    """One internal note with our marker; the fields show the case; the customer gets nothing twice."""
    ticket, en = s.create(), told("en")
    notes = [text for kind, text in s.desk.ours(ticket) if kind == "note"]
    s.same(len(notes), 1, "notes on a new ticket")
    s.check(notes and "[csp #" in notes[0], f"a marker in {notes}")
    s.check(notes and en["note.title"] in notes[0] and en["class.technical"] in notes[0], f"the advice: {notes}")
    s.check(notes and en["note.customer"].format(name="Contoso Polska", by=en["by.domain"]) in notes[0],
            f"whose it is: {notes}")
    s.same(s.case(ticket, "class, product, holder"), ["technical", "microsoft365", "partner"], "the case")
    s.until("the fields show it", lambda: s.desk.read(ticket)["fields"]["CSP class"] == "technical")
    s.same(s.desk.read(ticket)["fields"]["CSP holder"], "partner", "the holder's field")


def customer_answers(s):
    """Thanks change no advice; a message of an agent passes the ball to the customer, his answer passes it back."""
    ticket = s.create()
    s.after(ticket, lambda: s.desk.reply(ticket, "We look at it."))
    s.same(s.case(ticket, "holder"), ["customer"], "the holder after our answer")
    notes, replies = s.after(ticket, lambda: s.desk.mail(JAN, ticket, "Thank you.\n"))
    s.same((notes, replies), ([], []), "what thanks bring about")
    s.same(s.case(ticket, "holder"), ["partner"], "the holder after the customer's answer")


def silent_note(s):
    ticket = s.create()
    s.same(s.after(ticket, lambda: s.desk.note(ticket, "Looked at the service health.")), ([], []), "an agent's note")


def commands(s):
    """A known agent's commands, each once, answered in one note; the last one escalates."""
    ticket, en = s.create(OLIVIA, "Wrong invoice", INVOICE), told("en")
    notes, _ = s.after(ticket, lambda: s.desk.note(ticket, "/csp triage commercial billing partner-center C\n"
                                                           "/csp check P1 no incident"))
    s.check(notes and "class: commercial" in notes[0] and "P1: done" in notes[0], f"triage and check: {notes}")
    s.until("the fields follow", lambda: s.desk.read(ticket)["fields"]["CSP severity"] == "C")
    notes, _ = s.after(ticket, lambda: s.desk.note(ticket, "/csp escalate"))
    s.check(notes and "Escalated" in notes[0], f"escalate: {notes}")
    s.same(s.count("escalation", ticket), 1, "escalations")
    notes, _ = s.after(ticket, lambda: s.desk.note(ticket, "/csp case 618040512345678"))
    s.check(notes and "618040512345678" in notes[0], f"case: {notes}")
    s.same(s.case(ticket, "holder, number"), ["microsoft", "618040512345678"], "the case at Microsoft")
    s.until("the field has the number", lambda: s.desk.read(ticket)["fields"]["CSP Microsoft number"] == "618040512345678")
    notes, _ = s.after(ticket, lambda: s.desk.note(ticket, "/csp why", STRANGER))
    s.check(notes and en["who.stranger"].format(name=s.desk.login(STRANGER)) in notes[0], f"an unknown agent: {notes}")


def files(s):
    """The desk's own bytes are what is read of a file that an agent names, whatever stands in them."""
    content, name = bytes(range(256)) * 200, "Błąd 1.bin"
    ticket = s.create(files=[(name, "application/octet-stream", content), ("other.txt", "text/plain", b"never named")])
    notes, _ = s.after(ticket, lambda: s.desk.note(ticket, f'/csp attach "{name}" missing.txt'))
    s.check(notes and f"{name} goes along" in notes[0] and f'there are: "{name}", "other.txt"' in notes[0], f"attach: {notes}")
    s.until("it is read", lambda: s.count("case_file", ticket, "x.state <> 'named'"))
    s.same(s.house.sql("SELECT f.name, f.state, f.bytes, f.digest FROM case_file f JOIN `case` c ON c.id = f.case_id WHERE "
                       f"c.desk = '{s.desk.name}' AND c.ticket = '{ticket}'"),
           [[name, "read", str(len(content)), hashlib.sha256(content).hexdigest()]], "the file that was named")


def wall(s):
    """A customer's command is not carried out: an agent is told why, the customer is answered once, politely."""
    ticket, en = s.create("wanda@contoso.example"), told("en")
    notes, replies = s.after(ticket, lambda: s.desk.mail("wanda@contoso.example", ticket, "Please!\n/csp escalate\n"))
    s.check(any(en["who.customer"] in n for n in notes), f"why not: {notes}")
    replied = [text for kind, text in s.desk.ours(ticket) if kind == "reply"]
    s.check(len(replies) <= 1 and len(replied) == 1, f"one answer to the customer: {replied}")
    s.same(s.count("escalation", ticket), 0, "escalations by a customer")
    s.same(s.count("held_back", ticket), 1, "held back and counted")


def forged(s):
    """Mails that claim to be from a known agent, also as answers to an internal note, where the desk files them inside."""
    ticket = s.create()
    s.after(ticket, lambda: s.desk.note(ticket, "An internal note."))
    for answers in (None, "note"):
        notes, _ = s.after(ticket, lambda a=answers: s.desk.mail(ANNA, ticket, "/csp triage commercial\n/csp escalate\n", a))
        s.check(notes and not any("Escalated" in n for n in notes), f"why not: {notes}")
        s.same(s.count("escalation", ticket), 0, "escalations by a forged mail")
        s.same(s.case(ticket, "class"), ["technical"], "the class after a forged mail")


def turned_internal(s):
    """What was public when it was written never becomes a command."""
    ticket = s.create(OLIVIA, "Wrong invoice", INVOICE)
    s.after(ticket, lambda: s.desk.reply(ticket, "/csp escalate"))
    s.desk.turn_internal(ticket)
    s.after(ticket, lambda: s.desk.mail(OLIVIA, ticket, "Thank you.\n"))
    s.same(s.count("escalation", ticket), 0, "escalations by a message that was turned internal")


def moves(s):
    """An unknown agent's move to Microsoft's queue is undone twice, then left to a lead; a known agent's counts."""
    ticket, en = s.create(), told("en")
    for turn in (1, 2, 3):
        notes, _ = s.after(ticket, lambda: s.desk.move(ticket, MICROSOFT, STRANGER))
        s.same(s.desk.read(ticket)["queue"], QUEUE if turn < 3 else MICROSOFT, f"queue after move {turn}")
    s.check(any(en["wall.lead"] in n for n in notes), f"the lead: {notes}")
    s.same(s.count("escalation", ticket), 0, "escalations by a stranger's move")
    other = s.create()
    notes, _ = s.after(other, lambda: s.desk.move(other, MICROSOFT))
    s.check(notes and en["note.missing"] in notes[-1], f"a known agent's move: {notes}")
    s.same(s.desk.read(other)["queue"], MICROSOFT, "where his ticket stays")


def status_and_link(s):
    first, second = s.create(), s.create()
    s.after(second, lambda: s.desk.note(second, f"/csp duplicate of {s.desk.number(first)}"))
    got = s.desk.read(second)
    s.same(got["status"], s.desk.closed, "the status of a duplicate")
    s.same(got["links"], [first], "what a duplicate is linked to")
    s.until("the case is closed", lambda: s.case(second, "is_closed") == ["1"])


def fields(s):
    """What somebody else writes into our fields is put back; a desk whose hooks do not tell of it is asked by the sweep."""
    ticket = s.create()
    s.desk.write_field(ticket, "CSP holder", "microsoft")
    if not s.desk.tells_fields:
        s.house.sql(f"UPDATE sweep SET due_at = 0 WHERE desk = '{s.desk.name}'")
    s.until("the field is put back", lambda: s.desk.read(ticket)["fields"]["CSP holder"] == "partner")
    s.same(sorted(s.desk.read(ticket)["fields"]), sorted(FIELDS), "the fields of the desk")


def echoes(s):
    """Our own notes bring no decisions and no notes: after everything is quiet it stays quiet."""
    ticket = s.create()
    said, receipts = len(s.desk.ours(ticket)), s.count("receipt", ticket)
    time.sleep(1)
    s.settle()
    s.same(len(s.desk.ours(ticket)), said, "notes a second later")
    s.same(s.count("receipt", ticket), receipts, "receipts a second later")


def repeated(s):
    """The same hook again, and with another body where the sender makes the body anew: 204, and nothing happens twice."""
    ticket = s.create()
    row = s.house.sql(f"SELECT dedupe, HEX(body) FROM delivery WHERE desk = '{s.desk.name}' AND ticket = '{ticket}' AND "
                      "source = 'hook' ORDER BY id LIMIT 1")[0]
    delivery = {"id": row[0], "body": bytes.fromhex(row[1])}
    said, url = len(s.desk.ours(ticket)), f"{s.house.front.url}/hook/{s.desk.name}"
    for other_body in (False, True):
        s.same(s.desk.repeat(url, delivery, other_body), 204, "the answer to a repeat")
    s.settle()
    s.same(len(s.desk.ours(ticket)), said, "notes after repeats")
    s.same(s.house.sql(f"SELECT COUNT(*) FROM delivery WHERE desk = '{s.desk.name}' AND state = 'dead'"), [["0"]],
           "dead letters by repeats")


def lost(s):
    """Nobody takes hooks while the desk goes on; the sweep finds what happened, and then nothing any more."""
    known = s.create()
    sweep_every(s, SWEEP_SECS)
    s.house.front.stop()
    ticket = s.desk.create(OLIVIA, "Outlook", "Outlook does not start.\n")
    s.desk.note(known, "/csp check P1 no incident")
    s.until("a lost ticket is found", lambda: s.case(ticket, "1"))
    s.until("a lost command is carried out", lambda: s.count("case_check", known) == 1)
    s.house.front.start()
    s.settle()
    s.same(len([1 for kind, _ in s.desk.ours(ticket) if kind == "note"]), 1, "notes on a lost ticket")
    count = "SELECT COUNT(*) FROM delivery WHERE source = 'sweep' AND desk = '%s'" % s.desk.name
    time.sleep(2 * SWEEP_SECS)
    found = s.house.sql(count)
    time.sleep(2 * SWEEP_SECS)
    s.same(s.house.sql(count), found, "what later sweeps find of it")
    sweep_every(s, 3600)


def sweep_every(s, secs):
    next(d for d in s.house.cspdesk.desks if d["name"] == s.desk.name)["sweep_secs"] = secs
    s.house.cspdesk.write_conf()
    s.house.cspdesk.hup("work1")
    s.house.sql(f"UPDATE sweep SET due_at = 0 WHERE desk = '{s.desk.name}'")
    time.sleep(0.5)


def bad_hooks(s):
    """A hook for a ticket that is not there any more, and proven bytes that are no hook: kept, told, nothing breaks."""
    rows = "SELECT COUNT(*) FROM delivery WHERE desk = '%s' AND state = 'dead'" % s.desk.name
    dead = int(s.house.sql(rows)[0][0])
    s.same(s.desk.repeat(f"{s.house.front.url}/hook/{s.desk.name}", {"id": "not-a-hook", "body": b"[1, 2"}, False), 204,
           "the answer to proven bytes that cannot be understood")
    s.until("a dead letter", lambda: int(s.house.sql(rows)[0][0]) == dead + 1)


def nothing_left(t, house):
    t.until("all is done", house.idle, 20)
    t.same(house.sql("SELECT COUNT(*) FROM job WHERE state = 'dead'"), [["0"]], "jobs that are dead")
