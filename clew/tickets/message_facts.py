"""What happens to a message besides being posted. Field names are public."""

from dataclasses import dataclass

from clew.tickets.facts import TicketFact


@dataclass(frozen=True, kw_only=True)
class ReplyHeld(TicketFact):
    """A reply that can be taken back until ``releases_at``; then it is posted."""

    message_id: int
    releases_at: str  # ISO 8601


@dataclass(frozen=True, kw_only=True)
class ReplyTakenBack(TicketFact):
    """The customer never saw it; its text is the author's draft again."""

    message_id: int


@dataclass(frozen=True, kw_only=True)
class StaffMentioned(TicketFact):
    """An internal note names them."""

    message_id: int
    staff_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class NoteEdited(TicketFact):
    message_id: int


@dataclass(frozen=True, kw_only=True)
class NoteDeleted(TicketFact):
    message_id: int


@dataclass(frozen=True, kw_only=True)
class NoteRestored(TicketFact):
    message_id: int
