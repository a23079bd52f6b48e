"""What happens to endpoints of webhooks. Field names are public."""

from dataclasses import dataclass

from clew.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class EndpointFact(Fact):
    endpoint_id: int
    endpoint: str  # its name

    @property
    def subject(self) -> str:
        return f"webhook/{self.endpoint_id}"

    def topics(self) -> list[str]:
        return [self.subject, "webhooks"]


@dataclass(frozen=True, kw_only=True)
class EndpointCreated(EndpointFact):
    url: str


@dataclass(frozen=True, kw_only=True)
class EndpointChanged(EndpointFact):
    changed: list[str]  # names of fields


@dataclass(frozen=True, kw_only=True)
class EndpointSecretRenewed(EndpointFact):
    """Never the secret itself."""


@dataclass(frozen=True, kw_only=True)
class EndpointDeleted(EndpointFact):
    pass


@dataclass(frozen=True, kw_only=True)
class EndpointRestored(EndpointFact):
    pass


@dataclass(frozen=True, kw_only=True)
class EndpointGone(EndpointFact):
    """It answered 410: it wants no more, and is off."""
