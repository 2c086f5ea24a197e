"""Tries to break: ten thousand receipts of all kinds of facts replay byte for byte, and one damaged byte is found. Then
another policy is tried on them: `shadow` must count what the same facts come to when that policy decides them anew.
"""

import json
import shutil
import time

import parts
import receipts
from house import TOP
from trial import run_program

RECEIPTS = 10000
DAYS = 20
NOTICED = ("outcome", "route", "channel", "vehicle")


def run(t):
    cspdesk = t.cspdesk(t.mariadb(durable=False), [])
    cspdesk.prepare()
    program, until = receipts.generator("asan"), int(time.time() * 1000) - 1000
    span = (until - DAYS * 86400000, until)
    seed = t.seed + 1
    old = receipts.make(program, t.where / "old", TOP / "conf" / "policy", RECEIPTS, seed, *span)
    receipts.load(cspdesk.sql, old)
    said = cspdesk.run("replay")
    t.same(said.strip(), f"{RECEIPTS} receipts gave the same bytes, 0 differ", "replay")
    outcomes = shadowed(t, cspdesk, program, old, seed, span)
    damaged = sum(damage(t, cspdesk, column) for column in ("decision", "facts"))
    return {"receipts": RECEIPTS, "damaged and found": damaged, **outcomes}


def damage(t, cspdesk, column):
    """Another byte somewhere in one receipt, of facts one of their form: replay names it. Then it is as before."""
    id = t.dice.randint(1, RECEIPTS)
    was = cspdesk.sql(f"SELECT HEX({column}) FROM receipt WHERE id = {id}")[0][0]
    at, old = t.dice.randrange(1, len(was) // 2), bytes.fromhex(was)
    if column == "facts":
        at = t.dice.choice([i for i, c in enumerate(old) if c in b'":,{}'])
    new = old[:at] + (b"7" if old[at:at + 1] != b"7" else b"8") + old[at + 1:]
    put = f"SET foreign_key_checks = 0; UPDATE receipt SET {column} = CONVERT(X'%s' USING utf8mb4) WHERE id = {id}"
    if not is_text(new):
        return damage(t, cspdesk, column)
    cspdesk.sql(put % new.hex())
    code, out, err = run_program([cspdesk.binary, "replay", "-c", cspdesk.conf])
    t.same((code, out.strip()), (1, f"{RECEIPTS - 1} receipts gave the same bytes, 1 differ"),
           f"replay with byte {at} of {column} of receipt {id} changed")
    t.check(err.strip().endswith(f"the first that differs is receipt {id}"), f"which one: {err}")
    cspdesk.sql(put % was)
    return 1


def is_text(data):
    try:
        return bool(data.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def shadowed(t, cspdesk, program, old, seed, span):
    other = t.where / "policy"
    shutil.copytree(TOP / "conf" / "policy", other)
    for name, was, now in (("settings.conf", '[ "free", "unit", "paid" ]', '[ "paid", "free", "unit" ]'),
                           ("rights.conf", '[ "product", "severity" ]', '[ "product", "severity", "topic" ]')):
        text = (other / name).read_text()
        t.need(was in text, f"{name} has {was}")
        (other / name).write_text(text.replace(was, now))
    new = receipts.make(program, t.where / "new", other, RECEIPTS, seed, *span)
    differ, last = 0, {}
    for (case, version, _, a), (*_, b) in zip(receipts.rows(old), receipts.rows(new)):
        a, b = json.loads(a), json.loads(b)
        other_way = any(a[x] != b[x] for x in NOTICED)
        differ += other_way
        last[case] = other_way or any(x not in a["missing"] for x in b["missing"])
    t.check(differ > 100, f"only {differ} receipts differ: that shows nothing")
    code, out, err = run_program([cspdesk.binary, "shadow", other, "--json", "-c", cspdesk.conf])
    t.same((code, err), (1, ""), "shadow of another policy")
    got = json.loads(out)
    told = {int(x["ticket"]) for x in got["changed"] + got["lacking"]}
    t.same(told - {x for x, changes in last.items() if changes}, set(), "tickets that it told in vain")
    t.same({x["ticket"] for x in got["changed"]} & {x["ticket"] for x in got["lacking"]}, set(), "told twice")
    s = got["summary"]
    t.same((s["receipts"], s["tickets"], s["receipts_with_another_outcome"]), (RECEIPTS, len(last), differ), "counts")
    t.same(s["tickets_the_same"] + len(told), len(last), "tickets in all")
    t.same(sum(x["tickets"] for x in s["pairs"]), len(got["changed"]), "pairs")
    code, out, err = run_program([cspdesk.binary, "shadow", TOP / "conf" / "policy", "-c", cspdesk.conf])
    t.same((code, err), (0, ""), "shadow of the same policy")
    t.check(f"{len(last)} tickets: the same outcome" in out, f"shadow of the same policy: {out}")
    return {"tickets": len(last), "changed": len(got["changed"]), "lacking": len(got["lacking"])}
