"""One telling of the demo: which day is today, and the dice that make it the same every time."""

import hashlib
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

DAYS = 90  # of activity before today
FRIDAY = 4  # datetime.weekday()
LONG_AGO = datetime(2024, 1, 8, tzinfo=UTC)  # for ids that must not depend on today


@dataclass(frozen=True, slots=True)
class Edition:
    """``today`` is 00:00 UTC; nothing happens after ``until``. ``print_run`` counts resets:
    a new one has new event uuids, so that the event store does not take them for repeats."""

    today: datetime
    until: datetime
    print_run: int = 1

    @classmethod
    def at(cls, now: datetime, print_run: int = 1) -> "Edition":
        until = now.astimezone(UTC).replace(second=0, microsecond=0)
        return cls(until.replace(hour=0, minute=0), until, print_run)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Edition":
        today, until = (datetime.fromisoformat(value[key]) for key in ("today", "until"))
        return cls(today, until, value["print_run"])

    def to_json(self) -> dict[str, Any]:
        return {
            "today": self.today.isoformat(),
            "until": self.until.isoformat(),
            "print_run": self.print_run,
        }

    def day(self, number: int) -> datetime:
        """00:00 UTC of today plus ``number`` days; yesterday is -1."""
        return self.today + timedelta(days=number)

    @property
    def incident_day(self) -> datetime:
        """Two days ago, or the Friday before when that is a weekend: the story's bad day."""
        day = self.day(-2)
        return day - timedelta(days=max(0, day.weekday() - FRIDAY))


def dice(*names: object) -> random.Random:
    """Dice that fall the same way for the same names, on every machine."""
    return random.Random(":".join(map(str, names)))  # noqa: S311  a story, not a secret


def stable_uuid(at: datetime, *names: object) -> UUID:
    """A version 7 UUID whose random part follows from the names."""
    digest = hashlib.blake2b(":".join(map(str, names)).encode(), digest_size=10).digest()
    milliseconds = int(at.timestamp() * 1000)
    number = (milliseconds << 80) | int.from_bytes(digest, "big")
    number = (number & ~(0xF000 << 64)) | (7 << 76)
    number = (number & ~(0xC000 << 48)) | (0x8000 << 48)
    return UUID(int=number)


def happens(roll: random.Random, chance: float) -> bool:
    return roll.random() < chance
