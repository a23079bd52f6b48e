"""Which operators there are, what they mean and what may follow them."""

from dataclasses import dataclass
from difflib import get_close_matches

from clew.tickets.models import Kind, Priority, Severity, Status

NEAR = 0.6  # how alike a misspelt operator is to the one meant, 0 to 1
Values = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Operator:
    name: str
    meaning: str
    example: str
    values: Values = ()  # (value, words), where there are few
    also: tuple[str, ...] = ()  # other names
    of_time: bool = False  # also takes > and <


def _chosen(choices: list[tuple[str, str]]) -> Values:
    return tuple((value, label) for value, label in choices)


IS: Values = (
    ("unassigned", "Nobody has it yet"),
    ("open", "Not solved"),
    ("mine", "Assigned to you"),
    ("waiting", "The customer wrote last"),
    ("assigned", "Somebody has it"),
    ("solved", "Solved or closed"),
    ("breached", "A target was missed and is not met yet"),
    ("escalated", "Somebody else was asked to take it on"),
    ("verified", "The requester proved who they are"),
    ("unverified", "Nothing proves who the requester is"),
)
HAS: Values = (
    ("attachment", "A file on any message"),
    ("note", "An internal note"),
    ("tag", "Any tag"),
    ("account", "It is known who the requester works for"),
)
ORDERS: Values = (
    ("relevance", "Best match first"),
    ("updated", "Latest change first"),
    ("created", "Newest first"),
    ("oldest", "Oldest first"),
)
TIMES: Values = (
    ("today", "Today"),
    ("yesterday", "Yesterday"),
    ("7d", "In the last 7 days"),
    ("30d", "In the last 30 days"),
)
AHEAD: Values = (
    ("today", "Today"),
    ("tomorrow", "Tomorrow"),
    ("4h", "In the next 4 hours"),
    ("2d", "In the next 2 days"),
)
NONE = ("none", "None")

OPERATORS: tuple[Operator, ...] = (
    Operator(
        "requester", "Who asks: name or email", "requester:ada", also=("from", "by", "email")
    ),
    Operator(
        "account", "Their organisation: name or key", "account:heron", (NONE,), ("company", "org")
    ),
    Operator(
        "status", "Where it stands", "status:pending",
        (*_chosen(Status.choices), ("unsolved", "Anything but solved")),
    ),
    Operator("tag", "A tag it has", "tag:eu-west", (NONE,), ("tags", "label")),
    Operator("plan", "The plan of the account", "plan:scale"),
    Operator(
        "assignee", "Who has it", "assignee:me",
        (("me", "You"), ("none", "Nobody")), ("assigned", "owner"),
    ),
    Operator("team", "Whose queue it is in", "team:delivery", (("mine", "Your teams"), NONE)),
    Operator("severity", "How bad it is", "severity:critical", _chosen(Severity.choices)),
    Operator("priority", "How soon it matters", "priority:high", _chosen(Priority.choices)),
    Operator("kind", "What sort of need", "kind:bug", _chosen(Kind.choices), ("type",)),
    Operator("area", "Product area", 'area:"Data export"', (NONE,)),
    Operator("channel", "The way it came", "channel:widget", also=("via",)),
    Operator("created", "When it was opened", "created>7d", TIMES, ("opened",), of_time=True),
    Operator("updated", "When it last changed", "updated:today", TIMES, of_time=True),
    Operator("solved", "When it was solved", "solved<2026-01-01", TIMES, of_time=True),
    Operator("due", "When the next target is due", "due:4h", (*AHEAD, NONE)),
    Operator("is", "A state", "is:unassigned", IS),
    Operator("has", "Something on it", "has:attachment", HAS),
    Operator("number", "One ticket", "#1042"),
    Operator("order", "How results are sorted", "order:newest", ORDERS, ("sort",)),
)  # fmt: skip


def operators() -> tuple[Operator, ...]:
    return OPERATORS


def named(name: str) -> Operator | None:
    name = name.lower()
    return next((each for each in OPERATORS if name == each.name or name in each.also), None)


def nearest(name: str) -> Operator | None:
    """The one that was probably meant."""
    known = {word: each for each in OPERATORS for word in (each.name, *each.also)}
    near = get_close_matches(name.lower(), known, n=1, cutoff=NEAR)
    return known[near[0]] if near else None
