"""A mail just stored, and what became of it while its sender waits for the answer."""

import threading
from dataclasses import dataclass
from typing import Any

from clew.channels.email.intake.processing import process_now
from clew.channels.email.intake.storing import bytes_of
from clew.channels.email.models import InboundMail
from clew.channels.email.parsing.isolated import ParsingError, parse_isolated
from clew.channels.email.parsing.plain import as_plain

WAITING = 3  # senders; each holds a thread that pages are made by, and a connection
_places = threading.BoundedSemaphore(WAITING)


@dataclass(frozen=True)
class Arrived:
    mail: InboundMail
    parsed: dict[str, Any] | None


def arrived(mail: InboundMail, *, within: float = 60.0) -> Arrived:
    """Filed, unless ``within`` seconds were not enough or enough others wait.

    Then ``parsed`` is None, and the job files it.
    """
    if not _places.acquire(blocking=False):
        return Arrived(mail, None)
    try:
        return _waited_for(mail, within)
    finally:
        _places.release()


def _waited_for(mail: InboundMail, within: float) -> Arrived:
    parsed = process_now(mail, within=within)
    if parsed is None and mail.outcome:
        try:
            parsed = parse_isolated(bytes_of(mail))  # the job was quicker
        except ParsingError:
            parsed = None
    if parsed is None:
        return Arrived(mail, None)
    return Arrived(mail, as_plain(parsed))
