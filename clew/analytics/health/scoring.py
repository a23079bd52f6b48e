"""From numbers to a score, its band and its reasons. Pure: values in, values out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from clew.analytics.models import Band

BEST = 100
MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class Bands:
    """An admin's two marks: full points from ``healthy`` on, none from ``poor`` on.

    Which of them is the greater says whether more is better.
    """

    healthy: float
    poor: float

    @property
    def more_is_better(self) -> bool:
        return self.healthy > self.poor

    def points(self, value: float) -> float:
        """0 to 100, linear between the marks. Two marks in one place are a step."""
        if self.healthy == self.poor:
            return float(BEST if value <= self.healthy else 0)
        share = (value - self.poor) / (self.healthy - self.poor)
        return BEST * min(1.0, max(0.0, share))


@dataclass(frozen=True)
class Weighed:
    """A part as an admin weighs it. Weight 0: it does not count."""

    kind: str
    label: str
    weight: int
    bands: Bands
    unit: str = ""
    missing: str = "Nothing is known yet"


@dataclass(frozen=True)
class Measure:
    """``said``: the number in words, as in “9 of 24 seats active in 7 days (38%)”."""

    value: float
    said: str


@dataclass(frozen=True)
class PartScore:
    """Without data there is no ``score`` and the part does not count."""

    kind: str
    label: str
    score: int | None
    weight: int
    reason: str

    @property
    def lost(self) -> int:
        """What it takes away, for putting the worst first."""
        return -1 if self.score is None else self.weight * (BEST - self.score)

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "label": self.label,
            "score": self.score,
            "weight": self.weight,
            "reason": self.reason,
        }


@dataclass(frozen=True)
class Score:
    """``total`` is None when no part has data."""

    total: int | None
    parts: tuple[PartScore, ...]


def scored(parts: Sequence[tuple[Weighed, Measure | None]]) -> Score:
    """The weighted mean of the parts that have data; parts the worst first, those without last."""
    counted = [(each, found) for each, found in parts if each.weight > 0]
    told = [_told(each, found) for each, found in counted]
    total = weighted([(each, found.value) for each, found in counted if found is not None])
    return Score(total, tuple(sorted(told, key=lambda part: (-part.lost, part.label))))


def weighted(values: Sequence[tuple[Weighed, float]]) -> int | None:
    weights = sum(each.weight for each, _ in values)
    if not weights:
        return None
    return _rounded(sum(each.weight * each.bands.points(value) for each, value in values) / weights)


def band_of(score: int, *, healthy_from: int, fair_from: int) -> Band:
    if score >= healthy_from:
        return Band.HEALTHY
    return Band.FAIR if score >= fair_from else Band.POOR


def shares(weights: Sequence[int]) -> list[int]:
    """Whole per cent that make up 100 together; the largest remainders round up."""
    total = sum(weights)
    if not total:
        return [0 for _ in weights]
    floors = [weight * 100 // total for weight in weights]
    by_rest = sorted(range(len(weights)), key=lambda at: (-(weights[at] * 100 % total), at))
    for at in by_rest[: 100 - sum(floors)]:
        floors[at] += 1
    return floors


def number(value: float) -> str:
    """“1,204”, “2.5”; no more digits than anybody reads."""
    rounded = round(value, 1)
    if abs(rounded) >= 100 or rounded == int(rounded):  # noqa: PLR2004  where tenths say nothing
        return f"{round(value):,}".replace("-", MINUS)
    return f"{rounded:,.1f}".replace("-", MINUS)


def mark(value: float, unit: str) -> str:
    return f"{number(value)}%" if unit == "%" else number(value)


def _told(each: Weighed, found: Measure | None) -> PartScore:
    if found is None:
        reason = f"{each.missing}, so this part is left out"
        return PartScore(each.kind, each.label, None, each.weight, reason)
    points = _rounded(each.bands.points(found.value))
    return PartScore(
        each.kind, each.label, points, each.weight, f"{found.said}, {_mark(each, points)}"
    )


def _mark(each: Weighed, points: int) -> str:
    """What the number is compared with: the mark that it reached, or the one it should."""
    bands = each.bands
    if points == 0:
        to = "or less" if bands.more_is_better else "or more"
        return f"poor at {mark(bands.poor, each.unit)} {to}"
    return f"healthy {'from' if bands.more_is_better else 'up to'} {mark(bands.healthy, each.unit)}"


def _rounded(value: float) -> int:
    return int(value + 0.5)
