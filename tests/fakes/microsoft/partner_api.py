"""What all of Partner Center's REST API has: its headers, tokens, request ids, shapes of errors, pages and odd dates.

How Microsoft writes an answer is not the same everywhere; `style` says how this fake writes now.
"""

import hashlib
import json
import re

from server import Fake, Refusal, Reply, guid, iso
from tokens import TokenError, is_app, is_for

GUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
NEVER = "0001-01-01T00:00:00"
# Places of the fraction and the zone, as the documents' samples have them.
DATES = ((2, ""), (1, "Z"), (0, "Z"), (7, "+00:00"), (0, ""), (3, "Z"), (7, ""))
# code: (status, description) of those that come up by themselves
CODES = {
    1000: (404, "Not found"), 2001: (400, "The quantity cannot be changed while suspended"),
    2011: (400, "A deleted subscription cannot be updated"), 2055: (400, "Etag is no longer valid"),
    3000: (400, "Invalid property"), 20002: (403, "Access denied"), 20003: (404, "Subscription not found"), 60003: (404, "Tenant not found"),
    800040: (400, "The status cannot be changed"), 800091: (400, "A suspended subscription cannot be updated"),
    900115: (403, "The Azure plan has active Azure subscriptions"), 900117: (400, "The time to cancel is over"),
    900278: (409, "Another operation is pending"), 900150: (403, "The role lacks this right"),
    900308: (403, "Insufficient privileges"), 900329: (403, "App-only is not supported for this API"),
    900420: (401, "The audience of the token is not valid"), 900421: (401, "MFA is required"),
}


class Style:
    """`enums` "text" or "number"; `codes` "text" or "number"; `dates` "odd" (each in another way) or "plain"; `bom`
    puts a mark before each body; `size` is how many rows a page has; `retry_after`: is the header there; `quiet`: a
    changed service request is answered with an empty body; `names` of a subscription's members are "camel" or "pascal"."""

    def __init__(self):
        self.enums, self.codes, self.dates, self.bom, self.size = "text", "text", "odd", False, 40
        self.retry_after, self.quiet, self.names, self.written = True, False, "camel", 0


