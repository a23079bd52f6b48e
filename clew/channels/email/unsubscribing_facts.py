"""What those who get our mail decide about it. Field names are public."""

from dataclasses import dataclass

from clew.tickets.facts import TicketFact


@dataclass(frozen=True, kw_only=True)
class MailStopped(TicketFact):
    """They get no copies and nothing automatic of the ticket."""

    address: str


@dataclass(frozen=True, kw_only=True)
class MailWantedAgain(TicketFact):
    address: str
