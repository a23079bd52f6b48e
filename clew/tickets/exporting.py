"""A view's tickets as CSV, a page at a time: memory stays as it is, however many there are."""

from collections.abc import AsyncIterator, Sequence

from asgiref.sync import sync_to_async

from clew.core.spreadsheets import BOM, safe, written
from clew.people.models import Environment
from clew.tickets.models import Ticket
from clew.tickets.queries import Reader, TicketPage, View, row_page
from clew.tickets.queries.columns import Column

PAGE = 200  # rows in one statement


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


def _cells(ticket: Ticket, columns: Sequence[Column]) -> list[str]:
    return [safe(column.of(ticket)) for column in columns]
