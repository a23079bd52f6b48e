"""Laws of opening hours, for any calendar that can be written down."""

import pickle
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from clew.coverage.hours import WEEKDAYS, Hours, Slot, SpecialDay, hours_from_json, to_json

ZONES = [
    "UTC", "Europe/London", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu",
    "Pacific/Auckland", "Australia/Lord_Howe", "America/Los_Angeles", "Africa/Casablanca",
]  # fmt: skip
clocks = st.integers(0, 287).map(lambda n: f"{n // 12:02}:{n % 12 * 5:02}")
ends = st.one_of(clocks, st.just("24:00"))
other_zones = st.sampled_from(["", "", "", *ZONES])
slots = st.builds(Slot, clocks, ends, other_zones, other_zones)
days = st.lists(slots, max_size=3).map(tuple)
dates = st.dates(datetime(2026, 1, 1).date(), datetime(2027, 12, 31).date())  # noqa: DTZ001
specials = st.lists(
    st.builds(SpecialDay, dates, st.sampled_from(["", "Founding day"]), days),
    max_size=4,
    unique_by=lambda special: special.day,
).map(lambda found: tuple(sorted(found, key=lambda special: special.day)))
calendars = st.builds(
    Hours, st.just("Ours"), st.sampled_from(ZONES), st.tuples(*[days] * 7), specials
)
instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(  # noqa: DTZ001
    lambda naive: naive.replace(tzinfo=UTC)
)
minutes = st.integers(0, 60 * 24 * 60)
MOMENT = timedelta(microseconds=1)
few = settings(max_examples=35)  # each compiles a calendar or two


@few
@given(calendars, instants, minutes)
def test_a_due_time_is_the_first_by_which_it_was_open_for_so_long(calendar, start, target):
    due = calendar.add(start, target)
    assume(due is not None)
    assert calendar.open_minutes(start, due) == target
    assert not target or calendar.open_minutes(start, due - MOMENT) < target


@few
@given(calendars, instants, minutes, minutes)
def test_a_longer_target_is_not_due_earlier(calendar, start, one, two):
    first, second = (calendar.add(start, target) for target in sorted((one, two)))
    assert second is None or first <= second


@few
@given(calendars, instants, instants, minutes)
def test_starting_later_is_not_due_earlier(calendar, one, two, target):
    first, second = (calendar.add(start, target) for start in sorted((one, two)))
    assert second is None or first <= second


@few
@given(calendars, instants, minutes, minutes)
def test_two_targets_after_each_other_are_one(calendar, start, one, two):
    between = calendar.add(start, one)
    assume(between is not None)
    assert calendar.add(between, two) == calendar.add(start, one + two)


@few
@given(calendars, st.lists(instants, min_size=3, max_size=3).map(sorted))
def test_open_time_adds_up(calendar, three):
    a, b, c = three
    whole = calendar.open_minutes(a, b) + calendar.open_minutes(b, c)
    assert abs(calendar.open_minutes(a, c) - whole) < 1e-6
    assert calendar.open_minutes(c, a) == 0


@few
@given(calendars, instants, st.integers(0, 60 * 24 * 20))
def test_what_is_not_open_is_closed_and_has_a_name(calendar, start, length):
    end = start + timedelta(minutes=length)
    spans = calendar.closed_spans(start, end)
    closed = sum(((span.end - span.start) for span in spans), timedelta())
    opened = calendar.open_minutes(start, end)
    assert abs(closed / timedelta(minutes=1) + opened - length) < 1e-6
    for span, after in pairwise(spans):
        assert span.end <= after.start
    assert all(span.name and not calendar.open_minutes(span.start, span.end) for span in spans)
    assert all(not calendar.is_open(span.start) for span in spans)


@few
@given(calendars, instants)
def test_it_is_open_at_its_next_opening_and_not_before(calendar, now):
    opening = calendar.next_opening(now)
    assume(opening is not None)
    assert calendar.is_open(opening)
    assert calendar.open_minutes(now, opening) == 0
    assert (opening == now) == calendar.is_open(now)


@few
@given(calendars)
def test_json_says_all_of_it(calendar):
    read = hours_from_json(to_json(calendar))
    assert to_json(read) == to_json(calendar)
    assert read == calendar
    assert hash(read) == hash(calendar)
    assert pickle.loads(pickle.dumps(calendar)) == calendar


in_the_day = st.integers(5 * 12, 20 * 12).map(lambda n: n * 5)  # minutes, far from clock changes


def written(weekly: list[list[tuple[int, int]]], zone: str, later: int) -> Hours:
    """``later``: the same times as a clock shows them that is so many minutes ahead."""

    def clock(at: int) -> str:
        return f"{(at + later) // 60:02}:{(at + later) % 60:02}"

    week = [[[clock(start), clock(end)] for start, end in day] for day in weekly]
    return hours_from_json({"timezone": zone, "weekly": dict(zip(WEEKDAYS, week, strict=True))})


weeks = st.lists(
    st.lists(st.tuples(in_the_day, in_the_day).filter(lambda pair: pair[0] < pair[1]), max_size=2),
    min_size=7,
    max_size=7,
)


@few
@given(weeks, instants, minutes)
def test_the_same_hours_by_another_clock_are_the_same(weekly, start, target):
    """London and Berlin change their clocks together, an hour apart all year."""
    london, berlin = written(weekly, "Europe/London", 0), written(weekly, "Europe/Berlin", 60)
    assert london.add(start, target) == berlin.add(start, target)


@few
@given(weeks, st.integers(-5, 3), instants, minutes)
def test_moving_zone_and_start_together_moves_the_due_time(weekly, hours, start, target):
    """Etc/GMT+5 is five hours behind: nine o'clock there is five hours later."""
    here = written(weekly, "Etc/GMT", 0)
    there = written(weekly, f"Etc/GMT{-hours:+d}" if hours else "Etc/GMT", 0)
    moved = timedelta(hours=hours)
    due = here.add(start, target)
    assume(due is not None)
    assert there.add(start - moved, target) == due - moved


@few
@given(calendars, instants, minutes)
def test_a_week_later_is_a_week_later_where_no_clock_changes(calendar, start, target):
    plain = Hours("", "Asia/Kathmandu", tuple(
        tuple(Slot(slot.start, slot.end) for slot in day) for day in calendar.weekly
    ))  # fmt: skip
    due, week = plain.add(start, target), timedelta(days=7)
    assume(due is not None)
    assert plain.add(start + week, target) == due + week
