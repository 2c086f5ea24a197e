"""Tries to break: a file comes in whole or not at all, every wrong line is named with its column, to import it again
changes nothing, and what export writes brings another house into the same state.
"""

import json
import threading
import time
import uuid

import parts
from trial import FakeRt, fake_desk, run_program

LINES, BROKEN = 20000, 50
HEAD = "name,tenant,domains,organisation,language,relationship,gdap_roles,gdap_ends,azure_rbac,offer"
EXPORTS = ("providers", "accounts", "customers", "agents", "subscriptions", "entitlements", "peers",
           "invoices", "payments")
GUID = "3f1c0000-0000-4000-8000-00000000000%d"

CUSTOMERS = """\
gdap_auto_extend;name;on_call;direct_paid;provider;domains;account;vip;billing_contact\r
yes;"Zażółć; gęślą ""jaźń"" SA";yes;no;Distri;B.example a.example b.example;;yes;bills@a.example\r
;=1+1;;;Nobody;;;no;\r
;@cmd;no;yes;;-minus.example;Reseller;;\r
"""
PROVIDERS = """\
name,channel,address,language,response_minutes,from,to,default
Distri,email,csp@distri.example,pl,0240,2026-01-01,,yes
Old,portal,https://old.example/portal,,,2020-01-01,2020-12-31,yes
Peer,exchange,https://peer.example/exchange,en,,,,no
"""
AGENTS = """\
name,email,identities,rights,roles,from,to,language
Anna Nowak,anna@partner.example,rt:anna rt:anna.n,waive escalate,admin_agent,,2099-12-31,pl
"Lis, Jan",,rt:jan,lead billing,billing_admin helpdesk_agent,2098-01-01,,
Nobody,,,,,,,en
"""
SUBSCRIPTIONS = f"""\
id,customer,product,name,kind,state,quantity,provider,from,to,auto_renew,azure_active
{GUID % 2},=1+1,microsoft365,"Business ""Premium"", yearly",nce,active,25,Distri,2026-03-01,2027-02-28,yes,
{(GUID % 1).upper()},@cmd,azure,,azure-plan,suspended,,,,,no,02
"""
ENTITLEMENTS = """\
name,vehicle,plan,customer,from,to,units,fee
ours,signature-cloud,,,2026-01-01,2026-12-31,50,included
theirs,azure-plan,prodirect,@cmd,2026-03-01,2027-02-28,,paid
"""
ACCOUNTS = f"""\
name,tenant,type,cloud
Reseller,{GUID % 9},indirect-reseller,commercial
China,{GUID % 8},direct-bill,china
"""
PEERS = """\
name,side,url,provider,desk,queue,requestor,language,relay,auto_accept,rate,from,to
distri,provider,https://csp.distri.example/exchange/ours,Distri,,,,pl,yes,,060,2026-01-01,2026-12-31
distri-2027,provider,https://csp.distri.example/exchange/ours,Distri,,,,,,,,2027-01-01,
shop,reseller,https://desk.shop.example/exchange/distri,,rt,Partners,csp@shop.example,en,,known,,,
"""
INVOICES = """\
open;number;currency;amount;customer;issued;due;state
;F/2026/1;PLN;120.5;@cmd;2026-01-01;2026-01-15;
020;F/2026/2;JPY;120;@cmd;2026-01-01;2026-01-15;open
-5.000;K/2026/1;KWD;-5;=1+1;2026-01-01;2026-01-15;
1.00;F/2026/3;EUR;1.00;=1+1;2026-01-01;2026-01-15;cancelled
"""
PAYMENTS = """\
reference,invoice,customer,day,currency,amount
B-1,F/2026/1,,2026-01-20,PLN,20.5
B-2,,@cmd,2026-01-20,EUR,07.00
B-3,F/2026/1,@cmd,2026-01-21,PLN,-20.50
"""
FILES = {"customers": CUSTOMERS, "accounts": ACCOUNTS, "providers": PROVIDERS, "agents": AGENTS, "subscriptions": SUBSCRIPTIONS,
         "entitlements": ENTITLEMENTS, "peers": PEERS, "invoices": INVOICES, "payments": PAYMENTS}
