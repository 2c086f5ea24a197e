"""Tries to break one case on two desks: a reseller hands it to its provider, both write, lose the line, die by kill -9,
and still show the same; nothing that a customer writes does anything on either side.
"""

import hashlib
import json

import parts
from house import Sender, new_secret
from line import Line
from trial import FakeRt, fake_desk

AGENTS = """\
name,email,identities,rights,roles,from,to,language
Anna Nowak,anna@partner.example,rt:anna,escalate waive,admin_agent,,,en
"""
TENANT = "6f2c1e0a-5d1b-4c55-9a34-0d4f5a1c7e21"
CUSTOMERS = {
    "shop": "name,tenant,domains,language,provider,channel\n"
            f"Contoso Polska,{TENANT},contoso.example,pl,Distri SA,exchange\n",
    "distri": "name,tenant,domains,language,relationship,gdap_roles,gdap_ends,azure_rbac\n"
              f"Contoso,{TENANT},,pl,yes,directory_readers,2035-12-31,yes\n"}
PROVIDERS = "name,channel,address\nDistri SA,exchange,https://csp.distri.example\n"
PEER = "name,side,url,provider,desk,queue,requestor,relay,auto_accept\n"
PEERS = {"shop": "distri,provider,{url}/exchange/shop,Distri SA,,,,yes,\n",
         "distri": "shop,reseller,{url}/exchange/distri,,rt,Support,csp@shop.example,,known\n"}
TYPES = {"shop": "indirect-reseller", "distri": "indirect-provider"}
OTHER_SIDE = {"shop": "provider", "distri": "reseller"}
OTHER = {"shop": "distri", "distri": "shop"}
POINTS = ("exchange.claimed", "exchange.heard", "exchange.settled", "exchange.send", "exchange.answered",
          "exchange.sent")
WAITS = "SELECT (SELECT COUNT(*) FROM delivery WHERE state = 'new') + (SELECT COUNT(*) FROM job WHERE state IN " \
        "('ready', 'claimed')) + (SELECT COUNT(*) FROM opening WHERE state = 'ready')"
SHARED = "SELECT name, reseller_seq, provider_seq, turn, state, state_turn, state_side, holder, holder_turn, " \
         "holder_side, severity, severity_turn, severity_side FROM exchange_case ORDER BY name"
FIRST = "The virtual machine does not start since 07:10, error AllocationFailed.\nMy password: Summer2026!\n"


def run(t):
    pair = Pair(t)
    reopened(t, pair, *story(t, pair))
    declined(t, pair)
    late(t, pair)
    overtaken(t, pair)
    unheard(t, pair)
    no_ticket(t, pair)
    forbidden(t, pair)
    found = schedules(t, pair)
    pair.stop()
    return {**found, "seed": t.seed}


class Pair:
    """Two installations with a desk each, and a line between them."""

    def __init__(self, t, side=None):
        self.t = t
        self.side = {name: (side or Side)(t, name) for name in TYPES}
        self.secrets = secrets = {name: new_secret() for name in TYPES}       # what NAME signs with
        for name, side in self.side.items():
            other = OTHER[name]
            side.keep(f"{other}.in", secrets[other])
            side.keep(f"{other}.out", secrets[name])
        self.line = {name: Line(side.nginx.url, t.dice) for name, side in self.side.items()}     # to that side
        for name, side in self.side.items():
            side.begin(self.line[OTHER[name]].url)

    def calm(self, secs=40):
        """Until nobody has anything to do; who died on the way is born again."""
        self.t.until("nothing waits on both sides", lambda: not any(x.kept for x in self.line.values()) and all(
            s.alive().sql(WAITS) == [["0"]] for s in (*self.side.values(), *self.side.values())), secs)

    def same(self, what):
        shop, distri = (self.side[name].host.sql(SHARED) for name in TYPES)
        return self.t.check(shop == distri, f"{what}: the sides differ: {shop} and {distri}")

    def stop(self):
        for side in self.side.values():
            self.t.stop_cspdesk(side.host)
            side.nginx.stop()
            side.rt.stop()
            self.line[side.name].stop()

    def storm(self, bad):
        for line in self.line.values():
            line.bad = bad


