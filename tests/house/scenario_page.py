"""Tries to break: the public page of terms is right, safe and readable, whatever the partner wrote.

Real nginx and serve; a browser (axe) and a validator look at every page in English and Polish, on a phone, a desktop
and on paper. What only some customers may know never stands there.
"""

import json
import os
import subprocess
import time

import parts
from house import TOP, ask
from trial import run_program

BROWSER = TOP / "var" / "browser" / "node_modules"
LANGUAGES = ("en", "pl")
VIEWS = ("phone", "desktop", "print")
DARK = ("phone, dark", "desktop, dark")


def run(t):
    page = Page(t)
    for step in (unpublished, published, negotiated, cached, methods, as_json, hostile, away):
        before, started = len(t.failures), time.monotonic()
        step(t, page)
        print(f"    {step.__name__}: {'NOT ok' if len(t.failures) > before else 'ok'}, "
              f"{time.monotonic() - started:.1f} s", flush=True)
    t.stop_cspdesk(page.cspdesk)
    return {"looks": page.looks}


class Page:
    """serve (one process: each has a memory of its own) behind nginx without any desk, and what asks for its pages."""

    def __init__(self, t):
        self.t, self.looks, self.version = t, 0, 0
        self.mariadb = t.mariadb(durable=False)
        self.cspdesk = t.cspdesk(self.mariadb, [], {"serve": {"processes": 1}})
        self.cspdesk.prepare()
        self.cspdesk.serve()
        self.nginx = t.nginx(self.cspdesk).start()
        self.url = self.nginx.url

    def get(self, path="/terms", method="GET", **headers):
        return ask(self.url + path, {k.replace("_", "-"): v for k, v in headers.items()}, method)

    def publish(self, *offers):
        """Another version, past what `terms publish` would refuse; returns when the page shows it."""
        document = json.dumps({"offers": offers}, ensure_ascii=False)
        text = f"UNHEX('{document.encode().hex()}')"
        self.cspdesk.sql("INSERT INTO terms (number, hash, document, published_at) VALUES "
                         f"({self.version + 1}, SHA2({text}, 256), {text}, {int(time.time() * 1000)})")
        self.shows_next()

    def shows_next(self):
        self.version += 1
        self.t.until(f"version {self.version} is shown",
                     lambda: json.loads(self.get("/terms.json")[2]).get("version") == self.version)

    def look(self, name, status=200, views=VIEWS, languages=LANGUAGES):
        """What a browser and a validator find on the page in each language: nothing."""
        home = self.t.where / "browser"
        home.mkdir(exist_ok=True)
        pages = [{"name": f"{name} {l}", "url": f"{self.url}/terms?lang={l}", "language": l, "status": status,
                  "views": views}
                 for l in languages]
        job = {"browser": "/usr/bin/chromium", "home": str(home), "shots": os.environ.get("SHOTS"), "pages": pages}
        done = subprocess.run(["node", TOP / "tests" / "browser" / "look.js"], input=json.dumps(job), text=True,
                              capture_output=True, env={**os.environ, "NODE_PATH": str(BROWSER)}, timeout=180)
        self.t.need(done.returncode == 0, f"the browser looks at {name}: {done.stderr.strip()[-800:]}")
        result = json.loads(done.stdout.strip().splitlines()[-1])
        self.looks += result["looks"]
        self.t.same(result["findings"], [], f"{name}: what browser and validator find")


def unpublished(t, page):
    """404 as a page a person can read, and as problem+json; nobody is told what an administrator must do."""
    for language in LANGUAGES:
        status, headers, body = page.get(f"/terms?lang={language}")
        t.same(status, 404, "nothing published: status")
        t.same(headers.get("content-language"), language, "nothing published: language")
        t.check(f'<html lang="{language}">'.encode() in body and b"cspdesk" not in body, f"nothing published: {body!r}")
    status, headers, body = page.get("/terms.json")
    t.same((status, headers["content-type"]), (404, "application/problem+json"), "nothing published, JSON")
    t.check("published" in json.loads(body)["detail"], f"nothing published, JSON: {body!r}")
    page.look("nothing published", 404, ("phone", "desktop"))


def offer(name, **other):
    """An offer as the canonical document has it."""
    return {"name": name, "title": {"en": f"{name} in English", "pl": f"{name} po polsku"},
            "types": ["break-fix", "billing", "how-to"],
            "hours": {"zone": "Europe/Warsaw", "always": False, "spans": [
                {"first": 1, "last": 5, "from": "08:00", "to": "17:00"},
                {"first": 6, "last": 6, "from": "09:00", "to": "13:30"}]},
            "contact": [{"way": "email", "value": "help@partner.example"},
                        {"way": "phone", "value": "+48 22 123-45-67"},
                        {"way": "web", "value": "https://help.partner.example/?a=1&b=2"}],
            "price": {"kind": "included", "amount": None, "currency": None},
            "performer": {"kind": "own", "name": None}, "languages": ["pl", "en"], "from": "2026-01-01", "to": None,
            "public": False, "customers": [], "groups": [], **other}


