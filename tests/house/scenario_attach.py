"""Tries to break: the files that an agent names, and no others, are in Microsoft's ticket once and byte for byte, or in the
packet with their digests; what may not go says why.

A fake RT and a fake Azure Support over TLS; in the end every call fails in every way while the only worker is killed on
its way.
"""

import hashlib
import time

from scenario_microsoft import READY, SOON, SUB, SUBSCRIPTION, House
from trial import told

POINTS = ("file.fetched", "service.send", "service.answered", "file.settled", "db.commit", "db.committed")
FILE_MOST = 5 * 1024 * 1024
REACH_SECS = 5


def run(t):
    house = House(t, work={"lease_secs": 7, "poll_ms": 50, "breaker_failures": 1000, "tries": 200, "backoff_ms": 50,
                           "backoff_max_ms": 400})
    house.host.work()
    ticket = to_azure(t, house)
    refused(t, house, ticket)
    untrue(t, house, ticket)
    nobodys(t, house)
    old_desk(t, house)
    to_packet(t, house)
    house.host.kill("work1")
    counted = storm(t, house, 60 if t.soak else 8)
    house.stop()
    return {**counted, "seed": t.seed}


def digest(content):
    return hashlib.sha256(content).hexdigest()


def attach(house, ticket, name, content, kind="application/octet-stream", **more):
    """A customer's message with one file."""
    return house.rt.attach(ticket, house.rt.say(ticket, "see the file"), name, kind, content, **more)


def there(house, ticket):
    """{name at Microsoft: bytes} of what is whole there."""
    number = house.sql(f"SELECT number FROM `case` WHERE ticket = '{ticket}'")[0][0]
    row = house.azure.files.workspaces.get((SUB, number), {"files": {}})
    return {f["name"]: b"".join(f["chunks"]) for f in row["files"].values()
            if len(f["chunks"]) == f["properties"]["numberOfChunks"]}


def to_azure(t, house):
    """Named before the ticket is open there, and after; the newest of a name, in two pieces where it is large."""
    log, old, dump = "Zażółć\r\n\0\xff".encode(), b"old", t.dice.randbytes(FILE_MOST)
    ticket = house.rt.new_ticket("jan@contoso.example", "VM cannot start", "AllocationFailed")
    for name, content in (("error log.txt", log), ("core.dmp", old), ("private.txt", b"not named"), ("core.dmp", dump)):
        attach(house, ticket, name, content)
    house.note(ticket, READY + SUBSCRIPTION + '/csp attach "Error log.txt"\n/csp escalate via premier')
    house.says(ticket, "error log.txt goes along")
    house.says(ticket, f"Microsoft's ticket has error log.txt: {len(log)} bytes, SHA-256 {digest(log)}.")
    house.note(ticket, "/csp attach core.dmp")
    house.says(ticket, "Several attachments are called core.dmp: the newest one is meant.\ncore.dmp goes into Microsoft's ticket.")
    house.says(ticket, f"Microsoft's ticket has core.dmp: {FILE_MOST} bytes, SHA-256 {digest(dump)}.")
    got = there(house, ticket)
    t.same({n.split("-", 2)[2]: digest(c) for n, c in got.items()},
           {"error_log.txt": digest(log), "core.dmp": digest(dump)}, "files at Microsoft")
    house.note(ticket, "/csp attach core.dmp")
    house.says(ticket, "Microsoft has core.dmp already.")
    says = house.host.run("explain", f"rt/{ticket}")
    t.check(digest(log) in says and "Anna Nowak named the file core.dmp: Microsoft's ticket has it" in says, says)
    return ticket


