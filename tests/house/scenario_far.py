"""Tries to break: one effect at a desk that takes no key, whatever the desk does.

A fake RT writes and does not answer, answers and does not write, and worse. In the end each ticket has its note exactly
once, or a dead letter that says why and that `cspdesk queue retry` mends.
"""

import re
import time

from house import Sender, new_secret
from trial import FakeRt, fake_desk

TIMEOUT, GRACE, TRIES = 2, 1, 6
QUIET = TIMEOUT + GRACE


def run(t):
    far = Far(t)
    try:
        for name, fn in STORIES:
            before = len(t.failures)
            started = time.monotonic()
            fn(t, far)
            far.rt.mend()
            mark = "ok" if len(t.failures) == before else "NOT ok"
            print(f"    {name}: {mark}, {time.monotonic() - started:.1f} s", flush=True)
        t.same(far.queue(), "", "what is left in the queue at the end")
        t.stop_cspdesk(far.cspdesk)
    finally:
        far.rt.stop()
    return {"stories": len(STORIES), "requests": len(far.rt.requests)}


class Far:
    """cspdesk on a fake desk, with a connection to its hook."""

    def __init__(self, t):
        self.rt = FakeRt().start()
        self.secret = new_secret()
        mariadb = t.mariadb()
        self.cspdesk = t.cspdesk(mariadb, [], {"work": {"tries": TRIES, "max_reply": 65536}})
        self.cspdesk.desks = [fake_desk(self.cspdesk, self.rt, self.secret)]
        self.cspdesk.start()
        self.nginx = t.nginx(self.cspdesk).start()
        self.sender = Sender(f"{self.nginx.url}/hook/rt", self.secret)

    def ticket(self, text="it does not work"):
        return self.rt.new_ticket("jan@contoso.example", "Teams", text)

    def poke(self, ticket):
        """The hook of the ticket's newest transaction; its id."""
        transaction = self.rt.transactions(ticket)[-1]["id"]
        status, said = self.sender.post(self.rt.event(ticket, transaction), id=f"rt-{transaction}")
        assert status == 204, (status, said)
        return f"rt-{transaction}"

    def queue(self):
        return self.cspdesk.run("queue", "list")

    def dead(self, ticket):
        """The dead letter of a ticket as (name, reason), or None."""
        found = re.search(rf"^dead: (\S+)  desk rt  ticket {ticket}  (.*)$", self.queue(), re.M)
        return (found[1], found[2]) if found else None

    def idle(self):
        rows = self.cspdesk.sql("SELECT COUNT(*) FROM delivery WHERE state = 'new' UNION ALL "
                                "SELECT COUNT(*) FROM job WHERE state IN ('ready', 'claimed')")
        return all(r[0] == "0" for r in rows)

    def tries(self, ticket):
        return int(self.cspdesk.sql(f"SELECT tries FROM job WHERE ticket = '{ticket}'")[0][0])


def one_note(t, far, ticket, what, secs=25):
    """Waits for the note, then for quiet, and counts."""
    t.until(f"{what}: a note", lambda: far.rt.notes(ticket) and far.idle(), secs)
    t.same(len(far.rt.notes(ticket)), 1, f"{what}: notes on the ticket")


def writes(far, ticket):
    return far.rt.asked(ticket, "comment")


def gap_after_write(far, ticket):
    """Seconds from the first write to the next question about the ticket."""
    first = writes(far, ticket)[0][0]
    later = [r[0] for r in far.rt.asked(ticket) if r[0] > first]
    return later[0] - first if later else None


def lost_answer(kind, **more):
    """Written, and the answer lost: read back only after time-out and grace, never written again."""
    def story(t, far):
        ticket = far.ticket()
        far.rt.fail("comment", kind, **more)
        far.poke(ticket)
        one_note(t, far, ticket, kind)
        t.same(len(writes(far, ticket)), 1, f"{kind}: writes")
        gap = gap_after_write(far, ticket)
        t.check(gap is not None and gap >= QUIET - 0.05, f"{kind}: asked again after {gap} s, wanted {QUIET} s")
    return story


def late(t, far):
    """A proxy answers 504 at once and the desk writes 1.5 s later: asking too early would write twice."""
    ticket = far.ticket()
    far.rt.fail("comment", "late", secs=1.5)
    far.poke(ticket)
    one_note(t, far, ticket, "504 and written later")
    time.sleep(2)
    t.same(len(far.rt.notes(ticket)), 1, "504 and written later: notes on the ticket after a while")


def failed(kind, least_writes=1, **more):
    """A failure that passes: in the end one note."""
    def story(t, far):
        ticket = far.ticket()
        far.rt.fail("comment", kind, **more)
        far.poke(ticket)
        one_note(t, far, ticket, kind)
        t.check(len(writes(far, ticket)) >= least_writes, f"{kind}: {len(writes(far, ticket))} writes")
    return story


