"""Opening times as people type and read them: ``09:00-12:00, 13:00-17:00``.

A clock of its own is named after its time: ``09:00 Europe/London - 17:00 America/Los_Angeles``.
"""

import re
from typing import Any

from django.core.exceptions import ValidationError

from clew.coverage.hours import WEEKDAYS, Slot
from clew.coverage.hours.reading import slot_json, slots_from_json

CLOSED = {"", "closed", "closed all day", "free", "none"}
WHOLE = {"24 hours", "24 h", "24h", "all day", "open all day"}
APART = re.compile(r"[,;\n]|\band\b")
BETWEEN = re.compile(r"\s*(?:[\u2013\u2014]|\bto\b|\buntil\b|(?<=[\d\s])-(?=[\d\s]))\s*")
TIME = re.compile(r"(\d{1,2})(?:[:.h]?(\d{2}))?(?:\s+([A-Za-z_]+(?:/[A-Za-z0-9_+-]+)*))?")
DASH = "\N{EN DASH}"
EXAMPLE = f"Write times such as 09:00{DASH}12:00, 13:00{DASH}17:00, or leave it empty."


def slots_in_words(slots: list[Any]) -> str:
    """Of what is stored."""
    return ", ".join(_said(slot) for slot in slots_from_json("slots", slots))


def slots_from_words(text: str) -> list[Any]:
    """As they are stored. Raises ValidationError with what to write."""
    said = " ".join(text.lower().split())
    if said in CLOSED:
        return []
    if said in WHOLE:
        return [["00:00", "24:00"]]
    rows = [_row(part) for part in APART.split(text) if part.strip()]
    try:
        found = slots_from_json("slots", rows)
    except ValidationError as error:
        raise ValidationError(f"{' '.join(error.messages)} {EXAMPLE}") from None
    return [slot_json(slot) for slot in sorted(found, key=lambda slot: slot.start)]


def _said(slot: Slot) -> str:
    if not slot.start_zone and not slot.end_zone:
        return f"{slot.start}{DASH}{slot.end}"
    start, end = f"{slot.start} {slot.start_zone}", f"{slot.end} {slot.end_zone}"
    return f"{start.strip()} {DASH} {end.strip()}"


def _row(text: str) -> dict[str, str]:
    sides = BETWEEN.split(text.strip())
    if len(sides) != 2:  # noqa: PLR2004  from and to
        raise ValidationError(EXAMPLE)
    (start, start_zone), (end, end_zone) = (_time(side) for side in sides)
    row = {"from": start, "from_zone": start_zone, "to": end, "to_zone": end_zone}
    return {key: value for key, value in row.items() if value}


def _time(text: str) -> tuple[str, str]:
    match = TIME.fullmatch(text.strip())
    if match is None:
        raise ValidationError(EXAMPLE)
    hours, minutes, zone = match.groups()
    return f"{hours:0>2}:{minutes or '00'}", zone or ""


SHORT = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def week_in_words(weekly: dict[str, list[Any]]) -> str:
    """``Mon to Fri 09:00-17:00, Sat 10:00-12:00``; days in a row that are equal stand together."""
    days = [slots_in_words(weekly.get(day, [])) for day in WEEKDAYS]
    said, first = [], 0
    for last, words in enumerate(days):
        if last + 1 < len(days) and days[last + 1] == words:
            continue
        if words:
            span = SHORT[first] if first == last else f"{SHORT[first]} to {SHORT[last]}"
            said.append(f"{'Every day' if last - first == 6 else span} {words}")  # noqa: PLR2004
        first = last + 1
    return ", ".join(said) or "Never open"
