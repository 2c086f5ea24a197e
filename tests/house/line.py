"""A line between two installations that loses, doubles, delays and reorders what is posted over it, and loses answers."""

import http.client
import http.server
import threading
import time
import urllib.parse

FAULTS = ("lose the request", "lose the answer", "double", "delay", "overtake")
REFUSED = (422, "application/problem+json", b'{"title":"no","detail":"nobody here takes that"}')
NO_ANSWER = (0, "text/plain", b"")


class Line:
    """Listens on loopback and hands each POST on to `url`; while `bad`, one of three meets a fault. `dice` is random.

    An overtaken message is answered by the line, as by a queue on the way, and handed on after later ones; the others
    are answered by the far side or not at all. `reordered` counts messages that came after a later one of their side;
    `next` is the fault of the next one. While `refuses`, nothing gets through.
    """

    def __init__(self, url, dice):
        self.far, self.dice, self.bad, self.lock = urllib.parse.urlsplit(url), dice, False, threading.Lock()
        self.met = dict.fromkeys(FAULTS, 0)
        self.kept, self.reordered, self.seen, self.next, self.is_over = 0, 0, {}, None, False
        line = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                line.carry(self, body, line.fault())

            def log_message(self, *args):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.refuses = False
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def fault(self):
        with self.lock:
            if not self.next and (not self.bad or self.dice.randrange(3)):
                return None
            what, self.next = self.next or self.dice.choice(FAULTS), None
            self.met[what] += 1
            self.kept += what in ("delay", "overtake")
            return what

    def carry(self, handler, body, fault):
        if self.refuses:
            return answer(handler, *REFUSED)
        if fault in ("delay", "overtake"):
            how = self.later if fault == "delay" else self.after
            threading.Thread(target=how, args=(handler.path, dict(handler.headers), body), daemon=True).start()
        if fault in ("lose the request", "delay"):
            return hang_up(handler)
        if fault == "overtake":
            return answer(handler, 204, None, b"")
        try:
            for _ in range(2 if fault == "double" else 1):
                found = self.post(handler.path, handler.headers, body)
        except OSError:
            return hang_up(handler)
        return hang_up(handler) if fault == "lose the answer" else answer(handler, *found)

    def later(self, path, headers, body):
        """It arrives when its sender has given it up, and perhaps after what was sent since."""
        time.sleep(1 + self.dice.random() * 2)
        self.try_post(path, headers, body)
        self.gone()

    def after(self, path, headers, body):
        """Once a later one of its side is there, or none came for a while; until it is kept."""
        side, _, seq = headers["webhook-id"].rpartition(".")
        until = time.monotonic() + 3
        while not self.is_past(side, int(seq)) and time.monotonic() < until and not self.is_over:
            time.sleep(0.02)
        while self.try_post(path, headers, body)[0] not in range(200, 300) and not self.is_over:
            time.sleep(0.2)
        self.gone()

    def is_past(self, side, seq):
        with self.lock:
            return any(other > seq for other in self.seen.get(side, ()))

    def gone(self):
        with self.lock:
            self.kept -= 1

    def try_post(self, path, headers, body):
        try:
            return self.post(path, headers, body)
        except OSError:
            return NO_ANSWER

    def post(self, path, headers, body):
        """(status, type, body) of the far side's answer."""
        there = http.client.HTTPConnection(self.far.hostname, self.far.port, timeout=10)
        try:
            there.request("POST", path, body, {k: v for k, v in headers.items() if k.lower() != "host"})
            got = there.getresponse()
            found = got.status, got.getheader("Content-Type"), got.read()
        except http.client.HTTPException as e:
            raise OSError(str(e)) from e
        finally:
            there.close()
        self.count(headers["webhook-id"], found[0])
        return found

    def count(self, id, status):
        side, _, seq = id.rpartition(".")
        if status != 204 or not seq.isdigit():
            return
        late = self.is_past(side, int(seq))
        with self.lock:
            known = self.seen.setdefault(side, set())
            self.reordered += late and int(seq) not in known
            known.add(int(seq))

    def stop(self):
        self.is_over = True
        self.server.shutdown()
        self.server.server_close()


def answer(handler, status, kind, text):
    handler.send_response(status)
    handler.send_header("Content-Type", kind or "text/plain")
    handler.send_header("Content-Length", str(len(text)))
    handler.end_headers()
    handler.wfile.write(text)


def hang_up(handler):
    handler.close_connection = True
    handler.connection.close()
