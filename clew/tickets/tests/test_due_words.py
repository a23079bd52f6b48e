"""The fuse of the next target: its tone, its length and its words, in the viewer's zone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from clew.core import clock
from clew.tickets.due import due_of
from clew.tickets.models import Ticket

NOW = datetime(2026, 11, 20, 13, 0, tzinfo=UTC)  # a Friday


@pytest.fixture(autouse=True)
def _friday(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def due(minutes: float, target: float = 8 * 60, **fields):
    at = NOW + timedelta(minutes=minutes)
    given = {"due_state": "running", "due_metric": "first_reply"} | fields
    return due_of(Ticket(due_at=at, due_from=at - timedelta(minutes=target), **given))


@pytest.mark.parametrize(
    ("minutes", "text", "tone"),
    [
        (12, "12m", "due"),
        (0.5, "1m", "due"),
        (59, "59m", "due"),
        (110, "1h 50m", "due"),  # in the last quarter of eight hours
        (200, "3h 20m", "ok"),
        (240, "4h", "ok"),
        (0, "1m over", "breached"),
        (-18, "18m over", "breached"),
        (-200, "3h over", "breached"),
        (-3000, "2d over", "breached"),
        (3 * 24 * 60 - 299, "Mon 08:01", "ok"),
        (10 * 24 * 60, "30 Nov", "ok"),
    ],
)
def test_words_and_tones(minutes, text, tone):
    found = due(minutes, target=max(8 * 60, minutes))
    assert (found.text, found.tone) == (text, tone)


def test_the_fuse_is_as_long_as_what_is_left():
    assert due(120).left == 0.25
    assert due(-5).left == 1


def test_a_day_begins_where_the_viewer_is():
    with timezone.override("Asia/Tokyo"):  # 22:00 there
        found = due(4 * 60)
        assert found.text == "Sat 02:00"
        assert found.today == datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
    assert due(4 * 60).today is None


def test_less_than_an_hour_counts_down_over_midnight():
    with timezone.override("Asia/Tokyo"):
        assert due(125 - 70).text == "55m"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"due_state": "paused", "status": "hold"}, ("paused", "Paused", "on hold")),
        ({"due_state": "paused", "status": "pending"}, ("paused", "Paused", "pending")),
        ({"due_state": "fulfilled"}, ("met", "Met", "first reply")),
    ],
)
def test_clocks_that_stand_still(fields, said):
    found = due(60, **fields)
    assert (found.tone, found.text, found.note) == said
    assert not found.is_ticking


def test_nothing_is_due():
    assert due_of(Ticket()) is None


def test_what_is_left_as_a_sentence():
    assert due(12).sentence == "12 min left"
    assert due(298).sentence == "4 h 58 min left"
    assert due(-18).sentence == "18 min over"
    assert due(3 * 24 * 60 - 299).sentence == "due Mon 08:01"
