"""The headers of a mail that a reader wants, in words."""

from collections.abc import Sequence
from typing import NamedTuple

from clew.channels.email.parsing.parsed import Address, Parsed
from clew.channels.email.reading.whole import in_words
from clew.tickets.models import Message

MOST = 30  # recipients; the original has them all


class Row(NamedTuple):
    label: str
    words: str
    tone: str = ""


def header_rows(message: Message, parsed: Parsed | None) -> list[Row]:
    if parsed is None:
        return []
    rows = [Row("From", in_words(parsed.from_))]
    if any(each.address != parsed.from_.address for each in parsed.reply_to):
        rows.append(Row("Reply to", _listed(parsed.reply_to)))
    rows += [Row("To", _listed(parsed.to)), Row("Cc", _listed(parsed.cc))]
    rows += [Row("Date", parsed.header("Date")), Row("Subject", parsed.subject)]
    rows += [Row("Sender", said, tone) for said, tone in [_verdict(message)]]
    rows += [Row("Note", each) for each in parsed.problems[:5]]
    return [row for row in rows if row.words.strip()]


def _listed(addresses: Sequence[Address]) -> str:
    shown = ", ".join(in_words(each) for each in addresses[:MOST])
    more = len(addresses) - MOST
    return f"{shown} and {more} more" if more > 0 else shown


def _verdict(message: Message) -> tuple[str, str]:
    marks = message.mail or {}
    result, said = marks.get("verdict"), str(marks.get("said", ""))
    if result == "pass":
        return f"Proven. {said}".strip(), "green"
    if result in {"fail", "none"}:
        return f"Not proven. {said}".strip(), "amber"
    return "", ""
