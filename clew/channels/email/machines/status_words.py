"""Why a mail came back, in words an agent can act on (RFC 3463). Pure."""

import re

ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]\d)")
PLAIN = re.compile(r"(?<![\d.])([45]\d\d)(?!\d)")
# By subject and detail of the status; the class says only whether it is final.
WORDS = {
    "1.0": "The address was refused",
    "1.1": "There is no such mailbox",
    "1.2": "There is no such mail domain",
    "1.3": "The address is not written correctly",
    "1.6": "The mailbox has moved and left no address",
    "1.10": "There is no such mailbox",
    "2.0": "The mailbox has a problem",
    "2.1": "The mailbox is closed or suspended",
    "2.2": "The mailbox is full",
    "2.3": "The message is too large for this mailbox",
    "2.4": "The mailing list has a problem",
    "3.1": "Their mail server is full",
    "3.4": "The message is too large for their mail server",
    "4.1": "Their mail server does not answer",
    "4.2": "The connection to their mail server broke off",
    "4.3": "Their domain could not be looked up",
    "4.4": "There is no way to their mail server",
    "4.6": "Their mail servers send it round in circles",
    "4.7": "It could not be delivered in time",
    "5.3": "It had too many recipients",
    "7.0": "Their mail server refused it by its policy",
    "7.1": "Their mail server refused it as spam or by its policy",
    "7.23": "Their mail server refused it: SPF does not allow us to send",
    "7.26": "Their mail server refused it: nothing proves that it came from us",
    "7.20": "Their mail server refused it: no valid DKIM signature",
    "7.25": "Their mail server refused it: our server has no proper name",
}
BY_SUBJECT = {
    "1": "The address was refused",
    "2": "The mailbox has a problem",
    "3": "Their mail server has a problem",
    "4": "Their mail server could not be reached",
    "5": "The mail servers did not understand each other",
    "6": "The message could not be read there",
    "7": "Their mail server refused it as spam or by its policy",
}
# What servers write where the status says nothing.
NO_MAILBOX = (
    "user unknown|unknown user|no such user|user not found|mailbox (?:not found|unavailable)"
    "|does ?n[o']t exist|not listed|recipnotfound|invalid recipient|no mailbox|address not found"
    "|address couldn.t be found|unrouteable|unbekannt|inconnu|desconocid|sconosciut|onbekend"
    "|nieznan|no longer|disabled"
)
BY_WORDS: tuple[tuple[str, str], ...] = (
    (NO_MAILBOX, "1.1"),
    ("quota|mailbox (?:is )?full|storage|voll|plein|llen[oa]|pien[ao]", "2.2"),
    ("spam|blocked|blacklist|block list|reputation|policy|denied|prohibited|refused", "7.1"),
    ("too (?:large|big)|size (?:limit|exceeds)|exceeds", "3.4"),
    ("host (?:or domain name )?not found|domain not found|nxdomain|no such domain", "1.2"),
    ("timed? ?out|retry time|connection (?:refused|timed)|unreachable|too long", "4.7"),
)


def reason_in_words(status: str, said: str) -> str:
    """“There is no such mailbox (5.1.1): 550 unknown user”; never empty."""
    code = _code(status, said)
    words = _words(code, said)
    if code:
        words = f"{words} ({code})"
    return f"{words}: {said}" if said else words


def is_passing(status: str) -> bool:
    """4.x.x: they are still trying."""
    return status.startswith("4.")


def _code(status: str, said: str) -> str:
    """A status that says nothing (5.0.0) gives way to what the server answered."""
    own = ENHANCED.search(status)
    if own and (own[2], own[3]) != ("0", "0"):
        return own[0]
    answered = ENHANCED.search(said)
    if answered and (answered[2], answered[3]) != ("0", "0"):
        return answered[0]
    return own[0] if own else ""


def _words(code: str, said: str) -> str:
    _, _, detail = code.partition(".")
    if detail in WORDS and detail != "0.0":
        return WORDS[detail]
    by_words = next(
        (kind for pattern, kind in BY_WORDS if re.search(pattern, said, re.IGNORECASE)), ""
    )
    if by_words:
        return WORDS[by_words]
    subject = detail.partition(".")[0]
    if subject in BY_SUBJECT:
        return BY_SUBJECT[subject]
    plain = PLAIN.search(said)
    return "Their mail server refused it" if plain else "It could not be delivered"
