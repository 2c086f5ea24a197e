"""Do the statements of sql/ walk indexes? The server itself explains every SELECT, UPDATE and DELETE, with values as they
are in a house that has worked for a while; none may read through a large table.
"""

import re
import time

from house import TOP

# What has few rows in every house, so that reading all of them is right.
SMALL = {"schema_version", "retention", "sweep", "pause", "worker", "terms", "tally", "hook_former", "policy", "agent",
         "agent_identity", "agent_right", "account", "provider", "erasure", "balance", "certificate", "unproven", "audit",
         "peer", "accounting", "poll", "microsoft_invoice", "microsoft_invoice_warning"}
# Statements that read much on purpose.
ALLOWED = {
    "doctor_customers": "doctor counts all customers, once a run",
    "doctor_unserved": "doctor looks for customers without a provider, once a run",
    "doctor_unreached": "doctor looks at the provider of each customer, once a run",
    "doctor_idle": "the same",
    "doctor_debts": "doctor counts the open debts, once a run",
    "policies_due": "of a policy's receipts the first one is enough",
    "policies_go": "the same",
    "erase_in_rest": "an erasure looks for an address in every text",
    "entitlement_ending": "all that is held is looked over every ten minutes, and once a doctor",
    "customer_hurry_all": "everybody is to be asked again: Partner Center did not say whom",
    "health_state": "doctor counts whose tenants tell, once a run; a row for each customer",
    "notice_state": "doctor counts what is due, once a run; a row for each thing",
    "erase_notices": "once an erasure, and retention keeps the table short",
    "erase_due": "once an erasure, and what was read again is gone",
    "images_due": "requests to suspend are few, and looked over once a day",
    "images_go": "the same",
    "erase_contact": "once an erasure",
    "erase_answered": "once an erasure, and retention keeps the table short",
}
DAY = 86400000


def statements():
    """(name, SQL) of each in sql/statements.sql."""
    text = (TOP / "sql" / "statements.sql").read_text(encoding="utf-8")
    for part in re.split(r"^-- name: ", text, flags=re.M)[1:]:
        head, _, sql = part.partition("\n")
        yield head.split()[0], re.sub(r"^--.*$", "", sql, flags=re.M).strip().rstrip(";")


