"""An account's health as its badge, its reasons and its line of days."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clew.analytics.health.reading import health_days, health_of
from clew.analytics.models import Band, Health
from clew.analytics.sparklines import Sparkline
from clew.people.models import Group
from clew.web.customers.text import clean
from clew.web.customers.usage import Line, line

TONES = {Band.HEALTHY: "green", Band.FAIR: "amber", Band.POOR: "red"}
FINE = 70  # points of a part from which it is no reason to worry


@dataclass(frozen=True, slots=True)
class PartShown:
    label: str
    score: int | None  # None: nothing was known, and it does not count
    weight: int
    reason: str

    @property
    def tone(self) -> str:
        if self.score is None:
            return ""
        return "green" if self.score >= FINE else "amber" if self.score >= FINE // 2 else "red"


@dataclass(frozen=True, slots=True)
class HealthShown:
    health: Health
    line: Line | None = None

    @property
    def tone(self) -> str:
        return TONES.get(Band(self.health.band), "")

    @property
    def label(self) -> str:
        return f"{Band(self.health.band).label} {self.health.score}"

    @property
    def parts(self) -> list[PartShown]:
        return [_part(part) for part in self.health.parts if isinstance(part, dict)]

    @property
    def worst(self) -> PartShown | None:
        """What to say beside the badge, where something pulls it down."""
        found = next((part for part in self.parts if part.score is not None), None)
        return found if found and (found.score or 0) < FINE else None

    @property
    def change(self) -> int | None:
        """Points since a week ago."""
        before = self.health.before
        return None if before is None else self.health.score - before


def health_shown(group: Group | None, *, with_days: bool = False) -> HealthShown | None:
    found = health_of(group) if group is not None else None
    if found is None or group is None:
        return None
    days = [float(day.score) for day in health_days(group)] if with_days else []
    drawn = line(Sparkline(days, 100, 24)) if len(days) > 1 else None
    return HealthShown(found, drawn)


def _part(part: Mapping[str, Any]) -> PartShown:
    score, weight = part.get("score"), part.get("weight")
    return PartShown(
        clean(part.get("label"), 60),
        round(score) if isinstance(score, int | float) else None,
        int(weight) if isinstance(weight, int | float) else 0,
        clean(part.get("reason"), 200),
    )
