"""Ottergrid's own people: who answers, in which team, for which product area."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "staff.toml"


@dataclass(frozen=True, slots=True)
class DemoTeam:
    name: str
    slug: str
    areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoStaff:
    handle: str
    name: str
    email: str
    role: str
    time_zone: str
    teams: tuple[str, ...]  # slugs
    hours: tuple[str, str] = ("09:00", "17:30")  # of each weekday, by their own clock


@dataclass(frozen=True, slots=True)
class DemoGroup:
    """A product group; ``smes`` are handles by region."""

    name: str
    shared: bool
    smes: dict[str, str]


@dataclass(frozen=True, slots=True)
class DemoAbsence:
    handle: str
    begun: int  # days before today
    until: int  # days after
    deputy: str
    note: str


@cache
def teams() -> tuple[DemoTeam, ...]:
    return tuple(DemoTeam(t["name"], t["slug"], tuple(t["areas"])) for t in _read()["team"])


@cache
def staff() -> tuple[DemoStaff, ...]:
    """The owner first."""
    return tuple(DemoStaff(**{**row, "teams": tuple(row["teams"])}) for row in _read()["staff"])


@cache
def staff_named(handle: str) -> DemoStaff:
    return next(member for member in staff() if member.handle == handle)


@cache
def team_of_area(area: str) -> DemoTeam:
    return next(team for team in teams() if area in team.areas)


@cache
def groups() -> tuple[DemoGroup, ...]:
    found = _read()["group"]
    return tuple(DemoGroup(g["name"], g.get("shared", False), g["smes"]) for g in found)


@cache
def absences() -> tuple[DemoAbsence, ...]:
    names = ("handle", "from", "until", "deputy", "note")
    return tuple(DemoAbsence(*(row[name] for name in names)) for row in _read()["absence"])


@cache
def ownership() -> str:
    """The table of product areas, as somebody would import it."""
    return FILE.with_name("ownership.csv").read_text("utf-8")


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text("utf-8"))
