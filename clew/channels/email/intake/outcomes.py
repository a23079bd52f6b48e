"""A mail just stored, and what became of it while its sender waits for the answer."""

from dataclasses import dataclass
from typing import Any

from clew.channels.email.intake.processing import process_now
from clew.channels.email.intake.storing import bytes_of
from clew.channels.email.models import InboundMail
from clew.channels.email.parsing.isolated import ParsingError, parse_isolated
from clew.channels.email.parsing.plain import as_plain


@dataclass(frozen=True)
class Arrived:
    mail: InboundMail
    parsed: dict[str, Any] | None


def arrived(mail: InboundMail, *, within: float = 60.0) -> Arrived:
    """Filed, unless ``within`` seconds were not enough; then ``parsed`` is None."""
    parsed = process_now(mail, within=within)
    if parsed is None and mail.outcome:
        try:
            parsed = parse_isolated(bytes_of(mail))  # the job was quicker
        except ParsingError:
            parsed = None
    if parsed is None:
        return Arrived(mail, None)
    return Arrived(mail, as_plain(parsed))
