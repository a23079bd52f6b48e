"""Pages of a view's tickets, with no more of each than a row shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from clew.core.kept import kept
from clew.people.models import Environment
from clew.people.pages import MAX_PAGE
from clew.tickets.models import Ticket
from clew.tickets.models.tickets import TicketQuerySet
from clew.tickets.queries.columns import columns_of
from clew.tickets.queries.doors import Reader, tickets_visible_to
from clew.tickets.queries.installed import with_tones
from clew.tickets.queries.orders import GROUPINGS, Key, keys_of
from clew.tickets.queries.paging import beyond, cursor_of, in_order, read_cursor
from clew.tickets.queries.view_statements import known_as
from clew.tickets.queries.views import View

SHOWN = ("requester", "account__type", "team", "assignee")
UNSHOWN = ("requester__properties", "account__properties")  # large, and no row shows them
INDEXED = {"-updated", "-solved_at"}
OF_UNSOLVED = "queue"  # its index knows no others; the fixed views with this order hold no others
EVERYTHING = "all"
ROW = (
    *("number", "subject", "status", "severity", "tags", "snippet", "last_message_by"),
    *("updated_at", "solved_at", "requester__name", "requester__email", "account__name"),
    *("account__key", "account__plan", "account__type__name", "team__name", "assignee__name"),
    *("assignee__picture", "due_at", "due_from", "due_metric", "due_state", "escalated_to"),
    "plan_unknown",
)


@dataclass(frozen=True)
class TicketPage:
    items: list[Ticket]
    next_cursor: str  # "" on the last page


def row_page(
    reader: Reader, environment: Environment, view: View, cursor: str = "", limit: int = 50
) -> TicketPage:
    """In the view's order. One statement."""

    def found() -> TicketQuerySet:
        return tickets_visible_to(reader, environment).filter(view.condition(reader))

    shown = row_fields(view)
    if cursor:
        return view_page(found(), view, cursor, limit, shown=shown, tones=True)
    known = ("rows", limit, *known_as(reader, environment, view))
    first = kept(known, lambda: _ordered(found(), view, "", limit, shown=shown, tones=True))
    return _page(first.rows(), keys_of(view.sort, view.group_by), limit)


def page_of_view(
    reader: Reader, environment: Environment, view: View, cursor: str = "", limit: int = 50
) -> TicketPage:
    """As ``row_page``, with all of each ticket. One statement."""
    found = tickets_visible_to(reader, environment).filter(view.condition(reader))
    return view_page(found, view, cursor, limit)


def row_fields(view: View) -> tuple[str, ...]:
    """What a row reads, with what the view orders and groups by, and its columns."""
    needs = [name for key in keys_of(view.sort, view.group_by) for name in key.needs]
    needs += [name for column in columns_of(view.columns) for name in column.needs]
    return (*ROW, *needs)


def view_page(
    found: TicketQuerySet,
    view: View,
    cursor: str,
    limit: int,
    *,
    shown: tuple[str, ...] = (),
    tones: bool = False,
) -> TicketPage:
    """In the view's order, beginning where the last page ended. One statement.

    ``shown`` are the only fields read; none means all but the largest. Raises ValidationError
    for a cursor of another order.
    """
    limit = max(1, min(limit, MAX_PAGE))
    rows = _ordered(found, view, cursor, limit, shown=shown, tones=tones)
    return _page(list(rows), keys_of(view.sort, view.group_by), limit)


def _page(items: list[Ticket], keys: Sequence[Key], limit: int) -> TicketPage:
    """``items`` are one more than the page holds, if there are more."""
    if len(items) <= limit:
        return TicketPage(items, "")
    return TicketPage(items[:limit], cursor_of(items[limit - 1], keys))


def _ordered(
    found: TicketQuerySet,
    view: View,
    cursor: str,
    limit: int,
    *,
    shown: tuple[str, ...],
    tones: bool,
) -> TicketQuerySet:
    keys = keys_of(view.sort, view.group_by)
    rows = in_order(found, keys)
    if cursor:
        rows = rows.filter(beyond(keys, read_cursor(cursor, keys)))
    if view.group_by or not _is_indexed(view):
        # Sort narrow rows, and join only the page's: the order has no index to read from.
        chosen = rows.values("pk")[: limit + 1]
        rows = in_order(Ticket.objects.filter(pk__in=chosen), keys)
    if tones:
        rows = with_tones(rows)
    joined = {name.rpartition("__")[0] for name in shown} - {""}
    rows = rows.select_related(*SHOWN, *joined)
    rows = rows.only(*shown) if shown else rows.defer(*UNSHOWN)
    return rows[: limit + 1]


def _is_indexed(view: View) -> bool:
    if view.sort == OF_UNSOLVED:
        return not view.is_saved and view.slug != EVERYTHING
    return view.sort in INDEXED


def group_counts(
    reader: Reader, environment: Environment, view: View
) -> dict[tuple[Any, ...], int]:
    """Tickets in each group, by its keys' values. One statement; none for an ungrouped view."""
    grouping = GROUPINGS.get(view.group_by)
    if grouping is None:
        return {}
    named = {f"key_{at}": key.expression for at, key in enumerate(grouping.keys)}
    found = tickets_visible_to(reader, environment).filter(view.condition(reader))
    counted = found.order_by().annotate(**named).values_list(*named).annotate(held=Count("pk"))
    return {tuple(row[:-1]): row[-1] for row in counted}
