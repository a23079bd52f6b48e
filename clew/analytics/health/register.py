"""The parts that a score may have. Domains to the right of this one register theirs."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Numbers = tuple[Any, ...]  # the value first, then what the words need


@dataclass(frozen=True)
class Account:
    """What parts ask of an account before they ask anything else."""

    id: int
    key: str
    name: str
    plan: str
    seen_at: datetime | None
    seats: int | None
    risk: str
    trial_ends_at: datetime | None


@dataclass(frozen=True)
class Asked:
    """All accounts of an environment, or ``only`` a few; ``absorbed`` are keys of merged ones."""

    environment_id: int
    type_id: int
    type_index: int
    now: datetime
    accounts: Mapping[int, Account]
    by_key: Mapping[str, int]
    absorbed: Mapping[str, str] = field(default_factory=dict)  # key → the survivor's key
    only: tuple[int, ...] = ()
    read: dict[str, Any] = field(default_factory=dict)  # what several parts go by, read once

    def once(self, name: str, read: Callable[[], Any]) -> Any:
        if name not in self.read:
            self.read[name] = read()
        return self.read[name]

    def keys(self) -> list[str]:
        """Of ``only``, with what they absorbed."""
        own = {self.accounts[each].key for each in self.only}
        return [*own, *(key for key, after in self.absorbed.items() if after in own)]


Measured = Mapping[int, Numbers]  # by account; who is not in it has no data


@dataclass(frozen=True)
class Part:
    """``measure`` answers for all accounts at once, in one statement or two.

    ``healthy`` and ``poor`` are the marks until an admin moves them; the greater of them says
    whether more is better, and an admin cannot turn that round.
    """

    kind: str
    label: str
    help: str
    weight: int
    healthy: float
    poor: float
    measure: Callable[[Asked, Mapping[str, Any]], Measured]
    say: Callable[[Numbers], str]
    missing: str
    unit: str = ""
    least: float = 0
    most: float = 1000
    lists: str = ""  # what its list of names is of; empty: it has none
    listed: tuple[str, ...] = ()  # the names until an admin writes others
    position: int = 0

    @property
    def more_is_better(self) -> bool:
        return self.healthy > self.poor


_parts: dict[str, Part] = {}


def register(*parts: Part) -> None:
    for part in parts:
        if part.kind in _parts and _parts[part.kind] != part:
            raise ValueError(f"Two parts of health are called {part.kind}")
        _parts[part.kind] = part


def parts() -> list[Part]:
    return sorted(_parts.values(), key=lambda part: (part.position, part.kind))


@dataclass(frozen=True)
class Use:
    """Something elsewhere that can go by health, as a switch for the settings page."""

    name: str
    label: str
    help: str
    is_on: Callable[[], bool]
    switch: Callable[..., object]  # on: bool, by: Actor


_uses: dict[str, Use] = {}


def register_use(use: Use) -> None:
    _uses[use.name] = use


def uses() -> Iterable[Use]:
    return _uses.values()


def use_named(name: str) -> Use | None:
    return _uses.get(name)