SAID = ((CUSTOMERS.replace("on_call", "on_cal"), "customers", '1: no column is called "on_cal"'),
        ("tenant\n", "customers", "1: there is no column name\n"),
        ("tenants,name\n", "customers", " the header is wrong; nothing was imported. The columns are name,tenant,"),
        ("name,name\na,b\n", "customers", "1:1: name: this column is there twice"),
        ("name,on_call\na,yes\n", "customers", "1:2: on_call: needs the column direct_paid, too"),
        ("", "customers", "1: there is no column name"),
        ("name,offer\na,b\nc\n", "customers", "3: has 1 columns, the header has 2"),
        ('name,offer\na,b\nc,"d\n', "customers", "3:2: a quote is not closed"),
        ("name\na\0b\n", "customers", "has a zero byte"),
        ("name,domains\n@cmd,x y_z\n", "customers", "2:2: domains: not names like"),
        ("name,domains\nx,-minus.example\n", "customers",
         "2:2: domains: -minus.example belongs to another customer already, @cmd"),
        ("domains,name\nq.example,x\nz.example q.example,y\n", "customers",
         "3:1: domains: q.example belongs to another customer already, in line 2"),
        (f"name,tenant\nx,{GUID % 1}\ny,{GUID % 1}\n", "customers", f"3:2: tenant: {GUID % 1} belongs to another"),
        ("name,tenant\nx,\nx,\n", "customers", "3:1: name: x stands in line 2 already"),
        ("name,account\nx,\ny,Resellers\n", "customers", '3:2: account: no account is called "Resellers"'),
        (f"name,tenant,type,cloud\nx,{GUID % 8},direct-bill,china\n", "accounts",
         "2:2: tenant: another account has this tenant already"),
        (f"name,tenant,type,cloud\nx,{GUID % 7},reseller,china\n", "accounts",
         "2:3: type: not one of: direct-bill, indirect-provider, indirect-reseller"),
        ("name,channel,address\na,email,https://x.example\n", "providers", "2:3: address: not a mail address"),
        ("name,channel,address\na,portal,http://x.example\n", "providers", "2:3: address: not an https URL"),
        ("name,channel,address\na,fax,1\n", "providers", "2:2: channel: not one of: exchange, email, portal"),
        ("name,channel,address,from,to\na,email,a@b,2026-02-01,2026-01-31\n", "providers",
         "2:5: to: the last day is before the first"),
        ("name,channel,address,response_minutes\na,email,a@b,0\n", "providers", "2:4: response_minutes: not a number"),
        ("name,channel,address,from,to,default\na,email,a@b,,2025-12-31,yes\nb,email,a@b,2026-01-01,,yes\n", "providers",
         "2:6: default: Old is the default on some of the same days"),
        (SUBSCRIPTIONS.replace("=1+1", "Stranger"), "subscriptions", '2:2: customer: no customer is called "Stranger"'),
        (SUBSCRIPTIONS.replace("2027-02-28", "2027-02-29"), "subscriptions", "2:10: to: not a day like"),
        (PEERS.replace("shop,", "Shop,"), "peers", "4:1: name: may have a-z, 0-9 and - only"),
        (PEERS.replace("shop,", "rt,"), "peers", "4:1: name: a desk is called so"),
        (PEERS.replace(",rt,", ",rt9,"), "peers", "4:5: desk: no desk rt9 is configured"),
        (PEERS.replace(",Partners,", ",,"), "peers", "4:6: queue: a peer that is a reseller needs it"),
        (PEERS.replace(",known,", ",sure,"), "peers", "4:10: auto_accept: not one of: known, all, ask"),
        (PEERS.replace(",yes,,060", ",yes,all,060"), "peers", "2:10: auto_accept: is for a peer that is a reseller"),
        (PEERS.replace(",060,", ",0,"), "peers", "2:11: rate: not a number of messages"),
        (PEERS.replace("https://csp", "http://csp"), "peers", "2:3: url: not an https URL"),
        (PEERS.replace("ours,Distri,", "ours,Unheard,"), "peers", '2:4: provider: no provider is called "Unheard"'),
        (PEERS.replace("2026-12-31", "2027-01-01"), "peers",
         "3:4: provider: the peer distri speaks for Distri on the same days"),
        ("name,side,url,provider\nd3,provider,https://x.example/y,Distri\n", "peers",
         "2:4: provider: the peer distri speaks for Distri on the same days"),
        ("name,billing_contact\nx,a@b@c\n", "customers", "2:2: billing_contact: not a mail address"),
        (INVOICES.replace("120.5;", "120,5;"), "invoices", "2:4: amount: not an amount of PLN like 120.00"),
        (INVOICES.replace("JPY;120", "JPY;120.5"), "invoices", "3:4: amount: not an amount of JPY like 120"),
        (INVOICES.replace("JPY", "yen"), "invoices", "3:3: currency: not a currency like PLN or EUR"),
        (INVOICES.replace("-5;", ";"), "invoices", "4:4: amount: must not be empty"),
        (INVOICES.replace("020;", "121;"), "invoices", "3:1: open: so -1 is paid of 120"),
        (INVOICES.replace("open;n", "paid;n", 1).replace("020;", "-1;"), "invoices", "3:1: paid: so -1 is paid of 120"),
        (INVOICES.replace("01-15;c", "02-30;c"), "invoices", "5:7: due: not a day like"),
        (INVOICES.replace("cancelled", "void"), "invoices", "5:8: state: not one of: open, paid, cancelled"),
        (INVOICES.replace("F/2026/3", "F/2026/1"), "invoices", "5:2: number: F/2026/1 stands in line 2 already"),
        ("number,customer,issued,due,currency,amount,paid,open\n1,a,2026-01-01,2026-01-01,PLN,5,1,3\n", "invoices",
         "2:8: open: with what is paid it is not the amount"),
        (PAYMENTS.replace(",@cmd,2026-01-20", ",,2026-01-20"), "payments", "3: is of no invoice and of no customer"),
        (PAYMENTS.replace("07.00", "0"), "payments", "3:6: amount: nothing is paid by that"),
        (PAYMENTS.replace("20,PLN", "20,EUR"), "payments", "2:5: currency: invoice F/2026/1 is in PLN"),
        (PAYMENTS.replace("F/2026/1,@cmd", "F/2026/1,=1+1"), "payments", '4:3: customer: invoice F/2026/1 is of "@cmd"'),
        (SUBSCRIPTIONS.replace(",nce,", ",new,"), "subscriptions", "2:5: kind: not one of: legacy, nce, "))


