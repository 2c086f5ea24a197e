"""What nothing of cspdesk may say: every log of its processes and every output of its commands is searched for it.

The secrets are whatever lies in the directories of secrets, in the files that a desk's installer wrote, all access
and refresh tokens by their form, and what a scenario put into bodies (NEEDLE, anywhere in a word).
"""

import re

# What commands have printed; whoever runs one adds it.
said = []
# A scenario that sends bodies writes it into each of them.
NEEDLE = "Nadelword77"
TOKENS = re.compile(r"eyJ[\w-]{12,}|\b0\.A[0-9a-f]{20,}\.[0-9a-f]{20,}|[Bb]earer [\w.-]{12,}")
FILES = ("**/secrets/*", "rt/etc/hook.secret", "rt/etc/cspdesk.token")
LEAST = 14      # characters; a shorter secret may be a word


def words(where):
    """The secrets of a trial's directory, {text: file}."""
    found = {NEEDLE: "a body"}
    for file in (f for pattern in FILES for f in where.glob(pattern) if f.is_file()):
        for line in file.read_text(errors="replace").splitlines():
            if len(line.strip()) >= LEAST and not line.startswith("-----"):
                found[line.strip()] = file.relative_to(where)
    return found


def found_in(text, secrets):
    """What of them stands there, or None."""
    token = TOKENS.search(text)
    return f"a token, {token[0][:8]}..." if token else next((f"what is in {secrets[s]}" for s in secrets if s in text), None)


def look(where):
    """A sentence for each log and output with a secret."""
    secrets = words(where)
    logs = [log for conf in where.glob("**/cspdesk.conf") for log in sorted((conf.parent / "log").glob("*.log"))]
    texts = [(str(log.relative_to(where)), log.read_text(errors="replace")) for log in logs]
    texts += [(f"output {i}", text) for i, text in enumerate(said)]
    told = ((name, found_in(text, secrets)) for name, text in texts)
    return [f"{name} tells {what}" for name, what in told if what]
