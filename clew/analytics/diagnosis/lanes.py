"""The lane diagram: which id was used when, by which SDK, in which session, and what joined it.

Pure values for a page to draw: a lane for each distinct id, spans on it, marks where somebody was
identified, joined, refused or reset.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from clew.analytics.diagnosis.evidence import Call, Case, Detail, Refused, Use
from clew.analytics.diagnosis.words import who

MOST = 24  # lanes; a diagram of more says nothing


class Sign(StrEnum):
    IDENTIFY = "identify"
    ALIAS = "alias"
    MERGE = "merge"
    REFUSED = "refused"
    RESET = "reset"  # concluded: the same device goes on under a new anonymous id


SIGNS = {
    "$identify": Sign.IDENTIFY,
    "$create_alias": Sign.ALIAS,
    "$merge_dangerously": Sign.MERGE,
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """One distinct id at work with one SDK in one session; without a session, all of it."""

    distinct_id: str
    lib: str
    lib_version: str
    session: str
    first_at: datetime
    last_at: datetime
    events: int


@dataclass(frozen=True, slots=True)
class Mark:
    at: datetime
    sign: Sign
    other_id: str = ""
    why: str = ""  # of a refusal, its kind


@dataclass(frozen=True, slots=True)
class Lane:
    distinct_id: str
    person: str  # id; empty: nobody's
    name: str
    ours: bool
    identified: bool
    spans: tuple[Stretch, ...]  # oldest first
    marks: tuple[Mark, ...]  # oldest first

    @property
    def libs(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(span.lib for span in self.spans))

    @property
    def first_at(self) -> datetime:
        return min([*(s.first_at for s in self.spans), *(m.at for m in self.marks)])

    @property
    def last_at(self) -> datetime:
        return max([*(s.last_at for s in self.spans), *(m.at for m in self.marks)])


@dataclass(frozen=True, slots=True)
class Lanes:
    """``lanes``: ours first, of each person together, the earliest first."""

    lanes: tuple[Lane, ...]
    left_out: int

    @property
    def since(self) -> datetime | None:
        return min((lane.first_at for lane in self.lanes), default=None)

    @property
    def until(self) -> datetime | None:
        return max((lane.last_at for lane in self.lanes), default=None)


def lanes(case: Case, stretches: Iterable[Stretch] = ()) -> Lanes:
    """``stretches`` by session, as ``reading.read_stretches`` reads them; else one for each SDK."""
    spans: dict[str, list[Stretch]] = defaultdict(list)
    for stretch in stretches or map(_whole, case.uses):
        spans[stretch.distinct_id].append(stretch)
    marks = _marks(case)
    ids = dict.fromkeys([*spans, *marks])
    found = [_lane(case, each, spans.get(each, ()), marks.get(each, ())) for each in ids]
    began: dict[str, datetime] = {}
    for lane in found:
        key = lane.person or lane.distinct_id
        began[key] = min(lane.first_at, began.get(key, lane.first_at))
    found.sort(key=lambda lane: (
        not lane.ours, began[lane.person or lane.distinct_id], lane.person, lane.first_at
    ))  # fmt: skip
    return Lanes(tuple(found[:MOST]), max(0, len(found) - MOST))


def _lane(case: Case, distinct_id: str, spans: Sequence[Stretch], marks: Sequence[Mark]) -> Lane:
    owner = case.owners.get(distinct_id)
    return Lane(
        distinct_id=distinct_id,
        person=owner.id if owner else "",
        name=who(owner) if owner else "",
        ours=distinct_id in case.own_ids,
        identified=bool(owner and owner.identified),
        spans=tuple(sorted(spans, key=lambda span: span.first_at)),
        marks=tuple(sorted(marks, key=lambda mark: mark.at)),
    )


def _marks(case: Case) -> dict[str, list[Mark]]:
    found: dict[str, list[Mark]] = defaultdict(list)
    refused = {each.uuid: each for each in case.refused if each.uuid}
    told = set()
    for call in case.calls:
        if call.event in SIGNS:
            found[call.distinct_id].append(_called(call, refused.get(call.uuid)))
            told.add(call.uuid)
    for each in case.refused:
        if each.uuid not in told or not each.uuid:
            mark = Mark(each.at, Sign.REFUSED, each.other_id, each.kind)
            found[each.distinct_id].append(mark)
    for distinct_id, mark in _resets(case.details):
        found[distinct_id].append(mark)
    return found


def _called(call: Call, refused: Refused | None) -> Mark:
    if refused is not None:
        return Mark(call.at, Sign.REFUSED, call.other_id, refused.kind)
    return Mark(call.at, SIGNS[call.event], call.other_id)


def _resets(details: Iterable[Detail]) -> Iterable[tuple[str, Mark]]:
    """A device whose next id begins after the one before ended: it was reset in between."""
    by_device: dict[str, dict[str, tuple[datetime, datetime]]] = defaultdict(dict)
    for each in details:
        if each.device_id:
            seen = by_device[each.device_id].get(each.distinct_id, (each.first_at, each.last_at))
            by_device[each.device_id][each.distinct_id] = (
                min(seen[0], each.first_at), max(seen[1], each.last_at)
            )  # fmt: skip
    for device, ids in by_device.items():
        ordered = sorted(ids.items(), key=lambda item: item[1])
        for (before, (_, ended)), (after, (began, _)) in pairwise(ordered):
            if began > ended and before != device:  # from its first id to a user's is a sign-in
                yield after, Mark(began, Sign.RESET, before)


def _whole(use: Use) -> Stretch:
    return Stretch(
        use.distinct_id, use.lib, use.lib_version, "", use.first_at, use.last_at, use.events
    )