class Side:
    more = {}       # settings of its desk

    def __init__(self, t, name):
        self.t, self.name, self.rt, self.secret = t, name, FakeRt(), new_secret()
        self.host = t.cspdesk(t.mariadb(f"mariadb-{name}"), [], {
            "partner": {"type": TYPES[name]}, "exchange": {"answer_secs": 3600, "timeout_secs": 2}}, name=name)
        self.said = {}
        self.folder = parts.make_dir(self.host.secrets / "exchange", 0o700)
        self.host.settings["exchange"]["secrets"] = self.folder
        self.nginx = t.nginx(self.host, name=f"front-{name}").start()

    def keep(self, file, secret):
        parts.write(self.folder / file, secret + "\n", 0o600)

    def begin(self, other):
        self.rt.start()
        self.host.desks = [fake_desk(self.host, self.rt, self.secret, mode="enforce", **self.more)]
        self.host.prepare()
        self.take("agents", AGENTS)
        if self.name == "shop":
            self.take("providers", PROVIDERS)
        self.take("customers", CUSTOMERS[self.name])
        self.take("peers", PEER + PEERS[self.name].format(url=other))
        self.rt.hook = self.tell
        self.host.serve()
        self.host.work("work1")

    def alive(self):
        if not self.host.processes["work1"].running():
            self.host.work("work1")
        return self.host

    def take(self, kind, text):
        return self.host.run("import", kind, parts.write(self.host.home / f"{kind}.csv", text))

    def tell(self, ticket, id):
        sender = Sender(f"{self.nginx.url}/hook/rt", self.secret, keep_alive=False)    # of this thread alone
        sender.post(self.rt.event(ticket, id), id=f"rt-{id}")

    def ticket(self, subject="The machine does not start", text=FIRST):
        ticket = self.rt.new_ticket("jan.kowalski@contoso.example", subject, text)
        self.tell(ticket, self.rt.tickets[ticket]["transactions"][-1]["id"])
        return ticket

    def note(self, ticket, text):
        self.tell(ticket, self.rt.say(ticket, text, "Comment", "anna"))

    def reply(self, ticket, text, by="anna"):
        self.tell(ticket, self.rt.say(ticket, text, "Correspond", by))

    def notes(self, ticket):
        return "\n".join(self.rt.notes(ticket))

    def holder(self, ticket):
        return self.host.sql(f"SELECT holder FROM `case` WHERE ticket = '{ticket}'")[0][0]

    def held(self, ticket):
        """(holders in their order, ms that none of them had it between the first and the last)"""
        rows = self.host.sql("SELECT h.holder, h.started_at, COALESCE(h.ended_at, 0) FROM clock h JOIN `case` c ON "
                             f"c.id = h.case_id WHERE c.ticket = '{ticket}' ORDER BY h.started_at")
        gaps = sum(abs(int(b[1]) - int(a[2])) for a, b in zip(rows, rows[1:]))
        return [r[0] for r in rows], gaps


def hand_over(pair, *more):
    """(the reseller's ticket, the provider's)"""
    shop, distri = pair.side["shop"], pair.side["distri"]
    known = set(distri.rt.tickets)
    ticket = shop.ticket()
    pair.calm()
    shop.note(ticket, "/csp triage technical azure B break-fix\n/csp set environment customer\n" + "\n".join(more))
    shop.note(ticket, "/csp hand-over")
    pair.calm()
    new = sorted(set(distri.rt.tickets) - known)
    pair.t.need(len(new) == 1, f"tickets at the provider after a hand-over: {new}; {shop.notes(ticket)}")
    return ticket, new[0]


