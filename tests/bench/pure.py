"""Deciding: decisions and triage a second in one process, on the facts of tests/decide and the texts of tests/triage."""

import copy
import json
import subprocess

from house import BINARY, TOP, HouseError

PROGRAM = BINARY.parent / "tests" / "bench" / "pure"


def measure(where, secs, say):
    """{"decide": {"inputs": ..., "per_sec": ..., "allocations": ..., "bytes": ...}, ...}, the last two of one input."""
    facts, tickets = where / "facts.jsonl", where / "tickets.jsonl"
    write_lines(facts, all_facts())
    write_lines(tickets, all_tickets())
    done = subprocess.run([PROGRAM, TOP / "conf" / "policy", str(secs), facts, tickets], stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise HouseError(f"pure ended with {done.returncode}")
    got = json.loads(done.stdout)
    say(f"{'':<18}{'inputs':>8}{'a second':>10}{'us each':>9}{'allocations':>13}{'bytes':>9}")
    for name, row in got.items():
        say(f"{name:<18}{row['inputs']:>8}{row['per_sec']:>10}{1e6 / row['per_sec']:>9.1f}{row['allocations']:>13}"
            f"{row['bytes']:>9}")
    return got


def write_lines(path, items):
    path.write_text("".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items), encoding="utf-8")


def all_facts():
    """The base with each case's patch, whose null is a value."""
    base = json.loads((TOP / "tests" / "decide" / "base.json").read_text(encoding="utf-8"))
    for file in sorted((TOP / "tests" / "decide").glob("*.json")):
        if file.name != "base.json":
            for case in json.loads(file.read_text(encoding="utf-8")):
                yield merged(copy.deepcopy(base), case["patch"])


def merged(into, patch):
    for name, value in patch.items():
        if isinstance(value, dict) and isinstance(into.get(name), dict):
            merged(into[name], value)
        else:
            into[name] = value
    return into


def all_tickets():
    """Each "=== NAME labels...", "Subject: ..." and the body up to the next one."""
    for file in sorted((TOP / "tests" / "triage").glob("*.txt")):
        for part in file.read_text(encoding="utf-8").removeprefix("=== ").split("\n=== "):
            head, subject, body = part.split("\n", 2)
            yield {"subject": subject.removeprefix("Subject:").strip(), "body": body, "html": head.endswith("html")}
