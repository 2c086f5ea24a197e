"""Tries to break the wall: whatever a customer, a stranger, a mail or an unknown agent writes, moves or sets in a real
RT, nothing is ever escalated; it is answered, put back and counted. A known agent's notes are carried out, each once.
"""

from trial import RtHouse, told

AGENTS = """\
name,email,identities,rights,roles,from,to,language
Anna Nowak,anna@partner.example,rt:anna,escalate waive,admin_agent,,,pl
"""
WORDS = "Our invoice for October shows 25 seats, but we have 20 people. Please correct it.\n"


def run(t):
    house = RtHouse(t, mode="enforce", language="en", default_queue="Support").start()
    import_agents(t, house)
    for story in (commands, technical, by_web, move_counts, customer_asks, forged_mail, unknown_agent, stranger_moves,
                  customer_by_rest, customer_by_web, customer_creates, forms, edited, fields, history):
        story(t, house)
    t.same(house.cspdesk.sql("SELECT COUNT(*) FROM escalation e JOIN agent a ON a.id = e.agent_id "
                             "WHERE a.name <> 'Anna Nowak'"), [["0"]], "escalations by anybody else")
    total = house.cspdesk.sql("SELECT COUNT(*) FROM held_back")[0][0]
    t.stop_cspdesk(house.cspdesk)
    return {"held back": total}


def import_agents(t, house):
    file = t.where / "agents.csv"
    file.write_text(AGENTS)
    house.cspdesk.run("import", "agents", file)


def ticket_of(house, sender="Olivia <olivia@fabrikam.example>", subject="Wrong invoice", text=WORDS, queue="Support",
              **more):
    return house.rt.mail(sender, queue, subject, text, **more)


def idle(t, house):
    t.until("nothing waits", lambda: all(r == ["0"] for r in house.cspdesk.sql(
        "SELECT COUNT(*) FROM delivery WHERE state = 'new' UNION ALL "
        "SELECT COUNT(*) FROM job WHERE state IN ('ready', 'claimed')")), 20)


def after(t, house, ticket, act):
    """Does it, waits until nothing waits, and returns what cspdesk wrote into the ticket since: notes, replies."""
    t.until("the ticket is known", lambda: seen(house, ticket) >= last_transaction(house, ticket, "cspdesk"), 20)
    idle(t, house)
    known = {x["id"] for x in house.rt.thread(ticket)}
    transaction = last_transaction(house, ticket)
    act()
    t.until("the desk told us", lambda: seen(house, ticket) >= last_transaction(house, ticket, "cspdesk") > transaction, 20)
    idle(t, house)
    fresh = [x for x in house.rt.thread(ticket) if x["id"] not in known and x["creator"] == "cspdesk"]
    return ([x["content"] for x in fresh if x["type"] == "Comment"],
            [x["content"] for x in fresh if x["type"] == "Correspond"])


def last_transaction(house, ticket, but=""):
    return int(house.rt_mariadb.sql(
        f"SELECT COALESCE(MAX(t.id), 0) FROM Transactions t JOIN Users u ON u.id = t.Creator WHERE t.ObjectId = {ticket} "
        f"AND t.ObjectType = 'RT::Ticket' AND t.Type NOT LIKE '%EmailRecord' AND u.Name NOT IN ('{but}', 'RT_System')",
        "rt5")[0][0])


def seen(house, ticket):
    return int(house.cspdesk.sql(f"SELECT COALESCE(MAX(CAST(message AS INT)), 0) FROM message_seen "
                                 f"WHERE ticket = '{ticket}'")[0][0])


def escalations(house, ticket):
    return int(house.cspdesk.sql(f"SELECT COUNT(*) FROM escalation e JOIN `case` c ON c.id = e.case_id "
                                 f"WHERE c.ticket = '{ticket}'")[0][0])


def held(house, ticket):
    return sorted(r[0] for r in house.cspdesk.sql(
        f"SELECT kind FROM held_back h JOIN `case` c ON c.id = h.case_id WHERE c.ticket = '{ticket}'"))


