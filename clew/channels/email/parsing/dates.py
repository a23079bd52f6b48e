"""When a mail says it was written; nothing when that cannot be."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from clew.core import clock

ANCIENT = datetime(1990, 1, 1, tzinfo=UTC)
AHEAD = timedelta(minutes=15)  # as far as clocks go wrong without anybody caring
ISO = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?")


def date_of(text: str, problems: list[str]) -> datetime | None:
    """In UTC. ``text`` is the decoded Date field."""
    if not text:
        problems.append("It has no date.")
        return None
    date = _read(text[:200])
    if date is None:
        problems.append("Its date cannot be read.")
        return None
    if date > clock.now() + AHEAD:
        problems.append("Its date is in the future.")
        return None
    if date < ANCIENT:
        problems.append("Its date is impossibly old.")
        return None
    return date


def _read(text: str) -> datetime | None:
    iso = ISO.search(text)
    try:
        if iso:
            zone = (iso[3] or "Z").replace("Z", "+00:00")
            return _utc(datetime.fromisoformat(f"{iso[1]}T{iso[2]}{zone}"))
        dotted = re.sub(r"(\d\d)\.(\d\d)(?:\.(\d\d))?\b", r"\1:\2:\3", text)
        return _utc(parsedate_to_datetime(re.sub(r"(?<=\d)[.:](?=\s|$)", "", dotted)))
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None


def _utc(date: datetime) -> datetime:
    """Without a zone it is UTC: nothing better is known."""
    return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
