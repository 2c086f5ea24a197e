"""Tries to break: what a peer may say at POST /exchange/NAME. Forged, old, unknown, too long, of the wrong side or id: each
is refused with a sentence and changes no row; what is good is kept once, whatever its secret was.
"""

import calendar
import json
import time
import uuid

import parts
from house import Sender, ask, new_secret
from reference import Reference
from trial import FakeRt, fake_desk, run_program
from wire import fastcgi_get, sign

PROVIDERS = "name,channel,address\nDistri SA,exchange,https://csp.distri.example\n"
PEERS = """\
name,side,url,provider,desk,queue,requestor,rate,from,to
distri,provider,https://csp.distri.example/exchange/ours,Distri SA,,,,,,
shop,reseller,https://desk.shop.example/exchange/distri,,rt,Partners,csp@shop.example,,,
slow,reseller,https://desk.slow.example/exchange/distri,,rt,Partners,csp@slow.example,2,,
gone,reseller,https://desk.gone.example/exchange/distri,,rt,Partners,csp@gone.example,,2020-01-01,2020-12-31
mute,reseller,https://desk.mute.example/exchange/distri,,rt,Partners,csp@mute.example,,,
"""
TABLES = "delivery, lane, `case`, peer, provider, receipt, job, pause"
CASE = "5b1e6c1e-3c0a-4e07-9a53-0d8f6a1f2f10"


def run(t):
    house = House(t)
    hello(t, house)
    good(t, house)
    refused = refusals(t, house)
    limited(t, house)
    paused(t, house)
    rotated(t, house)
    imported(t, house)
    told(t, house)
    reference(t, house)
    t.stop_cspdesk(house.cspdesk)
    house.nginx.stop()
    return {"refusals": refused}


class House:
    """serve alone, with peers and their secrets."""

    def __init__(self, t):
        self.t, self.n, rt = t, 0, FakeRt()
        rt.url = "http://127.0.0.1:9"      # nobody asks a desk here
        self.cspdesk = t.cspdesk(t.mariadb(), [])
        self.cspdesk.desks = [fake_desk(self.cspdesk, rt, new_secret())]
        self.folder = parts.make_dir(self.cspdesk.secrets / "exchange", 0o700)
        self.cspdesk.settings = {**self.cspdesk.settings, "exchange": {"secrets": self.folder, "timeout_secs": 2}}
        self.secrets = {name: new_secret() for name in ("distri", "shop", "slow", "gone", "stranger")}
        for name, secret in self.secrets.items():
            self.keep(f"{name}.in", secret)
        self.nginx = t.nginx(self.cspdesk).start()
        self.cspdesk.prepare()
        self.sql = self.cspdesk.sql
        self.take("providers", PROVIDERS)
        self.take("peers", PEERS)
        self.cspdesk.serve()

    def keep(self, file, *secrets):
        parts.write(self.folder / file, "".join(s + "\n" for s in secrets), 0o600)

    def take(self, kind, text):
        file = parts.write(self.cspdesk.home / f"{kind}.csv", text)
        return self.cspdesk.run("import", kind, file)

    def message(self, side="reseller", seq=1, **more):
        """An offer of a case like no other."""
        self.n += 1
        case = str(uuid.UUID(int=0x5b1e6c1e3c0a4e079a530d8f6a000000 + self.n))
        return {"exchange": 1, "case": case, "side": side, "seq": seq, "turn": seq, "at": "2026-11-20T09:00:00Z",
                "type": "offer", "title": "VM cannot start", "text": "/csp escalate", **more}

    def post(self, message, name="shop", secret=None, id=None, ts=None, headers=None, body=None):
        """(status, the problem)"""
        body = json.dumps(message) if body is None else body
        id = id or "{case}.{side}.{seq}".format(**{"case": CASE, "side": "reseller", "seq": 1, **message})
        sender = Sender(f"{self.nginx.url}/exchange/{name}", secret or self.secrets.get(name, self.secrets["shop"]),
                        keep_alive=False)
        status, text = sender.post(body, id, ts, headers)
        return status, json.loads(text) if text.startswith("{") else text

    def raw(self, message, name):
        """(status, the headers of the answer)"""
        id, ts, body = "{case}.{side}.{seq}".format(**message), int(time.time()), json.dumps(message)
        signed = {"webhook-id": id, "webhook-timestamp": str(ts), "webhook-signature": sign(self.secrets[name], id, ts, body)}
        return ask(f"{self.nginx.url}/exchange/{name}", signed, "POST", body)[:2]

    def state(self):
        return self.cspdesk.sql(f"CHECKSUM TABLE {TABLES}")

    def kept(self):
        return int(self.cspdesk.sql("SELECT COUNT(*) FROM delivery")[0][0])

    def metric(self, desk, result):
        """A count of serve's."""
        text = fastcgi_get(self.cspdesk.socket, "/metrics")[1]
        key = f'cspdesk_hooks_total{{desk="{desk}",result="{result}"}} '
        return next((int(line[len(key):]) for line in text.splitlines() if line.startswith(key)), None)


