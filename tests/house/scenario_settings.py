"""Tries to break: a wrong setting, customer list or schema is refused with one sentence that says where, and nothing
changes.

Each configuration differs from a good one in one thing; `cspdesk check -c` must end with 2 and name file and line.
"""

import re
import shutil

import parts
from house import TOP, libconfig, new_secret
from trial import CUSTOMERS, FakeRt, fake_desk, import_customers, merge, run_program


def run(t):
    house = House(t)
    rc, out, err = house.check(house.text())
    t.need(rc == 0 and err == "", f"the good configuration is refused: {err or out}")
    for name, spoil, words in WRONG:
        wrong(t, house, name, spoil, words)
    missing_text(t, house)
    own_words(t, house)
    policy_file(t, house)
    t.same(house.check(house.text())[0], 0, "the good configuration, checked again at the end")
    for name, csv, words in BAD_CSV:
        bad_csv(t, house, name, csv, words)
    dry_run(t, house)
    migrations(t, house)
    wrong_use(t, house)
    return {"configurations": len(WRONG) + 1, "lists": len(BAD_CSV)}


class House:
    """A prepared cspdesk that runs no process."""

    def __init__(self, t):
        self.t, self.rt = t, FakeRt()
        self.rt.url = "http://127.0.0.1:9"
        self.cspdesk = t.cspdesk(t.mariadb(), [])
        self.desk = fake_desk(self.cspdesk, self.rt, new_secret())
        self.cspdesk.desks = [self.desk]
        self.cspdesk.prepare()
        self.secrets = self.cspdesk.secrets

    def settings(self, over=None, **desk):
        """The good configuration as a dict, with `over` and the desk's members on top."""
        good = merge(self.cspdesk._defaults(), merge(self.cspdesk.settings, over or {}))
        entry = {k: v for k, v in {**self.desk, **desk}.items() if v is not None}
        return merge(good, {"desks": [entry]})

    def text(self, over=None, **desk):
        return libconfig(self.settings(over, **desk))

    def check(self, text, name="spoilt.conf"):
        file = parts.write(self.cspdesk.home / name, text, 0o640)
        return run_program([self.cspdesk.binary, "check", "-c", file], cwd=self.cspdesk.home)

    def secret(self, name, text, mode=0o600):
        return str(parts.write(self.secrets / name, text, mode))

    def hook_secret(self, name, text, mode=0o600):
        return self.text(secrets=[{"file": self.secret(name, text, mode)}])


