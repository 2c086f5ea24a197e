"""Tries to break: acknowledged = kept = decided once = one note, under mixed load and random stops of everything.

Into a real RT come tickets by mail and by REST, customers' and agents' replies, notes with and without commands, and
changes; straight to serve come signed hooks, among them repeats, repeats at the same moment, repeats with other bytes,
garbage and forgeries. Meanwhile MariaDB, RT, its database, both nginx, serve and work are stopped, killed and started
at random. Then everything is counted. In the soak two processes are spared after a third of the time: theirs is the
memory that must not grow.

    SECS=600 in the environment is another length than 20 s (test) or 1800 s (soak).
"""

import hashlib
import http.client
import os
import pathlib
import statistics
import threading
import time

from house import HouseError
from load import Load
from storm import OUTSIDE, Storm, come_to_rest, hook_body, judge_deliveries, judge_markers, tickets_of
from trial import RtHouse, told

SWEEP_SECS = 3
MOST_MESSAGES = 12      # of a ticket; then it is left alone
GROWTH = 1.05
AGENTS = """\
name,email,identities,rights,roles,from,to,language
Anna Nowak,anna@partner.example,rt:anna,escalate waive,admin_agent,,,en
"""
SENDERS = ("Jan <jan.kowalski@contoso.example>", "Olivia <olivia@fabrikam.example>", "Eve <eve@stranger.example>")
TEXTS = ("Teams does not work for anybody, urgent.\n", "Our invoice shows too many seats, please correct it.\n",
         "How do I add a user to a group?\n", "Faktura za październik jest błędna.\n", "Azure VM is down.\n",
         "Thank you, it works now.\n", "Żaden użytkownik nie może się zalogować do Outlooka.\n")
COMMANDS = ("/csp check P1 looked", "/csp triage technical azure B", "/csp triage commercial billing", "/csp tier 2",
            "/csp why", "/csp waive P3 the customer did it", "/csp set environment customer", "/csp help",
            "/csp suspend a4c1340d-6911-4758-bba3-0c4c6007d161")


def run(t):
    secs = int(os.environ.get("SECS") or (1800 if t.soak else 20))
    os.environ["ASAN_OPTIONS"] = "quarantine_size_mb=2"     # else it keeps what was freed, and memory seems to grow
    house = RtHouse(t, sweep_secs=SWEEP_SECS, overlap_secs=60, mode="enforce", default_queue="Support").start(works=2)
    import_agents(t, house)
    people = [People(t, house, i) for i in range(3)]
    hooks = Hooks(t, house, people)
    storm, memory = Gale(t, house), Memory(t, house)
    for part in (*people, hooks, memory):
        part.start()
    storm.blow(secs, memory)
    for part in (*people, hooks, memory):
        part.stop()
    come_to_rest(t, house, SWEEP_SECS, 300 if t.soak else 120)
    counts = judge(t, house, hooks)
    grown = memory.judge(secs)
    t.stop_cspdesk(house.cspdesk)
    print(f"kills: {dict(storm.kills)}, outages: {dict(storm.outages)}, answers: {hooks.counts()}", flush=True)
    return {"seconds": secs, "kills": storm.kills.total(), "outages": storm.outages.total(),
            "changes in RT": sum(p.done for p in people), "hooks answered 204": len(hooks.kept),
            "repeats": hooks.repeats, "forged": hooks.forged, "sent again": hooks.again, **counts, **grown,
            "seed": t.seed}


def import_agents(t, house):
    file = t.where / "agents.csv"
    file.write_text(AGENTS)
    house.cspdesk.run("import", "agents", file)


class Gale(Storm):
    """Random stops; in the second and the last third one child of serve and the second work are spared."""

    def blow(self, secs, memory):
        more = [self.rt_dies, self.front_restarts, self.front_dies, self.desk_restarts, self.reload]
        began, todo = time.monotonic(), []
        while (gone := time.monotonic() - began) < secs:
            if not todo:
                todo = list(OUTSIDE) + self.breaks + more
                self.t.dice.shuffle(todo)
            if gone > secs / 3 and not self.spared:
                self.spared = memory.spare()
            what = todo.pop()
            if what in ("serve -9", "serve master -9", self.reload) and self.spared:
                continue
            time.sleep(self.t.dice.uniform(0.1, 6.0 if self.t.soak else 1.0))
            self.disturb(what) if callable(what) else self.outside(what)

    def reload(self):
        for name in ("serve", "work1"):
            self.cspdesk.hup(name)