def hello(t, house):
    before = house.state()
    status, said = house.post({"exchange": 1, "type": "hello"}, id="any")
    t.same((status, said["exchange"], sorted(said)), (200, [1], ["at", "can", "exchange"]), "hello")
    off = time.time() - calendar.timegm(time.strptime(said["at"][:19], "%Y-%m-%dT%H:%M:%S"))
    t.check(abs(off) < 30, f"the time of hello: {said}")
    t.same(house.state(), before, "after hello")


def good(t, house):
    """Kept once, as it came, for the lane of the case."""
    m = house.message(title="Zażółć gęślą jaźń")
    body = json.dumps(m, ensure_ascii=False).encode()
    t.same([house.post(m, body=body)[0] for _ in range(3)], [204] * 3, "a good message, and again")
    t.same(house.cspdesk.sql("SELECT desk, ticket, dedupe, source, state, HEX(body) FROM delivery"),
           [["@shop", m["case"], f"{m['case']}.reseller.1", "exchange", "new", body.hex().upper()]], "what is kept")
    answer = house.message(side="provider", type="decline", text="not ours")
    del answer["title"]
    t.same(house.post(answer, name="distri")[0], 204, "a provider's word")
    t.same(house.kept(), 2, "deliveries")
    for result, n in (("stored", 1), ("repeated", 2)):
        t.same(house.metric("@shop", result), n, f"metrics: {result}")


def refusals(t, house):
    """Each with its status, a word of its sentence or its pointer, and what makes it bad."""
    old, m = int(time.time()) - 400, house.message
    first = house.cspdesk.sql("SELECT ticket FROM delivery WHERE desk = '@shop'")[0][0]
    rows = (
        ("forged", 401, "no signature fits", dict(secret=new_secret())),
        ("another peer's secret", 401, "no signature fits", dict(secret=house.secrets["distri"])),
        ("a changed body", 401, "no signature fits", dict(headers={"webhook-signature": "v1," + "A" * 43 + "="})),
        ("no signature", 401, "are needed", dict(headers={"webhook-signature": None})),
        ("another's id in the header", 401, "no signature fits", dict(headers={"webhook-id": "x"})),
        ("old", 401, "check both clocks", dict(ts=old)),
        ("of the future", 401, "check both clocks", dict(ts=old + 800)),
        ("no time", 400, "not in seconds", dict(ts="now")),
        ("unknown peer", 404, "no peer of that name", dict(name="nobody")),
        ("a path below", 404, "no peer of that name", dict(name="shop/x")),
        ("a peer with a secret and no row", 404, "no peer is called stranger", dict(name="stranger")),
        ("a peer with a row and no secret", 404, "no peer of that name", dict(name="mute")),
        ("a peer whose days are over", 404, "are over", dict(name="gone")),
        ("too long", 413, "262144 are taken", dict(message=m(text="x" * 300000))),
        ("no JSON", 400, "", dict(body="{")),
        ("a list", 400, "a JSON object", dict(body="[]")),
        ("another version", 422, "/exchange", dict(message=m(exchange=2))),
        ("no version", 422, "/exchange", dict(body="{}")),
        ("an unknown type", 422, "/type", dict(message=m(type="order"))),
        ("an unknown member", 422, "/command", dict(message=m(command="/csp escalate"))),
        ("an unknown member inside", 422, "/customer/phone", dict(message=m(customer={"phone": "1"}))),
        ("a member of another type", 422, "/number", dict(message=m(number="1"))),
        ("a holder that is none", 422, "/holder", dict(message=m(holder="bank"))),
        ("the wrong side", 422, "/side", dict(message={k: v for k, v in m(side="provider", type="return").items() if k != "title"})),
        ("the provider as a reseller", 422, "/side", dict(name="distri", message=m())),
        ("an id that is not the message's", 400, "the webhook-id of this message", dict(id=f"{CASE}.reseller.9")),
        ("the same id with other bytes", 409, "was taken with other bytes", dict(message=m(case=first, title="other"))),
    )
    before = house.state()
    for what, status, word, request in rows:
        got, problem = house.post(**{"message": m(), **request})
        t.same(got, status, f"{what}: {problem}")
        t.check(isinstance(problem, dict) and problem.get("status") == status and
                (problem.get("pointer") == word if word.startswith("/") else word in problem["detail"]),
                f"{what} is told: {problem}")
        t.same(house.state(), before, f"rows after {what}")
    for result in ("signature", "malformed", "headers", "conflict", "too-large"):
        t.check(house.metric("@shop", result), f"metrics: {result}")
    return len(rows)


