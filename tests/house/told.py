"""The texts of conf/messages, read by a reader of our own, so that it shares nothing with the program."""

import re

from parts import TOP, make_dir, write


def told(language):
    """{"note.title": ...}"""
    texts, group = {}, ""
    for line in (TOP / "conf" / "messages" / f"{language}.conf").read_text(encoding="utf-8").splitlines():
        opens, text = re.match(r"(\w[\w-]*)\s*=\s*\{", line), re.match(r'\s+([\w-]+)\s*=\s*"(.*)";', line)
        if opens:
            group = opens[1]
        elif text:
            texts[f"{group}.{text[1]}"] = text[2].replace('\\"', '"')
    return texts


def own_words(where, language, texts):
    """Writes them as a partner's own words: `where` is the setting messages_local."""
    groups = {}
    for key, text in texts.items():
        group, _, name = key.partition(".")
        groups.setdefault(group, []).append('    {} = "{}";\n'.format(name, text.replace('"', '\\"')))
    make_dir(where)
    write(where / f"{language}.conf", "".join(f"{g} = {{\n{''.join(rows)}}};\n" for g, rows in groups.items()))