def busy(t, far):
    """429 with Retry-After: nobody asks this desk anything before that time."""
    ticket, other = far.ticket(), far.ticket()
    far.rt.fail("comment", "busy", secs=3, ticket=ticket)
    far.poke(ticket)
    t.until("429: the write is asked", lambda: writes(far, ticket), 5)
    refused = writes(far, ticket)[0][0]
    time.sleep(0.2)
    far.poke(other)
    one_note(t, far, ticket, "429")
    one_note(t, far, other, "429, the other ticket")
    early = [r for r in far.rt.requests if refused < r[0] < refused + 2.9]
    t.same(len([r for r in early if r[0] > refused + 0.1]), 0, "429: requests before Retry-After was over")


def lie(t, far):
    """201 and nothing written: a dead letter that quotes the desk, and retry mends it."""
    ticket = far.ticket()
    far.rt.fail("comment", "lie", times=None, ticket=ticket)
    far.poke(ticket)
    dead_then_mended(t, far, ticket, "201 but not written", "does not show it")
    t.same(len(far.rt.notes(ticket)), 1, "201 but not written: notes after retry")


def bad_thread(kind, words, **more):
    """The ticket cannot be read: the delivery becomes a dead letter with the reason, and retry mends it."""
    def story(t, far):
        ticket = far.ticket()
        far.rt.fail("thread", kind, times=None, ticket=ticket, **more)
        far.poke(ticket)
        dead_then_mended(t, far, ticket, f"{kind} thread", words)
        t.same(len(far.rt.notes(ticket)), 1, f"{kind} thread: notes after retry")
    return story


def denied_write(t, far):
    """401 to every write: tried TRIES times, then dead with the reason."""
    ticket = far.ticket()
    far.rt.fail("comment", "denied", times=None, ticket=ticket)
    far.poke(ticket)
    dead_then_mended(t, far, ticket, "401", "401")
    t.same(len(writes(far, ticket)), TRIES + 1, "401: writes, the one after retry included")


def dead_then_mended(t, far, ticket, what, words):
    if not t.until(f"{what}: a dead letter", lambda: far.dead(ticket), 30, every=0.3):
        return
    name, why = far.dead(ticket)
    t.check(words in why, f"{what}: queue list says {why!r}, wanted {words!r} in it")
    t.same(len(far.rt.notes(ticket)), 0, f"{what}: notes before retry")
    far.rt.mend()
    far.cspdesk.run("queue", "retry", name)
    one_note(t, far, ticket, f"{what}, after retry")
    t.same(far.dead(ticket), None, f"{what}: dead letter after retry")


def breaker(t, far):
    """The desk is down for 8 s: after five failures it is asked about once a second, and no try is burnt meanwhile."""
    tickets = [far.ticket() for _ in range(8)]
    far.rt.fail("any", "refuse", times=None)
    for ticket in tickets:
        far.poke(ticket)
    began = time.monotonic()
    time.sleep(8)
    asked = len(far.rt.asked(since=began))
    t.check(5 <= asked <= 5 + 4 + 10, f"breaker: {asked} requests in 8 s of outage, wanted 5 to 19")
    far.rt.mend()
    mended = time.monotonic()
    t.until("breaker: all notes", lambda: all(far.rt.notes(x) for x in tickets) and far.idle(), 20)
    t.same([len(far.rt.notes(x)) for x in tickets], [1] * len(tickets), "breaker: notes per ticket")
    t.same([far.dead(x) for x in tickets if far.dead(x)], [], "breaker: dead letters")
    first = far.rt.asked(since=mended)
    t.check(first and first[0][0] - mended < 3.5, "breaker: closes within its rest and a backoff")


STORIES = (
    ("written, no answer in time", lost_answer("hang", secs=TIMEOUT + 1)),
    ("written, connection closed", lost_answer("cut")),
    ("not written, connection closed", failed("refuse", 2)),
    ("500, not written", failed("error", 2)),
    ("500, written", lost_answer("error-after")),
    ("504, written later", late),
    ("429 with Retry-After", busy),
    ("201, not written", lie),
    ("huge answer to a write", failed("huge")),
    ("garbage answer to a write", failed("garbage")),
    ("slow, but in time", failed("slow", secs=TIMEOUT * 0.6)),
    ("401 to every write", denied_write),
    ("huge thread", bad_thread("huge", "")),
    ("garbage thread", bad_thread("garbage", "")),
    ("ticket that is not there", bad_thread("gone", "404")),
    ("401 to every read", bad_thread("denied", "401")),
    ("desk down for 8 s", breaker),
)
