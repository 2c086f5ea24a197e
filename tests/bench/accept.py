"""Accepting: how many signed webhooks a second become committed rows, and how long a sender waits.

8, 64 and 256 clients at once, each with one connection to nginx and one request on it; one desk, nobody works on what
arrives. Each round runs the raw commits of the same MariaDB (single rows over 8 connections, nothing around them), then
cspdesk and its php-fpm peer with each number of clients, one after the other, so that whatever else the machine does
hits all alike. A ratio is taken within its round; the table shows the median of the rounds.

The peer is what was fastest beforehand of: a pool as large as serve's, one twice as large, and connections kept where
there are no more clients than processes (php-fpm's process serves one connection until it closes, so with more clients
the kept ones would starve the others).
"""

import hashlib
import json
import os
import statistics
import subprocess

from house import BINARY, Cspdesk, HouseError, Mariadb, Sender, new_secret
from parts import make_dir, write
from peer import Peer, TunedNginx

PROGRAMS = BINARY.parent / "tests" / "bench"
CLIENTS = (8, 64, 256)
CONNECTIONS = 8
BODY = 3072         # as the design measured; RT sends 200 to 400 bytes, without the filler
KEEPALIVE = 32      # as shipped
MARIADB = {"innodb_buffer_pool_size": "256M", "innodb_log_file_size": "256M"}


class Accept:
    def __init__(self, where, secs, rounds, processes=4):
        self.where, self.secs, self.rounds, self.processes = make_dir(where), secs, rounds, processes
        self.secret, self.runs, self.wrong = new_secret(), 0, []
        self.mariadb = Mariadb(where, "mariadb", settings=MARIADB)
        self.cspdesk = Cspdesk(where, self.mariadb, desks=[self._desk()], settings={"serve": {"processes": processes}})
        self.peer = Peer(where, self.cspdesk, self.secret,
                         ((processes, False), (2 * processes, False), (2 * processes, True)))

    def start(self):
        self.mariadb.start()
        self.cspdesk.start(works=0)
        self.peer.start()
        self.front = TunedNginx(self.where / "front", self.cspdesk.socket, KEEPALIVE).start()
        return self

    def check_contract(self):
        """What is compared answers alike: good, a repeat, forged, too old."""
        for front in (self.front, *self.peer.fronts.values()):
            self.cspdesk.sql("TRUNCATE delivery")
            sender, where = Sender(f"{front.url}/hook/rt", self.secret), front.home.parent.name
            body = json.dumps({"schema": "csp.event/1", "id": "contract-1", "ticket": {"id": "7"}})
            got = [sender.post(body, "contract-1", **more)[0] for more in (
                {}, {}, {"headers": {"webhook-signature": "v1," + "A" * 43 + "="}}, {"ts": 1700000000})]
            sender.close()
            rows = self.cspdesk.sql("SELECT dedupe, ticket, state, digest FROM delivery")
            if got != [204, 204, 401, 401]:
                self.wrong.append(f"{where} answered {got} to good, repeat, forged and old")
            if rows != [["contract-1", "7", "new", hashlib.sha256(body.encode()).hexdigest()]]:
                self.wrong.append(f"{where} kept {rows}")

    def measure(self, say):
        self.check_contract()
        fronts = {clients: self._best_peer(clients, say) for clients in CLIENTS}
        say(f"{self.rounds} rounds of {self.secs} s a run\n")
        say(line(HEAD))
        rounds = [self._round(fronts, say) for _ in range(self.rounds)]
        rows = [summary(clients, [r[clients] for r in rounds]) for clients in CLIENTS]
        say(line(["median"]))
        for row in rows:
            say(line([row["clients"], row["raw"], row["cspdesk"], row["php"], f"{row['of_php']:.2f}",
                      f"{row['of_raw']:.2f}", ms(row["p50_us"]), ms(row["p99_us"]), f"{row['p99_of_p50']:.1f}",
                      ms(row["php_p99_us"])]))
        return {"body_bytes": BODY, "secs": self.secs, "rounds": self.rounds, "raw_connections": CONNECTIONS,
                "serve_processes": self.processes, "rows": rows}

    # ---- one run of each kind

    def _round(self, fronts, say):
        raw, got = self._commits(), {}
        for clients in CLIENTS:
            ours, theirs = self._load(self.front, clients), self._load(fronts[clients], clients)
            got[clients] = {"raw": raw, "cspdesk": ours, "php": theirs}
            say(line([clients, raw, ours["rate"], theirs["rate"], f"{ours['rate'] / theirs['rate']:.2f}",
                      f"{ours['rate'] / raw:.2f}", ms(ours["p50_us"]), ms(ours["p99_us"]),
                      f"{ours['p99_us'] / ours['p50_us']:.1f}", ms(theirs["p99_us"])]))
        return got

    def _best_peer(self, clients, say):
        """The nginx in front of the fastest way to run the peer with so many clients."""
        rates = {way: self._load(front, clients)["rate"] for way, front in self.peer.fronts.items()
                 if not way[1] or clients <= way[0]}
        say(f"php-fpm, {clients} clients: " + ", ".join(
            f"{n} processes{' and kept connections' if kept else ''} {rate}/s" for (n, kept), rate in rates.items()))
        return self.peer.fronts[max(rates, key=rates.get)]

    def _commits(self):
        got = self._run("commits", self.cspdesk.conf, CONNECTIONS, self.secs, BODY, self._prefix())
        return round(got["commits"] * 1000 / got["ms"])

    def _load(self, nginx, clients):
        prefix = self._prefix()
        got = self._run("load", self.cspdesk.conf, "rt", f"127.0.0.1:{nginx.port}", clients, f"{self.secs}s", 1, BODY,
                        prefix)
        rows = int(self.cspdesk.sql(f"SELECT COUNT(*) FROM delivery WHERE dedupe LIKE '{prefix}-%'")[0][0])
        self.wrong += [f"{nginx.home.parent.name}, {clients} clients: {w}" for w in wrong(got, clients, rows)]
        return {"rate": round(got["answers"] * 1000 / got["ms"]), "p50_us": got["p50_us"], "p99_us": got["p99_us"]}

    def _run(self, program, *args):
        done = subprocess.run([PROGRAMS / program, *map(str, args)], stdout=subprocess.PIPE, text=True)
        if done.returncode:
            raise HouseError(f"{program} ended with {done.returncode}")
        return json.loads(done.stdout)

    def _prefix(self):
        """For the ids of one run. Every run begins with an empty table, or the later ones would be the slower ones."""
        self.runs += 1
        self.cspdesk.sql("TRUNCATE delivery")
        return f"bench-{os.getpid()}-{self.runs}"

    def _desk(self):
        secrets = make_dir(self.where / "desk", 0o700)
        return {"name": "rt", "kind": "rt", "url": "http://127.0.0.1:9", "user": "cspdesk", "timeout_secs": 5,
                "token_file": write(secrets / "token", "1-28-00ff\n", 0o600),
                "secrets": [{"file": write(secrets / "secret", self.secret + "\n", 0o600)}]}


