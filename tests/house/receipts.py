"""Many receipts at once: made by tests/bench/receipts with the program's own decide, loaded as rows."""

import subprocess

import parts
from house import TOP


def generator(mode):
    """The program, built like the binary of that mode."""
    program = TOP / "build" / mode / "tests" / "bench" / "receipts"
    subprocess.run(["make", "-s", "-j2", "-f", "tests/bench/bench.mk", f"MODE={mode}", program.relative_to(TOP)], cwd=TOP,
                   check=True, stdout=subprocess.DEVNULL)
    return program


def make(program, where, policy, count, seed, since, until):
    """Files for LOAD DATA, by their common prefix: .policy and .receipt; the times are ms."""
    prefix = parts.make_dir(where) / "rows"
    parts.command([program, policy, count, seed, since, until, prefix], cwd=TOP)
    return prefix


def load(sql, prefix, first=0):
    """Into the database, with a case of desk rt for each; `first` is the highest case that is there already."""
    sql(f"""SET foreign_key_checks = 0, unique_checks = 0;
        LOAD DATA INFILE '{prefix}.policy' IGNORE INTO TABLE policy CHARACTER SET utf8mb4
            FIELDS TERMINATED BY '\\t' ESCAPED BY '' (hash, canonical) SET stored_at = 0;
        LOAD DATA INFILE '{prefix}.receipt' INTO TABLE receipt CHARACTER SET utf8mb4 FIELDS TERMINATED BY '\\t'
            ESCAPED BY '' (@c, version, place, decided_at, policy, facts, decision) SET case_id = @c + {first};
        INSERT INTO `case` (id, desk, ticket, version, is_closed, opened_at, updated_at)
            SELECT case_id, 'rt', case_id, MAX(version), 0, MIN(decided_at), MAX(decided_at)
            FROM receipt WHERE case_id > {first} GROUP BY case_id""")


def rows(prefix):
    """What was made: (case, version, decided_at, decision) of each."""
    with open(f"{prefix}.receipt", encoding="utf-8") as f:
        for line in f:
            case, version, _, at, _, _, decision = line.rstrip("\n").split("\t")
            yield int(case), int(version), int(at), decision
