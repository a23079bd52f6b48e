"""Mail that came back without a machine-readable report: qmail, Exim, Exchange, Notes … Pure."""

import re
from dataclasses import dataclass

from clew.channels.email.machines.headers import Hints
from clew.channels.email.parsing.parsed import Parsed

READ_AT_MOST = 40_000  # characters
MAX_SAID = 400
SUBJECT = re.compile(
    r"undeliver|failure notice|delivery (?:status|failure|has failed|report|delayed)"
    r"|mail (?:delivery|system error)|message (?:delivery|not delivered|undeliverable|delayed)"
    r"|returned (?:mail|to sender)|could(?: not|n.t) be delivered|not delivered|non.?delivery"
    r"|delayed mail|warning: message|unzustellbar|nicht zugestellt|nicht zustellbar|zustellung"
    r"|non remis|non délivré|échec de la remise|no se puede entregar|no entregado"
    r"|não (?:foi )?entregue|falha na entrega|impossibile (?:recapitare|consegnare)"
    r"|non recapitabile|mancata consegna|onbestelbaar|niet bezorgd|nie można dostarczyć"
    r"|niedostarczon|kunde inte levereras|kunne ikke leveres|ei voitu toimittaa|nedoručiteln"
    r"|недоставлен|не доставлено|配信(?:不能|できません)|未达|退信|无法投递|無法傳遞|배달되지",
    re.IGNORECASE,
)
ANSWER = re.compile(r"\s*(?:re|aw|sv|fwd?|wg)\s*:", re.IGNORECASE)
TEXT = re.compile(
    r"(?:was|were|is|be|been)(?:n.t| not)(?: able to be| yet)? (?:be )?delivered"
    r"|not (?:yet )?(?:been )?delivered"
    r"|could(?: not|n.t) (?:be )?deliver|unable to deliver|wasn.t delivered|delivery .{0,40}failed"
    r"|delivery has failed|did not reach|permanent(?:ly)? (?:fatal )?(?:error|failure|failed)"
    r"|fatal errors|address(?:es)? (?:failed|rejected|couldn.t be found)|user unknown"
    r"|not listed in|recipient .{0,30}(?:not found|rejected|unknown)|delayed|will (?:be )?retr"
    r"|konnte nicht zugestellt|nicht zugestellt werden|zustellung .{0,60}fehlgeschlagen"
    r"|n.a pas pu être remis|n'a pas été remis|no se pudo entregar|no se ha podido entregar"
    r"|impossibile recapitare|kon niet worden bezorgd|nie (?:można|mogła) .{0,20}dostarcz"
    r"|не удалось доставить|не было доставлено|配信できません|送信できません|无法投递|無法傳遞",
    re.IGNORECASE | re.DOTALL,
)
DELAYED = re.compile(
    r"\bdelay(?:ed)?\b|not yet (?:been )?delivered|will (?:be )?retr|still trying"
    r"|no action is required|temporar(?:y|ily)|do not need to resend|warning message only"
    r"|verzögert|wird weiter versucht|retardé|nouvelle tentative|retrasado|in ritardo|vertraagd"
    r"|opóźnion|fördröj|forsink|задерж|отложен|遅延|延迟",
    re.IGNORECASE,
)
FINAL = re.compile(r"permanent|giving up|given up|fatal error|(?<!\d)5\.\d\.\d", re.IGNORECASE)
COPY = re.compile(  # what follows is the mail that came back
    r"^[-\u2013=* ]{0,30}(?:below this line is a copy|this is a copy of (?:the|your) message"
    r"|(?:original|returned) message\b|undelivered message headers|original message headers"
    r"|message header follows|the body of the message|ursprüngliche nachricht|message d.origine"
    r"|diagnostic information for admin)",
    re.IGNORECASE | re.MULTILINE,
)
MESSAGE_ID = re.compile(
    r"^[>\s]{0,6}Message-ID:\s*<\s*([^<>\s]{3,400})\s*>", re.IGNORECASE | re.MULTILINE
)
ANY_ID = re.compile(r"message.?id\W{1,6}<?([^<>\s\"]{3,300}@[^<>\s\"]{1,250})>?", re.IGNORECASE)
ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]\d)")
SMTP_CODE = re.compile(r"(?<![\d.])[45]\d\d[ -](?=[A-Za-z<\[#45])")
BARE = {"because", "reason", "grund", "raison", "motivo"}  # a heading; the reason comes next
HEADERS = {"message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global"}


