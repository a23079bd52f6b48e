"""A calendar invitation in words: what, when, where and who."""

import re
from datetime import date, datetime, timedelta
from typing import NamedTuple

from clew.channels.email.parsing.header_words import one_line

MAX_LINES = 5_000
TO = "\N{EN DASH}"
LINE = re.compile(
    r"(?P<name>[A-Za-z-]{1,40})(?P<parameters>(?:;(?:\"[^\"]*\"|[^:\"])*)?):(?P<value>.*)",
    re.DOTALL,
)
PARAMETER = re.compile(r";([A-Za-z-]+)=(\"[^\"]*\"|[^;:]*)")
DURATION = re.compile(
    r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", re.IGNORECASE
)
OPENINGS = {
    "CANCEL": "Cancelled invitation",
    "REPLY": "Answer to an invitation",
    "COUNTER": "Another time proposed",
    "PUBLISH": "Event",
}
ANSWERS = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "maybe"}


class Line(NamedTuple):
    value: str
    parameters: dict[str, str]


def in_words(calendar: str) -> str:
    """ "" when there is no event in it."""
    method, event = _event(calendar)
    if not event:
        return ""
    what = _text(event, "SUMMARY") or "(no title)"
    attendees = event.get("ATTENDEE", [])
    if method == "REPLY" and len(attendees) == 1:
        answer = ANSWERS.get(attendees[0].parameters.get("PARTSTAT", "").upper(), "")
        what += f": {_person(attendees[0])}: {answer}" if answer else ""
    lines = [
        f"{OPENINGS.get(method, 'Invitation')}: {what}",
        _labelled("When", _when(event)),
        _labelled("Where", _text(event, "LOCATION")),
        _labelled("Organiser", _person(event["ORGANIZER"][0]) if "ORGANIZER" in event else ""),
    ]
    return "\n".join(line for line in lines if line)


def description_of(calendar: str) -> str:
    return _unescaped(next((each.value for each in _event(calendar)[1].get("DESCRIPTION", [])), ""))


def _event(calendar: str) -> tuple[str, dict[str, list[Line]]]:
    """The method, and the lines of the first event or task."""
    method = ""
    event: dict[str, list[Line]] = {}
    inside: list[str] = []
    unfolded = re.sub(r"\n[ \t]", "", calendar.replace("\r\n", "\n"))
    for line in unfolded.split("\n", MAX_LINES)[:MAX_LINES]:
        found = LINE.match(line)
        if not found:
            continue
        name, value = found["name"].upper(), found["value"].strip()
        if name == "BEGIN":
            inside.append(value.upper())
        elif name == "END" and inside:
            if inside.pop() in {"VEVENT", "VTODO"} and event:
                break
        elif name == "METHOD":
            method = value.upper()
        elif inside[-1:] in (["VEVENT"], ["VTODO"]):
            given = {
                key.upper(): text.strip('"') for key, text in PARAMETER.findall(found["parameters"])
            }
            event.setdefault(name, []).append(Line(value, given))
    return method, event


def _unescaped(value: str) -> str:
    return re.sub(r"\\([nN,;\\])", lambda found: "\n" if found[1] in "nN" else found[1], value)


def _text(event: dict[str, list[Line]], name: str) -> str:
    return one_line(_unescaped(event[name][0].value))[:500] if name in event else ""


def _labelled(label: str, words: str) -> str:
    return f"{label}: {words}" if words else ""


def _person(line: Line) -> str:
    address = re.sub(r"(?i)^mailto:", "", line.value)
    name = one_line(line.parameters.get("CN", ""))
    return f"{name} <{address}>" if name and name != address else address


def _when(event: dict[str, list[Line]]) -> str:
    if "DTSTART" not in event:
        return ""
    start, zone = _instant(event["DTSTART"][0])
    if start is None:
        return one_line(event["DTSTART"][0].value)[:60]
    words = _day(start) if not isinstance(start, datetime) else f"{_day(start)}, {start:%H:%M}"
    until = _until(event, start)
    if isinstance(start, datetime) and isinstance(until, datetime):
        words += (
            f"{TO}{until:%H:%M}"
            if until.date() == start.date()
            else f" {TO} {_day(until)}, {until:%H:%M}"
        )
    elif until and not isinstance(start, datetime) and until - timedelta(days=1) > start:
        words += f" {TO} {_day(until - timedelta(days=1))}"
    repeats = ", repeats" if "RRULE" in event else ""
    return words + (f" ({zone})" if zone else "") + repeats


def _until(event: dict[str, list[Line]], start: date) -> date | None:
    """The last instant; of whole days the first day after."""
    if "DTEND" in event:
        until, _ = _instant(event["DTEND"][0])
        return (
            until if until and isinstance(until, datetime) == isinstance(start, datetime) else None
        )
    found = DURATION.fullmatch(event["DURATION"][0].value) if "DURATION" in event else None
    if not found:
        return None
    weeks, days, hours, minutes, seconds = (min(int(each or 0), 100_000) for each in found.groups())
    try:
        return start + timedelta(
            weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds
        )
    except OverflowError:
        return None


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b} {day.year}"


def _instant(line: Line) -> tuple[date | None, str]:
    found = re.match(r"(\d{8})(?:T(\d{6})(Z?))?", line.value)
    if not found:
        return None, ""
    try:
        if not found[2]:
            return datetime.strptime(found[1], "%Y%m%d").date(), ""  # noqa: DTZ007  a wall date
        wall = datetime.strptime(found[1] + found[2], "%Y%m%d%H%M%S")  # noqa: DTZ007  a wall time
    except ValueError:
        return None, ""
    return wall, "UTC" if found[3] else one_line(line.parameters.get("TZID", ""))[:80]
