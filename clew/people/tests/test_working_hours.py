from datetime import UTC, datetime

import pytest

from clew.people.working_hours import is_working, next_working

WEEK = {day: ["09:00", "17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
NIGHTS = {"sat": ["22:00", "06:00"]}
BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "zone", "at", "working"),
    [
        (WEEK, BERLIN, "2026-11-23T08:00", True),  # Monday, 09:00 in winter
        (WEEK, BERLIN, "2026-11-23T07:59", False),
        (WEEK, BERLIN, "2026-11-23T16:00", False),  # 17:00: the shift is over
        (WEEK, BERLIN, "2026-07-06T07:00", True),  # Monday, 09:00 in summer
        (WEEK, BERLIN, "2026-07-06T15:30", False),
        (WEEK, NEW_YORK, "2026-11-23T13:59", False),
        (WEEK, NEW_YORK, "2026-11-23T14:00", True),
        (WEEK, BERLIN, "2026-11-21T12:00", False),  # Saturday
        (WEEK, "Asia/Kolkata", "2026-11-23T03:30", True),  # half-hour zone: 09:00
        (NIGHTS, BERLIN, "2026-11-22T04:30", True),  # Sunday 05:30, Saturday's shift
        (NIGHTS, BERLIN, "2026-11-22T05:30", False),
        ({}, BERLIN, "2026-11-22T02:00", True),  # nobody said
        (WEEK, "Nowhere/Atall", "2026-11-23T09:00", True),  # as UTC
    ],
)
def test_working_by_the_clock_on_the_wall(hours, zone, at, working):
    assert is_working(hours, zone, utc(at)) is working


@pytest.mark.parametrize(
    ("hours", "zone", "at", "then"),
    [
        (WEEK, BERLIN, "2026-11-20T17:00", "2026-11-23T08:00"),  # Friday evening to Monday
        (WEEK, BERLIN, "2026-11-23T03:00", "2026-11-23T08:00"),
        (WEEK, BERLIN, "2026-11-23T10:00", "2026-11-23T10:00"),
        # The clock goes back on Sunday 25 October 2026: Monday begins an hour later in UTC.
        (WEEK, BERLIN, "2026-10-23T16:00", "2026-10-26T08:00"),
        (WEEK, BERLIN, "2026-10-22T16:00", "2026-10-23T07:00"),
        # It goes forward on Sunday 29 March 2026.
        (WEEK, BERLIN, "2026-03-27T17:00", "2026-03-30T07:00"),
        ({"wed": ["10:00", "11:00"]}, "UTC", "2026-11-25T11:00", "2026-12-02T10:00"),
        ({"sun": []}, "UTC", "2026-11-22T11:00", "2026-11-22T11:00"),  # no shift at all
    ],
)
def test_the_next_working_moment(hours, zone, at, then):
    assert next_working(hours, zone, utc(at)) == utc(then)


def test_a_night_in_which_the_clock_changes_keeps_its_ends_on_the_wall():
    before = next_working(NIGHTS, BERLIN, utc("2026-03-28T12:00"))
    assert before == utc("2026-03-28T21:00")
    assert is_working(NIGHTS, BERLIN, utc("2026-03-29T03:59"))  # 05:59, an hour earlier in UTC
    assert not is_working(NIGHTS, BERLIN, utc("2026-03-29T04:00"))


def test_a_shift_that_begins_in_the_skipped_hour_begins_when_the_clock_goes_on():
    skipped = {"sun": ["02:30", "05:00"]}
    assert next_working(skipped, BERLIN, utc("2026-03-29T00:00")) == utc("2026-03-29T01:30")
