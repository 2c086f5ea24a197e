"""What `make lint` asks of the tree. A rule takes the tree and yields
(path, line, sentence); RULES names them all."""

import concurrent.futures
import fnmatch
import os
import re
import shutil
import subprocess

import csource
import rows

MAX_FUNCTION, MAX_NESTING, MAX_PARAMS = 60, 3, 6
MAX_FILE, MAX_COLUMNS = 500, 80
SKIP = {'.git', 'build', 'var', '__pycache__', 'node_modules', 'golden',
        'fuzz-corpus'}
BANNED = set('strcpy strcat sprintf vsprintf strtok gets atoi atol gmtime '
             'localtime system popen'.split())
DESKS = set('rt zammad znuny osticket freescout glpi'.split())
SQL = re.compile(r'"\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER)\s')
TEXT_ENDS = ('.c .h .py .sh .sql .awk .pm .pl .php .conf .txt .md .service '
             '.socket .json').split()


class Tree:
    """The files below `root`, read once; names have '/' and no './'."""

    def __init__(self, root, flags):
        self.root, self.flags = root, flags
        self.files, self._text, self._c = sorted(self._walk()), {}, {}

    def _walk(self):
        for at, folders, names in os.walk(self.root):
            folders[:] = [f for f in folders if f not in SKIP]
            for name in names:
                path = os.path.join(at, name)
                if os.path.isfile(path) and not os.path.islink(path):
                    yield os.path.relpath(path, self.root)

    def named(self, *patterns):
        return [f for f in self.files
                if any(fnmatch.fnmatchcase(f, p) for p in patterns)]

    def has(self, path):
        return os.path.exists(os.path.join(self.root, path))

    def text(self, path):
        if path not in self._text:
            with open(os.path.join(self.root, path), encoding='utf-8',
                      errors='replace', newline='') as f:
                self._text[path] = f.read()
        return self._text[path]

    def lines(self, path):
        return enumerate(self.text(path).split('\n'), 1)

    def c(self, path):
        if path not in self._c:
            self._c[path] = csource.Source(self.text(path))
        return self._c[path]

    def first_line(self, path):
        with open(os.path.join(self.root, path), 'rb') as f:
            return f.readline(200).decode('utf-8', 'replace')


def all_c(tree):
    return tree.named('*.c', '*.h')


def function(tree):
    for path in all_c(tree):
        for f in tree.c(path).functions():
            if f.lines > MAX_FUNCTION:
                yield path, f.line, (f'{f.name}() has {f.lines} lines, more '
                                     f'than {MAX_FUNCTION}')


def nesting(tree):
    for path in all_c(tree):
        for f in tree.c(path).functions():
            if f.depth > MAX_NESTING:
                yield path, f.deep_line, (f'{f.name}() nests {f.depth} deep, '
                                          f'more than {MAX_NESTING}')


def params(tree):
    for path in all_c(tree):
        for f in tree.c(path).functions():
            if f.params > MAX_PARAMS:
                yield path, f.line, (f'{f.name}() has {f.params} parameters, '
                                     f'more than {MAX_PARAMS}')


def length(tree):
    for path in all_c(tree):
        n = tree.text(path).count('\n')
        if n > MAX_FILE:
            yield path, n, f'{n} lines, more than {MAX_FILE}'


def columns(tree):
    for path in all_c(tree):
        for n, line in tree.lines(path):
            width = len(line.expandtabs(8))
            if width > MAX_COLUMNS:
                yield path, n, f'{width} columns, more than {MAX_COLUMNS}'


def blanks(tree):
    texts = tree.named('Makefile', *('*' + e for e in TEXT_ENDS))
    for path in set(texts + scripts(tree, 'sh') + scripts(tree, 'python')):
        for n, line in tree.lines(path):
            if line != line.rstrip(' \t'):
                yield path, n, 'blanks at the end of the line'


def comments(tree):
    for path in all_c(tree):
        for t in tree.c(path).tokens:
            if t.kind == 'line':
                yield path, t.line, 'a // comment: use /* */'


def banned(tree):
    for path in all_c(tree):
        code = tree.c(path).code
        for t, after in zip(code, code[1:]):
            if t.kind == 'word' and t.text in BANNED and after.text == '(':
                yield path, t.line, f'{t.text}() is banned'


def headers(tree):
    """Every header compiles alone, with the program's own flags."""
    def compile_one(path):
        unit = f'#include "{path}"\nextern int lint;\n'
        run = subprocess.run(
            ['gcc', *tree.flags, '-I.', '-fsyntax-only', '-x', 'c', '-'],
            cwd=tree.root, capture_output=True, text=True, input=unit)
        return path, run
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, run in pool.map(compile_one, tree.named('*.h')):
            if run.returncode != 0:
                m = re.search(r'^([^:\n]+):(\d+):.*?error: (.*)', run.stderr,
                              re.M)
                why = m.group(3) if m else run.stderr.strip()
                yield path, m.group(2) if m else 1, f'alone: {why}'


