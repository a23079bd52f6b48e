import pytest

from clew.core.actors import Actor
from clew.tickets.actions import add_note, receive_message, reply, set_status
from clew.tickets.queries import conversation
from tests import cast

pytestmark = pytest.mark.django_db


def test_messages_and_changes_in_the_order_they_happened():
    ticket, maya = cast.ticket(), cast.staff()
    reply(ticket=ticket, staff=maya, body="Try again?", status="pending")
    receive_message(ticket=ticket, person=ticket.requester, body="Works", channel="widget")
    set_status(ticket=ticket, status="solved", by=Actor.staff(maya))
    told = [
        entry.message.body if entry.message else [change.text for change in entry.changes]
        for entry in conversation(ticket)
    ]
    assert told == [
        "Since this morning.",
        "Try again?",
        ["Maya Lindholm took the ticket", "Changed status from New to Pending"],
        "Works",
        ["Ada Quist reopened it", "Maya Lindholm solved it"],
    ]


def test_two_statements_however_long(django_assert_num_queries, outbox_channel):
    ticket, maya = cast.ticket(), cast.staff()
    for number in range(5):
        reply(ticket=ticket, staff=maya, body=f"Reply {number}")
        add_note(ticket=ticket, staff=maya, body=f"Note {number}")
    with django_assert_num_queries(2):
        for entry in conversation(ticket):
            if entry.message:
                assert not entry.message.files
                assert len(entry.message.sendings) == (
                    entry.message.author_kind == "staff" and entry.message.public
                )
                str(entry.message.author_name)