# name, text of the configuration made from the house, words of the sentence
WRONG = (
    ("not libconfig", lambda h: h.text() + "\nlanes 4;\n", "syntax"),
    ("unknown setting", lambda h: h.text({"serve": {"proceses": 4}}), "no such setting"),
    ("unknown group", lambda h: h.text({"sevre": {"processes": 4}}), "no such setting"),
    ("text for a number", lambda h: h.text({"work": {"lanes": "many"}}), "whole number"),
    ("half a process", lambda h: h.text({"serve": {"processes": 1.5}}), "whole number"),
    ("number for a text", lambda h: h.text({"database": {"name": 5}}), "text in quotes"),
    ("group for a number", lambda h: h.text({"work": {"lanes": {"a": 1}}}), "whole number"),
    ("below its bounds", lambda h: h.text({"serve": {"processes": 0}}), "outside 1..64"),
    ("above its bounds", lambda h: h.text({"serve": {"max_body": 99999999}}), "outside"),
    ("word that is none", lambda h: h.text(mode="everything"), "must be one of"),
    ("language that is none", lambda h: h.text(language="de"), "must be one of"),
    ("password file missing", lambda h: h.text({"database": {"password_file": "/no/such/file"}}), "/no/such/file"),
    ("token file missing", lambda h: h.text(token_file="/no/such/token"), "/no/such/token"),
    ("token file empty", lambda h: h.text(token_file=h.secret("empty.token", "\n")), "no secret"),
    ("secret for others' eyes", lambda h: h.hook_secret("open.secret", new_secret() + "\n", 0o644), "others"),
    ("secret too short", lambda h: h.hook_secret("short.secret", "abc\n"), "24 are needed"),
    ("secret not base64", lambda h: h.hook_secret("bad.secret", "whsec_" + "%" * 40 + "\n"), "base64"),
    ("no secrets", lambda h: h.text(secrets=None), "at least one"),
    ("secrets empty", lambda h: h.text(secrets=[]), "at least one"),
    ("impossible date", lambda h: h.text(secrets=[{**h.desk["secrets"][0], "until": "2026-02-30"}]), "2026-02-30"),
    ("date in words", lambda h: h.text(secrets=[{**h.desk["secrets"][0], "until": "next week"}]), "is not a time"),
    ("two desks of one name", lambda h: libconfig(merge(h.settings(), {"desks": [h.desk, h.desk]})), "two desks"),
    ("unknown kind", lambda h: h.text(kind="jira"), "no such help desk"),
    ("name in capitals", lambda h: h.text(name="RT"), "a-z"),
    ("no name", lambda h: h.text(name=None), "name must be set"),
    ("no url", lambda h: h.text(url=None), "url must be set"),
    ("url with a slash", lambda h: h.text(url="http://127.0.0.1:9/"), "end with /"),
    ("url without http", lambda h: h.text(url="ftp://127.0.0.1"), "http://"),
    ("lease too short", lambda h: h.text({"work": {"lease_secs": 4}}), "lease_secs"),
    ("desks not a list", lambda h: libconfig(merge(h.settings(), {"desks": "rt"})), "desks"),
    ("no desks at all", lambda h: libconfig({k: v for k, v in h.settings().items() if k != "desks"}), "desks"),
    ("messages folder missing", lambda h: h.text({"messages": "/no/such/folder"}), "/no/such/folder"),
    ("policy folder missing", lambda h: h.text({"policy": "/no/such/folder"}), "/no/such/folder"),
)
# The whole file is missing something, or another file is: these name no line of the configuration.
NO_LINE = {"password file missing", "token file missing", "token file empty", "secret for others' eyes",
           "secret too short", "secret not base64", "desks not a list", "no desks at all", "messages folder missing",
           "policy folder missing"}


def wrong(t, house, name, spoil, words):
    rc, out, err = house.check(spoil(house))
    t.same(rc, 2, f"{name}: exit code")
    t.same(out, "", f"{name}: what it printed as result")
    one_sentence(t, name, err, words, name not in NO_LINE)


def one_sentence(t, name, err, words, with_line=True):
    t.check(err.startswith("cspdesk: ") and err.count("\n") == 1, f"{name}: not one line: {err!r}")
    t.check(words in err, f"{name}: {err.strip()!r}, wanted {words!r} in it")
    if with_line:
        t.check(re.search(r"spoilt\.conf:\d+", err), f"{name}: no file:line in {err.strip()!r}")


def missing_text(t, house):
    """A text that one language lacks; the sentence names the file of that language."""
    folder = house.cspdesk.home / "messages"
    shutil.copytree(TOP / "conf" / "messages", folder)
    text = (folder / "pl.conf").read_text(encoding="utf-8")
    (folder / "pl.conf").write_text(re.sub(r"^\s+title +=.*\n", "", text, count=1, flags=re.M), encoding="utf-8")
    rc, _, err = house.check(house.text({"messages": folder}))
    t.same(rc, 2, "text missing in Polish: exit code")
    t.check("pl.conf" in err and "title" in err and err.count("\n") == 1, f"text missing in Polish: {err!r}")


def policy_file(t, house):
    """A file of the policy that only some commands read is checked with the rest."""
    folder = house.cspdesk.home / "policy"
    shutil.copytree(TOP / "conf" / "policy", folder)
    file = folder / "allowances.conf"
    file.write_text(file.read_text(encoding="utf-8").replace('"gold-cloud"', '"golden"', 1), encoding="utf-8")
    rc, out, err = house.check(house.text({"policy": folder}))
    t.same((rc, out), (2, ""), "a membership that is none: exit code and output")
    t.check(re.search(r"allowances\.conf:\d+: .*gold-cloud", err) and err.count("\n") == 1,
            f"a membership that is none: {err!r}")


