"""An account's health as its badge, what pulls it down, its parts and its line of days."""

from dataclasses import dataclass
from typing import Any

from clew.analytics.health.queries import HealthHistory, health_of, history_of, shown_parts
from clew.analytics.models import Health
from clew.people.models import Group

WORRIES = 3
FINE = 70  # points of a part from which it is no reason to worry


@dataclass(frozen=True, slots=True)
class HealthShown:
    health: Health
    parts: list[dict[str, Any]]
    history: HealthHistory | None = None

    @property
    def why(self) -> str:
        """What to say beside the badge, where something pulls it down."""
        scored = [part for part in self.parts if part["score"] is not None]
        worst = min(scored, key=lambda part: part["score"], default=None)
        return str(worst["reason"]) if worst and worst["score"] < FINE else ""

    @property
    def worries(self) -> list[dict[str, Any]]:
        """The few that pull it down most; the others are folded."""
        low = [one for one in self.parts if one["score"] is not None and one["score"] < FINE]
        return low[:WORRIES]

    @property
    def rest(self) -> list[dict[str, Any]]:
        shown = {one["kind"] for one in self.worries}
        return [one for one in self.parts if one["kind"] not in shown]

    @property
    def change(self) -> int | None:
        """Points since a week ago."""
        before = self.health.before
        return None if before is None else self.health.score - before

    @property
    def points_changed(self) -> str:
        points = abs(self.change or 0)
        return f"{points} {'point' if points == 1 else 'points'}"


def health_shown(group: Group | None, *, with_days: bool = False) -> HealthShown | None:
    found = health_of(group) if group is not None else None
    if found is None or group is None:
        return None
    history = history_of(group) if with_days else None
    return HealthShown(found, shown_parts(found), history)
