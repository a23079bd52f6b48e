"""What members of staff set for themselves."""

import re
from collections.abc import Mapping
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db import transaction

from clew.core.actors import Actor
from clew.core.facts import record
from clew.people import staff_facts as facts
from clew.people.models import Staff
from clew.people.pictures import store_picture

DAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
DENSITIES = {"comfortable": "Comfortable", "compact": "Compact"}
MAX_SIGNATURE = 2000  # characters
WORDS = {
    "name": "name",
    "time_zone": "time zone",
    "single_keys": "keyboard",
    "density": "density",
    "signature": "signature",
    "working_hours": "working hours",
}


@transaction.atomic
def save_profile(*, staff: Staff, by: Actor, **fields: Any) -> list[str]:
    """Any of ``WORDS``, checked by the form. Returns what changed, and records only that."""
    if not fields.keys() <= WORDS.keys():
        raise ValueError(f"Not of a profile: {fields.keys() - WORDS.keys()}")
    changed = [name for name, value in fields.items() if getattr(staff, name) != value]
    for name in changed:
        setattr(staff, name, fields[name])
    if changed:
        staff.save(update_fields=changed)
        _record(staff, [WORDS[name] for name in changed], by)
    return changed


@transaction.atomic
def set_picture(*, staff: Staff, file: IO[bytes], size: int, by: Actor) -> None:
    """Raises ValidationError for what is no picture."""
    digest = store_picture(file, size=size)
    if digest != staff.picture:
        staff.picture = digest
        staff.save(update_fields=["picture"])
        _record(staff, ["picture"], by)


@transaction.atomic
def remove_picture(*, staff: Staff, by: Actor) -> None:
    if staff.picture:
        staff.picture = ""
        staff.save(update_fields=["picture"])
        _record(staff, ["picture"], by)


def checked_hours(given: Mapping[str, tuple[str, str]]) -> dict[str, list[str]]:
    """``{"mon": ("09:00", "17:00")}``; a day with both empty is free. Raises ValidationError."""
    hours = {}
    for day, (start, end) in given.items():
        if not start and not end:
            continue
        if day not in DAYS or not (CLOCK.fullmatch(start) and CLOCK.fullmatch(end)):
            raise ValidationError(
                f"{DAYS.get(day, day)}: write both times, such as 09:00 and 17:00."
            )
        if start == end:  # an earlier end is the next morning
            raise ValidationError(f"{DAYS[day]}: beginning and end are the same time.")
        hours[day] = [start, end]
    return hours


def _record(staff: Staff, changed: list[str], by: Actor) -> None:
    fact = facts.ProfileChanged(staff_id=staff.pk, staff_name=str(staff), changed=changed)
    record(fact, by=by)