class Plans:
    """fill() makes `rows` rows of every table that is empty, so many days back; readers() tells who reads more than a
    twentieth of that at one place: that is through a table."""

    def __init__(self, sql, rows, days=60):
        self.sql, self.rows, self.days, self.now = sql, rows, days, int(time.time() * 1000)
        self.columns = sql("SELECT table_name, column_name, data_type, column_type, extra FROM information_schema.columns "
                           "WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position")
        self.texts = {c[1] for c in self.columns if "char" in c[2] or c[2] in ("enum", "mediumtext", "mediumblob")}

    # ---- rows of every kind

    def fill(self):
        tables = {c[0] for c in self.columns}
        full = {t for t in tables if self.sql(f"SELECT 1 FROM `{t}` LIMIT 1")}
        for table in tables - full - {"schema_version", "retention"}:
            mine = [c for c in self.columns if c[0] == table]
            names = ", ".join(f"`{c[1]}`" for c in mine)
            values = ", ".join(self._value(*c[1:]) for c in mine)
            self.sql("SET foreign_key_checks = 0, check_constraint_checks = 0;"
                     f"INSERT IGNORE INTO `{table}` ({names}) SELECT {values} "
                     f"FROM seq_1_to_{20 if table in SMALL else self.rows}")
        self.sql("ANALYZE TABLE " + ", ".join(f"`{t}`" for t in tables))

    def _value(self, name, kind, full, extra):
        """Of the row `seq`: one in fifty is not done yet, and what happened is spread over the days."""
        if kind == "enum":
            words = re.findall(r"'([^']*)'", full)
            usual = next((w for w in ("done", "closed", "consumed") if w in words), words[-1])
            return f"IF(seq % 50 = 0, '{words[0]}', '{usual}')"
        if name in ("desk", "policy"):
            return "'rt'" if name == "desk" else "'1-hash'"
        if name in ("starts", "ends", "gdap_ends") and kind == "char":
            return "DATE_FORMAT('2026-01-01' + INTERVAL seq % 400 DAY, '%Y-%m-%d')"
        if re.search(r"(_at|_until|^since|^starts|^ends|^floor|^read_to|^due)$", name) and kind == "bigint":
            return f"{self.now} - seq * {self.days * DAY // self.rows}"
        if name == "day":
            return f"{self.now // DAY} - seq % {self.days}"
        if name.startswith(("is_", "has_")):
            return "IF(seq % 50 = 0, 0, 1)"
        if name == "lease":
            return "NULL"
        if name in ("version", "place", "line", "tries", "lasting"):
            return "1"
        if name in self.texts and (width := re.search(r"\((\d+)\)", full)):
            return f"LEFT(CONCAT(seq, '-{name}'), {width[1]})" if name != "ticket" else "seq"
        return "seq"

    # ---- what the server says

    def _parameter(self, sql, before):
        """As the program would bind it: by the column in front of it."""
        found = re.search(r"(\w+)`?\s*(<=>|<=|>=|<>|=|<|>|REGEXP|DIV)\s*$|\b(LIMIT)\s+$", before)
        name, how = (found[1] or found[3], found[2]) if found else ("", "")
        if name == "LIMIT":
            return "200"
        if name == "desk":
            return "'rt'"
        if name in ("starts", "ends") and "entitlement" in sql:
            return "'2026-12-20'"
        if name in ("due_at", "lease_until", "seen_at"):
            return str(self.now if how.startswith("<") else self.now - DAY // 24)
        if how == ">" and re.search(r"\bLIMIT \?$", sql) and not name.endswith("_at"):
            return "''" if name in self.texts else "0"      # the first page
        if re.search(r"_at$|^starts$|^ends$", name):
            return str(self.now - ((self.days - 1) * DAY if how.startswith("<") else DAY // 2))
        if name == "day":
            return str(self.now - (self.days - 1) * DAY)
        if name == "ticket":
            return "'77'"
        return f"'77-{name}'" if name in self.texts else "77"

    def explained(self):
        """{statement: [(table, how, key, rows)]}; of a page that is read in the order of a key, no rows: the server's
        estimate does not know LIMIT."""
        text, plans, here, pages = [], {}, [], set()
        for name, sql in statements():
            if not re.match(r"(SELECT|UPDATE|DELETE|INSERT\b.*\bSELECT)\b", sql, re.S):
                continue
            pages |= {name} if re.search(r"\bORDER BY .* LIMIT \?$", sql, re.S) else set()
            parts = sql.split("?")
            for i in range(len(parts) - 1):
                parts[i] += self._parameter(sql, parts[i])
            text.append(f"SELECT '# {name}'; EXPLAIN {''.join(parts)};\n")
        for row in self.sql("".join(text)):
            if len(row) == 1:
                name, here = row[0][2:], plans.setdefault(row[0][2:], [])
            elif row[2] and not (name in pages and not here and row[3] == "range" and "Using filesort" not in row[9]):
                here.append((row[2], row[3], row[5], int((row[8] or "0").split()[0])))
        return plans

    def readers(self):
        """A sentence about every statement that reads through a large table."""
        return [f"{name} reads about {rows} rows of {table} ({how}, key {key})" for name, plan in self._much().items()
                if name not in ALLOWED for table, how, key, rows in plan]

    def needless(self):
        """Exceptions that nothing needs, where every table was filled by fill()."""
        much = self._much()
        return [f"the exception of {name} is not needed" for name in ALLOWED if not much.get(name)]

    def _much(self):
        return {name: [p for p in plan if p[3] > self.rows // 20] for name, plan in self.explained().items()}
