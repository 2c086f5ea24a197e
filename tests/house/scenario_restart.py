"""Tries to break: a new configuration drops no request, a broken one changes nothing, a stop loses nothing that was
answered 204.
"""

import re
import time

import parts
from house import Sender, new_secret
from load import Load, stored
from trial import FakeRt, fake_desk


def run(t):
    rt, secret = FakeRt().start(), new_secret()
    cspdesk = t.cspdesk(t.mariadb(), [])
    cspdesk.desks = [fake_desk(cspdesk, rt, secret)]
    cspdesk.start()
    nginx = t.nginx(cspdesk).start()
    tickets = [rt.new_ticket("jan@contoso.example", "Teams", "it does not work") for _ in range(20)]
    house = House(t, rt, secret, cspdesk, f"{nginx.url}/hook/rt", tickets)
    hup_under_load(house)
    broken_configuration(house)
    secrets_by_hup(house)
    term_under_load(house)
    settled(house)
    t.stop_cspdesk(cspdesk)
    rt.stop()
    return house.counts


class House:
    def __init__(self, t, rt, secret, cspdesk, url, tickets):
        self.t, self.rt, self.secret, self.cspdesk, self.url, self.tickets = t, rt, secret, cspdesk, url, tickets
        self.counts, self.kept = {}, []

    def make(self, prefix):
        def hook(number):
            id = f"{prefix}-{number}"
            ticket = self.tickets[number % len(self.tickets)]
            body = self.rt.event(ticket, 1).replace('"rt-1"', f'"{id}"')
            return id, body
        return hook

    def post(self, id, secret):
        id, body = id, self.make(id)(0)[1].replace(f'"{id}-0"', f'"{id}"')
        return Sender(self.url, secret, keep_alive=False).post(body, id=id)

    def said(self, name, words, since=0):
        """Has that process logged these words behind that place?"""
        log = self.cspdesk.processes[name].log.read_text(errors="replace")
        return [line for line in log[since:].splitlines() if words in line]

    def place(self, name):
        return len(self.cspdesk.processes[name].log.read_text(errors="replace"))


def hup_under_load(house):
    """serve and work get HUP again and again while four clients send: every single answer is 204."""
    t, load = house.t, Load(house.url, house.secret, house.make("hup")).start()
    turns = 40 if t.soak else 8
    for _ in range(turns):
        time.sleep(0.5)
        house.cspdesk.hup("serve")
        house.cspdesk.hup("work1")
    time.sleep(1)
    load.stop()
    house.kept += load.kept
    t.same({k: v for k, v in load.counts().items() if k != 204}, {}, "HUP under load: answers other than 204")
    t.check(len(load.kept) > 200, f"HUP under load: only {len(load.kept)} hooks were sent")
    t.until("HUP: serve says so each time", lambda: len(house.said("serve", "configuration read again")) >= turns - 2)
    t.check(house.cspdesk.processes["work1"].running(), "work runs after HUP")
    t.same(house.said("serve", "signal 11"), [], "crashes of serve")
    house.counts.update({"HUPs": turns, "hooks under HUP": len(load.kept)})


def broken_configuration(house):
    """An unknown setting: both go on as before and say file:line."""
    t, cspdesk = house.t, house.cspdesk
    good = cspdesk.conf.read_text()
    places = {name: house.place(name) for name in ("serve", "work1")}
    parts.write(cspdesk.conf, good.replace("processes =", "proceses ="), 0o640)
    line = next(i for i, text in enumerate(cspdesk.conf.read_text().splitlines(), 1) if "proceses" in text)
    for name, place in places.items():
        cspdesk.hup(name)
        if t.until(f"{name} refuses the broken configuration",
                   lambda n=name, p=place: house.said(n, "the configuration stays as it was", p), 10):
            said = house.said(name, "the configuration stays as it was", place)[0]
            t.check(re.search(rf"cspdesk\.conf:{line}\b", said), f"{name} says {said}, wanted cspdesk.conf:{line}")
        t.check(cspdesk.processes[name].running(), f"{name} runs after a broken configuration")
    t.same(house.post("broken-1", house.secret)[0], 204, "a hook after a broken configuration")
    house.kept.append("broken-1")
    parts.write(cspdesk.conf, good, 0o640)


