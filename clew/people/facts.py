"""What happens in people that others may want to know."""

from dataclasses import dataclass
from typing import Any

from clew.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class PersonsMerged(Fact):
    """Persons turned out to be the same ones: move what points at ``absorbed`` to ``survivor``.

    ``pairs`` holds (absorbed id, survivor id) as text, up to a chunk of events' worth at once.
    Each survivor is a living person at the time of recording.
    """

    environment_id: int
    pairs: list[list[str]]

    @property
    def subject(self) -> str:
        return f"environment/{self.environment_id}"

    def topics(self) -> list[str]:
        return [f"person/{person_id}" for pair in self.pairs for person_id in pair]


@dataclass(frozen=True, kw_only=True)
class PersonAdded(Fact):
    """Somebody became a customer without an event of their product: they wrote to us."""

    person_id: str
    environment_id: int

    @property
    def subject(self) -> str:
        return f"person/{self.person_id}"


@dataclass(frozen=True, kw_only=True)
class EnvironmentCreated(Fact):
    environment_id: int
    environment: str

    @property
    def subject(self) -> str:
        return f"environment/{self.environment_id}"


@dataclass(frozen=True, kw_only=True)
class AboutCaptureKey(Fact):
    capture_key_id: int
    environment: str
    key_name: str

    @property
    def subject(self) -> str:
        return f"capture-key/{self.capture_key_id}"


@dataclass(frozen=True, kw_only=True)
class CaptureKeyCreated(AboutCaptureKey):
    pass


@dataclass(frozen=True, kw_only=True)
class CaptureKeyRevoked(AboutCaptureKey):
    pass


@dataclass(frozen=True, kw_only=True)
class AccountTypeChosen(Fact):
    """An admin said which kind of group is the customer organisation."""

    environment_id: int
    group_type: str

    @property
    def subject(self) -> str:
        return f"environment/{self.environment_id}"


@dataclass(frozen=True, kw_only=True)
class AboutAccount(Fact):
    """Of one account; in the event store it is filed under ``$account_7``."""

    environment_id: int
    group_id: int
    group_type: str
    group_key: str

    @property
    def subject(self) -> str:
        return f"account/{self.group_id}"


@dataclass(frozen=True, kw_only=True)
class PlanChanged(AboutAccount):
    """Whatever said so: an event, somebody of staff, the API or a file."""

    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class AccountValuesChanged(AboutAccount):
    """Set by hand or by the API, or taken back. ``before`` and ``after`` are by label."""

    account: str
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class AccountLinksChanged(AboutAccount):
    account: str
    links: list[str]  # their labels


@dataclass(frozen=True, kw_only=True)
class AccountSourcesChanged(Fact):
    """Where fields of every account come from; in words, by label."""

    environment_id: int
    environment: str
    before: dict[str, str]
    after: dict[str, str]

    @property
    def subject(self) -> str:
        return f"environment/{self.environment_id}"


@dataclass(frozen=True, kw_only=True)
class AccountsImported(Fact):
    """Values of many accounts at a time; ``file`` is empty for the API."""

    environment_id: int
    file: str
    lines: int
    changed: int

    @property
    def subject(self) -> str:
        return f"environment/{self.environment_id}"


@dataclass(frozen=True, kw_only=True)
class AccountsMerged(AboutAccount):
    """``absorbed_id`` is part of this account now: move what points at it."""

    account: str
    absorbed_id: int
    absorbed_key: str
    absorbed: str


@dataclass(frozen=True, kw_only=True)
class AccountsParted(AboutAccount):
    """A merge was undone: what moved goes back to ``absorbed_id``."""

    account: str
    absorbed_id: int
    absorbed_key: str
    absorbed: str


@dataclass(frozen=True, kw_only=True)
class PersonAssigned(AboutAccount):
    """Staff say that somebody belongs to this account."""

    account: str
    person_id: str
    person: str

    def topics(self) -> list[str]:
        return [self.subject, f"person/{self.person_id}"]


@dataclass(frozen=True, kw_only=True)
class PersonUnassigned(AboutAccount):
    """That was taken back."""

    account: str
    person_id: str
    person: str

    def topics(self) -> list[str]:
        return [self.subject, f"person/{self.person_id}"]
