"""Reading a ticket's facts, oldest first: what each adds to its history. Pure."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from clew.core.actors import Actor
from clew.routing.targets.vocabulary import Event, Happening

POLICY = Actor("system", "policy", "Clew")  # who sets the priority that policies derive
PROPERTIES = ("severity", "kind", "area")
OVER = frozenset({"solved", "closed"})
UNHEARD = frozenset({"system", "machine"})  # automatic messages: nobody's words
GONE = Event(datetime.min, Happening.NOTE)  # noqa: DTZ901  never read


class Row(NamedTuple):
    """A fact as stored."""

    at: datetime
    id: int
    name: str
    by: str  # the actor's kind and id: "staff/7"
    payload: Mapping[str, Any]


class Reading:
    """What the facts have said so far."""

    def __init__(self, opened_at: datetime, absorbed: Callable[[int], bool]) -> None:
        self.opened_at, self.absorbed = opened_at, absorbed
        self.events: list[Event] = []
        # Where changes stand among the events, and what was before: the values are worked out
        # backwards, from what the ticket says now.
        self.changed: dict[str, list[tuple[int, str]]] = {name: [] for name in PROPERTIES}
        self.tags: list[tuple[int, Mapping[str, Any]]] = []
        self.said: dict[int, int] = {}  # where each message's event stands
        self.moved: dict[int, Event] = {}  # of messages that are on another ticket now
        self.escalations: dict[int, str] = {}
        self.opening: dict[str, Any] = {}  # of the situation
        self.opening_status = ""
        self.first_words = ""  # who wrote them
        self.status, self.merged_at, self.source = "", -1, 0
        self.last_fact = 0
        self.by_hand: str | None = None  # the priority that somebody set
        self.customer: Mapping[str, Any] | None = None  # the newest routing.CustomerChanged
        self.warned: dict[tuple[str, int], list[int]] = {}
        self.breached: set[tuple[str, int]] = set()

    def take(self, row: Row) -> None:
        self.last_fact = max(self.last_fact, row.id)
        if (read := READERS.get(row.name)) is not None:
            read(self, row)

    def add(self, at: datetime, kind: Happening, value: Any = None) -> None:
        self.events.append(Event(at, kind, value))

    def change(self, at: datetime, **parts: Any) -> None:
        self.events.append(Event(at, Happening.CHANGE, parts))


def _message(reading: Reading, row: Row) -> None:
    author, public = row.payload["author_kind"], row.payload["public"]
    if author in UNHEARD:
        return
    if not reading.first_words:
        opens = row.at <= reading.opened_at
        reading.first_words = author if opens else "customer"
        if opens:
            return
    if public:
        reading.said[row.payload["message_id"]] = len(reading.events)
        is_theirs = author == "customer"
        reading.add(row.at, Happening.CUSTOMER_REPLY if is_theirs else Happening.AGENT_REPLY)


def _status(reading: Reading, row: Row) -> None:
    reading.opening_status = reading.opening_status or row.payload["before"]
    reading.status = row.payload["after"]
    is_undo = row.payload.get("undoes", False)
    reading.add(row.at, Happening.UNDONE if is_undo else Happening.STATUS, reading.status)


def _property(reading: Reading, row: Row) -> None:
    name = row.payload["field"]
    if name in reading.changed:
        reading.changed[name].append((len(reading.events), row.payload["before"]))
        reading.change(row.at)
    elif name == "priority" and row.by != f"{POLICY.kind}/{POLICY.id}":
        reading.by_hand = row.payload["after"]
        reading.change(row.at, priority=reading.by_hand)


def _follow_policy(reading: Reading, row: Row) -> None:
    reading.by_hand = None
    reading.change(row.at, priority=None)


def _tags(reading: Reading, row: Row) -> None:
    reading.tags.append((len(reading.events), row.payload))
    reading.change(row.at)


def _customer(reading: Reading, row: Row) -> None:
    """The first tells how it was from the beginning."""
    payload = row.payload
    plan = payload["plan"] if payload["plan_known"] else None
    if reading.customer is None:
        reading.opening = {"plan": plan, "properties": payload["properties"]}
    else:
        reading.change(row.at, plan=plan, properties=payload["properties"])
    reading.customer = payload


def _escalated(reading: Reading, row: Row) -> None:
    reading.escalations[row.payload["escalation_id"]] = row.payload["to"]
    reading.change(row.at, escalated=row.payload["to"])


def _deescalated(reading: Reading, row: Row) -> None:
    reading.escalations.pop(row.payload["escalation_id"], None)
    reading.change(row.at, escalated=next(reversed(reading.escalations.values()), ""))


def _merged(reading: Reading, row: Row) -> None:
    reading.merged_at = len(reading.events)
    reading.add(row.at, Happening.MERGED)


def _absorbed(reading: Reading, row: Row) -> None:
    """Whoever waited there waits here from now on; what ran here goes on."""
    if reading.status not in OVER and reading.absorbed(row.id):
        reading.merged_at = len(reading.events)
        reading.add(row.at, Happening.CUSTOMER_REPLY)


def _merge_undone(reading: Reading, row: Row) -> None:
    """As if it had never been: what the merge closed goes on where it was."""
    del row
    if reading.merged_at < 0:
        return
    is_survivor = reading.events[reading.merged_at].kind == Happening.CUSTOMER_REPLY
    until = reading.merged_at + 1 if is_survivor else len(reading.events)
    moves = {Happening.CUSTOMER_REPLY} if is_survivor else {Happening.STATUS, Happening.UNDONE}
    undone = {*moves, Happening.MERGED}
    for place in range(reading.merged_at, until):
        if reading.events[place].kind in undone:
            reading.events[place] = GONE
    reading.merged_at = -1


def _split(reading: Reading, row: Row) -> None:
    """What left for another ticket is promised there, since it was written."""
    for message in row.payload.get("messages", ()):
        if (place := reading.said.get(message)) is not None:
            reading.moved[message], reading.events[place] = reading.events[place], GONE


def _split_off(reading: Reading, row: Row) -> None:
    reading.first_words, reading.source = "customer", row.payload["source"]


def _split_undone(reading: Reading, row: Row) -> None:
    if row.payload["other"] == reading.source:
        reading.add(row.at, Happening.MERGED)
    for message in row.payload.get("messages", ()):
        if message in reading.moved:
            reading.events[reading.said[message]] = reading.moved.pop(message)


def _warned(reading: Reading, row: Row) -> None:
    run = (row.payload["metric"], row.payload["instance"])
    reading.warned.setdefault(run, []).append(row.payload["hours"])


def _breached(reading: Reading, row: Row) -> None:
    reading.breached.add((row.payload["metric"], row.payload["instance"]))


READERS: dict[str, Callable[[Reading, Row], None]] = {
    "tickets.MessagePosted": _message,
    "tickets.StatusChanged": _status,
    "tickets.PropertyChanged": _property,
    "tickets.TagsChanged": _tags,
    "tickets.TicketMerged": _merged,
    "tickets.TicketAbsorbed": _absorbed,
    "tickets.MergeUndone": _merge_undone,
    "tickets.MessagesSplit": _split,
    "tickets.TicketSplitOff": _split_off,
    "tickets.SplitUndone": _split_undone,
    "routing.CustomerChanged": _customer,
    "routing.Escalated": _escalated,
    "routing.Deescalated": _deescalated,
    "routing.PriorityFollowsPolicy": _follow_policy,
    "routing.TargetWarned": _warned,
    "routing.TargetBreached": _breached,
}
