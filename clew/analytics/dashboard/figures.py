"""What a part of the dashboard shows: tiles, and charts that are tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

NOTHING = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Change:
    """Against the period before. ``tone`` says better or worse, nothing when it is neither."""

    text: str
    icon: str = ""
    tone: str = ""
    title: str = ""


def change(now: float, before: float, title: str) -> Change | None:
    """In per cent of what was before; None while there is nothing to compare with."""
    if not before:
        return None
    percent = round((now - before) / before * 100)
    if percent == 0:
        return Change("0%", title=title)
    up = percent > 0
    return Change(
        f"{abs(percent):,}%", f"arrow-{'up' if up else 'down'}", "green" if up else "red", title
    )


def points(now: float | None, before: float | None, title: str) -> Change | None:
    """Of shares: percentage points."""
    if now is None or before is None:
        return None
    moved = round((now - before) * 100, 1)
    if moved == 0:
        return Change("0 pt", title=title)
    up = moved > 0
    return Change(
        f"{abs(moved):g} pt", f"arrow-{'up' if up else 'down'}", "green" if up else "red", title
    )


def share(value: float | None) -> str:
    return NOTHING if value is None else f"{value * 100:.1f}%".replace(".0%", "%")


@dataclass(frozen=True, slots=True)
class Tile:
    label: str
    value: str
    url: str = ""
    change: Change | None = None
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """``colour`` is a token's name without its dashes; ``down`` ones are drawn below zero."""

    label: str
    colour: str
    line: bool = False
    down: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    value: int | None
    url: str = ""

    @property
    def text(self) -> str:
        return "" if self.value is None else f"{self.value:,}"


@dataclass(frozen=True, slots=True)
class Row:
    """``begins`` is what a saved table says; charts and readers have the label."""

    label: str
    begins: date
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Chart:
    name: str
    kind: str  # lines, bars or stack
    first: str  # the head of the first column
    sentence: str
    columns: Sequence[Column]
    rows: Sequence[Row]