def layer_rows():
    here = os.path.join(os.path.dirname(__file__), 'layers.txt')
    with open(here, encoding='utf-8') as f:
        for line in f:
            words = line.split('#')[0].split()
            if words:
                yield words[0], words[1], words[2:]


def any_match(name, patterns):
    return any(fnmatch.fnmatchcase(name, p) for p in patterns)


def breaks(row, path, name, quoted):
    what, first, rest = row
    if what == 'only' and any_match(name, [first]):
        return not any_match(path, rest)
    if what == 'never' and any_match(path, [first]):
        return any_match(name, rest)
    if what == 'within' and any_match(path, [first]):
        return quoted and not any_match(name, rest)
    return False


def layers(tree):
    rows = list(layer_rows())
    for path in tree.named('plugin/*.[ch]', 'hooks/*.[ch]'):
        for n, name, quoted in tree.c(path).includes():
            for row in rows:
                if breaks(row, path, name, quoted):
                    yield path, n, (f'may not include {name} '
                                    f'({row[0]} {row[1]})')


VOCABULARY = re.compile(
    r'commercial|csp-entitlement|premier|advanced|signature-cloud|'
    r'product-incident|azure-plan|unified-contract|azure|microsoft365|'
    r'dynamics365|power-platform|entra-id|on-premises|partner-center|'
    r'break-fix|how-to|\w+_admin|\w+_agent|direct-bill|indirect-\w+|'
    r'P(10|[1-9])|msrc|isv|product-portal')
REGISTRATION = re.compile(r'^extern const struct desk desk_\w+;$|'
                          r'^const struct desk \*const desks\[\] = |'
                          r'^\t&desk_\w+,$')


def desk_names(tree):
    """The core knows desks by their contract, not by name."""
    for path in tree.named('plugin/*.[ch]', 'hooks/desk.[ch]'):
        rows = tree.text(path).split('\n')
        source = tree.c(path)
        for t in source.texts() + source.words():
            parts = set(re.split('[^a-z]+', t.text.lower()))
            found = parts & DESKS
            if found and not (path == 'hooks/desk.c' and
                              REGISTRATION.match(rows[t.line - 1])):
                yield path, t.line, f'names a desk: {sorted(found)[0]}'


def sql_text(tree):
    for path in tree.named('plugin/*.[ch]'):
        for t in tree.c(path).texts():
            if SQL.match(t.text):
                yield path, t.line, 'SQL belongs into sql/'


def vocabulary(tree):
    """Who may what by which way is said by conf/policy and decided in
    plugin/policy; elsewhere its words would be a rule in hiding. Defaults of
    settings are no rules."""
    for path in tree.named('plugin/*.c'):
        if path.startswith('plugin/policy/') or path == 'plugin/config.c':
            continue
        for t in tree.c(path).texts():
            if VOCABULARY.fullmatch(t.text.strip('"')):
                yield path, t.line, f'a rule outside policy/: {t.text}'


PERSONAL = 'sql/personal.txt'
CLASSES = {'none', 'proof', 'staff', 'customer', 'person', 'sender'}
TEXT_COLUMN = re.compile(r'\s*(?:ADD COLUMN (?:IF NOT EXISTS )?)?(?!KEY\b|INDEX\b)'
                         r'`?(\w+)`?\s+'
                         r'(?:(?:VAR)?CHAR|(?:TINY|MEDIUM|LONG)?(?:TEXT|BLOB)|'
                         r'(?:VAR)?BINARY|JSON)\b', re.I)
TABLE = re.compile(r'\s*(?:CREATE|ALTER) TABLE (?:IF NOT EXISTS )?`?(\w+)',
                   re.I)


def text_columns(tree):
    """(path, line, table, column) of every column that can hold text."""
    for path in tree.named('sql/[0-9]*.sql'):
        table = None
        for n, line in tree.lines(path):
            line = re.sub('--.*', '', line)
            opens = TABLE.match(line)
            table = opens.group(1) if opens else table
            rest = line[opens.end():] if opens else line
            for part in re.split('[(,]', rest):
                found = TEXT_COLUMN.match(part)
                if found:
                    yield path, n, table, found.group(1)


