"""What happens to the health of accounts. Field names are public."""

from dataclasses import dataclass
from typing import Any

from clew.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class HealthChanged(Fact):
    """An account went into another band because it does otherwise than before.

    Not recorded when it is scored for the first time, nor when an admin moved the marks.
    """

    environment_id: int
    group_id: int
    group_type: str
    group_key: str
    account: str  # its name
    before: str  # healthy, fair or poor
    after: str
    score: int
    score_before: int
    reasons: list[str]  # of the parts that cost it most

    @property
    def subject(self) -> str:
        return f"group/{self.group_id}"


@dataclass(frozen=True, kw_only=True)
class HealthPartsChanged(Fact):
    """How health is scored from now on. ``changed``: {"Errors": "weight from 10 to 20"}."""

    environment_id: int
    environment: str
    changed: dict[str, Any]

    @property
    def subject(self) -> str:
        return f"environment/{self.environment_id}"
