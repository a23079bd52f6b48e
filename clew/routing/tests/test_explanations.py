"""A due time in words, made of what was recorded."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from clew.routing.targets.explaining import words
from clew.routing.targets.vocabulary import Happening
from tests.histories import (
    AGENT,
    CUSTOMER,
    MONDAY,
    OFFICE,
    at,
    by_priority,
    calendar,
    content,
    history,
    ledger,
    runs,
)


def said(told, now, *versions, metric="first_reply", zone=None):
    *_, run = runs(ledger(told, now, *versions), metric)
    return words(run, ZoneInfo(zone)) if zone else words(run)


def office(minutes=60, metric="resolution", **more):
    hours = {"own": calendar(OFFICE, name="Office", **more)}
    return content((metric, minutes, "own", {}), calendars=hours)


def test_the_weekend():
    assert said(history("fri 16:10", plan="scale"), "fri 17:00") == (
        "Scale plan → 24 h in Weekdays, 24 hours; started Fri 16:10; weekend not counted;"
        " due Mon 16:10."
    )


def test_in_another_zone():
    assert said(history("fri 16:10", plan="scale"), "fri 17:00", zone="Asia/Kolkata") == (
        "Scale plan → 24 h in Weekdays, 24 hours; started Fri 21:40; weekend not counted;"
        " due Mon 21:40."
    )


def test_nothing_that_did_not_count_nothing_said():
    assert said(history("mon 10:00", plan="enterprise"), "mon 11:00") == (
        "Enterprise plan → 8 h in Weekdays, 24 hours; started Mon 10:00; due Mon 18:00."
    )


def test_an_unknown_plan():
    assert said(history("mon 10:00"), "mon 11:00").startswith(
        "Plan unknown, so counted as Enterprise → 8 h in Weekdays, 24 hours; started Mon 10:00;"
    )


def test_a_priority_with_its_reason():
    assert said(history("mon 10:00", severity="critical"), "mon 11:00", by_priority()).startswith(
        "High priority (critical severity) → 12 h in Weekdays, 24 hours;"
    )
    escalated = history("mon 10:00", severity="high", escalated="support")
    assert said(escalated, "mon 11:00", by_priority()).startswith(
        "Normal priority (high severity), escalated → 96 h in"
    )


def test_dates_when_weekdays_would_be_ambiguous():
    assert said(history("fri 16:10", plan="payg"), "fri 17:00") == (
        "Pay-as-you-go plan → 72 h in Weekdays, 24 hours; started Fri 16:10; weekend not counted;"
        " due Wed 16:10."
    )
    long = office(3000, "first_reply")
    assert "started Mon 2 Mar 09:00; " in said(history("mon 09:00"), "mon 10:00", long)
    new_year = history(at("mon 00:00").replace(year=2026, month=12, day=31, hour=12), plan="scale")
    assert "due Fri 1 Jan 2027 12:00." in said(new_year, new_year.opened_at)


def test_nights_holidays_and_several_weekends():
    paragraph = said(
        history("mon 16:00"),
        "mon 16:30",
        office(10 * 480, exceptions={"2026-03-03": {"name": "Harvest day", "slots": []}}),
        metric="resolution",
    )
    assert "time outside the opening hours not counted" in paragraph
    assert "Harvest day not counted" in paragraph
    assert "2 weekends not counted" in paragraph
    assert paragraph.endswith("due Tue 17 Mar 16:00.")


def test_pauses():
    told = history("mon 10:00", ("mon 10:30", "hold"), ("mon 11:15", "open"))
    assert said(told, "mon 11:20", office(), metric="resolution") == (
        "Policy “Own” → 1 h in Office; started Mon 10:00; paused Mon 10:30 to Mon 11:15 while on"
        " hold (45 min of open time not counted); due Mon 11:45."
    )
    assert said(told, "mon 11:00", office(), metric="resolution").endswith(
        "paused since Mon 10:30 while on hold; no due time until it goes on, then 30 min left."
    )


def test_many_pauses_are_counted():
    moves = [
        (f"mon 1{hour}:{minute}", status)
        for hour in range(4)
        for minute, status in (("10", "pending"), ("20", "open"))
    ]
    assert "paused 4 times, 40 min of open time in all not counted" in said(
        history("mon 10:00", *moves), "mon 14:00", office(300), metric="resolution"
    )


def test_a_closed_night_inside_a_pause_is_not_told_twice():
    told = history("mon 16:30", ("mon 16:45", "pending"), ("tue 09:30", "open"))
    assert said(told, "tue 09:30", office(), metric="resolution") == (
        "Policy “Own” → 1 h in Office; started Mon 16:30; paused Mon 16:45 to Tue 09:30 while"
        " pending (45 min of open time not counted); due Tue 10:15."
    )


def test_a_target_that_changed():
    told = history("mon 09:00", ("mon 12:00", {"plan": "enterprise"}), plan="boost")
    assert said(told, "mon 12:00") == (
        "Boost plan → 48 h in Weekdays, 24 hours; started Mon 09:00; from Mon 12:00 on Enterprise"
        " plan → 8 h in Weekdays, 24 hours, counted from the start; due Mon 17:00."
    )
    late = history("mon 09:00", ("mon 18:00", {"plan": "enterprise"}), plan="boost")
    assert said(late, "mon 19:00").endswith(
        "due Mon 17:00; already past when the target changed Mon 18:00; breached, not replied yet."
    )


def test_a_calendar_that_changed():
    """The promise reads alike before and after, so it is not told twice."""
    told = history("mon 16:30", ("mon 16:45", Happening.RULES, 2))
    holiday = (MONDAY + timedelta(days=1)).date().isoformat()
    open_on = office(metric="first_reply"), office(metric="first_reply", holidays=[holiday])
    assert said(told, "mon 16:50", *open_on).endswith(
        "counted anew Mon 16:45, when its opening hours or pauses changed;"
        " holiday not counted; due Wed 09:30."
    )


def test_a_target_that_came_later():
    told = history("mon 09:00", ("mon 12:00", {"plan": "scale"}), plan="free")
    assert said(told, "mon 12:00") == (
        "Scale plan → 24 h in Weekdays, 24 hours; started Mon 09:00; applies since Mon 12:00;"
        " due Tue 09:00."
    )


@pytest.mark.parametrize(
    ("replied", "ending"),
    [
        ("mon 16:00", "due Mon 17:00; met Mon 16:00."),
        ("mon 17:00", "due Mon 17:00; met Mon 17:00."),
        ("mon 19:30", "due Mon 17:00; breached, replied Mon 19:30, 2 h 30 min late."),
        ("tue 18:00", "due Mon 17:00; breached, replied Tue 18:00, 25 h late."),
    ],
)
def test_met_or_late(replied, ending):
    told = history("mon 09:00", (replied, AGENT), plan="enterprise")
    assert said(told, "wed 09:00").endswith(ending)


def test_a_late_solution_is_no_reply():
    told = history("mon 09:00", ("mon 12:00", "solved"))
    assert said(told, "mon 13:00", office(), metric="resolution").endswith(
        "breached, solved Mon 12:00, 2 h late."
    )


def test_seconds_late():
    told = history("mon 09:00", (at("mon 17:00").replace(second=20), AGENT), plan="enterprise")
    assert said(told, "mon 18:00").endswith("replied Mon 17:00, seconds late.")


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        ("solved", "the ticket was solved"),
        (Happening.MERGED, "the ticket became part of another"),
        ({"plan": "free"}, "no target applies any more"),
    ],
)
def test_why_a_clock_was_cancelled(end, reason):
    told = history("mon 09:00", ("mon 10:00", end), plan="enterprise")
    assert said(told, "mon 11:00").endswith(
        f"was due Mon 17:00; cancelled Mon 10:00, because {reason}."
    )


def test_a_breach_that_solving_ended():
    told = history("mon 09:00", ("mon 18:00", "solved"), plan="enterprise")
    assert said(told, "mon 19:00").endswith(
        "breached, not replied until Mon 18:00, when the ticket was solved."
    )


def test_never():
    closed = content(
        ("first_reply", 60, "own", {}), calendars={"own": calendar({}, name="Closed for good")}
    )
    assert said(history("mon 09:00"), "mon 10:00", closed).endswith(
        "never due, because Closed for good has not enough open time."
    )


def test_met_while_paused():
    told = history(
        "mon 09:00", ("mon 09:10", AGENT), ("mon 09:20", CUSTOMER), ("mon 09:30", "hold"),
        ("mon 09:40", AGENT), plan="scale",
    )  # fmt: skip
    assert said(told, "mon 10:00", metric="next_reply").endswith(
        "paused since Mon 09:30 while on hold; met Mon 09:40."
    )


def test_what_is_stored_explains_itself_alike():
    """Parts come back from JSON; only what stands in them and in the row is used."""
    (run,) = runs(ledger(history("fri 16:10", plan="scale"), "fri 17:00"))
    assert all(isinstance(part, dict) for part in run.explanation)
    assert not any(isinstance(each, datetime) for part in run.explanation for each in part.values())