def personal(tree):
    """Whose data a text column may hold is known, or erasure would miss
    it."""
    rows = {}
    for n, line in tree.lines(PERSONAL) if tree.has(PERSONAL) else ():
        words = line.partition('#')[0].split()
        if words and (len(words) != 3 or words[2] not in CLASSES):
            yield PERSONAL, n, 'is not: table column class'
        elif words:
            rows[words[0], words[1]] = n
    for path, n, table, column in text_columns(tree):
        if (table, column) not in rows:
            yield path, n, (f'{table}.{column}: whose data may stand in it? '
                            f'Add a line to {PERSONAL}')
    there = {(table, column) for _, _, table, column in text_columns(tree)}
    for row in sorted(set(rows) - there):
        yield PERSONAL, rows[row], f'no column {".".join(row)}'


def triggers(tree):
    for path in tree.named('sql/*.sql'):
        for n, line in tree.lines(path):
            line = re.sub('--.*|#.*', '', line)
            if re.search(r'\btrigger\b', line, re.I):
                yield path, n, 'no triggers: clusters refuse them (1419)'


def adapters(tree):
    for folder in sorted({os.path.dirname(f)
                          for f in tree.named('hooks/*/*.c')}):
        kind = folder.split('/')[1]
        if kind == 'skeleton':      # no desk: check_desks is its test
            continue
        for need in (f'hooks/{kind}/{kind}.c', f'tests/unit/check_{kind}.c',
                     f'hooks/{kind}/fuzz', f'hooks/{kind}/README.md',
                     f'hooks/{kind}/golden'):
            if not tree.has(need):
                yield f'hooks/{kind}/{kind}.c', 1, f'has no {need}'


MADE = re.compile(r'(?<!\w)\(\s*(?:const\s+)?struct proven\s*\)\s*\{|'
                  r'(?<!\w)\(\s*struct proven\s*\*\s*\)|'
                  r'\bstruct proven\s+\w+\s*=|sizeof\s*\(?\s*struct proven')


def proven(tree):
    """Proof comes from verify_origin(); tests may make their own."""
    for path in tree.named('plugin/*.[ch]', 'hooks/*.[ch]'):
        if path == 'plugin/web/verify.c':
            continue
        text = re.sub(r'/\*.*?\*/', lambda m: re.sub(r'[^\n]', ' ', m.group()),
                      tree.text(path), flags=re.S)
        names = re.findall(r'(?<!const )\bstruct proven\s*\**\s*(\w+)\s*[;,)]',
                           text)
        filled = [rf'|(?<![\w.>])\*?{n}(?:(?:\.|->)\w+)?\s*=[^=]'
                  for n in set(names)]
        for m in re.finditer(MADE.pattern + ''.join(filled), text):
            yield (path, text.count('\n', 0, m.start()) + 1,
                   'makes a struct proven; only plugin/web/verify.c may')


def settings(tree):
    """The sample is what the program accepts, once both are there."""
    program, sample = 'build/release/cspdesk', 'conf/cspdesk.conf'
    if not tree.has(program) or not tree.has(sample):
        return
    run = subprocess.run([program, 'check', '-c', sample], cwd=tree.root,
                         capture_output=True, text=True, timeout=10)
    for m in re.finditer(r'^.*?' + re.escape(sample) + r':(\d+): (.*)$',
                         run.stderr + run.stdout, re.M):
        yield sample, m.group(1), m.group(2)


def scripts(tree, language):
    ends = {'sh': '.sh', 'python': '.py'}[language]
    mark = re.compile(r'^#!.*\b%s' % {'sh': '(ba|da)?sh\\b',
                                      'python': 'python'}[language])
    return [f for f in tree.files if f.endswith(ends) or
            ('.' not in os.path.basename(f) and mark.match(tree.first_line(f)))]


def shell(tree):
    files = scripts(tree, 'sh')
    if not files or not shutil.which('shellcheck'):
        return
    run = subprocess.run(['shellcheck', '-f', 'gcc', *files], cwd=tree.root,
                         capture_output=True, text=True)
    for line in run.stdout.splitlines():
        path, n, _, why = line.split(':', 3)
        yield path, n, why.strip()


def python(tree):
    for path in scripts(tree, 'python'):
        try:
            compile(tree.text(path), path, 'exec')
        except (SyntaxError, ValueError) as e:
            yield path, getattr(e, 'lineno', 1), e


RULES = {
    'function': function, 'nesting': nesting, 'params': params,
    'length': length, 'columns': columns, 'blanks': blanks,
    'comments': comments, 'banned': banned, 'headers': headers,
    'layers': layers, 'desk-names': desk_names, 'sql-text': sql_text,
    'vocabulary': vocabulary, 'personal': personal, 'triggers': triggers,
    'adapters': adapters, 'proven': proven, 'decision-rows': rows.rule,
    'settings': settings, 'shell': shell, 'python': python,
}
