"""Rows of a page: customers with what their columns say."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from clew.tickets.customer_lists.columns import Cell
from clew.tickets.customer_lists.finding import customers_in
from clew.tickets.customer_lists.kinds import Asked, Customer
from clew.tickets.customer_lists.listing import Listing
from clew.tickets.customer_lists.sources import Records, of_source


@dataclass(frozen=True)
class Row:
    customer: Customer
    cells: list[Cell]  # in the order of the columns


def rows_of(asked: Asked, listing: Listing, ids: Sequence[Any]) -> list[Row]:
    """One statement, and one for each source that the columns need; none for no rows."""
    customers = customers_in(asked, list(ids))
    if not customers:
        return []
    named = [column.name for column in listing.columns]
    metrics = [metric for slug, metric in _metrics(listing) if f"metric.{slug}" in named]
    records: dict[str, Records] = {"": {}}
    for source in {column.source for column in listing.columns} - {""}:
        records[source] = of_source(source, asked, customers, metrics)
    return [
        Row(one, [each.read(one, records[each.source].get(one.pk)) for each in listing.columns])
        for one in customers
    ]


def _metrics(listing: Listing) -> list[tuple[str, Any]]:
    asks = any(column.source == "figures" for column in listing.columns)
    return list(listing.known.metrics.items()) if asks else []
