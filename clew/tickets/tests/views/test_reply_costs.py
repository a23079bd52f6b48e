"""What a reply in the browser costs, and how little its answer is."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clew.core.models import Setting
from clew.tickets import actions
from clew.tickets.sending_options import SEND_DELAY
from clew.tickets.tests.views.test_messages import messages
from tests import cast

pytestmark = pytest.mark.django_db
WRITING, LEAVING = 18, 14  # statements, with those of the test's transaction
ANSWER = 6000  # bytes


@pytest.fixture
def replies_wait():
    Setting.objects.update_or_create(key=SEND_DELAY.key, defaults={"value": 10})


def written(number):
    return {
        "kind": "reply",
        "body": f"It is mended. {number}",
        "nonce": str(uuid.uuid4()),
        "seen": 10**9,
    }


@pytest.mark.usefixtures("replies_wait")
def test_few_statements_and_the_message_alone(send, ticket, maya):
    for number in range(20):
        actions.add_note(ticket=ticket, staff=maya, body=f"Between us {number}")
    send(messages(ticket), written(1))
    with CaptureQueriesContext(connection) as asked:
        said = send(messages(ticket), written(2))
    assert len(asked) <= WRITING
    shown = said.content.decode()
    assert "It is mended. 2" in shown
    assert "Between us" not in shown
    assert 'id="head"' not in shown
    assert len(said.content) < ANSWER


@pytest.mark.usefixtures("replies_wait")
def test_what_else_changes_comes_with_all_of_the_conversation(send, ticket):
    change = '{"field": "severity", "value": "high"}'
    shown = send(messages(ticket), written(1) | {"change": change}).content.decode()
    assert 'id="head"' in shown
    assert "It is mended. 1" in shown


@pytest.mark.usefixtures("replies_wait")
def test_leaving_asks_little(ticket, outbox_channel):
    maya = cast.staff()
    for number in range(2):
        reply = actions.hold_reply(ticket=ticket, staff=maya, body=f"Hello {number}", seconds=0)
        with CaptureQueriesContext(connection) as asked:
            assert actions.release_due() == 1
        reply.refresh_from_db()
        assert reply.public
    assert len(asked) <= LEAVING
