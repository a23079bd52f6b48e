"""What filing a mail came to."""

from dataclasses import dataclass

from clew.channels.email.vocabulary import Outcome
from clew.tickets.models import Message, Ticket


@dataclass(frozen=True)
class Filed:
    outcome: Outcome
    reason: str = ""  # a slug of REASONS
    said: str = ""
    ticket: Ticket | None = None
    message: Message | None = None
    acknowledges: bool = False  # the sender is to be told that it arrived
