"""What happens to tickets. Field names are public: history, webhooks and reactions read them."""

from dataclasses import dataclass, field

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
    author_kind: str  # customer, staff, system, or machine: their mailbox answered by itself
    opens: bool = False  # it came with the ticket


@dataclass(frozen=True, kw_only=True)
class StatusChanged(TicketFact):
    before: str
    after: str
    hold_until: str = ""  # ISO 8601, when it was put on hold
    reason: str = ""  # in words: “waiting for the vendor”, “after 7 days without an answer”
    undoes: bool = False  # the person took their last move back
    earlier: dict[str, str] = field(default_factory=dict)  # what a taking back restores


@dataclass(frozen=True, kw_only=True)
class WakeUpChanged(TicketFact):
    """A ticket on hold sleeps until another moment; ISO 8601."""

    before: str
    after: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Assigned(TicketFact):
    before: str  # names, "" for nobody
    after: str
    staff_id: int | None
    reason: str = ""  # in words, when Clew chose: “in turn, working until 17:00”


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
    reason: str = ""  # in words, when a policy set it


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


@dataclass(frozen=True, kw_only=True)
class BulkJobChanged(Fact):
    """Started, done or cancelled; what it did to each ticket is told on the ticket."""

    job_id: str
    state: str

    @property
    def subject(self) -> str:
        return f"bulk/{self.job_id}"


@dataclass(frozen=True, kw_only=True)
class TicketsLinked(TicketFact):
    """Recorded on both: ``word`` is what ``other`` is to this ticket, such as “follow-up of”."""

    other: int
    word: str


@dataclass(frozen=True, kw_only=True)
class TicketsUnlinked(TicketFact):
    other: int
    word: str


@dataclass(frozen=True, kw_only=True)
class PageLinked(TicketFact):
    url: str


@dataclass(frozen=True, kw_only=True)
class PageUnlinked(TicketFact):
    url: str


@dataclass(frozen=True, kw_only=True)
class TicketMerged(TicketFact):
    """This ticket became part of ``into``."""

    into: int


@dataclass(frozen=True, kw_only=True)
class TicketAbsorbed(TicketFact):
    """These tickets became part of this one."""

    merged: list[int]


@dataclass(frozen=True, kw_only=True)
class MergeUndone(TicketFact):
    """Recorded on every ticket of the merge."""

    others: list[int]


@dataclass(frozen=True, kw_only=True)
class MessagesSplit(TicketFact):
    """Messages left this ticket for ``new``."""

    new: int
    count: int
    messages: list[int] = field(default_factory=list)  # their ids


@dataclass(frozen=True, kw_only=True)
class TicketSplitOff(TicketFact):
    """This ticket began with messages of ``source``."""

    source: int


@dataclass(frozen=True, kw_only=True)
class SplitUndone(TicketFact):
    """Recorded on both."""

    other: int
    messages: list[int] = field(default_factory=list)  # ids of those that went back


@dataclass(frozen=True, kw_only=True)
class TicketsFollowed(Fact):
    """Tickets became another account's: accounts were merged or parted, or somebody assigned.

    ``before`` and ``after`` are ids of groups, None for no account; ``tickets`` are rows' ids.
    """

    before: int | None
    after: int | None
    person_id: str = ""
    tickets: list[int]

    @property
    def subject(self) -> str:
        return f"account/{self.after or self.before}"

    def topics(self) -> list[str]:
        return [self.subject, "tickets"]
