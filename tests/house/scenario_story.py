"""Tries to break: a customer's mail in a real RT becomes exactly one internal note, in the desk's language, that says
what it is about, whose it is and what is missing; a repeated hook changes nothing; `observe` writes nothing.
"""

import base64
import time

from house import Sender
from trial import RtHouse, markers, told

TEAMS = "Teams does not work for anybody since this morning, error 0xCAA82EE2. Please help, urgent.\n"


def run(t):
    house = RtHouse(t, language="pl").start()
    ticket = by_domain(t, house)
    repeated(t, house, ticket)
    by_organisation(t, house)
    stranger(t, house)
    agent_and_customer(t, house, ticket)
    attached(t, house, ticket)
    other_language(t, house)
    observe(t, house)
    total = len(house.rt.newest_notes("cspdesk"))
    t.stop_cspdesk(house.cspdesk)
    return {"notes": total}


def mail(house, sender, subject, text=TEAMS, **more):
    return house.rt.mail(sender, "Support", subject, text, **more)


def one_note(t, house, ticket, what, language):
    """Waits for the note and returns its text; also checks author, kind, marker and title."""
    if not t.until(f"{what}: a note", lambda: house.notes(ticket), 20):
        return ""
    idle(t, house)
    all_notes = house.notes(ticket)
    t.same(len(all_notes), 1, f"{what}: notes of cspdesk")
    text = all_notes[0]["content"]
    jobs = [int(r[0]) for r in house.cspdesk.sql(f"SELECT id FROM job WHERE ticket = '{ticket}'")]
    t.same(markers(text), jobs, f"{what}: marker")
    t.check(told(language)["note.title"] in text, f"{what}: no {told(language)['note.title']!r} in {text!r}")
    return text


def idle(t, house):
    t.until("nothing waits", lambda: all(r == ["0"] for r in house.cspdesk.sql(
        "SELECT COUNT(*) FROM delivery WHERE state = 'new' UNION ALL "
        "SELECT COUNT(*) FROM job WHERE state IN ('ready', 'claimed')")), 20)


def by_domain(t, house):
    """The whole note: suggestion, why, customer by its domain, what is missing; internal, by our own user."""
    ticket = mail(house, "Jan <jan.kowalski@contoso.example>", "Teams nie działa - pilne")
    text, pl = one_note(t, house, ticket, "customer by domain", "pl"), told("pl")
    t.check(pl["note.customer"].format(name="Contoso Polska", by=pl["by.domain"]) in text, f"customer in {text!r}")
    t.check(pl["class.technical"] in text, f"class in {text!r}")
    t.check(pl["product.microsoft365"] in text, f"product in {text!r}")
    t.check(pl["note.missing"] in text, f"missing checks in {text!r}")
    t.check(any(pl.get(f"check.P{i}", "?") in text for i in range(1, 11)), f"one of P1-P10 in {text!r}")
    thread = house.rt.thread(ticket)
    ours = [x for x in thread if x["creator"] == "cspdesk"]
    t.same([x["type"] for x in ours], ["Comment"], "what cspdesk wrote into RT")
    return ticket


def repeated(t, house, ticket):
    """The same hook three times; then the same id with other bytes."""
    row = house.cspdesk.sql(f"SELECT dedupe, body FROM delivery WHERE ticket = '{ticket}' AND source = 'hook' "
                            "ORDER BY id LIMIT 1")[0]
    sender = Sender(f"{house.front.url}/hook/rt", house.secret())
    before = len(house.cspdesk.sql("SELECT id FROM delivery"))
    for turn in range(3):
        t.same(sender.post(row[1], id=row[0]), (204, ""), f"the same hook again, {turn + 1}")
    t.same(len(house.cspdesk.sql("SELECT id FROM delivery")), before, "deliveries after repeats")
    other = row[1].replace('"desk":"rt"', '"desk":"RT"')
    t.check(other != row[1], "the hook's body is as expected")
    for _ in range(2):
        t.same(sender.post(other, id=row[0]), (204, ""), "the same id with other bytes")
    dead = house.cspdesk.sql("SELECT dedupe, note FROM delivery WHERE state = 'dead'")
    t.check(len(dead) == 1 and dead[0][0].startswith(row[0] + "#") and "other bytes" in dead[0][1],
            f"dead letters after other bytes: {dead}")
    t.check("other bytes" in house.cspdesk.run("queue", "list"), "queue list says why")
    idle(t, house)
    time.sleep(0.5)
    t.same(len(house.notes(ticket)), 1, "notes after repeats")


def by_organisation(t, house):
    """RT's user has the customer's organisation and a private mail address."""
    house.rt.rest("POST", "user", {"Name": "olivia", "EmailAddress": "olivia@mail.example", "Privileged": 0,
                                   "Organization": "Fabrikam Ltd"}, user="root")
    ticket = mail(house, "Olivia <olivia@mail.example>", "Invoice of October",
                  "Our invoice shows 25 seats, but we have 20 people. Can you check the billing?\n")
    text, pl = one_note(t, house, ticket, "customer by organisation", "pl"), told("pl")
    t.check(pl["note.customer"].format(name="Fabrikam", by=pl["by.organisation"]) in text, f"customer in {text!r}")
    t.check(pl["class.commercial"] in text, f"class in {text!r}")