PREMIUM = offer("premium", title={"en": "Premium support", "pl": "Wsparcie premium"}, groups=["gold-secret-name"],
                public=True, hours={"zone": "Europe/Warsaw", "always": True, "spans": []},
                price={"kind": "per-incident", "amount": "1250.50", "currency": "EUR"},
                performer={"kind": "outsourced", "name": "Northwind Support Ltd"}, to="2999-12-31")
PRIVATE = {"of a customer": {"customers": ["Contoso"]}, "of a customer, public": {"customers": ["Contoso"], "public": True},
           "of a group": {"groups": ["gold-secret-name"]}, "of the past": {"to": "2026-01-31"},
           "of the future": {"from": "2999-01-01"}}


def published(t, page):
    """The sample that ships, as an administrator publishes it."""
    page.cspdesk.run("terms", "publish", TOP / "conf" / "terms.conf")
    page.shows_next()
    status, headers, body = page.get("/terms?lang=pl")
    t.same(status, 200, "the sample: status")
    t.same(headers["content-type"], "text/html; charset=utf-8", "the sample: type")
    for name, wanted in (("cache-control", "public, max-age=300"), ("vary", "Accept-Language"),
                         ("content-language", "pl"), ("x-content-type-options", "nosniff"),
                         ("referrer-policy", "no-referrer"), ("content-length", str(len(body)))):
        t.same(headers.get(name), wanted, f"the sample: {name}")
    csp = headers.get("content-security-policy", "")
    t.check(csp.startswith("default-src 'none'; style-src 'sha256-") and "unsafe" not in csp and "script" not in csp,
            f"the sample: policy {csp!r}")
    t.check(b"<script" not in body and b"style=" not in body, "the sample: scripts or inline styles")
    for language, wanted in (("en", "10 days after the final notice two people"), ("pl", "20 dni po terminie płatności")):
        t.check(wanted in page.get(f"/terms?lang={language}")[2].decode(), f"the sample: the collections policy, {language}")
    collections = json.loads(page.get("/terms.json")[2])["collections"]
    t.same([(s["step"], s["days"]) for s in collections["steps"]], [(1, 3), (2, 10), (3, 20), (4, 30)], "the sample: steps")
    t.same(list(collections), ["steps", "between_days", "notice_days", "support_step", "business_days", "last_call"],
           "the sample: members of the collections policy")
    page.look("the sample", views=VIEWS + DARK)
    dearer = (TOP / "conf" / "terms.conf").read_text(encoding="utf-8").replace("450.00", "460.00")
    page.cspdesk.run("terms", "publish", parts.write(page.cspdesk.home / "dearer.conf", dearer))
    page.shows_next()
    t.same(page.cspdesk.run("terms", "diff", "1"), "gold.price\n" + "".join(
        f'  {sign} {{"kind":"per-incident","amount":"{amount}.00","currency":"PLN"}}\n'
        for sign, amount in (("-", 450), ("+", 460))), "what the second version changes")
    t.same(page.cspdesk.run("terms", "diff", "1", "1"), "versions 1 and 1 say the same\n", "a version and itself")
    said = run_program([t.binary, "terms", "print", "-l", "de", "-c", page.cspdesk.conf])
    t.same(said, (2, "", 'cspdesk: there are no texts in "de"; see -l en and -l pl\n'), "a language that it does not have")
    said = run_program([t.binary, "terms", "shown", "customer", "Contso", "-c", page.cspdesk.conf])
    t.check(said[0] == 1 and 'no customer is called "Contso"' in said[2], f"a customer who is none: {said}")


def negotiated(t, page):
    for query, header, wanted in (("", None, "en"), ("", "pl", "pl"), ("", "en;q=0.4, pl-PL;q=0.5", "pl"),
                                  ("", "de, fr", "en"), ("?lang=en", "pl", "en"), ("?lang=pl", "en", "pl"),
                                  ("?lang=xx", "pl", "pl"), ("?lang=<script>", None, "en")):
        _, headers, body = page.get("/terms" + query, **({"Accept_Language": header} if header else {}))
        t.same(headers.get("content-language"), wanted, f"{query!r} with {header!r}")
        t.check(f'<html lang="{wanted}">'.encode() in body and b"<script" not in body, f"{query!r} with {header!r}: html")


def cached(t, page):
    """An ETag each for page, language and JSON; If-None-Match answers 304 without a body, also for HEAD."""
    tags = {}
    for path in ("/terms?lang=en", "/terms?lang=pl", "/terms.json"):
        etag = tags[path] = page.get(path)[1]["etag"]
        for given, wanted in ((etag, 304), ("W/" + etag, 304), ('"x", ' + etag, 304), ("*", 304), ('"x"', 200)):
            for method in ("GET", "HEAD"):
                status, headers, body = page.get(path, method, If_None_Match=given)
                t.same((status, headers.get("etag")), (wanted, etag), f"{method} {path} with {given}")
                t.check(wanted == 200 or not body, f"{method} {path}: a body with 304")
    t.same(len(set(tags.values())), 3, "ETags")


