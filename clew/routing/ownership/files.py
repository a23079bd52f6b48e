"""The table of ownership as CSV: written, read, and what a file would change."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from clew.core.spreadsheets import BOM, FORMULA, safe, short_lines, written
from clew.routing.ownership.rows import LABELS, Known, Row, Texts, as_texts, read_row
from clew.tickets.models import Area

AREA = "area"
HEADINGS = {AREA: "Area", **LABELS}
CALLED = {  # what else a column may be called
    "product area": AREA,
    "feature": AREA,
    "owner": "team",
    "owning team": "team",
    "answers": "answers",
    "tag": "label",
    "group": "group",
    "page rules": "pages",
    "urls": "pages",
    **{heading.casefold(): name for name, heading in HEADINGS.items()},
}
MOST_LINES, MOST_BYTES, LONGEST_NAME = 500, 500_000, 80


@dataclass(frozen=True)
class Change:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Planned:
    """What one line does: ``area`` is None for one that is new."""

    line: int
    name: str
    area: Area | None
    row: Row
    changes: tuple[Change, ...]


@dataclass
class Plan:
    """Nothing is done while there is an error."""

    rows: list[Planned] = field(default_factory=list)
    errors: list[tuple[int, str]] = field(default_factory=list)
    same: int = 0
    untouched: int = 0  # areas that are not in the file

    @property
    def added(self) -> list[Planned]:
        return [row for row in self.rows if row.area is None]

    @property
    def changed(self) -> list[Planned]:
        return [row for row in self.rows if row.area is not None]

    @property
    def is_ready(self) -> bool:
        return bool(self.rows) and not self.errors


def csv_of(table: Iterable[tuple[str, Texts]]) -> str:
    lines = [list(HEADINGS.values())]
    lines += [[safe(name), *(safe(texts[each]) for each in LABELS)] for name, texts in table]
    return BOM + written(lines)


def planned(text: str, now: dict[str, tuple[Area, Texts]], known: Known) -> Plan:
    """``now`` is the table by the areas' names, folded."""
    plan = Plan()
    lines = _lines(text, plan)
    if plan.errors:
        return plan
    seen: dict[str, int] = {}
    for line, given in lines:
        name = " ".join(given.pop(AREA, "").split())
        key = name.casefold()
        if not name or len(name) > LONGEST_NAME:
            plan.errors.append((line, f"Give the area a name of 1 to {LONGEST_NAME} characters."))
        elif key in seen:
            plan.errors.append((line, f"{name} is on line {seen[key]} already. Keep one of them."))
        else:
            seen[key] = line
            _plan_line(plan, known, line=line, name=name, given=given, found=now.get(key))
    plan.untouched = len(now.keys() - seen.keys())
    return plan


def _plan_line(
    plan: Plan,
    known: Known,
    *,
    line: int,
    name: str,
    given: Texts,
    found: tuple[Area, Texts] | None,
) -> None:
    before = found[1] if found else dict.fromkeys(LABELS, "")
    try:
        row = read_row({**before, **given}, known)
    except ValidationError as error:
        said = (f"{LABELS[key]}: {' '.join(texts)}" for key, texts in error.message_dict.items())
        plan.errors.extend((line, each) for each in said)
        return
    after = as_texts(row)
    changes = tuple(
        Change(LABELS[key], before[key], after[key]) for key in LABELS if before[key] != after[key]
    )
    if found and not changes:
        plan.same += 1
    else:
        plan.rows.append(Planned(line, name, found[0] if found else None, row, changes))


def _lines(text: str, plan: Plan) -> list[tuple[int, Texts]]:
    """Each with the number of the line it ends on."""
    text = text.removeprefix(BOM).replace("\x00", "")
    if len(text) > MOST_BYTES:
        plan.errors.append((0, "The file is too large. A table of ownership has some kilobytes."))
        return []
    reader = csv.reader(short_lines(text), delimiter=_delimiter(text))
    try:
        rows = [(reader.line_num, cells) for cells in reader if any(map(str.strip, cells))]
    except csv.Error as error:
        plan.errors.append((reader.line_num, f"This is no CSV: {error}."))
        return []
    if not rows:
        plan.errors.append((0, "There is nothing in it. The first line names the columns."))
        return []
    columns = _columns(rows[0], plan)
    if len(rows) > MOST_LINES + 1:
        plan.errors.append((MOST_LINES + 2, f"At most {MOST_LINES} areas at a time."))
    return [(line, _cells(columns, cells)) for line, cells in rows[1:]]


def _columns(row: tuple[int, list[str]], plan: Plan) -> list[str]:
    line, cells = row
    found = [CALLED.get(" ".join(cell.split()).casefold(), "") for cell in cells]
    for cell, name in zip(cells, found, strict=True):
        if cell.strip() and not name:
            there = ", ".join(HEADINGS.values())
            plan.errors.append((line, f"No column is called “{cell[:40]}”. They are: {there}."))
    if AREA not in found:
        plan.errors.append((line, "The first line needs a column called Area."))
    if len(set(filter(None, found))) != len(list(filter(None, found))):
        plan.errors.append((line, "A column is there twice."))
    return found


def _cells(columns: list[str], cells: list[str]) -> Texts:
    pairs = zip(columns, cells, strict=False)
    return {name: _bare(cell) for name, cell in pairs if name}


def _bare(cell: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from running the rest."""
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def _delimiter(text: str) -> str:
    """Tabs when it was pasted from a spreadsheet; semicolons in some countries."""
    first = text.lstrip().partition("\n")[0]
    return max((",", "\t", ";"), key=first.count)
