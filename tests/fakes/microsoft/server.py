"""What every fake of Microsoft's has: a TLS server on loopback, a table of routes, faults, and a memory of requests.

A fake inherits from Fake, lists its `routes` as (method, path, name of the function) where {word} in a path is an
argument and the name may be one of a part's (part.name), and answers with a Reply or raises one as Refusal. /-/NAME
calls what stands in `back_door`, for tests alone.
"""

import http.client
import http.server
import json
import operator
import re
import socket
import ssl
import threading
import time
import traceback
import urllib.parse
import uuid

from fault import Faults


class Reply:
    def __init__(self, status, document=None, headers=None, raw=None):
        self.status, self.document, self.headers = status, document, dict(headers or {})
        self.body = raw if raw is not None else b"" if document is None else json.dumps(document).encode()

    def render(self, now):
        lines = [f"HTTP/1.1 {self.status} {http.client.responses.get(self.status, 'Unknown')}"]
        headers = {"Content-Type": "application/json; charset=utf-8", "Content-Length": len(self.body),
                   "Date": http_date(now), **self.headers}
        lines += [f"{name}: {value}" for name, value in headers.items() if value is not None]
        return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + self.body


class Refusal(Exception):
    def __init__(self, reply):
        super().__init__(f"{reply.status} {reply.body[:200]}")
        self.reply = reply