def stranger(t, house):
    ticket = mail(house, "Eve <eve@stranger.example>", "Hello", "I need help with Outlook.\n")
    text = one_note(t, house, ticket, "unknown customer", "pl")
    t.check(told("pl")["note.stranger"].format(domain="stranger.example") in text, f"stranger in {text!r}")


def agent_and_customer(t, house, ticket):
    """An agent's note and a customer's thanks change no advice: still one note."""
    house.rt.comment(ticket, "I have looked at the service health: nothing.")
    mail(house, "Jan <jan.kowalski@contoso.example>", "Teams nie działa - pilne", "Thank you.\n", ticket=ticket)
    seen = "SELECT COUNT(*) FROM message_seen WHERE ticket = '%d'" % ticket
    t.until("both are read", lambda: int(house.cspdesk.sql(seen)[0][0]) >= 3, 20)
    idle(t, house)
    t.same(len(house.notes(ticket)), 1, "notes after a comment and a reply without news")


def attached(t, house, other):
    """Files that came by mail or with a note: RT's part tells them, and gives them byte for byte."""
    files = [("Błąd log.txt", "text/plain", "Zażółć gęślą jaźń\r\n".encode("iso-8859-2")),
             ("core.bin", "application/octet-stream", bytes(range(256)) * 300), ("empty.txt", "text/plain", b"")]
    ticket = mail(house, "Jan <jan.kowalski@contoso.example>", "Files", files=files)
    picture = b"\x89PNG\r\n\x1a\n\0\0"
    house.rt.rest("POST", f"ticket/{ticket}/comment", {"Content": "see this", "ContentType": "text/plain", "Attachments": [
        {"FileName": "screen.png", "FileType": "image/png", "FileContent": base64.b64encode(picture).decode()}]})
    token = house.rt.token_file.read_text().split("\n")[0].strip()
    rows = house.rt.rest("GET", f"cspdesk/ticket/{ticket}", token=token)["attachments"]
    wanted = {name: (kind, content) for name, kind, content in files + [("screen.png", "image/png", picture)]}
    t.same({row["name"] for row in rows}, set(wanted), "files that RT tells of")
    for row in rows:
        number = row["id"].split("-")[1]
        status, _, content = house.rt.bytes(f"cspdesk/ticket/{ticket}/attachment/{number}", token)
        t.same((status, row["type"], content), (200, *wanted[row["name"]]), row["name"])
        t.same(house.rt.bytes(f"cspdesk/ticket/{other}/attachment/{number}", token)[0], 404, "of another ticket")
        t.same(house.rt.bytes(f"cspdesk/ticket/{ticket}/attachment/{number}", "1-2-3")[0], 401, "without a token")
    t.same(house.rt.bytes(f"cspdesk/ticket/{ticket}/attachment/1", token)[0], 404, "a part without a name")


def other_language(t, house):
    """HUP with language = "en": the next note is English."""
    desk = house.cspdesk.desks[0]
    desk["language"] = "en"
    restart(house)
    ticket = mail(house, "Jan <jan.kowalski@contoso.example>", "Azure VM is down")
    text = one_note(t, house, ticket, "English note", "en")
    en = told("en")
    t.check(en["note.customer"].format(name="Contoso Polska", by=en["by.domain"]) in text, f"customer in {text!r}")


def restart(house):
    """work with a new configuration, by HUP."""
    place = house.cspdesk.processes["work1"].log.stat().st_size
    house.cspdesk.write_conf()
    house.cspdesk.hup("work1")
    log = house.cspdesk.processes["work1"].log
    house.trial.until("work starts again", lambda: "working for 1 desks" in
                      log.read_text(errors="replace")[place:], 15)


def observe(t, house):
    """mode = "observe": decided and recorded, nothing written to the desk."""
    house.cspdesk.desks[0]["mode"] = "observe"
    restart(house)
    ticket = mail(house, "Jan <jan.kowalski@contoso.example>", "Outlook is slow")
    receipts = ("SELECT COUNT(*) FROM receipt r JOIN `case` c ON c.id = r.case_id "
                f"WHERE c.ticket = '{ticket}'")
    t.until("a receipt in observe", lambda: house.cspdesk.sql(receipts) != [["0"]], 20)
    idle(t, house)
    time.sleep(1)
    t.same(house.cspdesk.sql(f"SELECT COUNT(*) FROM job WHERE ticket = '{ticket}'"), [["0"]], "jobs in observe")
    t.same([x["creator"] for x in house.rt.thread(ticket) if x["creator"] == "cspdesk"], [], "writes in observe")
