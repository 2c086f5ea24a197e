"""Tries to break: a lost hook is a late one. nginx is away while RT writes; the sweep finds it, once."""

import time

from trial import RtHouse

SWEEP_SECS = 2


def run(t):
    house = RtHouse(t, sweep_secs=SWEEP_SECS, overlap_secs=20).start()
    rounds, found = 4 if t.soak else 1, 0
    first = house.rt.mail("Jan <jan@contoso.example>", "Support", "Teams", "Teams does not work.\n")
    t.until("a note by hook", lambda: house.notes(first), 20)
    t.same(sources(house, first), ["hook"], "how the first ticket was found")
    for turn in range(rounds):
        found += lost(t, house, turn, first)
    settle(t, house)
    nothing_twice(t, house)
    t.stop_cspdesk(house.cspdesk)
    return {"lost hooks found": found, "rounds": rounds}


def lost(t, house, turn, first):
    """New tickets, a reply and a comment while nobody takes hooks; all is found without any further hook."""
    house.front.stop()
    tickets = [house.rt.mail(f"Ann <ann{turn}{i}@fabrikam.example>", "Support", f"Outlook {turn}.{i}",
                             "Outlook does not start.\n") for i in range(3)]
    house.rt.comment(first, f"A note that no hook tells of, {turn}")
    lost_at = time.monotonic()
    for ticket in tickets:
        t.until(f"a note on ticket {ticket} by the sweep", lambda x=ticket: house.notes(x), 20)
    took = time.monotonic() - lost_at
    t.check(took < SWEEP_SECS + 8, f"the sweep took {took:.1f} s, its interval is {SWEEP_SECS} s")
    for ticket in tickets:
        t.check("hook" not in sources(house, ticket), f"ticket {ticket} was not found by the sweep")
    t.until("the comment is found", lambda: "sweep" in sources(house, first), 10)
    house.front.start()
    return int(house.cspdesk.sql("SELECT COUNT(*) FROM delivery WHERE source = 'sweep'")[0][0]) if turn == 0 else 0


def sources(house, ticket):
    return [r[0] for r in house.cspdesk.sql(f"SELECT DISTINCT source FROM delivery WHERE ticket = '{ticket}'")]


def settle(t, house):
    """Three more sweeps over the same time."""
    time.sleep(3 * SWEEP_SECS + 1)
    t.until("all is done", lambda: house.cspdesk.sql("SELECT COUNT(*) FROM delivery WHERE state <> 'done'") ==
            [["0"]], 20)


def nothing_twice(t, house):
    """Every transaction one delivery, every ticket one note, though each was looked at several times."""
    rows = house.cspdesk.sql("SELECT dedupe, COUNT(*) FROM delivery GROUP BY dedupe HAVING COUNT(*) > 1")
    t.same(rows, [], "deliveries that are there twice")
    ids = {r[0] for r in house.cspdesk.sql("SELECT dedupe FROM delivery")}
    told = {f"rt-{r[0]}" for r in house.rt_mariadb.sql(
        "SELECT t.id FROM Transactions t JOIN Tickets k ON k.id = t.ObjectId JOIN Users u ON u.id = t.Creator "
        "WHERE t.ObjectType = 'RT::Ticket' AND t.Type IN ('Create', 'Comment', 'Correspond') AND "
        "u.Name <> 'cspdesk'", "rt5")}
    t.same(sorted(told - ids), [], "messages of RT that are no delivery")
    notes = house.rt.newest_notes("cspdesk")
    tickets = [n["ticket"] for n in notes]
    t.same(len(tickets), len(set(tickets)), "tickets with one note each")
    place = house.cspdesk.sql("SELECT place FROM sweep")[0][0]
    newest = house.rt_mariadb.sql("SELECT MAX(id) FROM Transactions", "rt5")[0][0]
    t.check(int(place) <= int(newest), f"the sweep's place {place} is behind RT's newest transaction {newest}")
