"""Tries to break: /metrics is what Prometheus' text format 0.0.4 says, counts exactly what happened, over all processes
of serve and also when one of them is killed or replaced, and goes on without a database.

The parser below was written from the format's description: HELP and TYPE before the samples of a family, families not
mixed, no sample twice, counters end in _total.
"""

import os
import re
import signal
import time
import urllib.request

from house import Sender, new_secret
from trial import FakeRt, fake_desk

SAMPLE = re.compile(r'([a-z_]+)(?:\{((?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)+)\})? (-?\d+)')
BIG = "EXPLAIN SELECT 'delivery', desk, state, COUNT(*), MIN(received_at) FROM delivery WHERE state IN ('new', 'dead') " \
      "GROUP BY state, desk"


def run(t):
    rt, secret = FakeRt().start(), new_secret()
    mariadb = t.mariadb()
    cspdesk = t.cspdesk(mariadb, [], {"serve": {"processes": 3}})
    cspdesk.desks = [fake_desk(cspdesk, rt, secret)]
    cspdesk.start()
    nginx = t.nginx(cspdesk).start()
    sender = Sender(f"{nginx.url}/hook/rt", secret, keep_alive=False)
    read = lambda: parse(t, fetch(nginx))
    hooks(t, rt, sender, nginx, read)
    decided(t, rt, sender, read)
    children(t, cspdesk, sender, read)
    wide(t, cspdesk)
    away(t, mariadb, read)
    t.stop_cspdesk(cspdesk)
    rt.stop()


def fetch(nginx):
    with urllib.request.urlopen(f"{nginx.url}/metrics", timeout=20) as answer:
        return answer.read().decode()


def parse(t, text):
    """{(name, labels as written): value}; every rule of the format is checked."""
    types, helped, samples, family = {}, set(), {}, None
    t.check(text.endswith("\n"), "the last line has no end")
    for line in text.splitlines():
        if line.startswith("# HELP "):
            family = line.split(" ")[2]
            t.check(family not in helped, f"{family} has two HELP lines")
            helped.add(family)
        elif line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            t.check(name == family and kind in ("counter", "gauge"), f"TYPE: {line}")
            t.check((kind == "counter") == name.endswith("_total"), f"the name of a {kind}: {name}")
            types[name] = kind
        else:
            found = SAMPLE.fullmatch(line)
            if not t.check(found and found[1] == family and family in types, f"a sample: {line!r} in {family}"):
                continue
            key = (found[1].removeprefix("cspdesk_"), found[2] or "")
            t.check(key not in samples, f"twice: {key}")
            samples[key] = int(found[3])
    return samples


def hooks_of(samples, result, desk="rt"):
    return samples.get(("hooks_total", f'desk="{desk}",result="{result}"'), 0)


def hooks(t, rt, sender, nginx, read):
    """One of each kind; the counts are those, and no others."""
    ticket = rt.new_ticket("jan@contoso.example", "Teams", "it does not work")
    transaction = rt.transactions(ticket)[-1]["id"]
    body, hook = rt.event(ticket, transaction), f"rt-{transaction}"
    good = {"id": hook}
    wanted = {"stored": 1, "repeated": 2, "unshaped": 1, "signature": 1, "headers": 2, "malformed": 1}
    for _ in range(3):
        t.same(sender.post(body, **good)[0], 204, "a good hook")
    t.same(sender.post("{}", id="odd")[0], 204, "an odd hook")
    t.same(sender.post(body, id=hook, headers={"webhook-signature": "v1,AAAA"})[0], 401, "another signature")
    t.same(sender.post(body, id=hook, headers={"webhook-signature": None})[0], 401, "no signature")
    t.same(sender.post(body, id=hook, ts=time.time() - 4000)[0], 400, "a time that is none")
    t.same(sender.post(body, id=hook, ts=int(time.time()) - 4000)[0], 401, "an old time")
    nobody = Sender(f"{nginx.url}/hook/nobody", "whsec_" + "A" * 32, keep_alive=False)
    t.same(nobody.post(body)[0], 404, "no such desk")
    got = read()
    for result, n in wanted.items():
        t.same(hooks_of(got, result), n, f"hooks that were {result}")
    t.same(hooks_of(got, "no-desk", ""), 1, "hooks for no desk")
    t.same(sum(n for (name, _), n in got.items() if name == "hooks_total"), 9, "all hooks")
    t.same(got[("database_up", "")], 1, "database_up")
    t.same(got[("desk_paused", 'desk="rt"')], 0, "desk_paused")
    t.check(("queue_depth", 'queue="delivery",desk="rt",state="dead"') in got, "the dead letter is told")


def decided(t, rt, sender, read):
    """What work did arrives within seconds: the lane, the decision, the job; a wall's hold; a try that failed."""
    value = lambda name, labels: read().get((name, labels), 0)
    t.until("a worker", lambda: value("workers", "") == 1, 15)
    t.until("the lane", lambda: value("lanes_total", 'desk="rt",end="settled"') == 1, 15)
    t.until("the decision", lambda: sum(n for (name, _), n in read().items() if name == "decisions_total") == 1, 15)
    t.until("the job", lambda: value("jobs_total", 'desk="rt",kind="note",end="done"') == 1, 15)
    rt.fail("comment", "error")
    ticket = rt.new_ticket("jan@contoso.example", "Outlook", "Please!\n/csp escalate\n")
    transaction = rt.transactions(ticket)[-1]["id"]
    t.same(sender.post(rt.event(ticket, transaction), id=f"rt-{transaction}")[0], 204, "a hook")
    t.until("what was held back", lambda: value("held_back_total", 'desk="rt",kind="who.customer"') == 1, 15)
    t.until("a try that failed", lambda: value("jobs_total", 'desk="rt",kind="note",end="again"') >= 1, 15)


def children(t, cspdesk, sender, read):
    """Three processes count as one; who is killed or replaced takes nothing with it."""
    before = hooks_of(read(), "unshaped")
    for i in range(30):
        t.same(sender.post("{}", id=f"odd-{i}")[0], 204, "an odd hook")
    t.same(hooks_of(read(), "unshaped"), before + 30, "over all processes")
    for pid in cspdesk.processes["serve"].children():
        os.kill(pid, signal.SIGKILL)
    t.until("serve answers again", cspdesk.answers, 10)
    t.same(hooks_of(read(), "unshaped"), before + 30, "after all were killed")
    cspdesk.hup("serve")
    time.sleep(1)
    t.same(sender.post("{}", id="odd-after")[0], 204, "a hook after HUP")
    t.same(hooks_of(read(), "unshaped"), before + 31, "after HUP")


def wide(t, cspdesk):
    """The queues are counted by an index, however many rows are done."""
    cspdesk.sql("INSERT INTO delivery (desk, dedupe, ticket, source, state, due_at, received_at, request) "
                "SELECT 'rt', CONCAT('done-', seq), '1', 'hook', 'done', 0, 0, '' FROM seq_1_to_20000")
    cspdesk.sql("ANALYZE TABLE delivery")
    rows = cspdesk.sql(BIG)
    t.check(rows[0][3] == "range" and int(rows[0][8]) < 1000, f"how the queue is counted: {rows}")


def away(t, mariadb, read):
    mariadb.stop()
    got = read()
    t.same(got[("database_up", "")], 0, "database_up without one")
    t.check(hooks_of(got, "stored") >= 1, "what serve counted is still told")
    mariadb.start()
    t.until("it is back", lambda: read()[("database_up", "")] == 1, 20)