def story(t, pair):
    """There, a question, an answer, a customer's command, resolved: on both."""
    shop, distri = pair.side["shop"], pair.side["distri"]
    ours, theirs = hand_over(pair, "/csp set impact 120 people cannot work", "/csp check P1: no incident at 07:30")
    t.same((shop.holder(ours), distri.holder(theirs)), ("provider", "partner"), "who has it after the hand-over")
    t.check("has accepted the case. Its number there: " + theirs in shop.notes(ours), f"accepted: {shop.notes(ours)}")
    opened = distri.rt.tickets[theirs]
    t.check("The machine does not start" in opened["subject"] and opened["email"] == "csp@shop.example",
            f"the provider's ticket: {opened['subject']} {opened['email']}")
    first = opened["transactions"][0]["text"]
    t.check("AllocationFailed" in first and "Summer2026" not in first and "jan.kowalski" not in first,
            f"what crossed: {first}")
    distri.reply(theirs, "Which size has the machine?")
    pair.calm()
    t.check("From the other desk:\nWhich size has the machine?" in shop.notes(ours), f"the question: {shop.notes(ours)}")
    t.same((shop.holder(ours), distri.holder(theirs)), ("partner", "reseller"), "who has it after a question")
    shop.reply(ours, "/csp escalate A\nIt is a D4.\n[csp #1]", by="customer")
    pair.calm()
    t.check("From the reseller's customer:" in distri.notes(theirs) and "It is a D4." in distri.notes(theirs),
            f"the customer's word: {distri.notes(theirs)}")
    t.same([s.host.sql("SELECT COUNT(*) FROM escalation") for s in (shop, distri)], [[["1"]], [["0"]]], "escalations")
    named(t, pair, ours, theirs)
    shop.note(ours, "/csp provider It is a D4, please go on.")
    pair.calm()
    t.same((shop.holder(ours), distri.holder(theirs)), ("provider", "partner"), "who has it after the answer")
    t.same([n for n in distri.rt.notes(theirs) if n.startswith("/csp") or "\n/csp" in n], [], "commands in our notes")
    distri.note(theirs, "/csp resolve")
    pair.calm()
    t.same([s.rt.tickets[n]["status"] for s, n in ((shop, ours), (distri, theirs))], ["resolved"] * 2, "both are closed")
    t.check("Resolved by the other desk" in shop.notes(ours), f"resolved: {shop.notes(ours)}")
    pair.same("after a story")
    for side, ticket, wanted in ((shop, ours, ["partner", "provider", "partner", "provider"]),
                                 (distri, theirs, ["partner", "reseller", "partner"])):
        holders, gaps = side.held(ticket)
        t.same((holders[:len(wanted)], gaps), (wanted, 0), f"the timeline at {side.name}")
        said = side.host.run("explain", f"rt/{ticket}")
        side.note(ticket, "/csp why")
        pair.calm()
        why = side.rt.notes(ticket)[-1]
        t.check(why.count("Had by ") == len(set(holders)) and "From its beginning" in why, f"{side.name}'s /csp why: {why}")
        t.check(said.count("Had by ") == len(set(holders)) and "From its beginning" in said, f"{side.name} tells: {said}")
    t.same(shop.host.sql("SELECT COUNT(*) FROM escalation WHERE state = 'open'"), [["0"]], "escalations left open")
    return ours, theirs


def reopened(t, pair, ours, theirs):
    """By the provider: both are open, the reseller may write to it, and closes both; both are closed."""
    shop, distri = pair.side["shop"], pair.side["distri"]
    for side, ticket in ((shop, ours), (distri, theirs)):
        side.note(ticket, "seen while it was closed")
    pair.calm()
    distri.rt.tickets[theirs]["status"] = "open"
    distri.note(theirs, "It came back.")
    pair.calm()
    t.check("Open again, says the other desk" in shop.notes(ours), f"open again: {shop.notes(ours)}")
    t.same((shop.rt.tickets[ours]["status"], shop.holder(ours), distri.holder(theirs)), ("open", "provider", "partner"),
           "open again, and who has it")
    shop.note(ours, "/csp provider Thank you, it is off again.")
    pair.calm()
    t.check("it is off again" in distri.notes(theirs), f"after it was opened again: {distri.notes(theirs)}")
    t.same(shop.host.sql("SELECT COUNT(*) FROM escalation"), [["1"]], "escalations: nobody made another one")
    shop.note(ours, "/csp resolve")
    pair.calm()
    t.same([s.rt.tickets[n]["status"] for s, n in ((shop, ours), (distri, theirs))], ["resolved"] * 2, "closed once more")
    pair.same("after a provider opened it again")


