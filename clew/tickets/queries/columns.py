"""What a view may show of each ticket beside the usual row, and what an export writes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from clew.tickets.models import Ticket

Cell = str | int | datetime | None


@dataclass(frozen=True)
class Column:
    """``needs`` are the fields that ``of`` reads."""

    name: str
    label: str
    of: Callable[[Ticket], Cell]
    needs: tuple[str, ...]
    in_rows: bool = True  # or only in exports, as the row shows it anyway


COLUMNS: dict[str, Column] = {}


def register_column(*columns: Column) -> None:
    for column in columns:
        if COLUMNS.setdefault(column.name, column) != column:
            raise ValueError(f"Two columns are called {column.name}")


def columns_of(names: Iterable[str]) -> list[Column]:
    """Those that still exist, in this order."""
    return [COLUMNS[name] for name in names if name in COLUMNS]


def _column(name: str, label: str, of: Callable[[Ticket], Cell], *needs: str) -> Column:
    return Column(name, label, of, needs or (name,))


def _only_exported(name: str, label: str, of: Callable[[Ticket], Cell], *needs: str) -> Column:
    return Column(name, label, of, needs or (name,), in_rows=False)


register_column(
    _only_exported("number", "Number", lambda ticket: ticket.number),
    _only_exported("subject", "Subject", lambda ticket: ticket.subject),
    _column("status", "Status", lambda ticket: str(ticket.get_status_display())),
    _column("severity", "Severity", lambda ticket: str(ticket.get_severity_display())),
    _column("priority", "Priority", lambda ticket: str(ticket.get_priority_display())),
    _column("kind", "Kind", lambda ticket: str(ticket.get_kind_display())),
    _column("area", "Product area", lambda ticket: ticket.area),
    _column("team", "Team", lambda ticket: ticket.team.name if ticket.team else "", "team__name"),
    _column(
        "assignee",
        "Assignee",
        lambda ticket: ticket.assignee.name if ticket.assignee else "",
        "assignee__name",
    ),
    _only_exported(
        "requester", "Requester", lambda ticket: ticket.requester.name, "requester__name"
    ),
    _only_exported(
        "email", "Requester email", lambda ticket: ticket.requester.email, "requester__email"
    ),
    _only_exported(
        "account",
        "Account",
        lambda ticket: ticket.account.display_name if ticket.account else "",
        *("account__name", "account__key"),
    ),
    _column(
        "plan",
        "Plan",
        lambda ticket: ticket.account.plan.capitalize() if ticket.account else "",
        "account__plan",
    ),
    _column("channel", "Channel", lambda ticket: ticket.channel),
    _only_exported("tags", "Tags", lambda ticket: ", ".join(ticket.tags)),
    _only_exported(
        "fields",
        "Own fields",  # by slug: names may change between two exports
        lambda ticket: "; ".join(f"{slug}: {value}" for slug, value in ticket.fields.items()),
    ),
    _column("messages", "Messages", lambda ticket: ticket.message_count, "message_count"),
    _column("created", "Created", lambda ticket: ticket.created_at, "created_at"),
    _column("updated", "Last change", lambda ticket: ticket.updated_at, "updated_at"),
    _column("solved", "Solved", lambda ticket: ticket.solved_at, "solved_at"),
)
