"""What a view would hold, while it is being built."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from clew.people.requests import StaffRequest
from clew.tickets import conditions
from clew.tickets.queries import TicketPage, preview_page
from clew.tickets.views.condition_rows import Group, Row


@dataclass(frozen=True)
class Preview:
    """What the view would hold, without the rows that are not finished."""

    words: str
    page: TicketPage = field(default_factory=lambda: TicketPage([], ""))
    unfinished: str = ""
    errors: Mapping[str, Any] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()


def preview_of(request: StaffRequest, group: Group) -> Preview:
    empty = sum(row.is_empty for row in group.rows())
    unfinished = f"{empty} unfinished left out" if empty else ""
    try:
        found = conditions.parse(group.data(whole=False))
    except ValidationError:
        _mark(group)
        rows = tuple(group.rows())
        return Preview("Not all conditions can be read", errors={"c": ""}, rows=rows)
    total, page = preview_page(request.user, request.environment, found)
    words = f"{total} ticket{'' if total == '1' else 's'} fit{'s' if total == '1' else ''} now"
    return Preview(words, page, unfinished, rows=tuple(group.rows()))


def _mark(group: Group) -> None:
    """Each row by itself: the whole was parsed without the empty ones, so places differ."""
    for row in group.rows():
        if row.is_empty:
            continue
        try:
            conditions.parsed_item(row.data())
        except ValidationError as error:
            row.error = " ".join(error.messages)
