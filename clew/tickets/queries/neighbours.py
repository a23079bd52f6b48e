"""Rows of a view by number, and the tickets before and after one in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import BooleanField, ExpressionWrapper, Value

from clew.people.models import Environment
from clew.tickets.models import Ticket
from clew.tickets.queries.doors import Reader, tickets_visible_to
from clew.tickets.queries.lists import SHOWN, UNSHOWN
from clew.tickets.queries.views import View


@dataclass(frozen=True)
class Neighbours:
    """Numbers; None at the ends of the view."""

    before: int | None = None
    after: int | None = None


def listed(
    reader: Reader, environment: Environment, numbers: Sequence[int], view: View
) -> tuple[list[Ticket], set[int]]:
    """These tickets as rows, and which of them are no longer in the view. One statement."""
    rows = (
        tickets_visible_to(reader, environment)
        .filter(number__in=numbers)
        .annotate(is_in_view=ExpressionWrapper(view.condition(reader), output_field=BooleanField()))
        .select_related(*SHOWN)
        .defer(*UNSHOWN)
        .order_by(f"-{view.order}", "-pk")
    )
    tickets = list(rows)
    return tickets, {ticket.number for ticket in tickets if not vars(ticket)["is_in_view"]}


def neighbours(reader: Reader, ticket: Ticket, view: View) -> Neighbours:
    """By the view's own order, also when the ticket itself has left the view. One statement."""
    moment = getattr(ticket, view.order) or ticket.updated_at
    field, pk = view.order, ticket.pk
    found = tickets_visible_to(reader, ticket.environment).filter(view.condition(reader))
    # Bounds that an index can start from, less the rows of the same moment on the wrong side.
    above = found.filter(**{f"{field}__gte": moment}).exclude(**{field: moment, "pk__lte": pk})
    below = found.filter(**{f"{field}__lte": moment}).exclude(**{field: moment, "pk__gte": pk})
    before = above.order_by(field, "pk").values_list(Value("before"), "number")[:1]
    after = below.order_by(f"-{field}", "-pk").values_list(Value("after"), "number")[:1]
    numbers = dict(before.union(after, all=True))
    return Neighbours(numbers.get("before"), numbers.get("after"))
