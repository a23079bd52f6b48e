"""A funnel of one customer beside everyone's: counts, where people stop, and why that may be."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from clew.analytics.diagnosis.evidence import Known
from clew.analytics.diagnosis.funnels.counting import Counted, everyone
from clew.analytics.diagnosis.funnels.funnel import Funnel
from clew.analytics.diagnosis.funnels.reading import Seen, read
from clew.analytics.diagnosis.funnels.splits import Split, Walker, splits, united
from clew.analytics.diagnosis.funnels.touching import Attribution, attribution
from clew.analytics.diagnosis.funnels.walking import Path, did, furthest, shifted
from clew.people.models import Group, Person

LIBS = 4  # named of one step


@dataclass(frozen=True, slots=True)
class Step:
    """People of this customer, and of all; ``everyone`` is None where it was not counted."""

    label: str
    own: int
    own_before: int | None  # who reached the step before; None at the first
    own_at_all: int
    if_one: int  # if people of one human were one
    everyone: int | None
    everyone_before: int | None
    everyone_at_all: int | None
    between: timedelta | None  # the middle time from the step before, of this customer's people
    libs: tuple[tuple[str, int], ...]  # events of this customer by SDK


@dataclass(frozen=True, slots=True)
class Pair:
    """Two steps that follow each other, as a funnel of their own."""

    before: str
    after: str
    own: tuple[int, int]
    everyone: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Stopped:
    """Somebody of this customer who began and did not come through. ``step`` from 1."""

    who: Known
    step: int
    label: str
    at: datetime
    next: str


@dataclass(frozen=True, slots=True)
class Checked:
    funnel: Funnel
    steps: tuple[Step, ...]
    pairs: tuple[Pair, ...]
    stopped: tuple[Stopped, ...]
    splits: tuple[Split, ...]
    attribution: Attribution | None
    people: int  # of this customer
    is_whole: bool

    @property
    def never_began(self) -> int:
        return self.people - self.steps[0].own


def check(
    customer: Person | Group | None,
    funnel: Funnel,
    environment_id: int,
    *,
    about_at: datetime | None = None,
) -> Checked:
    """Without a customer, everyone alone."""
    seen = read(customer, funnel, about_at=about_at) if customer else Seen(())
    return checked(funnel, seen, everyone(funnel, environment_id))


def checked(funnel: Funnel, seen: Seen, all_of: Counted | None) -> Checked:
    """Pure."""
    number = len(funnel.steps)
    ours = [walker for walker in seen.walkers if walker.who.ours]
    ways = [(each, furthest(each.touches, number, funnel.window)) for each in ours]
    split = splits(seen.walkers, number, funnel.window)
    converted = [(each.who, way) for each, way in ways if len(way) == number]
    return Checked(
        funnel=funnel,
        steps=tuple(_steps(funnel, ways, _if_one(funnel, seen.walkers, split), all_of)),
        pairs=tuple(_pairs(funnel, ours, all_of)),
        stopped=tuple(_stopped(funnel, ways)),
        splits=tuple(split),
        attribution=attribution(funnel.breakdown, converted) if funnel.breakdown else None,
        people=len(ours),
        is_whole=seen.is_whole,
    )


def _if_one(funnel: Funnel, walkers: Sequence[Walker], split: Sequence[Split]) -> list[int]:
    """People of this customer by step, with what others did who are probably the same."""
    ways = [
        len(furthest([t for each in one for t in each.touches], len(funnel.steps), funnel.window))
        for one in united(walkers, split)
        if any(each.who.ours for each in one)
    ]
    return [sum(way > place for way in ways) for place in range(len(funnel.steps))]


def _steps(
    funnel: Funnel,
    ways: Sequence[tuple[Walker, Path]],
    if_one: list[int],
    all_of: Counted | None,
) -> list[Step]:
    reached = [sum(len(way) > n for _, way in ways) for n in range(len(funnel.steps))]
    return [
        Step(
            label=label,
            own=reached[n],
            own_before=reached[n - 1] if n else None,
            own_at_all=sum(did(each.touches, n) for each, _ in ways),
            if_one=if_one[n],
            everyone=all_of.reached[n] if all_of else None,
            everyone_before=all_of.reached[n - 1] if all_of and n else None,
            everyone_at_all=all_of.at_all[n] if all_of else None,
            between=_between([way for _, way in ways], n),
            libs=_libs(ways, n),
        )
        for n, label in enumerate(funnel.labels)
    ]


def _between(ways: Sequence[Path], n: int) -> timedelta | None:
    took = [(way[n].at - way[n - 1].at).total_seconds() for way in ways if n and len(way) > n]
    return timedelta(seconds=median(took)) if took else None


def _libs(ways: Sequence[tuple[Walker, Path]], n: int) -> tuple[tuple[str, int], ...]:
    found = Counter(t.lib for each, _ in ways for t in each.touches if t.steps >> n & 1)
    return tuple(found.most_common(LIBS))


def _pairs(funnel: Funnel, ours: Sequence[Walker], all_of: Counted | None) -> list[Pair]:
    found = []
    for n, (before, after) in enumerate(zip(funnel.labels, funnel.labels[1:], strict=False)):
        ways = [len(furthest(shifted(each.touches, n), 2, funnel.window)) for each in ours]
        own = (sum(way >= 1 for way in ways), sum(way >= 2 for way in ways))  # noqa: PLR2004
        found.append(Pair(before, after, own, all_of.pairs[n] if all_of else None))
    return found


def _stopped(funnel: Funnel, ways: Sequence[tuple[Walker, Path]]) -> list[Stopped]:
    labels = funnel.labels
    found = [
        Stopped(each.who, len(way), labels[len(way) - 1], way[-1].at, labels[len(way)])
        for each, way in ways
        if 0 < len(way) < len(labels)
    ]
    return sorted(found, key=lambda one: (one.step, one.at), reverse=True)