def own_words(t, house):
    """A partner's own words are told where one language lacks them, and shown; a slip of the pen is refused."""
    en, pl = (house.cspdesk.home / "messages.local" / f"{language}.conf" for language in ("en", "pl"))
    en.parent.mkdir()
    parts.write(en, 'note = {\n  title = "Hint";\n};\n')
    rc, out, err = house.check(house.text())
    t.same((rc, err), (0, f"cspdesk: warning: {en}:2: note.title is in your own words, in pl it is still the shipped "
                          "text\n"), "own words in English only")
    t.check("is good" in out, f"own words in English only: {out!r}")
    for language, say in (("en", f"note.title ({en}:2): Hint\n"), ("pl", "note.title: Sugestia do tego zgłoszenia\n")):
        shown = run_program([house.cspdesk.binary, "texts", "note.title", "-l", language, "-c",
                             house.cspdesk.home / "spoilt.conf"])
        t.same(shown, (0, say, ""), f"cspdesk texts -l {language}")
    parts.write(pl, 'note = { title = "Rada"; };\n')
    t.same(house.check(house.text())[::2], (0, ""), "own words in both languages")
    parts.write(pl, 'note = { titel = "Rada"; };\n')
    rc, _, err = house.check(house.text())
    t.same((rc, err), (2, f"cspdesk: {pl}:1: note.titel: there is no such text; did you mean note.title?\n"),
           "a slip of the pen in own words")
    shutil.rmtree(en.parent)


HEAD = "name,tenant,domains,organisation,language\n"
GUID = "11111111-2222-3333-4444-555555555555"
BAD_CSV = (
    ("no header", f"Adatum,{GUID},adatum.example,,en\n", ':1: no column is called "Adatum"'),
    ("a column too few", HEAD + f"Adatum,{GUID},adatum.example,en\n", ":2:"),
    ("a column too many", HEAD + f"Adatum,{GUID},adatum.example,,en,x\n", ":2:"),
    ("no name", HEAD + f",{GUID},adatum.example,,en\n", ":2:"),
    ("tenant not a GUID", HEAD + "Good,,good.example,,en\nAdatum,1234,adatum.example,,en\n", ":3:"),
    ("domain with a slash", HEAD + "Adatum,,http://adatum.example/,,en\n", ":2:"),
    ("language unknown", HEAD + "Adatum,,adatum.example,,xx\n", ":2:"),
    ("quote not closed", HEAD + 'Good,,,,en\n"Adatum,,,,en\n', ":3:"),
    ("not UTF-8", None, "UTF-8"),
    ("domain of another", HEAD + "Good,,good.example,,en\nAdatum,,contoso.example,,en\n", ":3:"),
    ("tenant of another", HEAD + "Good,,,,en\nAdatum,6f2c1e0a-5d1b-4c55-9a34-0d4f5a1c7e21,,,en\n", ":3:"),
    ("domain twice", HEAD + "Good,,same.example,,en\nAdatum,,same.example,,en\n", ":3:"),
    ("two wrong lines", HEAD + "A,1,,,en\nB,2,,,en\n", ":3:"),
)


def customers(house):
    return house.cspdesk.sql("SELECT * FROM customer ORDER BY id") + house.cspdesk.sql(
        "SELECT * FROM customer_domain ORDER BY domain")


def import_file(house, csv, *more):
    file = house.cspdesk.home / "bad.csv"
    file.write_bytes(csv.encode() if csv is not None else HEAD.encode() + b"Ad\xff\xfetum,,,,en\n")
    parts.own(file)
    return run_program([house.cspdesk.binary, "import", "customers", file, *more, "-c", house.cspdesk.conf],
                       cwd=house.cspdesk.home)