def named(t, pair, ours, theirs):
    """What an agent names is told with its size and digest, on both sides; nothing else is, and no bytes are."""
    shop, distri = pair.side["shop"], pair.side["distri"]
    for here, mine, there, yours in ((shop, ours, distri, theirs), (distri, theirs, shop, ours)):
        content = f"what {here.name} has seen".encode()
        message = here.rt.say(mine, "see the files", "Comment", "anna")
        for name in ("error.log", "private.log", "server.pfx"):
            here.rt.attach(mine, message, name, "text/plain", content)
        here.note(mine, "/csp attach error.log server.pfx")
        pair.calm()
        told, said = there.notes(yours), here.notes(mine)
        digest = hashlib.sha256(content).hexdigest()
        t.check(f"A file at the other desk: error.log, {len(content)} bytes, SHA-256 {digest}\n{here.rt.url}" in told, told)
        t.check(told.count("A file at the other desk") == 1 and content.decode() not in told, told)
        t.check("The other desk has been told of error.log" in said and "server.pfx looks like a key" in said, said)


def declined(t, pair):
    """Not taken, and given back later: with the reason, and the reseller may hand it over again."""
    shop, distri = pair.side["shop"], pair.side["distri"]
    ours, theirs = hand_over(pair)
    distri.note(theirs, "/csp decline please try an availability set first")
    pair.calm()
    t.check("gives the case back:\nplease try an availability set first" in shop.notes(ours), shop.notes(ours))
    t.same((shop.holder(ours), distri.rt.tickets[theirs]["status"]), ("partner", "resolved"), "given back")
    known = len(distri.rt.tickets)
    shop.note(ours, "/csp hand-over")
    pair.calm()
    t.same(len(distri.rt.tickets), known + 1, "tickets after a second hand-over")
    shop.note(ours, "/csp take-back")
    pair.calm()
    t.same(shop.holder(ours), "partner", "taken back")
    t.check("has taken the case back" in distri.notes(max(distri.rt.tickets, key=int)), "the provider is told")
    pair.same("after a decline")


def late(t, pair):
    """The provider's host is away: nothing is lost, and the offer comes back when its time is over."""
    shop, distri = pair.side["shop"], pair.side["distri"]
    distri.host.kill("serve")
    ticket = shop.ticket()
    t.until("its first note", lambda: shop.rt.notes(ticket))
    shop.note(ticket, "/csp triage technical azure B break-fix\n/csp hand-over")
    t.until("it is offered", lambda: shop.holder(ticket) == "provider")
    shop.host.sql("UPDATE timer SET due_at = 1 WHERE name = 'answer' AND due_at > 1")
    t.until("it comes back", lambda: "has not answered in time" in shop.notes(ticket))
    t.same(shop.holder(ticket), "partner", "who has it then")
    distri.host.serve()
    pair.calm(60)
    pair.same("after a provider that was away")
    t.same(shop.host.sql("SELECT state FROM exchange_case ORDER BY id DESC LIMIT 1"), [["withdrawn"]], "its state")


def overtaken(t, pair):
    """What comes after a later word of its side waits for nobody, and all are told in their order."""
    shop, distri = pair.side["shop"], pair.side["distri"]
    ours, theirs = hand_over(pair)
    for side, ticket, far, there in ((shop, ours, distri, theirs), (distri, theirs, shop, ours)):
        to = pair.line[far.name]
        before, to.next = to.reordered, "overtake"
        side.note(ticket, "".join(f"/csp {OTHER_SIDE[side.name]} {word} word\n" for word in ("first", "second", "third")))
        pair.calm()
        t.same(to.reordered, before + 1, f"words of {side.name} that came late")
        told = far.notes(there)
        places = [told.find(f"{word} word") for word in ("first", "second", "third")]
        t.check(-1 not in places and places == sorted(places), f"{far.name} was told: {told}")
    shop.note(ours, "/csp resolve")
    pair.calm()
    pair.same("after words that overtook each other")


