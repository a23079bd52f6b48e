"""What happens to absences. Field names are public."""

from dataclasses import dataclass

from clew.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class AboutAbsence(Fact):
    """``starts_at`` and ``ends_at`` are ISO 8601 in UTC, as they are after what happened."""

    absence_id: int
    staff_id: int
    staff_name: str
    starts_at: str
    ends_at: str

    @property
    def subject(self) -> str:
        return f"staff/{self.staff_id}"

    def topics(self) -> list[str]:
        return [self.subject, "away"]


@dataclass(frozen=True, kw_only=True)
class OutOfOfficeSet(AboutAbsence):
    deputy: str  # a name, "" for nobody
    tickets: str  # reply, or start


@dataclass(frozen=True, kw_only=True)
class OutOfOfficeChanged(AboutAbsence):
    """``changed`` names the fields."""

    changed: list[str]
    deputy: str
    tickets: str


@dataclass(frozen=True, kw_only=True)
class OutOfOfficeCancelled(AboutAbsence):
    """Before it began, or taken back at once."""


@dataclass(frozen=True, kw_only=True)
class OutOfOfficeBegan(AboutAbsence):
    pass


@dataclass(frozen=True, kw_only=True)
class OutOfOfficeEnded(AboutAbsence):
    """``early``: somebody ended it."""

    early: bool


@dataclass(frozen=True, kw_only=True)
class PulledBack(AboutAbsence):
    """``day`` (ISO 8601) by their own clock; ``back`` False: they stay away after all."""

    day: str
    back: bool