def refused(t, house, ticket):
    """One sentence each, and nothing goes."""
    before, en = there(house, ticket), told("en")
    attach(house, ticket, "tool.log.EXE", b"MZ")
    attach(house, ticket, "report.pdf", b"MZ", "application/x-msdownload; name=report.pdf")
    attach(house, ticket, "big.bin", b"x" * (FILE_MOST + 1))
    attach(house, ticket, "server.pfx", b"key")
    attach(house, ticket, "empty.txt", b"")
    house.note(ticket, "/csp attach tool.log.exe report.pdf big.bin server.pfx nothing.txt\n/csp attach empty.txt")
    for says in (en["attach.kind"].format(name="tool.log.EXE"), en["attach.kind"].format(name="report.pdf"),
                 en["attach.large"].format(name="big.bin", bytes=FILE_MOST), en["attach.secret"].format(name="server.pfx"),
                 'There is no attachment nothing.txt in this ticket; there are: "error log.txt", "core.dmp"',
                 "empty.txt did not get there for certain: it is empty"):
        house.says(ticket, says)
    for i in range(9):
        attach(house, ticket, f"n{i}.txt", b"n")
    house.note(ticket, "/csp attach " + " ".join(f"n{i}.txt" for i in range(9)))
    house.says(ticket, "n8.txt does not go along: 10 files have been named for this ticket already")
    for i in range(7):
        house.says(ticket, f"Microsoft's ticket has n{i}.txt")
    t.same(len(there(house, ticket)), len(before) + 7, "files at Microsoft")
    t.check(not any(w in n for n in there(house, ticket) for w in ("pfx", "pdf", "big", "EXE")), "what may not go")


def untrue(t, house, ticket):
    """A desk that tells too little, is cut off in the middle, or has lost it; and an Azure that refuses."""
    house.sql("DELETE FROM case_file WHERE name LIKE 'n%'")
    attach(house, ticket, "large.bin", b"x" * (FILE_MOST + 1), says=5)
    house.note(ticket, "/csp attach large.bin")
    house.says(ticket, f"large.bin did not get there for certain: it has more than {FILE_MOST} bytes")
    half = t.dice.randbytes(300000)
    attach(house, ticket, "half.bin", half)
    house.rt.fail("file", "half", times=2)
    house.note(ticket, "/csp attach half.bin")
    house.says(ticket, f"Microsoft's ticket has half.bin: {len(half)} bytes, SHA-256 {digest(half)}.")
    gone = attach(house, ticket, "gone.bin", b"x")
    house.rt.fail("file", "gone", times=None)
    house.note(ticket, "/csp attach gone.bin")
    house.says(ticket, "gone.bin did not get there for certain: ")
    house.rt.mend()
    house.azure.faults.order("broken", "/files/", status=400)
    house.note(ticket, "/csp attach gone.bin")
    house.says(ticket, "gone.bin did not get there for certain: Azure answered 400")
    house.note(ticket, "/csp attach gone.bin")
    house.says(ticket, "Microsoft's ticket has gone.bin: 1 bytes")
    t.check(gone in "".join(there(house, ticket)), "our name of it has the desk's id")


def nobodys(t, house):
    """What a customer or a stranger names goes nowhere, and what an agent takes back neither."""
    ticket = house.rt.new_ticket("jan@contoso.example", "Mine", "/csp attach a.txt\nplease")
    attach(house, ticket, "a.txt", b"a")
    house.note(ticket, READY + SUBSCRIPTION + "/csp attach a.txt\n/csp attach -")
    house.says(ticket, told("en")["attach.dropped"])
    house.note(ticket, "/csp escalate via premier")
    house.says(ticket, "Microsoft's ticket: ")
    t.same(house.sql(f"SELECT f.name FROM case_file f JOIN `case` c ON c.id = f.case_id WHERE c.ticket = '{ticket}'"), [],
           "files of a case that nobody named")
    t.same(there(house, ticket), {}, "files at Microsoft that nobody named")


def old_desk(t, house):
    """RT with an older part of cspdesk says so."""
    house.rt.tells_files = False
    ticket = house.ticket("/csp attach a.txt")
    house.says(ticket, told("en")["attach.cannot"])
    house.rt.tells_files = True


