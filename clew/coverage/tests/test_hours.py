"""When a calendar is open: every edge that helpdesks are known to get wrong, case by case."""

from datetime import UTC, datetime, timedelta

import pytest

from clew.coverage.hours import WEEKDAYS, Hours, hours_from_json
from clew.coverage.presets import PRESETS

NINE_TO_FIVE = [["09:00", "17:00"]]
WORKDAYS = WEEKDAYS[:5]
C4 = {
    "from": "09:00",
    "from_zone": "Europe/London",
    "to": "17:00",
    "to_zone": "America/Los_Angeles",
}


def hours(weekly, zone="UTC", holidays=(), **exceptions) -> Hours:
    if isinstance(weekly, list):
        weekly = dict.fromkeys(WORKDAYS, weekly)
    special = {day.lstrip("_").replace("_", "-"): row for day, row in exceptions.items()}
    given = {"timezone": zone, "weekly": weekly, "holidays": holidays, "exceptions": special}
    return hours_from_json(given)


def preset(slug: str) -> Hours:
    found = next(each for each in PRESETS if each["slug"] == slug)
    return hours_from_json({"timezone": found["time_zone"], "weekly": found["weekly"]})


def at(text: str) -> datetime:
    """``"2026-11-20 16:10"``, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


NIGHTS = hours([["22:00", "06:00"]])
SPLIT = hours([["08:00", "12:00"], ["13:00", "17:00"]])
WEEKDAYS_24H = preset("weekdays-24h")
CHRISTMAS = {"name": "Christmas Day"}
HALF = {"name": "Christmas Eve", "slots": [["09:00", "12:00"]]}
LONDON = hours(NINE_TO_FIVE, "Europe/London")
NEW_YORK = hours({day: [["00:00", "24:00"]] for day in WEEKDAYS}, "America/New_York")

DUE = [
    ("a day, over a weekend", WEEKDAYS_24H, "2026-11-20 16:10", 1440, "2026-11-23 16:10"),
    ("opened on a weekend", WEEKDAYS_24H, "2026-11-21 10:00", 480, "2026-11-23 08:00"),
    ("exactly the rest of the week", WEEKDAYS_24H, "2026-11-20 16:00", 480, "2026-11-21 00:00"),
    ("exactly a slot: at its closing", SPLIT, "2026-11-18 09:00", 180, "2026-11-18 12:00"),
    ("exactly the last slot", SPLIT, "2026-11-20 16:00", 60, "2026-11-20 17:00"),
    ("a minute more: after the opening", SPLIT, "2026-11-18 09:00", 181, "2026-11-18 13:01"),
    ("from the minute of closing", SPLIT, "2026-11-18 12:00", 1, "2026-11-18 13:01"),
    ("two slots a day", SPLIT, "2026-11-18 11:30", 60, "2026-11-18 13:30"),
    ("a slot over midnight", NIGHTS, "2026-11-18 23:00", 120, "2026-11-19 01:00"),
    ("inside it after midnight", NIGHTS, "2026-11-19 05:30", 60, "2026-11-19 22:30"),
    ("Friday's runs into Saturday", NIGHTS, "2026-11-20 23:00", 420, "2026-11-21 06:00"),
    ("but Saturday has none", NIGHTS, "2026-11-20 23:00", 421, "2026-11-23 22:01"),
    ("holiday on the first day",
     hours(NINE_TO_FIVE, holidays=["2026-11-18"]), "2026-11-18 10:00", 60, "2026-11-19 10:00"),
    ("holiday on the last day",
     hours(NINE_TO_FIVE, holidays=["2026-11-19"]), "2026-11-18 16:30", 60, "2026-11-20 09:30"),
    ("half a holiday",
     hours(NINE_TO_FIVE, _2026_12_24=HALF), "2026-12-24 11:00", 120, "2026-12-25 10:00"),
    ("an extra opening",
     hours(NINE_TO_FIVE, _2026_11_21={"slots": [["10:00", "12:00"]]}),
     "2026-11-20 16:00", 120, "2026-11-21 11:00"),
    ("26 closed days and a target of an hour",
     hours(NINE_TO_FIVE, holidays=[f"2026-11-{day:02}" for day in range(2, 31)]),
     "2026-10-30 16:30", 60, "2026-12-01 09:30"),
    ("the customer's day is not the team's",
     hours(NINE_TO_FIVE, "America/Los_Angeles"), "2026-11-18 08:00", 60, "2026-11-18 18:00"),
    ("a zone of half an hour",
     hours(NINE_TO_FIVE, "Asia/Kolkata"), "2026-11-18 00:00", 60, "2026-11-18 04:30"),
    ("a zone of three quarters",
     hours(NINE_TO_FIVE, "Asia/Kathmandu"), "2026-11-18 00:00", 60, "2026-11-18 04:15"),
    ("a day of 23 hours", NEW_YORK, "2026-03-08 05:00", 23 * 60, "2026-03-09 04:00"),
    ("a day of 25 hours", NEW_YORK, "2026-11-01 04:00", 25 * 60, "2026-11-02 05:00"),
    ("summer time has begun", LONDON, "2026-03-27 16:30", 60, "2026-03-30 08:30"),
    ("summer time is over", LONDON, "2026-10-23 15:30", 60, "2026-10-26 09:30"),
    ("opens at a skipped time: an hour later",
     hours({"sun": [["01:30", "05:00"]]}, "Europe/London"), "2026-03-29 00:00", 60,
     "2026-03-29 02:30"),
    ("opens at a doubled time: the first",
     hours({"sun": [["01:30", "05:00"]]}, "Europe/London"), "2026-10-25 00:00", 60,
     "2026-10-25 01:30"),
    ("half an hour of summer time",
     hours({"sun": [["02:15", "05:00"]]}, "Australia/Lord_Howe"), "2026-10-03 12:00", 30,
     "2026-10-03 16:15"),
    ("overlapping slots count once",
     hours([["09:00", "13:00"], ["11:00", "17:00"]]), "2026-11-18 09:00", 480, "2026-11-18 17:00"),
    ("24:00 meets 00:00", WEEKDAYS_24H, "2026-11-18 23:00", 120, "2026-11-19 01:00"),
    ("C4 in winter", hours([C4], "Europe/London"), "2026-11-18 08:00", 16 * 60, "2026-11-19 01:00"),
    ("C4 when only one clock has changed",
     hours([C4], "Europe/London"), "2026-03-11 08:00", 15 * 60, "2026-03-12 00:00"),
    ("C4 over the weekend",
     hours([C4], "Europe/London"), "2026-11-20 23:00", 180, "2026-11-23 10:00"),
    ("around the clock", preset("always"), "2026-11-21 10:07", 90, "2026-11-21 11:37"),
    ("over New Year", NIGHTS, "2026-12-31 23:00", 120, "2027-01-01 01:00"),
    ("nothing to wait for", SPLIT, "2026-11-21 10:00", 0, "2026-11-21 10:00"),
    ("a day that a country skipped",
     hours(NINE_TO_FIVE, "Pacific/Apia"), "2011-12-29 19:00", 16 * 60, "2011-12-31 03:00"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("calendar", "start", "minutes", "due"), [row[1:] for row in DUE], ids=[row[0] for row in DUE]
)
def test_due(calendar, start, minutes, due):
    assert calendar.add(at(start), minutes) == at(due)


def test_decades_ahead():
    start, weeks = at("2026-11-18 00:00"), 52 * 30
    assert WEEKDAYS_24H.add(start, 60 * 24 * 5 * weeks) == start + timedelta(weeks=weeks)


def test_a_calendar_that_never_opens_says_so():
    empty = hours({})
    assert empty.add(at("2026-11-18 10:00"), 1) is None
    assert empty.next_opening(at("2026-11-18 10:00")) is None
    assert empty.open_minutes(at("2026-11-18 10:00"), at("2036-11-18 10:00")) == 0
    assert not empty.is_open(at("2026-11-18 10:00"))


def test_one_that_opened_only_once_has_only_so_much():
    once = hours({}, _2026_11_21={"slots": [["10:00", "12:00"]]})
    assert once.add(at("2026-11-18 10:00"), 120) == at("2026-11-21 12:00")
    assert once.add(at("2026-11-18 10:00"), 121) is None
    assert once.next_opening(at("2026-11-21 12:00")) is None


def test_a_target_of_more_than_a_lifetime_is_never_due():
    assert LONDON.add(at("2026-11-18 10:00"), 10**12) is None


def test_open_from_the_minute_of_opening_until_that_of_closing():
    opening, closing = at("2026-11-18 09:00"), at("2026-11-18 17:00")
    moment = timedelta(microseconds=1)
    assert not LONDON.is_open(opening - moment)
    assert LONDON.is_open(opening)
    assert LONDON.is_open(closing - moment)
    assert not LONDON.is_open(closing)


def test_the_next_opening():
    assert LONDON.next_opening(at("2026-11-20 17:00")) == at("2026-11-23 09:00")
    assert LONDON.next_opening(at("2026-11-20 12:00")) == at("2026-11-20 12:00")
    assert NIGHTS.next_opening(at("2026-12-31 21:00")) == at("2026-12-31 22:00")


def test_instants_may_come_in_any_zone():
    here = at("2026-11-20 16:00")
    there = here.astimezone(LONDON.add(here, 1).tzinfo)
    assert LONDON.add(there, 60) == LONDON.add(here, 60)


def spans(calendar: Hours, start: str, end: str) -> list[tuple[str, str, str]]:
    found = calendar.closed_spans(at(start), at(end))
    return [(f"{span.start:%a %H:%M}", f"{span.end:%a %H:%M}", span.name) for span in found]


def test_a_due_time_can_say_what_did_not_count():
    assert spans(WEEKDAYS_24H, "2026-11-20 16:10", "2026-11-23 16:10") == [
        ("Sat 00:00", "Mon 00:00", "weekend")
    ]
    assert spans(LONDON, "2026-11-18 16:00", "2026-11-19 10:00") == [
        ("Wed 17:00", "Thu 09:00", "out of hours")
    ]
    assert spans(LONDON, "2026-11-20 16:00", "2026-11-23 10:00") == [
        ("Fri 17:00", "Mon 09:00", "weekend")
    ]


def test_holidays_are_called_by_their_names():
    calendar = hours(NINE_TO_FIVE, _2026_12_24=HALF, _2026_12_25=CHRISTMAS)
    assert spans(calendar, "2026-12-24 11:00", "2026-12-28 10:00") == [
        ("Thu 12:00", "Fri 00:00", "Christmas Eve"),
        ("Fri 00:00", "Sat 00:00", "Christmas Day"),
        ("Sat 00:00", "Mon 09:00", "weekend"),
    ]


def test_a_holiday_on_a_day_off_is_not_to_blame():
    calendar = hours(WEEKDAYS_24H_WEEKLY, holidays=["2026-12-26"])
    assert spans(calendar, "2026-12-25 12:00", "2026-12-28 12:00") == [
        ("Sat 00:00", "Mon 00:00", "weekend")
    ]


WEEKDAYS_24H_WEEKLY = {day: [["00:00", "24:00"]] for day in WORKDAYS}


def test_an_extra_opening_is_not_called_closed():
    calendar = hours(NINE_TO_FIVE, _2026_11_21={"name": "Launch", "slots": [["10:00", "12:00"]]})
    names = [name for _, _, name in spans(calendar, "2026-11-20 16:00", "2026-11-23 10:00")]
    assert names == ["weekend", "weekend"]


def test_other_days_off_go_by_their_weekday():
    without = {day: NINE_TO_FIVE for day in WORKDAYS if day != "wed"}
    assert spans(hours(without), "2026-11-17 16:00", "2026-11-19 10:00") == [
        ("Tue 17:00", "Thu 09:00", "Wednesday")
    ]
    early = dict.fromkeys(("sun", "mon", "tue", "wed", "thu"), NINE_TO_FIVE)
    assert spans(hours(early), "2026-11-19 16:00", "2026-11-22 10:00") == [
        ("Thu 17:00", "Sun 09:00", "weekend")
    ]
