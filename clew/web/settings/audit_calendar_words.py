"""Facts about calendars as sentences of the audit log."""

from collections.abc import Callable, Mapping
from typing import Any

Payload = Mapping[str, Any]
WHOLE = {  # what happens to all of it
    "created": "Made the calendar “{}”",
    "retired": "Retired the calendar “{}”",
    "restored": "Offered the calendar “{}” again",
}


def _changed(fact: Payload) -> str:
    changed = fact["changed"]
    words = WHOLE.get(changed[0])
    if words:
        return words.format(fact["calendar"])
    return f"Changed the calendar “{fact['calendar']}”: {', '.join(changed)}"


def _of_team(fact: Payload) -> str:
    if fact["after"]:
        return f"Gave team {fact['team_name']} the calendar “{fact['after']}”"
    return f"Took the calendar “{fact['before']}” from team {fact['team_name']}"


WORDS: dict[str, Callable[[Payload], str]] = {
    "coverage.CalendarChanged": _changed,
    "coverage.TeamCalendarChanged": _of_team,
}
