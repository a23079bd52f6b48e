"""Whether a person wrote a mail, or a machine; and which. Pure."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from clew.channels.email.machines.absence_dates import end_of_absence
from clew.channels.email.machines.absence_words import announces_itself, speaks_of_absence
from clew.channels.email.machines.headers import Hints, hints_of
from clew.channels.email.machines.reports import Report, report_of
from clew.channels.email.machines.returned import Returned, returned_mail
from clew.channels.email.parsing.parsed import Parsed

Auto = Literal["", "auto-reply", "out-of-office", "auto-generated", "bulk", "receipt"]
READ_AT_MOST = 4_000  # characters: what a mailbox says by itself is short
OWN_MARK = "X-Clew-Loop"
CALENDAR_REPLY = re.compile(rb"^METHOD:\s*(?:REPLY|COUNTER)\b", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class FailedRecipient:
    """One recipient of a delivery report. ``action``: failed, delayed, delivered …"""

    address: str
    action: str
    status: str  # 5.1.1
    said: str  # what the other server said, in words


@dataclass(frozen=True)
class Bounce:
    original_id: str  # Message-ID of the mail that is meant, without <>; "" unknown
    recipients: list[FailedRecipient]


@dataclass(frozen=True)
class Nature:
    auto: Auto = ""
    bounce: Bounce | None = None
    is_own: bool = False  # it carries our installation's mark
    until: date | None = None  # an absence's end, if it was said
    why: list[str] = field(default_factory=list)  # which headers said so


def nature_of(parsed: Parsed, *, envelope_from: str | None, own_mark: str) -> Nature:
    """``own_mark`` is the only thing in a mail's own X-Clew headers that is believed."""
    is_own = bool(own_mark) and own_mark in parsed.all_headers(OWN_MARK)
    hints = hints_of(parsed, envelope_from)
    if report := report_of(parsed):
        return _of_report(report, hints, is_own=is_own)
    if returned := returned_mail(parsed, hints):
        bounce = _bounce(returned)
        return Nature("auto-generated", bounce, is_own, why=[*hints.why, returned.why])
    auto, why = _kind(parsed, hints)
    words = f"{parsed.subject}\n{(parsed.reply_text or parsed.text)[:READ_AT_MOST]}"
    until = None
    if auto == "auto-reply":
        until = end_of_absence(words, parsed.date.date() if parsed.date else None)
        if until or speaks_of_absence(words):
            auto = "out-of-office"
    return Nature(auto, None, is_own, until, why)


def _of_report(report: Report, hints: Hints, *, is_own: bool) -> Nature:
    why = [*hints.why, report.why]
    if report.is_receipt:
        return Nature("receipt", None, is_own, why=why)
    recipients = [FailedRecipient(*each) for each in report.recipients]
    return Nature("auto-generated", Bounce(report.original_id, recipients), is_own, why=why)


def _bounce(returned: Returned) -> Bounce:
    return Bounce(returned.original_id, [FailedRecipient(*each) for each in returned.recipients])


def _kind(parsed: Parsed, hints: Hints) -> tuple[Auto, list[str]]:
    why = list(hints.why)
    if hints.replied or (hints.any and announces_itself(parsed.subject)):
        return "auto-reply", why or ["Subject"]
    if _is_bare_vacation(parsed):
        return "auto-reply", [*why, "Subject and text of an automatic reply"]
    if hints.listed and not hints.submitted:
        return "bulk", why
    if hints.generated or hints.listed:
        return "auto-generated", why
    if _answers_an_invitation(parsed):
        return "auto-generated", [*why, "Answer of a calendar"]
    return "", why


def _is_bare_vacation(parsed: Parsed) -> bool:
    """A vacation program that sets no header. A person may write “Out of office” in a subject.

    So it must answer something, quote nothing, and say in its text that somebody is away.
    """
    answers = bool(parsed.in_reply_to or parsed.references or "[#" in parsed.subject)
    text = parsed.text[:READ_AT_MOST]
    return (
        answers
        and not parsed.folded
        and not parsed.files
        and announces_itself(parsed.subject)
        and speaks_of_absence(text)
    )


def _answers_an_invitation(parsed: Parsed) -> bool:
    """Accepted or declined with no word beside it: nobody waits for an answer to that."""
    if parsed.reply_text.replace(parsed.invitation, "").strip():
        return False
    if "method=reply" in parsed.header("Content-Type").lower().replace('"', ""):
        return True
    calendars = (each for each in parsed.files if each.type == "text/calendar")
    return any(CALENDAR_REPLY.search(each.content) for each in calendars)