def run(t):
    mariadb, fake = t.mariadb(), FakeRt().start()
    one = Files(t, mariadb, fake, "one")
    round_trip(t, one)
    refused(t, one)
    left_out(t, one)
    long_list(t, one)
    exchanged(t, one)
    many_faults(t, one)
    at_once(t, one)
    long_files(t, one)
    known_facts(t, one)
    fake.stop()
    return {"lines": LINES, "sentences": len(SAID)}


class Files:
    def __init__(self, t, mariadb, fake, name):
        self.t, self.fake, self.where = t, fake, parts.make_dir(t.where / name)
        self.cspdesk = t.cspdesk(mariadb, [], name=name)
        self.cspdesk.desks = [fake_desk(self.cspdesk, fake, "a secret of at least 24 bytes",
                                       mode="observe", sweep_secs=1)]
        self.cspdesk.prepare()
        self.sql = self.cspdesk.sql

    def take(self, kind, text, *more):
        """Imports a text; exit code, output, errors."""
        file = self.where / f"{kind}.csv"
        file.write_bytes(text.encode())
        parts.own(file)
        return run_program([self.cspdesk.binary, "import", kind, file, *more, "-c", self.cspdesk.conf])

    def good(self, kind, text, added, changed=0, unchanged=0, dry_run=False):
        total, word = added + changed + unchanged, "would be imported" if dry_run else "imported"
        got = self.take(kind, text, *(("--dry-run",) if dry_run else ()))
        self.t.same(got[:2], (0, f"{total} {kind} {word}: {added} added, {changed} changed, {unchanged} unchanged\n"),
                    f"import of {kind}: {got[2]}")
        return got[2]

    def export(self, kind):
        return self.cspdesk.run("export", kind)

    def empty(self):
        self.sql("DELETE FROM payment; DELETE FROM invoice; DELETE FROM subscription; DELETE FROM ledger; DELETE FROM balance; DELETE FROM entitlement; "
                 "DELETE FROM customer_domain; DELETE FROM customer; DELETE FROM account; DELETE FROM peer; DELETE FROM provider; "
                 "DELETE FROM agent_right; DELETE FROM agent_identity; DELETE FROM agent")


