"""Chips, headings and orders of a list, each with the address that changes it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from clew.tickets import conditions
from clew.tickets.customer_lists.columns import Column
from clew.tickets.customer_lists.listing import FIRST
from clew.tickets.customer_lists.orders import Order
from clew.web.customers.roster.cells import is_number
from clew.web.customers.roster.state import State

NEAR = 2  # columns beside the name, on a phone


@dataclass(frozen=True)
class Chip:
    """``without`` is the address that takes it away; ``either`` is one of several that may hold."""

    text: str
    without: str
    either: bool


@dataclass(frozen=True)
class Heading:
    """``url`` sorts by it, or is empty; ``direction`` is ascending, descending or empty."""

    column: Column
    is_number: bool
    url: str = ""
    direction: str = ""
    near: bool = False  # stays on a phone


@dataclass(frozen=True)
class Choice:
    label: str
    hint: str
    url: str
    selected: bool


def chips_of(state: State) -> list[Chip]:
    filters = state.listing.filters
    every = [_chip(state, item, either=False) for item in _items(filters.all)]
    return every + [_chip(state, item, either=True) for item in _items(filters.any)]


def headings_of(state: State) -> list[Heading]:
    """On a phone the name stays, what the list is sorted by, and as many others as fit."""
    sorted_by = state.listing.sort.removeprefix("-")
    behind = [column.name for column in state.listing.columns[1:]]
    near = {FIRST, *sorted(behind, key=lambda name: name != sorted_by)[:NEAR]}
    found = [_heading(state, column) for column in state.listing.columns]
    return [replace(each, near=each.column.name in near) for each in found]


def sorts_of(state: State) -> list[Choice]:
    """By each column that is shown; the chosen order also the other way."""
    found: list[Choice] = []
    for column in state.listing.columns:
        if order := state.listing.known.order(column.name):
            found += _choices(state, column.label, order)
    if not any(choice.selected for choice in found):
        order = state.listing.order
        found += _choices(state, order.label, order)
    return found


def _items(parts: Iterable[conditions.Item | conditions.Conditions]) -> list[conditions.Item]:
    return [part for part in parts if isinstance(part, conditions.Item)]


def _chip(state: State, item: conditions.Item, *, either: bool) -> Chip:
    filters = state.listing.filters
    rest = replace(
        filters,
        all=tuple(each for each in filters.all if each is not item),
        any=tuple(each for each in filters.any if each is not item),
    )
    labels = (
        dict(item.field.choices()) if item.field.choices and item.field.kind == "choice" else {}
    )
    return Chip(conditions.words(item, labels), state.but(filters=rest).url, either)


def _heading(state: State, column: Column) -> Heading:
    order = state.listing.known.order(column.name)
    if order is None:
        return Heading(column, is_number(column))
    is_chosen = state.listing.sort.removeprefix("-") == column.name
    down = not state.listing.descending if is_chosen else order.descending
    direction = ("descending" if state.listing.descending else "ascending") if is_chosen else ""
    return Heading(column, is_number(column), _sorted(state, column.name, down=down), direction)


def _choices(state: State, label: str, order: Order) -> list[Choice]:
    is_chosen = state.listing.sort.removeprefix("-") == order.name
    ways = [order.descending, not order.descending] if is_chosen else [order.descending]
    return [
        Choice(
            label,
            order.words[down],
            _sorted(state, order.name, down=down),
            is_chosen and state.listing.descending is down,
        )
        for down in ways
    ]


def _sorted(state: State, name: str, *, down: bool) -> str:
    return state.but(sort=f"{'-' if down else ''}{name}").url
