"""Tries to break: bad input gets a clear answer and changes nothing; what is proven is never thrown away.

Every row is one bad request. Unproven: a status, one sentence, and not a byte of the database changed. Proven but not
to be shaped: 204, exactly one dead letter that says why, and nothing else.
"""

import base64
import http.client
import json
import os
import subprocess
import time

import wire
from fastcgi import fastcgi_request
from house import TOP, Sender, new_secret
from trial import FakeRt, fake_desk

CAP = 8 << 20


def run(t):
    rt = FakeRt()
    rt.url = "http://127.0.0.1:9"       # nobody: serve must not ask it anything
    house = House(t, rt)
    for row in UNPROVEN:
        unproven(t, house, *row)
    for row in UNSHAPEABLE:
        unshapeable(t, house, *row)
    for row in PATHS:
        path_trick(t, house, *row)
    too_large(t, house)
    vendor_signs(t, house)
    t.same(house.sender.post(house.event("rt-900"), id="rt-900"), (204, ""), "a good hook after all that")
    t.stop_cspdesk(house.cspdesk)
    return {"unproven": len(UNPROVEN), "proven": len(UNSHAPEABLE), "paths": len(PATHS)}


class House:
    """serve behind nginx, without work: nothing but the intake may touch the database."""

    def __init__(self, t, rt):
        self.rt, self.secret = rt, new_secret()
        self.ticket = rt.new_ticket("a@b.example", "s", "text")
        self.mariadb = t.mariadb()
        self.cspdesk = t.cspdesk(self.mariadb, [], {"serve": {"max_body": CAP}})
        self.cspdesk.desks = [fake_desk(self.cspdesk, rt, self.secret)]
        self.cspdesk.prepare()
        self.cspdesk.serve()
        self.nginx = t.nginx(self.cspdesk).start()
        self.sender = Sender(f"{self.nginx.url}/hook/rt", self.secret)

    def event(self, id="rt-1"):
        return self.rt.event(self.ticket, id.removeprefix("rt-"))

    def digest(self):
        """Changes when any row of any table does."""
        tables = ", ".join(f"`{row[0]}`" for row in self.cspdesk.sql("SHOW TABLES"))
        return self.cspdesk.sql(f"CHECKSUM TABLE {tables}")

    def raw(self, method, target, body=b"", headers=None):
        """As the client writes it: no normalising of the path on our side."""
        connection = http.client.HTTPConnection("127.0.0.1", self.nginx.port, timeout=20)
        connection.putrequest(method, target, skip_accept_encoding=True)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        connection.close()
        return answer.status, text, answer.getheader("Content-Type", "")


def vendor_signs(t, house):
    """The library of the Standard Webhooks project signs: taken, and with another body not."""
    job = {"secret": house.secret, "id": "rt-901", "at": int(time.time()), "body": house.event("rt-901")}
    done = subprocess.run(["node", TOP / "tests" / "vendor" / "webhook.js"], input=json.dumps(job), text=True,
                          capture_output=True, timeout=60,
                          env={**os.environ, "NODE_PATH": str(TOP / "var" / "vendor" / "node_modules")})
    t.need(done.returncode == 0, f"npm standardwebhooks: {done.stderr.strip()[-400:]}")
    headers = json.loads(done.stdout)
    t.same(house.sender.post(job["body"] + " ", headers=headers)[0], 401, "its signature under another body")
    t.same(house.sender.post(job["body"], headers=headers), (204, ""), "what npm standardwebhooks signed")


def signed(house, body, id="rt-1", ts=None, secret=None, **over):
    """Headers of a good hook, some replaced; None leaves one out."""
    ts = str(int(time.time()) if ts is None else ts)
    good = {"webhook-id": id, "webhook-timestamp": ts,
            "webhook-signature": wire.sign(secret or house.secret, id, ts, body)}
    return {k: v for k, v in {**good, **{k.replace("_", "-"): v for k, v in over.items()}}.items() if v is not None}


def signature(house, body, ts):
    return wire.sign(house.secret, "rt-1", ts, body)


def now():
    return int(time.time())


# name, (method, path, body) made by a function of the house, wanted status, words of the sentence (None: nginx's own
# page, "" is any sentence)
def hook(body="", path="/hook/rt", method="POST", **headers):
    def make(house):
        text = house.event() if body == "" else body
        return method, path, text.encode() if isinstance(text, str) else text, signed(house, text, **headers)
    return make


def unsigned(path="/hook/rt", method="POST", **headers):
    return lambda house: (method, path, house.event().encode(),
                          {k.replace("_", "-"): v for k, v in headers.items()})


