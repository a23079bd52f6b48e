"""Who is slow or hangs takes one job's place at most, and no other endpoint's time."""

import threading

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from clew.core import clock
from clew.core.actors import SYSTEM
from clew.core.jobs import stopping
from clew.integrations.webhooks import outbox, posting, sending
from clew.integrations.webhooks.actions import create_endpoint
from clew.integrations.webhooks.models import WebhookDelivery
from clew.integrations.webhooks.tests.receiving import Receiver

pytestmark = pytest.mark.django_db


@pytest.fixture
def receivers(settings):
    settings.CLEW_WEBHOOKS_TO = ["127.0.0.0/8"]
    made = []

    def make(*before_answering):
        made.append(Receiver(*before_answering))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def queued(django_capture_on_commit_callbacks):
    """Does something, and says how many jobs wait then."""

    def after(act):
        with django_capture_on_commit_callbacks(execute=True):
            act()
        return ProcrastinateJob.objects.filter(task_name=outbox.SENDING, status="todo").count()

    return after


def waiting(receiver, count):
    made = create_endpoint(name="W", url=receiver.url, by=SYSTEM)
    at = clock.now()
    return WebhookDelivery.objects.bulk_create(
        WebhookDelivery(
            endpoint=made, key=str(key), event="x", subject="x", payload={},
            next_attempt_at=at, created_at=at,
        )
        for key in range(count)
    )  # fmt: skip


def test_one_job_waits_however_often_it_is_asked_for(queued):
    assert queued(lambda: [outbox.send_soon() for _ in range(3)]) == 1
    job = ProcrastinateJob.objects.get(task_name=outbox.SENDING)
    assert job.lock == outbox.SENDING, "and one at a time"


def test_the_schedule_asks_for_that_job_too(receivers, queued):
    assert queued(sending.send_what_was_left) == 0, "nothing is due"
    receiver = receivers()
    waiting(receiver, 1)
    assert queued(sending.send_what_was_left) == 1
    assert not receiver.came


def test_the_others_go_while_one_is_slow_and_it_goes_on_in_the_next_turn(
    receivers, queued, monkeypatch
):
    monkeypatch.setattr(sending, "SLOW", 0.0)  # whoever answers is
    others_came = threading.Event()
    slow = receivers(lambda: others_came.wait(posting.SECONDS))
    waiting(slow, 3)
    quick = [receivers(), receivers(others_came.set)]
    for each in quick:
        waiting(each, 2)
    assert queued(sending.send_due) == 1
    assert [len(each.came) for each in (slow, *quick)] == [1, 1, 1]
    assert WebhookDelivery.objects.filter(state="sent").count() == 3


def test_one_that_is_quick_gets_several_at_once(receivers):
    together = threading.Barrier(sending.AT_ONE)
    first = threading.Event()

    def answer():
        if first.is_set():
            together.wait(posting.SECONDS)
        first.set()

    waiting(receivers(answer), 1 + sending.AT_ONE)
    assert sending.send_due() == 1 + sending.AT_ONE
    assert WebhookDelivery.objects.filter(state="sent").count() == 1 + sending.AT_ONE


def test_when_its_time_is_over_it_queues_itself_again(receivers, queued, monkeypatch):
    class Short(sending.Turn):
        def _note(self, request):
            super()._note(request)
            self._until = 0.0

    monkeypatch.setattr(sending, "Turn", Short)
    receiver = receivers()
    waiting(receiver, 3)
    assert queued(sending.send_due) == 1
    assert len(receiver.came) == 1


def test_who_fails_is_not_asked_again_at_once(receivers, queued):
    receiver = receivers()
    receiver.answers = [500]
    waiting(receiver, 3)
    assert queued(sending.send_due) == 0
    assert len(receiver.came) == 1


def test_a_stop_ends_it_after_what_is_under_way(receivers, queued):
    receiver = receivers(stopping.set)
    waiting(receiver, 3)
    try:
        assert queued(sending.send_due) == 0
    finally:
        stopping.clear()
    assert len(receiver.came) == 1
    assert WebhookDelivery.objects.filter(leased_until=None).count() == 3


def test_a_fault_of_ours_stops_nobody_else(receivers, monkeypatch):
    good = receivers()
    (broken,) = waiting(receivers(), 1)
    waiting(good, 1)
    beginning = posting._headers

    def headers(delivery, body):
        if delivery.pk == broken.pk:
            raise RuntimeError("ours")
        return beginning(delivery, body)

    monkeypatch.setattr(posting, "_headers", headers)
    assert sending.send_due() == 2
    broken.refresh_from_db()
    assert (broken.state, broken.error) == ("failed", "RuntimeError: ours")
    assert len(good.came) == 1


def test_no_answer_says_so(receivers, monkeypatch):
    monkeypatch.setattr(posting, "SECONDS", 0.2)
    over = threading.Event()
    (hung,) = waiting(receivers(over.wait), 1)
    sending.send_due()
    over.set()
    hung.refresh_from_db()
    assert hung.error.startswith("No answer within")
