"""Triggers and background jobs of the fake Zammad: webhooks and mails in one queue, one after the other."""

import hashlib
import hmac
import json
import threading
import time
import urllib.error
import urllib.request
import uuid

from fake_zammad_words import PRIORITIES, ROLES, SENDERS, STATES, TYPES, stamp

MOST_ATTEMPTS = 5
# Zammad leaves these out of the users that it sends.
HIDDEN = ("last_login", "login_failed", "password", "preferences", "group_ids", "groups", "authorization_ids",
          "authorizations")


class Job:
    def __init__(self, kind, **more):
        self.id, self.kind, self.attempt, self.due = str(uuid.uuid4()), kind, 0, 0.0
        self.__dict__.update(more)


class Jobs:
    """`wait_secs` is what stands for Zammad's ten seconds between attempts."""

    def __init__(self, desk, wait_secs):
        self.desk, self.wait_secs = desk, wait_secs
        self.queue, self.mails, self.deliveries, self.log = [], [], [], []
        self.losing, self.wake, self.lock = 0, threading.Event(), threading.Lock()

    def lose(self, times=1):
        """The next webhooks are lost as if every attempt had failed."""
        self.losing += times

    def add_mail(self, article, to):
        self.queue.append(Job("mail", article=article, to=to))
        self.wake.set()

    # ---- triggers

    def evaluate(self, ticket, action, changed, article, by):
        """After the commit: every active trigger in the order of its name, once."""
        for trigger in sorted(self.desk.triggers.values(), key=lambda t: t["name"]):
            hook = trigger["perform"].get("notification.webhook", {}).get("webhook_id")
            if not trigger["active"] or hook is None or \
                    not self.fits(trigger, ticket, action, changed, article, by):
                continue
            for number in hook if isinstance(hook, list) else [hook]:
                self.queue.append(Job("webhook", trigger=trigger["name"], hook=int(number), ticket=ticket,
                                      article=article))
        self.wake.set()

    def fits(self, trigger, ticket, action, changed, article, by):
        """selective: at least one attribute that a condition names must have changed, as must an article it names."""
        if trigger.get("activator", "action") != "action":
            return False
        named = trigger["condition"]
        if trigger.get("execution_condition_mode", "selective") == "selective" and not any(
                name.split(".")[0] == "article" and article or name == "ticket.action" or
                name.startswith("ticket.") and name[7:] in changed for name in names(named)):
            return False
        return self.block_holds(named, lambda name, c: self.holds(name, c, ticket, action, changed, article, by))

    def block_holds(self, block, holds):
        """{name: condition}, all of them; or {operator: AND | OR | NOT, conditions: [...]}, which may be nested."""
        if "conditions" not in block:
            return holds(block["name"], block) if "name" in block else all(holds(n, c) for n, c in block.items())
        found = [self.block_holds(b, holds) for b in block["conditions"]]
        return {"AND": all, "OR": any, "NOT": lambda f: not all(f)}[block["operator"]](found)

    def holds(self, name, c, ticket, action, changed, article, by):
        kind, attribute = name.split(".", maxsplit=1)
        operator = c["operator"]
        if operator == "has changed":
            return attribute in changed
        if name == "ticket.action":
            value = action if operator == "is" or c["value"] != "update.merged_into" else "-"
        elif name == "article.action":
            value = "create" if article else None
        elif name == "ticket.updated_by_id":
            value = by
        else:
            record = self.desk.tickets[ticket] if kind == "ticket" else self.desk.articles.get(article, {})
            value = record.get(attribute)
        wanted = [str(v) for v in (c["value"] if isinstance(c["value"], list) else [c["value"]])]
        return (str(value) in wanted) == (operator == "is")

    # ---- jobs

    def work(self):
        while not self.desk.stopping.is_set():
            self.wake.wait(0.02)
            self.wake.clear()
            self.run_due()

    def run_due(self):
        ran = 0
        with self.lock:     # one worker; what it does meanwhile keeps the others waiting
            while not self.desk.stopping.is_set():
                due = [j for j in self.queue if j.due <= time.monotonic()]
                if not due:
                    return ran
                self.queue.remove(due[0])
                self.run(due[0])
                ran += 1
        return ran

    def wait_empty(self, secs=20):
        """Until nothing waits, retries too."""
        end = time.monotonic() + secs
        while self.queue and time.monotonic() < end:
            self.run_due()
            time.sleep(0.01)
        return not self.queue

    def run(self, job):
        if job.kind == "mail":
            with self.desk.lock:
                article = self.desk.articles.get(job.article)
            if article:
                self.mails.append((job.to, article["body"]))
            return
        if self.losing > 0:
            self.losing -= 1
            return
        job.attempt += 1
        status = self.post(job)
        if status is not None and not 200 <= status < 300 and job.attempt < MOST_ATTEMPTS:
            job.due = time.monotonic() + job.attempt * self.wait_secs
            self.queue.append(job)

    def post(self, job):
        """The status, 0 when nobody answered, None when there is nothing to send any more."""
        with self.desk.lock:
            hook = self.desk.webhooks.get(job.hook)
            if hook is None or not hook["active"] or job.ticket not in self.desk.tickets or \
                    (job.article and job.article not in self.desk.articles):
                return None
            body = render(self.desk, job)
        headers = {"User-Agent": "Zammad User Agent", "Content-Type": "application/json; charset=utf-8",
                   "X-Zammad-Trigger": job.trigger, "X-Zammad-Delivery": job.id}
        if hook.get("signature_token"):
            headers["X-Hub-Signature"] = sign(hook["signature_token"], body)
        if hook.get("bearer_token"):
            headers["Authorization"] = "Bearer " + hook["bearer_token"]
        status = send(hook["endpoint"], body, headers)
        self.log.append({"id": len(self.log) + 1, "direction": "out", "facility": "webhook", "method": "POST",
                         "url": hook["endpoint"], "status": str(status), "ip": None, "request": {}, "response": {},
                         "created_at": stamp(), "updated_at": stamp()})
        self.deliveries.append({"id": job.id, "trigger": job.trigger, "attempt": job.attempt, "status": status,
                                "body": body, "ticket": job.ticket})
        return status


