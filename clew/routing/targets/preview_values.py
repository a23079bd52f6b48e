"""Checks what somebody asks a preview about, and says what to write instead."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError

FIRST_YEAR, LAST_YEAR = 1970, 2100
OWNERS = ("person", "account")
ESCALATED = {True: "support", False: "", None: "", "": ""}


def named(where: str, words: str) -> ValidationError:
    return ValidationError({where: f"{where}: {words}"})


def checked_instant(where: str, at: datetime) -> datetime:
    """In UTC, which is also meant when no zone is given."""
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise named(where, f"give a time from {FIRST_YEAR} to {LAST_YEAR}.")
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)


def one_of(where: str, value: Any, known: Iterable[str]) -> str:
    if isinstance(value, str) and value in set(known):
        return str(value)
    raise named(where, f"“{str(value)[:80]}” is none of {', '.join(known)}.")


def escalation(where: str, value: Any) -> str:
    """True is to support; a text says where."""
    if value is None or isinstance(value, bool):
        return ESCALATED[value]
    return one_of(where, value, ["support", "engineering"])


def owned_properties(given: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """“account” and “person” hold theirs, as does “account.mrr”; any other is of both."""
    found: dict[str, dict[str, Any]] = {owner: {} for owner in OWNERS}
    for key, value in given.items():
        owner, _, name = key.partition(".")
        if owner in OWNERS and name:
            found[owner][name] = value
        elif key in OWNERS and isinstance(value, Mapping):
            found[key].update(value)
        else:
            for owned in found.values():
                owned.setdefault(key, value)
    return found
