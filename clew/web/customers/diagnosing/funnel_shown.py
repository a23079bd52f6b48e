"""A checked funnel as the page shows it: shares, lengths of bars, names with their pages."""

from dataclasses import dataclass
from typing import Any

from clew.analytics.diagnosis.evidence import Known
from clew.analytics.diagnosis.funnels.checking import Checked, Step
from clew.analytics.diagnosis.funnels.splits import Split
from clew.analytics.diagnosis.funnels.touching import Touched
from clew.analytics.diagnosis.words import at, lasting, who
from clew.web.customers.diagnosing.asked import Asked
from clew.web.customers.diagnosing.summary import funnel_text
from clew.web.customers.text import clean

MOST = 30  # people, pairs
WHOLE = 100  # per cent


@dataclass(frozen=True, slots=True)
class Named:
    name: str
    url: str
    note: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One step of one crowd: people, per cent of the first step, and of the step before."""

    people: int
    share: int
    kept: int | None

    @property
    def drop(self) -> int | None:
        return None if self.kept is None else WHOLE - self.kept


@dataclass(frozen=True, slots=True)
class StepShown:
    number: int
    step: Step
    own: Bar | None
    everyone: Bar | None
    took: str
    worse: int  # per cent points below everyone's conversion into this step


@dataclass(frozen=True, slots=True)
class PairShown:
    before: str
    after: str
    own: tuple[int, int, int | None]
    everyone: tuple[int, int, int | None] | None


@dataclass(frozen=True, slots=True)
class SplitShown:
    one: Named
    other: Named
    shared: tuple[str, ...]
    at: int
    before: str
    after: str
    alone: int
    together: int


def shown(asked: Asked, found: Checked) -> dict[str, Any]:
    has_own = asked.customer is not None
    name = clean(asked.customer.display_name, 60) if asked.customer else ""
    return {
        "found": found,
        "name": name,
        "steps": [_step(n, found, has_own=has_own) for n in range(len(found.steps))],
        "pairs": [_pair(pair.before, pair.after, pair.own, pair.everyone) for pair in found.pairs],
        "stopped": [(one, named(one.who), at(one.at)) for one in found.stopped[:MOST]],
        "stopped_left": max(0, len(found.stopped) - MOST),
        "splits": [_split(one, found.funnel.labels) for one in found.splits[:MOST]],
        "splits_left": max(0, len(found.splits) - MOST),
        "touched": _touched(found),
        "gained": found.steps[-1].if_one - found.steps[-1].own,
        "counted": found.steps[0].everyone is not None,
        "text": funnel_text(name, found),
    }


def named(person: Known) -> Named:
    url = f"/customers/person/{person.id}" if len(person.id) == 36 else ""  # noqa: PLR2004  a UUID
    ids = clean(person.distinct_ids[0], 40) if person.distinct_ids else ""
    name = who(person)
    return Named(clean(name, 60), url, person.email if person.email not in {"", name} else ids)


def _step(n: int, found: Checked, *, has_own: bool) -> StepShown:
    step, first = found.steps[n], found.steps[0]
    own = _bar(step.own, first.own, step.own_before) if has_own else None
    everyone = None
    if step.everyone is not None and first.everyone is not None:
        everyone = _bar(step.everyone, first.everyone, step.everyone_before)
    worse = 0
    if own and everyone and own.kept is not None and everyone.kept is not None:
        worse = everyone.kept - own.kept
    return StepShown(n + 1, step, own, everyone, _took(step), worse)


def _took(step: Step) -> str:
    return lasting(step.between) if step.between is not None else ""


def _bar(people: int, first: int, before: int | None) -> Bar:
    return Bar(
        people, _share(people, first) or 0, None if before is None else _share(people, before)
    )


def _share(part: int, whole: int) -> int | None:
    return round(WHOLE * part / whole) if whole else None


def _pair(
    before: str, after: str, own: tuple[int, int], everyone: tuple[int, int] | None
) -> PairShown:
    theirs = (*everyone, _share(everyone[1], everyone[0])) if everyone else None
    return PairShown(before, after, (*own, _share(own[1], own[0])), theirs)


def _split(split: Split, labels: list[str]) -> SplitShown:
    return SplitShown(
        one=named(split.one.who),
        other=named(split.other.who),
        shared=tuple(clean(str(each), 80) for each in split.shared[:4]),
        at=split.at,
        before=labels[split.at - 1],
        after=labels[split.at],
        alone=split.alone,
        together=split.together,
    )


def _touched(found: Checked) -> list[tuple[Named, Touched]]:
    people = found.attribution.people if found.attribution else ()
    return [(named(each.who), each) for each in people[:MOST]]
