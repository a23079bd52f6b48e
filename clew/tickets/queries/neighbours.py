"""Rows of a view by number, and the tickets before and after one in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    DateTimeField,
    ExpressionWrapper,
    Field,
    QuerySet,
    TextField,
    Value,
)

from clew.core.kept import Given, kept
from clew.people.models import Environment
from clew.tickets.models import Ticket
from clew.tickets.queries.doors import Reader, tickets_visible_to
from clew.tickets.queries.installed import with_tones
from clew.tickets.queries.orders import Key, keys_of
from clew.tickets.queries.paging import beyond, in_order, values_of
from clew.tickets.queries.rows import SHOWN, UNSHOWN
from clew.tickets.queries.view_statements import known_as
from clew.tickets.queries.views import View

FIELDS: "dict[type, type[Field[Any, Any]]]" = {
    int: BigIntegerField,
    str: TextField,
    datetime: DateTimeField,
}


@dataclass(frozen=True)
class Neighbours:
    """Numbers; None at the ends of the view."""

    before: int | None = None
    after: int | None = None


def listed(
    reader: Reader, environment: Environment, numbers: Sequence[int], view: View
) -> tuple[list[Ticket], set[int]]:
    """These tickets as rows, and which of them are no longer in the view. One statement."""
    is_in = ExpressionWrapper(view.condition(reader), output_field=BooleanField())
    found = with_tones(tickets_visible_to(reader, environment)).filter(number__in=numbers)
    keys = keys_of(view.sort, view.group_by)
    rows = in_order(found.annotate(is_in_view=is_in), keys).select_related(*SHOWN).defer(*UNSHOWN)
    tickets = list(rows)
    return tickets, {ticket.number for ticket in tickets if not vars(ticket)["is_in_view"]}


def neighbours(reader: Reader, ticket: Ticket, view: View) -> Neighbours:
    """By the view's own order, also when the ticket itself has left the view. One statement."""
    keys = keys_of(view.sort, view.group_by)
    at = [ticket.updated_at if value is None else value for value in values_of(ticket, keys)]
    named = {f"at_{place}": value for place, value in enumerate(at)}
    known = ("neighbours", *known_as(reader, ticket.environment, view))
    found = kept(known, lambda: _beside(reader, ticket.environment, view, keys))
    numbers = {side: number for side, number in found.values(**named)}  # noqa: C416  two of each
    return Neighbours(numbers.get("before"), numbers.get("after"))


def _beside(
    reader: Reader, environment: Environment, view: View, keys: Sequence[Key]
) -> "QuerySet[Ticket, Any]":
    """Of the ticket whose keys are given as ``at_0``, ``at_1`` …"""
    at = [Given(f"at_{place}", FIELDS[key.kind]()) for place, key in enumerate(keys)]
    turned = [key.turned() for key in keys]
    found = tickets_visible_to(reader, environment).filter(view.condition(reader))
    before = in_order(found, turned).filter(beyond(turned, at))
    after = in_order(found, keys).filter(beyond(keys, at))
    return before.values_list(Value("before"), "number")[:1].union(
        after.values_list(Value("after"), "number")[:1], all=True
    )
