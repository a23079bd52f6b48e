"""Rows of SQL on a terminal."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

WIDEST = 60  # characters of a column in a table


def printed(result: Mapping[str, Any], form: str) -> Iterator[str]:
    if form == "json":
        yield json.dumps({key: result[key] for key in SHOWN}, ensure_ascii=False)
        return
    names = [column["name"] for column in result["columns"]]
    rows = [[_text(value) for value in row] for row in result["rows"]]
    if form == "csv":
        yield from _csv([names, *rows])
        return
    yield from _table([names, *rows])
    more = ", and there are more" if result["truncated"] else ""
    yield (
        f"{len(rows):,} rows{more}; {result['rows_read']:,} rows read in"
        f" {result['elapsed_ms']:,} ms"
    )


SHOWN = ("columns", "rows", "truncated", "elapsed_ms", "rows_read")


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _csv(rows: list[list[str]]) -> Iterator[str]:
    for row in rows:
        line = io.StringIO()
        csv.writer(line, lineterminator="").writerow(row)
        yield line.getvalue()


def _table(rows: list[list[str]]) -> Iterator[str]:
    plain = [[_one_line(value) for value in row] for row in rows]
    widths = [max(len(row[at]) for row in plain) for at in range(len(plain[0]))]
    for number, row in enumerate(plain):
        cells = (value.ljust(width) for value, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()
        if number == 0:
            yield "  ".join("─" * width for width in widths)


def _one_line(value: str) -> str:
    """What customers typed moves no cursor and colours nothing."""
    text = "".join(sign if sign.isprintable() else "·" for sign in value)
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}…"
