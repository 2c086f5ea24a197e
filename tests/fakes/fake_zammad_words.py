"""What a Zammad is installed with: its states, priorities, kinds of article, roles."""

import datetime

SYSTEM, ADMIN = 1, 2
ADMINS, AGENTS, CUSTOMERS = 1, 2, 3
ROLES = {ADMINS: "Admin", AGENTS: "Agent", CUSTOMERS: "Customer"}
STATES = {1: ("new", "new"), 2: ("open", "open"), 3: ("pending reminder", "pending reminder"), 4: ("closed", "closed"),
          5: ("merged", "merged"), 7: ("pending close", "pending action")}
PRIORITIES = {1: "1 low", 2: "2 normal", 3: "3 high"}
TYPES = {1: "email", 2: "sms", 3: "chat", 5: "phone", 10: "note", 11: "web"}
SENDERS = {1: "Agent", 2: "Customer", 3: "System"}
PERMISSIONS = {ADMINS: ("admin", "user_preferences"), AGENTS: ("ticket.agent", "user_preferences"),
               CUSTOMERS: ("ticket.customer", "user_preferences")}
BUILT_IN = ("title", "group_id", "owner_id", "customer_id", "organization_id", "state_id", "priority_id",
            "pending_time", "note", "type")


def stamp():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def id_of(names, name):
    """The id of a name in one of the tables above, or None."""
    return next((i for i, n in names.items() if n == name or n[0] == name), None)
