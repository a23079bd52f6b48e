"""What happens to the list of product areas. Field names are public."""

from dataclasses import dataclass

from clew.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class AreaFact(Fact):
    area: str  # its name

    @property
    def subject(self) -> str:
        return "areas"


@dataclass(frozen=True, kw_only=True)
class AreaAdded(AreaFact):
    pass


@dataclass(frozen=True, kw_only=True)
class AreaChanged(AreaFact):
    changed: list[str]  # names of fields


@dataclass(frozen=True, kw_only=True)
class AreaRenamed(AreaFact):
    """Its tickets were renamed with it."""

    before: str
    tickets: int


@dataclass(frozen=True, kw_only=True)
class AreaMerged(AreaFact):
    """``area`` took the tickets of ``merged``, which is gone."""

    merged: str
    tickets: int


@dataclass(frozen=True, kw_only=True)
class AreaRetired(AreaFact):
    pass


@dataclass(frozen=True, kw_only=True)
class AreaOffered(AreaFact):
    """Back from retirement."""


@dataclass(frozen=True, kw_only=True)
class AreaDeleted(AreaFact):
    """No ticket had it."""
