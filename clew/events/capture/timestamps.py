"""When did it happen? Corrects the clocks of customers' devices; customer-data.md §1.4."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FAR_AHEAD = timedelta(hours=23)
# A unix time from this size on counts milliseconds (as seconds it would be past the year 5138).
MILLISECONDS_FROM = 100_000_000_000
SECONDS_TOO_SMALL = 100_000_000  # a bare "2024" is a year, not a second in 1970
SLASHED = ("%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y")


def parse_instant(value: Any) -> datetime | None:
    """An instant in UTC from any form SDKs send; None when it is not one. No zone means UTC."""
    if isinstance(value, str):
        return _from_text(value.strip())
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_unix(value)
    return None


def parse_query_sent_at(value: str) -> datetime | None:
    """``_`` or ``sent_at`` in a query counts milliseconds; a value in seconds is ignored."""
    if not value.isdecimal() or len(value) > 15 or int(value) < MILLISECONDS_FROM:  # noqa: PLR2004
        return None
    return _from_unix(int(value))


def happened_at(
    *, timestamp: Any, offset: Any, sent_at: datetime | None, ignore_sent_at: bool, now: datetime
) -> datetime:
    """The event's instant. ``offset`` is in milliseconds before ``now``, the time of receipt."""
    return _within_reason(
        _computed(timestamp, offset, None if ignore_sent_at else sent_at, now), now
    )


def _computed(timestamp: Any, offset: Any, sent_at: datetime | None, now: datetime) -> datetime:
    try:
        if isinstance(offset, int | float) and not isinstance(offset, bool):
            return now - timedelta(milliseconds=offset)
        instant = parse_instant(timestamp)
        if instant is None:
            return now
        return now + (instant - sent_at) if sent_at is not None else instant
    except (OverflowError, ValueError):
        return EPOCH


def _within_reason(instant: datetime, now: datetime) -> datetime:
    if instant - now > FAR_AHEAD:
        return now
    return max(instant, EPOCH)  # the event store's calendar begins there


def _from_unix(value: float) -> datetime | None:
    seconds = value / 1000 if abs(value) >= MILLISECONDS_FROM else value
    try:
        return EPOCH + timedelta(seconds=seconds)
    except (OverflowError, ValueError):
        return None


def _from_text(text: str) -> datetime | None:
    if not text:
        return None
    if text[0].isdigit() and text.replace(".", "", 1).isdecimal():
        number = float(text)
        if number >= SECONDS_TOO_SMALL:
            return _from_unix(number)
    for read in (datetime.fromisoformat, _from_slashes, parsedate_to_datetime):
        try:
            return _in_utc(read(text))
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _from_slashes(text: str) -> datetime:
    for form in SLASHED:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    raise ValueError(text)


def _in_utc(instant: datetime) -> datetime:
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