class Part:
    """A thread with dice of its own, until told to stop."""

    def __init__(self, t, house, number):
        self.t, self.house, self.number = t, house, number
        self.dice = t.dice.__class__(t.seed + 1 + number)
        self.stopping, self.ended = threading.Event(), False
        self.thread = threading.Thread(target=self.whole, daemon=True)

    def start(self):
        self.thread.start()

    def whole(self):
        self.run()
        self.ended = True

    def stop(self):
        self.stopping.set()
        self.thread.join(120)
        self.t.check(self.ended, f"{type(self).__name__} {self.number} came to its end")


class People(Part):
    """Customers and an agent, one change after the other; what RT did not take is tried again.

    An answer may be lost after RT did it, so a change may be in RT twice: what is there counts, not what was sent.
    """

    def __init__(self, t, house, number):
        super().__init__(t, house, number)
        self.tickets, self.done = {}, 0         # ticket -> messages so far
        self.begins = [self.mail, self.create]
        self.kinds = [self.mail] * 4 + [self.create] * 2 + [self.answer] * 4 + [self.reply] * 2 + [self.note] * 2 + \
            [self.command] * 5 + [self.change] * 2

    def run(self):
        while not self.stopping.is_set():
            fn = self.dice.choice(self.kinds) if self.tickets else self.mail
            self.insist(fn, f"t{self.number}x{self.done}", None if fn in self.begins else self.any_ticket())
            self.done += 1
            self.stopping.wait(self.dice.uniform(0.1, 1.0))

    def insist(self, fn, tag, ticket):
        state = self.dice.getstate()
        for _ in range(200):
            self.dice.setstate(state)       # the same again
            try:
                return fn(tag, ticket)
            except (OSError, http.client.HTTPException, HouseError) as e:
                why = e
                time.sleep(0.3)
        self.t.check(False, f"{fn.__name__} {tag} was never taken: {why}")

    def any_ticket(self):
        ticket = self.dice.choice(list(self.tickets))
        self.tickets[ticket] += 1
        if self.tickets[ticket] >= MOST_MESSAGES:
            self.tickets.pop(ticket)
        return ticket

    def begun(self, ticket):
        """RT may have answered and yet lost it, when its database went away in the middle."""
        if not self.house.rt_mariadb.sql(f"SELECT 1 FROM Tickets WHERE id = {ticket}", "rt5"):
            raise HouseError(f"RT has no ticket {ticket}")
        self.tickets[ticket] = 0

    def mail(self, tag, _):
        text = self.dice.choice(TEXTS)
        self.begun(self.house.rt.mail(self.dice.choice(SENDERS), "Support", f"Mail {tag}", text,
                                      {"Message-ID": f"<{tag}@mixed.example>"}))

    def create(self, tag, _):
        made = self.house.rt.rest("POST", "ticket", json={
            "Queue": "Support", "Subject": f"Call {tag}", "Requestor": self.dice.choice(SENDERS),
            "Content": self.dice.choice(TEXTS), "ContentType": "text/plain"})
        self.begun(int(made["id"]))

    def answer(self, tag, ticket):
        self.house.rt.mail(self.dice.choice(SENDERS), "Support", "Again", self.dice.choice(TEXTS),
                           {"Message-ID": f"<{tag}@mixed.example>"}, ticket=ticket)

    def reply(self, tag, ticket):
        self.house.rt.reply(ticket, f"We look at it ({tag}).")

    def note(self, tag, ticket):
        self.house.rt.comment(ticket, f"He called twice today ({tag}).")

    def command(self, tag, ticket):
        """The last line makes the answer ours to find: it names the tag."""
        lines = self.dice.sample(COMMANDS, self.dice.randint(0, 3)) + \
            ["/csp escalate"] * (self.dice.random() < 0.4) + [f"/csp set customer Nobody {tag}."]
        self.house.rt.comment(ticket, "\n".join(lines))

    def change(self, tag, ticket):
        self.house.rt.rest("PUT", f"ticket/{ticket}", json=self.dice.choice((
            {"Priority": self.dice.randint(1, 90)}, {"Status": "open"}, {"Owner": "anna"}, {"Subject": f"S {tag}"})))


