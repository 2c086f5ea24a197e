"""Tries to break: a ticket that we want in a desk is there exactly once, whoever is killed when and whatever the desk
answers; a desk that refuses it for good is told to people; and what stands in it is nobody's command.
"""

import time

from house import new_secret
from trial import FakeRt, fake_desk, run_program

POINTS = ("claim", "claimed", "ask", "asked", "settled", "searched")
# What the desk does with a question: (kind, seconds).
FAULTS = (("hang", 3), ("cut", 0), ("refuse", 0), ("error", 0), ("error-after", 0), ("late", 1), ("busy", 1), ("lie", 0),
          ("garbage", 0), ("forbidden", 0), ("denied", 0))
TEXT = "/csp escalate A\nPlease escalate this to Microsoft."


def run(t):
    house = House(t)
    for story in (kills, faults, search_fails, dead, paused):
        story(t, house)
        house.judge()
    t.stop_cspdesk(house.cspdesk)
    house.rt.stop()
    return {"tickets": len(house.wanted)}


class House:
    def __init__(self, t):
        self.t, self.rt, self.wanted, self.made = t, FakeRt().start(), [], 0
        self.cspdesk = t.cspdesk(t.mariadb(), [], {"work": {"tries": 8, "backoff_max_ms": 500}})
        self.cspdesk.desks = [fake_desk(self.cspdesk, self.rt, new_secret(), timeout_secs=1, default_queue="Support")]
        self.cspdesk.prepare()

    def want(self, n=1):
        """As a commit of ours writes it."""
        for _ in range(n):
            self.made += 1
            mark = f"{self.made:016x}"
            self.wanted.append(mark)
            now = int(time.time() * 1000)
            self.cspdesk.sql("INSERT INTO opening (desk, queue, subject, text, requestor, mark, state, due_at, made_at) "
                             f"VALUES ('rt', 'Support', 'Case [csp {mark}]', '{TEXT}', 'help@distri.example', '{mark}', "
                             f"'ready', {now}, {now})")
        return mark

    def states(self, where="1 = 1"):
        return [r[0] for r in self.cspdesk.sql(f"SELECT state FROM opening WHERE {where} ORDER BY id")]

    def all_done(self, secs=30):
        return self.t.until("all are opened", lambda: set(self.states()) <= {"done"}, secs)

    def queue(self, *words):
        rc, out, err = run_program([self.cspdesk.binary, "queue", *words, "-c", self.cspdesk.conf])
        return rc, out + err

    def judge(self):
        """Each mark in exactly one ticket, and that is the one we know."""
        known = dict(self.cspdesk.sql("SELECT mark, ticket FROM opening"))
        found = {mark: [n for n, x in self.rt.tickets.items() if mark in x["subject"]] for mark in self.wanted}
        self.t.same({m: x for m, x in found.items() if x != [known[m]]}, {}, "marks that are not in one known ticket")
        self.t.same(self.cspdesk.sql("SELECT COUNT(*) FROM opening WHERE text <> '' OR subject <> ''"), [["0"]],
                    "texts that are kept")


def kills(t, house):
    """Several at once, so that each kill leaves them in different places."""
    house.want(len(POINTS))
    for point in POINTS:
        house.cspdesk.work("work1", {"CSPDESK_FAULT": f"opening.{point}:1"})
        t.same(house.cspdesk.wait("work1"), -9, f"work at opening.{point}")
    house.cspdesk.work()
    house.all_done()
    opened = list(house.rt.tickets.values())[0]
    t.same((opened["queue"], opened["email"], opened["transactions"][0]["text"]),
           ("Support", "help@distri.example", TEXT), "what was opened")
    t.until("the tickets were read", lambda: house.cspdesk.sql("SELECT COUNT(*) FROM `case`") == [[str(len(POINTS))]], 15)
    t.same(house.cspdesk.sql("SELECT (SELECT COUNT(*) FROM held_back) + (SELECT COUNT(*) FROM escalation)"), [["0"]],
           "what our own text did")


def faults(t, house):
    for kind, secs in FAULTS:
        house.rt.fail("make", kind, secs=secs)
    house.want(len(FAULTS))
    house.all_done()


def search_fails(t, house):
    """Nobody knows, and the desk does not tell: it is not asked again before it has."""
    house.rt.fail("make", "cut")
    for kind in ("gone", "error", "garbage"):
        house.rt.fail("search", kind)
    house.want()
    house.all_done()


def dead(t, house):
    """A queue that is not there: told to people, who mend it."""
    house.rt.fail("make", "gone", times=None)
    house.want(2)
    t.until("two are given up", lambda: house.states("state <> 'done'") == ["dead"] * 2, 20)
    ids = [r[0] for r in house.cspdesk.sql("SELECT id FROM opening WHERE state = 'dead' ORDER BY id")]
    rc, said = house.queue("list")
    t.check(rc == 0 and f"dead: opening:{ids[0]}" in said and "404" in said, f"queue list: {said}")
    rc, said = house.queue("show", f"opening:{ids[0]}")
    t.check(rc == 0 and "help@distri.example" in said and "Support" in said, f"queue show: {said}")
    house.rt.mend()
    t.same(house.queue("drop", f"opening:{ids[1]}", "by", "hand")[0], 0, "drop")
    house.wanted.pop()
    t.same(house.queue("retry", f"opening:{ids[0]}")[0], 0, "retry")
    house.all_done()


def paused(t, house):
    t.same(house.queue("pause", "rt")[0], 0, "pause")
    t.until("it is paused", lambda: "desk rt is paused" in house.cspdesk.processes["work1"].log.read_text(), 10)
    since = time.monotonic()
    house.want()
    time.sleep(1)
    t.same(house.rt.asked(since=since), [], "what a paused desk was asked")
    t.same(house.queue("resume", "rt")[0], 0, "resume")
    house.all_done()
