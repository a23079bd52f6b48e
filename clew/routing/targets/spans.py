"""Times and durations in as few words as tell them apart."""

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo

HOUR = 60
A_WEEK = timedelta(days=6)  # longer, and two times may fall on the same weekday


class Clockface:
    """“Fri 16:10”, or “Fri 6 Mar 16:10” when ``instants`` are a week or more apart."""

    def __init__(self, zone: tzinfo, instants: Iterable[datetime]) -> None:
        self._zone = zone
        local = [instant.astimezone(zone) for instant in instants]
        first, last = min(local), max(local)
        if first.year != last.year:
            self._dated = "{at:%a} {at.day} {at:%b} {at.year} {at:%H:%M}"
        elif (last.date() - first.date()) > A_WEEK:
            self._dated = "{at:%a} {at.day} {at:%b} {at:%H:%M}"
        else:
            self._dated = "{at:%a} {at:%H:%M}"

    def at(self, instant: datetime | str) -> str:
        if isinstance(instant, str):
            instant = datetime.fromisoformat(instant)
        return self._dated.format(at=instant.astimezone(self._zone))


def duration(minutes: int) -> str:
    """“24 h”, “1 h 30 min”, “45 min”."""
    hours, rest = divmod(minutes, HOUR)
    if not hours:
        return f"{rest} min"
    return f"{hours:,} h {rest} min" if rest else f"{hours:,} h"


def closed_words(name: str, times: int) -> str:
    """What did not count, by the calendar's name for it: “2 weekends”."""
    if not name:
        return "closed time"
    if name == "out of hours":
        return "time outside the opening hours"
    if times == 1:
        return name
    return f"{times} weekends" if name == "weekend" else f"{name} ({times} times)"