def queue_of(house, ticket):
    return house.rt.rest("GET", f"ticket/{ticket}?fields[Queue]=Name", user="root")["Queue"]["Name"]


def commands(t, house):
    """Every command that needs no more than a case, in one case."""
    ticket, en = ticket_of(house), told("en")
    say = lambda text, **more: after(t, house, ticket, lambda: house.rt.comment(ticket, text, **more))[0]
    notes = say("/csp help")
    t.check(notes and en["command.help"][:30] in notes[0], f"help: {notes}")
    notes = say("/csp triage commercial billing partner-center C")
    t.check(notes and "class: commercial" in notes[0] and "severity: C" in notes[0], f"triage: {notes}")
    notes = say("/csp check P1 no incident\n/csp waive P2\n/csp waive P3 the customer did it with us")
    t.check(notes and "P1: done" in notes[0] and "P3: waived" in notes[0] and "waive" in notes[0], f"checks: {notes}")
    notes = say("/csp set environment customer\n/csp set customer Nobody Ltd\n/csp set customer Fabrikam")
    t.check(notes and "environment: customer" in notes[0] and "no customer" in notes[0] and
            "customer: Fabrikam" in notes[0], f"set: {notes}")
    notes = say("/csp tier 2\n/csp tier 1")
    t.check(notes and "Tier tier-2 was not taken" in notes[0] and "Tier: baseline" in notes[0], f"tier: {notes}")
    notes = say("/csp case 618040512345678")
    t.check(notes and en["done.not-escalated"][:20] in notes[0], f"case before: {notes}")
    notes = say("/csp why")
    t.check(notes and len(notes[0]) > 40, f"why: {notes}")
    notes = say("/csp suspend a4c1340d-6911-4758-bba3-0c4c6007d161")
    t.check(notes and "No subscription of Fabrikam is known" in notes[0], f"suspend: {notes}")
    t.same(escalations(house, ticket), 0, "escalations before")
    notes = say("/csp escalate")
    t.check(notes and "Escalated" in notes[0], f"escalate: {notes}")
    t.same(escalations(house, ticket), 1, "escalations after")
    notes = say("/csp escalate")
    t.check(notes and en["done.is-escalated"] in notes[0], f"escalate twice: {notes}")
    notes = say("/csp case 618040512345678")
    t.check(notes and "618040512345678" in notes[0], f"case: {notes}")
    row = house.cspdesk.sql(f"SELECT holder, vehicle, number, tier FROM `case` WHERE ticket = '{ticket}'")
    t.same(row, [["microsoft", "commercial", "618040512345678", "baseline"]], "the case")
    other = ticket_of(house, subject="The same again")
    notes = after(t, house, other, lambda: house.rt.comment(other, f"/csp duplicate of {ticket}"))[0]
    t.check(notes and en["done.resolved"] in notes[0], f"duplicate: {notes}")
    t.until("the duplicate is resolved", lambda: house.rt.rest("GET", f"ticket/{other}", user="root")["Status"] == "resolved")
    last = ticket_of(house, subject="One more")
    notes = after(t, house, last, lambda: house.rt.comment(last, "/csp resolve"))[0]
    t.check(notes and en["done.resolved"] in notes[0], f"resolve: {notes}")
    t.until("it is resolved", lambda: house.rt.rest("GET", f"ticket/{last}", user="root")["Status"] == "resolved")
    clocks = house.cspdesk.sql("SELECT k.holder, k.ended_at IS NULL FROM clock k JOIN `case` c ON c.id = k.case_id "
                               f"WHERE c.ticket = '{ticket}' ORDER BY k.started_at")
    t.same(clocks[-1], ["microsoft", "1"], "the clock that runs")


FACTS = """\
name,tenant,domains,organisation,language,relationship,gdap_roles,gdap_ends,azure_rbac,provider,channel
Contoso Polska,6f2c1e0a-5d1b-4c55-9a34-0d4f5a1c7e21,contoso.example,Contoso Polska sp. z o.o.,pl,yes,\
service_support_administrator,2099-12-31,yes,,
"""