def secrets_by_hup(house):
    """Two secrets at once while one is replaced; one whose time is over, or comes while serve runs, is refused."""
    t, cspdesk, desk = house.t, house.cspdesk, house.cspdesk.desks[0]
    old, new, late = desk["secrets"][0], new_secret(), new_secret()
    files = {name: str(parts.write(cspdesk.secrets / f"{name}.secret", text + "\n", 0o600))
             for name, text in (("new", new), ("late", late))}
    t.same(house.post("new-0", new)[0], 401, "the new secret before HUP")
    ends = time.time() + 5
    reread(house, [old, {"file": files["new"]}, {"file": files["late"], "until": stamp(ends)}])
    for name, secret in (("old", house.secret), ("new", new), ("late", late)):
        t.same(house.post(f"{name}-1", secret)[0], 204, f"the {name} secret after HUP")
        house.kept.append(f"{name}-1")
    time.sleep(max(0, ends - time.time()) + 1.1)
    status, said = house.post("late-2", late)
    t.check(status == 401 and "no signature fits" in said, f"a secret after its time: {status} {said}")
    reread(house, [{**old, "until": "2026-01-01"}, {"file": files["new"]}])
    t.same(house.post("old-2", house.secret)[0], 401, "the old secret, expired by HUP")
    t.same(house.post("new-2", new)[0], 204, "the new secret at the end")
    house.kept.append("new-2")
    reread(house, [old])


def reread(house, secrets):
    place = house.place("serve")
    house.cspdesk.desks[0]["secrets"] = secrets
    house.cspdesk.write_conf()
    house.cspdesk.hup("serve")
    house.t.until("serve reads its configuration again",
                  lambda: house.said("serve", "configuration read again", place), 10)
    time.sleep(0.5)     # the old processes finish


def stamp(at):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))


def term_under_load(house):
    """serve is stopped and started while clients send and repeat: every 204 is in the database."""
    t, cspdesk = house.t, house.cspdesk
    load = Load(house.url, house.secret, house.make("term"), stubborn=True).start()
    turns = 20 if t.soak else 4
    for turn in range(turns):
        time.sleep(0.7)
        cspdesk.term("serve")
        t.same(cspdesk.wait("serve"), 0, f"exit status of serve after TERM {turn + 1}")
        cspdesk.serve()
        if turn % 2:
            cspdesk.term("work1")
            t.same(cspdesk.wait("work1"), 0, f"exit status of work after TERM {turn + 1}")
            cspdesk.work()
    time.sleep(0.5)
    load.stop()
    house.kept += load.kept
    strange = {k: v for k, v in load.counts().items() if k not in (204, 502, 503, 504, 0)}
    t.same(strange, {}, "TERM under load: answers other than 204 and try-again")
    t.check(len(load.kept) > 100, f"TERM under load: only {len(load.kept)} hooks were sent")
    house.counts.update({"TERMs": turns, "hooks under TERM": len(load.kept), "sent again": load.again})


def settled(house):
    """What was answered 204 is there, and all of it comes to an end."""
    t, cspdesk = house.t, house.cspdesk
    lost = set(house.kept) - stored(cspdesk)
    t.same(sorted(lost)[:5], [], f"deliveries answered 204 but not in the database ({len(lost)})")
    t.until("all deliveries are done",
            lambda: cspdesk.sql("SELECT COUNT(*) FROM delivery WHERE state <> 'done'") == [["0"]], 30, every=0.3)
    t.until("all jobs are done",
            lambda: cspdesk.sql("SELECT COUNT(*) FROM job WHERE state <> 'done'") == [["0"]], 30, every=0.3)
    t.same([len(house.rt.notes(x)) for x in house.tickets], [1] * len(house.tickets), "notes per ticket")
