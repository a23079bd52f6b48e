"""Rows of the outbox are leased, sent and marked several at once."""

from datetime import timedelta

import pytest

from clew.core import clock
from clew.core.facts import facts_about
from clew.tickets import deliveries
from clew.tickets.actions import reply
from clew.tickets.channels import DeliveryError
from clew.tickets.models import Delivery
from tests import cast

pytestmark = pytest.mark.django_db


class Died(BaseException):
    """The process ends here."""


def replied(count):
    ticket, maya = cast.ticket(), cast.staff()
    messages = [reply(ticket=ticket, staff=maya, body=f"Part {each}") for each in range(count)]
    return [message.deliveries.get() for message in messages]


def states():
    return list(Delivery.objects.order_by("pk").values_list("state", "attempts"))


def test_ten_cost_as_many_statements_as_one(outbox_channel, django_assert_max_num_queries):
    replied(10)
    with django_assert_max_num_queries(9):
        assert deliveries.send_due() == 10
    assert states() == [("sent", 1)] * 10


def test_each_of_many_leaves_once_and_is_told(outbox_channel):
    rows = replied(45)
    assert deliveries.send_due() == 45
    assert outbox_channel.sent == [row.stable_id for row in rows], "in the order they were written"
    told = facts_about(f"ticket/{rows[0].message.ticket.number}")
    changed = [each.fact.message_id for each in told if each.fact.name == "tickets.DeliveryChanged"]
    assert changed == [row.message_id for row in rows]


def test_one_that_fails_keeps_no_other_back(outbox_channel):
    rows = replied(3)
    outbox_channel.errors = [DeliveryError("No such mailbox.", permanent=True)]
    deliveries.send_due()
    assert states() == [("dead", 1), ("sent", 1), ("sent", 1)]
    assert outbox_channel.sent == [row.stable_id for row in rows[1:]]


def test_what_had_left_before_a_crash_does_not_leave_again(outbox_channel):
    rows = replied(4)

    def die_at_the_third(delivery):
        if delivery == rows[2]:
            raise Died

    outbox_channel.during = die_at_the_third
    with pytest.raises(Died):
        deliveries.send_due()
    outbox_channel.during = None
    assert deliveries.send_due() == 0, "somebody may still be sending them"
    with clock.moved_to(clock.now() + timedelta(minutes=6)):
        assert deliveries.send_due() == 2
    assert outbox_channel.sent == [row.stable_id for row in rows]


def test_a_lease_is_not_outlived_at_a_slow_server(outbox_channel):
    rows = replied(4)
    began, waited = clock.now(), [timedelta()]

    def crawl(_):
        waited[0] += timedelta(minutes=2)
        moved.enter(began + waited[0])

    moved = Moved()
    outbox_channel.during = crawl
    try:
        assert deliveries.send_due() == 4
    finally:
        moved.leave()
    assert outbox_channel.sent == [row.stable_id for row in rows]
    assert states() == [("sent", 1)] * 4, "given back and leased anew, and no attempt was lost"


class Moved:
    def __init__(self):
        self.current = None

    def enter(self, at):
        self.leave()
        self.current = clock.moved_to(at)
        self.current.__enter__()

    def leave(self):
        if self.current:
            self.current.__exit__(None, None, None)
            self.current = None