def technical(t, house):
    """The technical way: nothing goes before the last check is done, then by the programme's own entitlement."""
    ticket = ticket_of(house, "Jan <jan@contoso.example>", "Teams nie działa", "Od rana Teams nie działa u nikogo.\n")
    say = lambda text: after(t, house, ticket, lambda: house.rt.comment(ticket, text))[0]
    checks = "\n".join(f"/csp check P{i} looked" for i in range(1, 10))
    notes = say(f"{checks}\n/csp escalate B")
    t.check(notes and "GDAP" in notes[0] and "P10" in notes[0], f"missing: {notes}")
    t.same(escalations(house, ticket), 0, "escalations before the rights are known")
    file = t.where / "facts.csv"
    file.write_text(FACTS)
    house.cspdesk.run("import", "customers", file)
    notes = say("/csp escalate")
    t.check(notes and "P10" in notes[0] and "GDAP" not in notes[0], f"missing: {notes}")
    t.same(escalations(house, ticket), 0, "escalations before the last check")
    notes = say("/csp waive P10 one issue, English\n/csp escalate A")
    t.check(notes and "Escalated" in notes[0], f"escalate: {notes}")
    row = house.cspdesk.sql("SELECT e.severity, e.vehicle, e.route FROM escalation e JOIN `case` c ON c.id = e.case_id "
                            f"WHERE c.ticket = '{ticket}'")
    t.same(row, [["A", "csp-entitlement", "microsoft"]], "the escalation")
    said = house.cspdesk.run("explain", str(ticket), "-l", "pl")
    t.check(told("pl")["vehicle.csp-entitlement"] in said, f"explain: {said}")


def move_counts(t, house):
    """An agent's move into the Microsoft queue counts as escalate and is answered with what is missing."""
    ticket = ticket_of(house, "Jan <jan@contoso.example>", "Teams nie działa", "Od rana Teams nie działa u nikogo.\n")
    notes, _ = after(t, house, ticket, lambda: house.rt.rest("PUT", f"ticket/{ticket}", json={"Queue": "Microsoft"}))
    t.check(notes and told("en")["note.missing"] in notes[-1], f"move: {notes}")
    t.same(escalations(house, ticket), 0, "escalations of an incomplete case")
    t.same(queue_of(house, ticket), "Microsoft", "an agent's move stays")


def customer_asks(t, house):
    """In words, and with /csp: a polite answer in the customer's language, once; a note; nothing else."""
    ticket = ticket_of(house, "Jan <jan@contoso.example>", "Teams", "Od rana Teams nie działa.\n")
    asks = "Proszę o zgłoszenie do Microsoftu.\n/csp escalate\n"
    notes, replies = after(t, house, ticket, lambda: house.rt.mail("Jan <jan@contoso.example>", "Support", "Teams", asks,
                                                                   ticket=ticket))
    t.same(len(replies), 1, "answers to the customer")
    t.check(replies and told("pl")["wall.reply"][:40] in replies[0], f"in Polish: {replies}")
    t.check(any(told("en")["who.customer"] in n for n in notes), f"why not: {notes}")
    t.check(any(told("en")["wall.asked"] in n for n in notes), f"asked: {notes}")
    _, replies = after(t, house, ticket, lambda: house.rt.mail("Jan <jan@contoso.example>", "Support", "Teams", asks,
                                                               ticket=ticket))
    t.same(replies, [], "a second answer the same day")
    t.same(escalations(house, ticket), 0, "escalations")


def forged_mail(t, house):
    """From: an agent's address, by mail: nothing happens, a note says why."""
    ticket = ticket_of(house)
    notes, _ = after(t, house, ticket, lambda: house.rt.mail("Anna Nowak <anna@partner.example>", "Support", "x",
                                                             "/csp escalate\n", ticket=ticket))
    t.check(any("mail" in n or "public" in n for n in notes), f"why not: {notes}")
    t.same(escalations(house, ticket), 0, "escalations by a forged mail")


