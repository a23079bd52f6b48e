"""Cells as a page shows them: words, and what a screen reader or a pointer gets beside."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from clew.analytics.metrics.measured import Measured
from clew.analytics.metrics.wording import change_words, money, number, value_words
from clew.tickets.customer_lists.columns import Cell, Column, Shows
from clew.web.customers.text import clean

BANDS = {"healthy": "green", "fair": "amber", "poor": "red"}
NUMBERS = {Shows.MONEY, Shows.NUMBER, Shows.COUNT, Shows.METRIC}
LETTERS = 80


@dataclass(frozen=True, slots=True)
class Shown:
    """``delta`` is how much changed, ``direction`` up or down, ``delta_tone`` better or worse."""

    kind: str
    text: str = ""
    title: str = ""
    at: datetime | None = None
    tone: str = ""
    delta: str = ""
    direction: str = ""
    delta_tone: str = ""


def is_number(column: Column) -> bool:
    return column.shows in NUMBERS


def shown(column: Column, cell: Cell) -> Shown:
    kind, value = str(column.shows), cell.value
    if value is None or value == "":
        return Shown(kind)
    if column.shows in {Shows.SEEN, Shows.DATE}:
        return Shown(kind, at=value if isinstance(value, datetime) else None)
    if special := SPECIAL.get(column.shows):
        return special(cell)
    text = clean(value, LETTERS)
    return Shown(kind, text, text)


def _number(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else number(float(value))


def _money(cell: Cell) -> Shown:
    amount = _float(cell.value)
    return Shown("money", money(amount, cell.note) if cell.note else number(amount))


def _counted(cell: Cell) -> Shown:
    return Shown("count", f"{cell.note} {_number(cell.value)}".strip())


def _plan(cell: Cell) -> Shown:
    plan = clean(cell.value, 30)
    return Shown("plan", f"{plan[:1].upper()}{plan[1:]}")


def _health(cell: Cell) -> Shown:
    score = int(_float(cell.value))
    moved = score - int(cell.before) if cell.before is not None else 0
    return Shown(
        "health", str(score), f"Health {score} of 100, {cell.note}", tone=BANDS.get(cell.note, ""),
        delta=str(abs(moved)) if moved else "", direction="up" if moved > 0 else "down",
        delta_tone="green" if moved > 0 else "red",
    )  # fmt: skip


def _metric(cell: Cell) -> Shown:
    assert cell.metric is not None
    found = Measured(cell.metric, _float(cell.value), cell.before, (), 0)
    change = change_words(found.change, found.value, found.previous)
    return Shown(
        "metric", value_words(found.value, cell.metric), cell.metric.name,
        delta="" if change == "same" else change, direction=found.direction, delta_tone=found.tone,
    )  # fmt: skip


def _float(value: Any) -> float:
    return float(value)


SPECIAL: dict[Shows, Callable[[Cell], Shown]] = {
    Shows.MONEY: _money,
    Shows.NUMBER: _counted,
    Shows.COUNT: _counted,
    Shows.HEALTH: _health,
    Shows.METRIC: _metric,
    Shows.PLAN: _plan,
}