def limited(t, house):
    """No more than agreed in a minute over all processes, and the others are not held back; repeats count."""
    got = [house.post(house.message(), name="slow") for _ in range(12)]
    taken = [status for status, _ in got].count(204)
    t.check(got[0][0] == 204 and 2 <= taken <= 4, f"where two a minute are agreed, and one may have ended: {taken} of 12")
    problem = next(problem for status, problem in got if status == 429)
    t.check("more messages than agreed" in problem["detail"], f"429: {problem}")
    t.same(house.metric("@slow", "too-many"), 12 - taken, "metrics: too many")
    for _ in range(4):      # the minute may just have ended: then two more are taken
        status, headers = house.raw(house.message(), "slow")
        if status == 429:
            break
    t.check(status == 429 and 1 <= int(headers.get("retry-after", 0)) <= 60, f"how long to wait: {status} {headers}")
    t.same(house.post(house.message())[0], 204, "another peer at the same time")


def paused(t, house):
    """What a paused peer says is kept, like a desk's hooks; only nobody acts on it."""
    n = house.kept()
    house.cspdesk.run("queue", "pause", "@shop", "they", "asked")
    t.same(house.post(house.message())[0], 204, "a message of a paused peer")
    t.same(house.kept(), n + 1, "deliveries of a paused peer")
    t.check("paused: desk @shop" in house.cspdesk.run("queue", "list"), "queue list")
    house.cspdesk.run("queue", "resume", "@shop")
    house.cspdesk.run("queue", "retry", "all-dead", "@shop")
    rc, _, err = run_program([house.cspdesk.binary, "queue", "pause", "@nobody", "-c", house.cspdesk.conf])
    t.check(rc != 0 and "no peer is called nobody" in err, f"pausing nobody: {rc} {err}")


def rotated(t, house):
    """Old, both, new: no message is lost on the way, and the old one is of no use after it."""
    old, new = house.secrets["shop"], new_secret()
    taken = lambda secret: house.post(house.message(), secret=secret)[0]
    t.same((taken(old), taken(new)), (204, 401), "before")
    house.keep("shop.in", old, new)
    house.cspdesk.hup("serve")
    t.until("both count", lambda: taken(new) == 204)
    t.same(taken(old), 204, "the old one beside the new one")
    house.keep("shop.in", new)
    house.cspdesk.hup("serve")
    t.until("the old one is of no use", lambda: taken(old) == 401)
    t.same(taken(new), 204, "the new one")
    house.secrets["shop"] = new
    parts.write(house.folder / "shop.in", new + "\n", 0o644)
    house.cspdesk.hup("serve")
    t.until("a secret that others can read is none", lambda: taken(new) == 404)
    t.same(house.post(house.message(), name="slow", secret=house.secrets["stranger"])[0], 401, "the others go on")
    house.keep("shop.in", new)
    house.cspdesk.hup("serve")
    t.until("it counts again", lambda: taken(new) == 204)


def imported(t, house):
    """A peer's row counts from serve's next look on, without a signal."""
    t.same(house.post(house.message(), name="stranger")[0], 404, "before its import")
    house.take("peers", PEERS.replace("mute", "stranger"))
    t.until("after its import", lambda: house.post(house.message(), name="stranger")[0] == 204)


