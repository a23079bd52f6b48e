"""In which order a view shows its tickets, and by what it groups them. Other domains add theirs.

A key is both an expression for the database and its value on a loaded ticket, so that a cursor
and the neighbours of a ticket cost no statement. Neither is ever NULL.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    DateTimeField,
    F,
    IntegerField,
    TextChoices,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from clew.tickets.models import Severity, Status, Ticket

Expression = F | Coalesce | Case
NEVER = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
FAR = datetime.fromisoformat("9999-12-31T00:00:00+00:00")  # when nothing is due


@dataclass(frozen=True)
class Key:
    """``needs`` are the fields of a row that ``of`` reads, beside those every row has."""

    expression: Expression
    of: Callable[[Ticket], Any]
    kind: type[int | str | datetime]
    descending: bool = False
    needs: tuple[str, ...] = ()
    kept: str = ""  # rows bring its value under this name, for an ``of`` that cannot know it

    def turned(self) -> "Key":
        return replace(self, descending=not self.descending)


@dataclass(frozen=True)
class Order:
    """``key`` in its natural direction, which ``first`` describes: “Newest first”."""

    name: str
    label: str
    key: Key
    first: str
    last: str


@dataclass(frozen=True)
class Grouping:
    """``heading`` names the group that a ticket stands in."""

    name: str
    label: str
    keys: tuple[Key, ...]
    heading: Callable[[Ticket], str]


ORDERS: dict[str, Order] = {}
GROUPINGS: dict[str, Grouping] = {}


def register_order(*orders: Order) -> None:
    for order in orders:
        if ORDERS.setdefault(order.name, order) != order:
            raise ValueError(f"Two orders are called {order.name}")


def register_grouping(*groupings: Grouping) -> None:
    for grouping in groupings:
        if GROUPINGS.setdefault(grouping.name, grouping) != grouping:
            raise ValueError(f"Two groupings are called {grouping.name}")


def known_sort(sort: str) -> bool:
    return sort.removeprefix("-") in ORDERS


def keys_of(sort: str, group_by: str) -> list[Key]:
    """``sort`` is an order's name, with “-” for descending. Ends with what is unique."""
    order = ORDERS.get(sort.removeprefix("-"), ORDERS["updated"])
    key = replace(order.key, descending=sort.startswith("-"))
    grouping = GROUPINGS.get(group_by)
    unique = Key(F("pk"), lambda ticket: ticket.pk, int, descending=key.descending)
    return [*(grouping.keys if grouping else ()), key, unique]


def ranked(field: str, choices: type[TextChoices]) -> Key:
    """In the order in which the choices are declared."""
    ranks = {value: rank for rank, value in enumerate(choices.values)}
    cases = [When(**{field: value}, then=Value(rank)) for value, rank in ranks.items()]
    expression = Case(*cases, default=Value(len(ranks)), output_field=IntegerField())
    last = len(ranks)
    return Key(
        expression, lambda ticket: ranks.get(getattr(ticket, field), last), int, needs=(field,)
    )


def _moment(field: str) -> Key:
    return Key(
        F(field), lambda ticket: getattr(ticket, field), datetime, descending=True, needs=(field,)
    )


def _text(path: str, of: Callable[[Ticket], str | None]) -> Key:
    expression = Coalesce(F(path), Value(""), output_field=TextField())
    return Key(expression, lambda ticket: of(ticket) or "", str, needs=(path,))


def _name_of(ticket: Ticket) -> str:
    return ticket.assignee.name if ticket.assignee else ""


def _team_of(ticket: Ticket) -> str:
    return ticket.team.name if ticket.team else ""


def _plan_of(ticket: Ticket) -> str:
    return ticket.account.plan if ticket.account else ""


SEVERITY = ranked("severity", Severity)
SOLVED = Key(
    Coalesce(F("solved_at"), Value(NEVER), output_field=DateTimeField()),
    lambda ticket: ticket.solved_at or NEVER,
    datetime,
    descending=True,
)
DUE = Key(
    Coalesce(F("due_at"), Value(FAR), output_field=DateTimeField()),
    lambda ticket: ticket.due_at or FAR,
    datetime,
    needs=("due_at",),
)
QUEUE = Key(F("queue_rank"), lambda ticket: ticket.queue_rank, int, needs=("queue_rank",))
register_order(
    # What needs a person next: worked out by routing, kept on the row, in order in an index.
    Order("queue", "Queue order", QUEUE, "Most pressing first", "Least pressing first"),
    Order("due", "Due", DUE, "Due first", "Due last"),
    Order("updated", "Last change", _moment("updated_at"), "Oldest first", "Newest first"),
    Order("created", "Created", _moment("created_at"), "Oldest first", "Newest first"),
    Order("solved", "Solved", SOLVED, "Oldest first", "Newest first"),
    Order("severity", "Severity", SEVERITY, "Most severe first", "Least severe first"),
    Order("status", "Status", ranked("status", Status), "New first", "Closed first"),
    Order(
        "requester",
        "Requester",
        _text("requester__name", lambda ticket: ticket.requester.name),
        "A to Z",
        "Z to A",
    ),
    Order(
        "messages",
        "Messages",
        Key(F("message_count"), lambda ticket: ticket.message_count, int, needs=("message_count",)),
        "Fewest first",
        "Most first",
    ),
    # The days of a row that is known to be solved: a column that an index has in order.
    Order("solved_at", "Solved", _moment("solved_at"), "Oldest first", "Newest first"),
)
register_grouping(
    Grouping(
        "status",
        "Status",
        (ranked("status", Status),),
        lambda ticket: str(ticket.get_status_display()),
    ),
    Grouping(
        "severity", "Severity", (SEVERITY,), lambda ticket: str(ticket.get_severity_display())
    ),
    Grouping(
        "assignee",
        "Assignee",
        (_text("assignee__name", _name_of),),
        lambda ticket: _name_of(ticket) or "Unassigned",
    ),
    Grouping(
        "team",
        "Team",
        (_text("team__name", _team_of),),
        lambda ticket: _team_of(ticket) or "No team",
    ),
    Grouping(
        "plan",
        "Plan",
        (_text("account__plan", _plan_of),),
        lambda ticket: _plan_of(ticket).capitalize() or "No plan",
    ),
    Grouping(
        "area",
        "Product area",
        (_text("area", lambda ticket: ticket.area),),
        lambda ticket: ticket.area or "No product area",
    ),
)
