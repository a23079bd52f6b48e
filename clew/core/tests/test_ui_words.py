from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from clew.core.templatetags import ui

NOW = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Maya Lindholm", "ML"),
        ("Ana de la Cruz", "AC"),
        ("maya@heron.example", "M"),
        ("Ørsted", "Ø"),
        ("", "?"),
        (None, "?"),
        ("  !!  ", "?"),
    ],
)
def test_initials(name, letters):
    assert ui.initials(name) == letters


def test_a_name_keeps_its_hue():
    assert ui.hue("Maya Lindholm") == ui.hue("Maya Lindholm")
    assert 0 <= ui.hue("Ørsted 🐙") < 360


@pytest.mark.parametrize(
    ("before", "short", "long"),
    [
        (timedelta(seconds=5), "now", "just now"),
        (timedelta(minutes=5), "5m", "5 min ago"),
        (timedelta(hours=3, minutes=59), "3h", "3 h ago"),
        (timedelta(days=1), "1d", "1 day ago"),
        (timedelta(days=6), "6d", "6 days ago"),
        (timedelta(days=30), "22 Oct", "22 Oct"),
        (timedelta(days=400), "17 Oct 2025", "17 Oct 2025"),
        (-timedelta(hours=1), "15:05", "15:05"),
        (-timedelta(days=2), "Mon 14:05", "Mon 14:05"),
    ],
)
@time_machine.travel(NOW, tick=False)
def test_how_long_ago(before, short, long):
    assert ui.ago(NOW - before) == short
    assert ui.ago_long(NOW - before) == long
