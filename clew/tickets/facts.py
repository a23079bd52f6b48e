"""What happens to tickets. Field names are public: history, webhooks and reactions read them."""

from dataclasses import dataclass

from clew.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class TicketFact(Fact):
    number: int

    @property
    def subject(self) -> str:
        return f"ticket/{self.number}"

    def topics(self) -> list[str]:
        return [self.subject, "tickets"]


@dataclass(frozen=True, kw_only=True)
class TicketOpened(TicketFact):
    environment_id: int
    channel: str
    person_id: str
    distinct_id: str


@dataclass(frozen=True, kw_only=True)
class MessagePosted(TicketFact):
    message_id: int
    public: bool
    author_kind: str


@dataclass(frozen=True, kw_only=True)
class StatusChanged(TicketFact):
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Assigned(TicketFact):
    before: str  # names, "" for nobody
    after: str
    staff_id: int | None


@dataclass(frozen=True, kw_only=True)
class TeamChanged(TicketFact):
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class PropertyChanged(TicketFact):
    """Severity, priority, kind, area or subject."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class FieldChanged(TicketFact):
    """A field of the installation's own; ``before`` and ``after`` as people read them."""

    field: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class TagsChanged(TicketFact):
    added: list[str]
    removed: list[str]


@dataclass(frozen=True, kw_only=True)
class FollowerAdded(TicketFact):
    who: str


@dataclass(frozen=True, kw_only=True)
class FollowerRemoved(TicketFact):
    who: str


@dataclass(frozen=True, kw_only=True)
class DeliveryChanged(TicketFact):
    """Mail went out, failed or was given up."""

    message_id: int
    channel: str
    address: str
    state: str
    error: str
