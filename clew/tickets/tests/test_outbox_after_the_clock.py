"""The clock was a year ahead for a while: what was held or put off then does not wait a year."""

from datetime import timedelta

import pytest

from clew.core import clock
from clew.tickets import deliveries
from clew.tickets.actions import reply
from clew.tickets.channels import DeliveryError
from tests import cast

pytestmark = pytest.mark.django_db
AHEAD = timedelta(days=365)


@pytest.fixture
def delivery(outbox_channel):
    return reply(ticket=cast.ticket(), staff=cast.staff(), body="On it.").deliveries.get()


def test_one_whose_sender_died_is_sent(delivery, outbox_channel):
    with clock.moved_to(clock.now() + AHEAD):
        assert deliveries.lease_due()
    assert deliveries.send_due() == 1
    assert outbox_channel.sent == [delivery.stable_id]


def test_one_that_failed_is_tried_again(delivery, outbox_channel):
    outbox_channel.errors = [DeliveryError("The mail server is busy.")]
    with clock.moved_to(clock.now() + AHEAD):
        deliveries.send_due()
    assert deliveries.send_due() == 1
    assert outbox_channel.sent == [delivery.stable_id]


def test_a_living_lease_is_kept(delivery):
    assert deliveries.lease_due() == [delivery]
    assert deliveries.lease_due() == []