def unknown_agent(t, house):
    """piotr works in RT but was never imported."""
    ticket = ticket_of(house)
    notes, _ = after(t, house, ticket, lambda: house.rt.comment(ticket, "/csp escalate", user="piotr"))
    t.check(any(told("en")["who.stranger"].format(name="piotr") in n for n in notes), f"why not: {notes}")
    notes, _ = after(t, house, ticket, lambda: house.rt.rest("PUT", f"ticket/{ticket}", json={"Queue": "Microsoft"},
                                                             user="piotr"))
    t.same(queue_of(house, ticket), "Support", "an unknown agent's move")
    t.same(escalations(house, ticket), 0, "escalations")


def stranger_moves(t, house):
    """Three moves by one who is no agent: undone twice, then a lead is told."""
    ticket = ticket_of(house)
    for turn in range(3):
        notes, _ = after(t, house, ticket, lambda: house.rt.rest("PUT", f"ticket/{ticket}", json={"Queue": "Microsoft"},
                                                                 user="piotr"))
        if turn < 2:
            t.same(queue_of(house, ticket), "Support", f"move {turn + 1}")
        else:
            t.check(any(told("en")["wall.lead"] in n for n in notes), f"the lead: {notes}")
    t.same(escalations(house, ticket), 0, "escalations")


def make_customer(house):
    """A customer with a password whom a careless admin put into the agents' group: RT itself lets her do anything."""
    house.rt.rest("POST", "user", user="root", json={"Name": "kasia", "EmailAddress": "kasia@fabrikam.example",
                                                     "Password": "kasiapass", "Privileged": 0})
    group = house.rt_mariadb.sql("SELECT id FROM `Groups` WHERE Name = 'Agents' AND Domain = 'UserDefined'", "rt5")[0][0]
    user = house.rt_mariadb.sql("SELECT id FROM Users WHERE Name = 'kasia'", "rt5")[0][0]
    house.rt.rest("PUT", f"group/{group}/members", user="root", json=[user])


def customer_by_rest(t, house):
    """Comments, replies, moves and fields by RT's own API, by a customer."""
    make_customer(house)
    ticket = ticket_of(house, "Kasia <kasia@fabrikam.example>")
    for act in (lambda: house.rt.comment(ticket, "/csp escalate", user="kasia"),
                lambda: house.rt.reply(ticket, "/csp escalate", user="kasia")):
        notes, _ = after(t, house, ticket, act)
        t.check(any(told("en")["who.customer"] in n for n in notes), f"why not: {notes}")
    after(t, house, ticket, lambda: house.rt.rest("PUT", f"ticket/{ticket}", user="kasia", json={"Queue": "Microsoft"}))
    t.same(queue_of(house, ticket), "Support", "a customer's move")
    after(t, house, ticket, lambda: house.rt.rest("PUT", f"ticket/{ticket}", user="kasia",
                                                  json={"CustomFields": {"CSP holder": "microsoft"}}))
    t.until("her field is put back", lambda: fields_of(house, ticket)["CSP holder"] == ["partner"])
    t.check({"moved", "who.customer"} <= set(held(house, ticket)), f"counted: {held(house, ticket)}")
    t.same(escalations(house, ticket), 0, "escalations")


def by_web(t, house):
    """A command in RT's own user interface."""
    ticket = ticket_of(house)
    notes, _ = after(t, house, ticket, lambda: house.rt.web_update(ticket, "/csp check P1 looked", "anna", "annapass"))
    t.check(notes and "P1: done" in notes[0], f"by web: {notes}")


def customer_by_web(t, house):
    ticket = ticket_of(house, "Kasia <kasia@fabrikam.example>")
    notes, _ = after(t, house, ticket, lambda: house.rt.web_update(ticket, "/csp escalate", "kasia", "kasiapass",
                                                                   page="SelfService/Update.html", public=True))
    t.check(any(told("en")["who.customer"] in n for n in notes), f"why not: {notes}")
    t.same(escalations(house, ticket), 0, "escalations")


def fields_of(house, ticket):
    return {f["name"]: f["values"] for f in house.rt.rest("GET", f"ticket/{ticket}", user="root")["CustomFields"]}


