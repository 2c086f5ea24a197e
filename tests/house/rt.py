"""Request Tracker 5 from Debian's packages, private to a directory, and what its people do with it."""

import base64
import email.message
import email.utils
import json as json_
import pathlib
import urllib.error
import urllib.parse
import urllib.request

import parts
from parts import HouseError, Process, TOP, command, make_dir, write

PASSWORDS = {"root": "password", "anna": "annapass", "piotr": "piotrpass", "kasia": "kasiapass"}
SERVER = "/usr/share/request-tracker5/libexec/rt-server.fcgi"
INSTALL = TOP / "hooks" / "rt" / "install"


class Rt:
    """A working RT under DIR/rt on the given Mariadb; `socket` speaks FastCGI and waits for an nginx.

    The first start makes schema, queues and people and runs hooks/rt/install; later ones keep them. Mail that RT
    sends is kept in DIR/rt/mail. `secret_file` and `token_file` are written by the installer, for cspdesk.
    The calls below go through `public_url`, so nginx must run.
    """

    def __init__(self, where, mariadb, public_url, hook_url, workers=4):
        self.home, self.mariadb, self.workers = pathlib.Path(where).resolve() / "rt", mariadb, workers
        self.public_url, self.hook_url = public_url.rstrip("/"), hook_url
        self.socket = parts.socket_path(self.home / "run" / "rt.sock")
        self.site, self.site_dir = self.home / "etc" / "RT_SiteConfig.pm", self.home / "etc" / "RT_SiteConfig.d"
        self.lib = self.home / "lib"
        self.secret_file, self.token_file = self.home / "etc" / "hook.secret", self.home / "etc" / "cspdesk.token"
        self.env = {"RT_SITE_CONFIG": str(self.site), "RT_SITE_CONFIG_DIR": str(self.site_dir),
                    "PERL5LIB": str(self.lib)}
        self.prepared, self.process = False, None

    # ---- the server

    def start(self):
        if not self.prepared:
            self.prepare()
        self.socket.unlink(missing_ok=True)
        self.process = Process(self.home, "rt", [SERVER, "--listen", self.socket, "--nproc", self.workers,
                                                 "--pid", self.home / "run" / "manager"], env=self.env)
        self.process.await_ready(lambda: self.socket.exists() and self.process.children())
        return self

    def stop(self):
        return self.process.stop()

    def kill(self):
        return self.process.kill()

    def prepare(self):
        """Configuration, and on the first start the database; everything that can be done before RT runs."""
        self._write_config()
        done = self.mariadb.home / "data" / "rt-made"       # goes when the data goes
        if not done.exists():
            self._make_database()
            write(done, "")
        self.install_hook()
        self.prepared = True

    def install_hook(self):
        """Runs hooks/rt/install as RT's administrator would; without it RT is just RT."""
        if INSTALL.exists():
            command([INSTALL, "--url", self.hook_url, "--secret-file", self.secret_file, "--token-file",
                     self.token_file, "--site-config-dir", self.site_dir, "--lib-dir", self.lib], env=self.env)

    def _make_database(self):
        self.mariadb.sql("DROP DATABASE IF EXISTS rt5; CREATE DATABASE rt5 CHARACTER SET utf8mb4;"
                         "GRANT ALL ON rt5.* TO rt_user@localhost IDENTIFIED BY 'rt_pass'")
        root_password = write(self.home / "etc" / "root-password", PASSWORDS["root"], 0o600)
        setup = ["/usr/sbin/rt-setup-database-5", "--skip-create", "--action"]
        command([*setup, "init", "--root-password-file", root_password], env=self.env)
        command([*setup, "insert", "--datafile", TOP / "tests" / "house" / "rt-initialdata"], env=self.env)

    def _write_config(self):
        make_dir(self.home)
        for name in ("etc", "etc/RT_SiteConfig.d", "lib", "log", "mail", "run", "session", "mason", "mason/obj",
                     "mason/cache", "mason/etc"):
            make_dir(self.home / name)
        sendmail = write(self.home / "etc" / "sendmail", SENDMAIL.format(mail=self.home / "mail"), 0o755)
        url = urllib.parse.urlsplit(self.public_url)
        write(self.site, SITE_CONFIG.format(host=url.hostname, port=url.port, home=self.home, sendmail=sendmail,
                                            db=self.mariadb.socket))

    # ---- its people

    def mail(self, sender, queue, subject, body, headers=None, html=False, ticket=None, files=()):
        """A mail from outside through RT's mail gateway; returns the ticket's number.

        With `ticket` it is a reply to that ticket; `files` are (name, type, bytes). A Message-ID in `headers` that RT has seen is not sent again.
        """
        message = email.message.EmailMessage()
        message["From"], message["To"] = sender, f"{queue.lower()}@rtlab.example"
        message["Subject"] = f"Re: [rtlab #{ticket}] {subject}" if ticket else subject
        message["Date"] = email.utils.formatdate()
        for name, value in {"Message-ID": email.utils.make_msgid(domain="mail.example"), **(headers or {})}.items():
            message[name] = value
        message.set_content(body, subtype="html" if html else "plain", cte="base64")
        for name, kind, content in files:
            message.add_attachment(content, *kind.split("/"), filename=name)
        known = self.ticket_of(message["Message-ID"])
        if known:
            return known
        return self._gateway(message.as_string(), queue, message["Message-ID"])

    def _gateway(self, text, queue, message_id):
        form = urllib.parse.urlencode({"SessionType": "REST", "queue": queue, "action": "correspond", "message": text})
        with urllib.request.urlopen(f"{self.public_url}/REST/1.0/NoAuth/mail-gateway", form.encode(), 60) as answer:
            said = answer.read().decode()
        ticket = self.ticket_of(message_id)
        if not said.startswith("ok") or ticket is None:
            raise HouseError(f"RT's mail gateway said: {said.strip()}")
        return ticket

    def ticket_of(self, message_id):
        """The ticket that holds the mail with this Message-ID, or None."""
        bare = message_id.strip("<>").replace("'", "")
        rows = self.mariadb.sql(
            "SELECT t.ObjectId FROM Attachments a JOIN Transactions t ON t.id = a.TransactionId "
            f"WHERE a.MessageId = '{bare}' AND t.ObjectType = 'RT::Ticket' "
            "AND t.Type IN ('Create', 'Correspond') LIMIT 1", "rt5")
        return int(rows[0][0]) if rows else None

    def rest(self, method, path, json=None, user="anna", token=None):
        """One REST2 call ('ticket/1/comment'); the decoded answer. RT answers 200 to refused changes: read back."""
        login = base64.b64encode(f"{user}:{PASSWORDS.get(user, '')}".encode()).decode()
        request = urllib.request.Request(
            f"{self.public_url}/REST/2.0/{path.lstrip('/')}", method=method,
            data=None if json is None else json_.dumps(json).encode(),
            headers={"Authorization": f"token {token}" if token else f"Basic {login}",
                     "Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json_.loads(answer.read() or b"null")
        except urllib.error.HTTPError as e:
            said = e.read().decode(errors="replace")[:200]
            raise HouseError(f"RT answered {e.code} to {method} {path}: {said}") from e

    def bytes(self, path, token):
        """What REST2 answers that is no JSON: (status, content type, bytes)."""
        request = urllib.request.Request(f"{self.public_url}/REST/2.0/{path}", headers={"Authorization": f"token {token}"})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.headers["Content-Type"], answer.read()
        except urllib.error.HTTPError as e:
            return e.code, e.headers["Content-Type"], e.read()

    def comment(self, ticket, text, user="anna", html=False):
        return self._write("comment", ticket, text, user, html)

    def reply(self, ticket, text, user="anna", html=False):
        return self._write("correspond", ticket, text, user, html)

    def _write(self, how, ticket, text, user, html):
        return self.rest("POST", f"ticket/{ticket}/{how}", user=user,
                         json={"Content": text, "ContentType": "text/html" if html else "text/plain"})

    def web_update(self, ticket, text, user, password, page="Ticket/Update.html", public=False):
        """A person's comment (or public reply) in RT's own pages: log in, fill in the form, send it."""
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        opener.addheaders = [("Referer", f"{self.public_url}/")]
        form = {"user": user, "pass": password, "next": ""}
        opener.open(f"{self.public_url}/NoAuth/Login.html", urllib.parse.urlencode(form).encode(), 60).read()
        form = {"id": ticket, "Action": "Respond" if public else "Comment", "SubmitTicket": "1",
                "UpdateType": "response" if public else "private", "UpdateContentType": "text/plain",
                "UpdateSubject": "", "UpdateContent": text}
        opener.open(f"{self.public_url}/{page}", urllib.parse.urlencode(form).encode(), 60).read()

    def thread(self, ticket):
        """All that was said in a ticket, in order: dicts of id, type (Create, Correspond, Comment), creator, created,
        content (as stored: html with its tags) and content_type."""
        said = [t for t in self._pages(f"ticket/{ticket}/history?fields=Type,Creator,Created")
                if t["Type"] in ("Create", "Correspond", "Comment")]
        bodies = {}
        for a in self._pages(f"ticket/{ticket}/attachments?fields=TransactionId,ContentType,Content"):
            if a.get("Content") and a["ContentType"].startswith("text/"):
                bodies.setdefault(_id(a["TransactionId"]), (a["Content"], a["ContentType"]))
        return [{"id": int(t["id"]), "type": t["Type"], "creator": _id(t["Creator"]), "created": t["Created"],
                 "content": bodies.get(t["id"], ("", ""))[0], "content_type": bodies.get(t["id"], ("", ""))[1]}
                for t in sorted(said, key=lambda t: int(t["id"]))]

    def notes(self, ticket, creator=None):
        """The internal notes of a ticket, all or one author's."""
        return [t for t in self.thread(ticket) if t["type"] == "Comment" and creator in (None, t["creator"])]

    def newest_notes(self, creator, after=0):
        """Notes of one author in all tickets with a transaction id above `after`, oldest first: dicts of id, ticket,
        content. Straight from the database, so that asking twice a second costs RT nothing."""
        rows = self.mariadb.sql(
            "SELECT t.id, t.ObjectId, a.Content FROM Transactions t JOIN Users u ON u.id = t.Creator "
            "JOIN Attachments a ON a.TransactionId = t.id AND a.ContentType LIKE 'text/%' "
            f"WHERE t.Type = 'Comment' AND t.ObjectType = 'RT::Ticket' AND u.Name = '{creator}' "
            f"AND t.id > {int(after)} ORDER BY t.id, a.id", "rt5")
        return [{"id": int(i), "ticket": int(ticket), "content": content or ""} for i, ticket, content in rows]

    def _pages(self, path):
        items, page = [], 1
        while True:
            got = self.rest("GET", f"{path}&per_page=100&page={page}", user="root")
            items += got["items"]
            if len(got["items"]) < 100:
                return items
            page += 1


def _id(ref):
    """REST2 gives references as objects or bare ids."""
    return str(ref["id"] if isinstance(ref, dict) else ref)


SENDMAIL = """\
#!/bin/sh
f=$(mktemp {mail}/$(date +%s.%N).XXXXXX) && {{ echo "X-Argv: $*"; cat; }} > "$f"
"""

# bcrypt's default cost of 12 would be paid on every request that brings a password or a token (0.23 s)
SITE_CONFIG = r"""
Set($rtname, 'rtlab'); Set($Organization, 'rtlab.example');
Set($WebDomain, '{host}'); Set($WebPort, {port}); Set($WebPath, '');
Set($CorrespondAddress, 'support@rtlab.example'); Set($CommentAddress, 'support-comment@rtlab.example');
Set($Timezone, 'UTC');
Set($DatabaseType, 'mysql'); Set($DatabaseHost, 'localhost'); Set($DatabaseName, 'rt5');
Set($DatabaseUser, 'rt_user'); Set($DatabasePassword, 'rt_pass');
Set(%DatabaseExtraDSN, mysql_socket => '{db}');
Set($LogToSyslog, undef); Set($LogToSTDERR, 'error');
Set($LogToFile, 'info'); Set($LogDir, '{home}/log'); Set($LogToFileNamed, 'rt-rt.log');
Set($MailCommand, 'sendmailpipe'); Set($SendmailPath, '{sendmail}');
Set($BcryptCost, 4);
$RT::VarPath = '{home}'; $RT::MasonDataDir = '{home}/mason'; $RT::MasonSessionDir = '{home}/session';
1;
"""
