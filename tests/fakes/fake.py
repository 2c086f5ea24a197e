"""What every fake desk has: faults that tests order, and a server that then misbehaves.

A fake inherits from Fake and names its handler; the handler inherits from FakeHandler and calls misbehave(fault, do),
where do() makes the change and gives (status, document).
"""

import http.server
import json
import ssl
import threading
import time


class Fault:
    """What goes wrong with the next `times` requests of one kind (None: until cleared)."""

    # name: is the change written, and what is answered
    KINDS = {
        "hang": True,           # written; no answer for `secs`, then the connection closes
        "cut": True,            # written; the connection closes without an answer
        "refuse": False,        # nothing written; the connection closes without an answer
        "error": False,         # 500
        "error-after": True,    # 500, but written
        "late": False,          # 504 at once, written `secs` later
        "busy": False,          # 429 with Retry-After: `secs`
        "lie": False,           # 201, but nothing written
        "huge": True,           # an answer of `size` bytes
        "garbage": True,        # an answer that is not JSON
        "denied": False,        # 401
        "forbidden": False,     # 403
        "gone": False,          # 404
        "slow": True,           # as always, but after `secs`
        "half": True,           # half of the answer, then the connection closes
    }

    def __init__(self, what, kind, times=1, secs=0.0, size=1 << 20, ticket=None):
        self.what, self.kind, self.left, self.secs, self.size = what, kind, times, secs, size
        self.ticket = None if ticket is None else str(ticket)
        self.writes = Fault.KINDS[kind]


class Fake:
    """`requests` is a list of (seconds on the monotonic clock, method, what, ticket)."""

    handler = None      # the class that answers

    def __init__(self, user, token):
        self.user, self.token = user, token
        self.lock, self.stopping = threading.RLock(), threading.Event()
        self.faults, self.requests = [], []
        self.skew = 0       # seconds that its clock is ahead

    def start(self, port=0, certificate=None):
        """With a `certificate` (files of certificate and key) it speaks TLS."""
        self.server = Server(("127.0.0.1", port), type("Handler", (self.handler,), {"desk": self}))
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True,
                                                     do_handshake_on_connect=False)
        self.url = f"http{'s' if certificate else ''}://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def stop(self):
        self.stopping.set()
        self.server.shutdown()
        self.server.server_close()

    def now(self):
        return time.time() + self.skew

    def fail(self, what, kind, **more):
        with self.lock:
            self.faults.append(Fault(what, kind, **more))

    def mend(self):
        with self.lock:
            self.faults.clear()

    def asked(self, ticket=None, what=None, since=0.0):
        with self.lock:
            return [r for r in self.requests if (ticket is None or r[3] == str(ticket)) and
                    what in (None, r[2]) and r[0] >= since]

    def note_request(self, method, what, ticket):
        with self.lock:
            self.requests.append((time.monotonic(), method, what, ticket))

    def take_fault(self, what, ticket):
        with self.lock:
            for fault in self.faults:
                if fault.what in (what, "any") and fault.ticket in (None, ticket) and fault.left != 0:
                    fault.left = None if fault.left is None else fault.left - 1
                    return fault
        return None


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request, client_address):
        """A client that has gone is what half of the tests are about."""


class FakeHandler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    desk = None
    LIE = (201, {})         # what "lie" answers
    UNAUTHORIZED, NOT_FOUND = {"message": "Unauthorized"}, {"message": "Not Found"}
    INTERNAL = {"message": "An internal server error has occurred"}

    def misbehave(self, fault, do):
        if fault.kind == "slow":
            self.desk.stopping.wait(fault.secs)
        if fault.kind == "late":
            threading.Timer(fault.secs, do).start()
        status, document = do() if fault.writes else self.LIE
        getattr(self, "bad_" + fault.kind.replace("-", "_"))(fault, status, document)

    def bad_slow(self, fault, status, document):
        self.answer(status, document)

    def bad_lie(self, fault, status, document):
        self.answer(status, document)

    def bad_hang(self, fault, status, document):
        self.desk.stopping.wait(fault.secs)
        self.bad_cut(fault, status, document)

    def bad_cut(self, fault, status, document):
        self.close_connection = True

    bad_refuse = bad_cut

    def bad_error(self, fault, status, document):
        self.answer(500, self.INTERNAL)

    bad_error_after = bad_error

    def bad_late(self, fault, status, document):
        self.answer(504, {"message": "Gateway Time-out"})

    def bad_busy(self, fault, status, document):
        self.answer(429, {"message": "Too many requests"}, {"Retry-After": str(int(fault.secs))})

    def bad_huge(self, fault, status, document):
        self.send(status, b'["' + b"x" * fault.size + b'"]')

    def bad_garbage(self, fault, status, document):
        self.send(status, b"<html>\xff\xfe{{{ not JSON")

    def bad_denied(self, fault, status, document):
        self.answer(401, self.UNAUTHORIZED)

    def bad_forbidden(self, fault, status, document):
        self.answer(403, {"message": "Forbidden"})

    def bad_gone(self, fault, status, document):
        self.answer(404, self.NOT_FOUND)

    def bad_half(self, fault, status, document):
        self.close_connection = True
        self.send(status, self.encoded(document), part=0.5)

    @staticmethod
    def encoded(document):
        """Bytes are an answer as they are."""
        return document if isinstance(document, bytes) else json.dumps(document).encode()

    def answer(self, status, document, headers=None):
        self.send(status, self.encoded(document), headers)

    def send(self, status, body, headers=None, part=1):
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": len(body), **(headers or {})}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body[:int(len(body) * part)])

    def date_time_string(self, timestamp=None):
        return super().date_time_string(timestamp or self.desk.now())

    def log_message(self, format, *args):
        """Silence; `requests` is the log."""
