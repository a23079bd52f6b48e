from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.events.capture.timestamps import (
    EPOCH,
    happened_at,
    parse_instant,
    parse_query_sent_at,
)

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)


def at(timestamp=None, *, offset=None, sent_at=None, ignore=False):
    return happened_at(
        timestamp=timestamp, offset=offset, sent_at=sent_at, ignore_sent_at=ignore, now=NOW
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-01T10:00:00Z", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ("2026-03-01T10:00:00.123Z", datetime(2026, 3, 1, 10, 0, 0, 123000, tzinfo=UTC)),
        ("2026-03-01T10:00:00+03", datetime(2026, 3, 1, 7, tzinfo=UTC)),
        ("2026-03-01 10:00:00-0230", datetime(2026, 3, 1, 12, 30, tzinfo=UTC)),
        ("2026-03-01", datetime(2026, 3, 1, tzinfo=UTC)),
        ("2026/03/01", datetime(2026, 3, 1, tzinfo=UTC)),
        ("2026/03/01 10:00:00", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ("Sun, 01 Mar 2026 10:00:00 +0100", datetime(2026, 3, 1, 9, tzinfo=UTC)),
        (1772359200, datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ("1772359200", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        (1772359200123, datetime(2026, 3, 1, 10, 0, 0, 123000, tzinfo=UTC)),
        ("soon", None),
        ("", None),
        (True, None),
        (1e300, None),
    ],
)
def test_formats(text, expected):
    assert parse_instant(text) == expected


def test_a_wrong_device_clock_is_corrected():
    five_ahead = NOW + timedelta(hours=5)
    written = (five_ahead - timedelta(minutes=1)).isoformat()
    assert at(written, sent_at=five_ahead) == NOW - timedelta(minutes=1)
    assert at(written, sent_at=five_ahead, ignore=True) == NOW + timedelta(hours=4, minutes=59)


def test_offset_wins():
    assert at("2020-01-01", offset=1500) == NOW - timedelta(seconds=1.5)


def test_nothing_said_means_now():
    assert at() == NOW
    assert at("garbage") == NOW


def test_far_ahead_means_now():
    assert at((NOW + timedelta(hours=24)).isoformat()) == NOW
    ahead = NOW + timedelta(hours=22)
    assert at(ahead.isoformat()) == ahead


def test_long_ago_means_the_epoch():
    assert at("0001-01-01T00:00:00Z") == EPOCH
    assert at(offset=1e300) == EPOCH


@pytest.mark.parametrize(("text", "read"), [("1772359200123", True), ("1772359200", False)])
def test_query_sent_at_counts_milliseconds(text, read):
    assert (parse_query_sent_at(text) is not None) == read


@given(
    st.one_of(st.text(), st.integers(), st.floats(), st.none(), st.booleans()),
    st.one_of(st.none(), st.integers(), st.floats()),
)
def test_any_input_gives_an_instant_in_range(timestamp, offset):
    instant = at(timestamp, offset=offset)
    assert EPOCH <= instant <= NOW + timedelta(hours=23)
