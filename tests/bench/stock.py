"""Houses that have worked for a while: receipts that the program itself would make, and what belongs to them."""

import pathlib
import time

import receipts
from house import TOP, Cspdesk
from parts import make_dir, write

DAY = 86400000
SETTINGS = {"innodb_buffer_pool_size": "512M", "innodb_log_file_size": "512M", "max_allowed_packet": "64M"}


def house(where, mariadb, name, settings=None):
    """A migrated cspdesk with one desk that nobody asks anything."""
    home = make_dir(pathlib.Path(where) / name)
    secrets = make_dir(home / "desk", 0o700)
    desk = {"name": "rt", "kind": "rt", "url": "http://127.0.0.1:9", "user": "cspdesk", "timeout_secs": 5,
            "token_file": write(secrets / "token", "1-28-00ff\n", 0o600), "mode": "notes",
            "secrets": [{"file": write(secrets / "secret", "whsec_" + "A" * 32 + "\n", 0o600)}]}
    cspdesk = Cspdesk(where, mariadb, desks=[desk], settings=settings, name=name)
    cspdesk.prepare()
    return cspdesk


def load_receipts(cspdesk, count, days, where):
    """So many receipts of all kinds of facts, spread over the last days."""
    until = int(time.time() * 1000) - 1000
    program = TOP / "build" / "release" / "tests" / "bench" / "receipts"
    prefix = receipts.make(program, where, TOP / "conf" / "policy", count, 7, until - days * DAY, until)
    receipts.load(cspdesk.sql, prefix)


def age(cspdesk, times):
    """Every receipt so many times more, in cases of their own, each time before all that there are."""
    span = int(cspdesk.sql("SELECT MAX(decided_at) - MIN(decided_at) + 1000 FROM receipt")[0][0])
    cases = int(cspdesk.sql("SELECT MAX(id) FROM `case`")[0][0])
    last = int(cspdesk.sql("SELECT MAX(id) FROM receipt")[0][0])
    for i in range(1, times + 1):
        cspdesk.sql(f"""SET foreign_key_checks = 0, unique_checks = 0;
            INSERT INTO receipt (case_id, version, place, decided_at, policy, facts, decision)
                SELECT case_id + {i * cases}, version, place, decided_at - {i * span}, policy, facts, decision
                FROM receipt WHERE id <= {last};
            INSERT INTO `case` (id, desk, ticket, version, is_closed, has_seen, opened_at, updated_at)
                SELECT id + {i * cases}, desk, ticket + {i * cases}, version, 1, 1, opened_at - {i * span},
                updated_at - {i * span} FROM `case` WHERE id <= {cases}""")
    return cases * (times + 1)


def surround(cspdesk, customers):
    """Customers, and for every case the rows that a worker leaves behind."""
    cspdesk.sql(f"""SET foreign_key_checks = 0, unique_checks = 0;
        INSERT INTO customer (id, name, tenant, language, relationship, told_at)
            SELECT seq, CONCAT('Customer ', seq), UUID(), 'en', 'yes', 1000 * UNIX_TIMESTAMP() FROM seq_1_to_{customers};
        INSERT INTO customer_domain (domain, customer_id) SELECT CONCAT('d', seq, '.example'), seq
            FROM seq_1_to_{customers};
        UPDATE `case` SET customer_id = id % {customers} + 1;
        INSERT INTO delivery (desk, dedupe, digest, ticket, source, state, due_at, received_at, request, body)
            SELECT 'rt', CONCAT('old-', id), LPAD(HEX(id), 64, '0'), ticket, 'hook', 'done', opened_at, opened_at, 'x',
            '{{}}' FROM `case`;
        INSERT INTO lane (desk, ticket) SELECT desk, ticket FROM `case`;
        INSERT INTO message_seen (desk, ticket, message, line, seen_at) SELECT desk, ticket, m.seq, 0, opened_at
            FROM `case`, seq_1_to_2 m;
        INSERT INTO clock (case_id, started_at, holder) SELECT id, opened_at, 'partner' FROM `case`;
        INSERT INTO job (case_id, seq, desk, ticket, payload, state, due_at, made_at, ended_at)
            SELECT id, 1, desk, ticket, '{{}}', 'done', opened_at, opened_at, opened_at FROM `case`""")


def settle_down(mariadb):
    """Until the server has written what the loading left in memory, so that it does not do so later."""
    mariadb.sql("SET GLOBAL innodb_max_dirty_pages_pct = 0, innodb_max_dirty_pages_pct_lwm = 0")
    end = time.monotonic() + 120
    while int(mariadb.sql("SHOW GLOBAL STATUS LIKE 'Innodb_buffer_pool_pages_dirty'")[0][1]) > 50:
        if time.monotonic() > end:
            break
        time.sleep(0.2)
    mariadb.sql("SET GLOBAL innodb_max_dirty_pages_pct = 90")