def round_trip(t, house):
    order = EXPORTS
    for kind in order:
        n = FILES[kind].replace("\r\n", "\n").count("\n") - 1
        house.good(kind, FILES[kind], n, dry_run=True)
        house.good(kind, FILES[kind], n)
        house.good(kind, FILES[kind], 0, 0, n)
    was = {kind: house.export(kind) for kind in order}
    t.check('\n"Zażółć; gęślą ""jaźń"" SA",,a.example b.example,' in was["customers"], "a name with all that CSV can hold")
    t.check("\n=1+1,," in was["customers"], "a name like a formula is written as it is")
    t.check("\nAnna Nowak,anna@partner.example,rt:anna rt:anna.n,escalate waive,admin_agent admin_agent,,2099-12-31,pl\n"
            in was["agents"], "a person with two rights")
    t.check("\n\"Lis, Jan\",,rt:jan,billing lead,helpdesk_agent billing_admin,2098-01-01,,\n" in was["agents"],
            "rights of the future with a role each")
    for kind in order:
        n = was[kind].count("\n") - 1
        house.good(kind, was[kind], 0, 0, n)
        house.good(kind, "\ufeff" + was[kind].replace("\n", "\r\n"), 0, 0, n)
    house.empty()
    for kind in order:
        house.good(kind, was[kind], was[kind].count("\n") - 1)
        t.same(house.export(kind), was[kind], f"export of {kind} after its own import elsewhere")


def refused(t, house):
    before = [house.export(kind) for kind in EXPORTS]
    for text, kind, says in SAID:
        rc, out, err = house.take(kind, text)
        t.same((rc, out), (2, ""), f"a wrong file, {says}: {err}")
        t.check(f"{kind}.csv:{says}" in err or (says.startswith("has") and says in err), f"{err!r}, wanted {says!r}")
    for args in ((), ("dogs",), ("customers", "x")):
        t.same(run_program([house.cspdesk.binary, "export", *args, "-c", house.cspdesk.conf])[0], 2, f"export {args}")
    t.same([house.export(kind) for kind in EXPORTS], before, "after wrong files")


def left_out(t, house):
    """What a file does not have stays; what it has and leaves empty goes; the age of facts is that of their own group."""
    ages = "SELECT told_at, more_told_at FROM customer WHERE name = '@cmd'"
    before = house.sql(ages)
    house.good("customers", "offer,name\nstandard,@cmd\n", 0, 1)
    t.same(house.sql(ages), before, "the age of facts that nobody told")
    t.check("\n@cmd,,-minus.example,,,,,,,,,standard,,yes,,no,,,Reseller\n" in house.export("customers"), house.export("customers"))
    house.good("customers", "name,direct_paid,gdap_auto_extend,on_call\n@cmd,yes,,no\n", 0, 0, 1)
    t.check(int(house.sql(ages)[0][1]) > int(before[0][1]), "what is told again as it was is new knowledge")
    t.same(house.sql(ages)[0][0], before[0][0], "the age of the other facts")
    house.good("customers", "offer,name,domains\n,@cmd,\n", 0, 1)
    t.check("\n@cmd,,,,,,,,,,,,,yes,,no,,,Reseller\n" in house.export("customers"), "what a file leaves empty is gone")


def long_list(t, house):
    """A customer with many domains, on a server that cuts lists short."""
    house.sql("SET GLOBAL group_concat_max_len = 64")
    domains = " ".join(f"domain{i:03}.example" for i in range(200))
    house.good("customers", f"name,domains\nMany,{domains}\n", 1)
    t.check(f"\nMany,,{domains},," in house.export("customers"), "a long list of domains")
    house.good("customers", f"name,domains\nMany,{domains}\n", 0, 0, 1)


def exchanged(t, house):
    """Two customers change tenants, organisations and domains in one file."""
    lines = [f"name,tenant,organisation,domains\nA,{GUID % a},O{a},d{a}.example d9{a}.example\n"
             f"B,{GUID % b},O{b},d{b}.example\n" for a, b in ((1, 2), (2, 1))]
    house.good("customers", lines[0], 2)
    house.good("customers", lines[1], 0, 2)
    house.good("customers", lines[1], 0, 0, 2)
    house.good("customers", lines[0], 0, 2)


def many_faults(t, house):
    """The first 200 are shown, all are counted, and they come in the order of the file."""
    rc, _, err = house.take("customers", "name,language\n" + "".join(f"n{i},{'xx' if i % 2 else ''}\n,en\n" for i in range(200)))
    t.same(rc, 2, "a file with 300 wrong lines")
    places = [int(x.split(":")[1]) for x in err.splitlines()[:-1]]
    t.same((len(places), places), (200, sorted(places)), "the faults that are shown")
    t.check("300 of 400 lines are wrong; nothing was imported (only the first 200 faults are shown)" in err, err[-200:])


