"""What is put right in a restored copy: no event twice, nothing sent to anybody."""

from uuid import uuid4

import pytest

from clew.backup.settling import drop_queued, forget_unfinished_chunks, send_queued
from clew.channels.email.imap.readers import MailboxReaders
from clew.channels.email.models import Mailbox
from clew.channels.email.notices import send_notices
from clew.core import clock, holding
from clew.core.actors import SYSTEM
from clew.core.facts import facts_about
from clew.events.models import WriterChunk
from clew.events.writer.chunks import next_chunk, token_of
from clew.events.writer.storing import Keeper
from clew.integrations.webhooks import sending
from clew.integrations.webhooks.actions import create_endpoint
from clew.integrations.webhooks.models import WebhookDelivery
from clew.people.models import NotificationMail
from clew.tickets import deliveries
from clew.tickets.actions import reply
from clew.tickets.tests.conftest import outbox_channel
from tests import cast

__all__ = ["outbox_channel"]


def event(name, **more):
    return {"event": name, "distinct_id": "ada", "uuid": str(uuid4()), **more}


class CutError(Exception):
    pass


def test_events_of_a_chunk_that_was_cut_off_are_written_once(captured, monkeypatch):
    """The store has them, PostgreSQL does not know, and the store forgot the token."""
    stored = event("stored")
    captured.send(stored)
    captured.write()
    sent = captured.send(event("cut off"), stored, event("cut off too"))
    assert sent.status_code == 200, sent.text
    keeper = Keeper(captured.store)
    with monkeypatch.context() as patch, pytest.raises(CutError):
        patch.setattr("clew.events.writer.storing._quarantine", _cut)
        keeper.write(next_chunk())
    assert len(captured.events_of("ada")) == 3
    assert WriterChunk.objects.count() == 1

    assert forget_unfinished_chunks() == 2
    assert [found.event for found in captured.events_of("ada")] == ["stored"]
    assert forget_unfinished_chunks() == 0
    monkeypatch.setattr("clew.events.writer.storing.token_of", lambda it: f"new-{token_of(it)}")
    captured.write()
    names = sorted(found.event for found in captured.events_of("ada"))
    assert names == ["cut off", "cut off too", "stored"]


def _cut(*_):
    raise CutError


@pytest.fixture
def waiting(db, outbox_channel, monkeypatch):
    """A reply, a webhook and a notification that wait, in a restored copy."""
    monkeypatch.setattr(sending, "post", lambda delivery: pytest.fail(f"sent {delivery}"))
    at = clock.now()
    sent = reply(ticket=cast.ticket(), staff=cast.staff(), body="On it.").deliveries.get()
    endpoint = create_endpoint(name="Lake", url="https://hooks.heron.example/c", by=SYSTEM)
    hook = WebhookDelivery.objects.create(
        endpoint=endpoint, key="k", event="e", subject="s", payload={},
        next_attempt_at=at, created_at=at,
    )  # fmt: skip
    mail = NotificationMail.objects.create(
        staff=cast.staff(), digest=False, next_attempt_at=at, created_at=at
    )
    holding.hold()
    return sent, hook, mail


def test_a_restored_copy_sends_nothing(waiting, outbox_channel):
    assert (deliveries.send_due(), sending.send_due(), send_notices()) == (0, 0, 0)
    for row in waiting:
        row.refresh_from_db()
        assert row.attempts == 0
    send_queued()
    assert deliveries.send_due() == 1
    assert outbox_channel.sent == [waiting[0].stable_id]
    assert [each.fact.given_up for each in facts_about("installation/outgoing")] == [0]


def test_what_waited_may_be_given_up_and_the_rest_goes(waiting, outbox_channel, monkeypatch):
    assert drop_queued() == 3
    assert not holding.is_held()
    assert deliveries.send_due() == 0
    waiting[0].refresh_from_db()
    assert waiting[0].state == "dead"
    assert "may have been sent" in waiting[0].error
    told = facts_about(f"ticket/{waiting[0].message.ticket.number}")[-1].fact
    assert (told.state, told.error) == ("dead", waiting[0].error)
    (on_record,) = facts_about("installation/outgoing")
    assert on_record.fact.given_up == 3
    new = reply(ticket=waiting[0].message.ticket, staff=cast.staff(), body="Done.")
    assert deliveries.send_due() == 1
    assert outbox_channel.sent == [new.deliveries.get().stable_id]


def test_mailboxes_are_not_read_while_held(db, monkeypatch):
    readers = MailboxReaders()
    begun = []
    monkeypatch.setattr(MailboxReaders, "_begin", lambda _self, row: begun.append(row))
    monkeypatch.setattr("clew.channels.email.imap.ownership.take", lambda *_: True)
    at = clock.now()
    made = Mailbox.objects.create(
        host="imap.heron.example", user="help", created_at=at, changed_at=at
    )
    holding.hold()
    readers.look()
    assert begun == []
    holding.release()
    readers.look()
    assert begun == [made]
