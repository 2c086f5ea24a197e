"""make bench: how many signed webhooks a second become committed rows, and how long a sender waits.

    bench.py            10 s a row, table on the screen, everything in var/bench.json
    bench.py --quick    2 s a row, nothing written; for make test
    --processes N       of serve; without it 4, the default

64 and 256 clients at once, each with one connection to nginx and one request on it, against nginx with the shipped
configuration and its upstream keep-alive off, 8 and 64; one desk, nobody works on what arrives. In the same run, on the
same server: single-row commits without anything around them, over 8 connections. Times are only reported. It fails when
an answer is not 204, when a client is starved (less than a tenth of what the others get), or when the rows in the
database are not those that were acknowledged.
"""

import argparse
import fcntl
import json
import os
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "house"))
from house import BINARY, TOP, Cspdesk, HouseError, Mariadb, Nginx, free_port, new_secret, stop_everything
from parts import check_reachable, make_dir, write

WHERE = TOP / "var" / "bench"
PROGRAMS = BINARY.parent / "tests" / "bench"
CLIENTS, KEEPALIVE = (64, 256), (0, 8, 64)
CONNECTIONS = 8
BODY = 3072         # as the design measured; RT sends 200 to 400 bytes, without the filler
MARIADB = {"innodb_buffer_pool_size": "256M", "innodb_log_file_size": "256M"}


class BenchNginx(Nginx):
    """nginx with another number of idle connections to cspdesk than the shipped 32; 0: none at all."""

    def __init__(self, where, port, socket, keepalive):
        super().__init__(where, port, socket)
        self.keepalive = keepalive

    def render(self):
        super().render()
        self._change("cspdesk.conf", "keepalive 32;", f"keepalive {self.keepalive};" if self.keepalive else "")
        if not self.keepalive:
            self._change("cspdesk.params", "fastcgi_keep_conn on;", "fastcgi_keep_conn off;")

    def _change(self, name, shipped, ours):
        text = (self.home / name).read_text()
        if shipped not in text:
            raise HouseError(f"conf/nginx/{name} no longer says {shipped!r}; adapt tests/bench/bench.py")
        write(self.home / name, text.replace(shipped, ours))


class Bench:
    def __init__(self, secs, processes):
        self.secs, self.processes, self.runs = secs, processes, 0
        make_dir(WHERE)
        check_reachable(WHERE)
        self.mariadb = Mariadb(WHERE, "mariadb", settings=MARIADB)
        self.cspdesk = Cspdesk(WHERE, self.mariadb, desks=[self._desk()],
                               settings={"serve": {"processes": processes}})

    def start(self):
        self.mariadb.start()
        self.cspdesk.start(works=0)

    def commits(self):
        """Single-row commits a second of the database alone."""
        got = self._run("commits", self.cspdesk.conf, CONNECTIONS, self.secs, BODY, self._prefix())
        return got["commits"] * 1000 / got["ms"]

    def row(self, clients, keepalive):
        """One line of the table; `wrong` says what must not be."""
        port, prefix = free_port(), self._prefix()
        nginx = BenchNginx(WHERE, port, self.cspdesk.socket, keepalive).start()
        try:
            got = self._run("load", self.cspdesk.conf, "rt", f"127.0.0.1:{port}", clients, f"{self.secs}s", 1, BODY,
                            prefix)
        finally:
            nginx.stop()
        rows = int(self.cspdesk.sql(f"SELECT COUNT(*) FROM delivery WHERE dedupe LIKE '{prefix}-%'")[0][0])
        return {"clients": clients, "keepalive": keepalive, **got, "rows": rows,
                "rate": round(got["answers"] * 1000 / got["ms"]), "wrong": wrong(got, clients, rows)}

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

    @staticmethod
    def _desk():
        secrets = make_dir(WHERE / "desk", 0o700)
        return {"name": "rt", "kind": "rt", "url": "http://127.0.0.1:9", "user": "cspdesk", "timeout_secs": 5,
                "token_file": write(secrets / "token", "1-28-00ff\n", 0o600),
                "secrets": [{"file": write(secrets / "secret", new_secret() + "\n", 0o600)}]}


def wrong(got, clients, rows):
    found = [f"{n} answers were {status}" for status, n in got["statuses"].items() if status != "204"]
    if got["broken"] or got["unanswered"]:
        found.append(f"{got['broken']} connections broke, {got['unanswered']} requests got no answer")
    if got["slowest_client"] * 10 <= got["answers"] / clients:
        found.append(f"a client was starved: {got['slowest_client']} answers, others {got['answers'] // clients}")
    if not found and rows != got["answers"]:
        found.append(f"{rows} rows for {got['answers']} answers")
    return found


HEAD = ("clients", "keep-alive", "answers/s", "of commits", "p50 ms", "p90 ms", "p99 ms", "max ms", "least a client")


def line(cells):
    return "  ".join(f"{c:>{len(h)}}" for c, h in zip(cells, HEAD))


def table_row(row, commits):
    times = [f"{row[name] / 1000:.1f}" for name in ("p50_us", "p90_us", "p99_us", "max_us")]
    return line([row["clients"], row["keepalive"] or "off", row["rate"], f"{row['rate'] / commits:.2f}", *times,
                 row["slowest_client"]])


def measure(bench):
    commits = bench.commits()
    print(f"MariaDB alone: {commits:.0f} single-row commits/s over {CONNECTIONS} connections\n")
    print(line(HEAD))
    rows = []
    for clients in CLIENTS:
        for keepalive in KEEPALIVE:
            rows.append(bench.row(clients, keepalive))
            print(table_row(rows[-1], commits), flush=True)
            for sentence in rows[-1]["wrong"]:
                print(f"    wrong: {sentence}", flush=True)
    again = bench.commits()
    print(f"\nMariaDB alone, once more: {again:.0f} commits/s")
    return {"body_bytes": BODY, "secs": bench.secs, "processors": os.cpu_count(), "connections": CONNECTIONS,
            "serve_processes": bench.processes, "commits_per_sec": [round(commits), round(again)], "rows": rows}


def main():
    args = argparse.ArgumentParser(description="measures webhooks to committed rows")
    args.add_argument("--quick", action="store_true", help="2 s a row, only to see that nothing is wrong")
    args.add_argument("--processes", type=int, default=4, help="of cspdesk serve")
    args = args.parse_args()
    subprocess.run(["make", "-s", "-j2", "-f", "tests/bench/bench.mk", "bench-programs"], cwd=TOP, check=True)
    WHERE.mkdir(parents=True, exist_ok=True)
    with open(WHERE / "lock", "a", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        bench = Bench(2 if args.quick else 10, args.processes)
        bench.start()
        result = measure(bench)
        stop_everything()
    if not args.quick:
        (TOP / "var" / "bench.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return 1 if any(row["wrong"] for row in result["rows"]) else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (HouseError, subprocess.CalledProcessError) as e:
        sys.exit(f"bench: {e}")