def customer_creates(t, house):
    ticket = ticket_of(house, queue="Microsoft", subject="Please, Microsoft")
    idle(t, house)
    t.until("it goes back", lambda: queue_of(house, ticket) == "Support")
    idle(t, house)
    t.same(escalations(house, ticket), 0, "escalations")


def forms(t, house):
    """Quoted, in the middle of a line, html, blanks, a public reply, a very long note."""
    ticket = ticket_of(house)
    say = lambda text, **more: after(t, house, ticket, lambda: house.rt.comment(ticket, text, **more))[0]
    t.same(say("> /csp escalate\nsee /csp escalate above"), [], "quoted or inside a line")
    t.same(len(say("<p>Hello</p><blockquote>/csp escalate</blockquote>", html=True)), 0, "quoted html")
    notes = say("<div>/csp&nbsp;help </div>", html=True)
    t.same(len(notes), 1, "html with blanks")
    notes, _ = after(t, house, ticket, lambda: house.rt.reply(ticket, "/csp escalate"))
    t.check(any(told("en")["who.public"] in n for n in notes), f"public: {notes}")
    t.same(say("x" * 1000000 + "\n/csp escalate\n"), [], "behind a megabyte")
    t.same(escalations(house, ticket), 0, "escalations")


def edited(t, house):
    """A note that was edited later, and a public message that was turned into a note, are never carried out."""
    ticket = ticket_of(house)
    sql = lambda text: house.rt_mariadb.sql(text, "rt5")
    newest = lambda kind: sql(f"SELECT MAX(id) FROM Transactions WHERE ObjectId = {ticket} AND ObjectType = 'RT::Ticket' "
                              f"AND Type = '{kind}'")[0][0]
    after(t, house, ticket, lambda: house.rt.comment(ticket, "I look at it."))
    sql(f"UPDATE Attachments SET Content = '/csp triage commercial\n/csp escalate' WHERE TransactionId = {newest('Comment')}")
    after(t, house, ticket, lambda: house.rt.reply(ticket, "/csp escalate"))
    sql(f"UPDATE Transactions SET Type = 'Comment' WHERE id = {newest('Correspond')}")
    notes, _ = after(t, house, ticket, lambda: house.rt.mail("Olivia <olivia@fabrikam.example>", "Support", "x",
                                                             "Thank you.\n", ticket=ticket))
    t.same(notes, [], "notes after the edits")
    t.same(escalations(house, ticket), 0, "escalations by edited notes")


def fields(t, house):
    """The fields follow the case; what others write there is put back."""
    ticket = ticket_of(house, "Jan <jan@contoso.example>", "Teams nie działa", "Od rana Teams nie działa u nikogo.\n")
    idle(t, house)
    read = lambda: fields_of(house, ticket)
    t.until("class and product show", lambda: read().get("CSP class") == ["technical"] and
            read().get("CSP product") == ["microsoft365"])
    house.rt.rest("PUT", f"ticket/{ticket}", json={"CustomFields": {"CSP class": "commercial", "CSP Microsoft number": "1"}},
                  user="root")
    t.until("and are put back", lambda: read().get("CSP class") == ["technical"] and not read().get("CSP Microsoft number"))


def history(t, house):
    """What happened before cspdesk came is not acted upon when a customer writes again."""
    house.cspdesk.sql("UPDATE sweep SET since = since + 1000000000")
    ticket = ticket_of(house, text=WORDS)
    house.rt.comment(ticket, "/csp triage commercial\n/csp escalate")
    house.rt.rest("PUT", f"ticket/{ticket}", json={"Queue": "Microsoft"}, user="piotr")
    notes, replies = after(t, house, ticket, lambda: house.rt.mail("Olivia <olivia@fabrikam.example>", "Support", "x",
                                                                   "Any news?\n", ticket=ticket))
    t.same((notes, replies), ([], []), "what old events bring about")
    t.same(escalations(house, ticket), 0, "escalations by history")
    t.same(queue_of(house, ticket), "Microsoft", "an old move")
    house.cspdesk.sql("UPDATE sweep SET since = since - 1000000000")
