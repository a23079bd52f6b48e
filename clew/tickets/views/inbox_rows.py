"""What rows show beside the ticket itself: the heading of a group, and chosen columns."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

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


def rows_context(
    view: View, page: TicketPage, *, cursor: str = "", counts: dict[Group, int] | None = None
) -> dict[str, Any]:
    """``cursor`` is where the page begins: a group that goes on has no second heading."""
    columns = [column for column in columns_of(view.columns) if column.in_rows]
    return {
        "view": view,
        "page": page,
        "columns": columns,
        "headings": _headings(view, page, cursor, counts or {}),
        "cells": {ticket.number: _cells(ticket, columns) for ticket in page.items if columns},
    }


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
