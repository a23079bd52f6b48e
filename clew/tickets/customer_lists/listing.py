"""One list as it is asked for: of what, with which columns, filters, order, words and selection."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError

from clew.tickets.conditions import Conditions
from clew.tickets.customer_lists.columns import Column
from clew.tickets.customer_lists.filters import parsed_filters
from clew.tickets.customer_lists.kinds import Kind
from clew.tickets.customer_lists.orders import Order
from clew.tickets.customer_lists.vocabulary import Vocabulary

MAX_COLUMNS = 30
MAX_WORDS = 200
FIRST = "name"
DEFAULT_SORT = "-last_seen"


@dataclass(frozen=True)
class Listing:
    known: Vocabulary
    columns: tuple[Column, ...]
    filters: Conditions = field(default_factory=Conditions)
    sort: str = DEFAULT_SORT
    q: str = ""
    selected: Sequence[Any] | None = None  # ids; None: everybody

    @property
    def kind(self) -> Kind:
        return self.known.kind

    @cached_property
    def order(self) -> Order:
        found = self.known.order(self.sort.removeprefix("-"))
        assert found is not None  # checked by whoever made it
        return found

    @property
    def descending(self) -> bool:
        return self.sort.startswith("-")

    @property
    def column_names(self) -> list[str]:
        return [column.name for column in self.columns]


def columns_named(names: Sequence[str], known: Vocabulary) -> tuple[Column, ...]:
    """Those that there are, the name always first."""
    wanted = dict.fromkeys((FIRST, *names))
    found = (known.column(name) for name in wanted)
    return tuple(column for column in found if column)[:MAX_COLUMNS]


def known_sort(sort: str, known: Vocabulary) -> bool:
    return known.order(sort.removeprefix("-")) is not None


def listing_of(saved: Mapping[str, Any], known: Vocabulary) -> Listing:
    """As it was saved: what is not there any more is left out. Raises ValidationError when a
    filter is not there any more: without it the list would be another one.
    """
    sort = saved["sort"] if known_sort(saved["sort"], known) else DEFAULT_SORT
    return Listing(
        known, columns_named(saved["columns"], known), parsed_filters(saved["filters"], known), sort
    )


def checked_columns(names: Sequence[str], known: Vocabulary) -> list[str]:
    """For saving and the API. Raises ValidationError."""
    for name in names:
        if known.column(name) is None:
            raise ValidationError({"columns": f"There is no column “{name[:80]}”."})
    if len(names) > MAX_COLUMNS:
        raise ValidationError({"columns": f"A list has at most {MAX_COLUMNS} columns."})
    return [column.name for column in columns_named(names, known)]
