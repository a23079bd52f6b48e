"""Accounts as a CSV file: a line for each, a column for each field."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from clew.core.spreadsheets import BOM, lines_of, safe, unsafe, written
from clew.people.accounts.fields import FIELDS, LABELS, SHORT

KEY, NAME = "key", "name"
HEADINGS = {KEY: "Key", NAME: "Name", **LABELS, **SHORT}
CALLED = {
    "account key": KEY, "account": KEY, "group key": KEY, "account id": KEY, "id": KEY,
    "account name": NAME, "trial end": "trial_ends_at", "renewal": "renews_at",
    "renewal date": "renews_at", "owner": "csm", "account owner": "csm",
    **{label.casefold(): name for name, label in LABELS.items()},
    **{heading.casefold(): name for name, heading in HEADINGS.items()},
    **{name: name for name in HEADINGS},
}  # fmt: skip
MOST_LINES, MOST_BYTES, LONGEST_KEY, LONGEST_CELL = 200_000, 40_000_000, 400, 400
TAKEN_BACK = frozenset({"-", "\u2013", "\u2014"})  # a dash: what the product says counts again
EXAMPLE = {
    KEY: "northwind", NAME: "Northwind Robotics", "plan": "enterprise", "mrr": "8400",
    "arr": "100800", "currency": "USD", "trial_ends_at": "", "renews_at": "2027-03-31",
    "seats": "80", "seats_used": "64", "region": "EU", "risk": "low",
    "csm": "ada@clew.example", "tam": "", "ae": "Bo Lind",
}  # fmt: skip


@dataclass
class FileRead:
    """``rows``: [line, key, {field: text}, mistake]; ``mistake`` is of the file as a whole."""

    rows: list[list[Any]] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)
    mistake: str = ""


def read_file(text: str) -> FileRead:
    """Cells that are empty are left out: they leave what is there."""
    found = FileRead()
    try:
        lines = lines_of(text)
    except csv.Error as error:
        return FileRead(mistake=f"This is no CSV file: {error}.")
    if not lines:
        return FileRead(mistake="The file is empty.")
    columns = [CALLED.get(" ".join(cell.split()).casefold(), "") for cell in lines[0][1]]
    if found_mistake := _wrong_columns(columns, len(lines)):
        return FileRead(mistake=found_mistake)
    for name, cell in zip(columns, lines[0][1], strict=True):
        if not name and cell.strip():
            shown = cell.strip()[:40]
            found.notes.append((1, f"The column “{shown}” is not known and is left out."))
    seen: dict[str, int] = {}
    for line, cells in lines[1:]:
        found.rows.append(_row(line, cells, columns, seen))
    return found


def _wrong_columns(columns: list[str], lines: int) -> str:
    if KEY not in columns:
        return "The first line must name the columns, and one of them must be “key”."
    known = [name for name in columns if name]
    if twice := next((name for name in known if known.count(name) > 1), ""):
        return f"Two columns are “{HEADINGS[twice]}”. Keep one of them."
    if not set(known) & set(FIELDS):
        return f"There is nothing to take over. Columns may be {', '.join(FIELDS)}."
    if lines - 1 > MOST_LINES:
        return f"A file may have {MOST_LINES:,} lines; this one has {lines - 1:,}. Divide it."
    return ""


def _row(line: int, cells: list[str], columns: list[str], seen: dict[str, int]) -> list[Any]:
    given = {
        name: unsafe(cell)[:LONGEST_CELL].replace("\x00", "")
        for name, cell in zip(columns, cells, strict=False)
        if name and cell.strip()
    }
    key = given.pop(KEY, "")
    given.pop(NAME, None)
    mistake = ""
    if not key or len(key) > LONGEST_KEY:
        mistake = "The key of the account is missing."
    elif len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
        mistake = "There are more cells than columns. Quote cells that hold a comma."
    elif key in seen:
        mistake = f"The account “{key[:60]}” is on line {seen[key]} already."
    seen.setdefault(key, line)
    return [line, key, given, mistake]


def values_of_cells(cells: Mapping[str, str]) -> dict[str, Any]:
    """A dash is None."""
    return {name: None if text in TAKEN_BACK else text for name, text in cells.items()}


def template() -> str:
    return BOM + written([[*HEADINGS], [EXAMPLE[name] for name in HEADINGS]])


def csv_parts(pages: Iterable[Iterable[Mapping[str, Any]]]) -> Iterator[str]:
    """A page at a time: memory stays as it is, however many there are."""
    yield BOM + written([[*HEADINGS]])
    for page in pages:
        yield written([[_cell(row.get(name)) for name in HEADINGS] for row in page])


def _cell(value: Any) -> str:
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        return value.date().isoformat()
    return safe(value)