@dataclass(frozen=True)
class Returned:
    why: str
    original_id: str
    recipients: list[tuple[str, str, str, str]]  # as of a report


def returned_mail(parsed: Parsed, hints: Hints) -> Returned | None:
    """None for what a person writes, whatever it says: “why did this come back?” is a question."""
    failed = _addresses(parsed.header("X-Failed-Recipients"))
    told = bool(SUBJECT.search(parsed.subject)) and not ANSWER.match(parsed.subject)
    text = parsed.text[:READ_AT_MOST]
    head = _head(text)
    said = bool(TEXT.search(head) or SMTP_CODE.search(head))
    is_report = told or hints.null_sender or hints.submitted  # a postmaster may be a person
    by_machine = failed or (hints.daemon and is_report) or (hints.null_sender and told)
    if not by_machine or not (said or (failed and told)):
        return None
    own = {each.address for each in (parsed.from_, parsed.sender)}
    named = failed or [each for each in _addresses(head) if each not in own]
    is_delayed = bool(DELAYED.search(f"{parsed.subject}\n{head}")) and not _is_final(head)
    action = "delayed" if is_delayed else "failed"
    recipients = [_recipient(address, head, action) for address in named]
    return Returned(
        "Text of a bounce",
        original_id_of(parsed),
        recipients or [("", action, _status(head), _reason(head))],
    )


def original_id_of(parsed: Parsed) -> str:
    """Of the mail that came back: from its headers, else from what the report says of it."""
    files = [each.content[:READ_AT_MOST] for each in parsed.files if each.type in HEADERS]
    texts = [parsed.returned, *(each.decode("utf-8", "replace") for each in files), parsed.text]
    for text in texts:
        if found := MESSAGE_ID.search(text[:READ_AT_MOST]):
            return found[1]
    for text in (parsed.report, parsed.text):
        if found := ANY_ID.search(text[:READ_AT_MOST]):
            return found[1].strip("<>,;.")
    answered = [*parsed.in_reply_to, *reversed(parsed.references)]
    return answered[0] if answered else ""


def _head(text: str) -> str:
    """The words of the machine, without what came back."""
    found = COPY.search(text)
    head = text[: found.start()] if found else text
    copied = MESSAGE_ID.search(head)
    is_copy = copied is not None and ADDRESS.search(head[: copied.start()])
    return head[: copied.start()] if copied and is_copy else head


def _is_final(head: str) -> bool:
    return bool(
        re.search(r"permanent|giving up|given up|fatal error|(?<!\d)5\.\d\.\d", head, re.IGNORECASE)
    )


def _addresses(text: str) -> list[str]:
    found = (each.group().lower().strip(".'") for each in ADDRESS.finditer(text))
    return list(dict.fromkeys(each for each in found if not each.startswith("postmaster@")))


def _recipient(address: str, head: str, action: str) -> tuple[str, str, str, str]:
    """What is said after the address, up to the next paragraph that speaks of another."""
    at = head.lower().find(address)
    after = head[at + len(address) :] if at >= 0 else head
    status = _status(after) or _status(head)
    return address, action, status, _reason(after)


def _status(text: str) -> str:
    found = STATUS.search(text)
    return found[1] if found else ""


def _reason(text: str) -> str:
    """From the server's answer on, else the next words."""
    lines = [line.strip(" \t*<>:-") for line in text.splitlines()]
    coded = [at for at, line in enumerate(lines) if SMTP_CODE.search(line) or STATUS.search(line)]
    start = coded[0] if coded else 0
    words: list[str] = []
    for line in lines[start:]:
        if not line and words:
            break
        words += [line] if line and line.lower() not in BARE else []
    return " ".join(" ".join(words).split())[:MAX_SAID]
