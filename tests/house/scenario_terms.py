"""Tries to break: whoever opens a ticket is told the support terms in force for him, once, in his language, and what he
was told is known; no machine is answered, nobody twice a day, no old ticket ever; notes and observe write no more than
they say. Open tickets from before are imported, and RT sees nothing of it.
"""

import email
import email.policy
import threading
import time

import parts
from scenario_story import idle, restart
from house import Sender
from trial import FakeRt, RtHouse, fake_desk, import_customers, told

OPEN, CLOSED = 12, 3
SECRET = "a secret of at least 24 bytes"
OFFER = """\
    {{ name = "{name}"; title = {{ en = "{en}"; pl = "{pl}"; }}; types = ( "break-fix", "billing" );
      hours = {{ zone = "Europe/Warsaw"; spans = ( {{ days = "mon-fri"; from = "08:00"; to = "17:00"; }} ); }};
      contact = ( {{ way = "email"; value = "help@partner.example"; }} );
      price = {{ kind = "per-incident"; amount = "250.00"; currency = "EUR"; }};
      performer = {{ kind = "own"; }}; languages = ( "pl", "en" ); {more} }}"""
POLISH = "Dzień dobry, od rana nikomu nie działa Teams, pojawia się błąd 0xCAA82EE2. Bardzo proszę o pomoc.\n"
ENGLISH = "Hello, Teams does not work for anybody since this morning, error 0xCAA82EE2. Please help.\n"


def run(t):
    confirmed(t)
    house = RtHouse(t, mode="enforce", language="en", overlap_secs=600)
    begin(house)
    publish(house, "Basic support", "Wsparcie podstawowe")
    imported(t, house)
    ticket = polish(t, house)
    once(t, house, ticket)
    others(t, house)
    by_agent(t, house)
    asks_microsoft(t, house)
    guarded(t, house)
    second_version(t, house)
    modes(t, house)
    told_rows = house.cspdesk.sql("SELECT COUNT(*) FROM terms_shown")[0][0]
    t.stop_cspdesk(house.cspdesk)
    return {"told": int(told_rows)}


# ---- the house

def begin(house):
    """RT works, with tickets in it, before cspdesk comes."""
    starters = [threading.Thread(target=m.start) for m in (house.mariadb, house.rt_mariadb)]
    for thread in starters:
        thread.start()
    for thread in starters:
        thread.join()
    house.rt.prepare()
    house.rt.start()
    house.desk.start()
    for i in range(OPEN + CLOSED):
        ticket = mail(house, f"old{i}@contoso.example", POLISH)
        if i >= OPEN:
            house.rt.rest("PUT", f"ticket/{ticket}", {"Status": "resolved"}, user="root")
    # RT tells whole seconds: what happened in the one in which cspdesk came is neither old nor new.
    past = "SELECT MAX(Created) < UTC_TIMESTAMP() FROM Transactions"
    parts.await_true("RT's clock to go on", lambda: house.rt_mariadb.sql(past, "rt5") == [["1"]])
    house.cspdesk.prepare()
    import_customers(house.cspdesk)


def publish(house, en, pl):
    """The terms: an offer for everybody and Contoso's own."""
    file = parts.write(house.cspdesk.home / "terms.conf", "offers = (\n" + ",\n".join([
        OFFER.format(name="basic", en=en, pl=pl, more=""),
        OFFER.format(name="contoso", en=f"{en} for Contoso", pl=f"{pl} dla Contoso",
                     more='customers = ( "Contoso Polska" );')]) + "\n);\n")
    house.cspdesk.run("terms", "publish", file)


def mail(house, sender, text=ENGLISH, subject="Teams", **more):
    return house.rt.mail(sender, "Support", subject, text, **more)


def said(house, ticket, kind="Correspond"):
    """What cspdesk wrote into a ticket, of one kind, oldest first."""
    rows = house.rt_mariadb.sql(
        "SELECT a.Content FROM Transactions t JOIN Users u ON u.id = t.Creator JOIN Attachments a ON "
        f"a.TransactionId = t.id WHERE t.ObjectType = 'RT::Ticket' AND t.ObjectId = {int(ticket)} AND "
        f"t.Type = '{kind}' AND u.Name = 'cspdesk' ORDER BY t.id", "rt5")
    return [r[0] or "" for r in rows]


def ours(house, ticket):
    """The kinds of all that cspdesk did in a ticket."""
    return [r[0] for r in house.rt_mariadb.sql(
        "SELECT t.Type FROM Transactions t JOIN Users u ON u.id = t.Creator WHERE t.ObjectType = 'RT::Ticket' AND "
        f"t.ObjectId = {int(ticket)} AND u.Name = 'cspdesk' AND t.Type NOT LIKE '%EmailRecord' ORDER BY t.id", "rt5")]