def offer(t, shop):
    """A reseller's ticket that is handed over, whatever comes of it."""
    ticket = shop.ticket()
    t.until("its first note", lambda: shop.rt.notes(ticket))
    shop.note(ticket, "/csp triage technical azure B break-fix\n/csp hand-over")
    return ticket


def unheard(t, pair):
    """The provider's desk refuses the offer, and later a word: the reseller's ticket says so; sent again, both are equal."""
    shop, distri = pair.side["shop"], pair.side["distri"]
    pair.line["distri"].refuses = True
    ticket = offer(t, shop)
    t.until("the case is back", lambda: "has not taken our offer" in shop.notes(ticket))
    pair.calm()
    said = shop.notes(ticket)
    t.check("A message (offer) between us and distri did not get through" in said and "nobody here takes that" in said and
            said.count("did not get through") == 1, said)
    t.same((shop.holder(ticket), shop.host.sql("SELECT COUNT(*) FROM escalation e JOIN `case` c ON c.id = e.case_id WHERE "
                                               f"e.state = 'open' AND c.ticket = '{ticket}'")),
           ("partner", [["0"]]), "who has what nobody took")
    pair.line["distri"].refuses = False
    shop.host.run("queue", "retry", "all-dead", "@distri")
    pair.calm()
    pair.same("after an offer that was refused at first")
    t.same(distri.rt.tickets[max(distri.rt.tickets, key=int)]["status"], "resolved", "what was withdrawn")


def no_ticket(t, pair):
    """The provider's desk lets nobody make a ticket, or is not to be written to: the offer is declined at once."""
    shop, distri = pair.side["shop"], pair.side["distri"]
    distri.rt.fail("make", "gone", times=None)
    ticket = offer(t, shop)
    t.until("it is declined", lambda: "has declined the case:\nNo ticket could be made of it here" in shop.notes(ticket))
    distri.rt.mend()
    t.same((shop.holder(ticket), distri.host.sql("SELECT state FROM opening ORDER BY id DESC LIMIT 1")),
           ("partner", [["dead"]]), "who has it")
    known = len(distri.rt.tickets)
    set_mode(distri, "notes")
    ticket = offer(t, shop)
    t.until("it is declined, too", lambda: "This desk takes no cases" in shop.notes(ticket))
    t.same((shop.holder(ticket), len(distri.rt.tickets)), ("partner", known), "a desk that only gets notes")
    set_mode(distri, "enforce")
    pair.calm()
    pair.same("after offers that no ticket could be made of")


def set_mode(side, mode):
    side.host.desks[0]["mode"] = mode
    side.host.write_conf()
    side.host.kill("work1")
    side.host.work("work1")


