"""Tries to break: two hosts on two nodes of one cluster do each thing once, and a conflict is an ordinary day.

The same tickets are poked on both sides, interleaved; each host has its own nginx, serve and work on its own node.
In the soak three nodes, one of them killed and started again under load.
"""

import re
import time

from house import Galera, new_secret
from load import Load
from trial import FakeRt, fake_desk, markers

TEXTS = ("it still does not work", "the invoice is wrong", "how do I add a user?", "Azure is down, urgent",
         "please call me", "I cannot sign in to Teams", "our tenant was moved")


def run(t):
    hooks, tickets, nodes = (1000, 50, 3) if t.soak else (300, 20, 2)
    cluster = Galera(t.where / "g", nodes).start()
    rt, secret = FakeRt().start(), new_secret()
    hosts = [host(t, cluster.nodes[i], f"host{i + 1}", rt, secret) for i in range(nodes)]
    before = conflicts(cluster)
    plan = Plan(t, rt, tickets, hooks)
    loads = [Load(f"{h.front.url}/hook/rt", secret, plan.side(i, nodes), 4, stubborn=True) for i, h in
             enumerate(hosts)]
    for load in loads:
        load.start()
    if t.soak:
        node_dies(t, cluster, plan)
    t.until("all hooks are sent", lambda: plan.done(loads), 120)
    for load in loads:
        load.stop()
    counts = judge(t, rt, hosts, loads, plan)
    counts["cluster conflicts"] = conflicts(cluster) - before
    t.stop_cspdesk(*hosts)
    rt.stop()
    return counts


def host(t, node, name, rt, secret):
    """A host of its own: configuration, serve, work, nginx, and the cluster's node beside it."""
    cspdesk = t.cspdesk(node, [], name=name, secrets=t.where / "secrets")
    cspdesk.desks = [fake_desk(cspdesk, rt, secret)]
    cspdesk.start()
    cspdesk.front = t.nginx(cspdesk, name=f"front-{name}").start()
    return cspdesk


def conflicts(cluster):
    """Commits that the cluster refused, on either side."""
    total = 0
    for node in cluster.nodes:
        total += int(cluster.status(node, "local_cert_failures")) + int(cluster.status(node, "local_bf_aborts"))
    return total


class Plan:
    """Which hooks there are: number n is told by side n % sides, so that a ticket is poked on all of them."""

    def __init__(self, t, rt, tickets, hooks):
        self.rt, self.hooks = rt, []
        numbers = [rt.new_ticket("jan@contoso.example", "Teams", "it does not work") for _ in range(tickets)]
        for i in range(hooks):
            ticket = t.dice.choice(numbers)
            transaction = rt.say(ticket, t.dice.choice(TEXTS))
            self.hooks.append((f"rt-{transaction}", rt.event(ticket, transaction)))
        self.tickets = numbers

    def side(self, i, sides):
        """Each hook by one side; every third by two, as a desk that repeats."""
        mine = [h for n, h in enumerate(self.hooks) if n % sides == i or n % 3 == 0 and (n + 1) % sides == i]

        def make(number):
            if number >= len(mine):
                return None
            return mine[number]
        make.total = len(mine)
        return make

    def done(self, loads):
        return all(len(load.kept) >= load.make.total for load in loads)


def node_dies(t, cluster, plan):
    """kill -9 of the last node under load; its host answers 503 until it is back."""
    time.sleep(1)
    last = cluster.nodes[-1]
    last.kill()
    time.sleep(3)
    last.start()
    t.until("the killed node is synced again", cluster.synced, 60)


def judge(t, rt, hosts, loads, plan):
    """Every event once, every note once, and nothing but 503 was sent again."""
    sql = hosts[0].sql
    t.until("all deliveries are done",
            lambda: sql("SELECT COUNT(*) FROM delivery WHERE state <> 'done'") == [["0"]], 60, every=0.3)
    t.until("all jobs are done", lambda: sql("SELECT COUNT(*) FROM job WHERE state <> 'done'") == [["0"]], 60, 0.3)
    for host_, load in zip(hosts, loads):
        strange = {k: v for k, v in load.counts().items() if k not in (204, 503)}
        t.same(strange, {}, f"{host_.home.name}: answers other than 204 and 503")
    wanted = {id for id, _ in plan.hooks}
    got = {r[0] for r in sql("SELECT dedupe FROM delivery WHERE source = 'hook'")}
    swept = {r[0] for r in sql("SELECT dedupe FROM delivery")}
    t.same(sorted(wanted - swept)[:5], [], "hooks that are no delivery")
    seen = sql("SELECT ticket, message, COUNT(*) FROM message_seen WHERE line = 0 GROUP BY ticket, message")
    customer = {(x, y["id"]) for x in plan.tickets for y in rt.transactions(x, "customer")}
    t.same(sorted(customer - {(r[0], r[1]) for r in seen})[:5], [], "events that were not read")
    t.check(all(r[2] == "1" for r in seen), "an event was read twice")
    notes(t, rt, sql, plan.tickets)
    return {"deliveries": len(swept), "by hook": len(got), "tickets": len(plan.tickets), "events": len(customer),
            "notes": sum(len(rt.notes(x)) for x in plan.tickets), "sent again": sum(x.again for x in loads),
            "answers 503": sum(x.answers.count(503) for x in loads), "settled again": told_conflicts(hosts)}


def notes(t, rt, sql, tickets):
    """As many notes as receipts, in the ticket's order, no marker and no advice twice."""
    used = []
    for ticket in tickets:
        texts = rt.notes(ticket)
        found = [m for text in texts for m in markers(text)]
        used += found
        receipts = sql("SELECT COUNT(*) FROM receipt r JOIN `case` c ON c.id = r.case_id "
                       f"WHERE c.ticket = '{ticket}'")[0][0]
        t.same(str(len(texts)), receipts, f"ticket {ticket}: notes, wanted as many as receipts")
        t.check(len(texts) >= 1, f"ticket {ticket}: no note")
        jobs = [int(r[0]) for r in sql(f"SELECT id FROM job WHERE ticket = '{ticket}' ORDER BY seq")]
        t.same(found, jobs, f"ticket {ticket}: markers in the order of its jobs")
        plain = [re.sub(r"\[csp #\d+\]", "", text) for text in texts]
        t.check(all(a != b for a, b in zip(plain, plain[1:])), f"ticket {ticket}: the same advice twice in a row")
    t.same(len(used), len(set(used)), "markers that are unique")


def told_conflicts(hosts):
    """Lanes and jobs whose log line tells of a lost race."""
    total = 0
    for cspdesk in hosts:
        for log in (cspdesk.home / "log").glob("*.log"):
            total += len(re.findall(r"changed meanwhile|is lost|Deadlock|1213|another sweep", log.read_text()))
    return total
