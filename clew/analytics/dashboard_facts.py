"""What happens to the dashboard that others may want to know."""

from dataclasses import dataclass
from typing import Any

from clew.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class DashboardEventsChanged(Fact):
    """What counts as activity, signing up or paying. Each role's list as it was and as it is;
    an empty one is left to Clew."""

    environment_id: int
    environment: str
    before: dict[str, list[dict[str, Any]]]
    after: dict[str, list[dict[str, Any]]]

    @property
    def subject(self) -> str:
        return f"environment/{self.environment_id}"