def at_once(t, house):
    """Two imports of the same new customers: one adds them, the other finds them there."""
    text = "name,domains\n" + "".join(f"Race {i},race{i}.example\n" for i in range(3000))
    file = house.where / "race.csv"
    file.write_text(text)
    parts.own(file)
    got = []
    runs = [threading.Thread(target=lambda: got.append(run_program(
        [house.cspdesk.binary, "import", "customers", file, "-c", house.cspdesk.conf]))) for _ in range(2)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    says = ["3000 customers imported: 0 added, 0 changed, 3000 unchanged", "3000 customers imported: 3000 added, 0 changed, "
            "0 unchanged"]
    t.same(sorted((rc, out.strip()) for rc, out, _ in got), [(0, x) for x in says], "two imports at once")


def known_facts(t, house):
    """What a file said reaches the decision; a provider's channel does where the customer has none of his own, and only
    while the provider's days last; what was told long ago does not."""
    wanted = {"p1": ("email", True, False), "p2": ("portal", False, True), "p3": (None, None, None),
              "p4": (None, None, None)}
    house.good("providers", PROVIDERS, 3)
    house.good("customers", "name,domains,provider,channel,direct_paid,gdap_auto_extend,on_call\nP1,p1.example,Distri,,yes,,no\n"
               "P2,p2.example,Distri,portal,no,,yes\nP3,p3.example,Old,,,,\nP4,p4.example,Unheard,,yes,,\n", 4)
    house.sql("UPDATE customer SET more_told_at = more_told_at - 604801000 WHERE name = 'P4'")
    house.cspdesk.work()
    for name in wanted:
        house.fake.new_ticket(f"jan@{name}.example", name, "Teams does not work for anybody.")
    t.until("all are decided", lambda: house.sql("SELECT COUNT(DISTINCT case_id) FROM receipt") == [["4"]], 60)
    for name, facts, sources, then in house.sql(
            "SELECT LOWER(k.name), r.facts, r.sources, k.more_told_at FROM receipt r JOIN `case` c ON c.id = r.case_id "
            "JOIN customer k ON k.id = c.customer_id"):
        who = json.loads(facts)["customer"]
        told = {x["fact"][9:] for x in json.loads(sources) if x["fact"].startswith("customer.") and
                x.get("at", "")[:19] == time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(int(then or 0) // 1000))}
        wanted_ages = {x for x in ("on_call_24x7", "direct_paid_subscription") if who[x] is not None}
        t.same(told, wanted_ages | ({"provider"} if name != "p4" else set()),
               f"{name}: facts with the age of their own import")
        t.same((who["provider"]["channel"], who["direct_paid_subscription"], who["on_call_24x7"]), wanted[name], name)
    t.stop_cspdesk(house.cspdesk)


def line(i, broken=False):
    tenant = "not a tenant" if broken else uuid.UUID(int=i + (4 << 76) + (8 << 60))
    return (f"Customer {i:06},{tenant},c{i}.example mail.c{i}.example,Org {i},{'pl' if i % 2 else 'en'},yes,"
            f"service_support_administrator,2027-06-30,no,standard\n")


def long_files(t, house):
    house.empty()
    text = HEAD + "\n" + "".join(line(i) for i in range(LINES))
    said = house.good("customers", text, LINES)
    t.check(f"{LINES} of {LINES} lines\n" in said, f"progress of a long file: {said!r}")
    t.same(house.sql("SELECT COUNT(*) FROM customer_domain"), [[str(2 * LINES)]], "domains")
    before = house.export("customers")
    places = sorted(t.dice.sample(range(LINES), BROKEN))
    broken = HEAD + "\n" + "".join(line(i + LINES // 2, i in places) for i in range(LINES))
    rc, out, err = house.take("customers", broken)
    t.same((rc, out), (2, ""), "a long file with broken lines")
    wanted = [f"{house.where}/customers.csv:{i + 2}:2: tenant: not a GUID; find it in Partner Center" for i in places]
    t.same(err.splitlines(), wanted + [f"cspdesk: {house.where}/customers.csv: {BROKEN} of {LINES} lines are wrong; "
                                       "nothing was imported"], "all broken lines are named")
    t.same(house.export("customers"), before, "after a long file with broken lines")
    house.good("customers", HEAD + "\n" + "".join(line(i + LINES // 2) for i in range(LINES)), LINES // 2, 0, LINES // 2)