def names(block):
    """The attributes that a condition names, at any depth."""
    if "conditions" in block:
        return [n for b in block["conditions"] for n in names(b)]
    return [block["name"]] if "name" in block else list(block)


def sign(token, body):
    return "sha1=" + hmac.new(token.encode(), body, hashlib.sha1).hexdigest()


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


_opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))


def send(url, body, headers, timeout=30):
    try:
        with _opener.open(urllib.request.Request(url, body, headers, method="POST"), timeout=timeout) as answer:
            return answer.status
    except urllib.error.HTTPError as e:
        return e.code
    except OSError:
        return 0


# ---- the body of a webhook

def render(desk, job):
    ticket = record(desk, desk.tickets[job.ticket], ticket=True)
    article = record(desk, desk.articles[job.article]) if job.article else {}
    text = json.dumps({"ticket": ticket, "article": article}, ensure_ascii=False, separators=(",", ":"))
    for raw, escaped in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(raw, escaped)
    return text.encode()


def record(desk, row, ticket=False):
    """Ids keep their number and get a twin that says it; names in order."""
    out = {k: v for k, v in row.items() if k not in ("links", "tags")}
    for name in ("owner_id", "customer_id", "created_by_id", "updated_by_id", "origin_by_id"):
        if row.get(name):
            out[name[:-3]] = person(desk, row[name])
    if ticket:
        out["group"] = named(desk, desk.groups[row["group_id"]])
        out["organization"] = named(desk, desk.organizations[row["organization_id"]]) if row["organization_id"] else {}
        out["state"] = STATES[row["state_id"]][0]
        out["priority"] = {"id": row["priority_id"], "name": PRIORITIES[row["priority_id"]], "active": True,
                           "created_by": "-", "updated_by": "-"}
        out["create_article_type"] = TYPES[row["create_article_type_id"]]
        out["create_article_sender"] = SENDERS[row["create_article_sender_id"]]
    else:
        out["type"], out["sender"] = TYPES[row["type_id"]], SENDERS[row["sender_id"]]
    return dict(sorted(out.items()))


def named(desk, row):
    return dict(sorted({**row, "created_by": "-", "updated_by": "-"}.items()))


def person(desk, number):
    u = desk.users[number]
    organisation = desk.organizations.get(u["organization_id"], {}).get("name", "")
    return dict(sorted({**{k: v for k, v in u.items() if k not in HIDDEN}, "created_by": "-", "updated_by": "-",
                        "roles": [ROLES[r] for r in u["role_ids"]], "organization": organisation,
                        "organizations": []}.items()))
