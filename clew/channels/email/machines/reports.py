"""Reports that mail servers and mail programs write about a mail of ours (RFC 3464, 8098). Pure."""

import re
from dataclasses import dataclass, field
from email.parser import HeaderParser

from clew.channels.email.machines.returned import original_id_of
from clew.channels.email.parsing.parsed import Parsed

ARRIVED = {"delivered", "relayed", "expanded"}
MAX_SAID = 400  # characters
MOST_RECIPIENTS = 100  # each is looked for among what we sent
XTEXT = re.compile(r"\+([0-9A-F]{2})")
BLANK_LINE = re.compile(r"\r?\n[ \t]*\r?\n")

# Address, action, status, and what the other server said.
Recipient = tuple[str, str, str, str]


@dataclass(frozen=True)
class Report:
    why: str
    is_receipt: bool = False  # it arrived, or was read
    original_id: str = ""
    recipients: list[Recipient] = field(default_factory=list)


def report_of(parsed: Parsed) -> Report | None:
    kind = (parsed.report_type or _declared(parsed)).lower()
    if kind == "disposition-notification":
        return Report("Read receipt", is_receipt=True)
    if kind != "delivery-status":
        return None
    recipients = recipients_of(parsed.report)
    actions = {action for _, action, _, _ in recipients}
    if actions and actions <= ARRIVED:
        return Report("Delivery receipt", is_receipt=True)
    if not recipients and not parsed.report.strip():
        return None  # it says so of itself, and the report is missing: read its words
    failed = [each for each in recipients if each[1] not in ARRIVED]
    return Report("Delivery report", original_id=original_id_of(parsed), recipients=failed)


def recipients_of(report: str) -> list[Recipient]:
    """One group of fields for each recipient; the first group is about the mail."""
    parts = BLANK_LINE.split(report, MOST_RECIPIENTS + 1)[: MOST_RECIPIENTS + 1]
    groups = (HeaderParser().parsestr(part.strip("\r\n")) for part in parts)
    found = []
    for group in groups:
        final, original = group.get("Final-Recipient", ""), group.get("Original-Recipient", "")
        if final or original:
            action = (str(group.get("Action", "")).split() or ["failed"])[0].lower()
            status = (str(group.get("Status", "")).split() or [""])[0]
            said = _typed(str(group.get("Diagnostic-Code", "")))[:MAX_SAID]
            address = _address(str(original)) or _address(str(final))
            found.append((address, action, status, said))
    return found


def _declared(parsed: Parsed) -> str:
    content_type = parsed.header("Content-Type").lower()
    if "multipart/report" not in content_type:
        return ""
    found = re.search(r"report-type\s*=\s*\"?([a-z-]+)", content_type)
    return found[1] if found else ""


def _address(field_value: str) -> str:
    """``rfc822; ada+2Bnews@x.example`` as an address; "" for anything else."""
    text = _typed(field_value).strip("<>")
    text = XTEXT.sub(lambda found: chr(int(found[1], 16)), text)
    return text.lower() if "@" in text else ""


def _typed(value: str) -> str:
    """What comes after the type, ``smtp;``, on one line."""
    kind, semicolon, rest = value.partition(";")
    is_typed = bool(semicolon) and re.fullmatch(r"\s*[\w.-]+\s*", kind) is not None
    return " ".join((rest if is_typed else value).split())
