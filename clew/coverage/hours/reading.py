"""Hours from JSON and back. What is wrong is named with its field and what to write instead."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, NoReturn
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError

from clew.coverage.hours.opening import WEEKDAYS, Hours
from clew.coverage.hours.slots import Slot, SpecialDay

CLOCK = re.compile(r"(?:[01]?\d|2[0-3]):[0-5]\d")
KNOWN = {"name", "timezone", "weekly", "holidays", "exceptions"}
SLOT_KEYS = {"from", "from_zone", "to", "to_zone"}
MAX_NAME, MAX_SLOTS, MAX_DAYS = 200, 24, 2000
FIRST_YEAR, LAST_YEAR = 1970, 2999


def hours_from_json(data: Any) -> Hours:
    """Raises ValidationError by field: ``weekly.mon[0].to``."""
    given = _mapping("calendar", data, "Give an object with “timezone” and “weekly”.")
    for key in given.keys() - KNOWN:
        _refuse(str(key), f"There is no such field. Use {', '.join(sorted(KNOWN))}.")
    return Hours(
        _name("name", given.get("name", "")),
        _zone("timezone", given.get("timezone", "")),
        _weekly(given.get("weekly")),
        _exceptions(given),
    )


def to_json(hours: Hours) -> dict[str, Any]:
    """What ``hours_from_json`` reads back as equal hours."""
    plain = [each for each in hours.exceptions if not each.name and not each.slots]
    named = [each for each in hours.exceptions if each.name or each.slots]
    return {
        "name": hours.name,
        "timezone": hours.zone,
        "weekly": {
            day: [slot_json(slot) for slot in slots]
            for day, slots in zip(WEEKDAYS, hours.weekly, strict=True)
            if slots
        },
        "holidays": [each.day.isoformat() for each in plain],
        "exceptions": {
            each.day.isoformat(): {
                "name": each.name,
                "slots": [slot_json(slot) for slot in each.slots],
            }
            for each in named
        },
    }


def slot_json(slot: Slot) -> list[str] | dict[str, str]:
    if not slot.start_zone and not slot.end_zone:
        return [slot.start, slot.end]
    row = {
        "from": slot.start,
        "from_zone": slot.start_zone,
        "to": slot.end,
        "to_zone": slot.end_zone,
    }
    return {key: value for key, value in row.items() if value}


def slots_from_json(where: str, data: Any) -> tuple[Slot, ...]:
    if not isinstance(data, (list, tuple)):
        _refuse(where, "Give a list of opening times, such as [[“09:00”, “17:00”]].")
    if len(data) > MAX_SLOTS:
        _refuse(where, f"Give at most {MAX_SLOTS} opening times a day.")
    return tuple(_slot(f"{where}[{i}]", each) for i, each in enumerate(data))


@cache
def zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _weekly(data: Any) -> tuple[tuple[Slot, ...], ...]:
    week = _mapping("weekly", data, "Give the opening times by weekday; {} is never open.")
    for key in week.keys() - set(WEEKDAYS):
        _refuse(f"weekly.{key}", f"There is no such weekday. Use {', '.join(WEEKDAYS)}.")
    return tuple(slots_from_json(f"weekly.{day}", week.get(day, [])) for day in WEEKDAYS)


def _exceptions(given: Mapping[str, Any]) -> tuple[SpecialDay, ...]:
    holidays = given.get("holidays", [])
    if not isinstance(holidays, (list, tuple)):
        _refuse("holidays", "Give a list of dates, such as [“2026-12-25”].")
    found = {}
    for i, text in enumerate(holidays):
        day = _date(f"holidays[{i}]", text)
        found[day] = SpecialDay(day)
    words = "Give an object of dates: {“2026-12-24”: {“name”: …, “slots”: […]}}."
    for text, data in _mapping("exceptions", given.get("exceptions", {}), words).items():
        where = f"exceptions.{text}"
        day = _date(where, text)
        row = _mapping(where, data, "Give an object with “name” and “slots”.")
        slots = slots_from_json(f"{where}.slots", row.get("slots", []))
        found[day] = SpecialDay(day, _name(f"{where}.name", row.get("name", "")), slots)
    if len(found) > MAX_DAYS:
        _refuse("exceptions", f"Give at most {MAX_DAYS} dates; take out those long past.")
    return tuple(found[day] for day in sorted(found))


def _slot(where: str, data: Any) -> Slot:
    if isinstance(data, (list, tuple)) and len(data) == 2:  # noqa: PLR2004  from and to
        return Slot(_clock(f"{where}.from", data[0]), _end(f"{where}.to", data[1]))
    row = _mapping(where, data, "Give [from, to], such as [“09:00”, “17:00”].")
    for key in row.keys() - SLOT_KEYS:
        _refuse(f"{where}.{key}", f"There is no such field. Use {', '.join(sorted(SLOT_KEYS))}.")
    return Slot(
        _clock(f"{where}.from", row.get("from")),
        _end(f"{where}.to", row.get("to")),
        *(
            _zone(f"{where}.{key}", row[key]) if row.get(key) else ""
            for key in ("from_zone", "to_zone")
        ),
    )


def _clock(where: str, text: Any) -> str:
    if not isinstance(text, str) or not CLOCK.fullmatch(text):
        _refuse(where, "Give a time from 00:00 to 23:59, such as “09:00”.")
    return text.zfill(5)


def _end(where: str, text: Any) -> str:
    return "24:00" if text == "24:00" else _clock(where, text)


def _zone(where: str, name: Any) -> str:
    if not isinstance(name, str) or name not in zones():
        _refuse(where, "Give a time zone by its name, such as Europe/London.")
    return name


def _date(where: str, text: Any) -> date:
    try:
        day = date.fromisoformat(text)
    except (TypeError, ValueError):
        _refuse(where, "Give a date as year-month-day, such as 2026-12-25.")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        _refuse(where, f"Give a date from {FIRST_YEAR} to {LAST_YEAR}.")
    return day


def _name(where: str, text: Any) -> str:
    if not isinstance(text, str) or len(text) > MAX_NAME or "\x00" in text:
        _refuse(where, f"Give a name of at most {MAX_NAME} characters.")
    return text


def _mapping(where: str, data: Any, words: str) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        _refuse(where, words)
    return data


def _refuse(where: str, words: str) -> NoReturn:
    raise ValidationError({where: words})
