"""Another policy on 100,000 receipts: how long `cspdesk shadow` takes, and how much memory."""

import os
import shutil
import subprocess
import time

import stock
from house import BINARY, TOP, HouseError, Mariadb
from parts import as_daemon

RECEIPTS, DAYS = 100000, 29
CHANGES = (("settings.conf", "reseller_m365 = true", "reseller_m365 = false"),
           ("settings.conf", '[ "free", "unit", "paid" ]', '[ "paid", "free", "unit" ]'),
           ("rights.conf", '[ "product", "severity" ]', '[ "product", "severity", "topic" ]'))


def measure(where, receipts, say):
    shutil.rmtree(where)
    mariadb = Mariadb(where, "mariadb", durable=False, settings=stock.SETTINGS).start()
    cspdesk = stock.house(where, mariadb, "cspdesk")
    stock.load_receipts(cspdesk, receipts, DAYS, where / "rows")
    got = run(cspdesk, where, say)
    return {"receipts": receipts, **got}


def run(cspdesk, where, say):
    """Its summary on the screen; {"secs": ..., "cpu_secs": ..., "mb": ...}."""
    policy, out = changed_policy(where / "policy"), where / "shadow.txt"
    started = time.monotonic()
    with open(out, "w", encoding="utf-8") as to:
        child = subprocess.Popen(as_daemon([BINARY, "shadow", policy, "-c", cspdesk.conf]), stdout=to, cwd=TOP)
        _, status, used = os.wait4(child.pid, 0)
    secs = time.monotonic() - started
    if os.waitstatus_to_exitcode(status) != 1:
        raise HouseError(f"shadow ended with {os.waitstatus_to_exitcode(status)}, see {out}")
    lines = out.read_text(encoding="utf-8").splitlines()
    say("\n".join(x for x in lines if not x.startswith("  rt/")))
    cpu = used.ru_utime + used.ru_stime
    say(f"{secs:.1f} s, of these {cpu:.1f} s on a processor, {used.ru_maxrss // 1024} MB")
    return {"secs": round(secs, 2), "cpu_secs": round(cpu, 2), "mb": used.ru_maxrss // 1024}


def changed_policy(where):
    shutil.rmtree(where, ignore_errors=True)
    shutil.copytree(TOP / "conf" / "policy", where)
    for name, old, new in CHANGES:
        text = (where / name).read_text(encoding="utf-8")
        if old not in text:
            raise HouseError(f"{name} has no {old}")
        (where / name).write_text(text.replace(old, new), encoding="utf-8")
    return where
