"""Reads C only as far as style needs it: comments, texts, functions, nesting."""

import re

TOKEN = re.compile(
    r'(?P<comment>/\*.*?\*/)|(?P<line>//[^\n]*)|(?P<text>"(?:\\.|[^"\\\n])*")'
    r"|(?P<char>'(?:\\.|[^'\\\n])*')|(?P<word>[A-Za-z_]\w*)|(?P<newline>\n)"
    r'|(?P<space>[ \t\f\r]+)|(?P<number>\.?\d[\w.]*)|(?P<mark>.)', re.S)
CONTROL = {'if', 'for', 'while', 'switch'}
ASIDE = {'comment', 'line', 'space', 'newline', 'hash'}


class Token:
    def __init__(self, kind, text, line):
        self.kind, self.text, self.line = kind, text, line


class Function:
    def __init__(self, name, line, last, params, depth, deep_line):
        self.name, self.line, self.last = name, line, last
        self.params, self.depth, self.deep_line = params, depth, deep_line

    @property
    def lines(self):
        return self.last - self.line + 1


class Source:
    """All tokens; `code` leaves out comments, space and preprocessor lines."""

    def __init__(self, text):
        self.tokens = []
        line = 1
        for m in TOKEN.finditer(text):
            self.tokens.append(Token(m.lastgroup, m.group(), line))
            line += m.group().count('\n')
        self._mark_preprocessor()
        self.code = [t for t in self.tokens if t.kind not in ASIDE]

    def _mark_preprocessor(self):
        """A line whose first mark is '#', with its continuations."""
        first, inside, last = True, False, None
        for t in self.tokens:
            if t.kind == 'newline':
                inside = inside and last is not None and last.text == '\\'
                first = first or not inside
            elif t.kind not in ('space', 'comment', 'line'):
                inside = inside or (first and t.text == '#')
                first = False
                if inside:
                    t.hashed, t.was, t.kind = True, t.kind, 'hash'
            last = t if t.kind != 'space' else last

    def includes(self):
        """(line, name, quoted) of each #include."""
        rows = {}
        for t in self.tokens:
            if t.kind == 'hash':
                rows.setdefault(t.line, []).append(t.text)
        for line, words in rows.items():
            if words[:2] == ['#', 'include']:
                name = ''.join(words[2:])
                yield line, name.strip('"<>'), name.startswith('"')

    def texts(self):
        """Every text literal, also in macros."""
        return [t for t in self.tokens if t.kind == 'text'
                or getattr(t, 'was', None) == 'text']

    def words(self):
        return [t for t in self.tokens if t.kind == 'word'
                or getattr(t, 'was', None) == 'word']

    def functions(self):
        """Definitions and prototypes on the top level."""
        found, code, i, start = [], self.code, 0, 0
        while i < len(code):
            text = code[i].text
            if text == ';':
                found += self._function(start, i, None)
                start = i + 1
            elif text == '{':
                end = _closing(code, i)
                if i > start and code[i - 1].text == ')':
                    found += self._function(start, i, end)
                    start = end + 1
                i = end
            i += 1
        return found

    def _function(self, start, end, last):
        """The function whose head is code[start:end], if it is one."""
        code = self.code
        heads = [t.text for t in code[start:end]]
        if last is None and {'=', '{', 'typedef'} & set(heads):
            return []
        for k in range(start, end - 1):
            if code[k].kind == 'word' and code[k + 1].text == '(' and \
                    not code[k].text.startswith('_'):
                break
        else:
            return []
        params = _params(code, k + 1)
        if last is None:
            return [Function(code[k].text, code[k].line, code[k].line,
                             params, 0, 0)]
        walk = Walk(code, end)
        return [Function(code[k].text, code[k].line, code[last].line, params,
                         walk.deepest, walk.deep_line)]


def _closing(code, i):
    pairs = {'(': ')', '{': '}', '[': ']'}
    opening, closing, depth = code[i].text, pairs[code[i].text], 0
    for k in range(i, len(code)):
        depth += (code[k].text == opening) - (code[k].text == closing)
        if depth == 0:
            return k
    return len(code) - 1


def _params(code, i):
    end, depth, n = _closing(code, i), 0, 1
    inner = [t.text for t in code[i + 1:end]]
    if inner in ([], ['void']):
        return 0
    for text in inner:
        depth += (text in '([{') - (text in ')]}')
        n += text == ',' and depth == 0
    return n


class Walk:
    """How deep control statements nest, with braces or without."""

    def __init__(self, code, brace):
        self.code, self.i = code, brace
        self.deepest, self.deep_line = 0, 0
        self.statement(0)

    def text(self):
        return self.code[self.i].text if self.i < len(self.code) else ''

    def enter(self, depth):
        if depth > self.deepest:
            self.deepest, self.deep_line = depth, self.code[self.i - 1].line
        self.statement(depth)

    def statement(self, depth):
        text = self.text()
        if text == '{':
            self.block(depth)
        elif text in CONTROL:
            self.control(text, depth)
        elif text == 'do':
            self.i += 1
            self.enter(depth + 1)
            self.simple()
        else:
            self.simple()

    def block(self, depth):
        self.i += 1
        while self.i < len(self.code) and self.text() != '}':
            self.statement(depth)
        self.i += 1

    def control(self, word, depth):
        self.i = _closing(self.code, self.i + 1) + 1
        self.enter(depth + 1)
        if word == 'if' and self.text() == 'else':
            self.i += 1
            if self.text() == 'if':
                self.statement(depth)
            else:
                self.enter(depth + 1)

    def simple(self):
        """Up to its ';', or to the ':' of a label."""
        label = self.text() in ('case', 'default')
        while self.i < len(self.code):
            text = self.text()
            if text in ('(', '{', '['):
                self.i = _closing(self.code, self.i)
            self.i += 1
            if text == ';' or (text == ':' and label):
                return
            if self.text() == '}':
                return