def to_packet(t, house):
    """Where a person opens the request the packet lists them, and what came of reading them is told."""
    content, en = b"\0trace\0", told("en")
    ticket = house.rt.new_ticket("jan@contoso.example", "Mail stalls", "Mailbox moves stall")
    first = attach(house, ticket, "trace [csp #1].etl", content)
    attach(house, ticket, "id_rsa", b"key")
    house.note(ticket, READY.replace("azure", "microsoft365") + '/csp attach "trace [csp #1].etl" id_rsa')
    t.until("both are read", lambda: house.sql("SELECT COUNT(*) FROM case_file f JOIN `case` c ON c.id = f.case_id WHERE "
                                               f"c.ticket = '{ticket}' AND f.state = 'read'") == [["2"]], SOON)
    house.note(ticket, "/csp escalate via premier")
    house.says(ticket, f"- trace (csp #1].etl, {len(content)} bytes, SHA-256 {digest(content)}\n  {house.rt.url}/Ticket/Attachment/")
    packet = next(n for n in house.rt.notes(ticket) if digest(content) in n)
    t.check(f"/{first}/" in packet and en["attach.unseen"] in packet and
            en["attach.looks-secret"].format(name="id_rsa") in packet, packet)
    attach(house, ticket, "more.txt", b"more")
    house.note(ticket, "/csp attach more.txt")
    house.says(ticket, f"For the packet: more.txt, 4 bytes, SHA-256 {digest(b'more')}")


def storm(t, house, most):
    """Every call may fail in any way, and the worker is killed on its way."""
    ticket, kills = house.rt.new_ticket("jan@contoso.example", "Many", "AllocationFailed"), 0
    house.note(ticket, READY + SUBSCRIPTION + "/csp escalate via premier")
    house.host.work()
    house.says(ticket, "Microsoft's ticket: ")
    house.host.kill("work1")
    files = {}
    for i in range(most):
        content = t.dice.randbytes(t.dice.choice((1, 5000, FILE_MOST // 2 + 1)))
        files[f"{i}.bin"] = content
        attach(house, ticket, f"{i}.bin", content)
    for i in range(0, most, 10):        # as many as one case may name
        house.note(ticket, "/csp attach " + " ".join(f"{k}.bin" for k in range(i, min(i + 10, most))))
        kills += rain(t, house, min(10, most - i))
        house.sql("DELETE FROM case_file")
    made = {n.split("-", 2)[2]: c for n, c in there(house, ticket).items()}
    t.same({n: digest(c) for n, c in made.items()}, {n: digest(c) for n, c in files.items()}, "files at Microsoft")
    once = [x["name"] for x in house.azure.created if x["kind"] == "file" and x["name"] in there(house, ticket)]
    t.same(sorted(once), sorted(there(house, ticket)), "files that became whole, once each")
    log = house.host.processes["work1"].log.read_text(errors="replace")
    t.check('"part":"file"' in log and ".bin" not in log, "no log line has a file's name")
    return {"files": len(files), "kills": kills, "bytes": sum(len(c) for c in files.values())}


def rain(t, house, n):
    """Kills until the files of this round have had a chance each; then all is well again, and they arrive."""
    kills = 0
    house.azure.faults.storm(t.dice, 0.2)
    for kind in ("half", "cut", "error"):
        house.rt.fail("file", kind)
    for _ in range(n):
        worker = house.host.work("work1", {"CSPDESK_FAULT": f"{t.dice.choice(POINTS)}:{t.dice.randint(1, 4)}"})
        end = time.monotonic() + REACH_SECS
        while worker.running() and time.monotonic() < end and not done(house):
            time.sleep(0.02)
        kills += not worker.running()
        house.host.kill("work1")
    house.azure.mend()
    house.rt.mend()
    house.host.work()
    t.until("all files are there", lambda: done(house), 120)
    house.host.kill("work1")
    return kills


def done(house):
    return house.sql("SELECT COUNT(*) FROM case_file WHERE due_at IS NOT NULL OR is_told = 0") == [["0"]] and \
        house.sql("SELECT COUNT(*) FROM delivery WHERE state = 'new'") == [["0"]]