def bad_csv(t, house, name, csv, words):
    if not customers(house):
        import_customers(house.cspdesk)
    before = customers(house)
    rc, out, err = import_file(house, csv)
    t.same((rc, out), (2, ""), f"{name}: exit code and result")
    t.check(words in err, f"{name}: {err.strip()!r}, wanted {words!r} in it")
    t.same(customers(house), before, f"{name}: the customers")


def dry_run(t, house):
    before = customers(house)
    rc, out, _ = import_file(house, HEAD + "Adatum,,adatum.example,,en\n", "--dry-run")
    t.check(rc == 0 and "would be" in out, f"dry run: {rc} {out!r}")
    t.same(customers(house), before, "dry run: the customers")
    t.same(import_file(house, CUSTOMERS)[0], 0, "the same list again: exit code")
    t.same(customers(house), before, "the same list again: the customers")


def migrate(house):
    return run_program([house.cspdesk.binary, "migrate", "-c", house.cspdesk.conf], cwd=house.cspdesk.home)


def schema(house):
    return house.cspdesk.sql("SELECT * FROM schema_version ORDER BY number") + house.cspdesk.sql("SHOW TABLES")


def migrations(t, house):
    """migrate again changes nothing; a newer schema and a changed step are refused, by migrate, serve and work."""
    before = schema(house)
    t.same(migrate(house)[0], 0, "migrate again: exit code")
    t.same(schema(house), before, "migrate again: the schema")
    for name, spoil, mend, words in SCHEMAS:
        house.cspdesk.sql(spoil)
        spoilt = schema(house)
        rc, out, err = migrate(house)
        t.check(rc == 2 and words in err, f"{name}, migrate: {rc} {out!r} {err!r}, wanted 2 and {words!r}")
        t.same(schema(house), spoilt, f"{name}, migrate: the schema")
        if "schema 999" in words:
            rc, _, _ = run_program([house.cspdesk.binary, "work", "-c", house.cspdesk.conf])
            t.same(rc, 1, f"{name}, work: exit code")
        house.cspdesk.sql(mend)
    t.same(schema(house), before, "the schema at the end")


SCHEMAS = (
    ("newer schema", "INSERT INTO schema_version (number, name, digest) VALUES (999, '999_later.sql', 'x')",
     "DELETE FROM schema_version WHERE number = 999", "schema 999"),
    ("changed step", "UPDATE schema_version SET digest = REVERSE(digest) WHERE number = 1",
     "UPDATE schema_version SET digest = REVERSE(digest) WHERE number = 1", "another text"),
)


def wrong_use(t, house):
    """Wrong words on the command line: 2, a line of use, no stack trace."""
    for args in ((), ("frobnicate",), ("import",), ("import", "dogs", "x.csv"), ("queue",), ("queue", "retry"),
                 ("queue", "retry", "job:x"), ("queue", "retry", "17"), ("check", "--no-such-option"),
                 ("import", "customers", "/no/such.csv")):
        rc, out, err = run_program([house.cspdesk.binary, *args, *(["-c", house.cspdesk.conf] if args else [])])
        t.check(rc in (1, 2) and out == "" and err, f"cspdesk {' '.join(args)}: {rc} {out!r} {err!r}")
    rc, _, err = run_program([house.cspdesk.binary, "queue", "retry", "job:99999", "-c", house.cspdesk.conf])
    t.check(rc == 1 and "not a dead letter" in err, f"retry of nothing: {rc} {err!r}")
    helped(t, house)


def helped(t, house):
    """Every command that help names says what it takes, on standard output."""
    rc, out, err = run_program([house.cspdesk.binary, "help"])
    names = [line.split()[0] for line in out.splitlines() if line.startswith("  ")]
    t.check(rc == 0 and err == "" and len(names) > 10, f"help: {rc} {out!r} {err!r}")
    for name in names:
        for args in (("help", name), (name, "--help")):
            rc, out, err = run_program([house.cspdesk.binary, *args])
            t.check(rc == 0 and err == "" and f"use: cspdesk {name}" in out, f"cspdesk {' '.join(args)}: {rc} {out!r} {err!r}")
