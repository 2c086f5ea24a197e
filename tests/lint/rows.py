#!/usr/bin/env python3
"""Which test shows which row of DOMAIN: tests/decide/rows.txt.

    python3 -B tests/lint/rows.py       writes it anew

A line of rows.txt is a row as DOMAIN has it; the indented ones below name its
tests. Those in tests/decide come from "shows" of the cases, where a row is
named by its first words ("E9", "2.3 Signature Cloud"). The others are written
by hand and kept: "FILE: TEST".
`make lint` asks that each row has a test, that each test is there, and that
the rows are those of DOMAIN, if that is beside the project."""

import json
import os
import re
import sys

ROWS, CASES = 'tests/decide/rows.txt', 'tests/decide/*.json'
DOMAIN = '../shared/DOMAIN.md'
SECTIONS = '2.3', '2.5', '2.6', '4.2', '9'
AGAIN = 'run python3 -B tests/lint/rows.py'
MEMBERS = {'name', 'says', 'shows', 'patch', 'want'}
HEADER = '''\
# Every row of DOMAIN's rules for decisions, and the tests that show it. Lines
# of tests/decide are made by tests/lint/rows.py, others are written by hand.
'''


def domain_rows(text):
    """The rows of the tables of SECTIONS, in order."""
    section = head = None
    for line in text.split('\n'):
        heading = re.match(r'#+ ([\d.]+?)\.? ', line)
        section = heading.group(1) if heading else section
        if section not in SECTIONS or not line.startswith('|'):
            head = None
            continue
        cells = [re.sub(r'\*\*|`| \(D3?( [^)]*)?\)', '', c).strip()
                 for c in line.strip().strip('|').split('|')]
        if head is None or set(line) <= set('|-: '):
            head = head or cells
        elif section == '2.6':
            for n, kind in enumerate(head[1:], 1):
                yield f'2.6 {kind.lower()}: {cells[0]} | {cells[n]}'
        elif section == '9':
            yield f'{cells[0]} {" | ".join(cells[1:3])}'
        else:
            marked = head[-1].startswith('Mark')
            yield f'{section} ' + ' | '.join(cells[:-1] if marked else cells)


def listed(tree):
    """rows.txt as {row: (line, [(line, place)])}."""
    rows, row = {}, None
    for n, line in tree.lines(ROWS) if tree.has(ROWS) else ():
        if line[:1] == ' ' and row:
            rows[row][1].append((n, line.strip()))
        elif line and line[0] not in ' #':
            row = line
            rows[row] = n, []
    return rows


def cases(tree):
    """(path, line, case) of every case."""
    for path in tree.named(CASES):
        text = tree.text(path)
        try:
            found = json.loads(text)
        except ValueError:
            continue                    # check_decide says so
        for case in found if isinstance(found, list) else ():
            at = text.find('"name": ' + json.dumps(case.get('name'),
                                                   ensure_ascii=False))
            yield path, text.count('\n', 0, max(at, 0)) + 1, case


def named(row, name):
    return row == name or re.match(re.escape(name) + r'(?!\w)', row)


def shown(tree, rows):
    """{row: [place]} by the cases, and what is wrong with them."""
    places, wrong, names = {row: [] for row in rows}, [], set()
    for path, line, case in cases(tree):
        place = f'{path}: {case.get("name")}'
        if place in names:
            wrong.append((path, line, f'"{case.get("name")}" stands here '
                                      'twice'))
        names.add(place)
        for member in sorted(set(case) - MEMBERS):
            wrong.append((path, line, f'a case has no "{member}"'))
        for name in case.get('shows', ()):
            found = [row for row in rows if named(row, name)]
            if len(found) == 1:
                places[found[0]].append(place)
            else:
                wrong.append((path, line, f'shows "{name}": {len(found)} '
                                          f'rows of {ROWS} begin so'))
    return places, wrong


def is_there(tree, place):
    """Has FILE such a TEST: a function, or a row of a table by its name?"""
    path, _, name = place.partition(': ')
    return tree.has(path) and re.search(
        r'START_TEST\({0}\)|\bdef {0}\(|"{0}"'.format(re.escape(name)),
        tree.text(path)) is not None


def by_hand(place):
    return not place.startswith('tests/decide/')


def written(rows, places, old):
    text = HEADER
    for row in rows:
        kept = [p for _, p in old.get(row, (0, []))[1] if by_hand(p)]
        text += f'\n{row}\n' + ''.join(f'    {p}\n' for p in
                                       places[row] + kept)
    return text


def beside(tree):
    """DOMAIN's rows, if it is there."""
    path = os.path.join(tree.root, DOMAIN)
    if not os.path.exists(path):
        return None
    with open(path, encoding='utf-8') as f:
        return list(domain_rows(f.read()))


def rule(tree):
    old = listed(tree)
    places, wrong = shown(tree, old)
    yield from wrong
    for row, (n, lines) in old.items():
        if not lines:
            yield ROWS, n, 'no test shows this row'
        for line, place in lines:
            if by_hand(place) and not is_there(tree, place):
                yield ROWS, line, f'there is no such test: {place}'
    domain = beside(tree) if old else None
    if domain is not None and domain != list(old):
        yield ROWS, 1, f'the rows of {DOMAIN} are others: {AGAIN}'
    elif old and written(old, places, old) != tree.text(ROWS):
        yield ROWS, 1, f'the cases show something else: {AGAIN}'


def main():
    import rules
    top = os.path.dirname(os.path.dirname(os.path.dirname(
        os.path.abspath(__file__))))
    tree = rules.Tree(top, [])
    old = listed(tree)
    rows = beside(tree) or list(old)
    places, wrong = shown(tree, rows)
    with open(os.path.join(top, ROWS), 'w', encoding='utf-8') as f:
        f.write(written(rows, places, old))
    for path, line, why in wrong:
        print(f'{path}:{line}: {why}')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
