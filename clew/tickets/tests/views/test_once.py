"""A request that is sent again because its answer was lost."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction

from clew.core import clock
from clew.tickets.views.once import REMEMBERED, forget_expired, once

pytestmark = pytest.mark.django_db


def written(nonce):
    return once(nonce, lambda: "written", already="already")


def test_the_same_nonce_writes_once_however_many_others_there_are():
    assert written("first") == "written"
    for each in range(400):  # more than Django's cache keeps when nobody says otherwise
        cache.set(f"other-{each}", each, 3600)
        assert written(f"nonce-{each}") == "written"
    assert written("first") == "already"


def test_what_failed_may_be_tried_again():
    def fail():
        raise ValueError("No")

    with pytest.raises(ValueError, match="No"), transaction.atomic():
        once("failed", fail, already="already")
    assert written("failed") == "written"


def test_it_is_forgotten_after_a_day_and_what_is_fresh_is_not():
    written("old")
    cache.set("counted", 3, timeout=3 * 24 * 3600)
    with time_machine.travel(clock.now() + REMEMBERED + timedelta(minutes=1)):
        written("fresh")
        assert forget_expired() == 1
        assert (written("fresh"), written("old")) == ("already", "written")
        assert cache.get("counted") == 3
