"""A list as CSV, a page at a time: memory stays as it is, however many customers there are."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from decimal import Decimal

import orjson
from asgiref.sync import sync_to_async

from clew.analytics.list_facts import CustomersExported
from clew.core import facts
from clew.core.actors import Actor
from clew.core.spreadsheets import BOM, safe, written
from clew.people.models import Group
from clew.tickets.actions.changing import refuse_light_agents
from clew.tickets.customer_lists.columns import BESIDE, Column, Shows
from clew.tickets.customer_lists.filters import to_text
from clew.tickets.customer_lists.finding import matching, page_of
from clew.tickets.customer_lists.kinds import Asked
from clew.tickets.customer_lists.listing import Listing
from clew.tickets.customer_lists.rows import Row, rows_of

PAGE = 500  # rows in one go


def record_export(*, asked: Asked, listing: Listing, name: str, by: Actor) -> int:
    """On record before the first row leaves. Raises PermissionDenied for light agents: a file
    takes everybody's names and addresses out of the house at once.
    """
    refuse_light_agents(by, "export customers")
    filters = listing.filters
    fact = CustomersExported(
        list_name=name,
        environment=asked.environment.name,
        kind=listing.kind.name,
        customers=matching(asked, listing).count(),
        columns=listing.column_names,
        filter=to_text((*filters.all, *filters.any)),
    )
    facts.record(fact, by=by)
    return fact.customers


async def csv_parts(asked: Asked, listing: Listing) -> AsyncIterator[str]:
    """In the list's order: the id (of a group its key, as imports and SQL know it), then the
    columns; money and scores with what they mean.
    """
    known_by = "id" if asked.kind.is_people else "key"
    yield BOM + written([_headings(known_by, listing.columns)])
    cursor = ""
    while True:
        rows, cursor = await sync_to_async(_page)(asked, listing, cursor)
        yield written(_line(row, listing.columns) for row in rows)
        if not cursor:
            return


def _page(asked: Asked, listing: Listing, cursor: str) -> tuple[list[Row], str]:
    found = page_of(asked, listing, cursor, PAGE)
    return rows_of(asked, listing, found.ids), found.next_cursor


def _headings(known_by: str, columns: Sequence[Column]) -> list[str]:
    found = [known_by]
    for column in columns:
        found.append(safe(column.label))
        if beside := BESIDE.get(column.shows):
            found.append(safe(f"{column.label}, {beside}"))
    return found


def _line(row: Row, columns: Sequence[Column]) -> list[str]:
    customer = row.customer
    found = [safe(customer.key) if isinstance(customer, Group) else str(customer.pk)]
    for column, cell in zip(columns, row.cells, strict=True):
        found.append(_text(cell.value))
        if column.shows in {Shows.MONEY, Shows.HEALTH}:
            found.append(safe(cell.note))
        elif column.shows == Shows.METRIC:
            found.append(_text(cell.before))
    return found


def _text(value: object) -> str:
    if isinstance(value, dict | list):
        return safe(orjson.dumps(value).decode())
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, float):
        return f"{value!r}"
    return safe(value) if isinstance(value, str | int | datetime) else ""