def many_signatures(house):
    """The good one stands at place 17, and 16 are looked at."""
    body, ts = house.event(), str(now())
    wrong = "v1," + base64.b64encode(b"x" * 32).decode()
    return "POST", "/hook/rt", body.encode(), signed(house, body, ts=ts, webhook_signature=" ".join(
        [wrong] * 16 + [signature(house, body, ts)]))


def asymmetric_only(house):
    body, ts = house.event(), str(now())
    return "POST", "/hook/rt", body.encode(), signed(house, body, ts=ts, webhook_signature=signature(
        house, body, ts).replace("v1,", "v1a,"))


def cut_signature(house):
    body, ts = house.event(), str(now())
    return "POST", "/hook/rt", body.encode(), signed(house, body, ts=ts, webhook_signature=signature(
        house, body, ts)[:-5])


def other_body(house):
    body = house.event()
    return "POST", "/hook/rt", body.replace("message", "deleted").encode(), signed(house, body)


def empty_body(house):
    return "POST", "/hook/rt", b"", signed(house, "")


UNPROVEN = (
    ("GET on the hook", unsigned(method="GET"), 405, None),
    ("PUT on the hook", unsigned(method="PUT"), 405, None),
    ("path that is none", unsigned("/hooks"), 404, None),
    ("desk that is none", hook(path="/hook/zammad"), 404, "no desk"),
    ("no desk named", hook(path="/hook/"), 404, "no desk"),
    ("desk with a tail", hook(path="/hook/rt/more"), 404, "no desk"),
    ("desk in capitals", hook(path="/hook/RT"), 404, "no desk"),
    ("empty body", empty_body, 400, "empty"),
    ("no headers", unsigned(), 401, "webhook-id"),
    ("no id", hook(webhook_id=None), 401, "webhook-id"),
    ("no timestamp", hook(webhook_timestamp=None), 401, "webhook-timestamp"),
    ("no signature", hook(webhook_signature=None), 401, "webhook-signature"),
    ("id with a blank", hook(webhook_id="rt 1"), 400, "webhook-id"),
    ("id of 200 characters", hook(webhook_id="r" * 200), 400, "webhook-id"),
    ("timestamp in words", hook(webhook_timestamp="yesterday"), 400, "seconds since 1970"),
    ("timestamp in milliseconds", hook(webhook_timestamp="1795227922000000"), 400, "seconds since 1970"),
    ("negative timestamp", hook(webhook_timestamp="-5"), 401, "clock"),
    ("old timestamp", lambda h: hook(ts=now() - 3600)(h), 401, "clock"),
    ("future timestamp", lambda h: hook(ts=now() + 3600)(h), 401, "clock"),
    ("another secret", hook(secret="whsec_" + base64.b64encode(b"k" * 24).decode()), 401, "no signature"),
    ("another body", other_body, 401, "no signature"),
    ("v1a only", asymmetric_only, 401, "no signature"),
    ("17 signatures", many_signatures, 401, "no signature"),
    ("signature cut short", cut_signature, 401, "no signature"),
    ("signature without v1", hook(webhook_signature="abc"), 401, "no signature"),
    ("user claimed by headers", unsigned(CSPDESK_USER="root", Cspdesk_User="root", Remote_User="root"), 401,
     "webhook-id"),
    ("path claimed by headers", unsigned(Cspdesk_Path="/metrics", X_Original_Uri="/metrics"), 401, "webhook-id"),
)


def unproven(t, house, name, make, status, words):
    before = house.digest()
    got, text, kind = house.raw(*make(house))
    t.same(got, status, f"{name}: status")
    if words is not None:
        sentence(t, name, status, text, kind, words)
    t.same(house.digest(), before, f"{name}: the database")


def sentence(t, name, status, text, kind, words):
    """application/problem+json with one sentence for a person."""
    t.same(kind, "application/problem+json", f"{name}: content type")
    try:
        problem = json.loads(text)
    except ValueError:
        t.check(False, f"{name}: not JSON: {text[:80]!r}")
        return
    detail = problem.get("detail", "")
    t.same(problem.get("status"), status, f"{name}: status in the body")
    t.check(words in detail and "\n" not in detail, f"{name}: detail {detail!r}, wanted {words!r} in it")


def event(house, **over):
    good = json.loads(house.event("rt-777"))
    return json.dumps({**good, **over}).encode()