def everything(house):
    """Every transaction of RT and when each ticket was last changed."""
    return (house.rt_mariadb.sql("SELECT id, Type FROM Transactions ORDER BY id", "rt5"),
            house.rt_mariadb.sql("SELECT id, LastUpdated FROM Tickets ORDER BY id", "rt5"))


def settled(t, house, ticket, what):
    """The ticket is known and nothing waits."""
    t.until(f"{what}: a case", lambda: house.cspdesk.sql(
        f"SELECT COUNT(*) FROM `case` WHERE ticket = '{ticket}'") == [["1"]], 20)
    idle(t, house)


def shown(house, ticket):
    """version, offer, language, customer, is it seen in the desk."""
    return [tuple(r) for r in house.cspdesk.sql(
        "SELECT s.version, s.offer, s.language, IFNULL(k.name, '-'), s.shown_at >= s.planned_at FROM terms_shown s "
        "JOIN `case` c ON c.id = s.case_id LEFT JOIN customer k ON k.id = s.customer_id "
        f"WHERE c.ticket = '{ticket}'")]


def is_told(t, house, ticket, what, title, row):
    """One reply with that title, and its evidence."""
    settled(t, house, ticket, what)
    replies = said(house, ticket)
    t.same(len(replies), 1, f"{what}: public replies")
    t.check(replies and f"\n{title}\n" in replies[0], f"{what}: no {title!r} in {replies}")
    t.same(shown(house, ticket), [(*row, "1")], f"{what}: evidence")


def is_not_told(t, house, ticket, what, why):
    """No reply and no evidence; the note says why."""
    settled(t, house, ticket, what)
    t.same(said(house, ticket), [], f"{what}: public replies")
    t.same(shown(house, ticket), [], f"{what}: evidence")
    notes = said(house, ticket, "Comment")
    sentence = told("en")["reply.withheld"].format(why=why)
    t.check(len(notes) == 1 and sentence in notes[0], f"{what}: no {sentence!r} in {notes}")


# ---- the story

def imported(t, house):
    """Day one: the open tickets become cases, closed ones not; RT is as it was. A later message is answered by a note."""
    before = everything(house)
    text = house.cspdesk.run("import", "tickets", "rt", "--dry-run")
    t.check(f"{OPEN} open tickets at rt: {OPEN} would be imported" in text, f"dry run says {text!r}")
    text = house.cspdesk.run("import", "tickets", "rt")
    t.check(f"{OPEN} open tickets at rt: {OPEN} imported" in text, f"import says {text!r}")
    house.cspdesk.serve()
    house.cspdesk.work("work1")
    house.cspdesk.work("work2")
    house.front.start()
    cases = "SELECT c.ticket, k.name FROM `case` c JOIN customer k ON k.id = c.customer_id"
    t.until("a case for each open ticket", lambda: len(house.cspdesk.sql(cases)) == OPEN, 30)
    idle(t, house)
    t.same(house.cspdesk.sql("SELECT COUNT(*) FROM job"), [["0"]], "jobs of an import")
    t.same(everything(house), before, "RT after an import")
    t.check("0 imported" in house.cspdesk.run("import", "tickets", "rt"), "a second import adds nothing")
    ticket = int(house.cspdesk.sql(cases)[0][0])
    mail(house, "old0@contoso.example", "Outlook, too. Please escalate this to Microsoft!\n", ticket=ticket)
    t.until("a note on an imported ticket", lambda: said(house, ticket, "Comment"), 20)
    idle(t, house)
    t.same(said(house, ticket), [], "public replies in an imported ticket")


def polish(t, house):
    """The whole reply: text, mail, marks against auto-responders; the ticket stays new."""
    ticket = mail(house, "Jan <jan@contoso.example>", POLISH)
    is_told(t, house, ticket, "Polish customer", "Wsparcie podstawowe dla Contoso", ("1", "contoso", "pl", "Contoso Polska"))
    text = said(house, ticket)[0]
    for part in ("help@partner.example", "250,00", "€", "Europe/Warsaw", told("pl")["support.billing"]):
        t.check(part in text, f"no {part!r} in {text!r}")
    status = house.rt.rest("GET", f"ticket/{ticket}")["Status"]
    t.same(status, "new", "status after a reply by a program")
    sent = [m for m in outbox(house) if "help@partner.example" in body(m)]
    t.same([m["To"] for m in sent], ["jan@contoso.example"], "mails with terms")
    t.same([(m["Auto-Submitted"], m["X-Auto-Response-Suppress"]) for m in sent], [("auto-replied", "All")], "marks")
    return ticket


