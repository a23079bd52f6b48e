"""What is written leaves by itself, without a job for each reply."""

import time
from datetime import timedelta

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from clew.core import clock
from clew.core.facts import run_reaction
from clew.tickets.actions import hold_reply, reply
from clew.tickets.models import Delivery, Message
from clew.tickets.outbox import outbox
from tests import cast
from tests.reactions import waiting_reactions

pytestmark = pytest.mark.django_db(transaction=True)
WITHIN = 10  # seconds


@pytest.fixture(autouse=True)
def looking_often(monkeypatch):
    """It ends when it looks next."""
    monkeypatch.setattr("clew.tickets.outbox.LOOK", 0.1)


@pytest.fixture
def running(outbox_channel):
    outbox.start()
    yield outbox_channel
    outbox.stop()
    connection.close()


def until(true):
    deadline = time.monotonic() + WITHIN
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def react():
    for fact_id, key in waiting_reactions("send_what_was_written"):
        run_reaction(fact_id, key)


def states():
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def test_replies_leave_when_they_are_told_of(running):
    ticket, maya = cast.ticket(), cast.staff()
    for number in range(25):
        reply(ticket=ticket, staff=maya, body=f"Part {number}")
    react()
    until(lambda: states() == ["sent"] * 25)
    assert len(running.sent) == len(set(running.sent)) == 25
    assert not ProcrastinateJob.objects.filter(queue_name="deliveries").exists()


def test_a_held_reply_leaves_when_it_said(running):
    message = hold_reply(ticket=cast.ticket(), staff=cast.staff(), body="Hello", seconds=600)
    until(lambda: not outbox._wanted.full())
    assert not Message.objects.get(pk=message.pk).public
    Message.objects.filter(pk=message.pk).update(releases_at=clock.now())
    until(lambda: Message.objects.get(pk=message.pk).public)
    react()
    until(lambda: states() == ["sent"])


def test_what_was_being_sent_in_a_crash_is_sent_after_the_start(outbox_channel):
    [row] = reply(ticket=cast.ticket(), staff=cast.staff(), body="Hello").deliveries.all()
    soon = clock.now() + timedelta(minutes=5)
    Delivery.objects.filter(pk=row.pk).update(leased_until=soon, attempts=1)
    outbox.start()
    try:
        outbox.wake()
        until(lambda: states() == ["sent"])
    finally:
        outbox.stop()
        connection.close()
    assert outbox_channel.sent == [row.stable_id]
