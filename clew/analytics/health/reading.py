"""An account's health as pages show it."""

from datetime import date
from typing import NamedTuple

from clew.analytics.health.queries import health_of, history_of
from clew.people.models import Group

__all__ = ["health_days", "health_of"]


class DayOfHealth(NamedTuple):
    day: date
    score: int


def health_days(group: Group, days: int = 90) -> list[DayOfHealth]:
    """Oldest first, a day with nothing new as the day before it."""
    found = history_of(group, days=days).days
    return [DayOfHealth(day, score) for day, score in found if score is not None]