class Hooks(Load):
    """Signed hooks of tickets that exist, two at once with each id, and what only looks like one.

    `kept` are acknowledged ids of good hooks; `dead` what must lie among the dead letters.
    """

    def __init__(self, t, house, people):
        super().__init__(f"{house.front.url}/hook/rt", house.secret(), self.body_of, senders=3, rate=10, stubborn=True)
        self.t, self.people, self.bodies, self.dead = t, people, {}, set()
        self.repeats = self.forged = 0
        self.dice = t.dice.__class__(t.seed - 1)

    def body_of(self, number):
        tickets = [x for p in self.people for x in list(p.tickets)]
        if not tickets:
            return None
        with self.lock:
            id = f"mixed-{number // 2}"
            return id, self.bodies.setdefault(id, hook_body(id, self.dice.choice(tickets)))

    def deliver(self, sender, id, body):
        super().deliver(sender, id, body)
        with self.lock:
            kind, other = self.dice.random(), self.dice.choice(self.kept)
        if kind < 0.2:
            self.repeats += 1
            super().deliver(sender, other, self.bodies[other])
        elif kind < 0.25:
            changed = self.bodies[other] + " "
            self.extra(sender, other, changed, f"{other}#{hashlib.sha256(changed.encode()).hexdigest()[:32]}")
        elif kind < 0.3:
            self.extra(sender, f"bad-{id}", "no JSON", f"dead:bad-{id}")
        elif kind < 0.4:
            self.forge(sender, f"forged-{id}", body)

    def extra(self, sender, id, body, dead):
        """Proven, but of no use: acknowledged, and kept among the dead."""
        while sender_status(sender, id, body) != 204:
            time.sleep(0.1)
        self.dead.add(dead)

    def forge(self, sender, id, body):
        while (status := sender_status(sender, id, body, {"webhook-signature": "v1," + "A" * 43 + "="})) in (0, 502, 503):
            time.sleep(0.1)
        self.t.same(status, 401, "a forged hook")
        self.forged += 1

    def stop(self, secs=60):
        super().stop(secs)
        self.t.check(not any(x.is_alive() for x in self.threads), "the senders came to their end")


def sender_status(sender, id, body, headers=None):
    try:
        return sender.post(body, id=id, headers=headers)[0]
    except (OSError, http.client.HTTPException):
        return 0


class Memory(Part):
    """Samples the resident memory of every serve child and work; judges those that were spared."""

    def __init__(self, t, house):
        super().__init__(t, house, 99)
        self.samples, self.spared, self.since = {}, set(), None

    def run(self):
        while not self.stopping.wait(0.5):
            for pid in self.pids():
                if size := resident(pid):
                    self.samples.setdefault(pid, []).append((time.monotonic(), size))

    def pids(self):
        running = [p for p in self.house.cspdesk.processes.values() if p.running()]
        return [pid for p in running for pid in (p.children() if p.name == "serve" else [p.pid])]

    def spare(self):
        processes = self.house.cspdesk.processes
        self.since = time.monotonic()
        self.spared = {*processes["serve"].children()[:1], processes["work2"].pid}
        return self.spared

    def judge(self, secs):
        """The last of the two thirds against the first of them, of each spared process."""
        worst = 0.0
        for pid in self.spared:
            end = self.since + secs * 2 / 3
            sizes = [size for at, size in self.samples.get(pid, []) if self.since <= at <= end]
            half = len(sizes) // 2
            if not self.t.check(half > 0, f"process {pid}, which was spared, was seen to the end"):
                continue
            before, after = statistics.mean(sizes[:half]), statistics.mean(sizes[half:])
            print(f"memory of {pid}: {before / 1e6:.1f} MB, then {after / 1e6:.1f} MB", flush=True)
            worst = max(worst, after / before)
        if secs >= 600:     # in less time buffers and caches still fill
            self.t.check(worst < GROWTH, f"memory grew by {100 * worst - 100:.1f} % in the last two thirds")
        return {"% memory growth": round(100 * worst - 100, 1)}


def resident(pid):
    try:
        return int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096
    except (OSError, IndexError):
        return 0


# ---- when all is quiet