def told(t, house):
    """check says what is wrong with the files, and that the rest is good."""
    house.keep("bad.in", "short")
    house.keep("Big.out", new_secret())
    rc, out, err = run_program([house.cspdesk.binary, "check", "-c", house.cspdesk.conf])
    for words in ("bad.in: the secret has 5 bytes", "Big.out: no peer can be called Big", "the peer shop has no secret in shop.out"):
        t.check(words in err, f"check says {words!r}: {err}")
    t.check(rc == 0 and "is good" in out, f"check: {rc} {out}")


def reference(t, house):
    """A provider of another make: doctor sees it well, or says what is wrong; it takes an offer, and what it answers is kept."""
    ours, theirs = new_secret(), house.secrets["distri"]
    node = Reference(f"{house.nginx.url}/exchange/distri", ours, theirs)
    try:
        house.take("peers", f"name,side,url\ndistri,provider,{node.url}\n")
        examined(t, house, node, ours)
        talk(t, house, node, ours)
    finally:
        node.stop()


def doctor(house, name):
    out = run_program([house.cspdesk.binary, "doctor", "peer", name, "--json", "--no-write", "-c", house.cspdesk.conf])[1]
    return {c["name"]: (c["health"], c["says"]) for c in json.loads(out)["checks"] if c["desk"] == "@" + name}


def examined(t, house, node, ours):
    def sees(name, row, health, word):
        got = doctor(house, name)
        t.check(row in got and got[row][0] == health and word in got[row][1], f"doctor peer {name}: {row}: {got}")

    sees("distri", "secrets", "fault", "there is no")
    house.keep("distri.out", new_secret())
    sees("distri", "hello", "fault", "answered 401")
    house.keep("distri.out", new_secret(), ours)
    got = doctor(house, "distri")
    t.same({name: health for name, (health, _) in got.items()},
           {"peer": "ok", "secrets": "ok", "hello": "ok", "certificate": "untried", "version": "ok", "clock": "ok",
            "queue": "ok"}, f"doctor about a peer that is well: {got}")
    house.cspdesk.run("queue", "pause", "@distri")
    sees("distri", "queue", "warning", "paused")
    house.cspdesk.run("queue", "resume", "@distri")
    house.sql("UPDATE delivery SET state = 'dead', note = 'x' WHERE desk = '@distri'")
    sees("distri", "queue", "warning", "1 dead letters")
    house.cspdesk.run("queue", "retry", "all-dead", "@distri")
    sees("distri", "queue", "ok", "no dead letter")
    sees("gone", "peer", "warning", "its days are over")
    sees("nobody", "peer", "fault", "no peer is called nobody")
    house.keep("shop.out", new_secret())
    sees("shop", "hello", "fault", "gives no answer")
    all_of_them = run_program([house.cspdesk.binary, "doctor", "--no-write", "-c", house.cspdesk.conf])[1]
    t.check("peer distri: hello" in all_of_them and "peer shop: hello" in all_of_them, f"doctor: {all_of_them}")


def talk(t, house, node, ours):
    """The offer and the answer to its question are sent by hand, doubled and in the wrong order."""
    offer = house.message()
    case, before = offer["case"], house.kept()
    answer = {**offer, "seq": 2, "turn": 4, "type": "message", "text": "/csp resolve"}
    del answer["title"]

    def send(m):
        sender = Sender(node.url, ours, keep_alive=False)
        return sender.post(json.dumps(m), f"{case}.reseller.{m['seq']}")[0]

    t.same([send(m) for m in (answer, answer, offer, offer)], [204] * 4, "what the client answers")
    t.same(send({**offer, "title": "other"}), 409, "the same id with other bytes")
    t.same(Sender(node.url, new_secret(), keep_alive=False).post(json.dumps(offer))[0], 401, "a forged offer")
    t.until("its three messages are kept", lambda: house.kept() == before + 3)
    types = [json.loads(bytes.fromhex(row[0]))["type"] for row in house.sql(
        f"SELECT HEX(body) FROM delivery WHERE desk = '@distri' AND ticket = '{case}' ORDER BY dedupe")]
    t.same(types, ["accept", "message", "resolve"], "what the client said")
    t.same(node.took(), ["offer", "message"], "what the client took, in the order of its side")
