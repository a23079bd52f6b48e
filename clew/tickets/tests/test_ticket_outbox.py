from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, connections
from procrastinate.contrib.django.models import ProcrastinateJob

from clew.core import clock
from clew.core.actors import Actor
from clew.core.facts import facts_about, run_reaction
from clew.tickets import deliveries
from clew.tickets.actions import add_note, reply, retry_delivery
from clew.tickets.channels import DeliveryError
from clew.tickets.models import Delivery
from tests import cast
from tests.reactions import waiting_reactions

pytestmark = pytest.mark.django_db


@pytest.fixture
def delivery(outbox_channel):
    message = reply(ticket=cast.ticket(), staff=cast.staff(), body="On it.")
    return message.deliveries.get()


@pytest.fixture
def later(monkeypatch):
    """Moves the clock on."""
    real, offset = clock.now, [timedelta()]
    monkeypatch.setattr(clock, "now", lambda: real() + offset[0])

    def move(**delta):
        offset[0] += timedelta(**delta)

    return move


def test_a_reply_is_queued_with_its_job_and_sent_once(delivery, outbox_channel):
    assert delivery.state == "waiting"
    [(fact_id, key)] = waiting_reactions("send_what_was_written")
    run_reaction(fact_id, key)
    assert ProcrastinateJob.objects.filter(task_name="tickets.send_due_deliveries").count() == 1
    assert deliveries.send_due() == 1
    assert deliveries.send_due() == 0
    delivery.refresh_from_db()
    assert (delivery.state, outbox_channel.sent) == ("sent", [delivery.stable_id])
    assert delivery.sent_at is not None
    last = facts_about(f"ticket/{delivery.message.ticket.number}")[-1].fact
    assert (last.name, last.state) == ("tickets.DeliveryChanged", "sent")


def test_notes_go_nowhere(outbox_channel):
    add_note(ticket=cast.ticket(), staff=cast.staff(), body="Between us")
    assert not Delivery.objects.exists()


def test_a_failure_is_told_and_tried_again(delivery, outbox_channel, later):
    outbox_channel.errors = [DeliveryError("The mail server is busy.")]
    deliveries.send_due()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error) == ("failed", "The mail server is busy.")
    assert deliveries.send_due() == 0, "not before its time"
    later(minutes=2)
    deliveries.send_due()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error, delivery.attempts) == ("sent", "", 2)


def test_after_eight_attempts_it_is_given_up_until_an_agent_retries(
    delivery, outbox_channel, later
):
    outbox_channel.errors = [OSError("no route")] * 8
    for _ in range(8):
        deliveries.send_due()
        later(days=1)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("dead", 8)
    assert "no route" in delivery.error
    assert deliveries.send_due() == 0
    assert retry_delivery(delivery=delivery, by=Actor.staff(cast.staff()))
    deliveries.send_due()
    delivery.refresh_from_db()
    assert (delivery.state, len(outbox_channel.sent)) == ("sent", 1)
    assert not retry_delivery(delivery=delivery, by=Actor.staff(cast.staff()))


def test_a_permanent_refusal_is_not_repeated(delivery, outbox_channel):
    outbox_channel.errors = [DeliveryError("No such mailbox.", permanent=True)]
    deliveries.send_due()
    delivery.refresh_from_db()
    assert delivery.state == "dead"


def test_a_channel_that_is_gone_does_not_stop_the_rest(delivery, outbox_channel):
    Delivery.objects.filter(pk=delivery.pk).update(channel="pigeon")
    reply(ticket=cast.ticket(), staff=cast.staff(), body="Another")
    assert deliveries.send_due() == 2
    assert len(outbox_channel.sent) == 1


class Died(BaseException):
    """The process ends here."""


def test_a_crash_is_repaired_when_the_lease_ends(delivery, outbox_channel, later):
    def die(_):
        raise Died

    outbox_channel.during = die
    with pytest.raises(Died):
        deliveries.send_due()
    outbox_channel.during = None
    assert deliveries.send_due() == 0, "somebody may still be sending it"
    later(minutes=6)
    assert deliveries.send_due() == 1
    assert outbox_channel.sent == [delivery.stable_id]


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_take_the_same_row(outbox_channel):
    ticket, maya = cast.ticket(), cast.staff()
    for number in range(12):
        reply(ticket=ticket, staff=maya, body=f"Part {number}")
    start = Barrier(3)

    def work(_):
        start.wait()
        try:
            return deliveries.send_due()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        tried = list(pool.map(work, range(3)))
    assert sum(tried) == 12
    assert len(outbox_channel.sent) == len(set(outbox_channel.sent)) == 12
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_lost_reply_leaves_no_delivery(outbox_channel, monkeypatch):
    from clew.tickets.actions import conversation

    def break_after(*_):
        raise RuntimeError("power cut")

    ticket = cast.ticket()
    sending = ProcrastinateJob.objects.filter(task_name="tickets.send_due_deliveries")
    before = sending.count()
    queue = conversation.queue_deliveries
    monkeypatch.setattr(
        conversation, "queue_deliveries", lambda *given: (queue(*given), break_after())
    )
    with pytest.raises(RuntimeError):
        reply(ticket=ticket, staff=cast.staff(), body="Hello")
    assert not Delivery.objects.exists()
    assert sending.count() == before
    assert ticket.messages.count() == 1
