"""A line between two installations that loses, doubles and delays what is posted over it, and loses answers."""

import http.client
import http.server
import threading
import time
import urllib.parse

FAULTS = ("lose the request", "lose the answer", "double", "delay")


class Line:
    """Listens on loopback and hands each POST on to `url`; while `bad`, one of three meets a fault. `dice` is random."""

    def __init__(self, url, dice):
        self.far, self.dice, self.bad, self.lock = urllib.parse.urlsplit(url), dice, False, threading.Lock()
        self.met = dict.fromkeys(FAULTS, 0)
        line = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                line.carry(self, body, line.fault())

            def log_message(self, *args):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def fault(self):
        with self.lock:
            if not self.bad or self.dice.randrange(3):
                return None
            what = self.dice.choice(FAULTS)
            self.met[what] += 1
            return what

    def carry(self, handler, body, fault):
        if fault == "delay":
            threading.Thread(target=self.later, args=(handler.path, dict(handler.headers), body), daemon=True).start()
        if fault in ("lose the request", "delay"):
            return hang_up(handler)
        try:
            for _ in range(2 if fault == "double" else 1):
                status, kind, text = self.post(handler.path, handler.headers, body)
        except OSError:
            return hang_up(handler)
        if fault == "lose the answer":
            return hang_up(handler)
        handler.send_response(status)
        handler.send_header("Content-Type", kind or "text/plain")
        handler.send_header("Content-Length", str(len(text)))
        handler.end_headers()
        return handler.wfile.write(text)

    def later(self, path, headers, body):
        """It arrives when its sender has given it up, and perhaps after what was sent since."""
        time.sleep(1 + self.dice.random() * 2)
        try:
            self.post(path, headers, body)
        except OSError:
            pass

    def post(self, path, headers, body):
        """(status, type, body) of the far side's answer."""
        there = http.client.HTTPConnection(self.far.hostname, self.far.port, timeout=10)
        try:
            there.request("POST", path, body, {k: v for k, v in headers.items() if k.lower() != "host"})
            answer = there.getresponse()
            return answer.status, answer.getheader("Content-Type"), answer.read()
        except http.client.HTTPException as e:
            raise OSError(str(e)) from e
        finally:
            there.close()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


def hang_up(handler):
    handler.close_connection = True
    handler.connection.close()
