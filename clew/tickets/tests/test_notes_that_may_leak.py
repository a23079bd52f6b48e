"""Before each reply the notes of its ticket are looked up; other tickets' messages are not read."""

from copy import copy

import pytest
from django.db import connection

from clew.tickets.actions import add_note
from clew.tickets.confidential import notes_of
from clew.tickets.models import Message
from tests import cast

pytestmark = pytest.mark.django_db


def test_notes_are_found_by_their_ticket_however_many_messages_there_are():
    ticket, other = cast.ticket(), cast.ticket()
    note = add_note(ticket=other, staff=cast.staff(), body="Mind the tone.")
    Message.objects.bulk_create(_copies(note, 2000))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tickets_message, tickets_ticket")
        cursor.execute("SET LOCAL enable_seqscan = off")  # of tickets there are few
    plan = notes_of(ticket.pk).explain()
    assert "Index Cond: (ticket_id = u0.id)" in plan, plan


def _copies(message, count):
    for _ in range(count):
        message.pk = None
        yield copy(message)
