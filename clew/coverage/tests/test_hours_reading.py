"""What is wrong with a calendar is named, with what to write instead."""

import pytest
from django.core.exceptions import ValidationError

from clew.coverage.hours import hours_from_json, to_json

WEEK = {"mon": [["09:00", "17:00"]]}
WRONG = [
    (None, "calendar", "Give an object"),
    ({"weekly": WEEK}, "timezone", "such as Europe/London"),
    ({"timezone": "Europe/Lundon", "weekly": WEEK}, "timezone", "such as Europe/London"),
    ({"timezone": "../etc/passwd", "weekly": WEEK}, "timezone", "such as Europe/London"),
    ({"timezone": "UTC"}, "weekly", "{} is never open"),
    ({"timezone": "UTC", "weekly": {"monday": []}}, "weekly.monday", "Use mon, tue"),
    ({"timezone": "UTC", "weekly": {"mon": "09:00-17:00"}}, "weekly.mon", "Give a list"),
    ({"timezone": "UTC", "weekly": {"mon": [["09:00"]]}}, "weekly.mon[0]", "Give [from, to]"),
    ({"timezone": "UTC", "weekly": {"mon": [["9am", "17:00"]]}}, "weekly.mon[0].from", "09:00"),
    ({"timezone": "UTC", "weekly": {"mon": [["24:00", "17:00"]]}}, "weekly.mon[0].from", "23:59"),
    ({"timezone": "UTC", "weekly": {"mon": [["09:00", "25:00"]]}}, "weekly.mon[0].to", "23:59"),
    ({"timezone": "UTC", "weekly": {"mon": [["09:00", None]]}}, "weekly.mon[0].to", "23:59"),
    (
        {"timezone": "UTC", "weekly": {"mon": [{"from": "09:00", "to": "17:00", "to_zone": "PT"}]}},
        "weekly.mon[0].to_zone",
        "such as",
    ),
    (
        {"timezone": "UTC", "weekly": {"mon": [{"from": "09:00", "till": "17:00"}]}},
        "weekly.mon[0].till",
        "Use from",
    ),
    ({"timezone": "UTC", "weekly": {"mon": [["09:00", "17:00"]] * 25}}, "weekly.mon", "at most 24"),
    ({"timezone": "UTC", "weekly": WEEK, "holiday": []}, "holiday", "no such field"),
    ({"timezone": "UTC", "weekly": WEEK, "holidays": "2026-12-25"}, "holidays", "Give a list"),
    ({"timezone": "UTC", "weekly": WEEK, "holidays": ["25.12."]}, "holidays[0]", "2026-12-25"),
    ({"timezone": "UTC", "weekly": WEEK, "holidays": ["9999-12-25"]}, "holidays[0]", "to 2999"),
    (
        {"timezone": "UTC", "weekly": WEEK, "exceptions": {"2026-12-24": {"slots": [["x", "y"]]}}},
        "exceptions.2026-12-24.slots[0].from",
        "09:00",
    ),
]


@pytest.mark.parametrize(("data", "field", "words"), WRONG)
def test_a_mistake_is_named(data, field, words):
    with pytest.raises(ValidationError) as caught:
        hours_from_json(data)
    (found,) = caught.value.message_dict.items()
    assert found[0] == field
    assert words in found[1][0]


def test_hours_are_written_as_they_were_read():
    data = {
        "name": "Ours",
        "timezone": "Europe/London",
        "weekly": {
            "mon": [["09:00", "12:00"], ["13:00", "24:00"]],
            "tue": [{"from": "09:00", "to": "17:00", "to_zone": "America/Los_Angeles"}],
        },
        "holidays": ["2026-12-25"],
        "exceptions": {"2026-12-24": {"name": "Half day", "slots": [["09:00", "12:00"]]}},
    }
    assert to_json(hours_from_json(data)) == data


def test_an_exception_goes_before_a_holiday_of_the_same_date():
    given = {"timezone": "UTC", "weekly": WEEK, "holidays": ["2026-12-24"]}
    half = {"2026-12-24": {"name": "Half day", "slots": [["09:00", "12:00"]]}}
    assert to_json(hours_from_json(given | {"exceptions": half}))["holidays"] == []


def test_short_hours_are_understood():
    assert hours_from_json({"timezone": "UTC", "weekly": {"mon": [["9:00", "17:00"]]}}).weekly[0]
