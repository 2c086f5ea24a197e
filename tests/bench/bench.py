"""make bench: ratios and times, as a table on the screen and as JSON in var/bench.json.

    make bench                   all of it; ONLY="shadow flat" some parts, QUICK=1 only to see that it runs

accept: signed webhooks to committed rows, against the database alone and against php-fpm. note: from a transaction in
RT to our note in its ticket. decide: decisions and triage in one process. import: a file of 100,000 customers. shadow:
another policy on 100,000 receipts. flat: settling a ticket where 1,000,000 receipts are, against where none are. Times
are only reported, for a machine that does nothing else; it fails when an answer, a row or a note is not what it should
be.
"""

import fcntl
import json
import os
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "house"))
from house import TOP, HouseError, stop_everything
from parts import check_reachable, make_dir

import accept
import files
import flat
import note
import peer
import pure
import shadow

WHERE = TOP / "var" / "bench"
QUICK = bool(os.environ.get("QUICK"))


def say(text):
    print(text, flush=True)


def accept_part():
    bench = accept.Accept(WHERE / "accept", 1 if QUICK else 5, 1 if QUICK else 7).start()
    got = bench.measure(say)
    at = {row["clients"]: row for row in got["rows"]}
    got["php_version"], got["mariadb_version"] = peer.version(), bench.cspdesk.sql("SELECT VERSION()")[0][0]
    return got, bench.wrong, [
        ("accepted at 64 clients, of the php-fpm peer", at[64]["of_php"], ">=", 1.5, 2.5),
        ("accepted at 64 clients, of raw commits", at[64]["of_raw"], ">=", 0.7, 1.0),
        *((f"p99 of p50 at {n} clients", at[n]["p99_of_p50"], "<", 10, None) for n in accept.CLIENTS)]


def note_part():
    bench = note.Note(WHERE / "note", 10 if QUICK else 120).start()
    got = bench.measure(say)
    return got, bench.wrong, [("seconds from RT's transaction to the note, p95",
                               got["transaction to note"]["p95_ms"] / 1000, "<", 1, None)]


def decide_part():
    got = pure.measure(make_dir(WHERE / "decide"), 1 if QUICK else 5, say)
    return got, [], [(f"microseconds to decide, median: {what}", got[name]["p50_ns"] / 1000, "<", 50, None)
                     for name, what in (("decide", "test cases"), ("new ticket", "new tickets"))]


def import_part():
    bench = files.Files(WHERE / "import", 10000 if QUICK else 100000).start()
    got = bench.measure(say)
    return got, bench.wrong, [(f"seconds, {what}", got[what], "<", 20, None) for what in files.STEPS]


def shadow_part():
    got = shadow.measure(make_dir(WHERE / "shadow"), 2000 if QUICK else shadow.RECEIPTS, say)
    return got, [], [("seconds to try a policy on 100,000 receipts", got["secs"], "<", 30, None)]


def flat_part():
    bench = flat.Flat(make_dir(WHERE / "flat"), *((4000, 1000, 100) if QUICK else (1000000, 100000, 4000)))
    got = bench.measure(say)
    return got, bench.wrong, [("a ticket settled among much, of among little", got["ratio"], "<", 1.1, None)]


PARTS = {"accept": accept_part, "note": note_part, "decide": decide_part, "import": import_part, "shadow": shadow_part,
         "flat": flat_part}


def verdict(value, how, must):
    return "ok" if (value >= must if how == ">=" else value < must) else "MISSED"


def table(rows):
    say("")
    for what, value, how, must, goal in rows:
        aim = f"must be {how} {must}" + (f", goal {goal}" if goal else "")
        say(f"{what:<48} {value:>8.2f}  {aim:<28} {verdict(value, how, must)}")


def main():
    only = os.environ.get("ONLY", "").split()
    unknown = set(only) - set(PARTS)
    if unknown:
        raise HouseError(f"there is no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    subprocess.run(["make", "-s", "-j2", "-f", "tests/bench/bench.mk", "bench-programs"], cwd=TOP, check=True)
    make_dir(WHERE)
    check_reachable(WHERE)
    result, wrong, rows = {"processors": os.cpu_count()}, [], []
    with open(WHERE / "lock", "a", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for name in only or PARTS:
            say(f"---- {name}")
            result[name], bad, lines = PARTS[name]()
            stop_everything()
            wrong += bad
            rows += lines
    table(rows)
    for sentence in wrong:
        say(f"wrong: {sentence}")
    if not QUICK:
        keep(result)
    return 1 if wrong else 0


def keep(result):
    """Parts that were not run now keep what they said last."""
    file = TOP / "var" / "bench.json"
    old = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    file.write_text(json.dumps({**old, **result}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (HouseError, subprocess.CalledProcessError) as e:
        sys.exit(f"bench: {e}")
