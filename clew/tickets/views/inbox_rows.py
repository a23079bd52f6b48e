"""What rows show beside the ticket itself: the heading of a group, and chosen columns.

A row is made once for all that show the same: see ``Face``.
"""

from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from clew.core.templatetags.ui import ago
from clew.people.models import Staff
from clew.tickets.due import due_of
from clew.tickets.models import Ticket
from clew.tickets.queries import TicketPage, View
from clew.tickets.queries.columns import Column, columns_of
from clew.tickets.queries.orders import GROUPINGS, keys_of
from clew.tickets.queries.paging import read_cursor, values_of

Group = tuple[Any, ...]


@dataclass(frozen=True)
class Heading:
    label: str
    count: int | None


@dataclass(frozen=True)
class Cell:
    """``at`` is set for a moment, which the row shows as an age."""

    label: str
    text: str = ""
    at: datetime | None = None


Face = tuple[Hashable, ...]  # everything that rows.html shows of a ticket


def rows_context(
    view: View,
    page: TicketPage,
    *,
    cursor: str = "",
    counts: dict[Group, int] | None = None,
    gone: Collection[int] = (),
) -> dict[str, Any]:
    """``cursor`` is where the page begins: a group that goes on has no second heading.

    ``gone`` are the numbers of those that left the view.
    """
    columns = [column for column in columns_of(view.columns) if column.in_rows]
    cells = {ticket.number: _cells(ticket, columns) for ticket in page.items if columns}
    shared = (view.moment, view.link_query, timezone.get_current_timezone_name())
    return {
        "gone": gone,
        "faces": {
            ticket.number: (
                *_face(ticket, view, cells.get(ticket.number, [])),
                *(*shared, ticket.number in gone),
            )
            for ticket in page.items
        },
        "view": view,
        "page": page,
        "columns": columns,
        "headings": _headings(view, page, cursor, counts or {}),
        "cells": cells,
    }


def face_of_page(
    staff: Staff, view: View, bar: dict[str, Any], views: Iterable[View], agents: Iterable[Staff]
) -> Face:
    """Everything that the page shows around its rows; ``bar`` is what the bar shows."""
    return (
        *(staff.pk, staff.name, staff.picture_url, staff.can_reply_publicly),
        *(view.slug, view.label, view.description, view.sort, view.group_by, view.filter),
        *(view.chosen, bar["mistake"], bar["may_edit"], tuple(bar["chips"])),
        tuple((each.slug, each.label, each.icon) for each in views),
        tuple((each.pk, each.name, each.picture) for each in agents),
    )


def _face(ticket: Ticket, view: View, cells: list[Cell]) -> Face:
    moment = getattr(ticket, view.moment, None) or ticket.updated_at
    requester, account, assignee = ticket.requester, ticket.account, ticket.assignee
    return (
        *(ticket.number, ticket.subject, ticket.status, ticket.severity, ticket.snippet),
        *(ticket.last_message_by, moment, ago(moment), tuple(ticket.tags)),
        *(due_of(ticket), ticket.escalated_to, ticket.plan_unknown),
        tuple((vars(ticket).get("tones") or {}).items()),
        *(requester.display_name, requester.email),
        (account.display_name, account.plan) if account else None,
        (assignee.name, assignee.picture_url) if assignee else None,
        tuple((cell.label, cell.text, cell.at, ago(cell.at)) for cell in cells),
    )


def _headings(
    view: View, page: TicketPage, cursor: str, counts: dict[Group, int]
) -> dict[int, Heading]:
    """By the number of the ticket that begins the group."""
    grouping = GROUPINGS.get(view.group_by)
    if grouping is None:
        return {}
    keys = keys_of(view.sort, view.group_by)
    last: Group | None = None
    if cursor:
        last = tuple(read_cursor(cursor, keys)[: len(grouping.keys)])
    found = {}
    for ticket in page.items:
        group = tuple(values_of(ticket, grouping.keys))
        if group != last:
            found[ticket.number] = Heading(grouping.heading(ticket), counts.get(group))
        last = group
    return found


def _cells(ticket: Ticket, columns: list[Column]) -> list[Cell]:
    values = ((column.label, column.of(ticket)) for column in columns)
    return [
        Cell(label, at=value) if isinstance(value, datetime) else Cell(label, _text(value))
        for label, value in values
    ]


def _text(value: str | int | None) -> str:
    return "" if value is None else str(value)
