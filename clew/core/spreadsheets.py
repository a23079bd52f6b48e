"""CSV as spreadsheets write and read it."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

BOM = "\ufeff"  # or spreadsheets take UTF-8 for something else
# What a spreadsheet would run as a formula; an apostrophe makes it text.
FORMULA = (*"=+-@\uff1d\uff0b\uff0d\uff20", "\t", "\r", "\n")
SEPARATORS = ",;\t"
LONGEST_LINE = 200_000  # characters; a table of accounts has some hundred


def written(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def safe(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text


def unsafe(text: str) -> str:
    """A cell as it was before ``safe``, without blanks around it."""
    text = text.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def short_lines(text: str) -> Iterator[str]:
    """Each line, before the csv module makes a million cells of it. Raises csv.Error."""
    for line in io.StringIO(text, newline=""):
        if len(line) > LONGEST_LINE:
            raise csv.Error(f"a line has more than {LONGEST_LINE:,} characters")
        yield line


def lines_of(text: str) -> list[tuple[int, list[str]]]:
    """Each row with the number of its line; the separator is whatever the first line has most of.

    Raises csv.Error, in words of the csv module.
    """
    text = text.removeprefix(BOM)
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(short_lines(text), delimiter=separator)
    return [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
