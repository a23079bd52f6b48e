"""What happens to usage metrics. Field names are public."""

from dataclasses import dataclass

from clew.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class MetricFact(Fact):
    environment_id: int
    metric: str  # its slug, which never changes
    name_of_metric: str

    @property
    def subject(self) -> str:
        return f"metric/{self.environment_id}/{self.metric}"


@dataclass(frozen=True, kw_only=True)
class MetricCreated(MetricFact):
    """Counted for every account from now on."""


@dataclass(frozen=True, kw_only=True)
class MetricChanged(MetricFact):
    """``changed`` names what: name, events, filters, math, days, …"""

    changed: list[str]


@dataclass(frozen=True, kw_only=True)
class MetricMoved(MetricFact):
    """Another place among the metrics, from 1."""

    place: int


@dataclass(frozen=True, kw_only=True)
class MetricDeleted(MetricFact):
    """No longer shown or counted. It can be brought back."""


@dataclass(frozen=True, kw_only=True)
class MetricRestored(MetricFact):
    """A deletion was taken back."""