class Request:
    """`path` is decoded, `query` has the last value of each name, `headers` compare without case."""

    def __init__(self, method, target, headers, body):
        self.method, self.target, self.headers, self.body = method, target, headers, body
        parts = urllib.parse.urlsplit(target)
        self.raw_path, self.path = parts.path, urllib.parse.unquote(parts.path)
        self.query = dict(urllib.parse.parse_qsl(parts.query, keep_blank_values=True))

    def header(self, name):
        return self.headers.get(name)

    def media_type(self):
        return (self.header("Content-Type") or "").split(";")[0].strip().lower()

    def form(self):
        return dict(urllib.parse.parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    def document(self):
        """The body as a JSON object; None if it is none."""
        try:
            found = json.loads(self.body.decode("utf-8"))
        except ValueError:
            return None
        return found if isinstance(found, dict) else None


class Fake:
    """`requests` has one dictionary for each request, `created` one for each thing made, `connections` is how many were
    opened, whatever came of them: what tests count."""

    routes, back_door, ignore_case = (), (), False

    def __init__(self):
        self.lock, self.stopping = threading.RLock(), threading.Event()
        self.faults, self.requests, self.created, self.url = Faults(), [], [], None
        self.connections, self.names = 0, set()     # those that TLS was asked for
        self.host = None    # the only name it answers to; None: any
        self.skew = 0       # seconds that its clock is ahead
        self.patterns = [(method, pattern_of(path, self.ignore_case), name) for method, path, name in self.routes]

    def start(self, certificate, port=0, host=None):
        """With (certificate, key) files; then `url` is its base. With `host` it takes itself for that real host of
        Microsoft's, whatever its port, and refuses who asks for another."""
        self.server = Server(("127.0.0.1", port), type("Handler", (Handler,), {"fake": self}))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        context.sni_callback = lambda socket, name, context: self.names.add(name)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.host, self.port = host, self.server.server_port
        self.url = f"https://{host}" if host else f"https://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def stop(self):
        self.stopping.set()
        self.server.shutdown()
        self.server.server_close()

    def now(self):
        return time.time() + self.skew

    def fail(self, kind, path="", **more):
        """Orders a fault (fault.py) for requests whose path has this expression."""
        with self.lock:
            self.faults.order(kind, path, **more)

    def mend(self):
        with self.lock:
            self.faults.clear()

    def asked(self, method=None, path="", status=None):
        """Of all requests those that fit, oldest first."""
        with self.lock:
            return [r for r in self.requests if method in (None, r["method"]) and re.search(path, r["path"], re.I) and
                    status in (None, r["status"])]

    def made(self, kind=None):
        with self.lock:
            return [c for c in self.created if kind in (None, c["kind"])]

    def note_created(self, kind, **what):
        self.created.append({"kind": kind, "n": len(self.requests), **what})

    # ---- answering

    def open_request(self, request):
        """Writes it into the memory and draws its fault."""
        with self.lock:
            entry = {"n": len(self.requests), "at": self.now(), "method": request.method, "path": request.path,
                     "query": request.query, "headers": dict(request.headers.items()), "body": request.body,
                     "status": None, "fault": None}
            self.requests.append(entry)
            fault = None if request.path.startswith("/-/") else self.faults.take(request.method, request.path)
            entry["fault"] = fault.kind if fault else None
            return entry, fault

    def reply(self, request):
        with self.lock:
            try:
                if self.host and request.header("Host") != self.host:
                    return Reply(421)
                if request.path.startswith("/-/"):
                    return self.by_back_door(request)
                return self.dispatch(request)
            except Refusal as refusal:
                return refusal.reply
            except Exception:       # a fault of the fake's own must not look like one of Microsoft's
                traceback.print_exc()
                return Reply(599, raw=traceback.format_exc().encode(), headers={"Content-Type": "text/plain"})

    def dispatch(self, request):
        known = False
        for method, pattern, name in self.patterns:
            found = pattern.fullmatch(request.raw_path)
            known = known or bool(found)
            if found and method == request.method:
                arguments = {k: urllib.parse.unquote(v) for k, v in found.groupdict().items()}
                return self.call(request, name, arguments)
        return self.no_route(request, known)

    def call(self, request, name, arguments):
        """What comes before every route, such as tokens, is put here."""
        return operator.attrgetter(name)(self)(request, **arguments)

    def by_back_door(self, request):
        name, told = request.path[3:], request.document() or {}
        if name not in self.back_door:
            raise Refusal(Reply(404, {"back door": list(self.back_door)}))
        return Reply(200, getattr(self, name)(**told))

    # ---- what each API says in its own shape

    def no_route(self, request, known):
        return Reply(405 if known else 404)

    def throttled(self, secs):
        return Reply(429, headers={"Retry-After": int(secs)})

    def broken(self, status):
        return Reply(status)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request, client_address):
        """A client that has gone, or does not trust us, is what half of the tests are about."""


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60
    fake = None

    def setup(self):
        with self.fake.lock:
            self.fake.connections += 1
        self.request.settimeout(self.timeout)
        self.request.do_handshake()
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().setup()

    def one(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        request = Request(self.command, self.path, self.headers, body)
        entry, fault = self.fake.open_request(request)
        if fault is None:
            self.put(entry, self.fake.reply(request))
        else:
            self.misbehave(request, entry, fault)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = one

    def put(self, entry, reply, keep=None):
        """Sends all of it, or its first `keep` bytes and then the end of the connection."""
        entry["status"] = reply.status
        self.wfile.write(reply.render(self.fake.now())[:keep])
        if keep is not None:
            self.hang_up()

    def misbehave(self, request, entry, fault):
        reply = self.fake.reply(request) if fault.effect else None
        if fault.kind in ("late", "hang"):
            self.fake.stopping.wait(fault.secs)
        instead = {"throttle": lambda: self.fake.throttled(fault.secs),
                   "broken": lambda: self.fake.broken(fault.status),
                   "gateway": lambda: Reply(502, raw=b"<html><h2>502 Bad Gateway</h2></html>",
                                            headers={"Content-Type": "text/html"}),
                   "garbage": lambda: Reply(200, raw=b"\xff\xfe<not json")}
        if fault.kind in instead:
            self.put(entry, instead[fault.kind]())
        elif fault.kind == "late":
            self.put(entry, reply or self.fake.reply(request))
        elif fault.kind == "cut" and reply:
            whole = len(reply.render(self.fake.now()))
            self.put(entry, reply, min(whole // 2 if fault.keep is None else fault.keep, whole - 1))
        else:
            self.hang_up()

    def hang_up(self):
        self.close_connection = True
        try:
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            """It was faster."""

    def log_message(self, format, *args):
        """Silence; `requests` is the log."""


def pattern_of(path, ignore_case):
    return re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(path)), re.I if ignore_case else 0)


def http_date(now):
    return time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(now))


def iso(at, digits=0, zone="Z"):
    """Seconds since 1970 as Microsoft writes times, with so many digits of the fraction."""
    text = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(at))
    return text + (f"{at % 1:.7f}"[1:2 + digits] if digits else "") + zone


def guid(*words):
    """A random one, or the same one for the same words."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(words)) if words else uuid.uuid4())