# name, body, words of the reason in `cspdesk queue list`
UNSHAPEABLE = (
    ("JSON 200 deep", lambda h: b"[" * 200 + b"]" * 200, "deep"),
    ("not JSON", lambda h: b"hello, this is no JSON", "JSON"),
    ("half of JSON", lambda h: event(h)[:-20], "JSON"),
    ("two documents", lambda h: event(h) + event(h), "JSON"),
    ("not UTF-8", lambda h: event(h).replace(b'"rt"', b'"\xff\xfe"'), "UTF-8"),
    ("NUL inside", lambda h: event(h).replace(b'"rt"', b'"r\x00t"'), ""),
    ("NUL as an escape", lambda h: event(h).replace(b'"rt"', b'"r\\u0000t"'), ""),
    ("a list", lambda h: b"[]", "schema"),
    ("another schema", lambda h: event(h, schema="csp.event/2"), "schema"),
    ("no schema", lambda h: event(h, schema=None), "schema"),
    ("id that is not the header's", lambda h: event(h, id="rt-778"), "webhook-id"),
    ("letters as ticket", lambda h: event(h, ticket={"id": "12; DROP TABLE job"}), "digits"),
    ("ticket as a number", lambda h: event(h, ticket={"id": 12}), "text"),
    ("ticket of 30 digits", lambda h: event(h, ticket={"id": "1" * 30}), "digits"),
    ("no ticket", lambda h: event(h, ticket={}), "missing"),
)


def unshapeable(t, house, name, make, words):
    """Proven bytes become one dead letter; sent again they stay one."""
    body, id = make(house), "rt-777"
    house.cspdesk.sql("DELETE FROM delivery")
    before = house.digest()
    for turn in ("first", "again"):
        got = house.raw("POST", "/hook/rt", body, signed(house, body, id))
        t.same(got[0], 204, f"{name}, {turn}: status")
    rows = house.cspdesk.sql("SELECT state, ticket, source, note FROM delivery")
    t.same([r[:3] for r in rows], [["dead", "", "hook"]], f"{name}: deliveries")
    listed = [line for line in house.cspdesk.run("queue", "list").splitlines() if line.startswith("dead: ")]
    t.check(len(listed) == 1 and words in listed[0] and "ticket -  " in listed[0] and not listed[0].endswith("-  "),
            f"{name}: queue list says {listed}, wanted {words!r} in it")
    house.cspdesk.sql("DELETE FROM delivery")
    t.same(house.digest(), before, f"{name}: the rest of the database")


# name, request, wanted status without proof: 401 is the hook's own answer, so the path led there and nowhere else
PATHS = (
    ("/panel/../hook/rt", unsigned("/panel/../hook/rt"), 401),
    ("//hook/rt", unsigned("//hook/rt"), 401),
    ("/%68ook/rt", unsigned("/%68ook/rt"), 401),
    ("/hook/%2e%2e/panel/", unsigned("/hook/%2e%2e/panel/"), 404),
    ("/hook/..%2fpanel", unsigned("/hook/..%2fpanel"), 404),
    ("/hook/rt%00x", unsigned("/hook/rt%00x"), 400),
    ("/hook/rt%2500", unsigned("/hook/rt%2500"), 404),
    ("/hook/../../etc/passwd", unsigned("/hook/../../etc/passwd"), 400),
    ("/hook/rt;x", unsigned("/hook/rt;x"), 404),
    ("/hook/rt?desk=other", unsigned("/hook/rt?desk=other"), 401),
    ("/panel/", unsigned("/panel/", "GET"), 404),
    ("/api/v1/cases", unsigned("/api/v1/cases", "GET"), 404),
)


def path_trick(t, house, name, make, status):
    before = house.digest()
    got, text, _ = house.raw(*make(house))
    t.same(got, status, f"{name}: status ({text[:60]!r})")
    t.same(house.digest(), before, f"{name}: the database")


def too_large(t, house):
    """nginx stops a body over its cap; so does serve when nginx was told another one; the methods likewise."""
    before, body = house.digest(), b"x" * (CAP + 1)
    t.same(house.raw("POST", "/hook/rt", body, signed(house, body))[0], 413, "body over the cap, nginx: status")
    got, text = fastcgi_request(house.cspdesk.socket, "POST", "/hook/rt", body, signed(house, body))
    t.same(got, 413, "body over the cap, serve: status")
    t.check("8388608 are accepted" in text, f"body over the cap, serve says {text[-200:]!r}")
    for method in ("GET", "DELETE"):
        got, text = fastcgi_request(house.cspdesk.socket, method, "/hook/rt")
        t.check(got == 405 and "POST only" in text, f"{method} straight to serve: {got} {text[-120:]!r}")
    got, text = fastcgi_request(house.cspdesk.socket, "POST", "/hook/rt", b"{}", length="-1")
    t.check(got == 400 and "CONTENT_LENGTH" in text, f"negative length: {got} {text[-120:]!r}")
    got, text = fastcgi_request(house.cspdesk.socket, "POST", "/hook/rt", b"{}", signed(house, b"{}"), length="17")
    t.check(got == 400 and "ends after 2 of 17" in text, f"body shorter than claimed: {got} {text[-120:]!r}")
    t.same(house.digest(), before, "bodies over the cap: the database")