def outbox(house):
    """What RT sent; the first line is the sendmail's own."""
    for file in sorted((house.rt.home / "mail").iterdir()):
        yield email.message_from_bytes(file.read_bytes(), policy=email.policy.default)


def body(message):
    part = message.get_body(("plain",))
    return part.get_content() if part else ""


def once(t, house, ticket):
    """More mail, a closed ticket that is opened again, the same hook, a merge: no second reply."""
    for text in ("Still not working.\n", "Nadal nie działa.\n"):
        mail(house, "Jan <jan@contoso.example>", text, ticket=ticket)
    house.rt.rest("PUT", f"ticket/{ticket}", {"Status": "resolved"})
    mail(house, "Jan <jan@contoso.example>", "Znowu to samo.\n", ticket=ticket)
    key, hook = house.cspdesk.sql(f"SELECT dedupe, body FROM delivery WHERE ticket = '{ticket}' AND source = 'hook' "
                                  "ORDER BY id LIMIT 1")[0]
    Sender(f"{house.front.url}/hook/rt", house.secret()).post(hook, id=key)
    other = mail(house, "Ewa <ewa@contoso.example>", POLISH)
    is_told(t, house, other, "his colleague", "Wsparcie podstawowe dla Contoso", ("1", "contoso", "pl", "Contoso Polska"))
    house.rt.rest("PUT", f"ticket/{other}", {"MergeInto": ticket})
    closed = f"SELECT is_closed FROM `case` WHERE ticket = '{other}'"
    t.until("the merge is known", lambda: house.cspdesk.sql(closed) == [["1"]], 20)
    mail(house, "Ewa <ewa@contoso.example>", "Dziękuję.\n", ticket=other)
    idle(t, house)
    t.same([len(said(house, x)) for x in (ticket, other)], [1, 1], "replies after more mail, reopening and a merge")


def others(t, house):
    """His language, or that of what a stranger wrote; the offer for everybody."""
    rows = (("ann@fabrikam.example", ENGLISH, "Basic support", ("1", "basic", "en", "Fabrikam")),
            ("kto@nieznany.example", POLISH, "Wsparcie podstawowe", ("1", "basic", "pl", "-")),
            ("eve@stranger.example", ENGLISH, "Basic support", ("1", "basic", "en", "-")))
    tickets = [mail(house, sender, text) for sender, text, _, _ in rows]
    for ticket, (sender, _, title, evidence) in zip(tickets, rows):
        is_told(t, house, ticket, sender, title, evidence)


def by_agent(t, house):
    """Somebody calls, anna writes it down: the customer is told; a colleague and nobody are not."""
    what = {"Queue": "Support", "Subject": "By telephone", "Content": "He calls: Teams is down.", "ContentType": "text/plain"}
    ticket = house.rt.rest("POST", "ticket", {**what, "Requestor": "ola@fabrikam.example"})["id"]
    is_told(t, house, ticket, "opened by an agent", "Basic support", ("1", "basic", "en", "Fabrikam"))
    for who in ({"Requestor": "piotr@partner.example"}, {}):
        ticket = house.rt.rest("POST", "ticket", {**what, **who})["id"]
        is_not_told(t, house, ticket, f"opened by an agent for {who or 'nobody'}", told("en")["reply.nobody"])


def asks_microsoft(t, house):
    """A new ticket that asks for Microsoft: one reply says both."""
    ticket = mail(house, "tom@fabrikam.example", "Please escalate this to Microsoft, Teams does not work.\n")
    is_told(t, house, ticket, "asks for Microsoft", "Basic support", ("1", "basic", "en", "Fabrikam"))
    t.check(told("en")["wall.reply"] in said(house, ticket)[0], "the reply says how it works with Microsoft, too")


def guarded(t, house):
    """Machines, and who had his reply today."""
    en = told("en")
    rows = (("auto-submitted", {"Auto-Submitted": "auto-replied (vacation)"}, "away@fabrikam.example"),
            ("return-path", {"Return-Path": "<>"}, "Mail System <bounces@fabrikam.example>"),
            ("from", {}, "Mail Delivery System <MAILER-DAEMON@fabrikam.example>"),
            ("list-id", {"List-Id": "<news.fabrikam.example>"}, "news@fabrikam.example"),
            ("list-unsubscribe", {"List-Unsubscribe": "<mailto:off@fabrikam.example>"}, "sales@fabrikam.example"),
            ("precedence", {"Precedence": "bulk"}, "bulk@fabrikam.example"),
            ("x-auto-response-suppress", {"X-Auto-Response-Suppress": "OOF"}, "quiet@fabrikam.example"),
            ("from", {}, "No Reply <no-reply@fabrikam.example>"))
    tickets = [mail(house, sender, headers=headers) for _, headers, sender in rows]
    for ticket, (name, _, sender) in zip(tickets, rows):
        is_not_told(t, house, ticket, f"{name} of {sender}", en["reply.automatic"].format(what=name))
    is_not_told(t, house, mail(house, "ann@fabrikam.example", subject="Outlook"), "twice a day", en["reply.today"])


