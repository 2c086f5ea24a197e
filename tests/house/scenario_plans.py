"""Tries to break: no statement of sql/ reads through a large table, as the server itself explains it on rows of every
kind; and an index that is gone is seen.
"""

from plans import Plans

ROWS = 12000
# Without these the workers would look at every row; readers() must say so.
NEEDED = (("receipt", "by_time"), ("delivery", "waiting"), ("job", "waiting"), ("case", "one_case"))


def run(t):
    cspdesk = t.cspdesk(t.mariadb(durable=False), [])
    cspdesk.prepare()
    plans = Plans(cspdesk.sql, ROWS)
    plans.fill()
    for said in plans.readers() + plans.needless():
        t.check(False, said)
    explained = plans.explained()
    t.check(len(explained) > 80, f"only {len(explained)} statements were explained")
    for table, key in NEEDED:
        cspdesk.sql(f"ALTER TABLE `{table}` DROP KEY {key}")
        t.check(plans.readers(), f"nobody misses the key {key} of {table}")
    return {"statements": len(explained), "rows of a table": ROWS}
