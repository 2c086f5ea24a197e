"""The texts of conf/messages, read by a reader of our own, so that it shares nothing with the program."""

import re

from parts import TOP


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