def methods(t, page):
    for path in ("/terms", "/terms.json"):
        get, head = page.get(path), page.get(path, "HEAD")
        same = [(a[0], a[1].get("etag"), a[1].get("content-length"), a[1].get("content-type")) for a in (get, head)]
        t.same(same[1], same[0], f"HEAD {path}")
        t.same(head[2], b"", f"HEAD {path}: body")
        for method in ("POST", "PUT", "DELETE", "OPTIONS", "PATCH"):
            status, headers, body = page.get(path, method)
            t.same((status, headers.get("allow")), (405, "GET, HEAD"), f"{method} {path}")
            t.check(headers["content-type"] == "application/problem+json" and json.loads(body)["status"] == 405,
                    f"{method} {path}: {body!r}")
    t.same(page.get("/terms/")[0], 404, "/terms/")


def away(t, page):
    """Without the database 503 with Retry-After; not from memory for ever, and back when it is back."""
    page.mariadb.stop()
    t.until("503 without the database", lambda: page.get()[0] == 503)
    status, headers, body = page.get("/terms.json")
    t.same((status, headers["content-type"], headers.get("retry-after")), (503, "application/problem+json", "5"),
           "without the database, JSON")
    t.check(b"maria" not in body.lower(), f"without the database: {body!r}")
    page.mariadb.start()
    t.until("200 with the database again", lambda: all(page.get()[0] == 200 for _ in range(6)))


def as_json(t, page):
    """The schema that programs read; and what not everybody may see is in neither form."""
    page.publish(offer("basic"), PREMIUM, *(offer(f"hidden-{i}", **other) for i, other in enumerate(PRIVATE.values())))
    status, headers, body = page.get("/terms.json")
    t.same((status, headers["content-type"], headers.get("access-control-allow-origin")),
           (200, "application/json", "*"), "JSON: headers")
    got = json.loads(body)
    t.same(list(got), ["schema", "version", "hash", "published", "date", "offers"], "JSON: members")
    t.same((got["schema"], got["version"], got["date"]), (1, page.version, time.strftime("%Y-%m-%d", time.gmtime())), "JSON: heads")
    t.same([(o["name"], o["audience"]) for o in got["offers"]], [("basic", "everybody"), ("premium", "group")], "JSON")
    wanted = {k: v for k, v in PREMIUM.items() if k not in ("public", "customers", "groups")}
    t.same(got["offers"][1], {"audience": "group", **wanted}, "JSON: the offer")
    for path in ("/terms?lang=en", "/terms?lang=pl", "/terms.json"):
        for secret in (b"hidden-", b"Contoso", b"gold-secret-name", b"2999-01-01"):
            t.check(secret not in page.get(path)[2], f"{path} tells {secret}")
    words = page.get("/terms?lang=pl")[2].decode()
    for wanted in ("od poniedziałku do piątku, 8:00–17:00", "1250,50\u00a0€ za incydent", "Strefa czasowa: Europe/Warsaw",
                   "Od 1 stycznia 2026", "Northwind Support Ltd, w naszym imieniu", 'href="tel:+48221234567"',
                   'href="https://help.partner.example/?a=1&amp;b=2"'):
        t.check(wanted in words, f"Polish page: no {wanted!r}")


NASTY = ("<script>alert(1)</script>", "</style><img src=x onerror=alert(1)>", '" autofocus onfocus="alert(1)',
         "'&lt;&amp;&#60;", "{name} %s %n {amount}", "Ł" * 300, "\u202egnp.exe", "„Cudzysłów” “quotes” ’ ‘", "javascript:alert(1)")


def hostile(t, page):
    """Whatever stands in a document is text, and fits."""
    def nasty(i):
        word = NASTY[i % len(NASTY)]
        return offer(f"n{i}", title={"en": f"{word} {i}", "pl": f"{i} {word}"}, types=[word, "break-fix"],
                     contact=[{"way": way, "value": word} for way in ("email", "phone", "web")],
                     hours={"zone": word, "always": False, "spans": offer("x")["hours"]["spans"]},
                     price={"kind": "per-hour", "amount": "12345678901234567890.00", "currency": word},
                     performer={"kind": "resold", "name": word}, languages=[word, "pl"])
    page.publish(*(nasty(i) for i in range(40)))
    for language in LANGUAGES:
        body = page.get(f"/terms?lang={language}")[2].decode()
        t.same(body.count("<article"), 40, "hostile: offers")
        for word in ("<script", "<img", ' onfocus="', 'href="javascript:'):
            t.check(word not in body, f"hostile: {word} on the page")
    t.same(json.loads(page.get("/terms.json")[2])["offers"][0]["title"]["en"], NASTY[0] + " 0", "hostile, JSON")
    page.look("hostile", views=("phone",), languages=("en",))
    page.publish()
    page.look("no offer", views=("phone",), languages=("pl",))
    page.cspdesk.sql("INSERT INTO terms (number, hash, document, published_at) VALUES (9, 'x', '{\"offers\":[{}]}', 0)")
    t.until("a document that is none: 503", lambda: page.get("/terms.json")[0] == 503)
    page.cspdesk.sql("DELETE FROM terms WHERE number = 9")
    t.until("the version before it: 200", lambda: page.get("/terms.json")[0] == 200)
