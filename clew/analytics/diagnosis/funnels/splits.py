"""Ways that go on under another person: what one began, somebody with the same email, session,
device or address went on with.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations

from clew.analytics.diagnosis.evidence import Known
from clew.analytics.diagnosis.funnels.walking import Touch, furthest
from clew.analytics.diagnosis.sdks import is_server

FEW = 3  # people at one address; more are an office, which says nothing
CROWD = 8  # people of one email, session or device; more are a test account
MOST = 400  # pairs that are looked at
ORDER = ("email", "session", "device", "address")  # the surest first


@dataclass(frozen=True, slots=True)
class Walker:
    """One person with what they did of the funnel, oldest first."""

    who: Known
    touches: tuple[Touch, ...] = ()
    sessions: frozenset[str] = frozenset()
    devices: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Shared:
    """What two people have in common."""

    kind: str
    value: str

    def __str__(self) -> str:
        return f"same {self.kind}: {self.value}"


@dataclass(frozen=True, slots=True)
class Split:
    """Step ``at`` (from 1) is under ``one``, the step after it under ``other``."""

    one: Walker
    other: Walker
    shared: tuple[Shared, ...]
    alone: int  # steps of the one who came further
    together: int
    at: int


def splits(walkers: Sequence[Walker], steps: int, window: timedelta) -> list[Split]:
    """The longest gain first; at least one of each pair is ours."""
    found = []
    for (a, b), shared in _kin(walkers).items():
        split = _split(walkers[a], walkers[b], shared, steps, window)
        if split is not None:
            found.append(split)
    return sorted(
        found, key=lambda one: (one.alone - one.together, ORDER.index(one.shared[0].kind))
    )


def united(walkers: Sequence[Walker], found: Iterable[Split]) -> list[list[Walker]]:
    """Walkers as they would be if those of each split were one person."""
    groups = {walker.who.id: [walker] for walker in walkers}
    for split in found:
        one, other = groups[split.one.who.id], groups[split.other.who.id]
        if one is not other:
            one += other
            groups |= {each.who.id: one for each in other}
    return list({id(group): group for group in groups.values()}.values())


def places_of(touches: Iterable[Touch]) -> dict[str, frozenset[str]]:
    """A server's session and address say nothing about people."""
    own = [each for each in touches if not is_server(each.lib)]
    return {
        "sessions": frozenset(each.session for each in own) - {""},
        "devices": frozenset(each.device for each in own) - {""},
        "addresses": frozenset(each.ip for each in own) - {""},
    }


def _split(
    a: Walker, b: Walker, shared: tuple[Shared, ...], steps: int, window: timedelta
) -> Split | None:
    alone = max(len(furthest(each.touches, steps, window)) for each in (a, b))
    way = furthest([*a.touches, *b.touches], steps, window)
    if len(way) <= alone:
        return None
    mine = set(map(id, a.touches))
    sides = [id(touch) in mine for touch in way]
    at = next(place for place in range(1, len(way)) if sides[place] != sides[place - 1])
    one, other = (a, b) if sides[at - 1] else (b, a)
    return Split(one, other, shared, alone, len(way), at)


def _kin(walkers: Sequence[Walker]) -> dict[tuple[int, int], tuple[Shared, ...]]:
    found: dict[tuple[int, int], list[Shared]] = defaultdict(list)
    for shared, places in _shared(walkers).items():
        most = FEW if shared.kind == "address" else CROWD
        if len(places) > most:
            continue
        for pair in combinations(places, 2):
            if any(walkers[place].who.ours for place in pair):
                found[pair].append(shared)
    kin = {pair: tuple(sorted(what, key=_surest)) for pair, what in found.items()}
    return dict(sorted(kin.items(), key=lambda item: _surest(item[1][0]))[:MOST])


def _surest(shared: Shared) -> int:
    return ORDER.index(shared.kind)


def _shared(walkers: Sequence[Walker]) -> dict[Shared, list[int]]:
    found: dict[Shared, list[int]] = defaultdict(list)
    for place, walker in enumerate(walkers):
        email = walker.who.email.strip().lower()
        kinds = ({email} - {""}, walker.sessions, walker.devices, walker.addresses)
        for kind, values in zip(ORDER, kinds, strict=True):
            for value in values:
                found[Shared(kind, value)].append(place)
    return found
