"""Load: threads that send hooks until told to stop, and remember every answer."""

import http.client
import threading
import time

from house import Sender


class Load:
    """`senders` threads, each with a connection of its own. `make(n)` gives (id, body) of the n-th hook of all.

    With `stubborn` a hook that was not answered 204 is sent again until it is, as a good desk does; `answers` has
    every status that came, 0 for a broken connection, and `kept` the ids that were answered 204.
    """

    def __init__(self, url, secret, make, senders=4, rate=None, stubborn=False):
        self.url, self.secret, self.make, self.stubborn = url, secret, make, stubborn
        self.pause = senders / rate if rate else 0
        self.answers, self.kept, self.sent, self.again = [], [], 0, 0
        self.lock, self.stopping = threading.Lock(), threading.Event()
        self.threads = [threading.Thread(target=self.run, daemon=True) for _ in range(senders)]

    def start(self):
        for thread in self.threads:
            thread.start()
        return self

    def stop(self, secs=60):
        self.stopping.set()
        for thread in self.threads:
            thread.join(secs)
        return self

    def run(self):
        sender = Sender(self.url, self.secret, timeout=30)
        while not self.stopping.is_set():
            with self.lock:
                number, self.sent = self.sent, self.sent + 1
            made = self.make(number)
            if made is None:
                time.sleep(0.1)
                continue
            self.deliver(sender, *made)
            self.stopping.wait(self.pause)

    def deliver(self, sender, id, body):
        while self.send(sender, id, body) != 204 and self.stubborn:
            with self.lock:
                self.again += 1
            time.sleep(0.1)

    def send(self, sender, id, body):
        try:
            status = sender.post(body, id=id)[0]
        except (OSError, http.client.HTTPException):
            status = 0
        with self.lock:
            self.answers.append(status)
            if status == 204:
                self.kept.append(id)
        return status

    def counts(self):
        with self.lock:
            return {status: self.answers.count(status) for status in sorted(set(self.answers))}


def stored(cspdesk):
    """Ids of the deliveries in the database."""
    return {row[0] for row in cspdesk.sql("SELECT dedupe FROM delivery")}
