"""A place in an order is found by the index, also among many tickets that are equal but for it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clew.tickets.queries import VIEWS
from clew.tickets.queries.neighbours import neighbours
from clew.tickets.queries.rows import row_page
from tests import cast

pytestmark = pytest.mark.django_db
OPEN = next(view for view in VIEWS if view.slug == "open")


def test_neighbours_among_equals():
    maya, tickets = cast.staff(), [cast.ticket() for _ in range(5)]
    inside = tickets[0].environment
    page = row_page(maya, inside, OPEN)
    shown = [ticket.number for ticket in page.items]
    with CaptureQueriesContext(connection) as asked:
        beside = neighbours(maya, page.items[2], OPEN)
    assert (beside.before, beside.after) == (shown[1], shown[3])
    sql = asked.captured_queries[-1]["sql"]
    places = '("tickets_ticket"."queue_rank", "tickets_ticket"."id")'
    assert f"{places} > (" in sql
    assert f"{places} < (" in sql


def test_pages_among_equals():
    maya, tickets = cast.staff(), [cast.ticket() for _ in range(5)]
    inside = tickets[0].environment
    seen, cursor = [], ""
    for _ in range(3):
        page = row_page(maya, inside, OPEN, cursor, 2)
        seen += [ticket.number for ticket in page.items]
        cursor = page.next_cursor
    assert sorted(seen) == sorted(ticket.number for ticket in tickets)
    assert not cursor
