"""Before each reply the notes of its ticket are looked up; other tickets' messages are not read."""

import pytest
from django.db import connection

from clew.tickets.confidential import notes_of
from tests import cast

pytestmark = pytest.mark.django_db


def test_notes_are_found_by_their_ticket_however_many_messages_there_are():
    ticket = cast.ticket()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # the table is tiny here
    plan = notes_of(ticket.pk).explain()  # the ticket first, then its messages
    assert f"Index Cond: (id = {ticket.pk})" in plan, plan
