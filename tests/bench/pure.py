"""Deciding: decisions and triage in one process, on the facts of tests/decide, on those of new tickets, of which little
is known and for which the nearest outcome is looked for the longest, and on the texts of tests/triage."""

import copy
import itertools
import json
import subprocess

from house import BINARY, TOP, HouseError

PROGRAM = BINARY.parent / "tests" / "bench" / "pure"


def measure(where, secs, say):
    """{"decide": {"inputs": ..., "per_sec": ..., "p50_ns": ..., "p95_ns": ..., "allocations": ..., "bytes": ...}, ...},
    the last two of one input."""
    facts, first, tickets = (where / f"{name}.jsonl" for name in ("facts", "first", "tickets"))
    write_lines(facts, all_facts())
    write_lines(first, first_facts())
    write_lines(tickets, all_tickets())
    done = subprocess.run([PROGRAM, TOP / "conf" / "policy", str(secs), facts, first, tickets], stdout=subprocess.PIPE,
                          text=True)
    if done.returncode:
        raise HouseError(f"pure ended with {done.returncode}")
    got = json.loads(done.stdout)
    say(f"{'':<22}{'inputs':>8}{'a second':>10}{'p50 us':>9}{'p95 us':>9}{'allocations':>13}{'bytes':>9}")
    for name, row in got.items():
        say(f"{name:<22}{row['inputs']:>8}{row['per_sec']:>10}{row['p50_ns'] / 1000:>9.1f}{row['p95_ns'] / 1000:>9.1f}"
            f"{row['allocations']:>13}{row['bytes']:>9}")
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


def first_facts():
    """What is known when a customer's first message is advised upon: his words, and what an import told of him."""
    base = json.loads((TOP / "tests" / "decide" / "base.json").read_text(encoding="utf-8"))
    known = {"reseller_relationship": True, "azure_rbac": True,
             "gdap": {"roles": ["service_support_administrator"], "ends": "2027-01-01", "auto_extend": None}}
    roles = ["global_admin", "user_management_admin", "billing_admin", "admin_agent", "sales_agent", "helpdesk_agent"]
    for kind, clear, topic, product, severity, told in itertools.product(
            ("direct-bill", "indirect-provider", "indirect-reseller"), ("technical", "commercial", None),
            (None, "break-fix", "billing"), ("azure", "microsoft365", None), ("B", None), (known, {})):
        yield {**base, "partner": {"type": kind, "cloud": "commercial"},
               "request": {"action": "escalate", "actor": {"kind": "agent", "roles": roles}, "via": None},
               "issue": {**dict.fromkeys(base["issue"]), "class": clear, "topic": topic, "product": product,
                         "severity": severity, "publisher": product and "microsoft", "environment": "customer"},
               "customer": {**dict.fromkeys(base["customer"]), **told}, "checks": dict.fromkeys(base["checks"]),
               "entitlements": []}


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
