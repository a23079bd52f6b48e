"""Instants in the words of a search: 2026-01-05, 2026-01, 7d, yesterday, a..b."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_AGO = re.compile(r"(\d{1,4})(h|d|w|m|y)")
_UNITS = {"h": 1 / 24, "d": 1, "w": 7, "m": 30, "y": 365}  # days
_LONGEST = 200 * 365  # days
_AHEAD = 20 * 365  # days
_YEARS = range(1900, 2200)  # beyond them is nonsense, and other clocks overflow
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_DECEMBER = 12


@dataclass(frozen=True)
class Span:
    """From ``start`` on, before ``end``; None is open."""

    start: datetime | None
    end: datetime | None


def span(value: str, comparison: str, *, now: datetime, zone: ZoneInfo) -> Span | None:
    """None when the value is not a time. ``>7d`` and ``7d`` are since, ``<7d`` is before."""
    value = value.lower()
    if ".." in value and comparison == ":":
        return _between(*value.split("..", 1), now=now, zone=zone)
    if ago := _AGO.fullmatch(value):
        since = now - timedelta(days=min(int(ago[1]) * _UNITS[ago[2]], _LONGEST))
        return Span(None, since) if comparison.startswith("<") else Span(since, None)
    days = _days(value, now.astimezone(zone).date())
    if days is None:
        return None
    first, after = (datetime.combine(day, time(), zone).astimezone(UTC) for day in days)
    return {
        ":": Span(first, after),
        ">": Span(after, None),
        ">=": Span(first, None),
        "<": Span(None, first),
        "<=": Span(None, after),
    }[comparison]


def ahead(value: str, *, now: datetime, zone: ZoneInfo) -> Span | None:
    """``4h`` is from now until then; a day is all of it. None when the value is not a time."""
    if spanned := _AGO.fullmatch(value):
        return Span(now, now + timedelta(days=min(int(spanned[1]) * _UNITS[spanned[2]], _AHEAD)))
    today = now.astimezone(zone).date()
    tomorrow = today + timedelta(days=1)
    days = _days(tomorrow.isoformat() if value == "tomorrow" else value, today)
    if days is None:
        return None
    first, after = (datetime.combine(day, time(), zone).astimezone(UTC) for day in days)
    return Span(first, after)


def _between(first: str, last: str, *, now: datetime, zone: ZoneInfo) -> Span | None:
    start = span(first, ">=", now=now, zone=zone) if first else Span(None, None)
    end = span(last, "<=", now=now, zone=zone) if last else Span(None, None)
    return Span(start.start, end.end) if start and end else None


def _days(value: str, today: date) -> tuple[date, date] | None:
    """The first day meant, and the first after it."""
    try:
        if value in {"today", "yesterday"}:
            day = today - timedelta(days=value == "yesterday")
        elif month := _MONTH.fullmatch(value):
            first = date(int(month[1]), int(month[2]), 1)
            years, number = divmod(first.month, _DECEMBER)
            after = date(first.year + years, number + 1, 1)
            return (first, after) if first.year in _YEARS else None
        else:
            day = date.fromisoformat(value)
        return (day, day + timedelta(days=1)) if day.year in _YEARS else None
    except ValueError:
        return None