class PartnerApi(Fake):
    """`tenant` is the partner's. Writes with an MS-RequestId that was seen are answered as the first time."""

    for_person = ()     # names of routes that an app alone may not ask

    def __init__(self, keyring, tenant):
        super().__init__()
        self.keyring, self.tenant, self.style = keyring, tenant, Style()
        self.seen, self.orders, self.wants_mfa = {}, [], True

    def refuse_next(self, status, code, description, path="", method=None):
        """The next request to such a path is refused so."""
        with self.lock:
            self.orders.append((re.compile(path), method, status, code, description))
        return {}

    # ---- before every route

    def call(self, request, name, arguments):
        self.check_headers(request)
        request.claims = self.claims_of(request, name)
        for order in self.orders:
            if order[0].search(request.path) and order[1] in (None, request.method):
                self.orders.remove(order)
                self.no(*order[2:])
        if "customer" in arguments:
            self.check_customer(arguments["customer"])
        return self.once(request, lambda: super(PartnerApi, self).call(request, name, arguments))

    def check_customer(self, tenant):
        """A part that knows customers says who is none."""

    def check_headers(self, request):
        for name in ("MS-RequestId", "MS-CorrelationId"):
            if not re.fullmatch(GUID, request.header(name) or ""):
                self.no(400, 3000, f"The header {name} is missing or no GUID")
        if request.header("MS-Contract-Version") != "v1":
            self.no(400, 3000, "The header MS-Contract-Version must be v1")
        if "application/json" not in (request.header("Accept") or ""):
            self.no(406, 3000, "The header Accept must have application/json")
        if request.body and request.media_type() != "application/json":
            self.no(415, 3000, "The body must be application/json")

    def claims_of(self, request, name):
        try:
            claims = self.keyring.read(request.header("Authorization"), self.now())
        except TokenError as e:
            self.no(401, 401, f"Unauthorized: the token is {e.why}")
        if not is_for(claims, "partner-center"):
            self.no_code(900420)
        if claims["tid"] != self.tenant:
            self.no_code(900308)
        if is_app(claims) and name in self.for_person:
            self.no_code(900329)
        if self.wants_mfa and not is_app(claims) and "mfa" not in claims.get("amr", ()):
            self.no_code(900421)
        return claims

    def once(self, request, do):
        """The same MS-RequestId and the same content: the first answer; other content: refused. Reads are always
        carried out."""
        key = request.header("MS-RequestId").lower()
        content = hashlib.sha256(f"{request.method} {request.target}\n".encode() + request.body).digest()
        first = self.seen.get(key)
        if first and first[0] != content:
            self.no(400, 3000, "MS-RequestId was used for another request")
        if first and request.method != "GET":
            return first[1]
        try:
            reply = do()
        except Refusal as refusal:
            reply = refusal.reply
        reply.headers.update({"MS-RequestId": request.header("MS-RequestId"), "MS-ServerId": "fake",
                              "MS-CorrelationId": request.header("MS-CorrelationId"), "MS-CV": guid()})
        if request.header("ValidateMfa") == "true":
            reply.headers["isMfaCompliant"] = str("mfa" in request.claims.get("amr", ())).lower()
        self.seen[key] = (content, reply)
        return reply

    def document(self, request):
        """The body, its members in small letters: both ways of writing them are taken."""
        found = request.document()
        if found is None:
            self.no(400, 3000, "The body is no JSON object")
        return lowered(found)

    # ---- how it answers

    def ok(self, document, status=200):
        return Reply(status, headers={}, raw=self.render(document))

    def render(self, document):
        text = re.sub('"\ue000([^"]*)"', r"\1", json.dumps(document, ensure_ascii=False))
        return (b"\xef\xbb\xbf" if self.style.bom else b"") + text.encode()

    def enum(self, words, word):
        return words.index(word) if self.style.enums == "number" else word

    def date(self, at):
        """Seconds since 1970, or None for never."""
        if at is None:
            return NEVER
        self.style.written += 1
        return iso(at, *(DATES[self.style.written % len(DATES)] if self.style.dates == "odd" else (3, "Z")))

    def collection(self, request, rows):
        """A page of rows; links.next names the header that the next one takes."""
        start, token = 0, request.header("MS-ContinuationToken")
        if token is not None:
            if request.query.get("seekOperation") != "Next" or not re.fullmatch(r"fake-\d+", token):
                self.no(400, 3000, "MS-ContinuationToken is invalid, or seekOperation is not Next")
            start = int(token[5:])
        size = request.query.get("size", str(self.style.size))
        if not size.isdigit() or not 1 <= int(size) <= 500:
            self.no(400, 3000, "size must be from 1 to 500")
        start += int(request.query.get("offset", 0)) if token is None else 0
        end = start + min(int(size), self.style.size)
        here = request.target.removeprefix("/v1").split("&seekOperation")[0].split("?seekOperation")[0]
        links = {"self": {"uri": here, "method": "GET", "headers": []}}
        if end < len(rows):
            links["next"] = {"uri": f"{here}{'&' if '?' in here else '?'}seekOperation=Next", "method": "GET",
                             "headers": [{"key": "MS-ContinuationToken", "value": f"fake-{end}"}]}
        return self.ok({"totalCount": len(rows), "items": rows[start:end], "links": links,
                        "attributes": {"objectType": "Collection"}})

    # ---- refusing

    def no(self, status, code, description):
        raise Refusal(self.error(status, code, description))

    def no_code(self, code):
        status, description = CODES[code]
        self.no(status, code, description)

    def error(self, status, code, description):
        number = self.style.codes == "number"
        return Reply(status, raw=self.render({"code": int(code) if number else str(code), "description": description,
                                              "data": [], "source": "PartnerFD"}))

    def no_route(self, request, known):
        return self.error(405 if known else 404, 405 if known else 1000, "Method not allowed" if known else "Not found")

    def throttled(self, secs):
        return Reply(429, {"statusCode": 429, "message": f"Rate limit is exceeded. Try again in {int(secs)} seconds."},
                     {"Retry-After": int(secs) if self.style.retry_after else None})

    def broken(self, status):
        return self.error(status, status, "An internal error has occurred")


def lowered(value):
    if isinstance(value, dict):
        return {k.lower(): lowered(v) for k, v in value.items()}
    return [lowered(v) for v in value] if isinstance(value, list) else value