def wrong(got, clients, rows):
    found = [f"{n} answers were {status}" for status, n in got["statuses"].items() if status != "204"]
    if got["broken"] or got["unanswered"]:
        found.append(f"{got['broken']} connections broke, {got['unanswered']} requests got no answer")
    if got["slowest_client"] * 10 <= got["answers"] / clients:
        found.append(f"a client was starved: {got['slowest_client']} answers, others {got['answers'] // clients}")
    if not found and rows != got["answers"]:
        found.append(f"{rows} rows for {got['answers']} answers")
    return found


def summary(clients, rounds):
    def median(of):
        return statistics.median(of(r) for r in rounds)
    return {"clients": clients, "raw": round(median(lambda r: r["raw"])),
            "cspdesk": round(median(lambda r: r["cspdesk"]["rate"])), "php": round(median(lambda r: r["php"]["rate"])),
            "of_php": round(median(lambda r: r["cspdesk"]["rate"] / r["php"]["rate"]), 3),
            "of_raw": round(median(lambda r: r["cspdesk"]["rate"] / r["raw"]), 3),
            "p50_us": round(median(lambda r: r["cspdesk"]["p50_us"])),
            "p99_us": round(median(lambda r: r["cspdesk"]["p99_us"])),
            "p99_of_p50": round(median(lambda r: r["cspdesk"]["p99_us"] / r["cspdesk"]["p50_us"]), 2),
            "php_p99_us": round(median(lambda r: r["php"]["p99_us"]))}


HEAD = ("clients", "raw/s", "cspdesk/s", "php/s", "of php", "of raw", "p50 ms", "p99 ms", "p99/p50", "php p99")


def line(cells):
    return "  ".join(f"{c:>{max(len(h), 5)}}" for c, h in zip(cells, HEAD))


def ms(us):
    return f"{us / 1000:.1f}"
