"""What a writer remembers of persons and groups between chunks."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from clew.people.identity.population import MemberKey, Population
from clew.people.identity.states import GroupName, GroupState, PersonState

K = TypeVar("K")
V = TypeVar("V")


class Recent(Mapping[K, V], Generic[K, V]):
    """A mapping that forgets what was not asked for lately.

    Two generations instead of a linked list: a hit in the young one, the usual case, costs one
    dictionary look-up. Holds between ``size`` and ``2 * size`` entries once it is full.
    """

    __slots__ = ("_old", "_size", "_young")

    def __init__(self, size: int) -> None:
        self._size = size
        self._young: dict[K, V] = {}
        self._old: dict[K, V] = {}

    def get(self, key: K) -> V | None:  # type: ignore[override]  # no default: hot path
        value = self._young.get(key)
        if value is None:
            value = self._old.get(key)
            if value is not None:
                self.put(key, value)
        return value

    def put(self, key: K, value: V) -> None:
        if len(self._young) >= self._size:
            self._old, self._young = self._young, {}
        self._young[key] = value

    def forget(self, key: K) -> None:
        self._young.pop(key, None)
        self._old.pop(key, None)

    def clear(self) -> None:
        self._young, self._old = {}, {}

    def __getitem__(self, key: K) -> V:
        value = self.get(key)
        if value is None:
            raise KeyError(key)
        return value

    def __iter__(self) -> Iterator[K]:
        yield from self._young
        yield from (key for key in self._old if key not in self._young)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class EnvironmentMemory:
    """What is known of one environment as of ``version``. Only ever what was committed."""

    __slots__ = ("groups", "members", "person_ids", "persons", "refused_types", "version")

    def __init__(self, size: int) -> None:
        self.version: int | None = None
        self.person_ids: Recent[str, UUID] = Recent(size)
        self.persons: Recent[UUID, PersonState] = Recent(size)
        self.groups: Recent[GroupName, GroupState] = Recent(size)
        self.members: Recent[MemberKey, datetime] = Recent(size)
        self.refused_types: set[str] = set()

    def believe(self, version: int) -> None:
        """Forget everything if somebody else has changed who is who since."""
        if version != self.version:
            self.clear()
            self.version = version

    def learn(self, population: Population, *, before: int, now: int) -> None:
        """Take over what a committed chunk loaded and changed between two versions."""
        self.believe(before)
        self.version = now
        merged = population.changes.merged
        for absorbed in merged:
            self.persons.forget(absorbed)  # its distinct ids are loaded anew when they come up
        for person_id, person in population.persons.items():
            self.persons.put(person_id, person)
        for distinct_id, person_id in population.person_ids.items():
            self.person_ids.put(distinct_id, population.follow(person_id) if merged else person_id)
        for name, group in population.groups.items():
            self.groups.put(name, group)
        for (person_id, group_name), at in population.changes.members.items():
            self.members.put((population.follow(person_id), group_name), at)
        self.refused_types |= population.refused_types

    def clear(self) -> None:
        for part in (self.person_ids, self.persons, self.groups, self.members):
            part.clear()


class IdentityCache:
    """One per writer thread. ``size`` persons are kept for each environment (about 2 KB each)."""

    def __init__(self, size: int = 20_000) -> None:
        self._size = size
        self._environments: dict[int, EnvironmentMemory] = {}

    def of(self, environment_id: int) -> EnvironmentMemory:
        memory = self._environments.get(environment_id)
        if memory is None:
            memory = self._environments[environment_id] = EnvironmentMemory(self._size)
        return memory

    def clear(self) -> None:
        self._environments.clear()
