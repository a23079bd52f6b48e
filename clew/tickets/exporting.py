"""A view's tickets as CSV, a page at a time: memory stays as it is, however many there are."""

import csv
import io
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime

from asgiref.sync import sync_to_async

from clew.people.models import Environment
from clew.tickets.models import Ticket
from clew.tickets.queries import Reader, TicketPage, View, row_page
from clew.tickets.queries.columns import Cell, Column

PAGE = 200  # rows in one statement
BOM = "\ufeff"  # or spreadsheets take UTF-8 for something else
# What a spreadsheet would run as a formula; an apostrophe makes it text.
FORMULA = (*"=+-@\uff1d\uff0b\uff0d\uff20", "\t", "\r", "\n")


async def csv_parts(
    reader: Reader, environment: Environment, view: View, columns: Sequence[Column]
) -> AsyncIterator[str]:
    """In the view's order. Who may not read a ticket any more gets no more of it."""
    yield BOM + written([[safe(column.label) for column in columns]])
    ask = sync_to_async(row_page)
    cursor = ""
    while True:
        page: TicketPage = await ask(reader, environment, view, cursor, PAGE)
        yield written(_cells(ticket, columns) for ticket in page.items)
        if not (cursor := page.next_cursor):
            return


def written(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _cells(ticket: Ticket, columns: Sequence[Column]) -> list[str]:
    return [safe(column.of(ticket)) for column in columns]


def safe(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text