def forbidden(t, pair):
    """What a reseller may not say is a dead letter alone: what came with it is taken, and the ticket is told."""
    shop, distri = pair.side["shop"], pair.side["distri"]
    ours, theirs = hand_over(pair)
    name, seq = shop.host.sql("SELECT name, reseller_seq FROM exchange_case ORDER BY id DESC LIMIT 1")[0]
    sender = Sender(f"{distri.nginx.url}/exchange/shop", pair.secrets["shop"])
    distri.host.kill("work1")
    for place, type, more in ((1, "accept", {}), (2, "message", {"text": "and this"})):
        number = int(seq) + place
        body = json.dumps({"exchange": 1, "case": name, "side": "reseller", "seq": number, "turn": number + 1,
                           "at": "2026-11-20T09:00:00Z", "type": type, **more})
        t.same(sender.post(body, id=f"{name}.reseller.{number}")[0], 204, f"a {type} is kept")
    distri.host.work("work1")
    t.until("the ticket is told", lambda: "A message (accept) between us and shop did not get through" in distri.notes(theirs))
    pair.calm()
    t.same(sorted(distri.host.sql(f"SELECT state, COUNT(*) FROM delivery WHERE ticket = '{name}' GROUP BY state")),
           [["dead", "1"], ["done", str(int(seq) + 1)]], "dead letters of the batch")
    t.same(distri.host.sql("SELECT COUNT(*) FROM exchange_news WHERE state = 'waiting'"), [["1"]], "what waits for it")
    dead = distri.host.sql("SELECT id FROM delivery WHERE state = 'dead'")[0][0]
    for side in pair.side.values():         # nobody speaks of this case any more
        side.host.sql(f"DELETE FROM exchange_news WHERE exchange_id IN (SELECT id FROM exchange_case WHERE name = '{name}');"
                      f"DELETE FROM exchange_case WHERE name = '{name}'")
    distri.host.run("queue", "drop", f"delivery:{dead}", "tried")


def schedules(t, pair):
    """Both sides write at random, are killed, and lose the line."""
    rounds = 1000 if t.soak else 50
    pairs = [hand_over(pair) for _ in range(6)]
    pair.storm(True)
    kills = 0
    for i in range(rounds):
        ours, theirs = t.dice.choice(pairs)
        kills += act(t, pair, ours, theirs, i)
        if i % 17 == 16:
            pair.calm(90)
    pair.storm(False)
    pair.calm(120)
    met = sum(sum(line.met.values()) for line in pair.line.values())
    reordered = sum(line.reordered for line in pair.line.values())
    t.check(met > rounds / 10 and reordered > 0 and kills > 0, f"{met} faults of the line, {reordered} messages "
            f"after a later one, {kills} kills")
    pair.same("after random schedules")
    dead = [s.host.sql("SELECT COUNT(*) FROM delivery WHERE state = 'dead'") +
            s.host.sql("SELECT COUNT(*) FROM job WHERE state = 'dead'") for s in pair.side.values()]
    t.same(dead, [[["0"], ["0"]]] * 2, "dead letters")
    for ours, theirs in pairs:
        for here, there, mine, yours in ((pair.side["shop"], pair.side["distri"], ours, theirs),
                                         (pair.side["distri"], pair.side["shop"], theirs, ours)):
            said = here.said.get(mine, [])
            told = there.notes(yours)
            t.same([w for w in said if told.count(w) != 1], [], f"words of {here.name} not told once")
    messages = sum(int(r[1]) + int(r[2]) for r in pair.side["shop"].host.sql(SHARED))
    return {"schedules": rounds, "messages": messages, "faults of the line": met, "reordered": reordered,
            "kill -9": kills}


def act(t, pair, ours, theirs, i):
    """One of what people and fate do; was somebody killed?"""
    shop, distri = pair.side["shop"], pair.side["distri"]
    word = f"word-{i:04d}."
    what = t.dice.randrange(8)
    if what < 2:
        speak(shop, ours, word, f"/csp provider {word}", "Comment", "anna")
    elif what < 4:
        speak(distri, theirs, word, word, "Correspond", "anna")
    elif what == 4:
        speak(distri, theirs, word, f"/csp reseller {word}", "Comment", "anna")
    elif what == 5:
        shop.note(ours, f"/csp triage {t.dice.choice('ABC')}")
    elif what == 6:
        side = t.dice.choice((shop, distri))
        side.host.kill("work1")
        side.host.work("work1", {"CSPDESK_FAULT": f"{t.dice.choice(POINTS)}:{t.dice.randrange(1, 4)}"})
    else:
        side = t.dice.choice((shop, distri))
        side.host.kill("serve")
        side.host.serve()
    return what >= 6


def speak(side, ticket, word, text, kind, by):
    side.said.setdefault(ticket, []).append(word)
    side.tell(ticket, side.rt.say(ticket, text, kind, by))
