"""Tries to break: a paused desk is left alone by every worker and loses nothing; a dead letter can be looked at, tried
again or given up, and whatever is given up says who did it and why.
"""

import json
import time

from house import Sender, new_secret
from trial import FakeRt, fake_desk, run_program

NEEDLE = "Zażółć gęślą jaźń"


def run(t):
    house = House(t)
    for story in (paused, dead_jobs, dead_delivery, words):
        story(t, house)
    t.stop_cspdesk(house.cspdesk)
    house.rt.stop()


class House:
    def __init__(self, t):
        self.t, self.rt, secret = t, FakeRt().start(), new_secret()
        self.cspdesk = t.cspdesk(t.mariadb(), [], {"work": {"tries": 2}})
        self.cspdesk.desks = [fake_desk(self.cspdesk, self.rt, secret)]
        self.cspdesk.start(works=2)
        self.nginx = t.nginx(self.cspdesk).start()
        self.sender = Sender(f"{self.nginx.url}/hook/rt", secret)

    def poke(self, ticket):
        transaction = self.rt.transactions(ticket)[-1]["id"]
        self.t.same(self.sender.post(self.rt.event(ticket, transaction), id=f"rt-{transaction}")[0], 204, "the hook")

    def queue(self, *words):
        """(exit code, what it said)."""
        rc, out, err = run_program([self.cspdesk.binary, "queue", *words, "-c", self.cspdesk.conf])
        return rc, out + err

    def state(self, table, where):
        return [r[0] for r in self.cspdesk.sql(f"SELECT state FROM {table} WHERE {where} ORDER BY id")]


def paused(t, house):
    """Two workers, hooks while the desk is paused: all kept, nothing asked; after resume everything in order."""
    first = house.rt.new_ticket("jan@contoso.example", "Teams", "it does not work")
    house.poke(first)
    t.until("a note before the pause", lambda: house.rt.notes(first), 15)
    rc, said = house.queue("pause", "rt", "upgrade", "of", "RT")
    t.check(rc == 0 and "rt is paused" in said, f"pause: {rc} {said}")
    rc, said = house.queue("pause", "rt")
    t.check(rc == 0 and "already" in said, f"pause twice: {rc} {said}")
    time.sleep(2.5)
    since = time.monotonic()
    tickets = [house.rt.new_ticket("jan@contoso.example", f"Outlook {i}", "it does not start") for i in range(3)]
    house.rt.say(first, "Any news?")
    for ticket in [*tickets, first]:
        house.poke(ticket)
    time.sleep(2)
    t.same(house.rt.asked(since=since), [], "what a paused desk was asked")
    rc, said = house.queue("list")
    t.check("paused: desk rt" in said and "upgrade of RT" in said, f"list: {said}")
    t.same(house.state("delivery", "ticket <> '' AND state <> 'done'"), ["new"] * 4, "deliveries during a pause")
    t.same(house.cspdesk.sql("SELECT COALESCE(MAX(tries), 0) FROM lane"), [["0"]], "tries during a pause")
    rc, said = house.queue("resume", "rt")
    t.check(rc == 0 and "goes on" in said, f"resume: {rc} {said}")
    for ticket in tickets:
        t.until(f"a note on {ticket} after the pause", lambda x=ticket: house.rt.notes(x), 15)
    t.until("all is done", lambda: not house.state("delivery", "state <> 'done'"), 15)
    rc, said = house.queue("resume", "rt")
    t.check(rc == 1 and "is not paused" in said, f"resume twice: {rc} {said}")


def dead_jobs(t, house):
    """Two notes that the desk refuses: one is looked at and given up, the other tried again with all dead ones."""
    house.rt.fail("comment", "gone", times=None)
    tickets = [house.rt.new_ticket("jan@contoso.example", f"Azure {i}", f"{NEEDLE} does not work") for i in range(2)]
    for ticket in tickets:
        house.poke(ticket)
    t.until("two dead jobs", lambda: len(house.state("job", "state = 'dead'")) == 2, 20)
    ids = [r[0] for r in house.cspdesk.sql("SELECT id FROM job WHERE state = 'dead' ORDER BY CAST(ticket AS INT)")]
    rc, said = house.queue("show", f"job:{ids[0]}")
    t.check(rc == 0 and "dead" in said and tickets[0] in said and "404" in said and '"kind":"note"' in said,
            f"show: {rc} {said}")
    rc, said = house.queue("show", f"job:{ids[0]}", "--json")
    t.same((rc, json.loads(said)["state"]), (0, "dead"), "show --json")
    rc, said = house.queue("drop", f"job:{ids[0]}")
    t.check(rc == 2 and "say why" in said, f"drop without a reason: {rc} {said}")
    rc, said = house.queue("drop", f"job:{ids[0]}", "the", "ticket", "is", "gone")
    t.same((rc, said), (0, ""), "drop")
    note = house.cspdesk.sql(f"SELECT state, note FROM job WHERE id = {ids[0]}")[0]
    t.check(note[0] == "done" and note[1].startswith("dropped by ") and note[1].endswith(": the ticket is gone"),
            f"what is left of a dropped job: {note}")
    rc, said = house.queue("drop", f"job:{ids[0]}", "again")
    t.check(rc == 1 and "neither waits nor is dead" in said, f"drop twice: {rc} {said}")
    house.rt.mend()
    rc, said = house.queue("retry", "all-dead", "rt")
    t.check(rc == 0 and "job      1 are tried again" in said, f"retry all: {rc} {said}")
    t.until("the other note", lambda: house.rt.notes(tickets[1]), 15)
    time.sleep(0.5)
    t.same(house.rt.notes(tickets[0]), [], "notes of a dropped job")


def dead_delivery(t, house):
    """Proven bytes that are no hook: they can be looked at, never tried again, and given up."""
    t.same(house.sender.post("{}", id="odd-1")[0], 204, "an odd hook")
    t.until("a dead letter", lambda: house.state("delivery", "state = 'dead'"), 10)
    name = "delivery:" + house.cspdesk.sql("SELECT id FROM delivery WHERE state = 'dead'")[0][0]
    rc, said = house.queue("list")
    t.check(rc == 0 and f"dead: {name}" in said, f"list: {said}")
    rc, said = house.queue("show", name)
    t.check(rc == 0 and "dead:odd-1" in said and "{}" in said, f"show: {said}")
    rc, said = house.queue("retry", name)
    t.check(rc == 1 and "is not a dead letter that can be tried again" in said, f"retry: {rc} {said}")
    rc, said = house.queue("drop", name, "a", "test")
    t.same((rc, house.state("delivery", "state = 'dead'")), (0, []), "drop")


def words(t, house):
    """Wrong use changes nothing and says what is right."""
    for args, wanted in (((), "use: cspdesk queue"), (("pause",), "use:"), (("pause", "osticket"), "no desk is called"),
                         (("show", "letter:1"), "is not like job:17"), (("show", "job:999999"), "there is no job:999999"),
                         (("drop", "job:x", "y"), "is not like job:17"), (("retry", "all-dead", "x"), "no desk is called"),
                         (("pause", "rt", "x" * 201), "longer than 200 bytes"), (("list", "x"), "use:")):
        rc, said = house.queue(*args)
        t.check(rc in (1, 2) and wanted in said, f"queue {' '.join(args)[:30]}: {rc} {said}")
    t.same(house.cspdesk.sql("SELECT COUNT(*) FROM pause"), [["0"]], "pauses by wrong words")
