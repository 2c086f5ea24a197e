"""What the Azure Support API of 2024-04-01 lets into a body: members, types, words. Everything else is refused.

rules are {member: (required, check)}; check returns what is wrong, or None.
"""

import datetime

from words import COUNTRIES, LANGUAGES, is_address, is_time_zone


def text(value):
    return None if isinstance(value, str) and value.strip() else "must be a text that is not empty"


def flag(value):
    return None if isinstance(value, bool) else "must be true or false"


def number(value):
    return None if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else "must be an integer"


def one_of(*words):
    return lambda value: None if value in words else f"must be one of {', '.join(words)}"


def lowered(words, what):
    return lambda v: None if isinstance(v, str) and v.lower() in {w.lower() for w in words} else f"is no {what}"


def address(value):
    return None if isinstance(value, str) and is_address(value) else "is no e-mail address"


def addresses(value):
    ok = isinstance(value, list) and all(isinstance(v, str) and is_address(v) for v in value)
    return None if ok else "must be a list of e-mail addresses"


def time_zone(value):
    return None if isinstance(value, str) and is_time_zone(value) else "is no Windows time zone"


def moment(value):
    try:
        return None if datetime.datetime.fromisoformat(value.replace("Z", "+00:00")).tzinfo else "has no zone"
    except (ValueError, AttributeError):
        return "is no time by ISO 8601"


def inside(rules):
    """The check of an object by rules of its own."""
    return lambda value: first_wrong(value, rules, "")[1] if isinstance(value, dict) else "must be an object"


def list_of(check):
    def every(value):
        if not isinstance(value, list):
            return "must be a list"
        return next(filter(None, map(check, value)), None)
    return every


SEVERITIES = ("minimal", "moderate", "critical", "highestcriticalimpact")
CONTACT = {
    "firstName": (True, text), "lastName": (True, text), "preferredContactMethod": (True, one_of("email", "phone")),
    "primaryEmailAddress": (True, address), "additionalEmailAddresses": (False, addresses),
    "phoneNumber": (False, text), "preferredTimeZone": (True, time_zone),
    "country": (True, lowered(COUNTRIES, "country by ISO 3166-1 alpha-3")),
    "preferredSupportLanguage": (True, lowered(LANGUAGES, "language of support")),
}
CONSENT = {"userConsent": (True, one_of("Yes", "No")), "type": (True, text)}
QUOTA = {"quotaChangeRequestSubType": (False, text), "quotaChangeRequestVersion": (False, text),
         "quotaChangeRequests": (False, list_of(inside({"region": (False, text), "payload": (False, text)})))}
TICKET = {
    "serviceId": (True, text), "title": (True, text), "description": (True, text),
    "problemClassificationId": (True, text), "severity": (True, one_of(*SEVERITIES)),
    "contactDetails": (True, inside(CONTACT)), "advancedDiagnosticConsent": (True, one_of("Yes", "No")),
    "require24X7Response": (False, flag), "problemStartTime": (False, moment), "supportPlanId": (False, text),
    "enrollmentId": (False, text), "problemScopingQuestions": (False, text), "fileWorkspaceName": (False, text),
    "secondaryConsent": (False, list_of(inside(CONSENT))), "quotaTicketDetails": (False, inside(QUOTA)),
    "technicalTicketDetails": (False, inside({"resourceId": (True, text)})),
}
# 2020-04-01, which Microsoft's client for JavaScript speaks of itself, knows neither consents nor files.
TICKET_2020 = {k: v for k, v in TICKET.items() if k not in
               ("advancedDiagnosticConsent", "secondaryConsent", "fileWorkspaceName", "problemScopingQuestions",
                "supportPlanId")}
UPDATE = {
    "severity": (False, one_of(*SEVERITIES)), "status": (False, one_of("open", "closed")),
    "contactDetails": (False, inside({k: (False, check) for k, (_, check) in CONTACT.items()})),
    "advancedDiagnosticConsent": (False, one_of("Yes", "No")), "secondaryConsent": (False, list_of(inside(CONSENT))),
}
COMMUNICATION = {"subject": (True, text), "body": (True, text), "sender": (False, address)}
FILE = {"chunkSize": (True, number), "fileSize": (True, number), "numberOfChunks": (True, number)}
UPLOAD = {"content": (True, text), "chunkIndex": (True, number)}
NAME_CHECK = {"name": (True, text),
              "type": (True, one_of("Microsoft.Support/supportTickets", "Microsoft.Support/communications"))}


def first_wrong(document, rules, where):
    """(member, sentence) of the first thing that is wrong; (None, None) if nothing is."""
    for name in document:
        if name not in rules:
            return name, f"Could not find member '{where}{name}' on object."
    for name, (required, check) in rules.items():
        if document.get(name) is None:
            if required:
                return name, f"The required property '{where}{name}' is missing."
            continue
        why = check(document[name])
        if why:
            return name, why if why.startswith(("The required", "Could not")) else f"'{where}{name}' {why}."
    return None, None