def judge(t, house, hooks):
    lost = lost_by_rt(house)
    deliveries = judge_deliveries(t, house, hooks.kept, hooks.dead | lost)
    written = texts_of(house, "u.Name = 'cspdesk' AND t.Type IN ('Comment', 'Correspond')")
    judge_markers(t, house, written)
    told_us = judge_seen(t, house)
    receipts = judge_receipts(t, house, [x for x in written if x["type"] == "Comment"])
    return {"tickets": len(tickets_of(house)), "messages": told_us, "deliveries": deliveries, "dead": len(hooks.dead),
            "dead of tickets that RT lost": len(lost),
            "receipts": receipts, "notes and replies": len(written)}


def lost_by_rt(house):
    """Keys of dead deliveries of tickets that RT told us about and does not have."""
    there = {str(ticket) for ticket in tickets_of(house)}
    return {key for key, ticket in house.cspdesk.sql("SELECT dedupe, ticket FROM delivery WHERE state = 'dead' AND "
                                                     "ticket <> '' AND note LIKE '%There is no ticket%'")
            if ticket not in there}


def texts_of(house, where):
    rows = house.rt_mariadb.sql(
        "SELECT t.id, t.ObjectId, t.Type, a.Content FROM Transactions t JOIN Users u ON u.id = t.Creator "
        "JOIN Attachments a ON a.TransactionId = t.id AND a.ContentType LIKE 'text/%' "
        f"WHERE t.ObjectType = 'RT::Ticket' AND {where} ORDER BY t.id", "rt5")
    return [{"id": i, "ticket": ticket, "type": kind, "content": content or ""} for i, ticket, kind, content in rows]


def judge_seen(t, house):
    """Everything that anybody else wrote into RT has been read, and had its turn, once."""
    there = {r[0] for r in house.rt_mariadb.sql(
        "SELECT t.id FROM Transactions t JOIN Users u ON u.id = t.Creator WHERE t.ObjectType = 'RT::Ticket' "
        "AND t.Type IN ('Create', 'Correspond', 'Comment') AND u.Name <> 'cspdesk'", "rt5")}
    seen = [r[0] for r in house.cspdesk.sql("SELECT message FROM message_seen WHERE line = 0")]
    t.same(sorted(there - set(seen))[:5], [], "messages that were never read")
    t.check(len(seen) == len(set(seen)), "each message was read once")
    return len(there)


def judge_receipts(t, house, notes):
    """Each note with commands is answered by one note; each decision has one receipt and one note."""
    asked = [x for x in texts_of(house, "u.Name = 'anna' AND t.Type = 'Comment'") if "/csp " in x["content"]]
    answers, advice, wrong = {}, {}, []
    for note in notes:
        if note["content"].startswith("Hand-over packet"):      # comes with an answer, and decides nothing
            continue
        tag = tag_of(note["content"])
        (answers if tag else advice).setdefault((note["ticket"], tag), []).append(note["content"])
    wanted = {}
    for x in asked:
        wanted.setdefault((x["ticket"], tag_of(x["content"])), []).append(x["content"])
    for key in sorted(set(wanted) | set(answers), key=str):
        if len(wanted.get(key, [])) != len(answers.get(key, [])):
            wrong.append((*key, len(wanted.get(key, [])), len(answers.get(key, []))))
    t.same(wrong[:5], [], f"commands (ticket, tag, notes, answers) not answered once ({len(wrong)})")
    receipts = dict(house.cspdesk.sql("SELECT c.ticket, COUNT(*) FROM `case` c JOIN receipt r ON r.case_id = c.id "
                                      "GROUP BY c.ticket"))
    wrong = []
    for ticket in map(str, sorted(tickets_of(house))):
        decided = len(advice.get((ticket, None), [])) + sum(
            decides(ask, answer) for key, asks in wanted.items() if key[0] == ticket
            for ask, answer in zip(asks, answers.get(key, [])))
        if not advice.get((ticket, None)) or str(decided) != receipts.get(ticket):
            wrong.append((ticket, decided, receipts.get(ticket)))
    t.same(wrong[:5], [], f"tickets whose decisions told are not as many as their receipts ({len(wrong)})")
    return sum(int(n) for n in receipts.values())


def decides(ask, answer):
    """Was this note's escalate decided? Not when it had been escalated before."""
    return "/csp escalate" in ask and told("en")["done.is-escalated"] not in answer


def tag_of(text):
    """The tag in a note of ours or an answer to it."""
    return text.partition("Nobody ")[2].partition(".")[0] or None
