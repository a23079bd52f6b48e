"""What happens to ownership, and how tickets come to their areas. Field names are public."""

from dataclasses import dataclass, field
from typing import Any

from clew.core.facts import Fact
from clew.tickets.facts import TicketFact


@dataclass(frozen=True, kw_only=True)
class TicketClassified(TicketFact):
    """``how`` is form, page, keyword, slack, person, api or rule; ``reason`` in words."""

    area: str
    how: str
    rule: str = ""
    reason: str = ""
    team: str = ""  # what the ticket got with it; "" when a person's choice stayed
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class OwnershipFact(Fact):
    @property
    def subject(self) -> str:
        return "ownership"


@dataclass(frozen=True, kw_only=True)
class OwnershipChanged(OwnershipFact):
    """``changed`` has what it was and is, by field, as people read it."""

    area: str
    changed: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class OwnershipImported(OwnershipFact):
    """Each area that differs has its own fact beside this."""

    added: int
    changed: int
    same: int


@dataclass(frozen=True, kw_only=True)
class ProductGroupAdded(OwnershipFact):
    group: str


@dataclass(frozen=True, kw_only=True)
class ProductGroupChanged(OwnershipFact):
    group: str
    changed: dict[str, list[Any]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ProductGroupDeleted(OwnershipFact):
    """Its areas are in no group now."""

    group: str


@dataclass(frozen=True, kw_only=True)
class RegionAdded(OwnershipFact):
    region: str


@dataclass(frozen=True, kw_only=True)
class RegionRenamed(OwnershipFact):
    region: str
    before: str


@dataclass(frozen=True, kw_only=True)
class RegionDeleted(OwnershipFact):
    region: str


@dataclass(frozen=True, kw_only=True)
class SmeChanged(OwnershipFact):
    """Who knows a group in a region; names, "" for nobody."""

    group: str
    region: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class CoverageGapBegan(OwnershipFact):
    """Nobody covers a group in a region: there is no SME (``nobody``), or they are ``away``."""

    group: str
    region: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class CoverageGapEnded(OwnershipFact):
    group: str
    region: str
