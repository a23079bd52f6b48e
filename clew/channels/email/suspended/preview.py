"""What a suspended mail says, as text only: nothing of it runs, loads or links."""

from dataclasses import dataclass, field

from clew.channels.email.intake.storing import bytes_of
from clew.channels.email.models import InboundMail
from clew.channels.email.parsing.isolated import ParsingError, parse_isolated
from clew.channels.email.parsing.parsed import Parsed

MOST = 20_000  # characters
SHOWN = ("From", "Sender", "Reply-To", "To", "Cc", "Date", "Subject", "Message-ID", "In-Reply-To")
TRACES = ("Return-Path", "Received", "Authentication-Results", "X-Spam-Flag", "X-Spam-Status")


@dataclass(frozen=True)
class File:
    name: str
    type: str
    size: int


@dataclass(frozen=True)
class Preview:
    text: str = ""
    is_cut: bool = False
    headers: list[tuple[str, str]] = field(default_factory=list)
    traces: list[tuple[str, str]] = field(default_factory=list)  # who handed it on, and their words
    files: list[File] = field(default_factory=list)
    problem: str = ""  # why there is nothing to see


def preview_of(mail: InboundMail) -> Preview:
    raw = bytes_of(mail)
    if not raw:
        return Preview(problem="Its bytes were removed. What is left is above.")
    try:
        parsed = parse_isolated(raw)
    except ParsingError as error:
        return Preview(problem=f"It could not be read: {error}")
    return Preview(
        text=parsed.text[:MOST],
        is_cut=len(parsed.text) > MOST,
        headers=_headers(parsed, SHOWN),
        traces=_headers(parsed, TRACES),
        files=[File(each.name, each.type, len(each.content)) for each in parsed.files[:50]],
    )


def _headers(parsed: Parsed, names: tuple[str, ...]) -> list[tuple[str, str]]:
    wanted = {name.lower(): name for name in names}
    return [
        (wanted[name.lower()], value[:1000])
        for name, value in parsed.headers
        if name.lower() in wanted
    ][:40]