def second_version(t, house):
    """Publishing changes what the next one is told; first_reply = version tells a customer each version once."""
    publish(house, "Better support", "Lepsze wsparcie")
    contoso = ("2", "contoso", "pl", "Contoso Polska")
    is_told(t, house, mail(house, "v2@contoso.example", POLISH), "version 2", "Lepsze wsparcie dla Contoso", contoso)
    house.cspdesk.desks[0]["first_reply"] = "version"
    again(house)
    ticket = mail(house, "v2b@contoso.example", POLISH)
    settled(t, house, ticket, "a customer who knows it")
    t.same((said(house, ticket), shown(house, ticket)), ([], []), "told the same version again")
    is_told(t, house, mail(house, "v2@fabrikam.example"), "version 2, new to him", "Better support",
            ("2", "basic", "en", "Fabrikam"))
    text = house.cspdesk.run("terms", "shown", "customer", "Fabrikam")
    t.check("basic" in text, f"terms shown says {text!r}")


def again(house):
    """The one worker that goes on has the new configuration."""
    if house.cspdesk.processes["work2"].running():
        house.cspdesk.term("work2")
        house.cspdesk.wait("work2")
    restart(house)


def modes(t, house):
    """never, notes: a note and nothing else; observe: nothing at all. Decided all the same."""
    for mode, first, wanted in (("enforce", "never", {"Comment", "CustomField"}), ("notes", "ticket", {"Comment"}),
                                ("observe", "ticket", set())):
        house.cspdesk.desks[0].update(mode=mode, first_reply=first)
        again(house)
        before = everything(house)[0]
        ticket = mail(house, f"{mode}@contoso.example", POLISH)
        settled(t, house, ticket, mode)
        t.same(set(ours(house, ticket)), wanted, f"what cspdesk did in {mode}, {first}")
        new = {r[0] for r in everything(house)[0]} - {r[0] for r in before}
        elsewhere = house.rt_mariadb.sql(f"SELECT COUNT(*) FROM Transactions WHERE id IN ({','.join(new)}) AND "
                                         f"ObjectType = 'RT::Ticket' AND ObjectId <> {ticket}", "rt5")
        t.same(elsewhere, [["0"]], f"transactions in other tickets in {mode}")
        t.same(shown(house, ticket), [], f"evidence in {mode}, {first}")
        t.check(all(told("en")["reply.withheld"].split("{")[0] not in x for x in said(house, ticket, "Comment")),
                f"the note of {mode}, {first} gives no reason for what was not asked for")


def confirmed(t):
    """A desk that says yes and writes nothing: told counts only when the ticket shows it."""
    fake = FakeRt().start()
    cspdesk = t.cspdesk(t.mariadb("mariadb-fake"), [], name="cspdesk-fake")
    cspdesk.desks = [fake_desk(cspdesk, fake, SECRET, mode="enforce")]
    cspdesk.start()
    house = type("House", (), {"cspdesk": cspdesk})
    publish(house, "Basic support", "Wsparcie podstawowe")
    front = t.nginx(cspdesk, name="front-fake").start()
    fake.fail("correspond", "lie", times=None)
    ticket = fake.new_ticket("jan@contoso.example", "Teams", ENGLISH)
    created = time.gmtime(time.time() + 1)      # a desk tells whole seconds; this one is no older than cspdesk
    fake.tickets[ticket]["created"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", created)
    Sender(f"{front.url}/hook/rt", SECRET).post(fake.event(ticket, 100, "ticket.created"), id="rt-100")
    tries = "SELECT COUNT(*) FROM job WHERE tries > 1"
    t.until("a reply that the ticket does not show is tried again", lambda: cspdesk.sql(tries) != [["0"]], 20)
    t.same(cspdesk.sql("SELECT COUNT(*), COUNT(shown_at) FROM terms_shown"), [["1", "0"]], "evidence, not yet shown")
    fake.mend()
    t.until("then it is shown", lambda: cspdesk.sql("SELECT COUNT(shown_at) FROM terms_shown") == [["1"]], 20)
    t.same([x["type"] for x in fake.transactions(ticket, "cspdesk")].count("Correspond"), 1, "replies of a lying desk")
    t.stop_cspdesk(cspdesk)
    front.stop()
    fake.stop()
